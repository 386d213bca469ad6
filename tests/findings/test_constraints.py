"""Impossible states are impossible in the database itself, on both databases."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from findings import triage
from findings.importing import import_run
from findings.models import Attribution, Finding, Sighting, TriageDecision
from projects.callers import Caller
from tests.findings.sample import ended_run
from tests.make import make_member, make_target

pytestmark = pytest.mark.django_db


@pytest.fixture
def target():
    return make_target()


@pytest.fixture
def finding(target):
    import_run(ended_run("a", target=target).pk)
    return Finding.objects.get()


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"severity": "urgent"}, "finding_severity_known"),
        ({"status": "fixed"}, "finding_status_from_layers"),
        ({"person_status": "fixed", "person_decided": 1}, "finding_status_from_layers"),
        ({"rule_status": "fixed"}, "finding_status_from_layers"),
        ({"import_status": "accepted_risk", "status": "accepted_risk"}, "import_opens_or_fixes"),
        (
            {"person_status": "accepted_risk", "status": "accepted_risk", "person_decided": 1},
            "accepted_risk_ends",
        ),
        ({"person_status": "fixed", "status": "fixed"}, "person_layer_is_dated"),
        ({"person_decided": 1}, "person_layer_is_dated"),
    ],
)
def test_a_state_that_the_layers_do_not_say_is_refused(finding, fields, constraint):
    fields = {name: timezone.now() if value == 1 else value for name, value in fields.items()}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Finding.objects.filter(pk=finding.pk).update(**fields)


def test_one_finding_a_fingerprint_one_attribution_a_tool_one_sighting_a_run(finding):
    for row in (finding, finding.attributions.get()):
        row.pk = None
        row._state.adding = True
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()
    finding = Finding.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Sighting.objects.create(run=finding.last_run, finding=finding)
    assert (Finding.objects.count(), Attribution.objects.count()) == (1, 1)


def decided(target, finding):
    caller = Caller(make_member(target.project, "analyst", username="ada"))
    triage.decide(finding, "fixed", by=caller, reason="patched")
    return TriageDecision.objects.get(), caller.user


@pytest.mark.parametrize(
    "change",
    [
        {"reason": "rewritten"},
        {"to_status": "open"},
        {"by_name": "eve"},
        {"created": timezone.now()},
        {"expires_at": timezone.now()},
        {"request_id": "00000000"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_decision_cannot_be_rewritten_in_the_database(target, finding, change):
    decision, _ = decided(target, finding)
    plain = TriageDecision._base_manager.filter(pk=decision.pk)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        plain.update(**change)
    decision.refresh_from_db()
    assert decision.reason == "patched"


def test_a_decision_cannot_be_rewritten_in_the_program(target, finding):
    decision, _ = decided(target, finding)
    for attempt in (
        decision.save,
        decision.delete,
        TriageDecision.objects.all().delete,
        lambda: TriageDecision.objects.update(reason="x"),
    ):
        with pytest.raises(TypeError, match="append-only"):
            attempt()


def test_a_user_and_a_run_may_go_and_the_name_stays(target, finding):
    decision, user = decided(target, finding)
    import_run(ended_run("a", target=target).pk)
    by_import = TriageDecision.objects.get(source="import")
    by_import.run.delete()
    user.delete()
    decision.refresh_from_db()
    by_import.refresh_from_db()
    assert (decision.by, decision.by_name, by_import.run) == (None, "ada", None)


def test_a_project_goes_with_its_findings_and_decisions(target, finding):
    decided(target, finding)
    target.project.scans.all().delete()
    target.project.delete()
    assert not Finding.objects.exists()
    assert not TriageDecision.objects.exists()
