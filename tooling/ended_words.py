"""What a run that did not end by itself is told as: stopped, refused, over a limit, killed."""

from __future__ import annotations

import signal
from dataclasses import replace

from .base import Outcome
from .execution import Ended
from .limits import Limits
from .outcomes import DISK_FULL, Refusal

KILLED_CODE = 128 + signal.SIGKILL  # how shells and containers tell a kill, mostly for memory
NARROW = "or reduce the scope of the scan."
STORM = "or read its log: a fault may have made it start itself again and again."


def from_outside(tool: str, ended: Ended) -> Refusal | None:
    """How a run of `tool` is told whose end says all; None where the tool has to be heard.

    An empty hint: the outcome's own.
    """
    if ended.stopped == "cancelled":
        return Refusal("Cancelled", "", Outcome.CANCELLED)
    if ended.stopped == "lost":
        return Refusal("The worker that ran the tool was lost", "", Outcome.LOST)
    if ended.refusal is not None:
        return ended.refusal
    if ended.disk_full:
        return replace(DISK_FULL, sentence=f"{DISK_FULL.sentence}; its log holds what fitted")
    if ended.timed_out:
        after = f" after {ended.limits.seconds:g}s" if ended.limits else ""
        return Refusal(f"Tool execution timed out{after}", "", Outcome.TIMED_OUT)
    return _over_a_limit(tool, ended) or _killed(tool, ended)


def report_cut(tool: str, ended: Ended) -> Refusal:
    """A report on standard output that is larger than a file may be."""
    return Refusal(
        f"{tool}'s report is above the size limit{_of_file_bytes(ended)}",
        _increase("file_bytes", NARROW),
        Outcome.UNREADABLE_REPORT,
    )


def signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _over_a_limit(tool: str, ended: Ended) -> Refusal | None:
    limits = ended.limits or Limits(0)
    if ended.out_of_memory and ended.held_by == "container":
        told = f"Container exited with code {ended.exit_code} (OOM killed)"
        return Refusal(told, "", Outcome.OUT_OF_MEMORY)
    if ended.out_of_memory:
        is_ours = ended.over_limit == "memory" and limits.memory_bytes
        passed = f": more than {_megabytes(limits.memory_bytes or 0)} of memory" if is_ours else ""
        return Refusal(f"OOM killed{passed}", "", Outcome.OUT_OF_MEMORY)
    match ended.over_limit:
        case "processes":
            told = f"{tool} started more than {limits.processes} processes"
            return Refusal(told, _increase("processes", STORM), Outcome.KILLED)
        case "cpu":
            told = f"{tool} used more than {limits.cpu_seconds or 0:g} s of processor time"
            return Refusal(told, _increase("cpu_seconds", NARROW), Outcome.KILLED)
        case "file size":
            told = f"{tool} wrote a file above the size limit{_of_file_bytes(ended)}"
            return Refusal(told, _increase("file_bytes", NARROW), Outcome.UNREADABLE_REPORT)
    return None


def _killed(tool: str, ended: Ended) -> Refusal | None:
    if ended.held_by == "container" and ended.exit_code == KILLED_CODE:
        told = f"Container exited with code {KILLED_CODE}: killed, but not for its memory"
        return Refusal(told, "", Outcome.KILLED)
    if ended.signal is not None:
        told = f"{tool} was killed by {signal_name(ended.signal)}"
        return Refusal(told, "", Outcome.KILLED)
    return None


def _of_file_bytes(ended: Ended) -> str:
    most = ended.limits.file_bytes if ended.limits else None
    return f" of {_megabytes(most)}" if most else ""


def _megabytes(count: int) -> str:
    return f"{count / 1_000_000:,.0f} MB"


def _increase(limit: str, else_do: str) -> str:
    return f"Increase limits.{limit} of the profile, {else_do}"
