"""Schedules as people and programs see them: the verbs, the API, the desk, the page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from config.records.models import AuditEntry
from projects.callers import Caller
from projects.roles import Role, Scope
from scans import scheduler, schedules
from scans.models import Profile, Scan, Schedule
from scans.states import ScanStatus
from tests.make import make_key, make_member, make_project, make_target, make_user
from tests.scans.conftest import Desk

pytestmark = pytest.mark.django_db
LIST = "/api/v1/schedules"


def make(desk: Desk, **values: Any) -> Schedule:
    given = {"name": "nightly", "target": desk.target, "tools": ["bandit"], "cron": "30 2 * * *"}
    return schedules.create(desk.caller, desk.project, {**given, **values})


@pytest.fixture
def client_of_admin(api, desk):
    return api.as_user(desk.admin)


def body(desk: Desk, **values: Any) -> dict[str, Any]:
    given = {"project": desk.project.slug, "name": "nightly", "target": str(desk.target.pk)}
    return {**given, "tools": ["bandit"], "cron": "30 2 * * 1-5", **values}


# --- API: making and reading ------------------------------------------------------------------


def test_created_schedule_says_when_and_on_whose_rights(client_of_admin, desk):
    windows = [{"days": ["mon"], "start": "00:00", "end": "24:00", "reason": "batches"}]
    answer = client_of_admin.post(
        LIST, body(desk, time_zone="Europe/Berlin", blackouts=windows, jitter_seconds=60)
    )

    made = answer.json()
    assert answer.status_code == 201
    assert answer["Location"] == f"{LIST}/{made['id']}"
    assert made["when"] == "Monday to Friday at 02:30, Europe/Berlin"
    assert (made["owner"], made["active"], made["profile"]) == (desk.admin.username, True, None)
    assert made["blackouts"] == windows
    assert len(made["next_runs"]) == 5
    assert made["next_run"] == made["next_runs"][0]
    assert made["next_runs"] == sorted(made["next_runs"])
    assert (made["missed"], made["grace_seconds"]) == ("run_once", 300)
    assert client_of_admin.get(answer["Location"]).json() == made
    assert AuditEntry.objects.get(action="schedule.create").object_id == made["id"]


@pytest.mark.parametrize(
    ("values", "field", "told"),
    [
        ({"cron": "61 2 * * *"}, "cron", "minute: '61' is not from 0 to 59"),
        ({"cron": "@daily"}, "cron", "needs five fields"),
        ({"cron": "0 0 31 2 *"}, "cron", "never comes"),
        ({"time_zone": "Berlin"}, "time_zone", "try Europe/Berlin"),
        ({"time_zone": "xyzzy"}, "time_zone", "is not a time zone"),
        ({"blackouts": [{"start": "9"}]}, "blackouts.0.start", "must be a time such as 22:00"),
        ({"blackouts": {"a": 1}}, "blackouts", "must be a list"),
        ({"blackouts": [{"start": "00:00", "end": "24:00"}]}, "blackouts", "leave it no time"),
        ({"jitter_seconds": 100000}, "jitter_seconds", ""),
        ({"grace_seconds": 1}, "grace_seconds", ""),
        ({"missed": "later"}, "missed", ""),
    ],
)
def test_what_is_wrong_is_told_with_what_would_be_right(client_of_admin, desk, values, field, told):
    answer = client_of_admin.post(LIST, body(desk, **values))

    assert (answer.status_code, answer.json()["code"]) == (400, "VALIDATION_ERROR")
    assert field in [error["field"] for error in answer.json()["errors"]]
    assert any(told in error["message"] for error in answer.json()["errors"])
    assert not Schedule.objects.exists()


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"tools": []}, "MISSING_PARAMETER"),
        ({"tools": ["nope"]}, "UNKNOWN_TOOL"),
        ({"tools": ["nmap"]}, "TOOL_NOT_APPLICABLE"),
        ({"profile": "nope"}, "UNKNOWN_PROFILE"),
        ({"target": "0198c0de-0000-7000-8000-000000000001"}, "NOT_FOUND"),
        ({"credential": "nope"}, "NOT_FOUND"),
        ({"options": {"bandit": {"nope": 1}}}, "VALIDATION_ERROR"),
        ({"project": "nope"}, "PROJECT_NOT_FOUND"),
    ],
)
def test_what_could_not_be_scanned_is_refused_at_once(client_of_admin, desk, values, code):
    answer = client_of_admin.post(LIST, body(desk, **values))

    assert answer.json()["code"] == code
    assert not Schedule.objects.exists()


def test_one_name_a_project(client_of_admin, desk):
    make(desk)

    answer = client_of_admin.post(LIST, body(desk))

    assert (answer.status_code, answer.json()["code"]) == (409, "DUPLICATE_RESOURCE")


def test_members_read_and_do_not_write(api, desk):
    schedule = make(desk)
    client = api.as_user(make_member(desk.project, Role.ANALYST))

    assert client.get(f"{LIST}/{schedule.pk}").json()["name"] == "nightly"
    for answer in (
        client.post(LIST, body(desk, name="mine")),
        client.patch(f"{LIST}/{schedule.pk}", {"active": False}),
        client.delete(f"{LIST}/{schedule.pk}"),
        client.post(f"{LIST}/{schedule.pk}/run"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "FORBIDDEN")
    stranger = api.as_user(make_member(make_project(), Role.OWNER))
    assert stranger.get(f"{LIST}/{schedule.pk}").status_code == 404
    assert stranger.get(f"{LIST}/nonsense").status_code == 404
    assert stranger.get(LIST).json()["results"] == []


def test_a_key_needs_the_scope(api, desk):
    schedule = make(desk)
    api.defaults["HTTP_X_API_KEY"] = make_key(desk.admin, Scope.SCANS_READ)

    assert api.get(LIST).status_code == 200
    assert api.post(f"{LIST}/{schedule.pk}/run").json()["code"] == "FORBIDDEN"


def test_filters_and_costs(client_of_admin, desk, django_assert_max_num_queries):
    for number in range(12):
        make(desk, name=f"s{number}", active=bool(number % 2))
    Schedule.objects.filter(name="s1").update(last_result="missed")

    def names(**query: Any) -> list[str]:
        return [row["name"] for row in client_of_admin.get(LIST, query).json()["results"]]

    with django_assert_max_num_queries(5):
        assert len(names()) == 12
    assert names(active="false") == ["s0", "s10", "s2", "s4", "s6", "s8"]
    assert names(last_result="missed") == ["s1"]
    assert names(name="s3") == ["s3"]
    assert names(target=str(make_target().pk)) == []
    assert len(names(project=desk.project.slug)) == 12
    assert names(ordering="next_run", active="true", limit="2")
    for query in ({"active": "x"}, {"last_result": "x"}, {"owner": "x"}):
        assert client_of_admin.get(LIST, query).json()["code"] == "INVALID_QUERY"


# --- API: changing ----------------------------------------------------------------------------


def test_pause_and_resume(client_of_admin, desk):
    schedule = make(desk)
    url = f"{LIST}/{schedule.pk}"

    paused = client_of_admin.patch(url, {"active": False}).json()
    resumed = client_of_admin.patch(url, {"active": True}).json()

    assert (paused["next_run"], paused["next_runs"]) == (None, [])
    assert resumed["next_run"]


def test_another_time_is_planned_anew_and_leaves_the_owner(api, desk):
    schedule = make(desk)
    other = api.as_user(make_member(desk.project, Role.ADMIN))

    changed = other.patch(f"{LIST}/{schedule.pk}", {"cron": "0 4 * * *", "missed": "skip"}).json()

    assert changed["next_run"].endswith("T04:00:00.000Z")
    assert (changed["owner"], changed["missed"]) == (desk.admin.username, "skip")


@pytest.mark.parametrize("change", ["tools", "options", "target", "profile", "severity_filter"])
def test_whoever_changes_what_it_runs_owns_it(api, desk, change):
    """Else one could have another's rights do what one may not do oneself."""
    Profile.objects.create(project=desk.project, name="mine", tools=[{"tool": "bandit"}])
    schedule = make(desk)
    other = make_member(desk.project, Role.ADMIN)
    value = {
        "tools": ["bandit"], "options": {"bandit": {"severity": "high"}}, "profile": "mine",
        "target": str(desk.target.pk), "severity_filter": ["high"],
    }[change]  # fmt: skip

    changed = api.as_user(other).patch(f"{LIST}/{schedule.pk}", {change: value})

    assert (changed.status_code, changed.json()["owner"]) == (200, other.username)


def test_what_one_may_not_scan_one_may_not_schedule(api, desk):
    schedule = make(desk)
    host = make_target(desk.project, kind="host", locator="127.0.0.1")
    other = make_member(desk.project, Role.ADMIN)

    refused = api.as_user(other).patch(
        f"{LIST}/{schedule.pk}", {"target": str(host.pk), "tools": ["nmap"]}
    )

    assert (refused.status_code, refused.json()["code"]) == (403, "FORBIDDEN")
    schedule.refresh_from_db()
    assert (schedule.target, schedule.owner) == (desk.target, desk.admin)


def test_an_edit_of_what_has_changed_since_is_refused_and_a_run_is_no_change(client_of_admin, desk):
    schedule = make(desk)
    url = f"{LIST}/{schedule.pk}"
    etag = client_of_admin.get(url)["ETag"]
    Schedule.objects.update(next_run=timezone.now() - timedelta(seconds=1))
    assert scheduler.run_due() == 1

    first = client_of_admin.patch(url, {"cron": "1 2 * * *"}, headers={"If-Match": etag})
    second = client_of_admin.patch(url, {"cron": "2 2 * * *"}, headers={"If-Match": etag})
    gone = client_of_admin.delete(url, headers={"If-Match": etag})

    assert first.status_code == 200
    assert first["ETag"] != etag
    assert (second.status_code, second.json()["code"]) == (412, "PRECONDITION_FAILED")
    assert gone.status_code == 412
    schedule.refresh_from_db()
    assert schedule.cron == "1 2 * * *"


def test_refused_edit_changes_nothing(client_of_admin, desk):
    schedule = make(desk)

    answer = client_of_admin.patch(f"{LIST}/{schedule.pk}", {"cron": "x", "name": "other"})

    assert answer.status_code == 400
    schedule.refresh_from_db()
    assert (schedule.name, schedule.cron) == ("nightly", "30 2 * * *")


def test_deleted_schedule_leaves_its_scans(client_of_admin, desk):
    schedule = make(desk)
    scan = client_of_admin.post(f"{LIST}/{schedule.pk}/run").json()

    assert client_of_admin.delete(f"{LIST}/{schedule.pk}").status_code == 204

    assert client_of_admin.get(f"/api/v1/scans/{scan['id']}").json()["schedule"] is None
    assert AuditEntry.objects.get(action="schedule.delete").before["name"] == "nightly"


# --- API: running now -------------------------------------------------------------------------


def test_run_now_starts_a_scan_on_the_callers_rights(api, desk):
    schedule = make(desk, active=False)
    other = make_member(desk.project, Role.ADMIN)
    client = api.as_user(other)

    answer = client.post(f"{LIST}/{schedule.pk}/run")

    scan = answer.json()
    assert answer.status_code == 202
    assert answer["Location"] == f"/api/v1/scans/{scan['id']}"
    assert (scan["origin"], scan["schedule"]) == ("scheduled", str(schedule.pk))
    assert (scan["requested_by"], scan["request_id"]) == (other.username, answer["X-Request-ID"])
    after = client.get(f"{LIST}/{schedule.pk}").json()
    assert (after["last_result"], after["next_run"]) == ("started", None)
    assert after["last_scan"] == {"id": scan["id"], "status": "pending"}
    assert [row["id"] for row in client.get(
        "/api/v1/scans", {"schedule": str(schedule.pk)}
    ).json()["results"]] == [scan["id"]]  # fmt: skip


def test_run_now_is_refused_while_its_last_scan_runs(client_of_admin, desk):
    schedule = make(desk)
    client_of_admin.post(f"{LIST}/{schedule.pk}/run")

    again = client_of_admin.post(f"{LIST}/{schedule.pk}/run")

    assert (again.status_code, again.json()["code"]) == (409, "CONFLICT")
    assert "has not ended" in again.json()["details"]
    Scan.objects.update(status=ScanStatus.COMPLETED)
    assert client_of_admin.post(f"{LIST}/{schedule.pk}/run").status_code == 202


def test_run_now_is_refused_in_a_window(client_of_admin, desk):
    today = timezone.now().date()
    window = {"from": f"{today}", "until": f"{today + timedelta(days=1)}", "reason": "freeze"}
    schedule = make(desk, blackouts=[window])

    refused = client_of_admin.post(f"{LIST}/{schedule.pk}/run")

    assert (refused.status_code, refused.json()["code"]) == (409, "CONFLICT")
    assert "(freeze)" in refused.json()["details"]


def test_run_now_repeated_under_one_key_starts_one_scan(api, desk):
    schedule = make(desk)
    client = api.as_user(desk.admin)
    key = {"Idempotency-Key": "one"}

    first = client.post(f"{LIST}/{schedule.pk}/run", headers=key)
    again = client.post(f"{LIST}/{schedule.pk}/run", headers=key)

    assert again.content == first.content
    assert again["Idempotency-Replayed"] == "true"
    assert Scan.objects.count() == 1
    desk.admin.memberships.update(role=Role.VIEWER)
    lost = client.post(f"{LIST}/{schedule.pk}/run", headers=key)
    assert (lost.status_code, lost.json()["code"]) == (403, "FORBIDDEN")


# --- The desk ---------------------------------------------------------------------------------

CHANGELIST = "admin:scans_schedule_changelist"


def enter(client: Any, user: Any) -> None:
    user.is_staff = True
    user.save()
    client.force_login(user)


def form(desk: Desk, **values: Any) -> dict[str, Any]:
    return {
        "project": str(desk.project.pk), "name": "nightly", "target": str(desk.target.pk),
        "active": "on", "tools": ["bandit"], "options": "{}", "cron": "30 2 * * *",
        "time_zone": "Europe/Berlin", "blackouts": "", "jitter_seconds": "0",
        "missed": "run_once", "grace_seconds": "300", **values,
    }  # fmt: skip


def test_desk_makes_one_from_a_form_without_json(client, desk):
    enter(client, desk.admin)
    lines = "mon-fri 22:00-06:00 # backup\n2026-12-24 to 2027-01-01"

    answer = client.post(reverse("admin:scans_schedule_add"), form(desk, blackouts=lines))

    assert answer.status_code == 302, answer.context["adminform"].form.errors
    schedule = Schedule.objects.get()
    assert schedule.blackouts == [
        {"days": ["mon", "tue", "wed", "thu", "fri"], "start": "22:00", "end": "06:00",
         "reason": "backup"},
        {"from": "2026-12-24", "until": "2027-01-01"},
    ]  # fmt: skip
    assert (schedule.owner, schedule.tools) == (desk.admin, ["bandit"])
    assert schedule.next_run is not None


@pytest.mark.parametrize(
    ("values", "field", "told"),
    [
        ({"cron": "0 25 * * *"}, "cron", "hour: &#x27;25&#x27; is not from 0 to 23"),
        ({"blackouts": "always"}, "blackouts", "Line 1 is neither"),
        ({"blackouts": "funday 01:00-02:00"}, "blackouts", "Window 1: &#x27;funday&#x27;"),
        ({"time_zone": "Nowhere"}, "time_zone", "Nowhere is not one of the available choices"),
        ({"options": "[1]"}, "options", "By tool, such as"),
        ({"options": "{"}, "options", "Enter a valid JSON"),
    ],
)
def test_desk_tells_what_is_wrong_beside_the_field(client, desk, values, field, told):
    enter(client, desk.admin)

    page = client.post(reverse("admin:scans_schedule_add"), form(desk, **values))

    assert page.status_code == 200
    assert told in str(page.context["adminform"].form.errors[field])
    assert not Schedule.objects.exists()


def test_desk_shows_a_rule_that_says_no_above_the_form(client, desk):
    enter(client, desk.admin)

    page = client.post(reverse("admin:scans_schedule_add"), form(desk, tools=["nmap"]))

    assert "nmap does not accept a target of kind repository" in page.content.decode()


def test_desk_changes_only_what_was_changed(client, desk):
    enter(client, make_member(desk.project, Role.ADMIN))
    schedule = make(desk, time_zone="Europe/Berlin", blackouts=[{"start": "12:00", "end": "13:00"}])
    url = reverse("admin:scans_schedule_change", args=[schedule.pk])

    shown = client.get(url).content.decode()
    answer = client.post(url, form(desk, name="renamed", blackouts="12:00-13:00"))

    schedule.refresh_from_db()
    assert "12:00-13:00" in shown
    assert answer.status_code == 302
    assert (schedule.name, schedule.owner) == ("renamed", desk.admin)
    assert AuditEntry.objects.get(action="schedule.change").after["name"] == "renamed"


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("day", ["active"]), ("trouble", ["skipped"]), ("stopped", ["stopped"]),
        ("paused", ["paused"]), ("mine", ["active", "paused", "skipped", "stopped"]),
    ],
)  # fmt: skip
def test_desk_answers_questions(client, desk, question, names):
    enter(client, desk.admin)
    soon = (timezone.now() + timedelta(hours=2)).strftime("%M %H * * *")
    make(desk, name="active", cron=soon)
    far = (timezone.now() - timedelta(days=3)).strftime("0 0 %d %m *")
    make(desk, name="skipped", cron=far)
    make(desk, name="paused", active=False)
    make(desk, name="stopped", active=False)
    Schedule.objects.filter(name="skipped").update(last_result="missed")
    Schedule.objects.filter(name="stopped").update(stopped="Its owner was deleted")

    page = client.get(reverse(CHANGELIST), {"question": question})

    assert sorted(row.name for row in page.context["cl"].queryset) == names


def test_desk_costs_the_same_for_many(client, desk, django_assert_max_num_queries):
    enter(client, desk.admin)
    for number in range(12):
        make(desk, name=f"s{number}")

    with django_assert_max_num_queries(14):
        assert client.get(reverse(CHANGELIST)).status_code == 200


def test_desk_runs_pauses_and_resumes_those_selected(client, desk):
    other = make_member(desk.project, Role.ADMIN)
    enter(client, other)
    schedule = make(desk)

    def act(verb: str) -> str:
        chosen = {"action": f"{verb}_selected", "_selected_action": [str(schedule.pk)]}
        page = client.post(reverse(CHANGELIST), chosen, follow=True).content.decode()
        schedule.refresh_from_db()
        return page

    assert "is queued." in act("run")
    assert "has not ended" in act("run")
    assert "nightly: paused." in act("pause")
    assert not schedule.active
    assert "runs again, on your rights" in act("resume")
    assert (schedule.active, schedule.owner) == (True, other)


def test_desk_actions_are_refused_to_whom_they_are_not_for(client, desk):
    enter(client, make_member(desk.project, Role.ANALYST))
    schedule = make(desk)
    chosen = {"action": "run_selected", "_selected_action": [str(schedule.pk)]}

    page = client.post(reverse(CHANGELIST), chosen, follow=True).content.decode()

    assert "needs the role admin" in page
    assert not Scan.objects.exists()
    url = reverse("admin:scans_schedule_change", args=[schedule.pk])
    assert "Run now" not in client.get(url).content.decode()


def test_buttons_of_a_page_ask_before_they_act(client, desk):
    enter(client, desk.admin)
    schedule = make(desk)
    page_url = reverse("admin:scans_schedule_change", args=[schedule.pk])
    run_url = reverse("admin:scans_schedule_run_this", args=[schedule.pk])
    resume_url = reverse("admin:scans_schedule_resume_this", args=[schedule.pk])

    page = client.get(page_url).content.decode()
    asked = client.get(run_url).content.decode()

    assert run_url in page
    assert resume_url not in page
    assert "Run now: nightly?" in asked
    assert not Scan.objects.exists()
    assert "is queued." in client.post(run_url, follow=True).content.decode()


# --- The page ---------------------------------------------------------------------------------


def test_page_lists_what_members_may_see(client, desk, django_assert_max_num_queries):
    make(desk)
    stopped = make(desk, name="weekly", cron="0 4 * * sun")
    Schedule.objects.filter(pk=stopped.pk).update(
        active=False, next_run=None, stopped="Its owner was deleted", last_result="refused",
        last_code="FORBIDDEN", last_reason="Its owner was deleted", last_at=timezone.now(),
    )  # fmt: skip
    foreign = make_project("Foreign")
    owner = Caller(make_member(foreign, Role.ADMIN))
    values = {"name": "unseen", "target": make_target(foreign, locator=str(desk.folder)),
              "tools": ["bandit"], "cron": "0 1 * * *"}  # fmt: skip
    schedules.create(owner, foreign, values)
    client.force_login(make_member(desk.project))

    with django_assert_max_num_queries(6):
        page = client.get("/schedules").content.decode()

    assert "Every day at 02:30, UTC" in page
    assert "Sundays at 04:00, UTC" in page
    assert "Its owner was deleted" in page
    assert "unseen" not in page
    assert client.get("/scans").content.decode().count('href="/schedules"') == 1


def test_page_without_any_says_how_to_make_one(client):
    client.force_login(make_user())

    assert "No schedule yet" in client.get("/schedules").content.decode()


def test_page_acts_for_whom_may_and_tells_the_others_why(client, desk):
    schedule = make(desk)
    post = {"schedule": str(schedule.pk), "verb": "run"}

    client.force_login(make_member(desk.project, Role.ANALYST))
    assert ">Run now<" not in client.get("/schedules").content.decode()
    refused = client.post("/schedules", post, follow=True).content.decode()
    assert "needs the role admin" in refused
    assert "(FORBIDDEN)" in refused
    client.force_login(make_member(make_project()))
    assert "(NOT_FOUND)" in client.post("/schedules", post, follow=True).content.decode()
    assert not Scan.objects.exists()

    client.force_login(desk.admin)
    assert ">Run now<" in client.get("/schedules").content.decode()
    assert "is queued" in client.post("/schedules", post, follow=True).content.decode()
    assert "(CONFLICT)" in client.post("/schedules", post, follow=True).content.decode()
    paused = client.post("/schedules", {**post, "verb": "pause"}, follow=True).content.decode()
    assert ">Resume<" in paused
    assert client.post("/schedules", {**post, "verb": "x"}).status_code == 302
    schedule.refresh_from_db()
    assert not schedule.active
