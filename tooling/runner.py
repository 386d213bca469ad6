"""Runs one tool: started apart, read as it writes, watched, limited, and always ended.

One loop on the calling thread reads both outputs, asks the watcher whether to stop, lets the
enclosure look at the limits, and notices the end. Whatever flies through it, a worker's
`SystemExit` included, the whole group is ended before it leaves.
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
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO

from . import cgroups, process_group
from .capture import CappedBytes, CappedText, Output, RawReport, Text, private_file
from .enclosures import enclosure
from .execution import Ended, Execution, HeldBy, Stop, StopReason, StreamName, Watcher
from .limits import Limits
from .sanitizer import OwnStream, Sanitizer
from .watching import Watched

TICK_SECONDS = 0.25
READ_BYTES = 256 * 1024
PIPE_BYTES = 1024 * 1024
REAP_SECONDS = 5.0
DRAIN_SECONDS = 1.0  # for a pipe that a process outside the group still holds
MOST_FILES = 10_000  # that are looked at for one of exactly the largest size
F_SETPIPE_SZ = 1031

__all__ = [
    "Ended",
    "Execution",
    "Limits",
    "Stop",
    "StopReason",
    "StreamName",
    "Watcher",
    "held_by",
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
    if execution.container is not None and (refusal := execution.container.refusal()) is not None:
        return Ended(refusal=refusal, started=datetime.now(UTC), limits=execution.limits)
    return _Run(execution, watcher, clock, [file, *execution.argv[1:]], environment).to_its_end()


def held_by(execution: Execution) -> HeldBy:
    """What would hold `execution` to its limits here; the first call prepares the cgroups."""
    if execution.container is not None:
        return "container"
    return "watching" if cgroups.prepare(execution.cgroup).folder is None else "cgroup"


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
        self._stopped: Stop | None = None
        self._has_ended = False  # the first process
        self._gone = True

    def to_its_end(self) -> Ended:
        execution, limits = self.execution, self.execution.limits
        for made in (execution.folder, execution.folder / "home", execution.folder / "tmp"):
            made.mkdir(mode=0o700, parents=True, exist_ok=True)
            made.chmod(0o700)
        for name, content in execution.files.items():
            with private_file(execution.folder / name) as file:
                file.write(content.encode())
        started, begin = datetime.now(UTC), self._clock()
        with contextlib.ExitStack() as stack:
            log = CappedText(execution.log, limits.output_bytes)
            stack.callback(log.close)
            self._outputs = self._make_outputs(log)
            if execution.container is not None:
                execution.container.prepare()
            self._enclosure: Watched = enclosure(execution)
            stack.callback(self._enclosure.leave)
            child = process_group.start(
                self._argv,
                folder=execution.start_in or execution.folder,
                environment=self._environment,
                marker=execution.marker,
                file_bytes=self._enclosure.file_bytes,
                cpu_seconds=self._enclosure.cpu_seconds,
            )
            self._enclosure.enter(child.pid, self._clock())
            self._selector = stack.enter_context(selectors.DefaultSelector())
            try:
                self._open(child, stack)
                self.watcher.started(child.pid, self._enclosure.group.start_ticks)
                self._follow(begin + limits.seconds)
            except BaseException:
                for output in self._outputs.values():
                    output.mute()  # the watcher may be what failed
                self._end(child, grace_seconds=0)
                raise
            status, usage = self._end(child, self._grace_seconds())
            ended_by_us = bool(self._timed_out or self._stopped or self._enclosure.over_limit)
            account = self._enclosure.account(os.waitstatus_to_exitcode(status), usage, ended_by_us)
        outputs = self._outputs
        return Ended(
            exit_code=account.exit_code,
            signal=account.signal,
            timed_out=self._timed_out,
            stopped=self._stopped.reason if self._stopped else None,
            out_of_memory=account.out_of_memory,
            over_limit=account.over_limit or ("file size" if self._has_full_file() else None),
            refusal=account.refusal,
            started=started,
            duration_ms=round((self._clock() - begin) * 1000),
            peak_memory_bytes=account.peak_memory_bytes,
            cpu_ms=account.cpu_ms,
            log_lines=sum(output.lines for output in outputs.values()),
            log_truncated=log.is_cut,
            stdout_truncated=outputs["stdout"].is_cut,
            leftovers=not self._gone,
            limits=limits,
            held_by=self._enclosure.held_by,
            disk_full=log.is_disk_full or self._is_disk_full(),
        )

    def _grace_seconds(self) -> float:
        stop = self._stopped
        if stop is not None and stop.grace_seconds is not None:
            return stop.grace_seconds
        return self.execution.grace_seconds

    def _make_outputs(self, log: CappedText) -> dict[str, Output]:
        """Where each pipe's bytes go."""
        execution, size = self.execution, self.execution.limits.output_bytes
        masked = Sanitizer(execution.secrets)

        def text(name: StreamName, file: Path) -> Text:
            tell = partial(self.watcher.line, name)
            return Text(CappedText(file, size), log, masked.stream(), tell)

        if not execution.stdout_is_report:
            first: Output = text("stdout", execution.stdout)
        else:
            capped = CappedBytes(execution.stdout, execution.limits.file_bytes)
            first = RawReport(capped, OwnStream(execution.secrets))
        return {"stdout": first, "stderr": text("stderr", execution.stderr_file)}

    def _open(self, child: subprocess.Popen[bytes], stack: contextlib.ExitStack) -> None:
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
            self._selector.register(pipe, selectors.EVENT_READ, self._outputs[name])
        handle = os.pidfd_open(child.pid)
        stack.callback(os.close, handle)
        self._selector.register(handle, selectors.EVENT_READ, None)

    def _follow(self, deadline: float) -> None:
        """Read, watch and wait until the first process has ended or has to end."""
        next_tick = self._clock() + TICK_SECONDS
        while True:
            due = min(deadline, next_tick, self._enclosure.due)
            if self._read(max(0.0, due - self._clock())):
                return
            now = self._clock()
            if now >= deadline:
                self._timed_out = True
                return
            if self._enclosure.watch(now):
                return
            if now >= next_tick:
                next_tick = now + TICK_SECONDS
                self._stopped = self.watcher.tick()
                if self._stopped is not None or self._is_disk_full():
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

    def _end(
        self, child: subprocess.Popen[bytes], grace_seconds: float
    ) -> tuple[int, resource.struct_rusage | None]:
        """End the group, take the rest of the output, wait for the first process."""
        self._gone = False
        try:
            self._gone = self._enclosure.end(grace_seconds, self._read_or_wait)
            self._drain()
        finally:
            if not self._gone:
                self._enclosure.kill()
            status, usage = _reap(child)
            with contextlib.ExitStack() as closing:
                for output in self._outputs.values():
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
                self._enclosure.group.kill_writers(pipe)

    def _open_pipes(self) -> list[int]:
        return [key.fd for key in self._selector.get_map().values() if key.data is not None]

    def _is_disk_full(self) -> bool:
        return any(output.is_disk_full for output in self._outputs.values())

    def _has_full_file(self) -> bool:
        """Whether a file of exactly the largest size tells that the kernel refused more."""
        most = self.execution.limits.file_bytes
        if most is None:
            return False
        files = (
            os.path.join(folder, name)
            for folder, _, names in os.walk(self.execution.folder)
            for name in names
        )
        own = {str(self.execution.stdout), str(self.execution.log)}
        for file in islice(files, MOST_FILES):
            with contextlib.suppress(OSError):
                if file not in own and os.lstat(file).st_size == most:
                    return True
        return False


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
