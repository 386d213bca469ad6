"""Runs one tool: started apart, read as it writes, watched, limited, and always ended.

One loop on the calling thread reads both outputs, asks the watcher whether to stop, looks at
memory and time, and notices the end. Whatever flies through it, a worker's `SystemExit` included,
the whole group is ended before it leaves.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import resource
import selectors
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import IO

from . import proc, process_group
from .capture import CappedBytes, CappedText, Output, RawReport, Text
from .execution import Ended, Execution, Limits, OverLimit, Stop, StopReason, StreamName, Watcher
from .process_group import Group
from .sanitizer import OwnStream, Sanitizer

TICK_SECONDS = 0.25
READ_BYTES = 256 * 1024
PIPE_BYTES = 1024 * 1024
REAP_SECONDS = 5.0
DRAIN_SECONDS = 1.0  # for a pipe that a process outside the group still holds
FIRST_LOOK_SECONDS = 0.01  # memory is looked at early and then ever less often, for short runs
F_SETPIPE_SZ = 1031

__all__ = [
    "Ended",
    "Execution",
    "Limits",
    "Stop",
    "StopReason",
    "StreamName",
    "Watcher",
    "remove_folder",
    "run",
]


def run(
    execution: Execution, watcher: Watcher, clock: Callable[[], float] = time.monotonic
) -> Ended:
    """Run a tool to its end. `clock` counts seconds for the deadline and ticks.

    A tool that fails is a result; what is raised comes from the watcher or the file system.
    """
    environment = _environment(execution)
    file = process_group.executable(execution.argv[0], environment["PATH"])
    problem = (
        f"{execution.argv[0]} was not found or is not executable"
        if file is None
        else process_group.cannot_start(file)
    )
    if file is None or problem is not None:
        return Ended(not_started=problem, started=datetime.now(UTC), limits=execution.limits)
    return _Run(execution, watcher, clock, [file, *execution.argv[1:]], environment).to_its_end()


def _environment(execution: Execution) -> dict[str, str]:
    """PATH, HOME, TMPDIR, LANG and what the execution gives; nothing of the worker's own."""
    path = os.environ.get("PATH", os.defpath)
    if "/" in execution.argv[0]:
        path = f"{os.path.dirname(os.path.abspath(execution.argv[0]))}{os.pathsep}{path}"
    return {
        "PATH": path,
        "HOME": str(execution.folder / "home"),
        "TMPDIR": str(execution.folder / "tmp"),
        "LANG": "C.UTF-8",
        **execution.environment,
    }


class _Run:
    """A run under way."""

    def __init__(
        self,
        execution: Execution,
        watcher: Watcher,
        clock: Callable[[], float],
        argv: list[str],
        environment: dict[str, str],
    ) -> None:
        self.execution = execution
        self.watcher = watcher
        self._clock = clock
        self._argv = argv
        self._environment = environment
        self._timed_out = False
        self._stopped: StopReason | None = None
        self._over_limit: OverLimit | None = None
        self._peak = 0
        self._has_ended = False  # the first process
        self._gone = True

    def to_its_end(self) -> Ended:
        folder = self.execution.folder
        for made in (folder, folder / "home", folder / "tmp"):
            made.mkdir(mode=0o700, parents=True, exist_ok=True)
            made.chmod(0o700)
        kills_before = proc.out_of_memory_kills()
        started, begin = datetime.now(UTC), self._clock()
        with contextlib.ExitStack() as stack:
            log = CappedText(self.execution.log, self.execution.limits.log_bytes)
            stack.callback(log.close)
            outputs = self._outputs(log)
            child = process_group.start(
                self._argv,
                folder=self.execution.start_in or folder,
                environment=self._environment,
                marker=self.execution.marker,
                file_bytes=self.execution.limits.report_bytes,
            )
            # Not earlier: the child's peak begins with what ours was when it became the tool.
            own_peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
            self._group = Group(child.pid, self.execution.marker)
            self._selector = stack.enter_context(selectors.DefaultSelector())
            try:
                self._open(child, outputs, stack)
                self.watcher.started(child.pid, self._group.start_ticks)
                self._follow(begin + self.execution.limits.deadline_seconds)
            except BaseException:
                for output in outputs.values():
                    output.mute()  # the watcher may be what failed
                self._end(child, outputs, grace_seconds=0)
                raise
            status, usage = self._end(child, outputs, self.execution.limits.grace_seconds)
        code = os.waitstatus_to_exitcode(status)
        exit_code, number = (code, None) if code >= 0 else (None, -code)
        kills = proc.out_of_memory_kills()
        was_killed = number == signal.SIGKILL or exit_code == 128 + signal.SIGKILL
        ended_by_us = self._timed_out or self._stopped or self._over_limit
        # The kernel's peak of a child begins with ours: it was a copy of us before it was a tool.
        kernel_peak = usage.ru_maxrss * 1024 if usage else 0
        peak = max(self._peak, kernel_peak if kernel_peak > own_peak else 0)
        return Ended(
            exit_code=exit_code,
            signal=number,
            timed_out=self._timed_out,
            stopped=self._stopped,
            out_of_memory=self._over_limit == "memory"
            or bool(was_killed and not ended_by_us and (kills or 0) > (kills_before or 0)),
            over_limit="file size" if number == signal.SIGXFSZ else self._over_limit,
            started=started,
            duration_ms=round((self._clock() - begin) * 1000),
            peak_memory_bytes=peak or None,
            cpu_ms=round((usage.ru_utime + usage.ru_stime) * 1000) if usage else None,
            log_lines=sum(output.lines for output in outputs.values()),
            log_truncated=log.is_cut,
            stdout_truncated=outputs["stdout"].is_cut,
            leftovers=not self._gone,
            limits=self.execution.limits,
        )

    def _outputs(self, log: CappedText) -> dict[str, Output]:
        """Where each pipe's bytes go."""
        execution, size = self.execution, self.execution.limits.log_bytes
        masked = Sanitizer(execution.secrets)

        def text(name: StreamName, file: Path) -> Text:
            tell = partial(self.watcher.line, name)
            return Text(CappedText(file, size), log, masked.stream(), tell)

        if not execution.stdout_is_report:
            first: Output = text("stdout", execution.stdout)
        else:
            capped = CappedBytes(execution.stdout, execution.limits.report_bytes)
            first = RawReport(capped, OwnStream(execution.secrets))
        return {"stdout": first, "stderr": text("stderr", execution.stderr_file)}

    def _open(
        self,
        child: subprocess.Popen[bytes],
        outputs: Mapping[str, Output],
        stack: contextlib.ExitStack,
    ) -> None:
        """The child's pipes and its end go into the selector."""
        pipes: tuple[tuple[str, IO[bytes] | None], ...] = (
            ("stdout", child.stdout),
            ("stderr", child.stderr),
        )
        for name, pipe in pipes:
            if pipe is None:
                continue
            stack.callback(pipe.close)
            os.set_blocking(pipe.fileno(), False)
            with contextlib.suppress(OSError):  # unprivileged users have a common allowance
                fcntl.fcntl(pipe.fileno(), F_SETPIPE_SZ, PIPE_BYTES)
            self._selector.register(pipe, selectors.EVENT_READ, outputs[name])
        handle = os.pidfd_open(child.pid)
        stack.callback(os.close, handle)
        self._selector.register(handle, selectors.EVENT_READ, None)

    def _follow(self, deadline: float) -> None:
        """Read, watch and wait until the first process has ended or has to end."""
        next_tick = self._clock() + TICK_SECONDS
        look_after = FIRST_LOOK_SECONDS
        next_look = self._clock() + look_after
        while True:
            now = self._clock()
            if self._read(max(0.0, min(deadline, next_tick, next_look) - now)):
                return
            now = self._clock()
            if now >= deadline:
                self._timed_out = True
                return
            if now >= next_look:
                look_after = min(look_after * 2, TICK_SECONDS)
                next_look = now + look_after
                if self._is_over_limit():
                    return
            if now >= next_tick:
                next_tick = now + TICK_SECONDS
                if (stop := self.watcher.tick()) is not None:
                    self._stopped = stop.reason
                    return

    def _read(self, seconds: float) -> bool:
        """Wait at most `seconds` for output and take it; whether the first process has ended."""
        for key, _ in self._selector.select(min(seconds, TICK_SECONDS)):
            if key.data is None:
                self._has_ended = True
                self._selector.unregister(key.fileobj)
                continue
            try:
                data = os.read(key.fd, READ_BYTES)
            except BlockingIOError:
                continue
            if data:
                key.data.feed(data)
            else:
                self._selector.unregister(key.fileobj)
        return self._has_ended

    def _is_over_limit(self) -> bool:
        members = self._group.members()
        resident = sum(member.resident_bytes for member in members)
        limits = self.execution.limits
        if limits.memory_bytes is not None and resident > limits.memory_bytes:
            # Children share pages with their parent; only the dearer figure counts them once.
            figures = [proc.proportional_bytes(member.pid) for member in members]
            if None not in figures:
                resident = sum(figure or 0 for figure in figures)
            if resident > limits.memory_bytes:
                self._over_limit = "memory"
        if limits.processes is not None and len(members) > limits.processes:
            self._over_limit = self._over_limit or "processes"
        self._peak = max(self._peak, resident)
        return self._over_limit is not None

    def _end(
        self, child: subprocess.Popen[bytes], outputs: Mapping[str, Output], grace_seconds: float
    ) -> tuple[int, resource.struct_rusage | None]:
        """End the group, take the rest of the output, wait for the first process."""
        if self._over_limit == "memory":
            grace_seconds = 0
        try:
            self._gone = self._group.end(grace_seconds, self._read_or_wait)
            self._drain()
        finally:
            self._group.kill()
            status, usage = _reap(child)
            with contextlib.ExitStack() as closing:
                for output in outputs.values():
                    closing.callback(output.close)
        return status, usage

    def _read_or_wait(self, seconds: float) -> None:
        """Read for `seconds`, so that nobody blocks on a full pipe while it should end."""
        until = time.monotonic() + seconds
        if self._open_pipes():
            self._read(seconds)
        time.sleep(max(0.0, min(seconds, until - time.monotonic())))

    def _drain(self) -> None:
        """Take what is left in the pipes, until nobody holds their other end."""
        for last in (False, True):
            until = time.monotonic() + DRAIN_SECONDS
            while time.monotonic() < until and (pipes := self._open_pipes()):
                self._read(max(0.0, until - time.monotonic()))
            if last or not pipes:
                return
            for pipe in pipes:
                self._group.kill_writers(pipe)

    def _open_pipes(self) -> list[int]:
        return [key.fd for key in self._selector.get_map().values() if key.data is not None]


def _reap(child: subprocess.Popen[bytes]) -> tuple[int, resource.struct_rusage | None]:
    """Wait status and use of a child that was killed; one stuck in the kernel is not waited for."""
    until = time.monotonic() + REAP_SECONDS
    while time.monotonic() < until:
        pid, status, usage = os.wait4(child.pid, os.WNOHANG)
        if pid:
            child.returncode = os.waitstatus_to_exitcode(status)
            return status, usage
        time.sleep(process_group.STEP_SECONDS)
    child.returncode = -signal.SIGKILL  # so that nobody waits for it at our own end
    return signal.SIGKILL, None


def remove_folder(folder: Path) -> None:
    """Remove a run's private folder; what is in the way of that is left for the next time."""
    shutil.rmtree(folder, ignore_errors=True)
