"""What the queue does for findings, and when."""

from __future__ import annotations

from typing import Any

from django_q.models import Schedule

from . import uploads
from .triage import expire_accepted

EXPIRE_MINUTES = 10


def expire() -> int:
    """Let accepted risks end whose time has come; how many."""
    return expire_accepted()


def import_upload(upload_id: str) -> str:
    """Import an uploaded report; what became of it. Delivered twice, it does no harm."""
    return uploads.carry_out(upload_id)


def tidy() -> int:
    """Remove the files of uploads that are gone; how many."""
    return uploads.remove_forgotten()


def keep_schedule(**_signal: Any) -> None:
    """Receiver of `post_migrate`: the schedules are there, as they should be, once."""
    Schedule.objects.update_or_create(
        name="findings: remove files of uploads that are gone",
        defaults={
            "func": f"{__name__}.{tidy.__name__}",
            "schedule_type": Schedule.HOURLY,
            "repeats": -1,
        },
    )
    Schedule.objects.update_or_create(
        name="findings: end accepted risks",
        defaults={
            "func": f"{__name__}.{expire.__name__}",
            "schedule_type": Schedule.MINUTES,
            "minutes": EXPIRE_MINUTES,
            "repeats": -1,
        },
    )
