"""The findings' routes: who may, what is answered, the seed's errors letter for letter."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from findings.importing import import_run
from findings.models import Finding, Severity
from tests.findings.sample import ended_run, line
from tests.make import make_key, make_member, make_project, make_scan, make_target, make_user

pytestmark = pytest.mark.django_db
FINDINGS = "/api/v1/findings"


@pytest.fixture
def target():
    return make_target()


@pytest.fixture
def analyst(target):
    return make_member(target.project, "analyst", username="ada")


def found(target, *records, **fields):
    import_run(ended_run(*records, target=target, **fields).pk)
    return list(Finding.objects.filter(project=target.project).order_by("resource"))


def names(response):
    assert response.status_code == 200, response.content
    return [row["resource"].removesuffix(".py") for row in response.json()["results"]]


# --- Who ------------------------------------------------------------------------------------------


def test_without_credentials_the_list_asks_for_the_key(api):
    response = api.get(FINDINGS)
    assert response.status_code == 401
    assert response.json()["code"] == "MISSING_API_KEY"
    assert response.json()["details"] == "X-API-Key header required"


def test_a_wrong_key_is_refused(api):
    response = api.as_key("wr_000000000000_" + "x" * 43).get(FINDINGS)
    assert (response.status_code, response.json()["code"]) == (403, "INVALID_API_KEY")


def test_a_key_reads_the_findings_of_its_owner(api, target, analyst):
    found(target, "a")
    found(make_target(make_project()), "b")
    assert names(api.as_key(make_key(analyst, "findings:read")).get(FINDINGS)) == ["a"]


def test_a_key_without_the_scope_is_told_so_instead_of_seeing_nothing(api, target, analyst):
    found(target, "a")
    response = api.as_key(make_key(analyst, "scans:read")).get(FINDINGS)
    assert (response.status_code, response.json()["code"]) == (403, "FORBIDDEN")
    assert "findings:read" in response.json()["details"]


def test_a_stranger_sees_no_findings_and_no_finding(api, target):
    (finding,) = found(target, "a")
    api.as_user(make_user())
    assert names(api.get(FINDINGS)) == []
    for path in ("", "/history", "/fingerprint"):
        response = api.get(f"{FINDINGS}/{finding.pk}{path}")
        assert (response.status_code, response.json()["code"]) == (404, "FINDING_NOT_FOUND")
    assert api.get(f"/p/{target.project.slug}/findings").json()["code"] == "PROJECT_NOT_FOUND"


# --- List -----------------------------------------------------------------------------------------


def test_a_finding_in_the_list(api, target, analyst):
    (finding,) = found(target, line("a", severity="high", cwe=["CWE-89"], cvss=7.5, rule_id="B608"))
    row = api.as_user(analyst).get(FINDINGS).json()["results"][0]
    assert row["id"] == str(finding.pk)
    assert (row["severity"], row["status"], row["rule_id"]) == ("high", "open", "B608")
    assert (row["tools"], row["targets"]) == (["sample"], [str(target.pk)])
    assert (row["cwe"], row["cvss"], row["location"]) == (["CWE-89"], 7.5, "a.py:1")
    assert row["first_seen"].endswith("Z")
    assert "evidence" not in row


def test_worst_first_then_latest_and_other_orders(api, target, analyst):
    old, new = timezone.now() - timedelta(days=2), timezone.now()
    found(target, line("low", severity="low"), line("old", severity="high"), started=old)
    found(target, line("new", severity="high"), line("crit", severity="critical"),
          started=new, full_scope=False)  # fmt: skip
    api.as_user(analyst)
    assert names(api.get(FINDINGS)) == ["crit", "new", "old", "low"]
    assert names(api.get(f"{FINDINGS}?ordering=severity"))[0] == "low"
    assert set(names(api.get(f"{FINDINGS}?ordering=last_seen"))[:2]) == {"low", "old"}
    assert set(names(api.get(f"{FINDINGS}?ordering=-first_seen"))[:2]) == {"new", "crit"}


def test_pages_hold_every_finding_once(api, target, analyst):
    found(target, *[line(f"f{n:02}", severity=Severity.values[n % 5]) for n in range(23)])
    api.as_user(analyst)
    for ordering in ("-severity", "severity", "-last_seen", "first_seen"):
        seen, cursor = [], ""
        while cursor is not None:
            page = api.get(
                f"{FINDINGS}?limit=5&ordering={ordering}{cursor and '&cursor=' + cursor}"
            )
            seen += names(page)
            cursor = page.json()["next"]
        assert len(seen) == len(set(seen)) == 23, ordering


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("severity=critical", {"crit"}),
        ("severity=critical,low", {"crit", "plain"}),
        ("severity=critical&severity=low", {"crit", "plain"}),
        ("status=fixed", {"gone"}),
        ("status=open&tool=other", {"other"}),
        ("tool=sample,other", {"crit", "plain", "other", "gone"}),
        ("rule=B608", {"crit"}),
        ("cwe=CWE-89", {"crit"}),
        ("cwe=89,22", {"crit"}),
        ("cwe=9", set()),
        ("cve=cve-2024-1", {"plain"}),
        ("tag=näh%22x", {"plain"}),
        ("tag=n%25h", set()),
        ("q=SQL+INJ", {"crit"}),
        ("q=crit.py", {"crit"}),
        ("q=%25", set()),
        ("q=", {"crit", "plain", "other", "gone"}),
        ("project={project}", {"crit", "plain", "other", "gone"}),
        ("project={slug}", {"crit", "plain", "other", "gone"}),
        ("target={target}", {"crit", "plain", "other", "gone"}),
        ("target={unknown}", set()),
        ("scan={scan}", {"crit", "plain"}),
        ("first_seen_after=2026-01-02T00:00:00Z", {"plain", "other", "crit"}),
        ("first_seen_before=2026-01-02T00:00:00Z", {"gone"}),
        ("last_seen_after=2999-01-01T00:00:00Z", set()),
    ],
)
def test_filters(api, target, analyst, query, expected):
    long_ago = datetime(2026, 1, 1, tzinfo=UTC)
    found(target, "gone", started=long_ago)
    records = [
        line("crit", severity="critical", rule_id="B608", title="SQL injection", cwe=["CWE-89"]),
        line("plain", severity="low", cve=["CVE-2024-1"], tags=['näh"x']),
    ]
    run = ended_run(*records, target=target)
    import_run(run.pk)
    import_run(ended_run("other", target=target, tool="other").pk)
    import_run(ended_run(*records, target=target).pk)  # a later scan takes nothing away
    query = query.format(
        project=target.project_id,
        slug=target.project.slug,
        target=target.pk,
        unknown=make_target().pk,
        scan=run.scan_id,
    )
    assert set(names(api.as_user(analyst).get(f"{FINDINGS}?{query}"))) == expected


def test_a_bad_severity_has_the_seeds_words(api, analyst):
    response = api.as_user(analyst).get(f"{FINDINGS}?severity=urgent")
    body = response.json()
    assert response.status_code == 400
    assert (body["error"], body["code"]) == ("Invalid query parameters", "INVALID_QUERY")
    assert body["details"] == "severity must be one of: critical, high, medium, low, info"


@pytest.mark.parametrize(
    "query",
    [
        "colour=red",
        "status=closed",
        "severity=high,,low",
        "severity=",
        "scan=7",
        "limit=0",
        "limit=201",
        "cursor=xyz",
        "ordering=title",
        "last_seen_after=yesterday",
        "tool=" + ",".join("abc" * 20),
        "q=" + "x" * 201,
    ],
)
def test_other_bad_parameters_are_named(api, analyst, query):
    response = api.as_user(analyst).get(f"{FINDINGS}?{query}")
    assert (response.status_code, response.json()["code"]) == (400, "INVALID_QUERY")
    assert query.partition("=")[0] in response.json()["details"]


def test_the_list_takes_few_queries_whatever_the_number(api, target, analyst):
    found(target, *[line(f"f{n}") for n in range(120)])
    key = make_key(analyst, "findings:read")
    counts = []
    for limit in (2, 100):
        with CaptureQueriesContext(connection) as context:
            url = f"{FINDINGS}?limit={limit}&project={target.project.slug}&count=exact&tool=sample"
            assert len(names(api.as_key(key).get(url))) == limit
        counts.append(len(context))
    assert max(counts) <= 6
    with CaptureQueriesContext(connection) as context:
        api.get(f"/p/{target.project.slug}/findings?limit=100")
    assert len(context) <= 6


# --- One finding --------------------------------------------------------------------------------


def test_a_finding_with_attributions_and_history(api, target, analyst):
    (finding,) = found(target, line("a", evidence={"confidence": "HIGH"}))
    found(target)  # a clean full look
    body = api.as_user(analyst).get(f"{FINDINGS}/{finding.pk}").json()
    assert body["evidence"]["code"] == {"path": "a.py", "line": 1, "snippet": "call(a)"}
    assert body["layers"] == {"imported": "fixed", "rule": None, "person": None}
    assert body["attributions"][0]["reported"] is False
    assert body["tools"] == []
    assert [d["to_status"] for d in body["history"]] == ["fixed"]
    history = api.get(f"{FINDINGS}/{finding.pk}/history").json()
    assert history["results"] == body["history"]


def test_its_fingerprint_is_explained(api, target, analyst):
    (finding,) = found(target, "a")
    body = api.as_user(analyst).get(f"/api/findings/{finding.pk}/fingerprint").json()
    assert body["fingerprint"] == finding.fingerprint
    assert {"name": "path", "value": "a.py"} in body["parts"]
    assert {"name": "snippet", "value": "call(a)"} in body["parts"]


@pytest.mark.parametrize("finding_id", ["7", "0198c0de-0000-7000-8000-000000000001", "x" * 300])
def test_no_such_finding(api, analyst, finding_id):
    response = api.as_user(analyst).get(f"{FINDINGS}/{finding_id}")
    assert (response.status_code, response.json()["code"]) == (404, "FINDING_NOT_FOUND")


# --- Triage -------------------------------------------------------------------------------------


def test_deciding_with_etags(api, target, analyst):
    (finding,) = found(target, "a")
    api.as_user(analyst)
    etag = api.get(f"{FINDINGS}/{finding.pk}")["ETag"]
    url = f"{FINDINGS}/{finding.pk}/triage"

    first = api.post(
        url, {"status": "false_positive", "reason": "test code"}, headers={"If-Match": etag}
    )
    second = api.post(url, {"status": "fixed"}, headers={"If-Match": etag})

    assert (first.status_code, first.json()["status"]) == (200, "false_positive")
    assert first.json()["history"][0]["by"] == "ada"
    assert first.json()["history"][0]["request_id"] == first["X-Request-ID"]
    assert first["ETag"] != etag
    assert (second.status_code, second.json()["code"]) == (412, "PRECONDITION_FAILED")


def test_the_seeds_route_decides(api, target, analyst):
    (finding,) = found(target, "a")
    end = "2027-01-05T00:00:00.000Z"
    response = api.as_user(analyst).post(
        f"/p/{target.project.slug}/findings/triage",
        {
            "finding_id": str(finding.pk),
            "status": "accepted_risk",
            "reason": "r",
            "expires_at": end,
        },
    )
    assert response.status_code == 200
    assert (response.json()["status"], response.json()["accepted_until"]) == ("accepted_risk", end)


@pytest.mark.parametrize(
    "finding_id", [None, "", "not-an-id", 7, {"$ne": 1}, "0198c0de-0000-7000-8000-000000000001"]
)
def test_the_seeds_route_knows_only_findings_of_the_project(api, target, analyst, finding_id):
    body = (
        {"status": "fixed"} if finding_id is None else {"finding_id": finding_id, "status": "fixed"}
    )
    response = api.as_user(analyst).post(f"/p/{target.project.pk}/findings/triage", body)
    answer = response.json()
    assert (response.status_code, answer["code"]) == (400, "INVALID_FINDING")
    assert answer["error"] == "Invalid finding reference"
    assert answer["details"] == "Finding ID not found or malformed"


def test_a_finding_of_another_project_is_not_of_this_one(api, target, analyst):
    other = make_target(make_project())
    (foreign,) = found(other, "a")
    response = api.as_user(analyst).post(
        f"/p/{target.project.slug}/findings/triage",
        {"finding_id": str(foreign.pk), "status": "fixed"},
    )
    assert response.json()["code"] == "INVALID_FINDING"


@pytest.mark.parametrize("status", [None, "wontfix", 3, ["open"]])
def test_the_seeds_route_refuses_other_statuses(api, target, analyst, status):
    (finding,) = found(target, "a")
    body = {"finding_id": str(finding.pk)} | ({} if status is None else {"status": status})
    response = api.as_user(analyst).post(f"/p/{target.project.slug}/findings/triage", body)
    answer = response.json()
    assert (response.status_code, answer["code"]) == (422, "INVALID_STATUS")
    assert answer["error"] == "Invalid triage status"
    assert answer["details"] == "Status must be one of: open, accepted_risk, false_positive, fixed"


def test_who_may_decide(api, target, analyst):
    (finding,) = found(target, "a")
    body = {"finding_id": str(finding.pk), "status": "fixed"}
    url = f"/p/{target.project.slug}/findings/triage"
    assert api.as_user(make_user()).post(url, body).json()["code"] == "PROJECT_NOT_FOUND"
    assert api.as_user(make_member(target.project, "viewer")).post(url, body).status_code == 403
    assert api.post(f"{FINDINGS}/{finding.pk}/triage", {"status": "fixed"}).status_code == 403
    reader = make_key(analyst, "findings:read")
    api.force_authenticate(None)
    assert api.as_key(reader).post(url, body).json()["code"] == "FORBIDDEN"
    writer = make_key(analyst, "findings:write")
    assert api.as_key(writer).post(url, body).status_code == 200
    assert Finding.objects.get().decisions.get().by_name == "test key"


def test_the_lists_of_a_project(api, target, analyst):
    found(target, line("a", severity="high"), "b")
    found(make_target(make_project()), "c")
    scan = make_scan(target)
    api.as_user(analyst)
    assert set(names(api.get(f"/p/{target.project.pk}/findings"))) == {"a", "b"}
    assert names(api.get(f"/p/{target.project.slug}/findings?severity=high")) == ["a"]
    assert names(api.get(f"/p/{target.project.slug}/findings?scan={scan.pk}")) == []
