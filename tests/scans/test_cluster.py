"""A real worker cluster: wake-ups, a worker killed with -9, and an end in order."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from scans.models import Attempt, Scan, Worker
from scans.states import RunState, ScanStatus
from tests.scans.conftest import CLEAN, STANDIN, Desk
from tests.scans.test_work import descendants_alive, wait_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

ROOT = Path(__file__).parents[2]


def database_url() -> str:
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    password = f":{values['PASSWORD']}" if values["PASSWORD"] else ""
    host = f"{values['HOST']}:{values['PORT'] or 5432}"
    return f"postgres://{values['USER']}{password}@{host}/{values['NAME']}"


@pytest.fixture
def cluster(live_desk: Desk, tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen]]:
    """Starts clusters of one worker on the test's database; ends them afterwards."""
    started: list[subprocess.Popen] = []

    def start() -> subprocess.Popen:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": database_url(),
            "DB_POOL": "1",  # as in an environment that web and workers share
            "WARDROOM_DATA_DIR": str(settings.DATA_DIR),
            "WARDROOM_WORKERS": "1",
            "SCAN_ALLOWED_PATHS": str(tmp_path),
            "TOOL_PATHS": f"bandit={STANDIN}",
        }
        with (tmp_path / "cluster.log").open("a") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "django", "qcluster"],
                env=environment,
                cwd=ROOT,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        started.append(process)
        return process

    yield start
    for process in started:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def run_of(scan: Scan):
    return scan.runs.get(tool="bandit")


def attempt_with_process(scan: Scan) -> Attempt | None:
    return Attempt.objects.filter(
        run__scan=scan, state=RunState.RUNNING, process_group__isnull=False
    ).first()


def test_started_scan_is_carried_out_by_a_worker(cluster, live_desk):
    cluster()

    scan = live_desk.start()

    wait_for(lambda: Scan.objects.get(pk=scan.pk).status == ScanStatus.COMPLETED, 20)
    assert run_of(scan).outcome == "clean"


def test_kill_of_an_idle_worker_does_not_stop_the_others(cluster, live_desk):
    """The idle one waits with the task queue's lock in its hand."""
    cluster()
    wait_for(lambda: Worker.objects.first(), 20)
    idle = Worker.objects.get()
    time.sleep(1)  # until it waits for a task

    os.kill(idle.process_id, signal.SIGKILL)
    scan = live_desk.start()

    wait_for(lambda: Scan.objects.get(pk=scan.pk).status == ScanStatus.COMPLETED, 25)


def test_worker_killed_in_the_middle_is_noticed_within_thirty_seconds(cluster, live_desk, tmp_path):
    live_desk.order(
        ["report", CLEAN], ["once", str(tmp_path / "flag")], ["detach", 300], ["sleep", 300]
    )
    cluster()
    scan = live_desk.start()
    wait_for(lambda: attempt_with_process(scan), 20)
    attempt = attempt_with_process(scan)
    time.sleep(1)  # until its child runs

    killed = time.monotonic()
    os.kill(int(attempt.worker.rpartition(":")[2]), signal.SIGKILL)

    wait_for(lambda: Attempt.objects.get(pk=attempt.pk).state == RunState.LOST, 30)
    assert time.monotonic() - killed < 30
    assert descendants_alive(str(attempt.pk)) == []
    wait_for(lambda: run_of(scan).state == RunState.SUCCEEDED, 20)
    assert [a.state for a in run_of(scan).attempts.all()] == [RunState.LOST, RunState.SUCCEEDED]


@pytest.mark.parametrize("to_whole_group", [False, True])
def test_stopped_cluster_ends_its_tools_and_hands_their_runs_back(
    cluster, live_desk, to_whole_group
):
    live_desk.order(["ignore_term", 0], ["sleep", 300])
    process = cluster()
    scan = live_desk.start()
    wait_for(lambda: attempt_with_process(scan), 20)
    attempt = attempt_with_process(scan)

    if to_whole_group:  # as systemd does
        os.killpg(process.pid, signal.SIGTERM)
    else:
        process.send_signal(signal.SIGTERM)

    assert process.wait(timeout=12) == 0
    attempt.refresh_from_db()
    assert attempt.state == RunState.LOST
    assert attempt.error == "The worker was stopped while it ran"
    assert run_of(scan).state == RunState.QUEUED
    assert descendants_alive(str(attempt.pk)) == []
