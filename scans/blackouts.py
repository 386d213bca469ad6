"""Blackout windows: when nothing is started. Times are those on the wall of the schedule's zone.

Weekly ones name the days on which they begin, and end on the next day where the end is not after
the start; dated ones have a beginning and an end:

    {"days": ["fri", "sat"], "start": "22:00", "end": "06:00", "reason": "batch runs"}
    {"from": "2026-12-24 12:00", "until": "2027-01-01", "reason": "freeze"}

A date without a time is its beginning in `from` and its end in `until`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MAX_WINDOWS = 50
MAX_REASON = 120
FIRST_YEAR, LAST_YEAR = 2000, 2999

_DAY = timedelta(days=1)
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00")
_WEEKLY_KEYS = frozenset({"days", "start", "end", "reason"})
_DATED_KEYS = frozenset({"from", "until", "reason"})
_LINE_WEEKLY = re.compile(r"(?:([a-z][a-z,\- ]*?)\s+)?(\d\d:\d\d)\s*-\s*(\d\d:\d\d)", re.IGNORECASE)
_LINE_DATED = re.compile(r"(\d{4}-.+?)\s+to\s+(\d{4}-.+)", re.IGNORECASE)

Problem = tuple[str, str]  # the path of what is wrong (`0.start`), and the sentence


class Blackout(Protocol):
    @property
    def reason(self) -> str: ...

    def end_at(self, wall: datetime) -> datetime | None:
        """When it ends, where it covers `wall`; both on the wall, naive."""

    def line(self) -> str:
        """It in a few words."""


@dataclass(frozen=True)
class Weekly:
    days: frozenset[int]  # 0 is Monday
    start: timedelta
    end: timedelta
    reason: str = ""

    def end_at(self, wall: datetime) -> datetime | None:
        midnight = datetime.combine(wall.date(), datetime.min.time())
        lasts = self.end if self.end > self.start else self.end + _DAY
        ends = [
            day + lasts
            for day in (midnight, midnight - _DAY)
            if day.weekday() in self.days and day + self.start <= wall < day + lasts
        ]
        return max(ends, default=None)

    def line(self) -> str:
        days = "" if len(self.days) == 7 else f"{','.join(DAYS[day] for day in sorted(self.days))} "
        return f"{days}{_clock(self.start)}-{_clock(self.end)}"


@dataclass(frozen=True)
class Dated:
    start: datetime
    end: datetime
    reason: str = ""

    def end_at(self, wall: datetime) -> datetime | None:
        return self.end if self.start <= wall < self.end else None

    def line(self) -> str:
        return f"{self.start:%Y-%m-%d %H:%M} to {self.end:%Y-%m-%d %H:%M}"


def parse(given: Any) -> tuple[tuple[Blackout, ...], list[Problem]]:
    """The windows that `given` (a list as in the API) means, and what is wrong with it."""
    if not isinstance(given, list) or len(given) > MAX_WINDOWS:
        return (), [("", f"must be a list of at most {MAX_WINDOWS} windows")]
    windows: list[Blackout] = []
    problems: list[Problem] = []
    for index, entry in enumerate(given):
        found = _window(entry)
        if isinstance(found, list):
            problems += [(f"{index}.{path}".rstrip("."), told) for path, told in found]
        else:
            windows.append(found)
    return tuple(windows), problems


def from_line(line: str) -> dict[str, Any]:
    """A window as a person writes it: `mon-fri 22:00-06:00 # backup`, `2026-12-24 to 2027-01-01`.

    ValueError where it is neither; the values themselves are for `parse` to check.
    """
    text, _, reason = (part.strip() for part in line.partition("#"))
    entry: dict[str, Any]
    if match := _LINE_DATED.fullmatch(text):
        entry = {"from": match[1].strip(), "until": match[2].strip()}
    elif match := _LINE_WEEKLY.fullmatch(text):
        entry = {"start": match[2], "end": match[3]}
        if match[1]:
            entry["days"] = list(_spread(match[1]))
    else:
        raise ValueError("is neither 'mon-fri 22:00-06:00' nor '2026-12-24 12:00 to 2027-01-01'")
    return {**entry, "reason": reason} if reason else entry


def to_line(entry: Mapping[str, Any]) -> str:
    """A stored window as `from_line` reads it, to the same entry."""
    if "from" in entry:
        text = f"{entry['from']} to {entry['until']}"
    else:
        days = f"{','.join(entry['days'])} " if "days" in entry else ""
        text = f"{days}{entry['start']}-{entry['end']}"
    return f"{text} # {entry['reason']}" if entry.get("reason") else text


def _spread(text: str) -> Iterator[str]:
    """`mon-wed,sat` as its days; unknown words as they are, for `parse` to name."""
    for word in re.split(r"[,\s]+", text.lower()):
        first, dash, last = word.partition("-")
        if dash and first in DAYS and last in DAYS:
            start, length = DAYS.index(first), (DAYS.index(last) - DAYS.index(first)) % 7
            yield from (DAYS[(start + step) % 7] for step in range(length + 1))
        elif word:
            yield word


def _window(entry: Any) -> Blackout | list[Problem]:
    if not isinstance(entry, Mapping):
        return [("", 'must be an object such as {"start": "22:00", "end": "06:00"}')]
    is_dated = not _DATED_KEYS.isdisjoint(set(entry) - {"reason"})
    keys = _DATED_KEYS if is_dated else _WEEKLY_KEYS
    problems = [
        (str(key), f"is not one of: {', '.join(sorted(keys))}") for key in sorted(set(entry) - keys)
    ]
    reason = entry.get("reason", "")
    if not isinstance(reason, str) or len(reason) > MAX_REASON or not reason.isprintable():
        problems.append(("reason", f"must be one line of at most {MAX_REASON} characters"))
    if is_dated:
        found = _dated(entry, problems)
    else:
        found = _weekly(entry, problems)
    return problems or found


def _weekly(entry: Mapping[str, Any], problems: list[Problem]) -> Blackout:
    days = entry.get("days", list(DAYS))
    known = isinstance(days, Sequence) and not isinstance(days, str) and days
    strange = [day for day in days if day not in DAYS] if known else [days]
    if strange:
        problems.append(("days", f"{strange[0]!r:.40} is not one of: {', '.join(DAYS)}"))
        days = []
    times = {}
    for name in ("start", "end"):
        text = entry.get(name)
        if not isinstance(text, str) or not _CLOCK.fullmatch(text):
            problems.append((name, f"must be a time such as 22:00, not {text!r:.40}"))
        elif name == "start" and text == "24:00":
            problems.append((name, "24:00 is the 00:00 of the next day; name that day"))
        else:
            hours, minutes = map(int, text.split(":"))
            times[name] = timedelta(hours=hours, minutes=minutes)
    return Weekly(
        frozenset(DAYS.index(day) for day in days),
        times.get("start", timedelta()),
        times.get("end", timedelta()),
        str(entry.get("reason", "")),
    )


def _dated(entry: Mapping[str, Any], problems: list[Problem]) -> Blackout:
    moments = {}
    for name in ("from", "until"):
        moment = _moment(entry.get(name), is_end=name == "until")
        if moment is None:
            problems.append(
                (name, f"must be 2026-12-24 or 2026-12-24 12:00, not {entry.get(name)!r:.40}")
            )
        else:
            moments[name] = moment
    if len(moments) == 2 and moments["until"] <= moments["from"]:
        problems.append(("until", "is not after `from`"))
    never = datetime.min
    reason = str(entry.get("reason", ""))
    return Dated(moments.get("from", never), moments.get("until", never), reason)


def _moment(text: Any, *, is_end: bool) -> datetime | None:
    """A naive moment; None where the text is none, is far away, or names a zone (the schedule has
    one)."""
    try:
        if len(text) == len("2026-12-24"):
            day = datetime.combine(date.fromisoformat(text), datetime.min.time())
            moment = day + _DAY if is_end else day
        else:
            moment = datetime.strptime(text.replace("T", " "), "%Y-%m-%d %H:%M")
    except (TypeError, ValueError, AttributeError, OverflowError):
        return None
    return moment if FIRST_YEAR <= moment.year <= LAST_YEAR else None


def _clock(value: timedelta) -> str:
    minutes = int(value.total_seconds()) // 60
    return f"{minutes // 60:02}:{minutes % 60:02}"
