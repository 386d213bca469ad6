"""The reaper: what was lost is found, by its own clock, and set going again."""

import socket
import subprocess
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_q.models import OrmQ

from scans import turns, work, workers
from scans.models import Attempt, ToolRun, Worker
from scans.reaper import Reaper
from scans.states import RunState
from tests.make import make_scan
from tests.scans.conftest import make_attempt
from tooling import proc, process_group

pytestmark = pytest.mark.django_db


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def attempt() -> Attempt:
    return make_attempt(make_scan(tools=("bandit",)).runs.get())


def test_heartbeat_that_stands_still_for_twenty_seconds_is_lost(clock, attempt):
    reaper = Reaper(clock)
    assert reaper.reap() == 0
    clock.now += 19.9
    assert reaper.reap() == 0

    clock.now += 0.2

    assert reaper.reap() == 1
    assert ToolRun.objects.get().state == RunState.QUEUED


def test_attempt_whose_worker_process_has_ended_here_is_lost_at_once(clock):
    worker = subprocess.Popen(["sleep", "60"])
    identity = proc.identity(worker.pid)
    make_attempt(
        make_scan(tools=("bandit",)).runs.get(),
        host=socket.gethostname(),
        boot_id=process_group.boot_id(),
        worker_process=identity,
    )
    reaper = Reaper(clock)
    assert reaper.reap() == 0

    worker.kill()
    worker.wait()

    assert reaper.reap() == 1


def test_look_comes_when_a_heartbeat_will_have_stood_still(clock, attempt):
    reaper = Reaper(clock)
    reaper.reap()
    assert reaper.pause() == pytest.approx(2.5)
    clock.now += 19

    assert reaper.pause() == pytest.approx(1)


def test_heartbeat_that_moves_is_left_alone(clock, attempt):
    reaper = Reaper(clock)
    for _ in range(10):
        reaper.reap()
        clock.now += 10
        Attempt.objects.update(heartbeat=clock.now)

    assert ToolRun.objects.get().state == RunState.RUNNING


def test_time_without_a_database_counts_for_nobody(clock, attempt, monkeypatch):
    reaper = Reaper(clock)
    reaper.tick()
    clock.now += 15

    def away(*_args, **_kwargs):
        raise DatabaseError("gone")

    with monkeypatch.context() as context:
        context.setattr(turns, "upcoming", away)
        with pytest.raises(DatabaseError):
            reaper.tick()
    clock.now += 15

    assert reaper.reap() == 0
    assert ToolRun.objects.get().state == RunState.RUNNING


def test_wall_clock_decides_nothing(clock, attempt):
    Attempt.objects.update(started=timezone.now() - timedelta(days=300))

    assert Reaper(clock).reap() == 0


def test_lost_wake_up_is_sent_again_once(clock):
    make_scan(tools=("bandit", "semgrep"))
    reaper = Reaper(clock)

    reaper.wake()
    reaper.wake()

    assert OrmQ.objects.count() == 1


def test_nobody_is_woken_for_nothing(clock):
    reaper = Reaper(clock)
    reaper.wake()
    make_scan(tools=("bandit",)).runs.update(not_before=timezone.now() + timedelta(hours=1))
    reaper.wake()

    assert not OrmQ.objects.exists()


def test_busy_worker_does_not_wake_others(clock, monkeypatch):
    make_scan(tools=("bandit",))
    monkeypatch.setattr(work, "_busy_with", "nmap")

    Reaper(clock).wake()

    assert not OrmQ.objects.exists()


@pytest.fixture
def missed():
    """A run that ended twenty seconds ago, and nobody imports its report."""
    ended = timezone.now() - timedelta(seconds=20)
    run = make_scan(tools=("bandit",)).runs.get()
    ToolRun.objects.filter(pk=run.pk).update(
        state=RunState.SUCCEEDED, outcome="clean", finished=ended, updated=ended
    )
    return run


def test_missed_import_is_queued_once_a_minute_by_all_workers_together(clock, missed):
    ended = timezone.now() - timedelta(minutes=5)
    ToolRun.objects.update(finished=ended, updated=ended)
    reapers = [Reaper(clock) for _ in range(3)]

    def sent():
        OrmQ.objects.all().delete()  # else nobody sends what waits
        return sum(reaper.resend() for reaper in reapers)

    assert sent() == 1
    assert sent() == 0
    ToolRun.objects.update(updated=timezone.now() - timedelta(seconds=59))
    assert sent() == 0
    ToolRun.objects.update(updated=timezone.now() - timedelta(seconds=61))
    assert sent() == 1


def test_import_that_goes_on_is_not_sent_again(clock, missed):
    ToolRun.objects.update(updated=timezone.now() - timedelta(seconds=3))  # a batch was stored

    assert Reaper(clock).resend() == 0


def test_import_that_has_just_been_due_is_waited_for(clock, missed):
    recent = timezone.now() - timedelta(seconds=14)
    ToolRun.objects.update(finished=recent, updated=recent)

    assert Reaper(clock).resend() == 0


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a planner with statistics may scan")
def test_looking_for_missed_imports_reads_no_imported_run(clock):
    with CaptureQueriesContext(connection) as asked:
        Reaper(clock).resend()
    (query,) = [q["sql"] for q in asked if "scans_toolrun" in q["sql"]]

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {query}")
        assert "run_waits_for_import" in str(cursor.fetchall())


def test_import_that_failed_for_good_is_left_alone(clock, missed):
    ToolRun.objects.update(import_error="unreadable")

    assert Reaper(clock).resend() == 0


def test_worker_tells_that_it_lives_and_with_what(clock, monkeypatch):
    monkeypatch.setattr(work, "_busy_with", "nmap")

    Reaper(clock).tick()
    Reaper(clock).tick()

    worker = Worker.objects.get()
    assert worker.busy_with == "nmap"
    assert list(workers.alive()) == [worker]


def test_rows_of_old_workers_are_forgotten(clock):
    Reaper(clock).tick()
    Worker.objects.update(seen=timezone.now() - timedelta(hours=2))

    workers.forget_old()

    assert not Worker.objects.exists()
