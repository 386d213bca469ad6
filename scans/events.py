"""Numbered events: rows written in the transaction of what they tell.

A function per kind makes the payload; `emit` writes it to the scan's topic and, thinned to what a
list shows, to its project's. Call it last in a short transaction: the topic's row stays locked
until the commit, which is what keeps the numbers without gaps.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from config.errors.encoding import timestamp

from .models import Attempt, Breaker, Scan, ScanEvent, Schedule, ToolRun, Topic

MAX_IDS = 100

# What a project's topic gets of a scan's event: a list shows no more. Absent kinds stay out.
THIN: Mapping[str, tuple[str, ...]] = {
    "scan.created": ("status", "target", "tools"),
    "scan.started": ("status",),
    "tool.started": ("tool",),
    "tool.finished": ("tool", "state", "outcome"),
    "findings.created": ("count",),
    "findings.reopened": ("count",),
    "findings.fixed": ("count",),
    "scan.finished": ("status", "counts"),
    "import.progress": ("import", "percent", "message"),
    "import.finished": ("import", "state", "code"),
    "breaker.opened": ("tool", "target", "until"),
    "breaker.closed": ("tool", "target"),
}


@dataclass(frozen=True)
class Event:
    """A kind and its payload."""

    type: str
    data: Mapping[str, Any]


def scan_topic(scan_id: UUID | str) -> str:
    return f"scan:{scan_id}"


def project_topic(project_id: UUID | str) -> str:
    return f"project:{project_id}"


# --- Kinds ------------------------------------------------------------------------------------


def scan_created(scan: Scan) -> Event:
    return Event(
        "scan.created",
        {"status": scan.status, "target": str(scan.target), "tools": list(scan.tools)},
    )


def scan_started(scan: Scan) -> Event:
    return Event("scan.started", {"status": scan.status})


def scan_finished(scan: Scan) -> Event:
    return Event("scan.finished", {"status": scan.status, "counts": dict(scan.counts)})


def tool_queued(run: ToolRun, attempt: int) -> Event:
    """`attempt` is the number that the next attempt will have; `waits_until` the time before
    which it does not begin, null where it may at once."""
    waits_until = timestamp(run.not_before) if run.not_before else None
    return Event("tool.queued", {"tool": run.tool, "attempt": attempt, "waits_until": waits_until})


def tool_started(run: ToolRun, attempt: int) -> Event:
    return Event("tool.started", {"tool": run.tool, "attempt": attempt})


def tool_progress(run: ToolRun, percent: int | None, message: str) -> Event:
    """`percent` None: how far is unknown."""
    return Event("tool.progress", {"tool": run.tool, "percent": percent, "message": message})


def tool_log(run: ToolRun, lines: int) -> Event:
    """`lines` more lines stand in the log; their text needs the right to read logs."""
    return Event("tool.log", {"tool": run.tool, "lines": lines})


def tool_finished(run: ToolRun, ended: ToolRun | Attempt, attempt: int | None) -> Event:
    """`ended` is the attempt, or the run itself where it ended without one (`attempt` None)."""
    return Event(
        "tool.finished",
        {
            "tool": run.tool,
            "attempt": attempt,
            "state": ended.state,
            "outcome": ended.outcome,
            "exit_code": ended.exit_code,
            "error": ended.error or None,
            "hint": ended.hint or None,
        },
    )


def breaker_opened(breaker: Breaker) -> Event:
    """Of the scan whose run failed once too often. `target` null: the tool runs nowhere."""
    assert breaker.next_probe is not None  # noqa: S101 - it was opened just now
    return Event(
        "breaker.opened",
        {
            "tool": breaker.tool,
            "target": _target(breaker),
            "failures": breaker.failures,
            "outcome": breaker.last_outcome,
            "until": timestamp(breaker.next_probe),
        },
    )


def breaker_closed(breaker: Breaker, by: str) -> Event:
    """`by` is "run": the run that was let through did well, or "person"."""
    return Event("breaker.closed", {"tool": breaker.tool, "target": _target(breaker), "by": by})


def schedule_skipped(schedule: Schedule, result: str, code: str, reason: str) -> Event:
    """Of a project: a run that was not started. `code` is that of a refusal, else null."""
    return Event(
        "schedule.skipped",
        {
            "schedule": str(schedule.pk),
            "name": schedule.name,
            "result": result,
            "code": code or None,
            "reason": reason,
        },
    )


def schedule_stopped(schedule: Schedule, reason: str) -> Event:
    """Of a project: it does not run again until somebody resumes it."""
    return Event(
        "schedule.stopped",
        {"schedule": str(schedule.pk), "name": schedule.name, "reason": reason},
    )


def _target(breaker: Breaker) -> str | None:
    return str(breaker.target_id) if breaker.target_id else None


def findings_created(count: int, ids: Sequence[UUID | str], tool: str = "") -> Event:
    """One a batch; at most 100 ids travel."""
    return Event(
        "findings.created",
        {"count": count, "ids": [str(id_) for id_ in ids[:MAX_IDS]], "tool": tool or None},
    )


def findings_changed(kind: str, count: int, ids: Sequence[UUID | str], tool: str) -> Event:
    """`kind` is reopened or fixed: what a report changed of known findings. One a batch."""
    return Event(
        f"findings.{kind}",
        {"count": count, "ids": [str(id_) for id_ in ids[:MAX_IDS]], "tool": tool},
    )


def import_progress(import_id: UUID, percent: int | None, message: str) -> Event:
    """Of a project until the report is read to its end, then of its scan. `percent` null: how far
    is unknown."""
    return Event(
        "import.progress", {"import": str(import_id), "percent": percent, "message": message}
    )


def import_finished(import_id: UUID, state: str, code: str, error: str) -> Event:
    """`state` is done or failed; `code` and `error` say why it failed, else null."""
    return Event(
        "import.finished",
        {"import": str(import_id), "state": state, "code": code or None, "error": error or None},
    )


def findings_triaged(
    ids: Sequence[UUID | str], *, source: str, was: str | None = None, now: str | None = None
) -> Event:
    """Of a project, not of a scan: decisions by a person, or the end of accepted risks."""
    return Event(
        "findings.triaged",
        {
            "count": len(ids),
            "ids": [str(id_) for id_ in ids[:MAX_IDS]],
            "source": source,
            "from": was,
            "to": now,
        },
    )


# --- Writing ----------------------------------------------------------------------------------


def emit(scan: Scan, type: str, data: Mapping[str, Any]) -> None:
    """Write one event of `scan`, inside the caller's transaction."""
    emit_all(scan, [Event(type, data)])


def emit_all(scan: Scan, events: Iterable[Event]) -> None:
    """Write `events` in order, inside the caller's transaction. Two queries a topic."""
    events = list(events)
    _append(scan_topic(scan.pk), scan, [(event.type, event.data) for event in events])
    thin = [
        (event.type, {key: event.data.get(key) for key in THIN[event.type]})
        for event in events
        if event.type in THIN
    ]
    _append(project_topic(scan.project_id), scan, thin)


def emit_to_project(project_id: UUID, event: Event) -> None:
    """Write one event that belongs to no scan, inside the caller's transaction. Two queries."""
    topic = project_topic(project_id)
    ScanEvent.objects.create(
        topic=topic,
        seq=next_numbers(topic, 1),
        project_id=project_id,
        type=event.type,
        data=dict(event.data),
    )


def _append(topic: str, scan: Scan, rows: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
    if not rows:
        return
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("events belong to a transaction")
    last = next_numbers(topic, len(rows))
    ScanEvent.objects.bulk_create(
        ScanEvent(
            topic=topic,
            seq=last - len(rows) + 1 + index,
            project_id=scan.project_id,
            scan_id=scan.pk,
            type=type_,
            data=dict(data),
        )
        for index, (type_, data) in enumerate(rows)
    )


def next_numbers(topic: str, count: int) -> int:
    """Take `count` numbers of `topic` under its row lock; the last of them. One statement."""
    table = connection.ops.quote_name(Topic._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (name, seq) VALUES (%s, %s) "  # noqa: S608 - our own table's name
            f"ON CONFLICT (name) DO UPDATE SET seq = {table}.seq + excluded.seq RETURNING seq",
            [topic, count],
        )
        return int(cursor.fetchone()[0])
