"""What holds a run to its limits and measures it: the kernel's cgroup, a container, or our eyes.

All three know the run's processes as a `Group`, so that each ends what the others would.
"""

from __future__ import annotations

import contextlib
import subprocess
import time
from dataclasses import replace

from . import cgroups, proc
from .cgroups import Cgroup
from .containers import Container
from .engines import ENGINE_FAILED, State, client_environment, refused
from .execution import Execution, HeldBy
from .tool_words import lines_of
from .watching import LOOK_SECONDS, Account, Usage, Wait, Watched

CLIENT_SECONDS = 3.0  # what the engine's client has to follow its container's end
PID_TRIES = 6


def enclosure(execution: Execution) -> Watched:
    """The best that can be had for `execution`."""
    if execution.container is not None:
        return Contained(execution, execution.container)
    place = cgroups.prepare(execution.cgroup)
    if place.folder is not None:
        with contextlib.suppress(OSError):
            made = Cgroup.make(place.folder, execution.marker, execution.limits, place.has_cpu)
            return Grouped(execution, made)
    return Watched(execution)


class Grouped(Watched):
    """Held by a cgroup: the kernel refuses and kills, and it counts every process exactly."""

    held_by: HeldBy = "cgroup"

    def __init__(self, execution: Execution, cgroup: Cgroup) -> None:
        super().__init__(execution)
        self.cgroup = cgroup

    def enter(self, pid: int, now: float) -> None:
        """It goes in first, then what it may have started before: what is in stays in."""
        super().enter(pid, now)
        self.cgroup.add(pid)
        for _ in range(10):
            inside = set(self.cgroup.pids())
            outside = [one.pid for one in self.group.members() if one.pid not in inside]
            if not any([self.cgroup.add(one) for one in outside]):
                return

    def look(self, thoroughly: bool = False, near: bool = False) -> bool:
        usage = self.cgroup.usage()
        if usage.memory_bytes is None:
            return super().look(thoroughly, near)  # without the controller: removed under us
        self._memory = 0  # the kernel holds the limit; no closer look is needed
        self._peak = max(self._peak, usage.peak_memory_bytes or usage.memory_bytes)
        if usage.out_of_memory_kills:
            self.over_limit = self.over_limit or "memory"
        if usage.refused_forks:
            self.over_limit = self.over_limit or "processes"
        self._check_cpu(usage.cpu_seconds)
        return self.over_limit is not None

    def is_storm(self) -> bool:
        return False

    def end(self, grace_seconds: float, wait: Wait) -> bool:
        if self.over_limit in ("memory", "processes"):
            self.cgroup.kill()  # all at once, whatever they fork
        return super().end(grace_seconds, wait) and not self.cgroup.pids()

    def kill(self) -> None:
        self.cgroup.kill()
        super().kill()

    def leave(self) -> None:
        self.cgroup.remove()

    def account(self, code: int, usage: Usage | None, ended_by_us: bool) -> Account:
        self.look()  # a last time: the kernel may have killed since
        used = self.cgroup.usage()
        account = super().account(code, usage, ended_by_us)
        return replace(
            account,
            out_of_memory=used.out_of_memory_kills > 0 or account.out_of_memory,
            peak_memory_bytes=used.peak_memory_bytes or account.peak_memory_bytes,
            cpu_ms=account.cpu_ms if used.cpu_seconds is None else round(used.cpu_seconds * 1000),
        )


class Contained(Watched):
    """Held by a container's engine. Our child is the engine's client; what the container itself
    uses is read from its cgroup, or from its processes, where they are to be seen."""

    held_by: HeldBy = "container"
    file_bytes = None  # those of the client; the container has its own
    cpu_seconds = None

    def __init__(self, execution: Execution, container: Container) -> None:
        super().__init__(execution)
        self.container = container
        self._stderr = execution.stderr_file
        self._inside: int | None = None
        self._tries = 0
        self._cgroup: Cgroup | None = None
        self._state = State()

    def look(self, thoroughly: bool = False, near: bool = False) -> bool:
        if self._inside is None and self._tries < PID_TRIES and self._interval == LOOK_SECONDS:
            self._find_inside()
        if self._cgroup is not None:
            usage = self._cgroup.usage()
            self._peak = max(self._peak, usage.peak_memory_bytes or usage.memory_bytes or 0)
            self._cpu.at_least(usage.cpu_seconds or 0)
            if usage.refused_forks:
                self.over_limit = self.over_limit or "processes"
        elif self._inside is not None:
            members = proc.descendants(self._inside)
            self._cpu.read(members, self._inside)
            self._peak = max(self._peak, self._resident(members))
        self._check_cpu(self._cpu.seconds)
        return self.over_limit is not None

    def _find_inside(self) -> None:
        """The container's first process as this machine numbers it, and its cgroup."""
        self._tries += 1
        if (state := self.container.state()).pid and state.is_running:
            self._inside = state.pid
            folder = cgroups.of_process(state.pid)
            if folder not in (None, cgroups.of_process("self")) and folder is not None:
                found = Cgroup(folder)
                self._cgroup = found if found.usage().memory_bytes is not None else None
            self.container.environment_file.unlink(missing_ok=True)

    def is_storm(self) -> bool:
        return False

    def end(self, grace_seconds: float, wait: Wait) -> bool:
        if self.over_limit == "processes":
            grace_seconds = 0
        if self.group.members():
            self._tell(self.container.stopping(grace_seconds), grace_seconds + CLIENT_SECONDS, wait)
        gone = self.group.end(CLIENT_SECONDS, wait)
        self._state = self.container.state()
        if self._state.is_running:
            self.container.kill()
            self._state = self.container.state()
        return gone and not self._state.is_running

    def _tell(self, argv: list[str], seconds: float, wait: Wait) -> None:
        """Run a command of the engine while the container's output is still read."""
        try:
            command = subprocess.Popen(
                argv,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=client_environment(),
            )
        except OSError:
            return
        until = time.monotonic() + seconds
        while command.poll() is None and time.monotonic() < until:
            wait(0.02)
        if command.poll() is None:
            command.kill()
        command.wait()

    def leave(self) -> None:
        self.container.remove(self._state)

    def account(self, code: int, usage: Usage | None, ended_by_us: bool) -> Account:
        state = self._state
        refusal = None
        if not state.has_started and code in ENGINE_FAILED:
            said = "\n".join([*lines_of(self._stderr), state.error])
            made = self.container
            refusal = refused(made.engine, made.image, made.binary, said)
        if state.exists and state.has_started and state.exit_code is not None:
            code = state.exit_code  # the client's own end says nothing of the tool
        exit_code, number = (code, None) if code >= 0 else (None, -code)
        seconds = self._cpu.seconds
        return Account(
            exit_code=exit_code,
            signal=number,
            out_of_memory=state.out_of_memory,
            over_limit=self._own_limit(exit_code, number),
            peak_memory_bytes=self._peak or None,
            cpu_ms=round(seconds * 1000) if seconds else None,
            refusal=refusal,
        )
