"""The one place that derives a scan's status from its runs, and the lock under which it does."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from tooling.base import Outcome

from . import events
from .models import Attempt, Scan, ToolRun
from .states import FAILURES, TERMINAL, RunFacts, RunState, ScanStatus, derive

# Outcomes whose report becomes findings.
REPORTING = frozenset({Outcome.CLEAN, Outcome.FINDINGS, Outcome.FINDINGS_WITH_ERRORS})
FINISHED = frozenset(ScanStatus) - {ScanStatus.PENDING, ScanStatus.RUNNING}


def lock(scan: Scan) -> Scan:
    """The scan again, its row locked until the transaction ends.

    NO KEY: writing an event's row takes a share lock on the scan's key and must not wait for us.
    """
    return (
        Scan.objects.select_for_update(no_key=True, of=("self",))
        .select_related("project", "target", "profile")
        .get(pk=scan.pk)
    )


@transaction.atomic
def settle(scan: Scan) -> ScanStatus:
    """Derive the status of `scan` from its runs, store it, and tell of the change if it is one.

    Idempotent, and right under concurrency: the scan's row is locked first.
    """
    scan = lock(scan)
    events.emit_all(scan, settle_locked(scan))
    return ScanStatus(scan.status)


def settle_locked(scan: Scan) -> list[events.Event]:
    """`settle` for a caller who holds the scan's row; the events are for the caller to write."""
    was = scan.status
    status = derive(facts(scan))
    if status == was:
        return []
    now = timezone.now()
    scan.status = status
    told = []
    if was in FINISHED and scan.finished:
        scan.idle_ms += max(0, round((now - scan.finished).total_seconds() * 1000))
    if status in FINISHED:
        scan.finished = now
        told.append(events.scan_finished(scan))
    else:
        scan.finished = None
        if status == ScanStatus.RUNNING:
            scan.started = scan.started or now
            told.append(events.scan_started(scan))
    scan.save(update_fields=["status", "started", "finished", "idle_ms", "updated"])
    return told


def facts(scan: Scan) -> Iterable[RunFacts]:
    """What of each run decides the scan's status. One query."""
    runs = scan.runs.annotate(attempted=Exists(Attempt.objects.filter(run=OuterRef("pk")))).only(
        "scan", "state", "outcome", "findings_imported", "import_error"
    )
    return [
        RunFacts(
            state=run.state,
            executed=run.attempted or run.state == RunState.SUCCEEDED,
            importing=is_importing(run),
            import_failed=bool(run.import_error),
        )
        for run in runs
    ]


def is_importing(run: ToolRun) -> bool:
    """Whether the run's report waits to become findings."""
    return (
        run.state == RunState.SUCCEEDED
        and run.outcome in REPORTING
        and not run.findings_imported
        and not run.import_error
    )


def has_failed(run: ToolRun) -> bool:
    """Whether the run ended badly: itself, or the import of its report."""
    return run.state in FAILURES or bool(run.import_error)


def was_kept_back(run: ToolRun) -> bool:
    """Whether an open circuit breaker kept the run from starting."""
    return run.outcome == Outcome.BREAKER_OPEN


def tool_errors(runs: Iterable[ToolRun]) -> dict[str, str | None]:
    """By tool that was executed and has ended: its error, or None where it succeeded.

    `runs` carry their attempts prefetched. A tool that never had its turn is not in it; one that
    is not installed is, as failed. No query.
    """
    errors: dict[str, str | None] = {}
    for run in runs:
        if run.state not in TERMINAL or run.state == RunState.SKIPPED:
            continue
        if run.state == RunState.CANCELLED and not run.attempts.all():
            continue
        if has_failed(run):
            errors[run.tool] = run.error or run.import_error or f"{run.tool} {run.state}"
        else:
            errors[run.tool] = None
    return errors
