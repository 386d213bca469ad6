"""What a schedule runs and when, in words; what has no short words is shown as its expression."""

from __future__ import annotations

from collections.abc import Sequence

from .cron import Cron, CronError, parse
from .models import Schedule

_WEEKDAYS = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split()
_WORKDAYS = frozenset(range(1, 6))
_MONTHS = (
    "January February March April May June July August September October November December"
).split()
_MAX_TIMES = 4


def when(expression: str, time_zone: str) -> str:
    """`30 2 * * 1-5` in Europe/Berlin as "Monday to Friday at 02:30, Europe/Berlin"."""
    try:
        cron = parse(expression)
    except CronError:
        return f"{expression}, {time_zone}"
    told = _told(cron)
    return f"{told[0].upper()}{told[1:]}, {time_zone}" if told else f"{cron.text}, {time_zone}"


def what(schedule: Schedule) -> str:
    """The profile and tools that it runs: "code", "code: bandit, semgrep" or "bandit"."""
    tools = ", ".join(schedule.tools)
    if not schedule.profile_id:
        return tools
    profile = schedule.profile.name if schedule.profile else "a profile that was deleted"
    return f"{profile}: {tools}" if tools else profile


def _told(cron: Cron) -> str:
    times, days = _times(cron), _days(cron)
    if not times or not days:
        return ""
    if times.startswith("every"):
        return times if days == "every day" else f"{times}, {days}"
    return f"{days} {times}"


def _times(cron: Cron) -> str:
    if cron.is_hourly:
        step = _step(cron.minutes, 60)
        if step:
            return "every minute" if step == 1 else f"every {step} minutes"
        if len(cron.minutes) == 1:
            return f"every hour at minute {cron.minutes[0]:02}"
        return ""
    if len(cron.minutes) > 1:
        return ""
    minute, step = cron.minutes[0], _step(cron.hours, 24)
    if len(cron.hours) > _MAX_TIMES and step:
        return f"every {step} hours from {cron.hours[0]:02}:{minute:02}"
    if len(cron.hours) <= _MAX_TIMES:
        return f"at {_and([f'{hour:02}:{minute:02}' for hour in cron.hours])}"
    return ""


def _days(cron: Cron) -> str:
    every_date, every_weekday = len(cron.days) == 31, len(cron.weekdays) == 7
    if not (every_date or every_weekday):
        return ""
    named = _and([_MONTHS[month - 1] for month in sorted(cron.months)])
    months = "" if len(cron.months) == 12 else f" in {named}"
    if not every_date:
        if len(cron.days) > _MAX_TIMES:
            return ""
        dates = _and([_ordinal(day) for day in sorted(cron.days)])
        return f"on the {dates} of {named if months else 'each month'}"
    if every_weekday:
        return f"every day{months}"
    if cron.weekdays == _WORKDAYS:
        return f"Monday to Friday{months}"
    weekdays = sorted(cron.weekdays, key=lambda day: (day - 1) % 7)
    return f"{_and([f'{_WEEKDAYS[day]}s' for day in weekdays])}{months}"


def _step(values: Sequence[int], whole: int) -> int | None:
    """The even step of `values` through all of `whole`; None where there is none."""
    step = whole // len(values)
    return step if whole % step == 0 and list(values) == list(range(0, whole, step)) else None


def _ordinal(day: int) -> str:
    suffix = "th" if 10 < day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{suffix}"


def _and(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else list(words))
