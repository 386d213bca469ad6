"""A real worker cluster: wake-ups and queues, a worker killed with -9, and an end in order."""

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
from django.db.models import QuerySet
from django.utils import timezone
from django_q.models import OrmQ

from scans import queue, schedules
from scans.models import Attempt, Scan, Schedule, ToolRun, Worker
from scans.states import RunState, ScanStatus
from tests.make import make_scan
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
    """Starts clusters with one tool at a time on the test's database; ends them afterwards."""
    started: list[subprocess.Popen] = []

    def start(*arguments: str) -> subprocess.Popen:
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
                [sys.executable, "-m", "django", "qcluster", *arguments],
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


def test_schedule_that_is_due_is_carried_out_without_being_asked(cluster, live_desk):
    values = {"name": "minutely", "target": live_desk.target, "tools": ["bandit"]}
    made = schedules.create(live_desk.caller, live_desk.project, {**values, "cron": "0 3 * * *"})
    Schedule.objects.update(next_run=made.created)

    cluster()

    wait_for(lambda: Scan.objects.filter(status=ScanStatus.COMPLETED).exists(), 30)
    scan = Scan.objects.get()
    assert (scan.schedule, scan.origin) == (made, Scan.Origin.SCHEDULED)
    assert scan.request_id


def test_kill_of_an_idle_worker_does_not_stop_the_others(cluster, live_desk):
    """The idle one waits with the task queue's lock in its hand."""
    cluster()
    wait_for(lambda: Worker.objects.count() == 2, 20)
    time.sleep(1)  # until one waits for a task, and the other for the queue's lock

    for idle in Worker.objects.all():
        os.kill(idle.process_id, signal.SIGKILL)
    scan = live_desk.start()

    wait_for(lambda: Scan.objects.get(pk=scan.pk).status == ScanStatus.COMPLETED, 25)


def test_worker_killed_in_the_middle_is_noticed_in_seconds(cluster, live_desk, tmp_path):
    """A look every 2.5 s sees that its process is gone; other hosts wait for its heartbeat."""
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
    assert time.monotonic() - killed < 10
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


def queued(name: str) -> QuerySet[OrmQ]:
    return OrmQ.objects.filter(key=name)


def missed_import(desk: Desk) -> ToolRun:
    """A run whose report waits to become findings, for a worker that died before it was."""
    scan = make_scan(desk.target, tools=("bandit",))
    scan.runs.update(state=RunState.SUCCEEDED, outcome="clean", finished=timezone.now())
    return scan.runs.get()


def test_imports_do_not_wait_for_tools_nor_tools_take_their_place(cluster, live_desk):
    live_desk.order(["sleep", 300])
    first, second = live_desk.start(), live_desk.start()
    cluster()
    wait_for(lambda: attempt_with_process(first), 20)

    queue.import_again(missed_import(live_desk).pk)

    missed = ToolRun.objects.filter(outcome="clean", findings_imported=False, import_error="")
    wait_for(lambda: not missed.exists(), 10)
    assert run_of(second).state == RunState.QUEUED


def test_named_cluster_serves_its_queue_alone(cluster, live_desk):
    scan = live_desk.start()
    cluster("--name", "imports")
    queue.import_again(missed_import(live_desk).pk)

    wait_for(lambda: not queued(queue.IMPORTS).exists(), 30)
    assert run_of(scan).state == RunState.QUEUED
    assert queued(queue.SCANS).exists()
    wait_for(lambda: Worker.objects.filter(queues="imports").count() == 1)
