"""Tasks: wake-ups that may come twice, late or for nothing."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection
from django_q.models import OrmQ

from scans import cluster, tasks
from scans.models import Attempt
from scans.signals import run_finished
from scans.states import RunState
from tests.make import make_scan
from tests.scans.conftest import CLEAN, STANDIN

pytestmark = pytest.mark.django_db(transaction=True)


def test_same_task_delivered_twice_works_once(live_desk):
    scan = live_desk.start()

    first, second = tasks.work(), tasks.work()

    assert first == "tools run: 1"
    assert second == "nothing to do"
    assert scan.runs.get().state == RunState.SUCCEEDED
    assert Attempt.objects.count() == 1


def test_two_workers_woken_for_one_run_start_its_tool_once(live_desk, tmp_path):
    live_desk.order(["once", str(tmp_path / "first")], ["sleep", 0.5], ["report", CLEAN])
    scan = live_desk.start()

    def work(_):
        try:
            return tasks.work()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(work, range(2)))

    assert answers == ["nothing to do", "tools run: 1"]
    assert scan.runs.get().outcome == "clean"  # a second start would have left no report


def test_worker_goes_on_with_what_waited_for_its_place(live_desk, settings):
    settings.TOOL_PATHS = {"bandit": str(STANDIN), "semgrep": str(STANDIN)}
    live_desk.start(tools=["bandit", "semgrep"], max_parallel=1)

    assert tasks.work() == "tools run: 2"


def test_worker_that_has_spent_its_time_leaves_the_next_run_to_another(live_desk, monkeypatch):
    live_desk.start()
    live_desk.start()
    OrmQ.objects.all().delete()
    monkeypatch.setattr(tasks, "SPENT_SECONDS", 0.001)

    assert tasks.work() == "tools run: 1"
    assert OrmQ.objects.count() == 1


def test_worker_that_is_being_stopped_takes_nothing(live_desk, monkeypatch):
    scan = live_desk.start()
    monkeypatch.setattr(cluster, "is_draining", lambda: True)

    assert tasks.work() == "draining"
    assert scan.runs.get().state == RunState.QUEUED


def test_missed_import_is_told_again():
    heard = []

    def listen(run_id, **_signal):
        heard.append(run_id)

    run = make_scan(tools=("bandit",)).runs.get()
    run_finished.connect(listen)
    try:
        tasks.tell_finished(str(run.pk))
    finally:
        run_finished.disconnect(listen)

    assert heard == [run.pk]


def test_tasks_carry_no_secret_and_no_argument(live_desk):
    live_desk.start()

    task = OrmQ.objects.get().task

    assert (task["func"], task["args"], task["kwargs"]) == ("scans.tasks.work", (), {})
    assert Path(STANDIN).name not in str(task)
