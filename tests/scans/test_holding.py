"""Holding a claim: beats, news of a cancel, and patience with the database."""

import time

import pytest
from django.db import OperationalError

from scans import holding, leases, orchestration, recovery, work
from scans.holding import Hold
from scans.models import Attempt, ScanEvent
from scans.states import RunState
from tests.make import make_scan
from tests.scans.conftest import CLEAN
from tests.scans.test_work import wait_for

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def quick(monkeypatch):
    """Beats and looks in hundredths of seconds."""
    monkeypatch.setattr(holding, "BEAT_SECONDS", 0.05)
    monkeypatch.setattr(holding, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(holding, "TELL_SECONDS", 0.02)


@pytest.fixture
def claim():
    make_scan(tools=("bandit",))
    return leases.claim("worker:1")


def test_heartbeat_counts_while_held_and_stops_with_it(quick, claim):
    with Hold(claim):
        wait_for(lambda: Attempt.objects.get().heartbeat >= 3)
    stopped = Attempt.objects.get().heartbeat

    time.sleep(0.15)

    assert Attempt.objects.get().heartbeat == stopped


def test_cancel_is_heard(quick, claim, desk):
    with Hold(claim) as hold:
        orchestration.cancel(claim.scan, desk.caller)

        assert hold.cancelled.wait(5)
    assert not hold.lost.is_set()


def test_lost_lease_is_heard(quick, claim):
    with Hold(claim) as hold:
        Attempt.objects.update(state=RunState.LOST)

        assert hold.lost.wait(5)


def test_process_group_is_noted_for_recovery(quick, claim):
    with Hold(claim) as hold:
        hold.started(4711, 99)
        wait_for(lambda: Attempt.objects.get().process_group == 4711)

    assert Attempt.objects.get().process_start == 99


def test_progress_is_told_in_few_events_and_its_last_word_is_not_lost(claim):
    with Hold(claim) as hold:
        until = time.monotonic() + 1
        percent = 0
        while time.monotonic() < until:
            percent = min(99, percent + 1)
            hold.progress(percent, "at it")
            hold.log_lines()
            time.sleep(0.005)
        hold.progress(100, "done")

    told = ScanEvent.objects.filter(type="tool.progress", topic__startswith="scan:")
    assert 2 <= told.count() <= 6
    assert told.order_by("seq").last().data == {
        "tool": "bandit", "percent": 100, "message": "done",
    }  # fmt: skip
    claim.run.refresh_from_db()
    assert (claim.run.progress_percent, claim.run.progress_message) == (100, "done")


def test_database_that_is_away_costs_neither_tool_nor_result(quick, live_desk, monkeypatch):
    live_desk.order(["sleep", 0.6], ["report", CLEAN])
    scan = live_desk.start()
    claim = leases.claim("worker:1")
    back = time.monotonic() + 1.2
    names = ("beat", "state_of", "report_progress", "note_process", "finish")
    for name in names:
        monkeypatch.setattr(leases, name, away_until(back, getattr(leases, name)))

    work.run(claim)

    assert time.monotonic() > back
    run = scan.runs.get()
    assert (run.state, run.outcome) == (RunState.SUCCEEDED, "clean")


def away_until(back, function):
    def call(*args, **kwargs):
        if time.monotonic() < back:
            raise OperationalError("the database is away")
        return function(*args, **kwargs)

    return call


def test_result_of_a_worker_that_was_given_up_is_refused(quick, live_desk):
    live_desk.order(["report", CLEAN])
    scan = live_desk.start()
    claim = leases.claim("worker:1")
    recovery.recover(claim.attempt)

    work.run(claim)

    assert scan.runs.get().state == RunState.QUEUED
    assert Attempt.objects.get().state == RunState.LOST
