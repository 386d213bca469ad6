"""The pages without a browser: who sees what, right without JavaScript, few queries."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from projects.roles import Role
from scans.models import Attempt, Profile, Scan, ToolRun
from scans.states import RunState, ScanStatus
from scans.templatetags.scan_words import duration
from tests.make import make_member, make_project, make_scan, make_target, make_user
from tooling.models import ToolStatus

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return make_project("Harbour shop")


@pytest.fixture
def scan(project):
    target = make_target(project, name="shop backend", locator=f"/srv/{project.pk}")
    return make_scan(target, tools=("bandit", "checkov"))


def end(scan: Scan, tool: str, state: str, **fields: object) -> ToolRun:
    """A run that was executed and ended."""
    run = scan.runs.get(tool=tool)
    for name, value in {**fields, "state": state, "finished": timezone.now()}.items():
        setattr(run, name, value)
    run.save()
    Attempt.objects.create(
        run=run, number=1, state=state, worker="w", host="h", boot_id="b", fencing_token=run.pk
    )
    return run


@pytest.mark.parametrize("path", ["/", "/scans", "/scans/00000000-0000-4000-8000-000000000000"])
def test_pages_ask_to_sign_in(client, path):
    response = client.get(path)
    assert response.status_code == 302
    assert response["Location"].startswith("/login?next=")


def test_scan_page_tells_without_javascript_what_failed(client, scan):
    end(scan, "bandit", RunState.SUCCEEDED, outcome="clean")
    end(
        scan,
        "checkov",
        RunState.FAILED,
        outcome="network",
        error="Connection timeout after 300s",
        hint="Check network connectivity",
    )
    Scan.objects.filter(pk=scan.pk).update(status=ScanStatus.PARTIAL, counts={"high": 3})
    client.force_login(make_member(scan.project))
    page = client.get(f"/scans/{scan.pk}").content.decode()
    assert "1 of 2 tools failed" in page
    assert "Connection timeout after 300s" in page
    assert "Check network connectivity" in page
    assert re.search(r'data-count="high">3<', page)
    assert "✓ OK" in page
    assert "✗ Failed" in page


def test_page_does_not_tell_of_no_findings_where_some_were_reported(client, scan):
    Scan.objects.filter(pk=scan.pk).update(status=ScanStatus.PARTIAL, counts={"high": 2, "low": 1})
    client.force_login(make_member(scan.project, Role.VIEWER))

    page = client.get(f"/scans/{scan.pk}").content.decode()

    assert "3 were reported." in page
    assert "None were reported" not in page


def test_state_in_the_page_is_what_the_api_says(client, api, scan):
    user = make_member(scan.project)
    client.force_login(user)
    page = client.get(f"/scans/{scan.pk}").content.decode()
    embedded = re.search(r'<script id="scan-state" type="application/json">(.*?)</script>', page)
    assert json.loads(embedded[1]) == api.as_user(user).get(f"/api/v1/scans/{scan.pk}").json()


def test_texts_of_tools_are_escaped(client, scan):
    end(scan, "bandit", RunState.FAILED, error="<img src=x onerror=alert(1)></script>")
    client.force_login(make_member(scan.project))
    page = client.get(f"/scans/{scan.pk}").content.decode()
    assert "<img src=x" not in page
    assert page.count("</script>") == page.count("<script")


def test_scan_of_another_project_is_no_page(client, scan):
    client.force_login(make_user(is_staff=True))
    response = client.get(f"/scans/{scan.pk}")
    assert response.status_code == 404
    assert response["X-Request-ID"] in response.content.decode()


@pytest.mark.parametrize(
    ("role", "may_act", "may_read_logs"),
    [
        (Role.VIEWER, False, False),
        (Role.ANALYST, False, True),
        (Role.ADMIN, True, True),
        (Role.OWNER, True, True),
    ],
)
def test_controls_follow_the_role(client, scan, role, may_act, may_read_logs):
    client.force_login(make_member(scan.project, role))
    page = client.get(f"/scans/{scan.pk}").content.decode()
    assert ('id="cancel"' in page) is may_act
    assert ("data-retry=" in page) is may_act
    assert ('id="log"' in page) is may_read_logs


def test_pages_hold_no_inline_script_or_style(client, scan):
    client.force_login(make_member(scan.project, Role.OWNER, is_staff=True))
    for path in ("/", "/scans", f"/scans/{scan.pk}"):
        response = client.get(path)
        assert "script-src 'self'" in response["Content-Security-Policy"]
        page = response.content.decode()
        assert " style=" not in page
        assert not re.search(r"\son[a-z]+=", page)
        assert not re.findall(r"<script(?![^>]*(?:src=|application/json))", page)
        assert not re.findall(r'(?:src|href)="(?:https?:)?//', page)


def test_number_of_queries_does_not_grow_with_scans(client, scan, django_assert_max_num_queries):
    for _ in range(5):
        end(make_scan(scan.target, tools=("bandit", "checkov")), "bandit", RunState.FAILED)
    client.force_login(make_member(scan.project, Role.ADMIN))
    for path, most in (("/", 18), ("/scans", 10), (f"/scans/{scan.pk}", 12)):
        with django_assert_max_num_queries(most):
            assert client.get(path).status_code == 200


def test_dashboard_shows_running_recent_failures_and_tools(client, scan):
    end(scan, "checkov", RunState.FAILED, error="Authentication failed", hint="Check the key")
    Scan.objects.filter(pk=scan.pk).update(status=ScanStatus.RUNNING)
    ended = make_scan(scan.target, tools=("bandit",))
    Scan.objects.filter(pk=ended.pk).update(status=ScanStatus.COMPLETED, counts={"critical": 2})
    ToolStatus.objects.create(
        tool="bandit", host="h", path="/bin/bandit", version="1.8.3", checked=timezone.now()
    )
    ToolStatus.objects.create(tool="checkov", host="h", checked=timezone.now())
    client.force_login(make_member(scan.project))
    page = client.get("/").content.decode()
    assert f'data-scan="{scan.pk}"' in page
    assert f'data-scan="{ended.pk}"' not in page
    assert "2 critical" in page
    assert "Authentication failed" in page
    assert "Check the key" in page
    assert "1.8.3" in page
    assert "Not installed" in page


def test_dashboard_hides_other_projects(client, scan):
    end(scan, "checkov", RunState.FAILED, error="Authentication failed")
    client.force_login(make_user(is_staff=True))
    page = client.get("/").content.decode()
    assert "shop backend" not in page
    assert "Authentication failed" not in page
    assert "Start scan" not in page


def test_form_starts_a_scan_and_goes_to_its_page(client, desk):
    profile = Profile.objects.create(name="mine", project=desk.project, tools=[{"tool": "bandit"}])
    client.force_login(desk.admin)
    response = client.post("/", {"target": desk.target.pk, "profile": profile.name})
    made = Scan.objects.get()
    assert response.status_code == 302
    assert response["Location"] == f"/scans/{made.pk}"
    assert (made.target, made.profile, made.requested_by) == (desk.target, profile, desk.admin)
    assert [run.tool for run in made.runs.all()] == ["bandit"]


def test_refused_start_shows_code_and_request_id_and_keeps_the_choice(client, scan):
    client.force_login(make_member(scan.project, Role.ADMIN))
    response = client.post("/", {"target": scan.target.pk, "profile": "no-such-profile"})
    page = response.content.decode()
    assert response.status_code == 400
    assert "UNKNOWN_PROFILE" in page
    assert response["X-Request-ID"] in page
    assert f'value="{scan.target.pk}" selected' in page


@pytest.mark.parametrize("target", ["", "nonsense", "00000000-0000-4000-8000-000000000000"])
def test_start_of_a_target_that_is_not_there(client, scan, target):
    client.force_login(make_member(scan.project, Role.ADMIN))
    response = client.post("/", {"target": target, "profile": "quick"})
    assert response.status_code == 404
    assert Scan.objects.count() == 1


def test_viewer_cannot_start_a_scan_by_posting(client, scan):
    client.force_login(make_member(scan.project, Role.VIEWER))
    assert client.post("/", {"target": scan.target.pk, "profile": "quick"}).status_code == 404
    assert Scan.objects.count() == 1


def test_list_filters_by_status_and_pages(client, scan):
    for _ in range(51):
        make_scan(scan.target)
    Scan.objects.filter(pk=scan.pk).update(status=ScanStatus.FAILED)
    client.force_login(make_member(scan.project))
    page = client.get("/scans").content.decode()
    assert "Page 1 of 2" in page
    assert str(scan.pk) not in page
    only = client.get("/scans?status=failed").content.decode()
    assert re.findall(r"/scans/([0-9a-f-]{36})", only) == [str(scan.pk)]
    assert "Page" not in re.sub(r"<nav aria-label.*?</nav>", "", only)
    assert client.get("/scans?status=nonsense&page=zz").status_code == 200


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.42, "0.4 s"),
        (45, "45 s"),
        (59.6, "1 min 00 s"),
        (185, "3 min 05 s"),
        (7_800, "2 h 10 min"),
        (-3, "0.0 s"),
    ],
)
def test_durations_in_words(seconds, words):
    assert duration(timedelta(seconds=seconds)) == words
