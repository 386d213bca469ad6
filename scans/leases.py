"""Who may work on a run: claims, heartbeats and results, each a conditional UPDATE.

An attempt is held by its fencing token. Every write of a holder names it and looks at the count, so
that a worker that was given up for lost cannot overwrite what came after it.
"""

from __future__ import annotations

import socket
import uuid
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, replace
from typing import Any

import structlog
from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from config.records.rows import new_id
from projects.models import Project
from tooling import proc, process_group
from tooling.base import Outcome
from tooling.outcome import OUTCOMES

from . import breakers, events, queue, retries, turns
from .models import Attempt, Breaker, Scan, ToolRun
from .orchestration import FRESH, NO_END
from .settling import REPORTING, lock, settle_locked
from .signals import run_finished
from .states import ACTIVE, RunState

CANDIDATES = 8
TRIES = 5  # at finding what nobody else has taken meanwhile
KEPT_WHEN_REFUSED = frozenset({RunState.FAILED, RunState.TIMED_OUT, RunState.LOST})

logger = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Claim:
    """A run and the attempt that its holder may write, by the token."""

    run: ToolRun
    attempt: Attempt
    token: uuid.UUID

    @property
    def scan(self) -> Scan:
        return self.run.scan


# --- Claiming ---------------------------------------------------------------------------------


def claim(worker: str) -> Claim | None:
    """Take the run whose turn it is and start an attempt of it; None where there is none.

    Locks make the counts of what runs exact, the conditional UPDATE makes the run one worker's.
    Runs that an open breaker refuses end on the way.
    """
    fruitless = 0
    while fruitless < TRIES:
        fruitless += 1
        turns_now = turns.upcoming(CANDIDATES)
        if not turns_now:
            return None
        for turn in turns_now:
            taken = _take(turn, worker)
            if isinstance(taken, Claim):
                return taken
            if taken is not None:
                fruitless = 0
    return None


@transaction.atomic
def _take(turn: turns.Turn, worker: str) -> Claim | Breaker | None:
    """The claim of a run; the breaker that refused one, where it has ended by that; else None."""
    project = Project.objects.select_for_update(no_key=True).filter(pk=turn.project).first()
    if project is None:
        return None
    scan = lock(Scan(pk=turn.scan))
    active = ToolRun.objects.active().filter(scan__project=project).order_by()
    scans = list(active.values_list("scan", flat=True))
    if len(scans) >= turns.project_limit(project.max_runs):
        return None
    if scans.count(scan.pk) >= scan.max_parallel:
        return None
    run = _ready(scan)
    if run is None:
        return None
    now = timezone.now()
    begun = {**FRESH, "started": now, "state": RunState.RUNNING, "not_before": None, "updated": now}
    if not ToolRun.objects.filter(pk=run.pk, state=RunState.QUEUED).update(**begun):
        return None
    for name, value in begun.items():
        setattr(run, name, copy(value))
    run.scan = scan
    attempt_id = new_id()
    breaker = breakers.admit(run.tool, scan.target_id, attempt_id)
    if breaker is not None:
        _refuse(run, breaker)
        return breaker
    attempt = Attempt.objects.create(
        pk=attempt_id,
        run=run,
        number=run.attempts.count() + 1,
        worker=worker[:80],
        host=socket.gethostname(),
        worker_process=proc.identity(),
        boot_id=process_group.boot_id(),
        fencing_token=uuid.uuid4(),
        started=now,
    )
    told = settle_locked(scan)
    events.emit_all(scan, [*told, events.tool_started(run, attempt.number)])
    return Claim(run, attempt, attempt.fencing_token)


def _ready(scan: Scan) -> ToolRun | None:
    """The first run of `scan` that is due and whose tool may have one more; nobody else starts one
    of that tool until the transaction ends. One lock only: two in any order could meet."""
    for run in ToolRun.objects.queued().filter(retries.due(), scan=scan).order_by("position"):
        most = turns.tool_limit(run.tool)
        if most is None:
            return run
        running = ToolRun.objects.active().filter(tool=run.tool)
        if running.count() < most:
            turns.hold_tool(run.tool)
            return run if running.count() < most else None
    return None


def _refuse(run: ToolRun, breaker: Breaker) -> None:
    """End a run that was not started: skipped; one that has failed keeps its failure and loses
    the tries that it had left."""
    scan = run.scan
    error, hint = breakers.told(breaker)
    last = run.attempts.order_by("-number").first()
    now = timezone.now()
    if last is not None and last.state in KEPT_WHEN_REFUSED:
        end = {name: getattr(last, name) for name in NO_END}
        end |= {"hint": f"{last.hint} Not tried again: {error}. {hint}", "state": last.state}
    else:
        end = {**NO_END, "state": RunState.SKIPPED, "outcome": Outcome.BREAKER_OPEN}
        end |= {"error": error, "hint": hint, "retryable": True, "finished": now}
    ToolRun.objects.filter(pk=run.pk).update(**end, updated=now)
    run.refresh_from_db()
    told = [events.tool_finished(run, run, last.number if last else None)]
    events.emit_all(scan, [*told, *settle_locked(scan)])


# --- Holding ----------------------------------------------------------------------------------


def _held(claim: Claim) -> QuerySet[Attempt]:
    return Attempt.objects.filter(pk=claim.attempt.pk, fencing_token=claim.token, state__in=ACTIVE)


def state_of(claim: Claim) -> RunState | None:
    """The state of a held attempt; None where the holder has lost it. One query."""
    state = _held(claim).values_list("state", flat=True).first()
    return None if state is None else RunState(state)


def beat(claim: Claim) -> bool:
    """Count the heartbeat; False where the holder has lost the attempt. One statement."""
    return bool(_held(claim).update(heartbeat=F("heartbeat") + 1))


def note_process(claim: Claim, group: int, started_ticks: int | None) -> bool:
    """Remember the tool's process group, so that recovery can end what a dead worker left."""
    return bool(_held(claim).update(process_group=group, process_start=started_ticks))


def note_limits(claim: Claim, told: Mapping[str, Any]) -> bool:
    """Remember under which limits the attempt runs, and who holds it to them."""
    return bool(_held(claim).update(limits=dict(told)))


@transaction.atomic
def report_progress(claim: Claim, percent: int | None, message: str, log_lines: int) -> bool:
    """Store and tell progress and `log_lines` new lines of log; False where the lease is lost.

    `percent` and `message` None and empty: only log lines are new.
    """
    told = []
    if percent is not None or message:
        changed = ToolRun.objects.filter(
            pk=claim.run.pk,
            state__in=ACTIVE,
            attempts__pk=claim.attempt.pk,
            attempts__fencing_token=claim.token,
            attempts__state__in=ACTIVE,
        ).update(progress_percent=percent, progress_message=message[:200])
        if not changed:
            return False
        told.append(events.tool_progress(claim.run, percent, message[:200]))
    elif not _held(claim).exists():
        return False
    if log_lines:
        told.append(events.tool_log(claim.run, log_lines))
    events.emit_all(claim.scan, told)
    return True


# --- Ending -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Result:
    """How an attempt ended. `again`: it may be tried again by itself, if attempts are left;
    `not_the_tools`: it failed for what this machine or Wardroom did, which no breaker counts."""

    state: RunState
    outcome: str
    error: str = ""
    hint: str = ""
    retryable: bool = False
    again: bool = False
    not_the_tools: bool = False
    exit_code: int | None = None
    signal: int | None = None
    peak_memory_bytes: int | None = None
    cpu_ms: int | None = None
    coverage: Mapping[str, Any] | None = None
    full_scope: bool = False
    report: str = ""
    log: str = ""


CANCELLED = Result(
    RunState.CANCELLED,
    Outcome.CANCELLED,
    error="Cancelled",
    hint=OUTCOMES[Outcome.CANCELLED].hint,
)


def finish(claim: Claim, result: Result) -> bool:
    """Store how the attempt ended, once; False (and nothing written) for a late result.

    The run takes the attempt's end over in the same transaction, or goes back to the queue.
    Afterwards `run_finished` is sent.
    """
    return end(claim.run.scan_id, claim.attempt, claim.token, result)


@transaction.atomic
def end(scan_id: uuid.UUID, attempt: Attempt, token: uuid.UUID, result: Result) -> bool:
    """`finish` for whoever knows the token: the holder, or recovery in its place."""
    scan = lock(Scan(pk=scan_id))
    held = Attempt.objects.filter(pk=attempt.pk, fencing_token=token, state__in=ACTIVE)
    state = held.values_list("state", flat=True).first()
    if state == RunState.CANCELLING and result.state != RunState.CANCELLED:
        # What was asked to end is cancelled, however it ended; its log is kept.
        result = replace(CANCELLED, log=result.log)
    now = timezone.now()
    values = _columns(result)
    if not held.update(**values, state=result.state, finished=now, updated=now):
        logger.warning("late result refused", attempt=str(attempt.pk), outcome=result.outcome)
        return False
    run = ToolRun.objects.get(pk=attempt.run_id)
    attempt.refresh_from_db()
    told = [events.tool_finished(run, attempt, attempt.number)]
    wait = retries.wait_after(attempt.number, run.max_attempts) if result.again else None
    judged = breakers.judge(
        run,
        attempt,
        scan.target_id,
        None
        if result.state == RunState.SKIPPED or result.not_the_tools
        else Outcome(result.outcome),
        is_final=wait is None,
    )
    told += judged.events
    if wait is None or judged.probe_failed:
        changed = {
            **values,
            "full_scope": result.full_scope,
            "started": attempt.started,
            "finished": now,
        }
        ToolRun.objects.filter(pk=run.pk, state__in=ACTIVE).update(
            **changed, state=result.state, updated=now
        )
        if result.state == RunState.SUCCEEDED and result.outcome in REPORTING:
            transaction.on_commit(
                lambda: run_finished.send(sender=ToolRun, run_id=run.pk), robust=True
            )
    else:
        ToolRun.objects.filter(pk=run.pk, state__in=ACTIVE).update(
            **FRESH, state=RunState.QUEUED, not_before=Now() + wait, updated=now
        )
        run.refresh_from_db(fields=["not_before"])
        transaction.on_commit(retries.begun.set)
        told.append(events.tool_queued(run, attempt.number + 1))
    told += settle_locked(scan)
    events.emit_all(scan, told)
    return True


def _columns(result: Result) -> dict[str, Any]:
    columns = {name: getattr(result, name) for name in NO_END if hasattr(result, name)}
    columns["coverage"] = dict(result.coverage or {})
    return columns


def wake_next() -> None:
    """See that a wake-up waits where a run could start: for the place that has become free."""
    if not queue.waiting(queue.SCANS) and turns.upcoming(1):
        queue.nudge()
