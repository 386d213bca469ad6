"""A tool and all its descendants as one thing: started apart, watched, and ended without rest.

A child gets its own session and group. Its descendants are known by group, session, descent, and
by a marker in their environment, which also finds one that left the session and lost its parent.
Signals go through a pidfd whose process was compared by start time, so that a process id that was
given to somebody else is never hit.
"""

from __future__ import annotations

import contextlib
import math
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

from . import proc
from .fork_storm import send, stop_family, urgently
from .proc import Process

MARKER = "WARDROOM_ATTEMPT"  # environment variable that every process of an attempt carries
KILL_SECONDS = 10.0  # what is left after KILL hangs in the kernel
STEP_SECONDS = 0.02
CPU_GRACE_SECONDS = 5  # between XCPU and KILL
FAMILY = 8  # processes; more may fork faster than they are killed one by one


def boot_id() -> str:
    """The id of this boot of the machine; process ids and start times mean nothing beyond it."""
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()


def start_ticks(pid: int) -> int | None:
    """When `pid` started, in clock ticks after boot; None where there is no such process."""
    process = proc.process(pid)
    return process.start_ticks if process else None


# --- Starting -----------------------------------------------------------------------------


@cache
def _prefix() -> tuple[str, ...]:
    """What starts a tool so that it is killed with us, and with all signals at their default.

    A Python worker hands an ignored SIGINT on to its children, and a kill -9 of it would leave
    them. No `preexec_fn`: it can deadlock where there are threads.
    """
    prefix: list[str] = []
    env, setpriv = shutil.which("env"), shutil.which("setpriv")
    if env and setpriv:  # without setpriv, env could take a name with "=" for a variable
        probe = subprocess.run(
            [env, "--default-signal", setpriv, "--pdeathsig", "KILL", "--", env],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env={},
        )
        if probe.returncode == 0:
            return (env, "--default-signal", setpriv, "--pdeathsig", "KILL", "--")
    if setpriv:
        prefix = [setpriv, "--pdeathsig", "KILL", "--"]
    return tuple(prefix)


def _limited(file_bytes: int | None, cpu_seconds: float | None) -> list[str]:
    """What limits the tool before its first instruction: no core dumps, no larger file, and for
    each process XCPU after `cpu_seconds`, KILL a little later."""
    prlimit = shutil.which("prlimit")
    if prlimit is None:
        return []
    limits = ["--core=0"]
    if file_bytes is not None:
        limits.append(f"--fsize={file_bytes}")
    if cpu_seconds is not None:
        seconds = max(1, math.ceil(cpu_seconds))
        limits.append(f"--cpu={seconds}:{seconds + CPU_GRACE_SECONDS}")
    return [prlimit, *limits, "--"]


def executable(name: str, path: str) -> str | None:
    """Where `name` is found on `path`, a path with a slash taken as it is; None: nowhere."""
    return shutil.which(name, path=path)


def cannot_start(file: str) -> str | None:
    """Why `file` cannot be executed here, None where nothing speaks against it.

    It is asked before the start, because a kernel that refuses a file makes `execvp` hand it to
    a shell, and a script without its interpreter (a moved environment) looks like a missing file.
    """
    try:
        with open(file, "rb") as opened:
            head = opened.read(256)
    except OSError as error:
        return f"{file}: {error.strerror}"
    if head.startswith(b"\x7fELF"):
        return None
    if not head.startswith(b"#!"):
        return f"{file} is neither a program of this system nor a script that names its interpreter"
    words = head[2:].split(b"\n", 1)[0].split()
    interpreter = os.fsdecode(words[0]) if words else ""
    if not os.access(interpreter, os.X_OK):
        return f"{file}: its interpreter {interpreter or '(none)'} is missing"
    return None


def start(
    argv: Sequence[str],
    *,
    folder: Path,
    environment: Mapping[str, str],
    marker: str,
    stdout: int = subprocess.PIPE,
    stderr: int = subprocess.PIPE,
    file_bytes: int | None = None,
    cpu_seconds: float | None = None,
) -> subprocess.Popen[bytes]:
    """Start `argv` in a session and group of its own, with `environment` and nothing else.

    Its files are private (umask 077) and no larger than `file_bytes`, its input is empty, it
    dumps no core, none of its processes works longer than `cpu_seconds`. The thread that starts
    it must outlive it: the kernel ends the child with the thread.
    """
    return subprocess.Popen(
        [*_prefix(), *_limited(file_bytes, cpu_seconds), *argv],
        cwd=folder,
        env={**environment, MARKER: marker},
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=stderr,
        start_new_session=True,
        umask=0o077,
        bufsize=0,
    )


# --- Watching and ending ------------------------------------------------------------------


class Group:
    """The processes of one attempt whose first process is our child, and not yet waited for.

    While the first process is not waited for, the kernel gives its number to nobody, so the
    number of the group is safe to use even after it has ended.
    """

    def __init__(self, leader: int, marker: str) -> None:
        self.leader = leader
        self.start_ticks = start_ticks(leader)
        self.marker = marker
        self._known: dict[int, int] = {}  # pid to start ticks
        self._strangers: dict[int, int] = {}

    def members(self, marked: bool = False, newcomers: bool = False) -> list[Process]:
        """Those alive. With `marked`, environments are read too: dearer, and complete; with
        `newcomers` once a process, which finds who left the group and lost its parent."""
        table = proc.processes()
        begin = self.start_ticks or 0
        if newcomers:
            self._meet(table)
        members = {
            pid: one
            for pid, one in table.items()
            if self.leader in (one.group, one.session)
            or self._known.get(pid) == one.start_ticks
            or (marked and one.start_ticks >= begin and proc.carries(pid, MARKER, self.marker))
        }
        children: dict[int, list[Process]] = {}
        for one in table.values():
            children.setdefault(one.parent, []).append(one)
        pending = list(members)
        while pending:
            for child in children.get(pending.pop(), ()):
                if child.pid not in members:
                    members[child.pid] = child
                    pending.append(child.pid)
        members.pop(os.getpid(), None)
        self._known = {pid: one.start_ticks for pid, one in members.items()}
        return [one for one in members.values() if one.is_alive]

    def near(self) -> list[Process]:
        """Those alive of the last look, and whoever descends from them: a few files read.

        One that was started and lost its parent since is missed until `members` looks at all.
        """
        if (listed := proc.children(self.leader)) is None:
            return self.members()
        found: dict[int, Process] = {}
        pending = [self.leader, *self._known, *listed]
        while pending:
            pid = pending.pop()
            one = None if pid in found else proc.process(pid)
            if one is None or self._known.get(pid, one.start_ticks) != one.start_ticks:
                continue
            found[pid] = one
            pending += proc.children(pid) or ()
        self._known = {pid: one.start_ticks for pid, one in found.items()}
        return [one for one in found.values() if one.is_alive]

    def _meet(self, table: dict[int, Process]) -> None:
        begin = self.start_ticks or 0
        for pid, one in table.items():
            ticks = one.start_ticks
            if ticks >= begin and ticks not in (self._known.get(pid), self._strangers.get(pid)):
                is_ours = pid != os.getpid() and proc.carries(pid, MARKER, self.marker)
                (self._known if is_ours else self._strangers)[pid] = ticks
        self._strangers = {p: ticks for p, ticks in self._strangers.items() if p in table}

    def end(
        self,
        grace_seconds: float,
        wait: Callable[[float], object] = time.sleep,
        is_enough: Callable[[], bool] = lambda: False,
    ) -> bool:
        """TERM, `grace_seconds`, KILL; whether all are gone. `wait` reads pipes meanwhile.

        It returns as soon as nobody is left; without grace, or once `is_enough` says so, it kills.
        An exception that flies through it (the worker's own time limit) kills what is left on its
        way.
        """
        try:
            if grace_seconds > 0:
                if not self._signal(signal.SIGTERM):
                    return True
                self._until_gone(grace_seconds, wait, is_enough)
        except BaseException:
            self.kill(wait)
            raise
        return self.kill(wait)

    def kill(self, wait: Callable[[float], object] = time.sleep) -> bool:
        """KILL until nobody is left, also those forked meanwhile; whether all are gone."""
        until = time.monotonic() + KILL_SECONDS
        with urgently() if len(self._known) > FAMILY else contextlib.nullcontext():
            if len(self._known) > FAMILY:
                self.stop()
            while self._signal(signal.SIGKILL):
                if time.monotonic() > until:
                    return False
                wait(STEP_SECONDS)
        return True

    def stop(self) -> None:
        """STOP all, and those that they fork meanwhile, until the whole family stands still."""
        with urgently():
            stop_family(self.leader, self.start_ticks or 0, set(self._known), (MARKER, self.marker))

    def kill_writers(self, pipe: int) -> None:
        """KILL who still writes to our `pipe`: a descendant that left without a trace."""
        for pid in proc.writers(pipe):
            one = proc.process(pid)
            if one is not None and pid != os.getpid():
                send(one, signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> bool:
        """Send `number` to all; whether anybody was there."""
        members = self.members(marked=True)
        if any(one.group == self.leader for one in members):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.leader, number)  # at once, so that none forks in between
        for one in members:
            now = proc.process(one.pid)  # it may have left the group just before the signal
            if now is not None and now.group != self.leader:
                send(one, number)
            if number == signal.SIGTERM and one.state in "Tt":
                send(one, signal.SIGCONT)
        return bool(members)

    def _until_gone(
        self, seconds: float, wait: Callable[[float], object], is_enough: Callable[[], bool]
    ) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until and not is_enough() and self.members():
            wait(STEP_SECONDS)


def end_leftovers(marker: str, group: int | None, group_start: int | None) -> int:
    """Kill what a dead worker's attempt left behind on this boot; how many processes.

    Those that carry the marker, and the whole group where it is still the attempt's own: its
    first process has the start time that was noted, or a member carries the marker. A group
    whose number was given to somebody else is left alone. The caller has compared `boot_id`.
    """
    ended: set[tuple[int, int]] = set()
    until = time.monotonic() + KILL_SECONDS
    while time.monotonic() < until:
        table = proc.processes()
        table.pop(os.getpid(), None)
        living = [one for one in table.values() if one.is_alive]
        found = [one for one in living if proc.carries(one.pid, MARKER, marker)]
        leader = table.get(group) if group else None
        is_own = any(one.group == group for one in found) or (
            leader is not None and group_start is not None and leader.start_ticks == group_start
        )
        if group and is_own:
            found += [one for one in living if one.group == group and one not in found]
        hit = {(one.pid, one.start_ticks) for one in found if send(one, signal.SIGKILL)}
        if not hit:
            break
        ended |= hit
        time.sleep(STEP_SECONDS)
    return len(ended)
