"""Starting, cancelling, retrying and settling scans."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django_q.models import OrmQ

from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError
from config.records.models import AuditEntry
from projects.callers import Caller
from projects.models import Membership, Project, Target
from projects.roles import Role
from scans import events, leases, orchestration, queue
from scans.leases import Result
from scans.models import Attempt, Profile, Scan, ScanEvent
from scans.states import RunState, ScanStatus
from tests.make import make_member, make_project, make_target, make_user
from tests.scans.conftest import make_attempt

pytestmark = pytest.mark.django_db
NO_ACCESS = Result(RunState.FAILED, "auth_failed", error="Authentication failed")


def refusal(call, *args, **kwargs) -> ApiError:
    with pytest.raises(ApiError) as caught:
        call(*args, **kwargs)
    return caught.value


def types_of(scan: Scan) -> list[str]:
    found = ScanEvent.objects.after(events.scan_topic(scan.pk), 0)
    return [event.type for event in found]


# --- Starting ---------------------------------------------------------------------------------


def test_start_stores_runs_events_and_a_wake_up_for_each(desk):
    scan = desk.start()

    run = scan.runs.get()
    assert (run.tool, run.state) == ("bandit", RunState.QUEUED)
    assert scan.status == ScanStatus.PENDING
    assert types_of(scan) == ["scan.created", "tool.queued"]
    assert OrmQ.objects.count() == 1
    assert AuditEntry.objects.get(action="scan.start").object_id == str(scan.pk)


def test_tools_narrow_the_profile_and_keep_its_settings(desk):
    Profile.objects.create(
        project=desk.project,
        name="mine",
        tools=[
            {"tool": "bandit", "options": {"severity": "high"}, "timeout_seconds": 77},
            {"tool": "semgrep"},
        ],
    )

    scan = desk.start(profile="mine", tools=["bandit"], options={"bandit": {"confidence": "low"}})

    run = scan.runs.get()
    assert run.options == {"severity": "high", "confidence": "low"}
    assert run.timeout_seconds == 77
    assert run.selection_key


def test_tools_replace_the_profiles(desk):
    scan = desk.start(profile="network", tools=["bandit"])

    assert [run.tool for run in scan.runs.all()] == ["bandit"]
    assert scan.profile.name == "network"


def test_profile_runs_what_accepts_the_target_and_skips_optional_tools_that_are_missing(
    desk, settings, tmp_path
):
    settings.DATA_DIR = tmp_path
    settings.TOOL_PATHS |= {"semgrep": "/nowhere/semgrep"}

    scan = desk.start(profile="quick", tools=[])

    states = {run.tool: run.state for run in scan.runs.all()}
    assert states["bandit"] == RunState.QUEUED
    assert states["semgrep"] == RunState.SKIPPED
    assert "nmap" not in states
    assert scan.profile_version == 1


def test_project_and_target_fall_back_to_the_only_ones(desk):
    make_target(desk.project, kind="web", locator="http://127.0.0.1:9999/")
    make_target(desk.project, locator="/gone", retired=True)

    scan = orchestration.start(desk.caller, profile="quick", tools=["bandit"])

    assert scan.target == desk.target


def test_two_targets_that_fit_are_not_guessed(desk):
    make_target(desk.project, locator="/other")

    error = refusal(desk.start)

    assert error.code == ErrorCode.MISSING_PARAMETER
    assert error.message == "Missing required parameter: target"


def test_caller_without_default_project_names_one():
    error = refusal(orchestration.start, Caller(make_user()), tools=["bandit"])

    assert (error.code, error.message) == (
        ErrorCode.MISSING_PARAMETER,
        "Missing required parameter: project",
    )


@pytest.mark.parametrize(
    ("asked", "code", "said"),
    [
        ({"profile": "no-such"}, ErrorCode.UNKNOWN_PROFILE, "quick"),
        ({"tools": ["nessus"]}, ErrorCode.UNKNOWN_TOOL, "bandit"),
        ({"options": {"nessus": {}}}, ErrorCode.UNKNOWN_TOOL, "nessus"),
        ({"tools": ["nmap"], "target": "own"}, ErrorCode.TOOL_NOT_APPLICABLE, "repository"),
        ({"tools": ["semgrep"]}, ErrorCode.TOOL_UNAVAILABLE, "semgrep"),
        ({"options": {"bandit": {"severity": "worst"}}}, ErrorCode.VALIDATION_ERROR, "severity"),
        ({"options": {"checkov": {}}}, ErrorCode.VALIDATION_ERROR, "checkov"),
        ({"target": "0198c0de-0000-7000-8000-000000000002"}, ErrorCode.NOT_FOUND, "target"),
        ({"credential": "none"}, ErrorCode.NOT_FOUND, "credential"),
        ({"tools": [], "profile": None}, ErrorCode.MISSING_PARAMETER, "profile or tools"),
    ],
)
def test_what_cannot_run_is_refused_with_its_code(desk, settings, tmp_path, asked, code, said):
    settings.DATA_DIR = tmp_path
    settings.TOOL_PATHS |= {"semgrep": "/nowhere/semgrep"}
    if asked.get("target") == "own":
        asked = {**asked, "target": desk.target}

    error = refusal(desk.start, **asked)

    assert error.code == code
    assert said in (error.details or "")
    assert not Scan.objects.exists()
    assert not OrmQ.objects.exists()


def test_target_outside_the_allow_list_is_refused(desk):
    Target.objects.filter(pk=desk.target.pk).update(locator="/etc")

    assert refusal(desk.start).code == ErrorCode.TARGET_NOT_ALLOWED


@pytest.mark.parametrize("model", ["project", "target"])
def test_archived_project_and_retired_target_are_not_scanned(desk, model):
    if model == "project":
        Project.objects.update(archived=True)
        desk.project.refresh_from_db()
    else:
        desk.target.retired = True
        desk.target.save()

    assert refusal(desk.start, target=desk.target).code == ErrorCode.CONFLICT


def test_target_of_another_project_is_not_found(desk):
    other = make_target(make_project())

    assert refusal(desk.start, target=str(other.pk)).code == ErrorCode.NOT_FOUND


def test_analyst_may_not_start(desk):
    analyst = make_member(desk.project, Role.ANALYST)

    error = refusal(orchestration.start, Caller(analyst), project=desk.project, tools=["bandit"])

    assert error.code == ErrorCode.FORBIDDEN
    assert "admin" in error.details


def test_silent_queue_stores_nothing(desk, monkeypatch):
    def silent(*_args, **_kwargs):
        raise ConnectionError("no broker")

    monkeypatch.setattr(queue, "async_task", silent)

    assert refusal(desk.start).code == ErrorCode.QUEUE_UNAVAILABLE
    assert not Scan.objects.exists()
    assert not ScanEvent.objects.exists()


# --- Cancelling -------------------------------------------------------------------------------


def test_cancelled_before_its_turn_was_not_executed(desk):
    scan = desk.start()

    scan = orchestration.cancel(scan, desk.caller)

    run = scan.runs.get()
    assert (run.state, run.outcome) == (RunState.CANCELLED, "cancelled")
    assert run.hint
    assert scan.status == ScanStatus.CANCELLED
    assert orchestration.tool_errors(scan.runs.prefetch_related("attempts")) == {}
    assert types_of(scan)[-2:] == ["tool.finished", "scan.finished"]
    assert leases.claim("worker:1") is None


def test_running_tool_is_asked_to_end_and_counts_as_failed_then(desk):
    scan = desk.start()
    claim = leases.claim("worker:1")

    scan = orchestration.cancel(scan, desk.caller)

    assert scan.status == ScanStatus.RUNNING
    assert scan.runs.get().state == RunState.CANCELLING
    assert leases.state_of(claim) == RunState.CANCELLING
    leases.finish(claim, leases.CANCELLED)
    scan.refresh_from_db()
    assert scan.status == ScanStatus.CANCELLED
    assert orchestration.tool_errors(scan.runs.prefetch_related("attempts")) == {
        "bandit": "Cancelled"
    }


def test_ended_scan_cannot_be_cancelled(desk):
    scan = desk.start()
    orchestration.cancel(scan, desk.caller)

    assert refusal(orchestration.cancel, scan, desk.caller).code == ErrorCode.SCAN_NOT_CANCELLABLE


# --- Retrying ---------------------------------------------------------------------------------


def failed_scan(desk) -> Scan:
    scan = desk.start()
    leases.finish(leases.claim("worker:1"), NO_ACCESS)
    scan.refresh_from_db()
    return scan


def test_retry_queues_the_failed_tool_and_keeps_its_attempts(desk):
    scan = failed_scan(desk)
    assert scan.status == ScanStatus.FAILED

    scan = orchestration.retry(scan, [], desk.caller)

    run = scan.runs.get()
    assert (run.state, run.error, run.outcome) == (RunState.QUEUED, "", "")
    assert scan.status == ScanStatus.RUNNING
    assert scan.finished is None
    claim = leases.claim("worker:1")
    assert claim.attempt.number == 2
    assert [attempt.error for attempt in run.attempts.all()] == ["Authentication failed", ""]
    leases.finish(claim, NO_ACCESS)
    assert types_of(scan).count("scan.finished") == 2


def test_retry_gives_the_tool_all_its_automatic_tries_again(desk):
    scan = orchestration.retry(failed_scan(desk), ["bandit"], desk.caller)

    assert scan.runs.get().max_attempts == 5


def test_only_what_failed_or_was_named_is_retried(desk):
    scan = desk.start()
    leases.finish(leases.claim("worker:1"), Result(RunState.SUCCEEDED, "clean"))
    scan.runs.update(findings_imported=True)
    orchestration.settle(scan)

    assert refusal(orchestration.retry, scan, [], desk.caller).code == ErrorCode.SCAN_NOT_RETRYABLE
    scan = orchestration.retry(scan, ["bandit"], desk.caller)
    assert scan.runs.get().state == RunState.QUEUED


def test_tool_that_runs_or_is_of_another_scan_is_not_retried(desk):
    scan = desk.start()

    running = refusal(orchestration.retry, scan, ["bandit"], desk.caller)
    foreign = refusal(orchestration.retry, scan, ["nmap"], desk.caller)

    assert running.code == ErrorCode.SCAN_NOT_RETRYABLE
    assert foreign.code == ErrorCode.UNKNOWN_TOOL


def test_tool_whose_report_could_not_be_imported_has_failed(desk):
    scan = desk.start()
    leases.finish(leases.claim("worker:1"), Result(RunState.SUCCEEDED, "findings"))
    scan.runs.update(import_error="The report cannot be read")

    assert orchestration.settle(scan) == ScanStatus.FAILED
    errors = orchestration.tool_errors(scan.runs.prefetch_related("attempts"))
    assert errors == {"bandit": "The report cannot be read"}
    assert orchestration.retry(scan, [], desk.caller).runs.get().import_error == ""


# --- Settling ---------------------------------------------------------------------------------


def test_scan_waits_for_the_findings_of_its_runs(desk):
    scan = desk.start()
    leases.finish(leases.claim("worker:1"), Result(RunState.SUCCEEDED, "clean"))
    scan.refresh_from_db()
    assert scan.status == ScanStatus.RUNNING

    scan.runs.update(findings_imported=True)

    assert orchestration.settle(scan) == ScanStatus.COMPLETED


@pytest.mark.django_db(transaction=True)
def test_change_of_status_is_told_once_however_many_settle(live_desk):
    scan = live_desk.start()
    make_attempt(scan.runs.get())
    Attempt.objects.update(state=RunState.FAILED)
    scan.runs.update(state=RunState.FAILED)

    def settle(_):
        try:
            return orchestration.settle(scan)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        statuses = list(pool.map(settle, range(6)))

    assert set(statuses) == {ScanStatus.FAILED}
    assert types_of(scan).count("scan.finished") == 1


def test_default_project_is_the_marked_one(desk):
    other = make_project()
    Membership.objects.create(project=other, user=desk.admin, role=Role.ADMIN, is_default=True)

    error = refusal(orchestration.start, desk.caller, tools=["bandit"])

    assert "no target" in error.details
