"""The five figures of error monitoring, as far as they come from the API's own answers.

Error rate by endpoint and by code, retry attempts on average, client to server errors. (The fifth,
how long a tool's error lasted, comes from `scans.resolution`.) Counts are kept by the hour, so a
window is the running hour and the one before it (`hour`), or the 24 before it (`day`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from config.records.models import ApiCount

KINDS = ("method", "route", "status", "code")
SUMS = ("answers", "retried", "repeats")
WINDOWS = {"hour": 1, "day": 24}  # full hours besides the running one


@dataclass(frozen=True)
class Row:
    """Answers alike in one window."""

    method: str
    route: str
    status: int
    code: str
    answers: int
    retried: int
    repeats: int


@dataclass(frozen=True)
class Rate:
    """`errors` of `answers`; `name` is a route or a code."""

    name: str
    errors: int
    answers: int

    @property
    def rate(self) -> float:
        return self.errors / self.answers

    @property
    def percent(self) -> float:
        return 100 * self.rate


@dataclass(frozen=True)
class Figures:
    """What one window says. Ratios are None where there is nothing to divide by."""

    since: datetime
    answers: int
    client_errors: int
    server_errors: int
    by_endpoint: list[Rate]
    by_code: list[Rate]
    average_retry_attempts: float | None

    @property
    def errors(self) -> int:
        return self.client_errors + self.server_errors

    @property
    def error_rate(self) -> float | None:
        return self.errors / self.answers if self.answers else None

    @property
    def client_to_server_ratio(self) -> float | None:
        return self.client_errors / self.server_errors if self.server_errors else None


def since(window: str, now: datetime | None = None) -> datetime:
    """When `window` (hour or day) begins."""
    running = (now or timezone.now()).replace(minute=0, second=0, microsecond=0)
    return running - timedelta(hours=WINDOWS[window])


def figures(window: str = "day", now: datetime | None = None) -> Figures:
    """One window from the database. One query over its hours."""
    start = since(window, now)
    sums = {f"{name}_sum": Sum(name) for name in SUMS}
    alike = ApiCount.objects.filter(hour__gte=start).values_list(*KINDS)
    return figures_of((Row(*row) for row in alike.annotate(**sums)), start)


def figures_of(rows: Iterable[Row], start: datetime) -> Figures:
    """The figures of answers that are at hand already; the worst rates come first."""
    answers: Counter[str] = Counter()
    errors: Counter[str] = Counter()
    codes: Counter[str] = Counter()
    client = server = retried = repeats = 0
    for row in rows:
        answers[row.route] += row.answers
        retried += row.retried
        repeats += row.repeats
        if row.code:
            errors[row.route] += row.answers
            codes[row.code] += row.answers
            if row.status >= 500:
                server += row.answers
            else:
                client += row.answers
    total = answers.total()
    by_endpoint = [Rate(route, errors[route], count) for route, count in answers.items() if count]
    by_code = [Rate(code, count, total) for code, count in codes.items() if count]
    return Figures(
        since=start,
        answers=total,
        client_errors=client,
        server_errors=server,
        by_endpoint=sorted(by_endpoint, key=lambda rate: (-rate.rate, rate.name)),
        by_code=sorted(by_code, key=lambda rate: (-rate.rate, rate.name)),
        average_retry_attempts=repeats / retried if retried else None,
    )


@dataclass(frozen=True)
class Totals:
    """Answers alike, since ever. `milliseconds` is the sum of their response times."""

    method: str
    route: str
    status: int
    code: str
    answers: int
    milliseconds: int


def everything(now: datetime | None = None) -> tuple[list[Totals], dict[str, Figures]]:
    """The totals since ever and the figures of each window. One query."""
    sums: dict[str, Any] = {"total": Sum("answers"), "time": Sum("milliseconds")}
    starts = {window: since(window, now) for window in WINDOWS}
    for window, start in starts.items():
        for name in SUMS:
            inside = Sum(name, filter=Q(hour__gte=start))
            sums[f"{window}_{name}"] = Coalesce(inside, 0)
    rows = list(ApiCount.objects.values_list(*KINDS).annotate(**sums))
    first = len(KINDS) + 2  # what follows the kind and the totals is three sums a window
    windows = {}
    for number, (window, start) in enumerate(starts.items()):
        begin = first + number * len(SUMS)
        of_window = (Row(*row[: len(KINDS)], *row[begin : begin + len(SUMS)]) for row in rows)
        windows[window] = figures_of(of_window, start)
    return [Totals(*row[:first]) for row in rows], windows
