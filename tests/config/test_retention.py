"""Single errors go after a time; counts are folded and the totals stay."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_q.models import Schedule

from config.records import retention
from config.records.models import ApiCount, RecentError
from config.records.retention import EPOCH, forget, tidy

pytestmark = pytest.mark.django_db


def make_error(days: float, **fields: Any) -> RecentError:
    created = timezone.now() - timedelta(days=days)
    return RecentError.objects.create(
        request_id="some-request", code="NOT_FOUND", status=404, created=created, **fields
    )


def make_count(days: float, **fields: Any) -> ApiCount:
    hour = timezone.now().replace(minute=0, second=0, microsecond=0) - timedelta(days=days)
    return ApiCount.objects.create(
        **{"hour": hour, "method": "GET", "route": "/", "status": 404, **fields}
    )


def test_the_setting_says_what_is_old(settings: Any) -> None:
    settings.ERROR_DAYS = 5
    kept = [make_error(4.9), make_error(0)]
    make_error(5.1)
    make_count(6, answers=2)
    make_count(4, answers=1)
    assert tidy() == {"errors": 1, "hours": 1, "keys": 0}
    assert set(RecentError.objects.all()) == set(kept)
    assert ApiCount.objects.get(hour=EPOCH).answers == 2
    assert tidy() == {"errors": 0, "hours": 0, "keys": 0}


def test_what_differs_is_folded_apart_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "ROWS_A_BATCH", 3)
    for days in (31, 32, 33, 34):
        make_count(days, answers=1, milliseconds=7, retried=2, repeats=3)
        make_count(days, answers=10, status=200)
    assert tidy()["hours"] == 8
    rows = ApiCount.objects.order_by("status").values_list(
        "status", "answers", "milliseconds", "retried", "repeats"
    )
    assert list(rows) == [(200, 40, 0, 0, 0), (404, 4, 28, 8, 12)]


def test_rows_have_a_bound_whatever_their_age(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "MOST_ERRORS", 3)
    monkeypatch.setattr(retention, "ROWS_A_BATCH", 2)
    errors = [make_error(age) for age in (5, 4, 3, 2, 1)]
    assert forget(timezone.now() - timedelta(days=30)) == 2
    assert set(RecentError.objects.all()) == set(errors[2:])


def test_the_queue_does_it_every_hour(capsys: Any) -> None:
    Schedule.objects.filter(name="records: forget what is old").delete()
    call_command("migrate", verbosity=0)
    call_command("migrate", verbosity=0)
    schedule = Schedule.objects.get(name="records: forget what is old")
    assert (schedule.func, schedule.schedule_type) == ("config.records.retention.tidy", "H")
