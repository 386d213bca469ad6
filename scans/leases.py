"""Who may work on a run: claims, heartbeats and results, each a conditional UPDATE.

An attempt is held by its fencing token. Every write of a holder names it and looks at the count, so
that a worker that was given up for lost cannot overwrite what came after it.
"""

from __future__ import annotations

import random
import socket
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from tooling import process_group
from tooling.base import Outcome
from tooling.outcome import OUTCOMES

from . import events, queue
from .models import Attempt, Scan, ToolRun
from .orchestration import FRESH, NO_END
from .settling import REPORTING, lock, settle_locked
from .signals import run_finished
from .states import ACTIVE, RunState

CANDIDATES = 8
BACK_OFF_SECONDS = (1, 2, 4)

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


def eligible(now: datetime | None = None) -> QuerySet[ToolRun]:
    """Queued runs whose turn it is, best first: manual before scheduled, then projects with the
    fewest running tools, then the oldest. The scan's `max_parallel` is kept."""
    active = ToolRun.objects.filter(state__in=ACTIVE).order_by()

    def count_of(path: str, outer: str) -> Coalesce:
        counted = (
            active.filter(**{path: OuterRef(outer)})
            .values(path)
            .annotate(n=Count("pk"))
            .values("n")
        )
        return Coalesce(Subquery(counted, output_field=IntegerField()), 0)

    return (
        ToolRun.objects.queued()
        .filter(Q(not_before=None) | Q(not_before__lte=now or timezone.now()))
        .annotate(
            running_in_scan=count_of("scan", "scan"),
            running_in_project=count_of("scan__project", "scan__project"),
            urgency=Case(
                When(scan__origin=Scan.Origin.SCHEDULED, then=1),
                default=0,
                output_field=IntegerField(),
            ),
        )
        .filter(running_in_scan__lt=F("scan__max_parallel"))
        .order_by("urgency", "running_in_project", "scan__created", "position")
    )


def claim(worker: str) -> Claim | None:
    """Take the next eligible run and start an attempt of it; None where there is none.

    The scan's row lock makes the count of its running tools exact, the conditional UPDATE makes
    the run one worker's.
    """
    for run_id, scan_id in eligible().values_list("pk", "scan_id")[:CANDIDATES]:
        claimed = _take(run_id, scan_id, worker)
        if claimed is not None:
            return claimed
    return None


@transaction.atomic
def _take(run_id: uuid.UUID, scan_id: uuid.UUID, worker: str) -> Claim | None:
    scan = lock(Scan(pk=scan_id))
    if scan.runs.active().count() >= scan.max_parallel:
        return None
    now = timezone.now()
    taken = (
        ToolRun.objects.filter(pk=run_id, state=RunState.QUEUED)
        .filter(Q(not_before=None) | Q(not_before__lte=now))
        .update(**{**FRESH, "started": now}, state=RunState.RUNNING, not_before=None, updated=now)
    )
    if not taken:
        return None
    run = ToolRun.objects.get(pk=run_id)
    run.scan = scan
    attempt = Attempt.objects.create(
        run=run,
        number=run.attempts.count() + 1,
        worker=worker[:80],
        host=socket.gethostname(),
        boot_id=process_group.boot_id(),
        fencing_token=uuid.uuid4(),
        started=now,
    )
    told = settle_locked(scan)
    events.emit_all(scan, [*told, events.tool_started(run, attempt.number)])
    return Claim(run, attempt, attempt.fencing_token)


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
    """How an attempt ended. `again`: it may be tried again by itself, if attempts are left."""

    state: RunState
    outcome: str
    error: str = ""
    hint: str = ""
    retryable: bool = False
    again: bool = False
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
    Afterwards `run_finished` is sent and the next eligible runs are woken.
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
    wait = _wait(run, attempt, result)
    if wait is None:
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
            **FRESH, state=RunState.QUEUED, not_before=now + wait, updated=now
        )
        told.append(events.tool_queued(run, attempt.number + 1))
    told += settle_locked(scan)
    events.emit_all(scan, told)
    return True


def _columns(result: Result) -> dict[str, Any]:
    columns = {name: getattr(result, name) for name in NO_END if hasattr(result, name)}
    columns["coverage"] = dict(result.coverage or {})
    return columns


def _wait(run: ToolRun, attempt: Attempt, result: Result) -> timedelta | None:
    """How long to wait before the next attempt; None where there is none."""
    if not result.again or attempt.number >= run.max_attempts:
        return None
    tried = max(0, attempt.number - 1 - max(0, run.max_attempts - 4))
    seconds = BACK_OFF_SECONDS[min(tried, len(BACK_OFF_SECONDS) - 1)]
    return timedelta(seconds=seconds * random.uniform(0.75, 1.25))  # noqa: S311 - spread, no secret


def wake_next(limit: int) -> None:
    """Send a wake-up for each eligible run, at most `limit`. One query."""
    queue.nudge(len(eligible().values_list("pk", flat=True)[:limit]))
