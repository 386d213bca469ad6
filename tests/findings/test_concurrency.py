"""Imports and decisions at once: no duplicates, nothing counted twice, no deadlock."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from findings import importing, triage
from findings.importing import import_run
from findings.models import Attribution, Finding, ReportImport, TriageDecision
from projects.callers import Caller
from scans.models import ScanEvent
from tests.findings.sample import ended_run
from tests.make import make_member, make_target

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = [f"f{n}" for n in range(120)]


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch):
    """Many short transactions, so that threads meet."""
    monkeypatch.setattr(importing, "BATCH", 10)


def at_once(*jobs):
    """Run `jobs` in threads that start together; their results, or the first error."""
    start = threading.Barrier(len(jobs))

    def run(job):
        start.wait(timeout=30)
        try:
            return job()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [future.result(timeout=120) for future in [pool.submit(run, job) for job in jobs]]


def test_the_same_run_imported_four_times_at_once():
    run = ended_run(*NAMES)
    at_once(*[lambda: import_run(run.pk)] * 4)
    record = ReportImport.objects.get()
    assert (record.state, record.created_count, record.seen_again) == ("done", 120, 0)
    assert Finding.objects.count() == Attribution.objects.count() == 120
    assert set(Finding.objects.values_list("occurrences", flat=True)) == {1}
    events = ScanEvent.objects.filter(topic=f"scan:{run.scan_id}", type="findings.created")
    assert sum(event.data["count"] for event in events) == 120


def test_the_same_report_by_three_runs_at_once():
    target = make_target()
    runs = [
        ended_run(*NAMES, target=target),
        ended_run(*reversed(NAMES), target=target),
        ended_run(*NAMES[60:], *NAMES[:60], target=target),
    ]
    records = at_once(*[lambda run=run: import_run(run.pk) for run in runs])
    assert [record.state for record in records] == ["done"] * 3
    assert Finding.objects.count() == Attribution.objects.count() == 120
    assert sum(record.created_count for record in records) == 120
    assert sum(record.seen_again for record in records) == 240
    assert set(Finding.objects.values_list("occurrences", flat=True)) == {3}
    assert set(Finding.objects.values_list("status", flat=True)) == {"open"}


def test_an_import_and_decisions_at_once():
    target = make_target()
    import_run(ended_run(*NAMES, target=target).pk)
    caller = Caller(make_member(target.project, "analyst"))
    again = ended_run(*NAMES[:60], target=target)
    findings = list(Finding.objects.select_related("project").order_by("-pk"))

    at_once(
        lambda: import_run(again.pk),
        lambda: list(triage.decide_many(findings, "false_positive", by=caller)),
        lambda: list(triage.decide_many(findings[::-1], "false_positive", by=caller, reason="r")),
    )

    assert set(Finding.objects.values_list("status", flat=True)) == {"false_positive"}
    gone = Finding.objects.filter(import_status="fixed").count()
    assert gone == 60
    assert TriageDecision.objects.filter(source="person").count() >= 120


def test_two_analysts_with_the_same_etag_cannot_both_decide():
    target = make_target()
    import_run(ended_run("a", target=target).pk)
    finding = Finding.objects.select_related("project").get()
    caller = Caller(make_member(target.project, "analyst"))

    def decide(status):
        try:
            triage.decide(finding, status, by=caller, reason="r", if_match=finding.etag)
        except triage.ApiError as error:
            return error.code.name
        return status

    results = at_once(lambda: decide("fixed"), lambda: decide("false_positive"))
    assert results.count("PRECONDITION_FAILED") == 1
    assert TriageDecision.objects.count() == 1
