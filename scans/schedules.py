"""Schedules: making, changing and deleting them, when they run next, and running one now.

A schedule runs on the rights that its owner has at that moment. The owner is who made it; whoever
changes what it runs, or resumes it, becomes its owner, so that nobody acts on another's rights.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils import timezone

from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError, FieldError
from config.etags import hold
from config.records import audit
from projects.callers import Caller
from projects.models import Project

from . import blackouts, cron, orchestration, timetables
from .intake import Ask, Order, check
from .models import Scan, Schedule
from .timetables import Timetable

SHOWN_RUNS = 5
ASKED = frozenset(
    {"target", "profile", "tools", "options", "severity_filter", "timeout_seconds",
     "max_parallel", "credential"}
)  # fmt: skip
REFERENCES = frozenset({"target", "profile", "credential"})
TIMING = frozenset({"cron", "time_zone", "blackouts", "jitter_seconds", "active"})

_chance = random.SystemRandom()


# --- When ---------------------------------------------------------------------------------------


def timetable(schedule: Schedule) -> Timetable:
    """When it runs; VALIDATION_ERROR names each field that is wrong, and what would be right."""
    errors: list[FieldError] = []
    try:
        named = cron.parse(schedule.cron)
    except cron.CronError as error:
        errors.append(FieldError("cron", f"{error}.", "invalid"))
    if schedule.time_zone not in timetables.zone_names():
        near = " or ".join(timetables.near_zones(schedule.time_zone)) or "Europe/Berlin or UTC"
        message = f"{schedule.time_zone!r} is not a time zone; try {near}."
        errors.append(FieldError("time_zone", message, "invalid_choice"))
    windows, problems = blackouts.parse(schedule.blackouts)
    for path, told in problems:
        errors.append(FieldError(f"blackouts.{path}".rstrip("."), f"{told}.", "invalid"))
    _refuse(errors)
    return Timetable(named, ZoneInfo(schedule.time_zone), windows)


def plan(
    schedule: Schedule, now: datetime, chance: random.Random = _chance
) -> tuple[datetime | None, datetime | None]:
    """When it runs next, without and with its jitter: after `now` and after what was planned.

    By chance up to `jitter_seconds` later, but before the run that follows and in no blackout.
    None and None where the windows leave no time.
    """
    times = timetable(schedule)
    planned = times.after(max(now, schedule.planned_run or now))
    if planned is None or not schedule.jitter_seconds:
        return planned, planned
    following = times.after(planned) or planned + timedelta(days=1)
    room = min(schedule.jitter_seconds, int((following - planned).total_seconds()) - 1)
    moved = planned + timedelta(seconds=chance.randint(0, room))
    return planned, planned if times.blackout_at(moved) else moved


def next_runs(schedule: Schedule) -> list[datetime]:
    """The next five, the first with its jitter; none while paused. No query."""
    if schedule.next_run is None or schedule.planned_run is None:
        return []
    try:
        later = timetable(schedule).upcoming(schedule.planned_run, SHOWN_RUNS - 1)
    except ApiError:  # a zone that the time zone database has no longer
        later = []
    return [schedule.next_run, *later]


# --- What and who -------------------------------------------------------------------------------


def ask(schedule: Schedule, values: Mapping[str, Any] | None = None) -> Ask:
    """What it asks of `intake.check`; `values` in place of its own."""
    stored = {
        "target": schedule.target,
        "profile": schedule.profile_id,
        "tools": schedule.tools,
        "options": schedule.options,
        "severity_filter": schedule.severity_filter,
        "timeout_seconds": schedule.timeout_seconds,
        "max_parallel": schedule.max_parallel,
        "credential": schedule.credential_id,
    }
    chosen = {name: value for name, value in (values or {}).items() if name in ASKED}
    return Ask(project=schedule.project, **{**stored, **chosen})


def create(
    caller: Caller, project: Project, values: Mapping[str, Any], now: datetime | None = None
) -> Schedule:
    """A new schedule of `project`, owned by the caller. `target` and what may start now is asked
    as of a scan: raises what `intake.check` raises, VALIDATION_ERROR, DUPLICATE_RESOURCE."""
    plain = {name: value for name, value in values.items() if name not in REFERENCES}
    schedule = Schedule(project=project, **plain)
    schedule.owner = caller.user  # type: ignore[assignment]
    order = check(caller, Ask(project=project, **{k: v for k, v in values.items() if k in ASKED}))
    _refer(schedule, values, order)
    _plan(schedule, now or timezone.now())
    with transaction.atomic():
        _save(schedule)
        audit.record(caller, "schedule.create", schedule, after=_told(schedule))
    return schedule


def change(
    caller: Caller,
    schedule: Schedule,
    values: Mapping[str, Any],
    if_match: str | None = None,
    now: datetime | None = None,
) -> Schedule:
    """Change it, pause it or resume it. What it runs is asked as of a scan where it changes, and
    when it is resumed; names are resolved before the row is locked."""
    resumes = values.get("active") is True and not schedule.active
    takes_over = resumes or not ASKED.isdisjoint(values)
    order = check(caller, ask(schedule, values)) if takes_over else None
    with transaction.atomic():
        hold(schedule, if_match)
        before = _told(schedule)
        for name, value in values.items():
            if name not in REFERENCES:
                setattr(schedule, name, value)
        if order is not None:
            _refer(schedule, values, order)
            schedule.owner = caller.user  # type: ignore[assignment]
        if schedule.active:
            schedule.stopped = ""
        if not TIMING.isdisjoint(values):
            _plan(schedule, now or timezone.now())
        _save(schedule)
        audit.record(caller, "schedule.change", schedule, before=before, after=_told(schedule))
    return schedule


@transaction.atomic
def delete(caller: Caller, schedule: Schedule, if_match: str | None = None) -> None:
    """Delete it; its scans stay."""
    hold(schedule, if_match)
    audit.record(caller, "schedule.delete", schedule, before=_told(schedule))
    schedule.delete()


def order_now(caller: Caller, schedule: Schedule, now: datetime | None = None) -> Order:
    """What `run_now` is to start, on the caller's own rights. Nothing is stored.

    CONFLICT in a blackout window, and what `intake.check` raises.
    """
    window = timetable(schedule).blackout_at(now or timezone.now())
    if window is not None:
        raise ApiError(ErrorCode.CONFLICT, f"{in_window(schedule, window)}; start a scan by hand")
    return check(caller, ask(schedule))


@transaction.atomic
def run_now(caller: Caller, schedule: Schedule, order: Order) -> Scan:
    """Start it outside of its times; those stay as they are. CONFLICT while its last scan runs."""
    hold(schedule)
    running = schedule.scans.unfinished().first()  # type: ignore[attr-defined]
    if running is not None:
        raise ApiError(ErrorCode.CONFLICT, f"Its scan {running.pk} has not ended")
    scan = orchestration.start_order(caller, order, origin=Scan.Origin.SCHEDULED, schedule=schedule)
    note(schedule, timezone.now(), Schedule.Result.STARTED, scan=scan)
    audit.record(caller, "schedule.run", schedule, after={"scan": scan.pk})
    return scan


def note(
    schedule: Schedule,
    now: datetime,
    result: str,
    *,
    scan: Scan | None = None,
    code: str = "",
    reason: str = "",
) -> None:
    """Write what became of a run beside what people edit. One query."""
    told: dict[str, Any] = {
        "last_at": now, "last_result": result, "last_code": code, "last_reason": reason,
    }  # fmt: skip
    if scan is not None:
        told["last_scan"] = scan
    Schedule.objects.filter(pk=schedule.pk).update(**told)
    for name, value in told.items():
        setattr(schedule, name, value)


def in_window(schedule: Schedule, window: blackouts.Blackout) -> str:
    reason = f" ({window.reason})" if window.reason else ""
    return f"In the blackout window {window.line()} {schedule.time_zone}{reason}"


# --- Shared -------------------------------------------------------------------------------------


def _refer(schedule: Schedule, values: Mapping[str, Any], order: Order) -> None:
    """Point it at the rows that `values` name, as the order found them."""
    found = {"target": order.target, "profile": order.profile, "credential": order.credential}
    for name in REFERENCES & set(values):
        setattr(schedule, name, found[name] if values[name] else None)


def _plan(schedule: Schedule, now: datetime) -> None:
    """Plan it anew, unless it is paused; VALIDATION_ERROR where its times are no good."""
    schedule.planned_run = None
    planned, next_run = plan(schedule, now)
    if planned is None:
        message = "The windows leave it no time to run."
        _refuse([FieldError("blackouts", message, "invalid")])
    if schedule.active:
        schedule.planned_run, schedule.next_run = planned, next_run
    else:
        schedule.next_run = None


def _save(schedule: Schedule) -> None:
    try:
        with transaction.atomic():
            schedule.save()
    except IntegrityError as error:
        raise ApiError(
            ErrorCode.DUPLICATE_RESOURCE, f"The project has a schedule named {schedule.name}"
        ) from error


def _refuse(errors: Sequence[FieldError]) -> None:
    if errors:
        told = f"{errors[0].field}: {errors[0].message}"
        raise ApiError(ErrorCode.VALIDATION_ERROR, told, errors=list(errors))


def _told(schedule: Schedule) -> dict[str, Any]:
    names = [
        "name", "tools", "options", "severity_filter", "timeout_seconds", "max_parallel", "cron",
        "time_zone", "blackouts", "jitter_seconds", "missed", "grace_seconds", "active",
    ]  # fmt: skip
    return {
        **{name: getattr(schedule, name) for name in names},
        "target": str(schedule.target_id),
        "profile": str(schedule.profile_id) if schedule.profile_id else None,
        "credential": str(schedule.credential_id) if schedule.credential_id else None,
        "owner": str(schedule.owner_id) if schedule.owner_id else None,
    }
