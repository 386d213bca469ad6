"""Processor time of a family of processes that come and go."""

from __future__ import annotations

import resource

from .proc import TICKS_A_SECOND, Process


class ProcessorTime:
    """Processor time of a changing family of processes.

    Who ends and is waited for is counted by its parent. Who ends as an orphan is counted with what
    was last seen of it: what it used since the last look is lost.
    """

    def __init__(self) -> None:
        self._last: dict[int, Process] = {}
        self._orphans = 0
        self.seconds = 0.0

    def read(self, members: list[Process], leader: int) -> None:
        now = {one.pid: one for one in members}
        for pid, was in self._last.items():
            if pid not in now and pid != leader and not self._is_counted(was, now, leader):
                self._orphans += was.cpu_ticks + was.children_ticks
        self._last = now
        living = sum(one.cpu_ticks + one.children_ticks for one in members)
        self.at_least((living + self._orphans) / TICKS_A_SECOND)

    def _is_counted(self, gone: Process, now: dict[int, Process], leader: int) -> bool:
        """Whether somebody above it, still there or the first process, has waited for it."""
        seen = set()
        parent = gone.parent
        while parent not in seen:
            seen.add(parent)
            if parent in now or parent == leader:
                return True
            if parent not in self._last:
                return False
            parent = self._last[parent].parent
        return False

    def at_least(self, seconds: float) -> None:
        self.seconds = max(self.seconds, seconds)

    def total(self, usage: resource.struct_rusage | None) -> float | None:
        """With the kernel's figure for the first process and all that were waited for below it."""
        if usage is None:
            return self.seconds or None
        self.at_least(usage.ru_utime + usage.ru_stime + self._orphans / TICKS_A_SECOND)
        return self.seconds
