"""Cron expressions of five fields, read strictly: what is meant in two ways is refused.

As in crontab(5): where days of the month and days of the week are both restricted (neither begins
with `*`), a day that fits one of them is enough; 0 and 7 are Sunday.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property

# 29 February comes after eight years at the latest (1896, 1904; 2096, 2104).
HORIZON_DAYS = 9 * 366
MAX_LENGTH = 120

_ITEM = re.compile(r"(\*|\w+)(?:-(\w+))?(?:/(\w+))?", re.ASCII)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_DAYS = "sun mon tue wed thu fri sat".split()


class CronError(ValueError):
    """Why an expression is no good, in one sentence that names the field."""


@dataclass(frozen=True)
class Field:
    name: str
    least: int
    most: int
    names: Mapping[str, int] = field(default_factory=dict)

    def refuse(self, text: str, why: str) -> CronError:
        return CronError(f"{self.name}: {text!r} {why}")

    def values(self, text: str) -> frozenset[int]:
        """The numbers that `text` stands for, such as `1,10-20/5`."""
        found: set[int] = set()
        for item in text.split(","):
            match = _ITEM.fullmatch(item)
            if match is None:
                raise self.refuse(text, "is not *, a number, a range such as 1-5, or a list")
            found |= self._item(item, *match.groups())
        return frozenset(found)

    def _item(self, item: str, first: str, last: str | None, step: str | None) -> set[int]:
        if first == "*" and last is not None:
            raise self.refuse(item, "is not a range; write * alone")
        low = self.least if first == "*" else self._number(first)
        high = self.most if first == "*" else low if last is None else self._number(last)
        if self.most == 7 and high == 0 < low:
            high = 7  # fri-sun
        if high < low:
            raise self.refuse(item, "runs backwards; write it as two ranges with a comma")
        if step is None:
            return set(range(low, high + 1))
        if first != "*" and last is None:
            raise self.refuse(item, f"has a step but no range; write {first}-{self.most}/{step}")
        width = high - low
        if not (step.isdecimal() and 1 <= int(step) <= width):
            raise self.refuse(item, f"has a step that is not from 1 to {width}")
        return set(range(low, high + 1, int(step)))

    def _number(self, text: str) -> int:
        if text.lower() in self.names:
            return self.names[text.lower()]
        if text.isdecimal() and len(text) < 4 and self.least <= int(text) <= self.most:
            return int(text)
        spelled = f", or {', '.join(self.names)}" if self.names else ""
        raise self.refuse(text, f"is not from {self.least} to {self.most}{spelled}")


FIELDS = (
    Field("minute", 0, 59),
    Field("hour", 0, 23),
    Field("day of the month", 1, 31),
    Field("month", 1, 12, {name: number for number, name in enumerate(_MONTHS, 1)}),
    Field("day of the week", 0, 7, {name: number for number, name in enumerate(_DAYS)}),
)


@dataclass(frozen=True)
class Cron:
    """An expression that was understood; weekdays are 0 (Sunday) to 6."""

    text: str
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    either_day: bool

    @property
    def is_hourly(self) -> bool:
        """Whether it runs in every hour, so that it follows the clock and not the day."""
        return len(self.hours) == 24

    def walls(self, start: datetime) -> Iterator[datetime]:
        """The times on the wall (naive) that it names, from `start` on, for nine years."""
        for number in range(HORIZON_DAYS):
            try:
                day = start.date() + timedelta(days=number)
            except OverflowError:
                return
            if self.names(day):
                yield from self._times(day, start)

    def _times(self, day: date, start: datetime) -> Iterator[datetime]:
        for at in self._clock:
            wall = datetime.combine(day, at)
            if wall >= start:
                yield wall

    @cached_property
    def _clock(self) -> tuple[time, ...]:
        return tuple(time(hour, minute) for hour in self.hours for minute in self.minutes)

    def names(self, day: date) -> bool:
        """Whether it runs on that day."""
        if day.month not in self.months:
            return False
        in_month, in_week = day.day in self.days, day.isoweekday() % 7 in self.weekdays
        return (in_month or in_week) if self.either_day else (in_month and in_week)


def parse(text: str) -> Cron:
    """The expression that `text` is; raises `CronError`."""
    parts = text.split()
    if len(text) > MAX_LENGTH or len(parts) != len(FIELDS):
        names = ", ".join(field.name for field in FIELDS)
        raise CronError(
            f"needs five fields ({names}), such as '30 2 * * *', and has {len(parts)}"
            if len(parts) != len(FIELDS)
            else f"is longer than {MAX_LENGTH} characters"
        )
    minutes, hours, days, months, weekdays = (
        of.values(part) for of, part in zip(FIELDS, parts, strict=True)
    )
    cron = Cron(
        text=" ".join(parts),
        minutes=tuple(sorted(minutes)),
        hours=tuple(sorted(hours)),
        days=days,
        months=months,
        weekdays=frozenset(number % 7 for number in weekdays),
        either_day=not (parts[2].startswith("*") or parts[4].startswith("*")),
    )
    # A leap year has every day that there is; days of the week alone always come.
    if next(cron.walls(datetime(2028, 1, 1)), None) is None:
        raise CronError(f"day of the month: {parts[2]!r} never comes in month {parts[3]!r}")
    return cron
