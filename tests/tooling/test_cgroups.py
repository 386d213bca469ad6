"""Cgroups: on a folder that stands in for the kernel's, and on the kernel's own where we may.

The stand-in is a plain folder: it has the files that the kernel would make, and removes a folder
with its files, as the kernel does. It limits nothing; the last tests are the real ones.
"""

import os
import shutil
import subprocess
import sys
import time
import uuid
import warnings
from pathlib import Path

import pytest

from tooling import cgroups, enclosures, process_group
from tooling.cgroups import Cgroup, Usage
from tooling.execution import Execution
from tooling.limits import Limits
from tooling.runner import run

FILES = {
    "cgroup.procs": "", "cgroup.kill": "", "memory.max": "max", "memory.swap.max": "max",
    "memory.oom.group": "0", "memory.current": "0", "memory.peak": "0", "pids.max": "max",
    "cpu.max": "max 100000", "memory.events": "oom 0\noom_kill 0\n", "pids.events": "max 0\n",
    "cpu.stat": "usage_usec 0\nuser_usec 0\n",
}  # fmt: skip


class Kernel:
    """What the kernel does with the stand-in."""

    def __init__(self, root: Path, controllers: str = "cpu memory pids") -> None:
        self.root = root
        root.mkdir()
        self.put("cgroup.controllers", controllers)
        self.put("cgroup.subtree_control", "")
        self.put("cgroup.procs", "")

    def put(self, name: str, text: str) -> None:
        (self.root / name).write_text(text)


@pytest.fixture
def kernel(tmp_path, monkeypatch):
    kernel = Kernel(tmp_path / "cgroup")
    mkdir = Path.mkdir

    def make(path, *arguments, **options):
        mkdir(path, *arguments, **options)
        if kernel.root in path.parents:
            for name, text in FILES.items():
                (path / name).write_text(text)

    def remove(path):
        if kernel.root in path.parents:
            shutil.rmtree(path)
        else:
            os.rmdir(path)

    monkeypatch.setattr(Path, "mkdir", make)
    monkeypatch.setattr(Path, "rmdir", remove)
    monkeypatch.setattr(cgroups, "EMPTY_SECONDS", 0.2)
    cgroups.prepare.cache_clear()
    yield kernel
    cgroups.prepare.cache_clear()


# --- Finding a place ----------------------------------------------------------------------


def test_a_named_folder_is_prepared_with_the_controllers(kernel):
    place = cgroups.prepare(str(kernel.root))
    assert (place.folder, place.has_cpu) == (kernel.root, True)
    assert list(kernel.root.glob("wardroom-*")) == []  # the probe is gone


def test_the_service_moves_into_a_leaf_before_it_hands_controllers_on(kernel):
    kernel.put("cgroup.type", "domain")
    kernel.put("cgroup.procs", "4711\n4712\n")
    cgroups.prepare(str(kernel.root))
    leaf = kernel.root / cgroups.LEAF
    assert (leaf / "cgroup.procs").read_text() == "4712"  # the last one that was written


@pytest.mark.parametrize(
    ("prepared", "says"),
    [
        ({"cgroup.controllers": "cpu io"}, "it lacks the controllers memory and pids"),
        ({"cgroup.controllers": "memory"}, "it lacks the controllers pids"),
    ],
)
def test_a_folder_that_does_not_do_says_why(kernel, prepared, says):
    for name, text in prepared.items():
        kernel.put(name, text)
    place = cgroups.look(str(kernel.root))
    assert place.folder is None
    assert says in place.told


def test_what_is_no_cgroup_is_told(tmp_path):
    assert "it is no cgroup of version 2" in cgroups.look(str(tmp_path)).told


def test_a_cgroup_that_nobody_delegated_is_left_alone(kernel, monkeypatch):
    monkeypatch.setattr(cgroups, "MOUNTS", (kernel.root,))
    monkeypatch.setattr(cgroups, "of_process", lambda pid, mount: kernel.root / "session.scope")
    assert cgroups.look().folder is None
    assert "is not delegated to the worker" in cgroups.look().told


def test_systemds_mark_is_seen_also_from_the_leaf(kernel, monkeypatch):
    service = kernel.root / "wardroom.service"
    leaf = service / cgroups.LEAF
    leaf.mkdir(parents=True)
    for folder in (service, leaf):
        for name in ("cgroup.controllers", "cgroup.subtree_control", "cgroup.procs"):
            (folder / name).write_text("cpu memory pids" if "controllers" in name else "")
    monkeypatch.setattr(cgroups, "MOUNTS", (kernel.root,))
    monkeypatch.setattr(cgroups, "_is_delegated", lambda folder: folder == service)
    for own in (service, leaf):
        monkeypatch.setattr(cgroups, "of_process", lambda pid, mount, own=own: own)
        assert cgroups.look().folder == service


# --- The cgroup of a run ------------------------------------------------------------------


def test_limits_are_written_as_the_kernel_reads_them(kernel):
    limits = Limits(60, memory_bytes=200_000_000, processes=64, cpus=1.5)
    made = Cgroup.make(kernel.root, "abc", limits)
    assert made.folder == kernel.root / "wardroom-run-abc"
    written = {name: (made.folder / name).read_text() for name in FILES}
    assert written["memory.max"] == "200000000"
    assert written["memory.swap.max"].startswith("0")
    assert written["memory.oom.group"] == "1"
    assert written["pids.max"].startswith("64")
    assert written["cpu.max"] == "150000 100000"


def test_a_refused_limit_leaves_no_cgroup_behind(kernel, monkeypatch):
    monkeypatch.setitem(FILES, "pids.max", "max")
    monkeypatch.delitem(FILES, "memory.max")
    with pytest.raises(FileNotFoundError):
        Cgroup.make(kernel.root, "abc", Limits(60, memory_bytes=10**9))
    assert list(kernel.root.glob("wardroom-*")) == []


def test_usage_is_read(kernel):
    made = Cgroup.make(kernel.root, "abc", Limits(60))
    told = {"memory.current": "100\n", "memory.peak": "300\n", "cpu.stat": "usage_usec 2500000\n",
            "memory.events": "low 0\noom 3\noom_kill 2\n", "pids.events": "max 7\n"}  # fmt: skip
    for name, text in told.items():
        (made.folder / name).write_text(text)
    assert made.usage() == Usage(100, 300, 2.5, 2, 7)
    made.remove()
    assert made.usage() == Usage(None, None, None, 0, 0)


def test_what_a_dead_worker_left_is_removed_by_its_marker(kernel):
    made = Cgroup.make(kernel.root, "abc", Limits(60))
    (made.folder / "nested").mkdir()
    assert cgroups.end_leftovers("abc", str(kernel.root))
    assert not made.folder.exists()
    assert not cgroups.end_leftovers("abc", str(kernel.root))


def test_before_linux_5_14_the_processes_are_killed_one_by_one(kernel):
    made = Cgroup.make(kernel.root, "abc", Limits(60))
    (made.folder / "cgroup.kill").unlink()
    child = subprocess.Popen(["sleep", "60"])
    (made.folder / "cgroup.procs").write_text(f"{child.pid}\n")
    made.kill()
    assert child.wait(5) == -9


# --- A run in the stand-in: everything but the limits -------------------------------------


class Silent:
    def started(self, group, start_ticks):
        pass

    def line(self, stream, text):
        pass

    def tick(self):
        return None


def run_in(kernel, tmp_path, code, told=None, monkeypatch=None, **limits):
    """Run Python `code` in a cgroup of the stand-in, which then tells `told`."""
    if told:
        for name, text in told.items():
            monkeypatch.setitem(FILES, name, text)
    return run(
        Execution(
            [sys.executable, "-c", code], tmp_path / "work", {}, tmp_path / "log",
            tmp_path / "out", False, uuid.uuid4().hex, Limits(20, **limits), grace_seconds=0.2,
            cgroup=str(kernel.root),
        ),
        Silent(),
    )  # fmt: skip


def test_a_run_is_put_in_and_its_cgroup_is_gone_afterwards(kernel, tmp_path, monkeypatch):
    seen = []
    add = Cgroup.add
    monkeypatch.setattr(Cgroup, "add", lambda group, pid: seen.append(pid) or add(group, pid))
    ended = run_in(kernel, tmp_path, "print('hello')")
    assert (ended.exit_code, ended.held_by) == (0, "cgroup")
    assert seen
    assert list(kernel.root.glob("wardroom-run-*")) == []


@pytest.mark.parametrize(
    ("told", "limits", "over_limit", "out_of_memory"),
    [
        ({"memory.events": "oom_kill 1\n"}, {"memory_bytes": 10**9}, "memory", True),
        ({"pids.events": "max 3\n"}, {"processes": 9}, "processes", False),
        ({"cpu.stat": "usage_usec 9000000\n"}, {"cpu_seconds": 5}, "cpu", False),
    ],
)
def test_what_the_kernel_counts_ends_the_run(
    kernel, tmp_path, monkeypatch, told, limits, over_limit, out_of_memory
):
    ended = run_in(kernel, tmp_path, "import time; time.sleep(30)", told, monkeypatch, **limits)
    assert (ended.over_limit, ended.out_of_memory) == (over_limit, out_of_memory)
    assert ended.duration_ms < 5_000


def test_memory_and_time_are_the_cgroups(kernel, tmp_path, monkeypatch):
    told = {"memory.peak": "123456789\n", "cpu.stat": "usage_usec 4200000\n"}
    ended = run_in(kernel, tmp_path, "pass", told, monkeypatch)
    assert (ended.peak_memory_bytes, ended.cpu_ms) == (123_456_789, 4200)


def test_where_the_kernel_refuses_the_run_is_watched(kernel, tmp_path, monkeypatch):
    def refuse(*_arguments, **_options):
        raise OSError("refused")

    monkeypatch.setattr(enclosures.Cgroup, "make", refuse)
    assert run_in(kernel, tmp_path, "pass").held_by == "watching"


# --- The kernel's own ---------------------------------------------------------------------


@pytest.fixture
def place():
    """A cgroup of the kernel's that we may make runs in, removed afterwards."""
    mount = cgroups._mount()
    if mount is None:
        pytest.skip("LEFT OUT: this machine has no cgroup version 2")
    folder = mount / f"wardroom-test-{uuid.uuid4().hex[:8]}"
    try:
        folder.mkdir()
    except OSError as error:
        pytest.skip(f"LEFT OUT: no cgroup can be made here: {error}")
    yield folder
    for made in [*folder.glob("*/"), folder]:
        Cgroup(made).remove()


FORKING = """
import os, sys, time
sys.stdin.readline()  # until it is in
for _ in range(5):
    if os.fork() == 0:
        os.setsid()
        end = time.process_time() + 0.2
        while time.process_time() < end: pass
        time.sleep(60)
time.sleep(60)
"""


def test_real_members_are_counted_and_killed_at_once_wherever_they_went(place):
    made = Cgroup(place / "run")
    made.folder.mkdir()
    child = subprocess.Popen([sys.executable, "-c", FORKING], stdin=subprocess.PIPE)
    assert made.add(child.pid)
    child.stdin.write(b"go\n")
    child.stdin.close()
    until = time.monotonic() + 20
    while (len(made.pids()) < 6 or (made.usage().cpu_seconds or 0) < 1) and (
        time.monotonic() < until
    ):
        time.sleep(0.02)
    assert len(made.pids()) == 6
    assert made.usage().cpu_seconds >= 1  # of five grandchildren that nobody waited for
    assert made.remove()
    assert child.wait(5) == -9
    assert not made.folder.exists()


def test_real_what_was_forked_before_it_was_in_is_taken_in_too(place, tmp_path):
    made = Cgroup(place / "run")
    made.folder.mkdir()
    marker = uuid.uuid4().hex
    child = process_group.start(
        ["/bin/sh", "-c", "sleep 60 & sleep 60 & echo forked; wait"],
        folder=tmp_path, environment={"PATH": os.environ["PATH"]}, marker=marker,
    )  # fmt: skip
    assert child.stdout.readline() == b"forked\n"
    execution = Execution(["x"], tmp_path, {}, tmp_path, tmp_path, False, marker, Limits(9))
    held = enclosures.Grouped(execution, made)
    held.enter(child.pid, 0.0)
    assert len(made.pids()) == 3
    assert held.end(0, time.sleep)
    held.leave()
    assert child.wait(5) == -9
    assert not made.folder.exists()


def test_real_limits_hold_a_memory_hog_and_a_fork_bomb(place, tmp_path):
    controllers = (place / "cgroup.controllers").read_text().split()
    if not {"memory", "pids"} <= set(controllers):
        reason = (
            "LEFT OUT: memory and pids limits of real cgroups; this machine's version 2 hands on "
            f"{' '.join(controllers) or 'no controllers'}"
        )
        warnings.warn(reason, stacklevel=1)
        pytest.skip(reason)
    cgroups.prepare.cache_clear()
    for code, limits, over in (
        ("x = bytearray(b'x') * 1_000_000_000", {"memory_bytes": 200_000_000}, "memory"),
        ("import os\nwhile True:\n    os.fork()", {"processes": 50}, "processes"),
    ):
        ended = run(
            Execution(
                [sys.executable, "-c", code], tmp_path / "work", {}, tmp_path / "log",
                tmp_path / "out", False, uuid.uuid4().hex, Limits(20, **limits),
                cgroup=str(place),
            ),
            Silent(),
        )  # fmt: skip
        assert (ended.held_by, ended.over_limit) == ("cgroup", over)
        assert ended.duration_ms < 10_000
    assert ended.out_of_memory is False
    cgroups.prepare.cache_clear()
