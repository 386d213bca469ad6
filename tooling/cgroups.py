"""Control groups (version 2) for runs: a folder a run, in a part of the tree that is ours to use.

Ours is the folder that WARDROOM_CGROUP names, else the worker's own cgroup (or the one above it)
where systemd delegated it (`Delegate=yes`). A cgroup that hands its controllers on may hold no
processes itself, so the service's own processes move into a leaf, `wardroom-server`. Facts: the
kernel's Documentation/admin-guide/cgroup-v2.rst, systemd's CGROUP_DELEGATION.md.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .limits import Limits

MOUNTS = (Path("/sys/fs/cgroup"), Path("/sys/fs/cgroup/unified"))
NEEDED = ("memory", "pids")
WANTED = (*NEEDED, "cpu")
LEAF = "wardroom-server"
PREFIX = "wardroom-run-"
CPU_PERIOD_US = 100_000
EMPTY_SECONDS = 5.0
STEP_SECONDS = 0.01
DELEGATED = ("user.delegate", "trusted.delegate")  # marks that systemd leaves on what it hands out

HOW = (
    "For cgroups run the worker as a systemd service with Delegate=yes, or name a cgroup that is"
    " its own in WARDROOM_CGROUP (docs/limits-and-executors.md)."
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where runs get their cgroups. `folder` None: nowhere, and `told` says why."""

    folder: Path | None
    told: str
    has_cpu: bool = False


@dataclass(frozen=True, slots=True)
class Usage:
    """What a cgroup has used; None: this kernel does not tell."""

    memory_bytes: int | None
    peak_memory_bytes: int | None
    cpu_seconds: float | None
    out_of_memory_kills: int
    refused_forks: int


# --- Finding a place ----------------------------------------------------------------------


def look(named: str = "", pid: int | str = "self") -> Place:
    """Where the process `pid` could give its runs cgroups. Changes nothing."""
    if named:
        return _fitting(Path(named)) or Place(None, f"{named}: {_fault(Path(named))}")
    mount = _mount()
    if mount is None:
        return Place(None, "this machine has no cgroup version 2")
    own = of_process(pid, mount)
    if own is None:
        return Place(None, "the process is in no cgroup of version 2")
    for folder in [own.parent] if own.name == LEAF else [own, own.parent]:
        if folder.is_relative_to(mount) and _is_delegated(folder):
            if (fitting := _fitting(folder)) is not None:
                return fitting
            return Place(None, f"{folder} is delegated, but {_fault(folder)}")
    return Place(None, f"{own} is not delegated to the worker")


@cache
def prepare(named: str = "") -> Place:
    """The place for this process's runs, made ready once: the leaf, and the controllers."""
    place = look(named)
    if place.folder is None:
        return place
    try:
        _make_room(place.folder)
        switch = place.folder / "cgroup.subtree_control"
        enabled = switch.read_text().split()
        has_cpu = "cpu" in (place.folder / "cgroup.controllers").read_text().split()
        for name in WANTED if has_cpu else NEEDED:
            if name not in enabled:
                switch.write_text(f"+{name}")
        probe = place.folder / f"{PREFIX}probe-{os.getpid()}"
        probe.mkdir()
        probe.rmdir()
    except OSError as error:
        return Place(None, f"{place.folder}: {error.strerror}")
    return Place(place.folder, place.told, has_cpu)


def _make_room(folder: Path) -> None:
    """Move what is in `folder` itself into the leaf; the root of a hierarchy needs it not."""
    if not (folder / "cgroup.type").exists():
        return
    if pids := _pids(folder):
        leaf = folder / LEAF
        leaf.mkdir(exist_ok=True)
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                (leaf / "cgroup.procs").write_text(str(pid))


def _mount() -> Path | None:
    return next((one for one in MOUNTS if (one / "cgroup.controllers").is_file()), None)


def of_process(pid: int | str, mount: Path | None = None) -> Path | None:
    """The cgroup (version 2) that the process is in; None where that cannot be seen from here."""
    mount = mount or _mount()
    if mount is None:
        return None
    try:
        lines = Path(f"/proc/{pid}/cgroup").read_text().splitlines()
    except OSError:
        return None
    path = next((line[3:] for line in lines if line.startswith("0::")), None)
    return None if path is None or "/.." in path else mount / path.lstrip("/")


def _is_delegated(folder: Path) -> bool:
    """Whether it was handed to us: systemd's mark, or a folder that an unprivileged user owns."""
    for name in DELEGATED:
        with contextlib.suppress(OSError):
            if os.getxattr(folder, name) == b"1":
                return True
    try:
        owner = folder.stat().st_uid
    except OSError:
        return False
    return owner != 0 and owner == os.geteuid()


def _fitting(folder: Path) -> Place | None:
    return None if _fault(folder) else Place(folder, f"cgroup {folder}")


def _fault(folder: Path) -> str:
    """What speaks against using `folder`; empty where nothing does."""
    try:
        controllers = (folder / "cgroup.controllers").read_text().split()
    except OSError:
        return "it is no cgroup of version 2"
    missing = [name for name in NEEDED if name not in controllers]
    if missing:
        return f"it lacks the controllers {' and '.join(missing)}"
    files = [folder, folder / "cgroup.procs", folder / "cgroup.subtree_control"]
    if not all(os.access(file, os.W_OK) for file in files):
        return "it cannot be written by the worker"
    return ""


# --- The cgroup of one run ----------------------------------------------------------------


class Cgroup:
    """One run's cgroup, by its folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def make(cls, place: Path, marker: str, limits: Limits, has_cpu: bool = True) -> Cgroup:
        """A new cgroup below `place` with `limits`; OSError where the kernel refuses."""
        made = cls(place / f"{PREFIX}{marker}")
        made.folder.mkdir()
        try:
            made._limit(limits, has_cpu)
        except OSError:
            made.remove()
            raise
        return made

    def _limit(self, limits: Limits, has_cpu: bool) -> None:
        if limits.memory_bytes is not None:
            self._write("memory.max", limits.memory_bytes)
            self._write("memory.oom.group", 1)
            with contextlib.suppress(FileNotFoundError):  # a kernel without swap accounting
                self._write("memory.swap.max", 0)
        if limits.processes is not None:
            self._write("pids.max", limits.processes)
        if limits.cpus is not None and has_cpu:
            self._write("cpu.max", f"{round(limits.cpus * CPU_PERIOD_US)} {CPU_PERIOD_US}")

    def _write(self, name: str, value: object) -> None:
        # Not created: the kernel has the files of the controllers that are there, and no others.
        with open(self.folder / name, "r+") as file:
            file.write(str(value))

    def add(self, pid: int) -> bool:
        """Take `pid` in, with all that it starts from now on; False where it is gone."""
        try:
            self._write("cgroup.procs", pid)
        except ProcessLookupError:
            return False
        return True

    def pids(self) -> list[int]:
        """Processes in it, and in what it made below itself."""
        return [pid for folder in self._folders() for pid in _pids(folder)]

    def usage(self) -> Usage:
        events, refused = self._table("memory.events"), self._table("pids.events")
        used = self._table("cpu.stat").get("usage_usec")
        return Usage(
            memory_bytes=self._number("memory.current"),
            peak_memory_bytes=self._number("memory.peak"),
            cpu_seconds=None if used is None else used / 1_000_000,
            out_of_memory_kills=events.get("oom_kill", 0),
            refused_forks=refused.get("max", 0),
        )

    def _table(self, name: str) -> dict[str, int]:
        try:
            lines = (self.folder / name).read_text().splitlines()
        except OSError:
            return {}
        pairs = (line.split() for line in lines)
        return {pair[0]: int(pair[1]) for pair in pairs if len(pair) == 2 and pair[1].isdigit()}

    def _number(self, name: str) -> int | None:
        try:
            text = (self.folder / name).read_text().strip()
        except OSError:
            return None
        return int(text) if text.isdigit() else None

    def kill(self) -> None:
        """KILL all at once; before Linux 5.14, one after the other until none is left."""
        try:
            self._write("cgroup.kill", 1)
            return
        except FileNotFoundError:
            pass
        except OSError:
            return
        until = time.monotonic() + EMPTY_SECONDS
        while (pids := self.pids()) and time.monotonic() < until:
            for pid in pids:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(STEP_SECONDS)

    def remove(self) -> bool:
        """KILL what is left in it and remove it; False where something hangs in the kernel."""
        if not self.folder.exists():
            return True
        self.kill()
        until = time.monotonic() + EMPTY_SECONDS
        while True:
            try:
                for folder in sorted(self._folders(), reverse=True):  # the deepest first
                    folder.rmdir()
                return True
            except FileNotFoundError:
                return True
            except OSError:  # busy: what was killed is still leaving
                if time.monotonic() > until:
                    return False
                time.sleep(STEP_SECONDS)

    def _folders(self) -> Iterator[Path]:
        for folder, _, _ in os.walk(self.folder):
            yield Path(folder)


def _pids(folder: Path) -> list[int]:
    try:
        return [int(word) for word in (folder / "cgroup.procs").read_text().split()]
    except OSError:
        return []


def end_leftovers(marker: str, named: str = "") -> bool:
    """End what a dead worker's attempt left in its cgroup; whether there was one."""
    place = look(named)
    if place.folder is None or not (folder := place.folder / f"{PREFIX}{marker}").is_dir():
        return False
    return Cgroup(folder).remove()
