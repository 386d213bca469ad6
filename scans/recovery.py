"""Attempts whose worker is gone: ended in its place, with what it left running."""

from __future__ import annotations

import socket

import structlog

from tooling import executors, proc, process_group, registry
from tooling.base import Outcome
from tooling.outcome import OUTCOMES

from . import logfiles
from .leases import Result, end
from .models import Attempt
from .states import TERMINAL, RunState

DISAPPEARED = "The worker that ran it disappeared"
STOPPED = "The worker was stopped while it ran"

logger = structlog.get_logger(__name__)


def recover(attempt: Attempt) -> bool:
    """End an attempt whose holder is gone: `lost`, or `cancelled` if that was asked.

    Processes that it left on this machine are ended first; the run is queued again if its tool is
    safe to repeat and attempts are left. False where somebody else was faster, or it still lives.
    """
    current = Attempt.objects.filter(pk=attempt.pk).select_related("run").first()
    if current is None or current.state in TERMINAL or current.heartbeat != attempt.heartbeat:
        return False
    end_leftovers(current)
    is_own_machine = current.host == socket.gethostname()  # also after it started anew
    log = logfiles.keep_log(current) if is_own_machine else ""
    run = current.run
    ended = end(run.scan_id, current, current.fencing_token, lost(run.tool, DISAPPEARED, log))
    if ended:
        logger.warning("lease lost", run=str(run.pk), tool=run.tool, worker=current.worker)
        if is_own_machine:
            logfiles.remove_work_folder(current)
    return ended


def lost(tool_name: str, error: str, log: str = "") -> Result:
    """The end of an attempt that its worker could not finish; tried again where that is safe."""
    tool = registry.all_tools().get(tool_name)
    return Result(
        RunState.LOST,
        Outcome.LOST,
        error=error,
        hint=OUTCOMES[Outcome.LOST].hint,
        retryable=True,
        again=tool is not None and tool.repeatable,
        log=log,
    )


def end_leftovers(attempt: Attempt) -> None:
    """End what a dead worker's tool left behind on this host: processes and cgroup of the same
    boot only, its container whenever that was."""
    if attempt.host == socket.gethostname():
        executors.end_leftovers(
            marker_of(attempt),
            attempt.process_group,
            attempt.process_start,
            is_this_boot=_is_here(attempt),
            held_by=str((attempt.limits or {}).get("held_by", "")),
        )


def worker_is_gone(attempt: Attempt) -> bool:
    """Whether the process that held `attempt` was on this machine and has ended."""
    told = attempt.worker_process
    return bool(told) and _is_here(attempt) and proc.is_gone(str(told))


def _is_here(attempt: Attempt) -> bool:
    return attempt.host == socket.gethostname() and attempt.boot_id == process_group.boot_id()


def marker_of(attempt: Attempt) -> str:
    """What every process of an attempt carries in its environment, whatever group it moved to."""
    return str(attempt.pk)
