"""Leases: one holder a run, whoever comes at once, and no word from one that lost it."""

import socket
import subprocess
import sys
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.db import connection
from django.utils import timezone

from scans import leases, logfiles, recovery
from scans.leases import Result
from scans.models import Attempt, ScanEvent, ToolRun
from scans.orchestration import tool_errors
from scans.states import RunState, ScanStatus
from tests.make import make_scan
from tests.scans.conftest import make_attempt
from tooling import process_group

FOUND = Result(RunState.SUCCEEDED, "findings", exit_code=1)
NO_NETWORK = Result(
    RunState.FAILED, "network", error="Connection failed", retryable=True, again=True
)


def at_once(count, function):
    """`function` called by `count` threads together; what each returned."""

    def call(number):
        try:
            return function(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(call, range(count)))


@pytest.mark.django_db(transaction=True)
def test_a_run_is_claimed_by_exactly_one_of_many_workers():
    scan = make_scan(tools=("bandit",))

    claims = at_once(8, lambda number: leases.claim(f"worker:{number}"))

    assert len([claim for claim in claims if claim]) == 1
    assert Attempt.objects.filter(run__scan=scan).count() == 1


@pytest.mark.django_db(transaction=True)
def test_max_parallel_holds_when_many_workers_claim_at_once():
    make_scan(tools=("bandit", "semgrep", "checkov", "nmap", "wapiti"), max_parallel=2)

    claims = at_once(8, lambda number: leases.claim(f"worker:{number}"))

    assert len([claim for claim in claims if claim]) == 2
    assert ToolRun.objects.active().count() == 2


@pytest.mark.django_db(transaction=True)
def test_each_of_many_runs_is_claimed_once():
    for _ in range(3):
        make_scan(tools=("bandit", "semgrep", "checkov"), max_parallel=3)

    def claim_until_none(number):
        taken = []
        while (claim := leases.claim(f"worker:{number}")) is not None:
            taken.append(claim.run.pk)
        return taken

    taken = [pk for some in at_once(4, claim_until_none) for pk in some]

    assert len(taken) == len(set(taken)) == 9


@pytest.mark.django_db
def test_claim_starts_an_attempt_and_the_scan():
    scan = make_scan(tools=("bandit",))

    claim = leases.claim("worker:1")

    scan.refresh_from_db()
    assert claim.attempt.number == 1
    assert claim.run.state == RunState.RUNNING
    assert scan.status == ScanStatus.RUNNING
    assert scan.started
    types = list(scan.events.filter(topic=f"scan:{scan.pk}").values_list("type", flat=True))
    assert types == ["scan.started", "tool.started"]


@pytest.mark.django_db
def test_finish_copies_the_end_up_to_the_run():
    scan = make_scan(tools=("bandit",))
    claim = leases.claim("worker:1")

    assert leases.finish(claim, replace(FOUND, cpu_ms=40, full_scope=True))

    run = scan.runs.get()
    attempt = run.attempts.get()
    assert run.state == attempt.state == RunState.SUCCEEDED
    assert (run.exit_code, run.cpu_ms, run.full_scope) == (1, 40, True)
    assert run.started == attempt.started
    assert run.finished == attempt.finished


@pytest.mark.django_db
def test_late_result_is_refused_and_changes_nothing():
    scan = make_scan(tools=("bandit",))
    claim = leases.claim("worker:1")
    assert leases.finish(claim, replace(NO_NETWORK, again=False))
    events = ScanEvent.objects.count()

    assert not leases.finish(claim, FOUND)

    run = scan.runs.get()
    assert (run.state, run.outcome) == (RunState.FAILED, "network")
    assert ScanEvent.objects.count() == events


@pytest.mark.django_db
def test_result_under_another_token_is_refused():
    scan = make_scan(tools=("bandit",))
    claim = leases.claim("worker:1")

    assert not leases.finish(replace(claim, token=uuid.uuid4()), FOUND)
    assert not leases.beat(replace(claim, token=uuid.uuid4()))
    assert scan.runs.get().state == RunState.RUNNING


@pytest.mark.django_db
def test_outcome_that_can_pass_is_tried_again_after_1_2_and_4_seconds():
    scan = make_scan(tools=("bandit",))
    waits = []
    for _ in range(3):
        claim = leases.claim("worker:1")
        now = timezone.now()
        assert leases.finish(claim, NO_NETWORK)
        run = scan.runs.get()
        assert run.state == RunState.QUEUED
        waits.append((run.not_before - now).total_seconds())
        scan.runs.update(not_before=None)

    leases.finish(leases.claim("worker:1"), NO_NETWORK)

    run = scan.runs.get()
    assert run.state == RunState.FAILED
    assert run.attempts.count() == 4
    for wait, nominal in zip(waits, (1, 2, 4), strict=True):
        assert nominal * 0.7 < wait < nominal * 1.4


@pytest.mark.django_db
def test_failure_that_cannot_pass_is_not_tried_again():
    scan = make_scan(tools=("bandit",))

    leases.finish(leases.claim("worker:1"), Result(RunState.FAILED, "auth_failed", error="no"))

    assert scan.runs.get().state == RunState.FAILED


@pytest.mark.django_db
def test_result_of_a_run_that_is_being_cancelled_is_cancelled():
    scan = make_scan(tools=("bandit",))
    claim = leases.claim("worker:1")
    Attempt.objects.update(state=RunState.CANCELLING)
    ToolRun.objects.update(state=RunState.CANCELLING)

    assert leases.finish(claim, FOUND)

    run = scan.runs.get()
    assert (run.state, run.outcome) == (RunState.CANCELLED, "cancelled")
    assert run.hint


@pytest.mark.django_db
def test_lost_run_goes_back_to_the_queue_with_its_attempt_kept():
    scan = make_scan(tools=("bandit",))
    attempt = make_attempt(scan.runs.get())

    assert recovery.recover(attempt)

    run = scan.runs.get()
    assert run.state == RunState.QUEUED
    assert run.attempts.get().state == RunState.LOST
    assert "disappeared" in run.attempts.get().error


@pytest.mark.django_db
def test_run_lost_for_the_last_time_is_lost_with_its_cause():
    scan = make_scan(tools=("bandit",))
    scan.runs.update(max_attempts=1)

    assert recovery.recover(make_attempt(scan.runs.get()))

    run = scan.runs.get()
    assert (run.state, run.outcome) == (RunState.LOST, "lost")
    assert tool_errors(scan.runs.prefetch_related("attempts")) == {"bandit": recovery.DISAPPEARED}


@pytest.mark.django_db
def test_cancel_whose_worker_is_gone_is_confirmed_by_recovery():
    scan = make_scan(tools=("bandit",))
    attempt = make_attempt(scan.runs.get(), RunState.CANCELLING)

    assert recovery.recover(attempt)

    assert scan.runs.get().state == RunState.CANCELLED


@pytest.mark.django_db
def test_attempt_that_beats_again_is_not_recovered():
    scan = make_scan(tools=("bandit",))
    attempt = make_attempt(scan.runs.get())
    Attempt.objects.update(heartbeat=7)

    assert not recovery.recover(attempt)
    assert scan.runs.get().state == RunState.RUNNING


@pytest.mark.django_db(transaction=True)
def test_several_reapers_recover_an_attempt_once():
    scan = make_scan(tools=("bandit",))
    attempt = make_attempt(scan.runs.get())

    recovered = at_once(4, lambda _: recovery.recover(attempt))

    assert recovered.count(True) == 1
    assert ScanEvent.objects.filter(type="tool.finished", topic=f"scan:{scan.pk}").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("same_boot", [True, False])
def test_recovery_ends_processes_of_the_same_boot_only(same_boot):
    scan = make_scan(tools=("bandit",))
    attempt = make_attempt(
        scan.runs.get(),
        host=socket.gethostname(),
        boot_id=process_group.boot_id() if same_boot else "another boot",
    )
    left = subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(60)"],
        env={process_group.MARKER: recovery.marker_of(attempt)},
        start_new_session=True,
    )
    try:
        Attempt.objects.update(
            process_group=left.pid, process_start=process_group.start_ticks(left.pid)
        )

        recovery.recover(attempt)

        if same_boot:
            assert left.wait(timeout=5) == -9
        else:
            assert left.poll() is None
    finally:
        left.kill()
        left.wait()


@pytest.mark.django_db
def test_recovery_keeps_the_log_of_a_lost_attempt_and_removes_its_folder():
    scan = make_scan(tools=("bandit",))
    attempt = make_attempt(
        scan.runs.get(), host=socket.gethostname(), boot_id=process_group.boot_id()
    )
    folder = logfiles.work_folder(attempt)
    folder.mkdir(parents=True)
    (folder / logfiles.LOG_NAME).write_text("as far as it came\n")

    recovery.recover(attempt)

    attempt.refresh_from_db()
    assert logfiles.tail(attempt, 10) == (["as far as it came"], False)
    assert not folder.exists()
