"""What of the cellar's rows goes with time: single errors, hourly counts, idempotency keys.

Audit entries stay. Hours that are folded are still in the totals.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_q.models import Schedule

from . import idempotency
from .models import ApiCount, RecentError
from .watching.collector import Count, Key
from .watching.writing import SUMS, add

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""The hour of the rows into which older hours are folded."""

ROWS_A_BATCH = 2_000
MOST_ERRORS = 500_000


def tidy(now: datetime | None = None) -> dict[str, int]:
    """Forget errors and fold hours older than `ERROR_DAYS`, and keys past their 24 hours; how many
    rows of each."""
    before = (now or timezone.now()) - timedelta(days=settings.ERROR_DAYS)
    return {"errors": forget(before), "hours": fold(before), "keys": idempotency.purge()}


def forget(before: datetime) -> int:
    """Delete errors older than `before`, and the oldest beyond 500,000. In batches."""
    newest = RecentError.objects.order_by("-created").values_list("created", flat=True)
    for oldest_kept in newest[MOST_ERRORS - 1 : MOST_ERRORS]:
        before = max(before, oldest_kept)
    deleted = 0
    while True:
        old = RecentError.objects.filter(created__lt=before).order_by("created")
        batch = list(old.values_list("pk", flat=True)[:ROWS_A_BATCH])
        if not batch:
            return deleted
        deleted += RecentError.objects.filter(pk__in=batch).delete()[0]


def fold(before: datetime) -> int:
    """Add the counts of hours before `before` to those of `EPOCH`, so that the totals stay the
    same at every moment. One transaction a batch."""
    folded = 0
    while batch := _fold_batch(before):
        folded += batch
    return folded


@transaction.atomic
def _fold_batch(before: datetime) -> int:
    # Locked, because a process whose database was away may still add to an old hour.
    old = ApiCount.objects.filter(hour__gt=EPOCH, hour__lt=before).order_by("hour", "pk")
    rows = list(old.select_for_update()[:ROWS_A_BATCH])
    sums: dict[Key, Count] = {}
    for row in rows:
        key = Key(0, row.method, row.route, row.status, row.code)
        sums.setdefault(key, Count()).add(Count(*(getattr(row, name) for name in SUMS)))
    add(sums.items())
    ApiCount.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def keep_schedule(**_signal: Any) -> None:
    """Receiver of `post_migrate`: the queue tidies every hour."""
    Schedule.objects.update_or_create(
        name="records: forget what is old",
        defaults={
            "func": f"{__name__}.{tidy.__name__}",
            "schedule_type": Schedule.HOURLY,
            "repeats": -1,
        },
    )
