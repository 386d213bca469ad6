"""Trying again: by itself after a wait that holds no worker, and by hand inside the scan."""

from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.utils import timezone

from config.errors.catalog import ErrorCode
from config.errors.encoding import timestamp
from config.errors.exceptions import ApiError
from scans import leases, orchestration, retries, work
from scans.leases import Result
from scans.models import Attempt, Scan, ScanEvent, ToolRun
from scans.reaper import DUE_SECONDS, TICK_SECONDS, Reaper
from scans.states import RunState, ScanStatus
from scans.templatetags.scan_words import lasted
from tests.make import make_scan
from tests.scans.conftest import CLEAN, STANDIN, Desk
from tests.scans.test_cluster import cluster  # noqa: F401 - a fixture
from tests.scans.test_leases import at_once
from tests.scans.test_work import wait_for
from tooling import registry

pytestmark = pytest.mark.django_db
NO_NETWORK = Result(
    RunState.FAILED, "network", error="Connection failed", retryable=True, again=True
)
NO_ACCESS = Result(RunState.FAILED, "auth_failed", error="Authentication failed")
UNREACHABLE = [["warn", "connection refused"], ["exit", 9]]


def due_now(scan: Scan) -> None:
    scan.runs.update(not_before=timezone.now() - timedelta(seconds=1))


def carry_out_next() -> None:
    work.run(leases.claim("test:1"))


# --- By itself --------------------------------------------------------------------------------


@pytest.mark.parametrize(("number", "nominal"), [(1, 1), (2, 2), (3, 4)])
def test_waits_are_one_two_and_four_seconds_with_jitter(number, nominal):
    waits = {retries.wait_after(number, 4).total_seconds() for _ in range(50)}

    assert len(waits) > 10
    assert all(0.75 * nominal <= wait <= 1.25 * nominal for wait in waits)


@pytest.mark.parametrize(("number", "most"), [(4, 4), (1, 1), (8, 8)])
def test_the_last_attempt_is_followed_by_none(number, most):
    assert retries.wait_after(number, most) is None


def test_retry_by_hand_begins_with_the_first_wait_again():
    assert retries.wait_after(5, 8).total_seconds() < 1.5


def test_run_that_waits_says_until_when_and_holds_no_worker(desk: Desk, api):
    scan = desk.start()
    leases.finish(leases.claim("worker:1"), NO_NETWORK)
    other = make_scan(desk.target, tools=("semgrep",))

    assert leases.claim("worker:1").scan == other

    run = scan.runs.get()
    assert 0 < (run.not_before - timezone.now()).total_seconds() < 1.3
    told = ScanEvent.objects.filter(type="tool.queued", topic=f"scan:{scan.pk}").last()
    assert told.data == {
        "tool": "bandit", "attempt": 2, "waits_until": timestamp(run.not_before),
    }  # fmt: skip
    api.force_authenticate(desk.admin)
    (shown,) = api.get(f"/api/v1/scans/{scan.pk}").json()["tool_runs"]
    assert (shown["state"], shown["waits_until"]) == ("queued", timestamp(run.not_before))
    assert shown["attempts"][0]["error"] == "Connection failed"


def test_run_that_does_not_wait_says_nothing(desk: Desk, api):
    scan = desk.start()

    api.force_authenticate(desk.admin)
    (shown,) = api.get(f"/api/v1/scans/{scan.pk}").json()["tool_runs"]

    assert shown["waits_until"] is None


def test_run_that_waits_is_cancelled_at_once(desk: Desk):
    scan = desk.start()
    leases.finish(leases.claim("worker:1"), NO_NETWORK)

    scan = orchestration.cancel(scan, desk.caller)

    run = scan.runs.get()
    assert (run.state, run.not_before) == (RunState.CANCELLED, None)
    assert run.error == "Cancelled before its next attempt"
    assert scan.status == ScanStatus.CANCELLED
    due_now(scan)
    assert leases.claim("worker:1") is None
    errors = orchestration.tool_errors(scan.runs.prefetch_related("attempts"))
    assert errors == {"bandit": "Cancelled before its next attempt"}


@pytest.mark.django_db(transaction=True)
def test_each_attempt_keeps_its_own_log_error_and_times(live_desk: Desk, tmp_path):
    live_desk.order(["report", CLEAN], ["once", str(tmp_path / "flag")], *UNREACHABLE)
    scan = live_desk.start()

    carry_out_next()
    due_now(scan)
    carry_out_next()

    run = scan.runs.get()
    first, second = run.attempts.all()
    assert (first.state, first.outcome) == (RunState.FAILED, "network")
    assert "connection refused" in first.error
    assert (second.state, second.outcome, run.outcome) == (RunState.SUCCEEDED, "clean", "clean")
    assert first.started < first.finished <= second.started < second.finished
    logs = [(django_settings.DATA_DIR / "files" / a.log.name).read_text() for a in (first, second)]
    assert "connection refused" in logs[0]
    assert "connection refused" not in logs[1]
    assert (run.started, run.finished) == (second.started, second.finished)


@pytest.mark.django_db(transaction=True)
def test_tool_that_must_not_be_repeated_is_not(live_desk: Desk, monkeypatch):
    monkeypatch.setattr(type(registry.get("bandit")), "repeatable", False)
    live_desk.order(*UNREACHABLE)
    scan = live_desk.start()

    carry_out_next()

    assert (scan.runs.get().state, scan.runs.get().outcome) == (RunState.FAILED, "network")


def test_reaper_looks_when_the_next_wait_is_over(desk: Desk):
    assert retries.seconds_to_next() is None
    assert Reaper().pause() == TICK_SECONDS
    desk.start()

    leases.finish(leases.claim("worker:1"), NO_NETWORK)

    assert 0.3 < retries.seconds_to_next() < 1.3
    assert Reaper().pause() <= retries.seconds_to_next() + DUE_SECONDS + 0.1
    ToolRun.objects.update(not_before=timezone.now() + timedelta(seconds=60))
    assert Reaper().pause() == TICK_SECONDS


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_worker_tries_again_when_the_wait_is_over(cluster, live_desk: Desk, tmp_path):  # noqa: F811
    live_desk.order(["report", CLEAN], ["once", str(tmp_path / "flag")], *UNREACHABLE)
    cluster()

    scan = live_desk.start()

    wait_for(lambda: Scan.objects.get(pk=scan.pk).status == ScanStatus.COMPLETED, 40)
    first, second = Attempt.objects.filter(run__scan=scan).order_by("number")
    waited = (second.started - first.finished).total_seconds()
    assert 0.75 <= waited < TICK_SECONDS  # not only at the reaper's next look


# --- By hand ----------------------------------------------------------------------------------


@pytest.fixture
def two_tools(desk: Desk, settings) -> Scan:
    """A scan whose bandit has failed while its semgrep runs."""
    settings.TOOL_PATHS = {"bandit": str(STANDIN), "semgrep": str(STANDIN)}
    scan = desk.start(tools=["bandit", "semgrep"])
    leases.finish(leases.claim("worker:1"), NO_ACCESS)
    leases.claim("worker:2")
    return scan


def test_failed_tool_is_retried_while_another_runs(desk: Desk, two_tools: Scan):
    scan = orchestration.retry(two_tools, ["bandit"], desk.caller)

    states = {run.tool: run.state for run in scan.runs.all()}
    assert states == {"bandit": RunState.QUEUED, "semgrep": RunState.RUNNING}
    claim = leases.claim("worker:1")
    assert (claim.run.tool, claim.attempt.number) == ("bandit", 2)
    assert claim.run.attempts.first().error == "Authentication failed"


def test_several_tools_are_retried_together(desk: Desk, two_tools: Scan):
    leases.finish(_held("semgrep"), NO_ACCESS)

    scan = orchestration.retry(two_tools, ["semgrep", "bandit"], desk.caller)

    assert set(scan.runs.values_list("state", flat=True)) == {RunState.QUEUED}
    assert Attempt.objects.filter(run__scan=scan).count() == 2


def _held(tool: str) -> leases.Claim:
    attempt = Attempt.objects.get(run__tool=tool, state=RunState.RUNNING)
    return leases.Claim(attempt.run, attempt, attempt.fencing_token)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("named", [["bandit"], []])
def test_of_two_retries_at_once_one_is_refused(live_desk: Desk, named):
    scan = live_desk.start()
    leases.finish(leases.claim("worker:1"), NO_ACCESS)

    def retry(_number):
        try:
            orchestration.retry(scan, named, live_desk.caller)
        except ApiError as error:
            return error.code
        return None

    answers = at_once(4, retry)

    assert answers.count(None) == 1
    assert answers.count(ErrorCode.SCAN_NOT_RETRYABLE) == 3
    assert ScanEvent.objects.filter(type="tool.queued", topic=f"scan:{scan.pk}").count() == 2


def test_tool_that_waits_for_its_next_try_is_not_retried_by_hand(desk: Desk):
    scan = desk.start()
    leases.finish(leases.claim("worker:1"), NO_NETWORK)

    with pytest.raises(ApiError) as refused:
        orchestration.retry(scan, ["bandit"], desk.caller)

    assert refused.value.code == ErrorCode.SCAN_NOT_RETRYABLE
    assert "waiting: bandit" in refused.value.details


def test_time_between_an_end_and_a_retry_is_not_of_the_duration(desk: Desk):
    scan = desk.start()
    leases.finish(leases.claim("worker:1"), NO_ACCESS)
    begun = timezone.now() - timedelta(hours=5)
    ended = begun + timedelta(seconds=42)
    Scan.objects.update(started=begun, finished=ended)

    scan = orchestration.retry(scan, [], desk.caller)
    leases.finish(leases.claim("worker:1"), NO_ACCESS)

    scan.refresh_from_db()
    assert scan.started == begun
    assert scan.finished - begun > timedelta(hours=4)
    assert lasted(scan) in ("42 s", "43 s")
