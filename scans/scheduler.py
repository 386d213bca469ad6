"""The scheduler: a thread in every worker process that starts what schedules ask for.

It needs no free worker, so a schedule is not late because scans run. Several at once, on several
hosts, do no harm: a run is claimed by a conditional UPDATE, in the transaction that starts its scan
or says why there is none. What was planned moves on with the claim, and never back: a clock that is
put back starts nothing twice.
"""

from __future__ import annotations

import threading
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import close_old_connections, connections, transaction
from django.utils import timezone

from config.errors import request_id
from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError
from config.records import audit
from projects.callers import Caller

from . import cluster, events, orchestration, schedules
from .intake import Order, check
from .models import Scan, Schedule

TICK_SECONDS = 5.0
MAX_AT_ONCE = 50
ACTOR = "scheduler"
MINUTE = "%Y-%m-%d %H:%M UTC"
# Its owner may no longer do it: it would be refused every time.
RIGHTS_LOST = frozenset({ErrorCode.FORBIDDEN, ErrorCode.PROJECT_NOT_FOUND})

logger = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Verdict:
    """What is to become of a run that is due; `order` where it is to be started."""

    result: str
    reason: str = ""
    code: str = ""
    order: Order | None = None
    stops: bool = False

    @classmethod
    def refused(cls, error: ApiError, *, stops: bool = False) -> Verdict:
        told = f"{error.message}: {error.details}" if error.details else error.message
        stops = stops or error.code in RIGHTS_LOST
        return cls(Schedule.Result.REFUSED, told, error.code.name, stops=stops)


def run_due(now: datetime | None = None) -> int:
    """Decide what is due, each schedule in a transaction of its own; how many this call decided.

    One query where nothing is due.
    """
    now = now or timezone.now()
    due = Schedule.objects.due(now).select_related("project", "target", "owner")
    decided = 0
    for schedule in due[:MAX_AT_ONCE]:
        try:
            decided += carry_out(schedule, now)
        except Exception:  # one broken schedule must not keep the others
            logger.exception("schedule failed", schedule=str(schedule.pk))
    return decided


def carry_out(schedule: Schedule, now: datetime) -> bool:
    """Start the run that is due, or say why not; whether it was this call that did."""
    with request_id.bound(str(uuid.uuid4())):
        verdict = decide(schedule, now)
        try:
            return _settled(schedule, verdict, now)
        except ApiError as error:  # the queue does not answer, and nothing was stored
            if not _lateness(schedule, now):
                return False  # the next look tries again
            return _settled(schedule, Verdict.refused(error), now)


def decide(schedule: Schedule, now: datetime) -> Verdict:
    """What is to become of the run that is due. Stores nothing; may resolve names."""
    try:
        window = schedules.timetable(schedule).blackout_at(now)
    except ApiError as error:  # a zone that is no more: it can never be planned again
        return Verdict.refused(error, stops=True)
    if window is not None:
        return Verdict(Schedule.Result.BLACKOUT, schedules.in_window(schedule, window))
    late = _lateness(schedule, now)
    if late and schedule.missed == Schedule.Missed.SKIP:
        return Verdict(Schedule.Result.MISSED, late)
    try:
        order = check(_owner(schedule), schedules.ask(schedule))
    except ApiError as error:
        return Verdict.refused(error)
    return Verdict(Schedule.Result.STARTED, late, order=order)


@transaction.atomic
def _settled(schedule: Schedule, verdict: Verdict, now: datetime) -> bool:
    """Claim the run and do what the verdict says; False where another was faster, or a person
    changed the schedule meanwhile. The queue's QUEUE_UNAVAILABLE rolls all of it back."""
    if not _claimed(schedule, verdict, now):
        return False
    order = verdict.order
    if order is not None and schedule.scans.unfinished().exists():  # type: ignore[attr-defined]
        order = None
        verdict = Verdict(Schedule.Result.OVERLAP, "Its previous scan had not ended")
    scan = None
    if order is not None:
        scan = orchestration.start_order(
            _owner(schedule), order, origin=Scan.Origin.SCHEDULED, schedule=schedule
        )
    schedules.note(
        schedule, now, verdict.result, scan=scan, code=verdict.code, reason=verdict.reason
    )
    due = {"due": schedule.next_run}
    if scan is not None:
        audit.record(ACTOR, "schedule.run", schedule, after={"scan": scan.pk, **due})
        return True
    told = events.schedule_skipped(schedule, verdict.result, verdict.code, verdict.reason)
    if verdict.stops:
        audit.record(ACTOR, "schedule.stop", schedule, after={"reason": verdict.reason, **due})
        told = events.schedule_stopped(schedule, verdict.reason)
    logger.warning("schedule not run", kind=told.type, **told.data)
    events.emit_to_project(schedule.project_id, told)
    return True


def _claimed(schedule: Schedule, verdict: Verdict, now: datetime) -> bool:
    """Take the run that is due, by moving on to the next; what was edited since is read again."""
    if verdict.stops:
        planned = next_run = None
        stopped = {"active": False, "stopped": verdict.reason, "updated": timezone.now()}
    else:
        planned, next_run = schedules.plan(schedule, now)
        stopped = {}
    mine = Schedule.objects.filter(
        pk=schedule.pk, active=True, next_run=schedule.next_run, updated=schedule.updated
    )
    return bool(mine.update(planned_run=planned, next_run=next_run, **stopped))


def _owner(schedule: Schedule) -> Caller:
    """Who it runs for; FORBIDDEN where that person is gone. What they may do, `check` asks."""
    if schedule.owner is None:
        raise ApiError(ErrorCode.FORBIDDEN, "Its owner was deleted; resume it to become its owner")
    if not schedule.owner.is_active:
        raise ApiError(
            ErrorCode.FORBIDDEN,
            f"Its owner {schedule.owner} is no longer active; resume it to become its owner",
        )
    return Caller(schedule.owner)


def _lateness(schedule: Schedule, now: datetime) -> str:
    """How late the run is, in a sentence; empty within its grace."""
    due = schedule.next_run or now
    if now - due <= timedelta(seconds=schedule.grace_seconds):
        return ""
    return f"Was due at {due:{MINUTE}}, and nothing was there to start it until {now:{MINUTE}}"


def _loop() -> None:
    while not cluster.is_draining():
        try:
            run_due()
        except Exception:  # the loop must survive whatever the database does
            logger.exception("scheduler tick failed")
            connections.close_all()
        close_old_connections()
        _pause.wait(TICK_SECONDS)


_pause = threading.Event()  # never set: a wait that a daemon thread may die in


def start_in_worker(**_signal: object) -> None:
    """Receiver of django-q2's `post_spawn`, which each worker process sends once."""
    threading.Thread(target=_loop, name="scheduler", daemon=True).start()
