"""Schedules that come due before eight processes at once: each is started exactly once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from projects.callers import Caller
from projects.roles import Role
from scans import scheduler, schedules
from scans.models import Scan, ScanEvent, Schedule
from scans.states import ScanStatus
from tests.make import make_member, make_project, make_target
from tests.scans.conftest import STANDIN
from tests.scans.test_breaker_race import PROCESSES, ROUNDS, Racers

SCHEDULES = 3


@pytest.fixture
def racers(
    transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> Iterator[Racers]:
    monkeypatch.setenv("TOOL_PATHS", f"bandit={STANDIN}")
    monkeypatch.setenv("SCAN_ALLOWED_PATHS", str(tmp_path))
    settings.SCAN_ALLOWED_PATHS = [tmp_path]
    settings.TOOL_PATHS = {"bandit": str(STANDIN)}
    racers = Racers(tmp_path / "racers.log")
    yield racers
    racers.end()


def make_schedules(folder: Path) -> None:
    project = make_project()
    caller = Caller(make_member(project, Role.ADMIN))
    target = make_target(project, locator=str(folder))
    for number in range(SCHEDULES):
        values = {"name": f"s{number}", "target": target, "tools": ["bandit"], "cron": "0 3 * * *"}
        schedules.create(caller, project, values)


@pytest.mark.slow
def test_of_eight_processes_one_starts_each(racers, tmp_path):
    make_schedules(tmp_path)

    for done in range(1, ROUNDS + 1):
        Scan.objects.update(status=ScanStatus.COMPLETED)
        Schedule.objects.update(next_run=timezone.now() - timedelta(seconds=1))

        decided = racers.say("due")

        assert sum(decided) == SCHEDULES, Schedule.objects.values("last_result", "last_reason")
        assert Scan.objects.count() == done * SCHEDULES
    assert set(Schedule.objects.values_list("last_result", flat=True)) == {"started"}
    assert len(set(Scan.objects.values_list("request_id", flat=True))) == ROUNDS * SCHEDULES
    created = ScanEvent.objects.filter(type="scan.created", topic__startswith="project:")
    assert created.count() == ROUNDS * SCHEDULES
    assert PROCESSES > SCHEDULES


@pytest.mark.slow
def test_a_run_by_hand_and_one_by_time_do_not_overlap(racers, tmp_path):
    make_schedules(tmp_path)
    Schedule.objects.update(next_run=timezone.now() - timedelta(seconds=1))
    for schedule in Schedule.objects.select_related("owner", "project", "target"):
        caller = Caller(schedule.owner)
        schedules.run_now(caller, schedule, schedules.order_now(caller, schedule))

    assert sum(racers.say("due")) == SCHEDULES

    assert Scan.objects.count() == SCHEDULES
    assert set(Schedule.objects.values_list("last_result", flat=True)) == {"overlap"}
    assert scheduler.run_due() == 0
