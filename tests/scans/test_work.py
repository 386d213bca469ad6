"""The engine on a stand-in tool: every way in which a run can end, through the real runner."""

import errno
import signal
import time
from threading import Thread

import psutil
import pytest
from django.conf import settings
from django.db import connection

from projects.models import Credential
from scans import leases, orchestration, work
from scans.models import Attempt, ScanEvent, ToolRun
from scans.states import RunState, ScanStatus
from tests.scans.conftest import CLEAN, FINDINGS, Desk

pytestmark = pytest.mark.django_db(transaction=True)


def carry_out(desk: Desk, **asked) -> ToolRun:
    """Start a scan of bandit and work on it in this thread, as a worker does."""
    scan = desk.start(**asked)
    claim = leases.claim("test:1")
    assert claim is not None
    work.run(claim)
    return scan.runs.get(tool="bandit")


def descendants_alive(marker: str) -> list[int]:
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("WARDROOM_ATTEMPT") == marker:
                found.append(process.pid)
        except (psutil.Error, OSError):
            continue
    return found


def test_report_with_findings_succeeds_and_is_kept_privately(live_desk):
    live_desk.order(["report", FINDINGS], ["exit", 1])

    run = carry_out(live_desk)

    assert (run.state, run.outcome, run.error) == (RunState.SUCCEEDED, "findings", "")
    assert run.exit_code == 1
    assert run.peak_memory_bytes > 0
    assert run.full_scope
    report = settings.DATA_DIR / "files" / run.report.name
    assert report.stat().st_mode & 0o777 == 0o600
    assert not (settings.DATA_DIR / "runs" / str(run.pk) / "1").exists()


def test_clean_report_completes_the_scan_once_its_import_is_in(live_desk):
    run = carry_out(live_desk)

    run.scan.refresh_from_db()
    assert run.outcome == "clean"
    assert run.findings_imported
    assert run.scan.status == ScanStatus.COMPLETED


def test_success_code_without_report_is_a_failure(live_desk):
    live_desk.order(["exit", 0])

    run = carry_out(live_desk)

    assert (run.state, run.outcome) == (RunState.FAILED, "unreadable_report")
    assert "wrote no report" in run.error


def test_broken_report_is_a_failure(live_desk):
    live_desk.order(["write", '{"results": [{"issue_text": "cut o'], ["exit", 1])

    run = carry_out(live_desk)

    assert (run.state, run.outcome) == (RunState.FAILED, "unreadable_report")
    assert run.report.name  # kept, for whoever looks into it


def test_missing_binary_is_a_failed_run(live_desk, settings):
    scan = live_desk.start()
    settings.TOOL_PATHS = {"bandit": "/nowhere/bandit"}

    work.run(leases.claim("test:1"))

    run = scan.runs.get()
    assert (run.state, run.outcome) == (RunState.FAILED, "not_installed")
    assert run.error == "bandit is not installed"
    assert run.hint


def test_tool_that_takes_too_long_is_timed_out_with_its_children(live_desk):
    live_desk.order(["ignore_term", 0], ["fork", 60], ["detach", 60], ["sleep", 60])

    run = carry_out(live_desk, timeout_seconds=1)

    assert (run.state, run.outcome) == (RunState.TIMED_OUT, "timed_out")
    assert run.error == "Tool execution timed out after 1s"
    assert descendants_alive(str(run.attempts.get().pk)) == []


def test_killed_tool_says_by_which_signal(live_desk):
    live_desk.order(["kill", int(signal.SIGSEGV)])

    run = carry_out(live_desk)

    assert (run.state, run.outcome, run.signal) == (RunState.FAILED, "killed", 11)
    assert "SIGSEGV" in run.error


def test_flood_neither_blocks_the_tool_nor_fills_the_disk(live_desk):
    live_desk.order(["flood", 300_000], ["report", CLEAN])

    run = carry_out(live_desk)

    assert run.outcome == "clean"
    log = settings.DATA_DIR / "files" / run.log.name
    assert log.stat().st_size < 11 * 1024 * 1024
    assert b"bytes of output were cut here" in log.read_bytes()
    told = ScanEvent.objects.filter(type="tool.log", topic=f"scan:{run.scan_id}").count()
    assert 1 <= told < 40


def test_secrets_of_the_run_are_masked_in_log_report_and_error(live_desk):
    credential = Credential.objects.create(
        project=live_desk.project,
        name="keys",
        kind="generic",
        values={"SHOP_KEY": "qwertz-99-uiop"},
    )
    live_desk.order(["warn", "fatal error: no access for qwertz-99-uiop"], ["exit", 2])

    run = carry_out(live_desk, credential=str(credential.pk))

    assert run.state == RunState.FAILED
    assert "qwertz" not in run.error
    log = (settings.DATA_DIR / "files" / run.log.name).read_text()
    assert "qwertz" not in log
    assert "fatal error: no access for" in log


def test_target_that_left_the_allow_list_is_not_scanned(live_desk, settings):
    scan = live_desk.start()
    settings.SCAN_ALLOWED_PATHS = []

    work.run(leases.claim("test:1"))

    run = scan.runs.get()
    assert (run.state, run.outcome) == (RunState.FAILED, "bad_arguments")
    assert run.error.startswith("Target not allowed")
    assert run.attempts.get().process_group is None


def test_bug_of_ours_ends_the_run_as_crashed(live_desk, monkeypatch):
    def broken(*_args):
        raise RuntimeError("a bug")

    monkeypatch.setattr(work, "decide", broken)

    run = carry_out(live_desk)

    assert (run.state, run.outcome) == (RunState.FAILED, "crashed")
    assert run.error == "Internal error while the tool was run"


def test_full_disk_is_said_to_be_the_cause(live_desk, monkeypatch):
    def no_room(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(work.runner, "run", no_room)

    run = carry_out(live_desk)

    assert (run.state, run.outcome) == (RunState.FAILED, "crashed")
    assert run.error == "The worker's disk is full; its log is lost"
    assert "Free space" in run.hint
    assert run.retryable


@pytest.mark.parametrize("orders", [[["sleep", 60]], [["ignore_term", 0], ["sleep", 60]]])
def test_cancel_of_a_running_tool_is_confirmed_within_three_seconds(live_desk, orders):
    live_desk.order(["say", "here"], *orders)
    scan = live_desk.start()
    claim = leases.claim("test:1")

    def carry_it_out():
        work.run(claim)
        connection.close()

    thread = Thread(target=carry_it_out)
    thread.start()
    wait_for(lambda: Attempt.objects.get(pk=claim.attempt.pk).process_group)

    begun = time.monotonic()
    orchestration.cancel(scan, live_desk.caller)
    thread.join(timeout=30)
    took = time.monotonic() - begun

    run = scan.runs.get()
    scan.refresh_from_db()
    assert took < 3
    assert (run.state, run.outcome) == (RunState.CANCELLED, "cancelled")
    assert scan.status == ScanStatus.CANCELLED
    assert descendants_alive(str(claim.attempt.pk)) == []


def wait_for(condition, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.02)
