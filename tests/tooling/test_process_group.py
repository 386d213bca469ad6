"""Groups of real processes: found wherever they go, ended, and never mistaken for others."""

import os
import signal
import subprocess
import sys
import time
import uuid

import psutil
import pytest

from tooling import proc, process_group
from tooling.process_group import MARKER, Group

PATH = os.environ["PATH"]


@pytest.fixture
def marker():
    """A marker; whatever still carries it when the test is over is ended."""
    value = uuid.uuid4().hex
    yield value
    for pid in carriers(value):
        os.kill(pid, signal.SIGKILL)


def carriers(marker):
    return [
        p.pid
        for p in psutil.process_iter()
        if p.pid != os.getpid() and proc.carries(p.pid, MARKER, marker)
    ]


def start(marker, *argv, tmp_path):
    child = process_group.start(
        argv,
        folder=tmp_path,
        environment={"PATH": PATH},
        marker=marker,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return child, Group(child.pid, marker)


def until(condition, seconds=10):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


def python(code):
    return sys.executable, "-c", code


def test_a_child_leads_its_own_session_and_inherits_nothing(marker, tmp_path, monkeypatch):
    monkeypatch.setenv("A_SECRET_OF_THE_WORKER", "x")
    out = tmp_path / "out"
    code = "import os, signal, sys; print(os.getsid(0) == os.getpgid(0) == os.getpid(), "
    code += "sorted(os.environ), signal.getsignal(2), signal.getsignal(13), oct(os.umask(0)), "
    code += "sys.stdin.read() == '')"
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # as django-q2 does in its workers
    try:
        with out.open("wb") as file:
            child = process_group.start(
                python(code),
                folder=tmp_path,
                environment={"PATH": PATH},
                marker=marker,
                stdout=file.fileno(),
                stderr=subprocess.DEVNULL,
            )
        child.wait()
    finally:
        signal.signal(signal.SIGINT, before)
    text = out.read_text()
    assert text.startswith("True ")
    assert "A_SECRET" not in text
    assert MARKER in text
    assert "default_int_handler" in text  # an inherited SIG_IGN would show here
    assert "0o77 True" in text


def test_kill_9_of_the_worker_ends_the_child(marker, tmp_path):
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import pathlib, os, time\n"
        "from tooling import process_group\n"
        "c = process_group.start(['sleep', '60'], folder=pathlib.Path('.'),"
        " environment={'PATH': os.environ['PATH']}, marker=sys.argv[2])\n"
        "print(c.pid, flush=True); time.sleep(60)\n"
    )
    root = os.path.dirname(os.path.dirname(process_group.__file__))
    worker = subprocess.Popen([*python(code), root, marker], stdout=subprocess.PIPE, cwd=tmp_path)
    pid = int(worker.stdout.readline())
    until(lambda: open(f"/proc/{pid}/cmdline", "rb").read().startswith(b"sleep"))
    worker.kill()
    worker.wait()
    worker.stdout.close()
    until(lambda: (one := proc.process(pid)) is None or not one.is_alive)


def test_children_and_grandchildren_in_other_sessions_are_ended(marker, tmp_path):
    child, group = start(
        marker,
        "sh",
        "-c",
        "sleep 61 & setsid sh -c 'sleep 62 & sleep 63' & sleep 64",
        tmp_path=tmp_path,
    )
    until(lambda: len(group.members(marked=True)) >= 6)
    assert group.end(grace_seconds=2) is True
    assert group.members(marked=True) == []
    child.wait()
    assert carriers(marker) == []


def test_an_orphan_in_a_session_of_its_own_is_found_by_its_marker(marker, tmp_path):
    child, group = start(marker, "sh", "-c", "setsid sleep 65 & exit 0", tmp_path=tmp_path)
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    until(lambda: any(proc.process(pid).session == pid for pid in carriers(marker)))
    assert group.end(grace_seconds=1) is True
    assert carriers(marker) == []
    child.wait()


def test_a_child_that_clears_its_environment_is_found_by_its_descent(marker, tmp_path):
    child, group = start(marker, "sh", "-c", "setsid env -i sleep 66 & sleep 67", tmp_path=tmp_path)
    until(lambda: len(group.members()) >= 3)
    until(lambda: len(carriers(marker)) == 2)  # the third shows no marker any more
    assert len(group.members()) == 3
    group.end(grace_seconds=1)
    child.wait()
    assert not [p for p in psutil.process_iter(["cmdline"]) if p.info["cmdline"] == ["sleep", "66"]]


def test_term_is_enough_where_it_is_heard_and_kill_follows_where_not(marker, tmp_path):
    ready = tmp_path / "ready"
    polite, group = start(marker, "sleep", "68", tmp_path=tmp_path)
    begin = time.monotonic()
    group.end(grace_seconds=5)
    assert polite.wait() == -signal.SIGTERM
    assert time.monotonic() - begin < 2

    code = (
        "import signal, time, pathlib; signal.signal(15, signal.SIG_IGN);"
        f"pathlib.Path({str(ready)!r}).touch(); time.sleep(60)"
    )
    stubborn, group = start(marker, *python(code), tmp_path=tmp_path)
    until(ready.exists)
    begin = time.monotonic()
    group.end(grace_seconds=0.3)
    assert stubborn.wait() == -signal.SIGKILL
    assert 0.3 <= time.monotonic() - begin < 3


def test_a_stopped_process_is_ended(marker, tmp_path):
    child, group = start(marker, "sleep", "69", tmp_path=tmp_path)
    until(lambda: b"sleep" in open(f"/proc/{child.pid}/cmdline", "rb").read()[:6])
    os.kill(child.pid, signal.SIGSTOP)
    until(lambda: proc.process(child.pid).state == "T")
    group.end(grace_seconds=2)
    assert child.wait() == -signal.SIGTERM


def test_a_fork_storm_is_ended(marker, tmp_path):
    child, group = start(
        marker, "sh", "-c", "trap '' TERM; while :; do setsid sleep 70 & sleep 0.01; done",
        tmp_path=tmp_path,
    )  # fmt: skip
    until(lambda: len(carriers(marker)) > 10)
    assert group.end(grace_seconds=0) is True
    child.wait()
    assert carriers(marker) == []


def test_an_exception_while_waiting_still_kills(marker, tmp_path):
    child, group = start(marker, "sh", "-c", "trap '' TERM; sleep 71", tmp_path=tmp_path)
    until(lambda: len(carriers(marker)) == 2)

    class Timeout(SystemExit):
        """As django-q2's."""

    calls = []

    def wait(seconds):
        calls.append(seconds)
        if len(calls) == 1:
            raise Timeout
        time.sleep(seconds)

    with pytest.raises(Timeout):
        group.end(grace_seconds=30, wait=wait)
    child.wait()
    assert carriers(marker) == []


# --- Recovery -----------------------------------------------------------------------------


def test_leftovers_are_ended_by_marker_and_by_group(marker, tmp_path):
    child, _ = start(
        marker, "sh", "-c", "env -i sleep 72 & setsid sleep 73 & sleep 74", tmp_path=tmp_path
    )
    start_ticks = process_group.start_ticks(child.pid)
    until(lambda: len(carriers(marker)) == 3)
    ended = process_group.end_leftovers(marker, child.pid, start_ticks)
    child.wait()
    assert ended >= 4  # the one without a marker too
    assert carriers(marker) == []
    names = [p.info["cmdline"] for p in psutil.process_iter(["cmdline"])]
    assert ["sleep", "72"] not in names
    assert process_group.end_leftovers(marker, child.pid, start_ticks) == 0


def test_a_group_whose_number_was_given_to_somebody_else_is_left_alone(marker, tmp_path):
    other, _ = start("another-attempt", "sleep", "75", tmp_path=tmp_path)
    ticks = process_group.start_ticks(other.pid)
    try:
        assert process_group.end_leftovers(marker, other.pid, ticks - 1) == 0
        assert process_group.end_leftovers(marker, other.pid, None) == 0
        assert process_group.end_leftovers(marker, None, None) == 0
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_a_signal_goes_to_the_process_that_was_meant_only(marker, tmp_path):
    child, _ = start(marker, "sleep", "76", tmp_path=tmp_path)
    one = proc.process(child.pid)
    other = proc.Process(one.pid, "S", 1, one.group, one.session, one.start_ticks + 1, 0)
    assert process_group.send(other, signal.SIGKILL) is False
    assert child.poll() is None
    assert process_group.send(one, signal.SIGKILL) is True
    child.wait()
    assert process_group.send(one, signal.SIGKILL) is False


# --- Facts --------------------------------------------------------------------------------


def test_what_proc_says_agrees_with_psutil(marker, tmp_path):
    child, group = start(marker, *python("import time; time.sleep(60)"), tmp_path=tmp_path)
    until(lambda: b"python" in open(f"/proc/{child.pid}/cmdline", "rb").read())
    one, other = proc.process(child.pid), psutil.Process(child.pid)
    assert (one.parent, one.group, one.session) == (os.getpid(), child.pid, child.pid)
    assert one.start_ticks / os.sysconf("SC_CLK_TCK") + psutil.boot_time() == pytest.approx(
        other.create_time(), abs=2
    )
    until(lambda: proc.process(child.pid).state == "S")  # it sleeps: its memory stands still
    rss = other.memory_info().rss
    assert proc.process(child.pid).resident_bytes == pytest.approx(rss, abs=2_000_000)
    assert 0 < proc.proportional_bytes(child.pid) <= rss * 1.5
    group.kill()
    child.wait()
    assert proc.process(child.pid) is None
    assert process_group.start_ticks(child.pid) is None


def test_the_boot_id_is_that_of_the_kernel_and_stays():
    assert uuid.UUID(process_group.boot_id())
    assert process_group.boot_id() == process_group.boot_id()


def test_out_of_memory_kills_are_a_count_where_the_group_is_readable():
    count = proc.out_of_memory_kills()
    assert count is None or count >= 0


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"#!/nowhere/python\n", "its interpreter /nowhere/python is missing"),
        (b"echo no shebang\n", "neither a program of this system nor a script"),
        (b"MZ\x90\0", "neither a program of this system nor a script"),
        (b"#!/bin/sh\n", None),
        (b"#! /usr/bin/env python3\n", None),
    ],
)
def test_what_cannot_start_says_why(tmp_path, content, reason):
    file = tmp_path / "tool"
    file.write_bytes(content)
    file.chmod(0o755)
    said = process_group.cannot_start(str(file))
    assert said is None if reason is None else reason in said
    assert process_group.cannot_start(sys.executable) is None
    assert "No such file" in process_group.cannot_start(str(tmp_path / "none"))


VFORKING = """
import subprocess, sys
children = []
while True:
    children += [subprocess.Popen(["sleep", "60"]) for _ in range(4)]
    if len(children) >= 40:
        break
for child in children:
    child.wait()
"""


def test_a_family_that_starts_programs_stands_still_at_once_and_is_killed(marker, tmp_path):
    """Python starts programs by vfork: the parent waits in the kernel for a child that stands."""
    for _ in range(5):
        child, group = start(marker, *python(VFORKING), tmp_path=tmp_path)
        until(lambda group=group: len(group.members()) > 9)
        begin = time.monotonic()
        group.stop()
        assert time.monotonic() - begin < 2
        assert len(group.members()) > 9
        assert group.kill()
        child.wait()
