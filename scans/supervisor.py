"""A small supervisor: starts child process groups, restarts what dies, ends all of them in time."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

STEADY_SECONDS = 10.0  # who lives that long starts with a short wait again
LONGEST_WAIT = 10.0
STOP_SECONDS = 12.0


@dataclass
class Child:
    """One program to keep running, in a session and group of its own."""

    name: str
    argv: Sequence[str]
    environment: Mapping[str, str]
    folder: Path
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    wait: float = 0.5
    restart_at: float = 0.0
    starts: int = field(default=0)

    def start(self) -> None:
        # The kernel tells it to end if the supervisor is killed: it must not go on alone.
        setpriv = shutil.which("setpriv")
        prefix = [setpriv, "--pdeathsig", "TERM", "--"] if setpriv else []
        self.process = subprocess.Popen(
            [*prefix, *self.argv],
            env=dict(self.environment),
            cwd=self.folder,
            start_new_session=True,
        )
        self.started = time.monotonic()
        self.starts += 1

    def kill_group(self) -> None:
        """End whatever is left of its group."""
        if self.process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)


class Supervisor:
    """Keeps `children` running until `stop` is called; `say` gets one line for each event."""

    def __init__(self, children: Sequence[Child], say: Callable[[str], None]) -> None:
        self.children = list(children)
        self.say = say
        self._stopping = threading.Event()

    def stop(self, *_signal: object) -> None:
        """End all; also a signal handler."""
        self._stopping.set()

    def run(self, step_seconds: float = 0.2) -> None:
        """Start the children and keep them up; returns when all are gone after `stop`."""
        try:
            for child in self.children:
                child.start()
            while not self._stopping.wait(step_seconds):
                for child in self.children:
                    self._care(child)
        finally:
            self._end()

    def _care(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is not None and child.process.poll() is not None:
            code = child.process.returncode
            child.kill_group()  # a worker whose parent died would go on without a guard
            child.process = None
            child.wait = (
                0.5 if now - child.started > STEADY_SECONDS else min(child.wait * 2, LONGEST_WAIT)
            )
            child.restart_at = now + child.wait
            self.say(f"{child.name} ended ({code}); it starts again in {child.wait:.1f} s")
        elif child.process is None and now >= child.restart_at:
            child.start()

    def _end(self) -> None:
        living = [child for child in self.children if child.process is not None]
        for child in living:
            with suppress(ProcessLookupError):
                child.process.terminate()  # type: ignore[union-attr]
        until = time.monotonic() + STOP_SECONDS
        for child in living:
            with suppress(subprocess.TimeoutExpired):
                child.process.wait(max(0.0, until - time.monotonic()))  # type: ignore[union-attr]
        for child in living:
            child.kill_group()
            child.process.wait()  # type: ignore[union-attr]
