"""Starting, cancelling and retrying scans.

Locks are taken in one order everywhere: the scan's row, then runs and attempts, then topics.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from config.errors import request_id
from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError
from config.records import audit
from projects.callers import Caller
from tooling.base import Outcome
from tooling.outcome import OUTCOMES

from . import events, profiles, queue
from .intake import Ask, Item, Order, check
from .models import Attempt, Scan, Schedule, ToolRun
from .retries import MAX_ATTEMPTS
from .settling import (
    has_failed,
    is_importing,
    lock,
    settle,
    settle_locked,
    tool_errors,
    was_kept_back,
)
from .states import OPEN, RunState

__all__ = [
    "cancel",
    "has_failed",
    "lock",
    "retry",
    "settle",
    "settle_locked",
    "start",
    "start_order",
    "tool_errors",
]

# What a run holds of its last attempt, and what it is emptied to before the next.
NO_END: Mapping[str, Any] = {
    "outcome": "",
    "exit_code": None,
    "signal": None,
    "error": "",
    "hint": "",
    "retryable": False,
    "started": None,
    "finished": None,
    "peak_memory_bytes": None,
    "cpu_ms": None,
    "coverage": {},
    "report": "",
    "log": "",
}
FRESH: Mapping[str, Any] = {
    **NO_END,
    "progress_percent": None,
    "progress_message": "",
    "full_scope": False,
    "findings_imported": False,
    "import_error": "",
}


def start(caller: Caller, *, origin: str = Scan.Origin.MANUAL, **asked: Any) -> Scan:
    """Store and queue the scan that `asked` (fields of `intake.Ask`) describes.

    Raises what `intake.check` raises, and QUEUE_UNAVAILABLE, with nothing stored.
    """
    return start_order(caller, check(caller, Ask(**asked)), origin=origin)


@transaction.atomic
def start_order(
    caller: Caller,
    order: Order,
    *,
    origin: str = Scan.Origin.MANUAL,
    schedule: Schedule | None = None,
) -> Scan:
    """Store and queue a checked order, one run for each tool."""
    scan = Scan.objects.create(
        project=order.project,
        target=order.target,
        credential=order.credential,
        profile=order.profile,
        profile_version=order.profile.version if order.profile else 0,
        profile_as_run=profiles.as_run(order.profile),
        origin=origin,
        schedule=schedule,
        requested_by=caller.user if caller.user.is_authenticated else None,
        request_id=request_id.current(),
        tools=list(dict.fromkeys(order.asked.tools)) or [item.tool.name for item in order.items],
        options={item.tool.name: item.options for item in order.items if item.options},
        severity_filter=order.severity_filter,
        max_parallel=order.max_parallel,
    )
    runs = [_run(scan, position, item) for position, item in enumerate(order.items)]
    ToolRun.objects.bulk_create(runs)
    audit.record(caller, "scan.start", scan, project=order.project, after=_told(scan))
    told = [events.scan_created(scan)]
    told += [
        events.tool_queued(run, 1)
        if run.state == RunState.QUEUED
        else events.tool_finished(run, run, None)
        for run in runs
    ]
    told += settle_locked(scan)
    queue.wake(len([run for run in runs if run.state == RunState.QUEUED]))
    events.emit_all(scan, told)
    return scan


def _run(scan: Scan, position: int, item: Item) -> ToolRun:
    run = ToolRun(
        scan=scan,
        tool=item.tool.name,
        position=position,
        optional=item.optional,
        options=item.options,
        timeout_seconds=item.timeout_seconds,
        limits=item.limits.told(),
        selection_key=item.selection_key,
        max_attempts=MAX_ATTEMPTS,
    )
    if item.optional and not item.installed:
        run.state = RunState.SKIPPED
        run.outcome = Outcome.NOT_INSTALLED
        run.error = f"{item.tool.name} is not installed"
        run.hint = item.tool.install_hint
        run.finished = timezone.now()
    return run


def _told(scan: Scan) -> dict[str, Any]:
    return {
        "target": str(scan.target_id),
        "profile": scan.profile.name if scan.profile else None,
        "tools": scan.tools,
    }


@transaction.atomic
def cancel(scan: Scan, by: Caller) -> Scan:
    """Cancel what is queued now, and ask workers to end what runs; they confirm.

    SCAN_NOT_CANCELLABLE where nothing is left to cancel.
    """
    scan = lock(scan)
    now = timezone.now()
    attempted = Exists(Attempt.objects.filter(run=OuterRef("pk")))
    runs = list(scan.runs.filter(state__in=OPEN).annotate(attempted=attempted))
    if not runs:
        raise ApiError(ErrorCode.SCAN_NOT_CANCELLABLE, f"The scan is {scan.status}")
    told = []
    for run in runs:
        if run.state == RunState.QUEUED:
            ToolRun.objects.filter(pk=run.pk, state=RunState.QUEUED).update(
                state=RunState.CANCELLED,
                outcome=Outcome.CANCELLED,
                error="Cancelled before its next attempt"
                if run.attempted
                else "Cancelled before its turn",
                hint=OUTCOMES[Outcome.CANCELLED].hint,
                not_before=None,
                finished=now,
                updated=now,
            )
            run.refresh_from_db()
            told.append(events.tool_finished(run, run, None))
        elif run.state == RunState.RUNNING:
            ToolRun.objects.filter(pk=run.pk, state=RunState.RUNNING).update(
                state=RunState.CANCELLING, updated=now
            )
            Attempt.objects.filter(run=run, state=RunState.RUNNING).update(
                state=RunState.CANCELLING, updated=now
            )
            told.append(events.tool_progress(run, run.progress_percent, "Cancelling"))
    audit.record(by, "scan.cancel", scan, project=scan.project, after={"runs": len(runs)})
    told += settle_locked(scan)
    events.emit_all(scan, told)
    return scan


@transaction.atomic
def retry(scan: Scan, tools: Sequence[str], by: Caller) -> Scan:
    """Queue the failed tools again, or those named, as new attempts inside the same scan.

    Without names also what an open breaker kept from running. The rest of the scan may still run.
    UNKNOWN_TOOL (not one of the scan's), SCAN_NOT_RETRYABLE (nothing failed, or still running),
    CONFLICT (archived project, retired target), QUEUE_UNAVAILABLE.
    """
    scan = lock(scan)
    if scan.project.archived:
        raise ApiError(ErrorCode.CONFLICT, f"Project {scan.project.slug} is archived")
    if scan.target.retired:
        raise ApiError(ErrorCode.CONFLICT, f"Target {scan.target} is retired")
    if scan.origin == Scan.Origin.IMPORT:
        raise ApiError(ErrorCode.SCAN_NOT_RETRYABLE, "An import has nothing to run again")
    runs = _to_retry(scan, tools)
    for run in runs:
        last = run.attempts.order_by("-number").values_list("number", flat=True).first() or 0
        ToolRun.objects.filter(pk=run.pk, state=run.state).update(
            **FRESH,
            state=RunState.QUEUED,
            not_before=None,
            max_attempts=last + MAX_ATTEMPTS,
            updated=timezone.now(),
        )
        run.last_number = last  # type: ignore[attr-defined]
    audit.record(
        by, "scan.retry", scan, project=scan.project, after={"tools": [run.tool for run in runs]}
    )
    told = [events.tool_queued(run, run.last_number + 1) for run in runs]  # type: ignore[attr-defined]
    told += settle_locked(scan)
    queue.wake(len(runs))
    events.emit_all(scan, told)
    return scan


def _to_retry(scan: Scan, tools: Sequence[str]) -> list[ToolRun]:
    runs = {run.tool: run for run in scan.runs.order_by("position")}
    unknown = [name for name in tools if name not in runs]
    if unknown:
        raise ApiError(
            ErrorCode.UNKNOWN_TOOL,
            f"{', '.join(map(repr, unknown))} is not of this scan; its tools: {', '.join(runs)}",
        )
    if tools:
        chosen = [runs[name] for name in dict.fromkeys(tools)]
        busy = [run.tool for run in chosen if run.state in OPEN or is_importing(run)]
        if busy:
            raise ApiError(
                ErrorCode.SCAN_NOT_RETRYABLE, f"Still running or waiting: {', '.join(busy)}"
            )
        return chosen
    chosen = [run for run in runs.values() if has_failed(run) or was_kept_back(run)]
    if not chosen:
        raise ApiError(ErrorCode.SCAN_NOT_RETRYABLE, "No tool of the scan has failed")
    return chosen
