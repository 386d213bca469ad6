"""How long tools' errors last: from a failure to the same tool's next success on that target."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import fmean, median
from uuid import UUID

from django.utils import timezone

from config.records.rows import first_id

from .models import Attempt
from .states import FAILURES, RunState

LOOKS_BACK = timedelta(days=7)
BROKEN = FAILURES - {RunState.CANCELLED}  # a person's cancel is no error


@dataclass(frozen=True)
class Resolved:
    """An error of `tool` that ended at `ended` with a success, after `seconds`."""

    tool: str
    ended: datetime
    seconds: float


@dataclass(frozen=True)
class Resolutions:
    """Errors that ended in the last seven days, and how many of each tool last."""

    resolved: list[Resolved] = field(default_factory=list)
    lasting: Mapping[str, int] = field(default_factory=dict)

    def since(self, moment: datetime) -> dict[str, Times]:
        """By tool, the errors that ended after `moment`."""
        seconds: dict[str, list[float]] = defaultdict(list)
        for one in self.resolved:
            if one.ended > moment:
                seconds[one.tool].append(one.seconds)
        return {
            tool: Times(len(times), fmean(times), median(times))
            for tool, times in sorted(seconds.items())
        }


@dataclass(frozen=True)
class Times:
    count: int
    mean_seconds: float
    median_seconds: float


def resolutions(now: datetime | None = None) -> Resolutions:
    """Errors of the attempts that began in the last seven days. One query, read as a stream.

    Failures in a row are one error, which lasts from the first of them.
    """
    begin = (now or timezone.now()) - LOOKS_BACK
    attempts = (
        Attempt.objects.filter(
            pk__gte=first_id(begin),
            state__in=[RunState.SUCCEEDED, *BROKEN],
        )
        .order_by("finished")
        .values_list("run__tool", "run__scan__target_id", "state", "finished")
    )
    lasting: dict[tuple[str, UUID], datetime] = {}
    resolved = []
    for tool, target, state, finished in attempts.iterator(chunk_size=2000):
        if finished is None:  # cannot be, but the types allow it
            continue
        if state != RunState.SUCCEEDED:
            lasting.setdefault((tool, target), finished)
        elif (began := lasting.pop((tool, target), None)) is not None:
            resolved.append(Resolved(tool, finished, (finished - began).total_seconds()))
    return Resolutions(resolved, Counter(tool for tool, _ in lasting))
