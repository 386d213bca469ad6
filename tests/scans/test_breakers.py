"""Circuit breakers: three failures open them, one run tries, whoever asks."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError
from config.records.models import AuditEntry
from projects.callers import Caller
from projects.roles import Role
from scans import breakers, doctor, events, leases, orchestration, recovery, work
from scans.leases import Result
from scans.models import Attempt, Breaker, Scan, ScanEvent, ToolRun
from scans.states import RunState, ScanStatus
from tests.make import make_key, make_member, make_project, make_scan, make_target, make_user
from tests.scans.conftest import CLEAN, Desk
from tooling.base import Outcome

pytestmark = pytest.mark.django_db
PAST = timedelta(seconds=31)
CRASHED = Result(RunState.FAILED, "crashed", error="bandit exited with code 9")
NO_ACCESS = Result(RunState.FAILED, "auth_failed", error="Authentication failed")
NO_NETWORK = Result(
    RunState.FAILED, "network", error="Connection failed", retryable=True, again=True
)
CLEAN_END = Result(RunState.SUCCEEDED, "clean")
STATE_OF = {"timed_out": RunState.TIMED_OUT, "lost": RunState.LOST, "cancelled": RunState.CANCELLED}


def result_of(outcome: str) -> Result:
    state = RunState.SUCCEEDED if outcome in ("clean", "findings") else RunState.FAILED
    return Result(STATE_OF.get(outcome, state), outcome, error=outcome)


def run_once(result: Result, target=None, tool="bandit") -> ToolRun:
    """A run of a scan of its own, claimed by a worker and ended with `result`."""
    scan = make_scan(target, tools=(tool,))
    claim = leases.claim("worker:1")
    if claim is not None:
        assert leases.finish(claim, result)
    return scan.runs.get()


def opened(tool="bandit", target=None, since=timedelta(0), **fields) -> Breaker:
    """A breaker that opened `since` ago, by the database's clock."""
    fields = {"failures": 3, "last_outcome": "crashed", **fields}
    breaker = Breaker.objects.create(tool=tool, target=target, **fields)
    Breaker.objects.filter(pk=breaker.pk).update(opened=Now() - since)
    breaker.refresh_from_db()
    return breaker


def types_of(scan: Scan) -> list[str]:
    found = ScanEvent.objects.after(events.scan_topic(scan.pk), 0)
    return [event.type for event in found]


# --- Opening ----------------------------------------------------------------------------------


def test_three_failures_in_a_row_open_it_for_half_a_minute():
    runs = [run_once(CRASHED) for _ in range(3)]

    breaker = Breaker.objects.get()
    assert (breaker.tool, breaker.target, breaker.state) == ("bandit", None, "open")
    assert (breaker.failures, breaker.last_outcome) == (3, "crashed")
    assert breaker.last_run == runs[2]
    assert breaker.next_probe - breaker.opened == timedelta(seconds=30)
    assert types_of(runs[1].scan).count("breaker.opened") == 0
    told = ScanEvent.objects.get(type="breaker.opened", topic=f"scan:{runs[2].scan_id}")
    assert told.data["tool"] == "bandit"
    assert (told.data["failures"], told.data["outcome"]) == (3, "crashed")
    assert told.data["until"].startswith(f"{breaker.next_probe:%Y-%m-%dT%H:%M:%S}")


def test_success_in_between_begins_the_row_anew():
    for result in (CRASHED, CRASHED, CLEAN_END, CRASHED, CRASHED):
        run_once(result)

    assert Breaker.objects.get().state == "closed"
    assert Breaker.objects.get().failures == 2


@pytest.mark.parametrize(
    ("outcome", "of_tool", "of_target"),
    [
        ("crashed", 3, 2),
        ("not_installed", 3, 2),
        ("network", 3, 2),
        ("auth_failed", 0, 3),
        ("clean", 0, 0),
        ("findings", 0, 0),
        ("findings_with_errors", 0, 0),
        ("permission_denied", 0, 2),
        ("throttled", 0, 2),
        ("timed_out", 0, 2),
        ("out_of_memory", 0, 2),
        ("killed", 2, 2),
        ("bad_arguments", 2, 2),
        ("unreadable_report", 2, 2),
        ("cancelled", 2, 2),
        ("lost", 2, 2),
    ],
)
def test_each_outcome_counts_resets_or_says_nothing(outcome, of_tool, of_target):
    target = make_target()
    Breaker.objects.create(tool="bandit", failures=2)
    Breaker.objects.create(tool="bandit", target=target, failures=2)

    run_once(result_of(outcome), target)

    assert Breaker.objects.get(target=None).failures == of_tool
    assert Breaker.objects.get(target=target).failures == of_target


def test_every_outcome_is_decided_on():
    decided = {Outcome(case[0]) for case in _cases()}

    assert decided == set(Outcome) - {Outcome.BREAKER_OPEN}  # which no attempt ends with


def _cases():
    marks = test_each_outcome_counts_resets_or_says_nothing.pytestmark
    return next(mark for mark in marks if mark.name == "parametrize").args[1]


def test_refused_credentials_stop_the_tool_at_that_target_only():
    target, other = make_target(), make_target()
    for _ in range(3):
        run_once(NO_ACCESS, target)

    refused = run_once(CLEAN_END, target)
    elsewhere = run_once(CLEAN_END, other)

    breaker = Breaker.objects.get()
    assert breaker.target == target
    assert (refused.state, refused.outcome) == (RunState.SKIPPED, "breaker_open")
    assert "an admin of the project" in refused.hint
    assert elsewhere.state == RunState.SUCCEEDED


def test_another_tool_goes_on():
    opened("bandit")

    assert run_once(CLEAN_END, tool="semgrep").state == RunState.SUCCEEDED


def test_tries_that_a_run_repeats_by_itself_are_one_failure():
    scan = make_scan(tools=("bandit",))
    for _ in range(4):
        leases.finish(leases.claim("worker:1"), NO_NETWORK)
        scan.runs.update(not_before=None)

    assert scan.runs.get().attempts.count() == 4
    assert Breaker.objects.get().failures == 1


def test_late_result_counts_nothing():
    make_scan(tools=("bandit",))
    claim = leases.claim("worker:1")
    leases.finish(claim, CRASHED)

    assert not leases.finish(claim, CRASHED)

    assert Breaker.objects.get().failures == 1


def test_optional_tool_that_is_not_there_counts_nothing():
    run_once(Result(RunState.SKIPPED, "not_installed", error="bandit is not installed"))

    assert not Breaker.objects.exists()


# --- Open -------------------------------------------------------------------------------------


def test_open_breaker_skips_the_run_with_the_reason_and_the_time():
    breaker = opened(last_outcome="network")
    scan = make_scan(tools=("bandit", "semgrep"))

    claim = leases.claim("worker:1")

    assert claim.run.tool == "semgrep"
    run = scan.runs.get(tool="bandit")
    assert (run.state, run.outcome) == (RunState.SKIPPED, "breaker_open")
    assert run.error == (
        "bandit was not started: it failed 3 times in a row, last with: Connection failed"
    )
    assert f"From {breaker.next_probe:%H:%M:%S} UTC one run may try it again." in run.hint
    assert "Check network connectivity" in run.hint
    assert run.retryable
    assert run.finished
    assert run.started is None
    assert not run.attempts.exists()
    assert types_of(scan)[0] == "tool.finished"


def test_skipped_run_was_not_executed_and_decides_nothing():
    scan = make_scan(tools=("bandit", "semgrep"))
    opened()
    leases.finish(leases.claim("worker:1"), CLEAN_END)
    scan.runs.update(findings_imported=True)

    assert orchestration.settle(scan) == ScanStatus.COMPLETED
    assert orchestration.tool_errors(scan.runs.prefetch_related("attempts")) == {"semgrep": None}


def test_scan_of_which_nothing_ran_has_failed():
    opened()
    scan = make_scan(tools=("bandit",))

    assert leases.claim("worker:1") is None

    scan.refresh_from_db()
    assert scan.status == ScanStatus.FAILED
    assert types_of(scan) == ["tool.finished", "scan.finished"]


def test_all_that_wait_are_skipped_at_once_however_many():
    opened()
    for _ in range(20):
        make_scan(tools=("bandit",))

    assert leases.claim("worker:1") is None

    assert ToolRun.objects.filter(state=RunState.SKIPPED).count() == 20


def test_what_was_started_before_neither_prolongs_nor_closes_it():
    for _ in range(5):
        make_scan(tools=("bandit",))
    claims = [leases.claim("worker:1") for _ in range(5)]
    for claim in claims[:3]:
        leases.finish(claim, CRASHED)
    before = Breaker.objects.get()

    leases.finish(claims[3], CRASHED)
    leases.finish(claims[4], CLEAN_END)

    after = Breaker.objects.get()
    assert (after.opened, after.failures, after.state) == (before.opened, 3, "open")


def test_run_that_failed_before_keeps_its_failure_and_loses_its_tries():
    scan = make_scan(tools=("bandit",))
    leases.finish(leases.claim("worker:1"), NO_NETWORK)
    opened()
    scan.runs.update(not_before=None)

    assert leases.claim("worker:1") is None

    run = scan.runs.get()
    assert (run.state, run.outcome, run.error) == (RunState.FAILED, "network", "Connection failed")
    assert "Not tried again: bandit was not started" in run.hint
    assert run.finished == run.attempts.get().finished
    scan.refresh_from_db()
    assert scan.status == ScanStatus.FAILED
    errors = orchestration.tool_errors(scan.runs.prefetch_related("attempts"))
    assert errors == {"bandit": "Connection failed"}


# --- The probe --------------------------------------------------------------------------------


def test_exactly_one_run_tries_once_the_time_is_over():
    breaker = opened(since=PAST)
    scans = [make_scan(tools=("bandit",)) for _ in range(3)]

    claim = leases.claim("worker:1")
    assert leases.claim("worker:2") is None

    breaker.refresh_from_db()
    assert (breaker.state, breaker.probe, breaker.next_probe) == ("half_open", claim.attempt, None)
    skipped = ToolRun.objects.filter(scan__in=scans, state=RunState.SKIPPED)
    assert skipped.count() == 2
    assert "One run is trying it at the moment" in skipped.first().hint


@pytest.mark.parametrize("result", [CLEAN_END, NO_ACCESS])
def test_probe_that_works_closes_it_and_resets_the_count(result):
    opened(since=PAST)

    run = run_once(result)

    breaker = Breaker.objects.get(target=None)
    assert (breaker.state, breaker.failures, breaker.probe) == ("closed", 0, None)
    told = ScanEvent.objects.get(type="breaker.closed", topic=f"scan:{run.scan_id}")
    assert told.data == {"tool": "bandit", "target": None, "by": "run"}


def test_probe_that_fails_opens_it_for_another_half_minute():
    was = opened(since=PAST).opened

    run = run_once(CRASHED)

    breaker = Breaker.objects.get()
    assert (breaker.state, breaker.failures) == ("open", 4)
    assert breaker.opened - was > PAST - timedelta(seconds=1)
    assert "breaker.opened" in types_of(run.scan)
    assert run_once(CLEAN_END).outcome == "breaker_open"


def test_failed_probe_is_not_tried_again_by_itself():
    opened(since=PAST)

    run = run_once(NO_NETWORK)

    assert (run.state, run.outcome) == (RunState.FAILED, "network")
    assert run.not_before is None
    assert Breaker.objects.get().state == "open"


@pytest.mark.parametrize("outcome", ["cancelled", "unreadable_report"])
def test_probe_that_says_nothing_makes_room_for_the_next(outcome):
    breaker = opened(since=PAST)

    run_once(result_of(outcome))

    breaker.refresh_from_db()
    assert (breaker.state, breaker.failures) == ("open", 3)
    assert run_once(CLEAN_END).state == RunState.SUCCEEDED


def test_probe_whose_worker_dies_makes_room_for_the_next():
    breaker = opened(since=PAST)
    make_scan(tools=("bandit",))
    claim = leases.claim("worker:1")

    assert recovery.recover(claim.attempt)

    breaker.refresh_from_db()
    assert breaker.state == "open"
    next_one = make_scan(tools=("bandit",))
    assert leases.claim("worker:2").scan == next_one


def test_probe_that_is_deleted_makes_room_for_the_next():
    breaker = opened(since=PAST)
    scan = make_scan(tools=("bandit",))
    leases.claim("worker:1")

    scan.delete()

    breaker.refresh_from_db()
    assert breaker.state == "open"
    assert run_once(CLEAN_END).state == RunState.SUCCEEDED


def test_one_attempt_probes_for_tool_and_target_together():
    target = make_target()
    opened(since=PAST)
    opened(target=target, since=PAST, last_outcome="auth_failed")

    run_once(CLEAN_END, target)

    assert {breaker.state for breaker in Breaker.objects.all()} == {"closed"}


def test_attempt_that_one_breaker_refuses_is_the_probe_of_none():
    target = make_target()
    due = opened(since=PAST)
    opened(target=target, last_outcome="auth_failed")

    assert run_once(CLEAN_END, target).outcome == "breaker_open"

    due.refresh_from_db()
    assert due.state == "open"


def test_only_an_open_breaker_has_a_probe():
    make_scan(tools=("bandit",))
    attempt = leases.claim("worker:1").attempt

    with pytest.raises(IntegrityError), transaction.atomic():
        Breaker.objects.create(tool="bandit", probe=attempt)


def test_claim_and_end_cost_one_query_each_while_nothing_is_open(django_assert_num_queries):
    target_id, attempt = make_target().pk, Attempt()
    run = ToolRun(tool="bandit")

    with django_assert_num_queries(1):
        assert breakers.admit("bandit", target_id, attempt.pk) is None
    with django_assert_num_queries(1):
        breakers.judge(run, attempt, target_id, Outcome.CLEAN, is_final=True)


# --- Closing by hand --------------------------------------------------------------------------


def refusal(call, *args) -> ApiError:
    with pytest.raises(ApiError) as caught:
        call(*args)
    return caught.value


def test_admin_closes_the_breaker_of_a_target_of_the_project():
    target = make_target()
    admin, analyst = (make_member(target.project, role) for role in (Role.ADMIN, Role.ANALYST))
    breaker = opened(target=target, last_outcome="auth_failed")

    assert refusal(breakers.close, breaker, Caller(analyst)).code == ErrorCode.FORBIDDEN
    assert breakers.close(breaker, Caller(admin)).state == "closed"

    entry = AuditEntry.objects.get(action="breaker.close")
    assert (entry.actor, entry.project_id) == (admin.username, target.project_id)
    assert entry.before["failures"] == 3


def test_staff_in_person_close_the_breaker_of_a_tool():
    project = make_project()
    owner, staff = make_member(project, Role.OWNER), make_user(is_staff=True)
    make_key(staff, "scans:write")
    breaker = opened()

    by_owner = refusal(breakers.close, breaker, Caller(owner))
    by_key = refusal(breakers.close, breaker, Caller(staff, staff.api_keys.get()))

    assert by_owner.code == by_key.code == ErrorCode.FORBIDDEN
    assert breakers.close(breaker, Caller(staff)).failures == 0
    assert run_once(CLEAN_END).state == RunState.SUCCEEDED


def test_closing_tells_the_scan_that_opened_it_and_once():
    runs = [run_once(CRASHED) for _ in range(3)]
    breaker = Breaker.objects.get()
    staff = Caller(make_user(is_staff=True))

    breakers.close(breaker, staff)
    breakers.close(breaker, staff)

    assert types_of(runs[2].scan)[-1] == "breaker.closed"
    assert AuditEntry.objects.filter(action="breaker.close").count() == 1


def test_probe_that_is_closed_over_counts_like_any_run():
    opened(since=PAST)
    make_scan(tools=("bandit",))
    claim = leases.claim("worker:1")
    breakers.close(Breaker.objects.get(), Caller(make_user(is_staff=True)))

    leases.finish(claim, CRASHED)

    breaker = Breaker.objects.get()
    assert (breaker.state, breaker.failures) == ("closed", 1)


# --- With the real worker ---------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_crashing_tool_is_stopped_and_comes_back_through_the_real_worker(live_desk: Desk):
    live_desk.order(["warn", "Traceback"], ["exit", 9])

    def carry_out() -> ToolRun:
        scan = live_desk.start()
        claim = leases.claim("test:1")
        if claim is not None:
            work.run(claim)
        return scan.runs.get()

    ends = [carry_out().outcome for _ in range(4)]
    Breaker.objects.update(opened=Now() - PAST)
    live_desk.order(["report", CLEAN])
    ends += [carry_out().outcome for _ in range(2)]

    assert ends == ["crashed", "crashed", "crashed", "breaker_open", "clean", "clean"]
    assert Breaker.objects.get().state == "closed"


# --- Shown ------------------------------------------------------------------------------------


def test_doctor_names_what_is_open():
    target = make_target(name="shop")
    assert [f.told for f in doctor._breakers()] == ["none is open"]
    opened(target=target, last_outcome="auth_failed")

    (found,) = doctor._breakers()

    assert found.subject == "breaker bandit at shop"
    assert not found.is_ok
    assert (found.needed, found.word) == (False, "open")
    assert "3 failures in a row, last auth_failed; next try" in found.told
    assert "credential" in found.remedy


def test_retry_by_hand_runs_what_a_breaker_kept_back():
    opened()
    project = make_project()
    scan = make_scan(make_target(project), tools=("bandit",))
    leases.claim("worker:1")
    Breaker.objects.update(opened=None, failures=0)
    scan.refresh_from_db()

    scan = orchestration.retry(scan, [], Caller(make_member(project, Role.ADMIN)))

    claim = leases.claim("worker:1")
    assert (claim.scan, claim.attempt.number) == (scan, 1)
    leases.finish(claim, replace(CLEAN_END, outcome="crashed", state=RunState.FAILED))
    assert scan.runs.get().outcome == "crashed"


@pytest.mark.parametrize("end", [work.CRASHED, work.DISK_FULL])
def test_what_is_not_the_tools_fault_opens_nothing(end):
    for _ in range(4):
        assert run_once(end).state == RunState.FAILED

    assert not Breaker.objects.exists()


def test_probe_that_fails_for_the_machine_leaves_room_for_the_next():
    breaker = opened(since=PAST)

    run_once(work.DISK_FULL)
    probed = run_once(CLEAN_END)

    breaker.refresh_from_db()
    assert probed.state == RunState.SUCCEEDED
    assert breaker.opened is None
