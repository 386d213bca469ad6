"""Which worker processes live: rows that each writes of itself, for the people who look."""

from __future__ import annotations

import os
import socket
from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from .models import Worker

SEEN_SECONDS = 30
FORGET = timedelta(hours=1)


def name() -> str:
    """This process, as attempts and rows call it."""
    return f"{socket.gethostname()}:{os.getpid()}"[:80]


def tell(busy_with: str) -> None:
    """Write that this process lives and what it runs. Two statements."""
    now = timezone.now()
    Worker.objects.update_or_create(
        name=name(),
        defaults={"seen": now, "busy_with": busy_with[:40]},
        create_defaults={
            "host": socket.gethostname(),
            "process_id": os.getpid(),
            "queues": ", ".join(settings.QUEUES_SERVED),
            "started": now,
            "seen": now,
            "busy_with": busy_with[:40],
        },
    )


def forget_old() -> None:
    """Delete rows of processes that have not been seen for an hour."""
    Worker.objects.filter(seen__lt=timezone.now() - FORGET).delete()


def alive() -> QuerySet[Worker]:
    """Workers seen in the last 30 seconds."""
    return Worker.objects.filter(seen__gt=timezone.now() - timedelta(seconds=SEEN_SECONDS))
