"""Scans over HTTP."""

import pytest
from django_q.models import OrmQ

from projects.models import Credential
from projects.roles import Role
from scans import leases, orchestration, work
from scans.leases import Result
from scans.models import Profile, Scan
from scans.states import RunState
from tests.make import make_member, make_project, make_scan, make_target, make_user
from tests.scans.conftest import FINDINGS, make_attempt

pytestmark = pytest.mark.django_db

COLUMNS = {
    "id", "project", "target", "profile", "profile_version", "origin", "status", "tools", "options",
    "max_parallel", "severity_filter", "created", "started", "finished", "request_id",
    "requested_by", "counts", "tool_runs", "idle_ms", "schedule",
}  # fmt: skip


@pytest.fixture
def as_admin(api, desk):
    return api.as_user(desk.admin)


def test_the_seeds_own_body_starts_a_scan(as_admin, desk):
    Profile.objects.filter(name="quick").update(tools=[{"tool": "bandit"}])

    answer = as_admin.post("/api/scans", {"profile": "quick", "tools": ["bandit"]}, format="json")

    assert answer.status_code == 202
    assert set(answer.json()) == COLUMNS
    assert answer.json()["status"] == "pending"
    assert answer["Location"] == f"/api/v1/scans/{answer.json()['id']}"
    assert answer.json()["request_id"] == answer["X-Request-ID"]
    assert answer.json()["requested_by"] == desk.admin.username
    assert OrmQ.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"profile": "nope"}, 400, "UNKNOWN_PROFILE"),
        ({"tools": ["nope"]}, 400, "UNKNOWN_TOOL"),
        ({"tools": ["wapiti"]}, 400, "MISSING_PARAMETER"),
        ({"tools": ["bandit"], "project": "nope"}, 404, "PROJECT_NOT_FOUND"),
        ({"tools": "bandit"}, 400, "VALIDATION_ERROR"),
        ({"tools": ["bandit"], "timeout_seconds": 0}, 400, "VALIDATION_ERROR"),
        ({"tools": ["bandit"], "options": {"bandit": {"x": 1}}}, 400, "VALIDATION_ERROR"),
        ({"tools": ["bandit"], "severity_filter": ["awful"]}, 400, "VALIDATION_ERROR"),
        ({}, 400, "MISSING_PARAMETER"),
    ],
)
def test_bad_requests_have_their_code(as_admin, body, status, code):
    answer = as_admin.post("/api/v1/scans", body, format="json")

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not Scan.objects.exists()


def test_malformed_json_is_said_so(as_admin):
    answer = as_admin.post("/api/v1/scans", "{", content_type="application/json")

    assert answer.json()["code"] == "MALFORMED_BODY"


def test_dry_run_tells_everything_and_stores_nothing(as_admin, desk):
    credential = Credential.objects.create(
        project=desk.project, name="keys", kind="generic", values={"SHOP_KEY": "qwertz-99-uiop"}
    )

    answer = as_admin.post(
        "/api/v1/scans",
        {"tools": ["bandit"], "credential": credential.name, "dry_run": True},
        format="json",
    )

    assert answer.status_code == 200
    (tool,) = answer.json()["tools"]
    assert tool["argv"][1:3] == ["-r", str(desk.folder)]
    assert tool["folder"].endswith("/runs/<run>/<attempt>")
    assert f"{tool['folder']}/report.json" in tool["argv"]
    assert "SHOP_KEY" in tool["environment"]
    assert tool["credentials"] == "present"
    assert tool["exit_codes"]["2"] == "bad_arguments"
    assert tool["installed"]
    assert "qwertz" not in answer.content.decode()
    assert not Scan.objects.exists()
    assert not OrmQ.objects.exists()


def test_errors_have_exactly_the_seeds_shape(as_admin, desk):
    scan = make_scan(desk.target, tools=("bandit", "semgrep", "checkov", "nmap", "sslyze"))
    endings = {
        "bandit": (RunState.SUCCEEDED, ""),
        "semgrep": (RunState.FAILED, "Connection timeout after 300s"),
        "checkov": (RunState.SKIPPED, "checkov is not installed"),
        "nmap": (RunState.CANCELLED, "Cancelled before its turn"),
    }
    for tool, (state, error) in endings.items():
        scan.runs.filter(tool=tool).update(state=state, error=error, findings_imported=True)

    answer = as_admin.get(f"/api/scans/{scan.pk}/errors")

    assert answer.json() == {
        "scan_id": str(scan.pk),
        "tool_errors": {"bandit": None, "semgrep": "Connection timeout after 300s"},
        "total_tools": 2,
        "failed_tools": 1,
        "success_tools": 1,
    }


def test_tool_runs_show_every_attempt(as_admin, desk):
    scan = desk.start()
    leases.finish(
        leases.claim("worker:1"),
        Result(RunState.FAILED, "auth_failed", error="no", hint="refresh", exit_code=1),
    )

    (run,) = as_admin.get(f"/api/v1/scans/{scan.pk}/tool-runs").json()["results"]

    assert run["tool"] == "bandit"
    assert (run["state"], run["outcome"], run["cause"]) == ("failed", "auth_failed", "auth_failed")
    assert (run["error"], run["hint"], run["retryable"]) == ("no", "refresh", False)
    assert run["duration_ms"] >= 0
    assert [attempt["number"] for attempt in run["attempts"]] == [1]
    assert run["attempts"][0]["started"].endswith("Z")


@pytest.mark.django_db(transaction=True)
def test_log_and_report_of_a_run(api, live_desk):
    live_desk.order(["say", "one"], ["say", "two"], ["warn", "three"], ["report", FINDINGS])
    scan = live_desk.start()
    work.run(leases.claim("worker:1"))
    api.as_user(live_desk.admin)

    log = api.get(f"/api/v1/scans/{scan.pk}/tool-runs/bandit/log?tail=2").json()
    report = api.get(f"/api/v1/scans/{scan.pk}/tool-runs/bandit/report")

    assert (log["tool"], log["attempt"], log["state"]) == ("bandit", 1, "succeeded")
    assert len(log["lines"]) == 2
    assert log["truncated"]
    assert b'"results"' in report.getvalue()
    assert 'filename="bandit-report.json"' in report["Content-Disposition"]


def test_log_of_a_running_tool_is_what_it_wrote_so_far(as_admin, desk, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    scan = make_scan(desk.target, tools=("bandit",))
    run = scan.runs.get()
    make_attempt(run)
    folder = tmp_path / "runs" / str(run.pk) / "1"
    folder.mkdir(parents=True)
    (folder / "log.txt").write_text("so far\n")

    log = as_admin.get(f"/api/v1/scans/{scan.pk}/tool-runs/bandit/log").json()

    assert log["lines"] == ["so far"]
    assert log["state"] == "running"
    assert not log["truncated"]


@pytest.mark.parametrize(
    ("route", "role", "status"),
    [
        ("", Role.VIEWER, 200),
        ("/errors", Role.VIEWER, 200),
        ("/tool-runs", Role.VIEWER, 200),
        ("/events", Role.VIEWER, 200),
        ("/tool-runs/bandit/log", Role.VIEWER, 403),
        ("/tool-runs/bandit/log", Role.ANALYST, 200),
        ("/tool-runs/bandit/report", Role.ANALYST, 403),
        ("/tool-runs/bandit/report", Role.ADMIN, 404),
        ("/tool-runs/nothing/log", Role.ADMIN, 404),
    ],
)
def test_rights_on_reading(api, desk, route, role, status):
    scan = make_scan(desk.target, tools=("bandit",))
    make_attempt(scan.runs.get())

    answer = api.as_user(make_member(desk.project, role)).get(f"/api/v1/scans/{scan.pk}{route}")

    assert answer.status_code == status


@pytest.mark.parametrize("verb", ["cancel", "retry"])
def test_viewer_and_analyst_change_nothing(api, desk, verb):
    scan = make_scan(desk.target, tools=("bandit",))
    for role in (Role.VIEWER, Role.ANALYST):
        user = make_member(desk.project, role)

        answer = api.as_user(user).post(f"/api/v1/scans/{scan.pk}/{verb}")

        assert (answer.status_code, answer.json()["code"]) == (403, "FORBIDDEN")


@pytest.mark.parametrize("route", ["", "/errors", "/events", "/tool-runs", "/cancel"])
def test_scan_of_others_and_unknown_scan_are_not_found(api, route):
    api.as_user(make_user())
    foreign = make_scan(tools=("bandit",))
    for scan_id in (foreign.pk, "0198c0de-0000-7000-8000-000000000009", "no-id"):
        method = api.post if route == "/cancel" else api.get

        answer = method(f"/api/v1/scans/{scan_id}{route}")

        assert (answer.status_code, answer.json()["code"]) == (404, "SCAN_NOT_FOUND")


def test_cancel_and_retry_answer_with_the_scan(as_admin, desk):
    scan = desk.start()

    cancelled = as_admin.post(f"/api/v1/scans/{scan.pk}/cancel")
    again = as_admin.post(f"/api/v1/scans/{scan.pk}/cancel")
    retried = as_admin.post(f"/api/v1/scans/{scan.pk}/retry", {"tools": ["bandit"]}, format="json")

    assert (cancelled.status_code, cancelled.json()["status"]) == (202, "cancelled")
    assert (again.status_code, again.json()["code"]) == (409, "SCAN_NOT_CANCELLABLE")
    assert (retried.status_code, retried.json()["status"]) == (202, "pending")
    assert retried["Location"].endswith(str(scan.pk))


def test_events_go_on_after_a_number(as_admin, desk):
    scan = desk.start()

    first = as_admin.get(f"/api/v1/scans/{scan.pk}/events?limit=1").json()
    rest = as_admin.get(f"/api/v1/scans/{scan.pk}/events?after={first['last']}").json()

    assert [event["type"] for event in first["results"]] == ["scan.created"]
    assert first["more"]
    assert [event["seq"] for event in rest["results"]] == [2]
    assert not rest["more"]
    assert rest["results"][0]["scan_id"] == str(scan.pk)


@pytest.mark.parametrize(
    "query",
    [
        "after=-1",
        "after=x",
        f"after={'0' * 20}{'9' * 30}",
        f"after={'0' * 20}{'9' * 5000}",
        "limit=0",
        "limit=501",
        "since=1",
    ],
)
def test_bad_event_queries_are_refused(as_admin, desk, query):
    answer = as_admin.get(f"/api/v1/scans/{make_scan(desk.target).pk}/events?{query}")

    assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_QUERY")


# --- Lists ------------------------------------------------------------------------------------


def test_list_costs_the_same_for_one_scan_and_for_many(
    as_admin, desk, django_assert_max_num_queries
):
    for _ in range(12):
        scan = make_scan(desk.target, tools=("bandit", "semgrep"))
        make_attempt(scan.runs.first())

    with django_assert_max_num_queries(4):
        answer = as_admin.get("/api/v1/scans")

    assert len(answer.json()["results"]) == 12
    assert len(answer.json()["results"][0]["tool_runs"]) == 2


def test_list_shows_own_projects_only_newest_first(as_admin, desk):
    make_scan(tools=("bandit",))
    older, newer = make_scan(desk.target), make_scan(desk.target)

    found = [row["id"] for row in as_admin.get("/api/v1/scans").json()["results"]]

    assert found == [str(newer.pk), str(older.pk)]


@pytest.mark.parametrize(
    "query",
    [
        "status=failed",
        "status=failed&status=partial",
        "origin=scheduled",
        "request_id=abc-12345",
        "target_kind=web",
        "profile=quick",
        "created_before=2020-01-01T00:00:00Z",
    ],
)
def test_filters_narrow_the_list(as_admin, desk, query):
    make_scan(desk.target)

    assert as_admin.get(f"/api/v1/scans?{query}").json()["results"] == []


def test_filters_find(as_admin, desk):
    scan = make_scan(desk.target, request_id="abc-12345", profile=Profile.objects.get(name="quick"))
    make_scan(desk.target)
    queries = [
        f"project={desk.project.slug}&request_id=abc-12345",
        f"target={desk.target.pk}&profile=quick",
        "status=pending&origin=manual&profile=quick&created_after=2020-01-01T00:00:00Z",
    ]

    for query in queries:
        found = as_admin.get(f"/api/v1/scans?{query}").json()["results"]
        assert [row["id"] for row in found] == [str(scan.pk)]


@pytest.mark.parametrize(
    "query",
    [
        "state=x",
        "status=done",
        "target=5",
        "created_after=now",
        "created_after=0001-01-01T00:00:00%2B23:59",
        "created_before=9999-12-31T23:59:59-23:59",
    ],
)
def test_unknown_filters_and_values_are_refused(as_admin, query):
    answer = as_admin.get(f"/api/v1/scans?{query}")

    assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_QUERY")


def test_someone_without_credentials_is_told_so(api):
    answer = api.get("/api/v1/scans")

    assert (answer.status_code, answer.json()["code"]) == (401, "AUTH_TOKEN_MISSING")


# --- Profiles ---------------------------------------------------------------------------------


def test_profiles_shown_are_the_shipped_and_the_own(as_admin, desk):
    Profile.objects.create(project=desk.project, name="mine", tools=[{"tool": "bandit"}])
    Profile.objects.create(project=make_project(), name="theirs", tools=[{"tool": "bandit"}])

    found = {row["name"]: row for row in as_admin.get("/api/v1/profiles").json()["results"]}

    assert {"quick", "comprehensive", "mine"} <= set(found)
    assert "theirs" not in found
    assert found["quick"]["project"] is None


def test_project_admins_make_change_and_delete_profiles(as_admin, desk):
    body = {"name": "mine", "tools": [{"tool": "bandit", "options": {"severity": "low"}}]}

    made = as_admin.post("/api/v1/profiles", body, format="json")
    url = made["Location"]
    changed = as_admin.patch(url, {"max_parallel": 1}, format="json")
    gone = as_admin.delete(url)

    assert (made.status_code, made.json()["project"]) == (201, str(desk.project.pk))
    assert (changed.json()["max_parallel"], changed.json()["version"]) == (1, 2)
    assert changed.json()["tools"] == body["tools"]
    assert gone.status_code == 204


@pytest.mark.parametrize(
    ("tools", "field"),
    [
        ([{"tool": "nessus"}], "tools.0.tool"),
        ([{"tool": "bandit"}, {"tool": "bandit"}], "tools.1.tool"),
        ([{"tool": "bandit", "options": {"severity": "x"}}], "options.bandit.severity"),
        ([], "tools"),
    ],
)
def test_profiles_with_wrong_tools_are_refused_by_field(as_admin, tools, field):
    answer = as_admin.post("/api/v1/profiles", {"name": "mine", "tools": tools}, format="json")

    assert (answer.status_code, answer.json()["code"]) == (400, "VALIDATION_ERROR")
    assert field in [error["field"] for error in answer.json()["errors"]]


def test_second_profile_of_a_name_is_a_duplicate(as_admin):
    body = {"name": "mine", "tools": [{"tool": "bandit"}]}
    as_admin.post("/api/v1/profiles", body, format="json")

    answer = as_admin.post("/api/v1/profiles", body, format="json")

    assert (answer.status_code, answer.json()["code"]) == (409, "DUPLICATE_RESOURCE")


def test_shipped_profiles_are_read_only(as_admin):
    quick = Profile.objects.get(name="quick")

    answer = as_admin.patch(f"/api/v1/profiles/{quick.pk}", {"max_parallel": 1}, format="json")

    assert (answer.status_code, answer.json()["code"]) == (409, "CONFLICT")


def test_analyst_may_not_make_profiles(api, desk):
    api.as_user(make_member(desk.project, Role.ANALYST))

    answer = api.post(
        "/api/v1/profiles", {"name": "mine", "tools": [{"tool": "bandit"}]}, format="json"
    )

    assert answer.status_code == 403


def test_scan_of_a_target_elsewhere_is_refused(as_admin, desk):
    target = make_target(desk.project, locator="/etc")

    answer = as_admin.post(
        "/api/v1/scans", {"tools": ["bandit"], "target": str(target.pk)}, format="json"
    )

    assert (answer.status_code, answer.json()["code"]) == (403, "TARGET_NOT_ALLOWED")


def test_counts_are_always_complete(as_admin, desk):
    scan = make_scan(desk.target, counts={"high": 2})

    assert as_admin.get(f"/api/v1/scans/{scan.pk}").json()["counts"] == {
        "critical": 0, "high": 2, "medium": 0, "low": 0, "info": 0,
    }  # fmt: skip
    assert orchestration.tool_errors([]) == {}
