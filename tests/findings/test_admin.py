"""The findings desk: what it shows, what its actions do, and what it costs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from findings import triage
from findings.importing import import_run
from findings.models import Finding, TriageDecision
from projects.callers import Caller
from tests.findings.sample import ended_run, line
from tests.make import make_member, make_project, make_target

pytestmark = pytest.mark.django_db
LIST = "/admin/findings/finding/"


@pytest.fixture
def target():
    return make_target(name="shop")


@pytest.fixture
def analyst(target):
    return make_member(target.project, "analyst", username="ada", is_staff=True)


@pytest.fixture
def desk(analyst):
    client = Client()
    client.force_login(analyst)
    return client


def found(target, *records, **fields):
    import_run(ended_run(*records, target=target, **fields).pk)
    return list(Finding.objects.filter(project=target.project).order_by("resource"))


def page(client, url):
    response = client.get(url)
    assert response.status_code == 200, response
    return response.content.decode()


def shown(client, query=""):
    response = client.get(f"{LIST}?{query}")
    assert response.status_code == 200
    return {finding.resource.removesuffix(".py") for finding in response.context["cl"].result_list}


def act(client, action, findings, **fields):
    body = {"action": action, "_selected_action": [str(f.pk) for f in findings], **fields}
    return client.post(LIST, body, follow=True)


def told(response):
    return " ".join(str(message) for message in response.context["messages"])


def test_the_list_answers_the_first_questions(desk, target):
    found(target, line("app/ünïcode", severity="critical", title="<b>Injection</b> ✓"))
    text = page(desk, LIST)
    for expected in ("&lt;b&gt;Injection&lt;/b&gt; ✓", "Critical", "Open", "app/ünïcode.py:1",
                     "sample", "shop"):  # fmt: skip
        assert expected in text


def test_a_hundred_rows_take_few_queries(desk, target):
    found(target, *[line(f"f{n}") for n in range(100)])
    desk.get(LIST)
    with CaptureQueriesContext(connection) as context:
        assert len(shown(desk)) == 100
    assert len(context) <= 12, [query["sql"][:120] for query in context.captured_queries]


def test_the_questions(desk, target, analyst):
    now = timezone.now()
    found(target, line("old", severity="high"), line("back", severity="low"),
          started=now - timedelta(days=30))  # fmt: skip
    found(target, line("old", severity="high"), started=now - timedelta(days=20))
    found(target, line("old", severity="high"), line("back", severity="low"),
          line("fresh", severity="critical"))  # fmt: skip
    by = {finding.resource: finding for finding in Finding.objects.all()}
    caller = Caller(analyst)
    triage.assign(by["fresh.py"], analyst, by=caller)
    assert shown(desk, "question=new_day") == {"fresh"}
    assert shown(desk, "question=worst") == {"old", "fresh"}
    assert shown(desk, "question=unassigned") == {"old"}
    assert shown(desk, "question=mine") == {"fresh"}
    assert shown(desk, "question=reopened") == {"back"}
    soon = now + timedelta(days=3)
    triage.decide(by["old.py"], "accepted_risk", by=caller, reason="r", expires_at=soon)
    triage.decide(by["back.py"], "accepted_risk", by=caller, reason="r")
    assert shown(desk, "question=ending") == {"old"}
    triage.decide(by["fresh.py"], "fixed", by=caller)
    assert shown(desk, "question=fixed_week") == {"fresh"}
    assert shown(desk, "tool=sample&severity__exact=high") == {"old"}
    assert shown(desk, "tool=other") == set()
    assert shown(desk, "q=fresh") == {"fresh"}


def test_staff_sees_only_findings_of_own_projects(desk, target):
    found(target, "mine")
    (foreign,) = found(make_target(make_project()), "foreign")
    assert shown(desk) == {"mine"}
    assert desk.get(f"{LIST}{foreign.pk}/change/").status_code == 302
    response = act(desk, "fix_selected", [foreign])
    assert "foreign" not in told(response)
    foreign.refresh_from_db()
    assert foreign.status == "open"


def test_the_page_of_a_finding_shows_everything(desk, target):
    (finding,) = found(
        target,
        line("a", line=41, snippet="x = 1\neval(x)", description="Why <i>", remediation="Do not",
             cwe=["CWE-95"], references=["https://example.com/eval", "javascript:alert(1)"],
             cvss=9.8, evidence={"confidence": "HIGH"}),
    )  # fmt: skip
    text = page(desk, f"{LIST}{finding.pk}/change/")
    run = finding.last_run
    for expected in (
        "41  x = 1", "42  eval(x)", "Why &lt;i&gt;", "Do not", "CWE-95", "9.8", "confidence",
        "HIGH", 'href="https://example.com/eval"', finding.fingerprint, "ordinal",
        reverse("scan", args=[run.scan_id]), reverse("admin:scans_toolrun_change", args=[run.pk]),
    ):  # fmt: skip
        assert expected in text, expected
    assert "javascript:alert" not in text


def test_an_http_exchange_is_readable(desk, target):
    (finding,) = found(target, {
        "place": "web", "url": "http://h/?q=1", "parameter": "q",
        "request": "GET /?q=<script> HTTP/1.1\nHost: h", "response": "HTTP/1.1 200 OK",
    })  # fmt: skip
    text = page(desk, f"{LIST}{finding.pk}/change/")
    for expected in ("GET http://h/?q=1, parameter q", "GET /?q=&lt;script&gt; HTTP/1.1\nHost: h"):
        assert expected in text


@pytest.mark.parametrize(
    ("action", "status"),
    [("dismiss_selected", "false_positive"), ("fix_selected", "fixed")],
)
def test_actions_decide_and_tell(desk, target, action, status):
    findings = found(target, "a", "b")
    response = act(desk, action, findings)
    assert set(Finding.objects.values_list("status", flat=True)) == {status}
    assert TriageDecision.objects.filter(by_name="ada").count() == 2
    assert told(response).startswith("2 now ")


def test_reopening_and_taking(desk, target, analyst):
    (finding,) = found(target, "a")
    act(desk, "fix_selected", [finding])
    act(desk, "reopen_selected", [finding])
    act(desk, "take_selected", [finding])
    finding.refresh_from_db()
    assert (finding.status, finding.assignee) == ("open", analyst)


def test_accepting_a_risk_asks_for_reason_and_end_first(desk, target):
    findings = found(target, "a", "b")
    asked = act(desk, "accept_selected", findings)
    assert b"2 findings" in asked.content
    assert set(Finding.objects.values_list("status", flat=True)) == {"open"}

    without = act(desk, "accept_selected", findings, decide="1", reason="", until="2026-12-01")
    assert b"This field is required" in without.content

    day = (timezone.now() + timedelta(days=30)).date()
    done = act(desk, "accept_selected", findings, decide="1", reason="known", until=str(day))
    assert told(done).startswith("2 now accepted risk")
    for finding in Finding.objects.all():
        assert (finding.status, finding.accepted_until.date()) == ("accepted_risk", day)
        assert finding.decisions.get().reason == "known"


def test_an_end_that_is_too_far_is_told(desk, target):
    (finding,) = found(target, "a")
    day = (timezone.now() + timedelta(days=400)).date()
    url = f"{LIST}{finding.pk}/accept/"
    assert desk.get(url).status_code == 200
    response = desk.post(url, {"decide": "1", "reason": "r", "until": str(day)}, follow=True)
    assert "at most 365 days away" in told(response)
    finding.refresh_from_db()
    assert finding.status == "open"


@pytest.mark.parametrize(
    ("path", "status"), [("dismiss", "false_positive"), ("fix", "fixed"), ("take", "open")]
)
def test_deciding_on_the_page_of_a_finding_needs_its_post(desk, target, path, status):
    (finding,) = found(target, "a")
    url = f"{LIST}{finding.pk}/{path}/"
    assert desk.get(url).status_code == 200
    finding.refresh_from_db()
    assert (finding.status, finding.assignee) == ("open", None)
    response = desk.post(url, {"decide": "1", "reason": "looked"}, follow=True)
    assert response.redirect_chain[0][0] == f"{LIST}{finding.pk}/change/"
    finding.refresh_from_db()
    assert finding.status == status
    assert (finding.assignee is not None) == (path == "take")


def test_a_viewer_reads_and_is_told_why_nothing_changes(target):
    (finding,) = found(target, "a")
    client = Client()
    client.force_login(make_member(target.project, "viewer", is_staff=True))
    assert shown(client) == {"a"}
    response = act(client, "fix_selected", [finding])
    assert "Insufficient permissions" in told(response)
    finding.refresh_from_db()
    assert finding.status == "open"


def test_history_cannot_be_written(desk, target, analyst):
    (finding,) = found(target, "a")
    triage.decide(finding, "fixed", by=Caller(analyst), reason="patched")
    url = f"{LIST}{finding.pk}/change/"
    text = page(desk, url)
    assert "Open → Fixed" in text
    assert "patched" in text
    assert desk.post(url, {"title": "changed"}).status_code == 403
    assert desk.post(f"{LIST}{finding.pk}/delete/", {"post": "yes"}).status_code == 403
    finding.refresh_from_db()
    assert finding.title == "A title"


def test_imports_show_what_was_refused(desk, target):
    run = ended_run("a", {"reject": "no <rule>"}, {"word": "blocker"}, target=target)
    record = import_run(run.pk)
    assert "1" in page(desk, "/admin/findings/reportimport/")
    text = page(desk, f"/admin/findings/reportimport/{record.pk}/change/")
    for expected in ("line 2: no &lt;rule&gt;", "blocker", "absent findings were not closed"):
        assert expected in text
