"""Importing a run's report: what goes in, what changes, what is refused, and at what cost."""

from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from findings import importing
from findings.importing import BATCH, MAX_TRIES, import_run
from findings.models import Attribution, Finding, ReportImport, Status, TriageDecision
from projects.credentials import rotate_all
from scans.models import ScanEvent
from scans.signals import run_finished
from scans.states import RunState, ScanStatus
from tests.findings.sample import ended_run, line
from tests.make import make_project, make_scan, make_target
from tooling.base import Outcome

pytestmark = pytest.mark.django_db


def statuses(project):
    return {
        f.resource.removesuffix(".py"): f.status for f in Finding.objects.filter(project=project)
    }


def test_a_new_finding_is_open_and_carries_what_the_report_says():
    target = make_target()
    run = ended_run(
        {
            "path": "app/db.py",
            "line": 12,
            "snippet": "cur.execute(q % name)",
            "rule_id": "B608",
            "title": "SQL injection",
            "severity": "high",
            "tool_severity": "HIGH",
            "description": "Built by hand",
            "remediation": "Use parameters",
            "cwe": ["CWE-89"],
            "cvss": 8.14,
            "references": ["https://example.com/b608"],
            "tags": ["injection"],
            "evidence": {"confidence": "HIGH"},
        },
        target=target,
    )

    record = import_run(run.pk)

    finding = Finding.objects.get()
    assert (record.state, record.created_count, record.seen_again) == ("done", 1, 0)
    assert finding.project_id == target.project_id
    assert (finding.status, finding.severity, finding.severity_rank) == ("open", "high", 1)
    assert (finding.tool_severity, finding.rule_id, finding.kind) == ("HIGH", "B608", "code")
    assert (finding.title, finding.description) == ("SQL injection", "Built by hand")
    assert finding.remediation == "Use parameters"
    assert (finding.resource_kind, finding.resource) == ("file", "app/db.py")
    assert finding.location == "app/db.py:12"
    assert (finding.cwe, str(finding.cvss)) == (["CWE-89"], "8.1")
    assert finding.references == ["https://example.com/b608"]
    assert finding.tags == ["injection"]
    assert finding.evidence["confidence"] == "HIGH"
    assert finding.evidence["code"]["snippet"] == "cur.execute(q % name)"
    assert finding.first_seen == finding.last_seen == run.started
    assert finding.last_run_id == run.pk
    assert ["path", "app/db.py"] in finding.fingerprint_parts
    attribution = finding.attributions.get()
    assert (attribution.tool, attribution.target, attribution.reported) == ("sample", target, True)


def test_the_run_is_marked_the_scan_counted_and_settled():
    scan = make_scan()
    run = ended_run(
        line("a", severity="critical"),
        line("b", severity="low"),
        line("c", severity="low"),
        scan=scan,
    )

    import_run(run.pk)

    run.refresh_from_db()
    scan.refresh_from_db()
    assert (run.findings_imported, run.import_error) == (True, "")
    assert scan.counts == {"critical": 1, "low": 2}
    assert scan.status == ScanStatus.COMPLETED


def test_one_event_a_batch_tells_of_new_findings():
    run = ended_run(*[f"f{n}" for n in range(120)])
    import_run(run.pk)
    event = ScanEvent.objects.get(topic=f"scan:{run.scan_id}", type="findings.created")
    assert (event.data["count"], len(event.data["ids"])) == (120, 100)
    assert set(event.data["ids"]) <= {
        str(pk) for pk in Finding.objects.values_list("pk", flat=True)
    }


def test_importing_the_same_run_again_changes_nothing():
    run = ended_run("a", "b")
    import_run(run.pk)
    before = list(Finding.objects.order_by("pk").values())
    record = import_run(run.pk)
    assert list(Finding.objects.order_by("pk").values()) == before
    assert (record.created_count, record.seen_again) == (2, 0)
    assert ScanEvent.objects.filter(type="findings.created", topic__startswith="scan:").count() == 1


def test_an_interrupted_import_goes_on_where_it_stopped():
    target = make_target()
    names = [f"f{n}" for n in range(BATCH + 5)]
    run = ended_run(*names, {"bug": "power cut"}, target=target)
    with pytest.raises(RuntimeError):
        import_run(run.pk)
    assert Finding.objects.count() == BATCH  # the first batch is in

    healed = ended_run(*names, target=make_target())
    run.report = healed.report
    run.save()
    record = import_run(run.pk)

    assert (record.state, record.created_count, record.records_done) == (
        "done",
        BATCH + 5,
        BATCH + 5,
    )
    assert Finding.objects.filter(project=target.project).count() == BATCH + 5
    assert set(Finding.objects.values_list("occurrences", flat=True)) == {1}


def test_an_interrupted_import_goes_on_in_batches_of_another_size(monkeypatch):
    target = make_target()
    names = [f"f{n}" for n in range(30)]
    run = ended_run(*names, {"bug": "power cut"}, target=target)
    monkeypatch.setattr(importing, "BATCH", 20)
    with pytest.raises(RuntimeError):
        import_run(run.pk)
    assert Finding.objects.count() == 20

    run.report = ended_run(*names, target=make_target()).report
    run.save()
    monkeypatch.setattr(importing, "BATCH", 16)
    record = import_run(run.pk)

    assert (record.created_count, record.seen_again, record.records_done) == (30, 0, 30)
    assert set(Finding.objects.values_list("occurrences", flat=True)) == {1}


def test_large_findings_make_small_batches(monkeypatch):
    monkeypatch.setattr(importing, "BATCH_BYTES", 5000)
    run = ended_run(*[line(f"f{n}", description="d" * 2000) for n in range(9)])
    assert import_run(run.pk).created_count == 9
    told = ScanEvent.objects.filter(topic=f"scan:{run.scan_id}", type="findings.created")
    assert sorted(event.data["count"] for event in told) == [3, 3, 3]


def test_seen_again_updates_when_and_where_and_counts():
    target = make_target()
    first = ended_run(line("a", line=3), target=target)
    import_run(first.pk)
    second = ended_run(line("a", line=30, severity="high"), target=target)

    record = import_run(second.pk)

    finding = Finding.objects.get()
    assert (record.created_count, record.seen_again) == (0, 1)
    assert finding.location == "a.py:30"
    assert (finding.severity, finding.severity_rank) == ("high", 1)
    assert (finding.first_seen, finding.last_seen) == (first.started, second.started)
    assert (finding.occurrences, finding.last_run_id) == (2, second.pk)
    assert finding.version == 2


def test_a_mere_sighting_keeps_the_etag():
    target = make_target()
    import_run(ended_run("a", target=target).pk)
    import_run(ended_run("a", target=target).pk)
    assert Finding.objects.get().version == 1


def test_a_record_that_the_report_repeats_is_one_sighting():
    package = {"place": "package", "package_url": "pkg:pypi/a@1", "vulnerability_id": "CVE-2024-1"}
    record = import_run(ended_run(package, package).pk)
    assert (record.created_count, record.seen_again) == (1, 0)
    assert Finding.objects.get().occurrences == 1


def test_two_tools_that_report_one_thing_share_a_finding():
    package = {"place": "package", "package_url": "pkg:pypi/a@1", "vulnerability_id": "CVE-2024-1"}
    scan = make_scan()
    first = ended_run({**package, "title": "First"}, scan=scan)
    second = ended_run({**package, "title": "Second", "severity": "high"}, scan=scan, tool="other")
    import_run(first.pk)
    import_run(second.pk)

    finding = Finding.objects.get()
    assert set(finding.attributions.values_list("tool", flat=True)) == {"sample", "other"}
    assert finding.title == "First"  # the first that reported it keeps the word
    scan.refresh_from_db()
    assert scan.counts == {"medium": 1}


# --- Lifecycle --------------------------------------------------------------------------------


def test_absence_from_a_full_look_fixes_and_says_why():
    target = make_target()
    import_run(ended_run("a", "b", target=target).pk)
    second = ended_run("b", target=target)

    record = import_run(second.pk)

    assert statuses(target.project) == {"a": "fixed", "b": "open"}
    assert (record.fixed, record.closes) == (1, True)
    decision = TriageDecision.objects.get()
    assert (decision.source, decision.from_status, decision.to_status) == (
        "import",
        "open",
        "fixed",
    )
    assert (decision.run_id, decision.finding.resource) == (second.pk, "a.py")
    event = ScanEvent.objects.get(topic=f"scan:{second.scan_id}", type="findings.fixed")
    assert event.data["ids"] == [str(decision.finding_id)]


@pytest.mark.parametrize(
    "facts",
    [
        {"full_scope": False},
        {"state": RunState.FAILED, "outcome": Outcome.CRASHED},
        {"state": RunState.TIMED_OUT, "outcome": Outcome.TIMED_OUT},
        {"outcome": Outcome.FINDINGS_WITH_ERRORS},
    ],
    ids=lambda facts: "-".join(map(str, facts.values())),
)
def test_a_run_that_did_not_see_everything_closes_nothing(facts):
    target = make_target()
    import_run(ended_run("a", "b", target=target).pk)
    import_run(ended_run("b", target=target, **facts).pk)
    assert statuses(target.project) == {"a": "open", "b": "open"}
    assert not Attribution.objects.filter(reported=False).exists()


@pytest.mark.parametrize("record", [{"reject": "no rule"}, {"problem": "a.py does not parse"}])
def test_a_report_that_could_not_be_taken_whole_closes_nothing(record):
    target = make_target()
    import_run(ended_run("a", target=target).pk)
    result = import_run(ended_run(record, target=target).pk)
    assert statuses(target.project) == {"a": "open"}
    assert "not closed" in result.reason


def test_a_clean_full_look_closes_everything_of_that_tool():
    target = make_target()
    import_run(ended_run("a", "b", target=target).pk)
    import_run(ended_run(target=target).pk)
    assert set(statuses(target.project).values()) == {"fixed"}


def test_another_tool_or_target_closes_nothing():
    project = make_project()
    target, other = make_target(project), make_target(project)
    import_run(ended_run("a", target=target).pk)
    import_run(ended_run(target=target, tool="other").pk)
    import_run(ended_run(target=other).pk)
    assert statuses(project) == {"a": "open"}


def test_a_narrower_selection_closes_only_its_own():
    target = make_target()
    import_run(ended_run("wide", target=target).pk)
    import_run(ended_run("narrow", target=target, selection_key="k1").pk)
    import_run(ended_run("elsewhere", target=target, selection_key="k2").pk)
    import_run(ended_run(target=target, selection_key="k1").pk)
    assert statuses(target.project) == {"wide": "open", "narrow": "fixed", "elsewhere": "open"}


def test_no_filter_contains_every_filter():
    target = make_target()
    import_run(ended_run("narrow", target=target, selection_key="k1").pk)
    import_run(ended_run(target=target).pk)
    assert statuses(target.project) == {"narrow": "fixed"}


def test_a_finding_is_fixed_only_when_no_tool_reports_it():
    package = {"place": "package", "package_url": "pkg:pypi/a@1", "vulnerability_id": "CVE-2024-1"}
    target = make_target()
    import_run(ended_run(package, target=target).pk)
    import_run(ended_run(package, target=target, tool="other").pk)
    import_run(ended_run(target=target).pk)
    assert Finding.objects.get().status == Status.OPEN
    import_run(ended_run(target=target, tool="other").pk)
    assert Finding.objects.get().status == Status.FIXED


def test_reported_again_after_fixed_is_reopened():
    target = make_target()
    import_run(ended_run("a", target=target).pk)
    import_run(ended_run(target=target).pk)
    third = ended_run("a", target=target)

    record = import_run(third.pk)

    assert (statuses(target.project), record.reopened) == ({"a": "open"}, 1)
    assert [d.to_status for d in TriageDecision.objects.all()] == ["open", "fixed"]
    assert ScanEvent.objects.filter(
        topic=f"scan:{third.scan_id}", type="findings.reopened", data__count=1
    ).exists()
    assert Attribution.objects.get().reported


def test_an_older_run_that_comes_late_neither_moves_back_nor_reopens():
    target = make_target()
    now = timezone.now()
    first = ended_run("a", "b", target=target, started=now - timedelta(hours=3))
    late = ended_run("a", "b", "c", target=target, started=now - timedelta(hours=2))
    newest = ended_run("b", target=target, started=now - timedelta(hours=1))
    for run in (first, newest, late):
        import_run(run.pk)
    assert statuses(target.project) == {"a": "fixed", "b": "open", "c": "fixed"}
    b = Finding.objects.get(resource="b.py")
    assert (b.first_seen, b.last_seen) == (first.started, newest.started)
    assert (b.last_run_id, b.occurrences) == (newest.pk, 3)


def test_a_second_attempt_of_the_run_replaces_the_first():
    target = make_target()
    run = ended_run("a", "b", target=target)
    run.attempts.create(
        number=1, state=RunState.SUCCEEDED, worker="w", host="h", boot_id="b", fencing_token=run.pk
    )
    import_run(run.pk)
    again = ended_run("b", "c", target=make_target())
    run.attempts.create(
        number=2, state=RunState.SUCCEEDED, worker="w", host="h", boot_id="b", fencing_token=run.pk
    )
    run.report, run.started, run.findings_imported = again.report, timezone.now(), False
    run.save()

    record = import_run(run.pk)

    assert (record.attempt_number, record.created_count, record.seen_again) == (2, 1, 1)
    assert statuses(target.project) == {"a": "fixed", "b": "open", "c": "open"}


# --- Severity filter --------------------------------------------------------------------------


def test_findings_outside_the_severity_filter_are_not_stored():
    scan = make_scan(severity_filter=["critical", "high"])
    run = ended_run(
        line("a", severity="high"), line("b", severity="low"), scan=scan, selection_key="filtered"
    )
    record = import_run(run.pk)
    assert statuses(scan.project) == {"a": "open"}
    assert record.below_filter == 1


def test_a_known_finding_that_sinks_below_the_filter_is_not_called_fixed():
    target = make_target()
    filtered = {"target": target, "severity_filter": ["high"]}
    import_run(
        ended_run(line("a", severity="high"), scan=make_scan(**filtered), selection_key="f").pk
    )
    import_run(
        ended_run(line("a", severity="low"), scan=make_scan(**filtered), selection_key="f").pk
    )
    finding = Finding.objects.get()
    assert (finding.status, finding.severity) == ("open", "low")


# --- Bad input --------------------------------------------------------------------------------


def test_a_bad_record_is_refused_with_position_and_reason_and_the_others_go_in():
    run = ended_run(
        "a",
        {"reject": "issue_text is missing"},
        line("b", severity="horrible"),
        line("", path=""),
        "c",
    )
    record = import_run(run.pk)
    assert statuses(run.scan.project) == {"a": "open", "c": "open"}
    assert record.rejected_count == 3
    assert record.rejected == [
        {"position": "line 2", "reason": "issue_text is missing"},
        {"position": "record 3", "reason": "'horrible' is not a severity"},
        {"position": "record 4", "reason": "the record names no path"},
    ]


def test_a_hundred_refusals_are_kept_and_all_are_counted():
    record = import_run(ended_run(*[{"reject": f"r{n}"} for n in range(250)]).pk)
    assert (record.rejected_count, len(record.rejected)) == (250, 100)


def test_unknown_severity_words_are_listed_once():
    record = import_run(ended_run({"word": "blocker"}, {"word": "blocker"}, {"word": "meh"}).pk)
    assert record.unknown_severities == ["blocker", "meh"]


def test_a_report_that_does_not_parse_marks_the_run_for_good():
    run = ended_run(report='{"path": "a.py"}\n{"path"', full_scope=True)
    record = import_run(run.pk)
    run.refresh_from_db()
    run.scan.refresh_from_db()
    assert record.state == ReportImport.State.FAILED
    assert run.import_error == "The report of sample cannot be read: no JSON (line 2)"
    assert not run.findings_imported
    assert run.scan.status == ScanStatus.FAILED
    assert not Finding.objects.exists()


def test_a_tool_that_nobody_knows_marks_the_run():
    run = ended_run("a", tool="vanished")
    import_run(run.pk)
    run.refresh_from_db()
    assert run.import_error == "The report of vanished cannot be read: no tool is named vanished"


def test_a_parser_that_keeps_failing_marks_the_run_after_some_tries():
    run = ended_run({"bug": "KeyError"})
    for tries in range(1, MAX_TRIES + 1):
        run.refresh_from_db()
        assert run.import_error == ""
        with pytest.raises(RuntimeError):
            import_run(run.pk)
        assert ReportImport.objects.get().tries == tries
    run.refresh_from_db()
    assert run.import_error == "The import failed 5 times (RuntimeError)"
    assert ReportImport.objects.get().state == ReportImport.State.FAILED


def test_a_run_that_still_runs_is_left_alone():
    run = ended_run("a", state=RunState.RUNNING, outcome="")
    assert import_run(run.pk).state == ReportImport.State.PENDING
    assert not Finding.objects.exists()


def test_text_that_databases_refuse_goes_in():
    run = ended_run(
        line(
            "a", title="nul \0 and \ud800 half", evidence={"n": [float("nan"), 10**400], "s": "\0"}
        )
    )
    import_run(run.pk)
    finding = Finding.objects.get()
    assert finding.title == "nul \ufffd and ? half"
    assert finding.evidence["n"] == ["nan", "number out of range"]
    assert finding.evidence["s"] == "\ufffd"


def test_long_text_is_cut_after_masking():
    key = "AKIA1234567890ABCDEF"
    run = ended_run(line("a", title="x" * 490 + key, rule_id="r" * 400, description="d" * 50_000))
    import_run(run.pk)
    finding = Finding.objects.get()
    assert len(finding.title) == 500
    assert finding.title.endswith("AKIA****C…")
    assert len(finding.rule_id) == 300
    assert len(finding.description) == 20_000


# --- Secrets ----------------------------------------------------------------------------------


def stored_text():
    rows = [
        *Finding.objects.values(),
        *Attribution.objects.values(),
        *ReportImport.objects.values(),
    ]
    return repr([*rows, *ScanEvent.objects.values()])


def test_secrets_are_masked_and_addresses_stay():
    key = "AKIA1234567890ABCDEF"
    run = ended_run(
        line(
            "a",
            title=f"{key} on 192.168.1.100",
            snippet=f'aws_key = "{key}"',
            description=f"see {key}",
            evidence={"line": f"key={key}", key: [key]},
        ),
        {"reject": f"odd {key}"},
    )
    import_run(run.pk)
    assert key not in stored_text()
    assert Finding.objects.get().title == "AKIA****CDEF on 192.168.1.100"


def test_a_found_secret_is_stored_nowhere():
    run = ended_run(
        {
            "place": "secret",
            "path": ".env",
            "line": 2,
            "secret": "correct-horse-7",
            "title": "Found correct-horse-7",
            "evidence": {"match": "DB=correct-horse-7"},
        }
    )
    import_run(run.pk)
    assert "correct-horse-7" not in stored_text()
    assert Finding.objects.get().title == "Found ****"


def test_evidence_under_a_name_of_a_secret_is_masked():
    evidence = {"login": {"password": "hunter2", "user": "robin"}, "token": "null", "lines": 3}
    import_run(ended_run(line("a", evidence=evidence)).pk)
    kept = Finding.objects.get().evidence
    assert kept["login"] == {"password": "****", "user": "robin"}
    assert kept["token"] == "null"


def test_the_scans_own_credentials_are_masked():
    project = make_project()
    credential = project.credentials.create(
        name="c", kind="generic", values={"TOKEN": "zebra-zebra"}
    )
    scan = make_scan(make_target(project), credential=credential)
    import_run(ended_run(line("a", description="sent zebra-zebra"), scan=scan).pk)
    assert Finding.objects.get().description == "sent ****"


def test_the_key_of_fingerprints_outlives_a_rotation_of_the_servers_keys(settings):
    secret = {"place": "secret", "path": ".env", "secret": "correct-horse-7"}
    target = make_target()
    import_run(ended_run(secret, target=target).pk)
    old, new = settings.FIELD_ENCRYPTION_KEYS[0], Fernet.generate_key().decode()
    settings.FIELD_ENCRYPTION_KEYS = [new, old]
    assert rotate_all() == (1, [])
    settings.FIELD_ENCRYPTION_KEYS = [new]
    assert import_run(ended_run(secret, target=target).pk).seen_again == 1


# --- The nudge, and the cost ------------------------------------------------------------------


def test_a_finished_run_is_imported_by_the_signal_and_a_fault_does_not_come_back():
    run = ended_run("a")
    run_finished.send(sender=type(run), run_id=run.pk)
    assert Finding.objects.count() == 1
    faulty = ended_run({"bug": "x"})
    run_finished.send(sender=type(run), run_id=faulty.pk)
    assert ReportImport.objects.get(run=faulty).tries == 1


def queries_of_import(run):
    with CaptureQueriesContext(
        connection,
    ) as context:
        import_run(run.pk)
    tables = ("finding", "attribution", "sighting")
    writes = tuple(f'INSERT INTO "findings_{table}"' for table in tables)
    return len([q for q in context.captured_queries if not q["sql"].startswith(writes)])


def test_queries_do_not_grow_with_the_findings_of_a_batch():
    few, many = make_target(), make_target()
    small, large = [f"f{n}" for n in range(10)], [f"f{n}" for n in range(900)]
    first = (
        queries_of_import(ended_run(*small, target=few)),
        queries_of_import(ended_run(*large, target=many)),
    )
    again = (
        queries_of_import(ended_run(*small, target=few)),
        queries_of_import(ended_run(*large, target=many)),
    )
    assert first[0] == first[1]
    assert again[0] == again[1]
    assert max(*first, *again) <= 60
