"""The supervisor: what dies starts again, and nothing outlives its end."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import psutil
import pytest

from scans import supervisor
from scans.management.commands.up import children
from scans.supervisor import Child, Supervisor
from tests.scans.test_work import wait_for

SLEEPS = "import time; time.sleep(60)"
IGNORES_TERM = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEPS}"
FORKS = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {SLEEPS!r}]); {SLEEPS}"


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs programs under a supervisor in a thread; stops it afterwards."""
    monkeypatch.setattr(supervisor, "STOP_SECONDS", 1.0)
    running: list[tuple[Supervisor, threading.Thread]] = []

    def start(*programs: str) -> tuple[Supervisor, list[str]]:
        told: list[str] = []
        made = [
            Child(f"child {number}", [sys.executable, "-c", program], os.environ, tmp_path)
            for number, program in enumerate(programs)
        ]
        boss = Supervisor(made, told.append)
        thread = threading.Thread(target=boss.run, args=(0.02,))
        thread.start()
        running.append((boss, thread))
        wait_for(lambda: all(child.process for child in boss.children))
        return boss, told

    yield start
    for boss, thread in running:
        boss.stop()
        thread.join(timeout=5)
        assert not thread.is_alive()


def test_killed_child_starts_again_and_is_told(run):
    boss, told = run(SLEEPS)
    child = boss.children[0]

    os.kill(child.process.pid, signal.SIGKILL)

    wait_for(lambda: child.starts == 2)
    assert told
    assert "child 0 ended (-9)" in told[0]


def test_child_that_keeps_dying_waits_longer_each_time(run):
    boss, _ = run("raise SystemExit(1)")

    wait_for(lambda: boss.children[0].wait >= 1.0)
    assert boss.children[0].starts <= 2


def test_stop_ends_stubborn_children_and_grandchildren(run):
    boss, _ = run(IGNORES_TERM, FORKS)
    forker = boss.children[1].process.pid
    wait_for(lambda: psutil.Process(forker).children())
    family = [child.process.pid for child in boss.children]
    family += [child.pid for child in psutil.Process(forker).children()]

    boss.stop()

    wait_for(lambda: not any(psutil.pid_exists(pid) and _lives(pid) for pid in family))


def _lives(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_children_of_a_killed_supervisor_do_not_go_on_alone(tmp_path):
    program = (
        "import os, sys; sys.path.insert(0, sys.argv[1]); from pathlib import Path\n"
        "from scans.supervisor import Child, Supervisor\n"
        f"child = Child('x', [sys.executable, '-c', {SLEEPS!r}], os.environ, Path('.'))\n"
        "child.start(); print(child.process.pid, flush=True); child.process.wait()"
    )
    root = str(Path(__file__).parents[2])
    boss = subprocess.Popen([sys.executable, "-c", program, root], stdout=subprocess.PIPE)
    pid = int(boss.stdout.readline())
    wait_for(lambda: "--pdeathsig" not in psutil.Process(pid).cmdline())  # setpriv is done

    boss.kill()
    boss.wait()
    boss.stdout.close()

    wait_for(lambda: not _lives(pid))


def test_web_server_pools_connections_workers_do_not_and_neither_scans_the_port(settings):
    web, workers = children("127.0.0.1", 8123, workers=3)

    assert (web.environment["DB_POOL"], workers.environment["DB_POOL"]) == ("1", "0")
    assert "8123" in workers.environment["WARDROOM_SERVER_PORTS"].split(",")
    assert workers.environment["WARDROOM_WORKERS"] == "3"
    assert web.argv[web.argv.index("--ping-interval") + 1] == "10"
