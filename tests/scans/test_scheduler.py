"""What the scheduler does at a time that is passed in: starts, skips and their reasons."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError
from config.records.models import AuditEntry
from projects.callers import Caller
from projects.models import Credential, Membership
from projects.roles import Role
from scans import events, queue, scheduler, schedules
from scans.models import Profile, Scan, ScanEvent, Schedule
from scans.states import ScanStatus
from tests.make import make_member
from tests.scans.conftest import Desk

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 6, 1, 10, tzinfo=UTC)
DUE = datetime(2026, 6, 2, 2, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


def make(desk: Desk, **values: Any) -> Schedule:
    """Nightly at half past two, made on Monday."""
    given = {"name": "nightly", "target": desk.target, "tools": ["bandit"], "cron": "30 2 * * *"}
    return schedules.create(desk.caller, desk.project, {**given, **values}, MONDAY)


def at(moment: datetime) -> Schedule:
    """The only schedule, after a look at `moment`."""
    scheduler.run_due(moment)
    return Schedule.objects.get()


def told(desk: Desk, kind: str) -> list[dict[str, Any]]:
    """What the project's topic got of events of that kind."""
    found = ScanEvent.objects.after(events.project_topic(desk.project.pk), 0)
    return [event.data for event in found if event.type == kind]


# --- On time ----------------------------------------------------------------------------------


def test_a_run_is_a_scan_like_any_other(desk):
    make(desk)

    before = at(DUE - SECOND)
    assert (before.next_run, before.last_result, Scan.objects.count()) == (DUE, "", 0)

    schedule = at(DUE)
    scan = Scan.objects.get()
    assert (scan.origin, scan.schedule, scan.requested_by) == ("scheduled", schedule, desk.admin)
    assert [run.tool for run in scan.runs.all()] == ["bandit"]
    assert (schedule.last_result, schedule.last_scan, schedule.last_at) == ("started", scan, DUE)
    assert schedule.next_run == DUE + DAY


def test_a_run_has_a_request_id_of_its_own_and_stands_in_the_audit_log(desk):
    make(desk)
    at(DUE)
    first = Scan.objects.get()
    Scan.objects.update(status=ScanStatus.COMPLETED)
    at(DUE + DAY)

    ids = set(Scan.objects.values_list("request_id", flat=True))
    assert len(ids) == 2
    assert all(len(one) == 36 for one in ids)
    entries = AuditEntry.objects.filter(request_id=first.request_id)
    assert {entry.action: entry.actor for entry in entries} == {
        "scan.start": desk.admin.username, "schedule.run": "scheduler",
    }  # fmt: skip


def test_looking_costs_one_query_while_nothing_is_due(desk, django_assert_num_queries):
    make(desk)

    with django_assert_num_queries(1):
        assert scheduler.run_due(DUE - SECOND) == 0


def test_a_paused_schedule_does_not_run_and_has_no_next(desk):
    schedule = make(desk)
    schedules.change(desk.caller, schedule, {"active": False}, now=MONDAY)

    assert at(DUE + SECOND).next_run is None
    assert not Scan.objects.exists()


def test_a_schedule_is_run_as_it_is_by_now(desk):
    Profile.objects.create(project=desk.project, name="mine", tools=[{"tool": "bandit"}])
    make(
        desk, profile="mine", tools=[], timeout_seconds=77, max_parallel=2,
        severity_filter=["high"], options={"bandit": {"severity": "high"}},
    )  # fmt: skip
    Profile.objects.filter(name="mine").update(version=4)

    at(DUE)
    scan = Scan.objects.get()

    assert (scan.profile.name, scan.profile_version, scan.max_parallel) == ("mine", 4, 2)
    assert scan.severity_filter == ["high"]
    assert scan.runs.get().timeout_seconds == 77
    assert scan.runs.get().options["severity"] == "high"


# --- Clocks -----------------------------------------------------------------------------------


def test_a_clock_that_jumps_back_starts_nothing_twice(desk):
    make(desk)
    at(DUE + SECOND)
    Scan.objects.update(status=ScanStatus.COMPLETED)

    for minutes in (60, 30, 1, 0):
        assert scheduler.run_due(DUE - timedelta(minutes=minutes)) == 0
    assert scheduler.run_due(DUE + 2 * SECOND) == 0
    assert Scan.objects.count() == 1


def test_an_hour_that_comes_twice_runs_once(desk):
    schedule = make(desk)
    autumn = datetime(2026, 10, 24, 12, tzinfo=UTC)
    schedules.change(desk.caller, schedule, {"time_zone": "Europe/Berlin"}, now=autumn)

    moment = autumn
    while moment < autumn + DAY:
        scheduler.run_due(moment)
        Scan.objects.update(status=ScanStatus.COMPLETED)
        moment += timedelta(minutes=10)

    assert Scan.objects.count() == 1


# --- Jitter -----------------------------------------------------------------------------------


def test_jitter_puts_off_a_run_but_not_the_plan(desk):
    schedule = make(desk, jitter_seconds=600)

    seen = set()
    for number in range(50):
        planned, next_run = schedules.plan(schedule, DUE + SECOND, random.Random(number))
        assert planned == DUE + DAY
        assert planned <= next_run <= planned + timedelta(seconds=600)
        seen.add(next_run)
    assert len(seen) > 10


def test_jitter_stays_before_the_next_run_and_out_of_windows(desk):
    schedule = make(desk, cron="* * * * *", jitter_seconds=600)
    for number in range(50):
        planned, next_run = schedules.plan(schedule, MONDAY, random.Random(number))
        assert next_run < planned + timedelta(minutes=1)

    schedule.cron, schedule.blackouts = "30 2 * * *", [{"start": "02:31", "end": "23:00"}]
    schedule.planned_run = None
    for number in range(50):
        _, next_run = schedules.plan(schedule, MONDAY, random.Random(number))
        assert next_run < DUE + timedelta(minutes=1)


# --- Missed -----------------------------------------------------------------------------------


def test_a_run_within_its_grace_is_on_time(desk):
    make(desk, missed="skip", grace_seconds=300)

    assert at(DUE + timedelta(seconds=300)).last_result == "started"


def test_after_days_of_standstill_it_runs_once_and_says_so(desk):
    make(desk, missed="run_once")

    schedule = at(DUE + 3 * DAY + timedelta(hours=5))

    assert Scan.objects.count() == 1
    assert schedule.last_result == "started"
    assert "Was due at 2026-06-02 02:30 UTC, and nothing" in schedule.last_reason
    assert schedule.next_run == DUE + 4 * DAY


def test_or_skips_it_and_says_so(desk):
    make(desk, missed="skip")

    schedule = at(DUE + timedelta(seconds=301))

    assert not Scan.objects.exists()
    assert (schedule.last_result, schedule.next_run) == ("missed", DUE + DAY)
    (event,) = told(desk, "schedule.skipped")
    assert (event["result"], event["code"]) == ("missed", None)
    assert "Was due at" in event["reason"]


# --- Overlap and windows ----------------------------------------------------------------------


@pytest.mark.parametrize("status", [ScanStatus.PENDING, ScanStatus.RUNNING])
def test_no_run_begins_while_the_one_before_works(desk, status):
    make(desk)
    at(DUE)
    first = Scan.objects.get()
    Scan.objects.update(status=status)

    schedule = at(DUE + DAY)

    assert Scan.objects.count() == 1
    assert (schedule.last_result, schedule.last_scan) == ("overlap", first)
    assert schedule.last_reason == "Its previous scan had not ended"
    assert schedule.next_run == DUE + 2 * DAY
    assert [event["result"] for event in told(desk, "schedule.skipped")] == ["overlap"]

    Scan.objects.update(status=ScanStatus.FAILED)
    assert at(DUE + 2 * DAY).last_result == "started"


def test_other_scans_of_the_target_do_not_count(desk):
    make(desk)
    desk.start()

    assert at(DUE).last_result == "started"


def test_a_time_in_a_window_is_left_out(desk):
    schedule = make(desk, blackouts=[{"days": ["tue"], "start": "00:00", "end": "06:00"}])

    assert schedule.next_run == DUE + DAY


def test_a_run_that_comes_late_into_a_window_is_skipped(desk):
    make(desk, blackouts=[{"start": "08:00", "end": "18:00", "reason": "office hours"}])

    schedule = at(DUE + timedelta(hours=7))

    assert not Scan.objects.exists()
    assert schedule.last_result == "blackout"
    assert schedule.last_reason == "In the blackout window 08:00-18:00 UTC (office hours)"


# --- Refused ----------------------------------------------------------------------------------


def test_a_refusal_is_kept_with_its_code_and_the_schedule_goes_on(desk):
    make(desk)
    desk.target.retired = True
    desk.target.save()

    schedule = at(DUE)

    assert (schedule.active, schedule.last_result, schedule.last_code) == (
        True, "refused", "CONFLICT",
    )  # fmt: skip
    assert "is retired" in schedule.last_reason
    assert schedule.next_run == DUE + DAY
    (event,) = told(desk, "schedule.skipped")
    assert (event["name"], event["code"]) == ("nightly", "CONFLICT")


@pytest.mark.parametrize(
    ("what", "code"), [("profile", "UNKNOWN_PROFILE"), ("credential", "NOT_FOUND")]
)
def test_what_was_deleted_is_missed_and_not_replaced(desk, what, code):
    profile = Profile.objects.create(project=desk.project, name="mine", tools=[{"tool": "bandit"}])
    credential = Credential.objects.create(project=desk.project, name="c", kind="generic")
    make(desk, profile="mine", credential="c")
    {"profile": profile, "credential": credential}[what].delete()

    schedule = at(DUE)

    assert (schedule.last_result, schedule.last_code) == ("refused", code)
    assert not Scan.objects.exists()


def test_a_queue_that_does_not_answer_is_asked_again_within_the_grace(desk, monkeypatch):
    make(desk)
    wake = queue.wake

    def silent(count: int = 1) -> None:
        raise ApiError(ErrorCode.QUEUE_UNAVAILABLE, "The task queue does not answer")

    monkeypatch.setattr(queue, "wake", silent)
    schedule = at(DUE + SECOND)
    assert (schedule.next_run, schedule.last_result) == (DUE, "")

    schedule = at(DUE + timedelta(seconds=301))
    assert (schedule.last_result, schedule.last_code) == ("refused", "QUEUE_UNAVAILABLE")

    monkeypatch.setattr(queue, "wake", wake)
    assert at(DUE + DAY).last_result == "started"


# --- Rights -----------------------------------------------------------------------------------


def _loses_the_role(desk: Desk) -> None:
    Membership.objects.filter(user=desk.admin).update(role=Role.ANALYST)


def _leaves(desk: Desk) -> None:
    Membership.objects.filter(user=desk.admin).delete()


def _is_deactivated(desk: Desk) -> None:
    desk.admin.is_active = False
    desk.admin.save()


def _is_a_deactivated_superuser(desk: Desk) -> None:
    desk.admin.is_superuser = True
    _is_deactivated(desk)


def _is_deleted(desk: Desk) -> None:
    desk.admin.delete()


@pytest.mark.parametrize(
    "happens",
    [_loses_the_role, _leaves, _is_deactivated, _is_a_deactivated_superuser, _is_deleted],
)
def test_a_schedule_whose_owner_lost_the_right_is_stopped_and_says_why(desk, happens):
    make(desk)
    happens(desk)

    schedule = at(DUE)

    assert not Scan.objects.exists()
    assert (schedule.active, schedule.next_run, schedule.last_code) == (False, None, "FORBIDDEN")
    assert schedule.stopped == schedule.last_reason
    assert "FORBIDDEN" not in schedule.stopped
    entry = AuditEntry.objects.get(action="schedule.stop")
    assert (entry.actor, entry.object_id) == ("scheduler", str(schedule.pk))
    assert [event["name"] for event in told(desk, "schedule.stopped")] == ["nightly"]
    assert scheduler.run_due(DUE + 5 * DAY) == 0


def test_whoever_resumes_it_becomes_its_owner(desk):
    make(desk)
    _loses_the_role(desk)
    other = make_member(desk.project, Role.ADMIN)

    schedules.change(Caller(other), at(DUE), {"active": True}, now=DUE + SECOND)
    schedule = at(DUE + DAY)

    assert (schedule.stopped, schedule.owner, schedule.last_result) == ("", other, "started")
    assert Scan.objects.get().requested_by == other


def test_a_schedule_never_does_more_than_its_owner_may(desk):
    """Scanning a host needs a permission of Django's beside the role."""
    make(desk)
    type(desk.target).objects.update(kind="host", locator="127.0.0.1")
    Schedule.objects.update(tools=["nmap"])

    schedule = at(DUE)

    assert (schedule.active, schedule.last_code) == (False, "FORBIDDEN")
    assert "scan_host" in schedule.stopped


# --- What is broken ---------------------------------------------------------------------------


def test_one_broken_schedule_does_not_keep_the_others(desk, monkeypatch):
    broken = make(desk, name="a broken one")
    make(desk, name="another")
    start = schedules.ask

    def ask(schedule: Schedule, values: Any = None) -> Any:
        if schedule.pk == broken.pk:
            raise RuntimeError("a bug")
        return start(schedule, values)

    monkeypatch.setattr(schedules, "ask", ask)
    assert scheduler.run_due(DUE) == 1
    assert Scan.objects.get().schedule.name == "another"


def test_a_zone_that_is_no_more_stops_it(desk):
    make(desk)
    Schedule.objects.update(time_zone="Europe/Atlantis")

    schedule = at(DUE)

    assert (schedule.active, schedule.last_code) == (False, "VALIDATION_ERROR")
    assert "Europe/Atlantis" in schedule.stopped
    assert schedules.next_runs(schedule) == []


def test_what_was_changed_since_it_was_read_is_read_again(desk, monkeypatch):
    make(desk)
    settled = scheduler._settled

    def changed_meanwhile(schedule: Schedule, *rest: Any) -> bool:
        monkeypatch.setattr(scheduler, "_settled", settled)
        schedules.change(desk.caller, Schedule.objects.get(), {"name": "renamed"})
        return settled(schedule, *rest)

    monkeypatch.setattr(scheduler, "_settled", changed_meanwhile)
    assert scheduler.run_due(DUE) == 0
    assert scheduler.run_due(DUE + 5 * SECOND) == 1
    assert Scan.objects.get().schedule.name == "renamed"
