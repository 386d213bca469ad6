"""What the kernel tells of processes: /proc, and the out-of-memory count of the control group."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")
CGROUPS = Path("/sys/fs/cgroup")


@dataclass(frozen=True, slots=True)
class Process:
    """A process at one moment. (pid, start_ticks) names it for as long as the machine is up."""

    pid: int
    state: str
    parent: int
    group: int
    session: int
    start_ticks: int
    resident_bytes: int
    cpu_ticks: int = 0  # processor time of its own
    children_ticks: int = 0  # and of the children that it has waited for

    @property
    def is_alive(self) -> bool:
        """Whether it still runs; a zombie has ended and only waits to be read by its parent."""
        return self.state not in "ZXx"


def process(pid: int) -> Process | None:
    """The process `pid`, None where there is none."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            text = file.read()
    except OSError:
        return None
    fields = text[text.rfind(b")") + 2 :].split()  # the name before may hold anything
    if len(fields) < 22:
        return None
    return Process(
        pid=pid,
        state=fields[0].decode("ascii"),
        parent=int(fields[1]),
        group=int(fields[2]),
        session=int(fields[3]),
        start_ticks=int(fields[19]),
        resident_bytes=int(fields[21]) * PAGE_BYTES,
        cpu_ticks=int(fields[11]) + int(fields[12]),
        children_ticks=int(fields[13]) + int(fields[14]),
    )


def identity(pid: int | None = None) -> str:
    """A process (default: this one) among all that this boot of the machine has, from within its
    namespace of process ids: namespace, number and start."""
    pid = pid or os.getpid()
    found = process(pid)
    return f"{_namespace()}/{pid}/{found.start_ticks if found else 0}"


def is_gone(told: str) -> bool:
    """Whether the process of this boot that called itself `told` has ended.

    False where that cannot be known: it lives in another namespace of process ids.
    """
    namespace, _, rest = told.partition("/")
    number, _, ticks = rest.partition("/")
    if not namespace or namespace != _namespace() or not number.isdigit():
        return False
    found = process(int(number))
    if found is not None:
        return not found.is_alive or str(found.start_ticks) != ticks
    try:
        os.kill(int(number), 0)  # /proc may hide the processes of others
    except ProcessLookupError:
        return True
    except PermissionError:
        pass
    return False


def _namespace() -> str:
    try:
        return str(os.stat("/proc/self/ns/pid").st_ino)
    except OSError:
        return ""


def numbers() -> list[int]:
    """The numbers of all processes, the highest first: mostly the youngest."""
    return sorted((int(name) for name in os.listdir("/proc") if name.isdigit()), reverse=True)


def processes() -> dict[int, Process]:
    """All processes by pid: one file read for each, about 10 µs."""
    found = {}
    for name in os.listdir("/proc"):
        if name.isdigit() and (one := process(int(name))) is not None:
            found[one.pid] = one
    return found


def descendants(pid: int) -> list[Process]:
    """`pid` and all below it that are alive; empty where there is none."""
    table = processes()
    children: dict[int, list[int]] = {}
    for one in table.values():
        children.setdefault(one.parent, []).append(one.pid)
    found, pending = [], [pid] if pid in table else []
    while pending:
        number = pending.pop()
        found.append(table[number])
        pending += children.get(number, ())
    return [one for one in found if one.is_alive]


def children(pid: int) -> list[int] | None:
    """The numbers of the children of `pid`; None where the kernel does not list them.

    A list that is read while children end can lack some. Two files read, and one a thread.
    """
    found: list[int] = []
    try:
        for thread in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{thread}/children", "rb") as file:
                found += map(int, file.read().split())
    except FileNotFoundError:
        return found if _children_are_listed() else None
    except OSError:
        pass
    return found


@cache
def _children_are_listed() -> bool:
    """Whether this kernel has the file (CONFIG_PROC_CHILDREN)."""
    return os.path.exists(f"/proc/self/task/{os.getpid()}/children")


def births() -> tuple[int, int]:
    """How many tasks the machine has, and the number that its last process got: about 10 µs.

    A storm of forks shows in them long before a reading of all processes would be due.
    """
    try:
        with open("/proc/loadavg", "rb") as file:
            words = file.read().split()
        return int(words[3].partition(b"/")[2]), int(words[4])
    except (OSError, IndexError, ValueError):
        return 0, 0


def carries(pid: int, variable: str, value: str) -> bool:
    """Whether `pid` was started with `variable=value`; False where its environment is hidden."""
    try:
        with open(f"/proc/{pid}/environ", "rb") as file:
            environment = b"\0" + file.read() + b"\0"
    except OSError:
        return False
    return b"\0%s=%s\0" % (variable.encode(), value.encode()) in environment


def writers(pipe: int) -> list[int]:
    """Processes that can write to the pipe behind our descriptor `pipe`; reads all of /proc."""
    name = os.readlink(f"/proc/self/fd/{pipe}")
    found = []
    for pid in (int(name) for name in os.listdir("/proc") if name.isdigit()):
        try:
            descriptors = os.listdir(f"/proc/{pid}/fd")
        except OSError:
            continue
        if any(_writes_to(name, pid, descriptor) for descriptor in descriptors):
            found.append(pid)
    return found


def _writes_to(name: str, pid: int, descriptor: str) -> bool:
    try:
        if os.readlink(f"/proc/{pid}/fd/{descriptor}") != name:
            return False
        with open(f"/proc/{pid}/fdinfo/{descriptor}", "rb") as file:
            flags = next(line for line in file if line.startswith(b"flags:"))
    except (OSError, StopIteration):
        return False
    return int(flags.split()[1], 8) & os.O_ACCMODE != os.O_RDONLY


def proportional_bytes(pid: int) -> int | None:
    """Memory of `pid` with shared pages divided among their sharers; 0 where it has just gone,
    None where it is hidden from us."""
    try:
        with open(f"/proc/{pid}/smaps_rollup", "rb") as file:
            for line in file:
                if line.startswith(b"Pss:"):
                    return int(line.split()[1]) * 1024
    except PermissionError:
        return None
    except OSError:
        pass
    return 0


def out_of_memory_kills() -> int | None:
    """How often the kernel killed for memory in this process's control group (version 2 or 1)."""
    try:
        memberships = (PROC / "self/cgroup").read_text().splitlines()
    except OSError:
        return None
    for membership in memberships:
        _, controllers, path = membership.split(":", 2)
        files = []
        if not controllers:
            files = [CGROUPS / path.lstrip("/") / "memory.events", CGROUPS / "memory.events"]
        elif "memory" in controllers.split(","):
            files = [
                CGROUPS / "memory" / path.lstrip("/") / "memory.oom_control",
                CGROUPS / "memory/memory.oom_control",  # seen from inside a container
            ]
        for file in files:
            try:
                lines = file.read_text().splitlines()
            except OSError:
                continue
            for line in lines:
                if line.startswith("oom_kill "):
                    return int(line.split()[1])
    return None
