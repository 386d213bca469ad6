"""How long tools' errors last."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from projects.models import Target
from scans.models import Attempt
from scans.resolution import Times, resolutions
from scans.states import RunState
from tests.make import make_scan, make_target

pytestmark = pytest.mark.django_db
NOW = timezone.now()
OK, FAILED = RunState.SUCCEEDED, RunState.FAILED


def attempt(target: Target, tool: str, state: str, minutes_ago: float) -> None:
    run = make_scan(target, tools=(tool,)).runs.get()
    Attempt.objects.create(
        run=run,
        number=1,
        state=state,
        finished=NOW - timedelta(minutes=minutes_ago),
        fencing_token=run.pk,
    )


def times(hours: float = 24) -> dict[str, Times]:
    return resolutions().since(NOW - timedelta(hours=hours))


def test_from_the_first_failure_to_the_next_success() -> None:
    target = make_target()
    for state, ago in ((OK, 90), (FAILED, 60), (RunState.TIMED_OUT, 40), (OK, 30), (OK, 20)):
        attempt(target, "nmap", state, ago)
    assert times() == {"nmap": Times(1, 1800.0, 1800.0)}


def test_another_tool_or_target_resolves_nothing() -> None:
    target = make_target()
    attempt(target, "nmap", FAILED, 60)
    attempt(target, "bandit", OK, 50)
    attempt(make_target(), "nmap", OK, 40)
    assert times() == {}
    assert resolutions().lasting == {"nmap": 1}


def test_mean_and_median_by_tool_over_the_window() -> None:
    for ago, seconds in ((10, 60), (20, 120), (30, 600), (90, 6000)):
        target = make_target()
        attempt(target, "nmap", FAILED, ago + seconds / 60)
        attempt(target, "nmap", OK, ago)
    assert times(hours=1) == {"nmap": Times(3, 260.0, 120.0)}
    assert times()["nmap"].count == 4


def test_a_cancel_is_no_error_and_a_lost_worker_is() -> None:
    for state in (RunState.CANCELLED, RunState.LOST):
        target = make_target()
        attempt(target, state, state, 20)
        attempt(target, state, OK, 10)
    assert list(times()) == ["lost"]


def test_one_query_however_many(django_assert_num_queries: Any) -> None:
    for number in range(30):
        attempt(make_target(), f"tool{number}", FAILED, 5)
    with django_assert_num_queries(1):
        resolutions()
