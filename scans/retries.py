"""When a run that could pass by itself is tried again: back-off that nobody waits for.

A run that waits is a queued row with a time before which it is not claimed, so that the wait
costs no worker and a cancel needs none. The time is the database's: workers on several hosts
compare no clocks.
"""

from __future__ import annotations

import random
import threading
from datetime import datetime, timedelta

from django.db.models import DurationField, ExpressionWrapper, F, Q
from django.db.models.functions import Now

from .models import ToolRun

BACK_OFF_SECONDS = (1, 2, 4)
MAX_ATTEMPTS = 1 + len(BACK_OFF_SECONDS)
JITTER = 0.25  # of the wait, to both sides: runs that failed together do not return together

# Set when a run of this process begins to wait: whoever wakes workers looks when it is due.
begun = threading.Event()


def wait_after(number: int, max_attempts: int) -> timedelta | None:
    """How long to wait after attempt `number`; None where it was the last.

    A retry by hand raises `max_attempts` and begins anew with the first wait.
    """
    if number >= max_attempts:
        return None
    tried = max(0, number - 1 - max(0, max_attempts - MAX_ATTEMPTS))
    seconds = BACK_OFF_SECONDS[min(tried, len(BACK_OFF_SECONDS) - 1)]
    return timedelta(seconds=seconds * random.uniform(1 - JITTER, 1 + JITTER))  # noqa: S311


def due(now: datetime | None = None) -> Q:
    """The condition of a queued run whose wait is over, or that does not wait."""
    return Q(not_before=None) | Q(not_before__lte=now or Now())


def seconds_to_next() -> float | None:
    """How long until the first run that waits is due; None where none waits. One query."""
    wait = ExpressionWrapper(F("not_before") - Now(), output_field=DurationField())
    waiting = ToolRun.objects.queued().filter(not_before__gt=Now()).order_by("not_before")
    first = waiting.annotate(wait=wait).values_list("wait", flat=True).first()
    return None if first is None else max(0.0, first.total_seconds())
