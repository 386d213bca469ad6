"""Uploaded reports over HTTP: recognised at once, read by a job, nothing stored half."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_q.exceptions import TimeoutException

from config.records.models import AuditEntry
from findings import uploads
from findings.models import Attribution, Finding, ReportImport, Upload
from projects.models import Target
from scans.models import Scan, ScanEvent, ToolRun
from tests.findings.uploading import (
    IMPORTS,
    Several,
    fixture,
    gzipped,
    imported,
    post,
    several,
    zipped,
)
from tests.make import make_key, make_member, make_project, make_target
from tooling import registry

pytestmark = pytest.mark.django_db
BANDIT = "bandit/findings/report.json"


@pytest.fixture(autouse=True)
def _several(monkeypatch):
    monkeypatch.setitem(registry.all_formats(), "several", Several())


@pytest.fixture
def project():
    return make_project("Shop")


@pytest.fixture
def analyst(project):
    return make_member(project, "analyst", username="ada")


@pytest.fixture
def client(api, analyst):
    return api.as_user(analyst)


def refused(answer, status, code):
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.content
    assert not Upload.objects.exists()
    assert not Finding.objects.exists()
    return answer.json()["details"]


# --- What it is, at once --------------------------------------------------------------------------


def test_a_report_is_recognised_and_the_answer_says_why(client, project):
    answer = post(client, fixture(BANDIT), "bandit.json")

    assert answer.status_code == 202, answer.content
    told = answer.json()
    assert answer["Location"] == f"/api/v1/imports/{told['id']}"
    assert (told["status"], told["format"], told["name"]) == ("queued", "bandit", "bandit.json")
    assert "issue_text" in told["reason"]
    assert (told["requested_by"], told["request_id"]) == ("ada", answer["X-Request-ID"])
    upload = Upload.objects.get()
    assert upload.file.read() == fixture(BANDIT)
    assert AuditEntry.objects.get(action="import.start").after["sha256"] == told["sha256"]


def test_the_file_is_readable_by_its_owner_only_and_lies_under_no_name_of_the_callers(client):
    post(client, fixture(BANDIT), "../../etc/pass\u202ewd\x07.json")

    upload = Upload.objects.get()
    path = upload.file.path
    assert path.endswith(f"/files/imports/{upload.pk}/original")
    assert oct(Path(path).stat().st_mode)[-3:] == "600"
    assert "/" not in upload.name
    assert upload.name.isprintable()


def test_what_nobody_knows_is_told_with_what_was_looked_at(client):
    details = refused(post(client, b'{"weather": [1]}'), 415, "UNKNOWN_REPORT_FORMAT")
    assert "weather" in details
    assert "bandit" in details


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty"),
        (bytes(range(256)) * 20, "not text"),
        (b"BZh91AY&SY" + b"x" * 300, "bzip2"),
        (zipped({}), "no file"),
        (zipped({"a.json": b"{}", "b.json": b"{}"}), "2 files"),
        (zipped({"../a.json": b"{}"}), "leaves the archive"),
        (zipped({"a.zip": zipped({"a.json": b"{}"})}), "archive inside the archive"),
        (gzipped(gzipped(b"{}")), "archive inside the archive"),
        (gzipped(b"{}" * 1000)[:40] + b"damaged" * 9, "cannot be unpacked"),
        (gzipped(b"{" * 10)[:-9], "ends in the middle"),
        (zipped({"a.json": b"{}"})[:-10], "no directory"),
    ],
)
def test_what_is_no_report_is_refused_at_once(client, content, told):
    assert told in refused(post(client, content), 422, "REPORT_UNREADABLE")


def test_a_tool_that_is_named_must_fit(client):
    details = refused(post(client, fixture(BANDIT), tool="semgrep"), 422, "REPORT_UNREADABLE")
    assert "not of semgrep but of bandit" in details


def test_a_tool_that_nobody_knows_is_refused_where_the_report_is_of_no_standard(client):
    assert "'acme'" in refused(post(client, fixture(BANDIT), tool="acme"), 400, "UNKNOWN_TOOL")


def test_a_named_tool_reads_what_is_not_recognised(client):
    told = imported(client, b'{"path": "a.py", "snippet": "x"}\n', tool="sample")
    assert (told["format"], told["reason"], told["created"]) == ("sample", "you named it", 1)


def test_without_a_file_the_field_is_named(client):
    answer = client.post(IMPORTS, {}, format="multipart")
    assert answer.json()["code"] == "VALIDATION_ERROR"
    assert [error["field"] for error in answer.json()["errors"]] == ["file"]


def test_a_report_over_the_limit_is_too_large(client, settings):
    settings.IMPORT_BYTES = 100
    refused(post(client, fixture(BANDIT)), 413, "PAYLOAD_TOO_LARGE")


# --- Who, and where -------------------------------------------------------------------------------


def test_a_viewer_may_not_import(api, project):
    viewer = make_member(project, "viewer")
    answer = post(api.as_user(viewer), fixture(BANDIT), project=project.slug)
    assert "analyst" in refused(answer, 403, "FORBIDDEN")


def test_a_key_needs_the_scope(api, analyst):
    answer = post(api.as_key(make_key(analyst, "findings:read")), fixture(BANDIT))
    assert "findings:write" in refused(answer, 403, "FORBIDDEN")


def test_a_stranger_sees_neither_project_nor_import(api, client, project):
    upload = post(client, fixture(BANDIT)).json()
    stranger = api.as_user(make_member(make_project(), "owner"))
    assert post(stranger, b"{}", project=project.slug).json()["code"] == "PROJECT_NOT_FOUND"
    assert stranger.get(f"{IMPORTS}/{upload['id']}").status_code == 404
    assert stranger.get(IMPORTS).json()["results"] == []


def test_a_target_of_another_project_is_not_found(client):
    target = make_target(make_project())
    refused(post(client, fixture(BANDIT), target=str(target.pk)), 404, "NOT_FOUND")


def test_a_retired_target_and_an_archived_project_are_conflicts(client, project):
    target = make_target(project, retired=True)
    refused(post(client, fixture(BANDIT), target=str(target.pk)), 409, "CONFLICT")
    project.archived = True
    project.save()
    refused(post(client, fixture(BANDIT), project=project.slug), 409, "CONFLICT")


def test_without_a_target_reports_of_a_tool_share_one(client, project):
    first = imported(client, fixture(BANDIT))
    second = imported(client, fixture(BANDIT))
    target = Target.objects.get(kind="imported")
    assert (target.project, target.locator) == (project, "bandit")
    assert first["target"] == second["target"] == str(target.pk)


# --- What becomes of it ---------------------------------------------------------------------------


def test_findings_arrive_and_the_answer_counts_them(client):
    told = imported(client, fixture(BANDIT))

    results = json.loads(fixture(BANDIT))["results"]
    assert (told["status"], told["scan_status"]) == ("done", "completed")
    assert told["created"] == told["findings_total"] == len(results) == Finding.objects.count()
    assert told["error"] is None
    (run,) = told["tool_runs"]
    assert (run["tool"], run["state"], run["outcome"]) == ("bandit", "succeeded", "findings")
    scan = Scan.objects.get()
    assert (scan.origin, str(scan.pk)) == ("import", told["scan"])
    assert not ToolRun.objects.get().attempts.exists()


def test_the_same_report_again_makes_no_duplicates(client):
    first = imported(client, fixture(BANDIT))
    again = imported(client, fixture(BANDIT))
    assert again["sha256"] == first["sha256"]
    assert (again["created"], again["seen_again"]) == (0, first["created"])


def test_packed_reports_are_unpacked(client):
    plain = imported(client, fixture(BANDIT))
    for content in (gzipped(fixture(BANDIT)), zipped({"reports/bandit.json": fixture(BANDIT)})):
        told = imported(client, content)
        assert (told["created"], told["seen_again"]) == (0, plain["created"])
    assert [told["packing"] for told in client.get(IMPORTS).json()["results"]] == [
        "zip",
        "gzip",
        "",
    ]


def test_each_tool_of_a_report_is_a_run(client):
    rows = [{"tool": "CodeQL", "title": "a"}, {"tool": "Bandit", "title": "b"}, "c"]
    told = imported(client, several(*rows))

    assert [(run["tool"], run["findings"]) for run in told["tool_runs"]] == [
        ("codeql", 1),
        ("bandit", 1),
        ("several", 1),
    ]
    assert set(Attribution.objects.values_list("tool", flat=True)) == {
        "codeql",
        "bandit",
        "several",
    }
    assert Target.objects.get(kind="imported").locator == "several"


def test_a_report_of_one_tool_in_a_standard_belongs_to_the_tool(client):
    imported(client, several({"tool": "CodeQL", "title": "a"}))
    assert Target.objects.get(kind="imported").locator == "codeql"


def _sarif_run(driver, *results, **more):
    return {"tool": {"driver": {"name": driver}}, "results": list(results), **more}


def test_each_run_of_a_sarif_report_is_judged_by_itself(client):
    """One with findings and a record that is none, one that found nothing, one that failed, one
    without a list of results: it did not look."""
    place = {"physicalLocation": {"artifactLocation": {"uri": "a.py"}}}
    wrong = {"ruleId": "R1", "message": {"text": "Wrong."}, "locations": [place]}
    runs = [
        _sarif_run("Busy", wrong, "no result"),
        _sarif_run("Quiet"),
        _sarif_run("Broken", invocations=[{"executionSuccessful": False}]),
        {"tool": {"driver": {"name": "Blind"}}, "results": None},
    ]
    report = json.dumps({"version": "2.1.0", "runs": runs}).encode()
    told = imported(client, report, full_scope=True)

    assert [(run["tool"], run["outcome"], run["findings"]) for run in told["tool_runs"]] == [
        ("busy", "findings_with_errors", 1),
        ("quiet", "clean", 0),
        ("broken", "crashed", 0),
        ("blind", "findings_with_errors", 0),
    ]
    stored = {run.tool: run for run in ToolRun.objects.all()}
    assert {tool for tool, run in stored.items() if run.full_scope} == {"quiet"}
    assert stored["quiet"].coverage["examined"] == {"results": 0, "runs": 1}
    assert stored["quiet"].coverage["rejected"] == 0
    assert stored["busy"].coverage["rejected"] == 1
    rejected = dict(ReportImport.objects.values_list("run__tool", "rejected_count"))
    assert rejected == {"busy": 1, "quiet": 0, "broken": 0, "blind": 0}


def test_the_tool_that_is_named_owns_a_report_of_a_standard(client):
    told = imported(client, several("a"), tool="acme")
    assert [run["tool"] for run in told["tool_runs"]] == ["acme"]
    rows = [{"tool": name, "title": "a"} for name in ("one", "two")]
    told = imported(client, several(*rows), tool="acme")
    assert (told["status"], told["error"]["code"]) == ("failed", "REPORT_UNREADABLE")
    assert "several tools (one, two)" in told["error"]["details"]
    told = imported(client, several({"tool": "Bandit", "title": "a"}), tool="semgrep")
    assert "not of semgrep but of bandit" in told["error"]["details"]


def test_rejected_records_unknown_words_and_problems_are_told(client):
    rows = ["a", {"reject": "no title"}, {"word": "spicy"}, {"problem": "a file did not parse"}]
    told = imported(client, several(*rows, "b"))

    assert (told["created"], told["rejected_count"]) == (2, 1)
    assert told["rejected"] == [{"position": "somewhere", "reason": "no title"}]
    assert told["unknown_severities"] == ["spicy"]
    assert told["problems"] == ["a file did not parse"]
    assert told["tool_runs"][0]["outcome"] == "findings_with_errors"


def test_an_empty_report_is_never_clean(client):
    told = imported(client, several())
    assert (told["status"], told["scan_status"]) == ("done", "failed")
    (run,) = told["tool_runs"]
    assert (run["state"], run["outcome"]) == ("failed", "unreadable_report")
    assert "examined anything" in run["error"]


def test_a_report_that_examined_something_and_found_nothing_is_clean(client):
    told = imported(client, several({"examined": 3}))
    assert told["scan_status"] == "completed"
    assert told["tool_runs"][0]["outcome"] == "clean"


def test_a_failure_that_the_report_tells_is_the_runs(client):
    told = imported(client, several({"failed": "the token has expired"}))
    assert told["tool_runs"][0]["outcome"] == "auth_failed"
    assert "the token has expired" in told["tool_runs"][0]["error"]


# --- Full scope -----------------------------------------------------------------------------------


def test_absence_closes_only_where_the_caller_says_that_the_report_is_whole(client):
    imported(client, several("a", "b", {"examined": 1}))
    assert imported(client, several("a", {"examined": 1}))["fixed"] == 0
    assert imported(client, several("a", {"examined": 1}), full_scope=True)["fixed"] == 1
    assert imported(client, several("b"))["reopened"] == 1


@pytest.mark.parametrize("more", [{"reject": "why"}, {"problem": "why"}])
def test_a_report_with_holes_closes_nothing_whatever_is_said(client, more):
    imported(client, several("a", "b"))
    assert imported(client, several("a", more), full_scope=True)["fixed"] == 0


# --- Nothing stored half --------------------------------------------------------------------------


def test_a_report_that_breaks_off_leaves_nothing(client):
    content = fixture(BANDIT)
    told = imported(client, content[: content.rindex(b"}") - 200])

    assert (told["status"], told["scan"]) == ("failed", None)
    assert told["error"]["code"] == "REPORT_UNREADABLE"
    assert told["error"]["position"]
    assert not Finding.objects.exists()
    assert not Scan.objects.exists()
    assert not Target.objects.exists()


def test_a_report_of_an_unknown_shape_leaves_nothing(client):
    told = imported(client, several("a", {"bug": "boom"}))
    assert (told["status"], told["error"]["code"]) == ("failed", "REPORT_UNREADABLE")
    assert "RuntimeError" in told["error"]["details"]
    assert not Finding.objects.exists()


def test_a_bomb_ends_at_its_limit(client, settings):
    settings.IMPORT_BYTES = 20_000_000
    told = imported(client, gzipped(several("a", {"title": "b", "resource": "x" * 21_000_000})))
    assert (told["status"], told["error"]["code"]) == ("failed", "REPORT_UNREADABLE")
    assert "20000000 bytes" in told["error"]["details"]
    bomb = gzipped(b'{"several": [' + b" " * (80 << 20))
    settings.IMPORT_BYTES = 2_000_000_000
    told = imported(client, bomb)
    assert "200 times its size" in told["error"]["details"]


def test_entities_in_xml_are_no_report(client):
    head = b'<?xml version="1.0"?><!DOCTYPE nmaprun [<!ENTITY a "aaaaaaaaaa">'
    levels = b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(8))
    bomb = head + levels + b']><nmaprun scanner="nmap">&i;</nmaprun>'
    answer = post(client, bomb)
    if answer.status_code == 202:
        told = imported(client, bomb)
        assert told["error"]["code"] == "REPORT_UNREADABLE"
    else:
        assert answer.json()["code"] in ("REPORT_UNREADABLE", "UNKNOWN_REPORT_FORMAT")
    assert not Finding.objects.exists()


# --- Repeats --------------------------------------------------------------------------------------


def test_the_same_key_with_the_same_file_is_one_upload(client):
    headers = {"Idempotency-Key": "k1"}
    first = post(client, fixture(BANDIT), headers=headers)
    again = post(client, fixture(BANDIT), headers=headers)
    assert again["Idempotency-Replayed"] == "true"
    assert again.json() == first.json()
    assert Upload.objects.count() == 1

    other = post(client, several("a"), headers=headers)
    assert other.json()["code"] == "IDEMPOTENCY_KEY_REUSED"


def test_a_boundary_drawn_anew_is_the_same_body(client):
    def sent(boundary, content):
        body = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="r.json"\r\n'
            f"\r\n{content}\r\n--{boundary}--\r\n"
        )
        kind = f"multipart/form-data; boundary={boundary}"
        headers = {"Idempotency-Key": "k2"}
        return client.generic("POST", IMPORTS, body, content_type=kind, headers=headers)

    first, again = (sent(name, several("a").decode()) for name in ("one", "another"))
    assert (first.status_code, again.status_code) == (202, 202)
    assert again.json()["id"] == first.json()["id"]
    assert sent("one", several("b").decode()).json()["code"] == "IDEMPOTENCY_KEY_REUSED"


def test_a_job_that_is_delivered_twice_counts_nothing_twice(client):
    told = imported(client, fixture(BANDIT))
    assert uploads.carry_out(told["id"]) == "nothing to do"
    assert client.get(f"{IMPORTS}/{told['id']}").json() == told


def test_a_job_whose_worker_died_is_begun_again_where_it_was(client, monkeypatch):
    upload_id = post(client, several(*"abcdef")).json()["id"]

    def killed(*args, **kwargs):
        raise SystemExit("as kill -9 would")

    with monkeypatch.context() as patched:
        patched.setattr(uploads, "import_run", killed)
        with pytest.raises(SystemExit):
            uploads.carry_out(upload_id)
    assert Upload.objects.get().state == "running"
    assert uploads.carry_out(upload_id) == "nothing to do"  # it may still live
    Upload.objects.update(updated="2026-01-01T00:00Z")
    assert uploads.resend() == 1
    assert uploads.resend() == 0
    assert uploads.carry_out(upload_id) == "done", Upload.objects.get().error
    assert Finding.objects.count() == 6
    assert ReportImport.objects.get().created_count == 6


def test_a_job_that_dies_again_and_again_is_given_up(client):
    upload_id = post(client, several("a")).json()["id"]
    Upload.objects.update(tries=uploads.MAX_TRIES)
    assert uploads.carry_out(upload_id) == "given up"
    told = client.get(f"{IMPORTS}/{upload_id}").json()
    assert (told["status"], told["error"]["code"]) == ("failed", "INTERNAL_ERROR")


def test_a_database_that_is_away_is_no_try_of_the_report(client, monkeypatch):
    upload_id = post(client, several("a")).json()["id"]

    def away(*args, **kwargs):
        raise OperationalError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(uploads, "import_run", away)
        for _ in range(uploads.MAX_TRIES + 2):
            with pytest.raises(OperationalError):
                uploads.carry_out(upload_id)
            Upload.objects.update(state="queued")
    assert uploads.carry_out(upload_id) == "done"


def test_a_job_that_takes_too_long_is_ended_with_its_reason(client, monkeypatch):
    upload_id = post(client, several("a")).json()["id"]

    def late(*args, **kwargs):
        raise TimeoutException("as the queue raises it")

    monkeypatch.setattr(uploads, "survey", late)
    with pytest.raises(TimeoutException):
        uploads.carry_out(upload_id)
    told = client.get(f"{IMPORTS}/{upload_id}").json()
    assert (told["status"], told["error"]["code"]) == ("failed", "REPORT_UNREADABLE")
    assert "longer than 3,600 seconds (WARDROOM_IMPORT_SECONDS)" in str(told["error"])
    assert not Scan.objects.exists()


def test_a_report_of_another_tool_is_refused_whatever_it_is_said_to_be(client):
    for claimed in ("bandit", "nmap"):
        upload_id = post(client, several({"tool": "acme", "title": "a"}), tool=claimed).json()["id"]
        assert uploads.carry_out(upload_id) == "failed"
        told = client.get(f"{IMPORTS}/{upload_id}").json()
        assert f"not of {claimed} but of acme" in str(told["error"])
    assert not Finding.objects.exists()


def test_a_secret_in_the_name_of_a_tool_is_masked(client):
    key = "AKIA" + "QX7FJZ2MN4PT6WYC"
    told = imported(client, several({"tool": f"scan {key}", "title": "a"}))
    assert key.lower() not in json.dumps(told).lower()


def test_large_reports_are_read_twice_and_not_kept(client, monkeypatch):
    monkeypatch.setattr("findings.surveying.KEPT_RECORDS", 2)
    told = imported(client, several({"tool": "x", "title": "a"}, "b", {"tool": "x", "title": "c"}))
    assert (told["created"], told["records"]) == (3, 3)
    assert [(run["tool"], run["findings"]) for run in told["tool_runs"]] == [
        ("x", 2),
        ("several", 1),
    ]


def test_files_of_uploads_that_are_gone_are_removed(client, settings):
    for name in "ab":
        post(client, several(name))
    kept, gone = Upload.objects.all()
    Upload.objects.filter(pk=gone.pk).delete()
    left = settings.INCOMING_DIR / "left.upload"
    left.write_bytes(b"of a process that died")

    assert uploads.remove_forgotten() == 0
    tomorrow = timezone.now() + timedelta(days=1, minutes=1)
    assert uploads.remove_forgotten(tomorrow) >= 2

    assert not left.exists()
    assert not Path(gone.file.path).exists()
    assert Path(kept.file.path).exists()


# --- Telling --------------------------------------------------------------------------------------


def test_progress_and_end_are_events_of_scan_and_project(client, project, monkeypatch):
    monkeypatch.setattr(uploads, "BEAT_SECONDS", 0)
    rows = [str(n) for n in range(1200)]
    told = imported(client, several(*rows))

    kinds = list(
        ScanEvent.objects.filter(topic=f"scan:{told['scan']}").values_list("type", flat=True)
    )
    assert kinds.count("import.finished") == 1
    assert "import.progress" in kinds
    assert kinds.index("scan.finished") < kinds.index("import.finished")
    ends = ScanEvent.objects.filter(topic=f"project:{project.pk}", type="import.finished")
    assert [event.data["state"] for event in ends] == ["done"]


def test_the_list_is_filtered_and_paged(client):
    ids = [imported(client, several(name))["id"] for name in "abc"]
    imported(client, fixture(BANDIT))

    page = client.get(f"{IMPORTS}?format=several&limit=2").json()
    rest = client.get(f"{IMPORTS}?format=several&limit=2&cursor={page['next']}").json()
    assert [row["id"] for row in [*page["results"], *rest["results"]]] == ids[::-1]
    assert client.get(f"{IMPORTS}?status=failed").json()["results"] == []
    assert client.get(f"{IMPORTS}?nonsense=1").json()["code"] == "INVALID_QUERY"


def test_query_counts_do_not_grow_with_the_list(client):
    def queries(path):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    upload_id = imported(client, several("a"))["id"]
    one = queries(IMPORTS)
    for name in "bcd":
        imported(client, several(name))
    assert queries(IMPORTS) == one <= 4
    assert queries(f"{IMPORTS}/{upload_id}") <= 4


def test_the_raw_report_of_an_import_is_the_file_as_it_was_uploaded(client, api, project):
    content = several({"tool": "CodeQL", "title": "a"})
    told = imported(client, gzipped(content))
    path = f"/api/v1/scans/{told['scan']}/tool-runs/codeql/report"
    assert client.get(path).status_code == 403  # an analyst

    admin = api.as_user(make_member(project, "admin", username="grace"))
    answer = admin.get(path)
    assert b"".join(answer.streaming_content) == content
    assert "attachment" in answer["Content-Disposition"]
    entry = AuditEntry.objects.get(action="report.open")
    assert entry.object_id == str(ToolRun.objects.get().pk)
    assert admin.get(f"{path}?attempt=2").json()["code"] == "INVALID_QUERY"

    Path(Upload.objects.get().content.path).unlink()
    gone = admin.get(path)
    assert (gone.status_code, gone.json()["code"]) == (404, "NOT_FOUND")
    assert gone.json()["details"] == "The report is no longer kept"
