"""Triage: the layers of a status, what a decision needs, and how long it holds."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError
from config.records.models import AuditEntry
from findings import triage
from findings.importing import import_run
from findings.models import Finding, TriageDecision
from projects.callers import Caller
from scans.models import ScanEvent
from tests.findings.sample import ended_run
from tests.make import make_member, make_project, make_target

pytestmark = pytest.mark.django_db


@pytest.fixture
def target():
    return make_target()


@pytest.fixture
def analyst(target):
    return Caller(make_member(target.project, "analyst", username="ada"))


def found(target, *names):
    import_run(ended_run(*(names or ("a",)), target=target).pk)
    return list(Finding.objects.filter(project=target.project).order_by("resource"))


def refused(code, finding, status, **fields):
    with pytest.raises(ApiError) as caught:
        triage.decide(finding, status, **fields)
    assert caught.value.code is code
    return caught.value


@pytest.mark.parametrize("status", ["false_positive", "fixed"])
def test_a_decision_sets_the_person_layer_and_is_kept(target, analyst, status):
    (finding,) = found(target)

    decided = triage.decide(finding, status, by=analyst, reason="looked at it")

    assert (decided.status, decided.import_status, decided.person_status) == (
        status,
        "open",
        status,
    )
    decision = TriageDecision.objects.get()
    assert (decision.source, decision.from_status, decision.to_status) == ("person", "open", status)
    assert (decision.by, decision.by_name, decision.reason) == (analyst.user, "ada", "looked at it")
    entry = AuditEntry.objects.get(action="finding.triage")
    assert (entry.actor, entry.role, entry.object_id) == ("ada", "analyst", str(finding.pk))
    assert (entry.before["status"], entry.after["status"]) == ("open", status)
    event = ScanEvent.objects.get(type="findings.triaged")
    assert event.topic == f"project:{target.project_id}"
    assert event.data["ids"] == [str(finding.pk)]


def test_an_accepted_risk_ends_in_90_days_unless_told(target, analyst):
    (finding,) = found(target)
    decided = triage.decide(finding, "accepted_risk", by=analyst, reason="known")
    days = (decided.accepted_until - timezone.now()) / timedelta(days=1)
    assert days == pytest.approx(90, abs=0.01)
    assert TriageDecision.objects.get().expires_at == decided.accepted_until


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, "reason"),
        ({"reason": "   "}, "reason"),
        ({"reason": "x", "expires_at": timedelta(days=366)}, "expires_at"),
        ({"reason": "x", "expires_at": timedelta(days=-1)}, "expires_at"),
        ({"reason": "x" * 4001}, "reason"),
    ],
)
def test_an_accepted_risk_needs_a_reason_and_a_near_end(target, analyst, fields, field):
    (finding,) = found(target)
    if "expires_at" in fields:
        fields = {**fields, "expires_at": timezone.now() + fields["expires_at"]}
    error = refused(ErrorCode.VALIDATION_ERROR, finding, "accepted_risk", by=analyst, **fields)
    assert [e.field for e in error.errors] == [field]
    assert not TriageDecision.objects.exists()


def test_only_an_accepted_risk_has_an_end(target, analyst):
    (finding,) = found(target)
    end = timezone.now() + timedelta(days=1)
    refused(ErrorCode.VALIDATION_ERROR, finding, "fixed", by=analyst, expires_at=end)


@pytest.mark.parametrize("status", ["", "OPEN", "wontfix", None, ["open"]])
def test_any_other_status_is_refused(target, analyst, status):
    (finding,) = found(target)
    error = refused(ErrorCode.INVALID_STATUS, finding, status, by=analyst)
    assert error.details == "Status must be one of: open, accepted_risk, false_positive, fixed"


def test_a_viewer_may_not_decide(target):
    (finding,) = found(target)
    viewer = Caller(make_member(target.project, "viewer"))
    refused(ErrorCode.FORBIDDEN, finding, "fixed", by=viewer)


def test_secrets_in_a_reason_are_masked_and_addresses_stay(target, analyst):
    (finding,) = found(target)
    triage.decide(finding, "fixed", by=analyst, reason="AKIA1234567890ABCDEF on 10.0.0.1 rotated")
    assert TriageDecision.objects.get().reason == "AKIA****CDEF on 10.0.0.1 rotated"


def test_a_stale_etag_is_refused_and_the_present_one_is_taken(target, analyst):
    (finding,) = found(target)
    stale = finding.etag
    triage.decide(finding, "fixed", by=analyst, if_match=stale)
    refused(ErrorCode.PRECONDITION_FAILED, finding, "open", by=analyst, if_match=stale)
    finding.refresh_from_db()
    assert finding.status == "fixed"
    assert (
        triage.decide(finding, "open", by=analyst, if_match=f'"0", {finding.etag}').status == "open"
    )
    assert triage.decide(finding, "fixed", by=analyst, if_match="*").status == "fixed"


def test_a_decision_that_changes_nothing_leaves_no_trace(target, analyst):
    (finding,) = found(target)
    decided = triage.decide(finding, "open", by=analyst)
    assert decided.version == finding.version
    assert not TriageDecision.objects.exists()
    assert not AuditEntry.objects.filter(action="finding.triage").exists()


# --- Layers -----------------------------------------------------------------------------------


def test_open_takes_the_decision_away_so_that_imports_decide_again(target, analyst):
    (finding,) = found(target)
    triage.decide(finding, "false_positive", by=analyst)
    reopened = triage.decide(finding, "open", by=analyst)
    assert (reopened.status, reopened.person_status) == ("open", None)
    import_run(ended_run(target=target).pk)
    finding.refresh_from_db()
    assert finding.status == "fixed"


def test_open_over_a_fix_by_absence_holds_until_the_import_agrees(target, analyst):
    (finding,) = found(target)
    import_run(ended_run(target=target).pk)
    reopened = triage.decide(finding, "open", by=analyst, reason="it is only hidden")
    assert (reopened.status, reopened.import_status, reopened.person_status) == (
        "open",
        "fixed",
        "open",
    )
    import_run(ended_run("a", target=target).pk)
    finding.refresh_from_db()
    assert (finding.status, finding.import_status, finding.person_status) == ("open", "open", None)


@pytest.mark.parametrize("status", ["accepted_risk", "false_positive"])
def test_a_word_about_the_risk_holds_whatever_is_reported(target, analyst, status):
    (finding,) = found(target)
    triage.decide(finding, status, by=analyst, reason="r")
    for names in (("a",), (), ("a",)):
        import_run(ended_run(*names, target=target).pk)
        finding.refresh_from_db()
        assert finding.status == status


def test_fixed_by_a_person_lapses_when_a_later_run_reports_it(target, analyst):
    (finding,) = found(target)
    triage.decide(finding, "fixed", by=analyst)
    run = ended_run("a", target=target)
    record = import_run(run.pk)
    finding.refresh_from_db()
    assert (finding.status, finding.person_status, record.reopened) == ("open", None, 1)
    assert finding.decisions.first().source == "import"


def test_fixed_by_a_person_holds_against_a_run_that_looked_before(target, analyst):
    (finding,) = found(target)
    before = timezone.now()
    triage.decide(finding, "fixed", by=analyst)
    import_run(ended_run("a", target=target, started=before).pk)
    finding.refresh_from_db()
    assert finding.status == "fixed"


def test_a_person_stands_above_a_rule_and_taking_the_word_back_shows_the_rule(target, analyst):
    (finding,) = found(target)
    Finding.objects.filter(pk=finding.pk).update(
        rule_status="false_positive", status="false_positive"
    )
    opened = triage.decide(finding, "open", by=analyst, reason="the rule is wrong here")
    assert (opened.status, opened.person_status) == ("open", "open")
    triage.decide(finding, "fixed", by=analyst)
    import_run(ended_run("a", target=target).pk)
    finding.refresh_from_db()
    assert (finding.status, finding.person_status) == ("false_positive", None)


# --- Several, expiry, assignment ------------------------------------------------------------------


def test_deciding_many_tells_what_became_of_each(target, analyst):
    mine = found(target, "a", "b")
    (foreign,) = found(make_target(make_project()), "c")
    results = list(triage.decide_many([*mine, foreign], "fixed", by=analyst))
    assert [r.error.code if r.error else r.finding.status for r in results] == [
        "fixed",
        "fixed",
        ErrorCode.FORBIDDEN,
    ]


def test_an_accepted_risk_that_has_ended_gives_way_to_the_layers_below(target, analyst):
    a, b, c = found(target, "a", "b", "c")
    soon = timezone.now() + timedelta(days=2)
    for finding in (a, b):
        triage.decide(finding, "accepted_risk", by=analyst, reason="r", expires_at=soon)
    triage.decide(c, "accepted_risk", by=analyst, reason="r")
    import_run(ended_run("a", target=target).pk)  # b is gone meanwhile

    assert triage.expire_accepted(timezone.now()) == 0
    assert triage.expire_accepted(soon) == 2

    statuses = {f.resource: f.status for f in Finding.objects.all()}
    assert statuses == {"a.py": "open", "b.py": "fixed", "c.py": "accepted_risk"}
    decision = a.decisions.first()
    assert (decision.source, decision.to_status) == ("expiry", "open")
    assert triage.expire_accepted(soon) == 0


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a planner with statistics may scan")
def test_looking_for_ended_risks_reads_no_other_finding():
    with CaptureQueriesContext(connection) as asked:
        triage.expire_accepted()
    (query,) = [q["sql"] for q in asked if "accepted_until" in q["sql"]]

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {query}")
        assert "accepted_risk_by_end" in str(cursor.fetchall())


def test_assigning_asks_for_somebody_who_may_triage(target, analyst):
    (finding,) = found(target)
    assert triage.assign(finding, analyst.user, by=analyst).assignee == analyst.user
    assert AuditEntry.objects.get(action="finding.assign").after == {"assignee": "ada"}
    viewer = make_member(target.project, "viewer")
    with pytest.raises(ApiError) as caught:
        triage.assign(finding, viewer, by=analyst)
    assert caught.value.code is ErrorCode.VALIDATION_ERROR
    assert triage.assign(finding, None, by=analyst).assignee is None
