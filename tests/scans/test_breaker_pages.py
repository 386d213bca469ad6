"""Circuit breakers as people and programs see them: API, admin, pages."""

import re

import pytest
from django.urls import reverse

from config.records.models import AuditEntry
from projects.roles import Role
from scans import leases
from scans.models import Breaker, Scan
from scans.states import ScanStatus
from tests.make import make_member, make_project, make_scan, make_target, make_user
from tests.scans.test_breakers import CRASHED, NO_ACCESS, NO_NETWORK, opened, run_once

pytestmark = pytest.mark.django_db
LIST = "/api/v1/breakers"


@pytest.fixture
def target():
    return make_target(name="shop")


@pytest.fixture
def of_target(target) -> Breaker:
    """Opened by three runs of the target's own project."""
    for _ in range(3):
        run_once(NO_ACCESS, target)
    return Breaker.objects.get(target=target)


@pytest.fixture
def of_tool() -> Breaker:
    """Opened by three runs of a project that nobody here sees."""
    for _ in range(3):
        run_once(CRASHED, make_target(name="foreign thing"), tool="semgrep")
    return Breaker.objects.get(target=None)


def listed(api, user, **query) -> list[str]:
    answer = api.as_user(user).get(LIST, query)
    assert answer.status_code == 200, answer.json()
    return sorted(row["tool"] for row in answer.json()["results"])


# --- API --------------------------------------------------------------------------------------


def test_member_sees_all_of_a_breaker(api, target, of_target):
    run = of_target.last_run

    (row,) = api.as_user(make_member(target.project)).get(LIST).json()["results"]

    assert row["target"]["name"] == "shop"
    assert row["project"] == str(target.project_id)
    assert (row["tool"], row["state"], row["failures"]) == ("bandit", "open", 3)
    assert row["next_probe"] > row["opened"]
    assert row["last_outcome"] == "auth_failed"
    assert row["last_run"] == {"scan": str(run.scan_id), "tool": "bandit"}


def test_breakers_of_tools_are_for_everybody_and_name_no_foreign_scan(api, of_target, of_tool):
    stranger = make_member(make_project())

    (row,) = api.as_user(stranger).get(LIST).json()["results"]

    assert (row["tool"], row["target"], row["project"]) == ("semgrep", None, None)
    assert row["last_run"] is None


def test_filters(api, target, of_target, of_tool):
    member = make_member(target.project)
    Breaker.objects.create(tool="nmap", failures=1)

    assert listed(api, member) == ["bandit", "nmap", "semgrep"]
    assert listed(api, member, tool="semgrep") == ["semgrep"]
    assert listed(api, member, target=str(target.pk)) == ["bandit"]
    assert listed(api, member, state="closed") == ["nmap"]
    assert listed(api, member, state=["closed", "open"]) == ["bandit", "nmap", "semgrep"]
    assert listed(api, member, state="half_open") == []
    for query in ({"state": "ajar"}, {"target": "x"}, {"project": "x"}):
        answer = api.get(LIST, query)
        assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_QUERY")


def test_list_costs_the_same_for_many(api, target, django_assert_max_num_queries):
    for number in range(15):
        Breaker.objects.create(tool=f"tool{number}", target=target, failures=1)
    client = api.as_user(make_member(target.project))

    with django_assert_max_num_queries(6):
        assert len(client.get(LIST).json()["results"]) == 15


def test_admin_closes_one_and_the_tool_runs_again(api, target, of_target):
    client = api.as_user(make_member(target.project, Role.ADMIN))

    answer = client.post(f"{LIST}/{of_target.pk}/close")

    assert answer.status_code == 200
    assert (answer.json()["state"], answer.json()["failures"]) == ("closed", 0)
    assert run_once(CRASHED, target).outcome == "crashed"
    assert AuditEntry.objects.get(action="breaker.close").object_id == str(of_target.pk)


def test_who_may_not_close_is_told_why(api, target, of_target, of_tool):
    analyst = make_member(target.project, Role.ANALYST)
    stranger = make_member(make_project(), Role.OWNER)

    seen = api.as_user(analyst).post(f"{LIST}/{of_target.pk}/close")
    unseen = api.as_user(stranger).post(f"{LIST}/{of_target.pk}/close")
    of_all = api.as_user(stranger).post(f"{LIST}/{of_tool.pk}/close")
    nonsense = api.as_user(stranger).post(f"{LIST}/nonsense/close")
    by_staff = api.as_user(make_user(is_staff=True)).post(f"{LIST}/{of_tool.pk}/close")

    assert (seen.status_code, seen.json()["code"]) == (403, "FORBIDDEN")
    assert "the role admin" in seen.json()["details"]
    assert (unseen.status_code, unseen.json()["code"]) == (404, "NOT_FOUND")
    assert (of_all.status_code, "staff" in of_all.json()["details"]) == (403, True)
    assert nonsense.status_code == 404
    assert by_staff.status_code == 200


def test_tools_say_the_state_of_their_breaker(api, of_tool):
    client = api.as_user(make_user())

    broken = client.get("/api/v1/tools/semgrep").json()["breaker"]
    tools = {tool["name"]: tool for tool in client.get("/api/v1/tools").json()["results"]}

    assert (broken["state"], broken["failures"]) == ("open", 3)
    assert broken["next_probe"]
    assert tools["semgrep"]["breaker"] == broken
    assert tools["bandit"]["breaker"] == {"state": "closed", "failures": 0, "next_probe": None}


# --- Admin ------------------------------------------------------------------------------------

CHANGELIST = "admin:scans_breaker_changelist"


def enter(client, user) -> None:
    user.is_staff = True
    user.save()
    client.force_login(user)


def test_desk_lists_what_staff_may_see(client, target, of_target, of_tool):
    enter(client, make_member(target.project))
    foreign = opened("nmap", make_target(name="unseen thing"), last_outcome="auth_failed")

    page = client.get(reverse(CHANGELIST)).content.decode()

    run_url = reverse("admin:scans_toolrun_change", args=[of_target.last_run_id])
    foreign_url = reverse("admin:scans_toolrun_change", args=[of_tool.last_run_id])
    assert "every target" in page
    assert f'<a href="{run_url}">auth failed</a>' in page
    assert foreign_url not in page
    assert str(foreign.target) not in page


def test_desk_costs_the_same_for_many(client, target, django_assert_max_num_queries):
    enter(client, make_member(target.project))
    for number in range(15):
        Breaker.objects.create(tool=f"tool{number}", target=target, failures=1)

    with django_assert_max_num_queries(14):
        assert client.get(reverse(CHANGELIST)).status_code == 200


@pytest.mark.parametrize(
    ("state", "count"), [("stopped", 1), ("open", 1), ("half_open", 0), ("closed", 1), ("?", 2)]
)
def test_desk_filters_by_state(client, target, of_target, state, count):
    enter(client, make_member(target.project))
    Breaker.objects.create(tool="nmap", failures=1)

    page = client.get(reverse(CHANGELIST), {"state": state})

    assert page.context["cl"].result_count == count


def test_selected_breakers_are_closed_where_the_person_may(client, target, of_target, of_tool):
    enter(client, make_member(target.project))
    chosen = {
        "action": "close_selected", "_selected_action": [str(of_target.pk), str(of_tool.pk)],
    }  # fmt: skip

    page = client.post(reverse(CHANGELIST), chosen, follow=True).content.decode()

    assert "the role admin" in page
    assert "semgrep: closed; it may run again." in page
    of_target.refresh_from_db()
    of_tool.refresh_from_db()
    assert (of_target.state, of_tool.state) == ("open", "closed")


def test_button_of_a_breakers_page_asks_before_it_closes(client, target, of_target):
    enter(client, make_member(target.project, Role.ADMIN))
    url = reverse("admin:scans_breaker_close_this", args=[of_target.pk])
    shown = client.get(reverse("admin:scans_breaker_change", args=[of_target.pk]))

    asked = client.get(url).content.decode()
    of_target.refresh_from_db()
    assert url in shown.content.decode()
    assert "Close the breaker of bandit at shop?" in asked
    assert of_target.state == "open"

    done = client.post(url, follow=True).content.decode()
    of_target.refresh_from_db()
    assert of_target.state == "closed"
    assert "bandit at shop: closed" in done
    assert url not in done  # nothing is left to close


def test_button_is_not_for_whom_it_would_not_work(client, target, of_target):
    enter(client, make_member(target.project, Role.ANALYST))

    page = client.get(reverse("admin:scans_breaker_change", args=[of_target.pk])).content.decode()

    assert reverse("admin:scans_breaker_close_this", args=[of_target.pk]) not in page


# --- Pages ------------------------------------------------------------------------------------


def test_scan_page_shows_what_was_kept_back_and_why(client, target, of_target):
    scan = make_scan(target, tools=("bandit", "checkov"))
    leases.finish(leases.claim("worker:1"), leases.Result(leases.RunState.SUCCEEDED, "clean"))
    Scan.objects.filter(pk=scan.pk).update(status=ScanStatus.COMPLETED)
    client.force_login(make_member(target.project, Role.ADMIN))

    page = client.get(f"/scans/{scan.pk}").content.decode()

    assert "0 of 1 tools failed, 1 not started" in page
    assert '<span class="status-kept">' in page
    assert "bandit was not started: at shop it failed 3 times in a row" in page
    assert "UTC one run may try it again." in page
    assert not re.search(r'id="error-indicator"[^>]* hidden', page)
    assert not re.search(r'<button[^>]*data-retry="bandit"[^>]* hidden', page)
    assert "not every tool has looked" in page


def test_list_does_not_call_a_scan_clean_of_which_a_tool_was_kept_back(client, target, of_target):
    scan = make_scan(target, tools=("bandit",))
    leases.claim("worker:1")
    Scan.objects.filter(pk=scan.pk).update(status=ScanStatus.COMPLETED)
    client.force_login(make_member(target.project))

    page = client.get("/scans?status=completed").content.decode()

    assert "1 tool not started" in page
    assert "no findings" not in page


def test_scan_page_shows_until_when_a_run_waits(client, target):
    scan = make_scan(target, tools=("bandit",))
    leases.finish(leases.claim("worker:1"), NO_NETWORK)
    client.force_login(make_member(target.project))

    page = client.get(f"/scans/{scan.pk}").content.decode()

    assert re.search(r"Waits until \d\d:\d\d:\d\d UTC for attempt 2\. Connection failed", page)


def test_dashboard_says_which_tool_is_not_started(client, of_tool):
    client.force_login(make_user())

    page = client.get("/").content.decode()

    assert "Not started: 3 failures in a row. Next try from" in page
