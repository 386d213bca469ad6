"""Holds a run to its limits by looking: memory, number and processor time of all its processes.

Never RLIMIT_AS, which breaks Go, Node and JVM tools, and never RLIMIT_NPROC, which counts the user.
"""

from __future__ import annotations

import resource
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass

from . import proc
from .execution import Execution, HeldBy, OverLimit
from .fork_storm import urgently
from .outcomes import Refusal
from .proc import Process
from .process_group import Group
from .processor_time import ProcessorTime

FIRST_LOOK_SECONDS = 0.01  # it looks early and then ever less often, for short runs
LOOK_SECONDS = 0.25
ALL_SECONDS = 1.0  # how often all processes of the machine are read: dear, and finds daemons
CLOSE_LOOK_SECONDS = 0.025  # once half of the memory is used
STORM_LOOKS = 50
STORM_STEP_SECONDS = 0.005
STORM_SECONDS = 0.05  # how often the machine's count of processes is read

Wait = Callable[[float], object]
Usage = resource.struct_rusage


@dataclass(frozen=True, slots=True)
class Account:
    """How the first process ended, and what all of them used."""

    exit_code: int | None
    signal: int | None
    out_of_memory: bool
    over_limit: OverLimit | None
    peak_memory_bytes: int | None
    cpu_ms: int | None
    refusal: Refusal | None = None


class Watched:
    """Held by looking: memory and number of all processes, and the processor time they used."""

    held_by: HeldBy = "watching"
    group: Group

    def __init__(self, execution: Execution) -> None:
        self.limits = execution.limits
        self.marker = execution.marker
        self.over_limit: OverLimit | None = None
        self._peak = 0
        self._cpu = ProcessorTime()
        self._memory = 0
        self._count = 0  # of processes
        self._births = proc.births()
        self._interval = FIRST_LOOK_SECONDS
        self._kills = proc.out_of_memory_kills()

    # What the child gets from prlimit before its first instruction.
    @property
    def file_bytes(self) -> int | None:
        return self.limits.file_bytes

    @property
    def cpu_seconds(self) -> float | None:
        return self.limits.cpu_seconds

    def enter(self, pid: int, now: float) -> None:
        """The first process runs, since `now` on the runner's clock."""
        self._look_due = now + self._interval
        self._all_due = now + LOOK_SECONDS
        self._storm_due = now + STORM_SECONDS
        # Not earlier: the child's peak begins with what ours was when it became the tool.
        self._own_peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        self.group = Group(pid, self.marker)

    # --- Looking --------------------------------------------------------------------------

    @property
    def due(self) -> float:
        """When `watch` wants to be called next, on the runner's clock."""
        return min(self._look_due, self._storm_due)

    def watch(self, now: float) -> bool:
        """Look if it is time; whether a limit is passed."""
        if now >= self._storm_due:
            self._storm_due = now + STORM_SECONDS
            if self.is_storm():
                return self._weather()
        if now < self._look_due:
            return False
        self._interval = min(self._interval * 2, LOOK_SECONDS)
        if now < self._all_due:
            passed = self.look(near=True)
        else:
            self._all_due = now + ALL_SECONDS
            passed = self.look(thoroughly=True)
        most = self.limits.memory_bytes
        is_close = most is not None and self._memory > most / 2
        self._look_due = now + (CLOSE_LOOK_SECONDS if is_close else self._interval)
        return passed

    def _weather(self) -> bool:
        """Whether a limit is passed in a storm of births; one of our own stands still at once.

        While it grows it is not let out of sight: once it is larger, we may not be woken in time.
        """
        with urgently():
            for _ in range(STORM_LOOKS):
                before = self._count
                passed = self.look()
                if self.over_limit == "processes":
                    self.group.stop()
                if passed or self._count <= before:
                    return passed
                time.sleep(STORM_STEP_SECONDS)
        return passed

    def look(self, thoroughly: bool = False, near: bool = False) -> bool:
        """Look at everything; whether a limit is passed.

        `thoroughly` finds daemons, too; `near` looks at those known and their descendants only.
        """
        if not near:
            self._births = proc.births()
        members = self.group.near() if near else self.group.members(newcomers=thoroughly)
        self._count = len(members)
        self._cpu.read(members, self.group.leader)
        self._memory = self._resident(members)
        self._peak = max(self._peak, self._memory)
        limits = self.limits
        if limits.memory_bytes is not None and self._memory > limits.memory_bytes:
            self.over_limit = self.over_limit or "memory"
        if limits.processes is not None and len(members) > limits.processes:
            self.over_limit = self.over_limit or "processes"
        self._check_cpu(self._cpu.seconds)
        return self.over_limit is not None

    def _check_cpu(self, seconds: float | None) -> None:
        most = self.limits.cpu_seconds
        if most is not None and seconds is not None and seconds > most:
            self.over_limit = self.over_limit or "cpu"

    def is_storm(self) -> bool:
        """Whether so many processes began on this machine that it should look at once."""
        most = self.limits.processes
        if most is None:
            return False
        total, last = proc.births()
        return total - self._births[0] > most / 2 or not 0 <= last - self._births[1] <= most

    def _resident(self, members: list[Process]) -> int:
        resident = sum(member.resident_bytes for member in members)
        most = self.limits.memory_bytes
        if most is not None and resident > most:
            # Children share pages with their parent; only the dearer figure counts them once.
            figures = [proc.proportional_bytes(member.pid) for member in members]
            if None not in figures:
                resident = sum(figure or 0 for figure in figures)
        return resident

    # --- Ending ---------------------------------------------------------------------------

    def end(self, grace_seconds: float, wait: Wait) -> bool:
        """TERM, grace, KILL for all; whether all are gone. A passed limit ends the grace."""
        if self.over_limit in ("memory", "processes"):
            grace_seconds = 0
        return self.group.end(grace_seconds, wait, self._is_growing)

    def _is_growing(self) -> bool:
        passed = self._weather() if self.is_storm() else self.look()
        return passed and self.over_limit in ("memory", "processes")

    def kill(self) -> None:
        self.group.kill()

    def leave(self) -> None:
        """Remove what the enclosure itself left."""

    def account(self, code: int, usage: Usage | None, ended_by_us: bool) -> Account:
        """`code` as `waitstatus_to_exitcode` gives it, `usage` of the first process and of all
        that were waited for below it."""
        exit_code, number = (code, None) if code >= 0 else (None, -code)
        was_killed = number == signal.SIGKILL or exit_code == 128 + signal.SIGKILL
        now = proc.out_of_memory_kills() or 0
        # The kernel's peak of a child begins with ours: it was a copy of us before it was a tool.
        kernel_peak = usage.ru_maxrss * 1024 if usage else 0
        peak = max(self._peak, kernel_peak if kernel_peak > self._own_peak else 0)
        seconds = self._cpu.total(usage)
        return Account(
            exit_code=exit_code,
            signal=number,
            out_of_memory=self.over_limit == "memory"
            or (was_killed and not ended_by_us and now > (self._kills or 0)),
            over_limit=self._own_limit(exit_code, number),
            peak_memory_bytes=peak or None,
            cpu_ms=None if seconds is None else round(seconds * 1000),
        )

    def _own_limit(self, exit_code: int | None, number: int | None) -> OverLimit | None:
        """The limit that was passed, also where the kernel itself ended the tool for it."""
        code = number if number is not None else (exit_code or 0) - 128
        if self.over_limit is None and code == signal.SIGXFSZ and self.limits.file_bytes:
            return "file size"
        if self.over_limit is None and code == signal.SIGXCPU and self.limits.cpu_seconds:
            return "cpu"
        return self.over_limit
