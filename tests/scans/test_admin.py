"""The scans desk of the admin."""

import pytest
from django.urls import reverse

from projects.roles import Role
from scans import leases
from scans.leases import Result
from scans.models import Profile, Scan, Worker
from scans.reaper import Reaper
from scans.states import RunState, ScanStatus
from tests.make import make_member, make_project, make_scan, make_target, make_user
from tests.scans.conftest import make_attempt

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client, desk):
    desk.admin.is_staff = True
    desk.admin.save()
    client.force_login(desk.admin)
    return client


def test_list_shows_own_scans_with_their_tools(staff, desk):
    desk.start()
    leases.finish(leases.claim("w"), Result(RunState.FAILED, "auth_failed", error="no"))
    foreign = make_scan(make_target(make_project(), name="foreign thing"))

    page = staff.get(reverse("admin:scans_scan_changelist")).content.decode()

    assert "0 of 1 ok, 1 failed" in page
    assert foreign.target.name not in page


def test_list_costs_the_same_for_many(staff, desk, django_assert_max_num_queries):
    for _ in range(10):
        make_scan(desk.target, tools=("bandit", "semgrep"))

    with django_assert_max_num_queries(14):
        assert staff.get(reverse("admin:scans_scan_changelist")).status_code == 200


@pytest.mark.parametrize("question", ["running", "waiting", "failed_day", "errors_week", "mine"])
def test_filters_are_questions(staff, desk, question):
    make_scan(desk.target, status=ScanStatus.COMPLETED)
    url = reverse("admin:scans_scan_changelist")

    page = staff.get(f"{url}?question={question}")

    assert page.status_code == 200
    assert page.context["cl"].result_count == 0


def test_detail_shows_errors_and_hints_of_the_runs(staff, desk):
    scan = desk.start()
    ending = Result(RunState.FAILED, "auth_failed", error="no access", hint="refresh the token")
    leases.finish(leases.claim("w"), ending)

    page = staff.get(reverse("admin:scans_scan_change", args=[scan.pk])).content.decode()

    assert "no access" in page
    assert "refresh the token" in page
    assert f"/scans/{scan.pk}" in page


def test_actions_say_what_happened_to_each(staff, desk):
    open_scan, ended = desk.start(), make_scan(desk.target, status=ScanStatus.COMPLETED)
    url = reverse("admin:scans_scan_changelist")
    chosen = {"action": "cancel_selected", "_selected_action": [open_scan.pk, ended.pk]}

    page = staff.post(url, chosen, follow=True).content.decode()

    open_scan.refresh_from_db()
    assert open_scan.status == ScanStatus.CANCELLED
    assert "cancelled, or asked to end" in page
    assert "Scan cannot be cancelled" in page


def test_viewer_among_the_staff_cancels_nothing(client, desk):
    viewer = make_member(desk.project, Role.VIEWER, is_staff=True)
    client.force_login(viewer)
    scan = desk.start()
    chosen = {"action": "cancel_selected", "_selected_action": [scan.pk]}

    page = client.post(reverse("admin:scans_scan_changelist"), chosen, follow=True)

    assert "needs the role admin" in page.content.decode()
    assert scan.runs.get().state == RunState.QUEUED


@pytest.mark.parametrize("verb", ["cancel", "retry"])
def test_detail_action_asks_before_it_acts(staff, desk, verb):
    scan = desk.start()
    if verb == "retry":
        leases.finish(leases.claim("w"), Result(RunState.FAILED, "auth_failed", error="no"))
    before = scan.runs.get().state
    url = reverse(f"admin:scans_scan_{verb}_this", args=[scan.pk])

    asked = staff.get(url)

    assert asked.status_code == 200
    assert scan.runs.get().state == before
    staff.post(url)
    assert scan.runs.get().state != before


def test_run_page_shows_its_attempts(staff, desk):
    run = make_scan(desk.target, tools=("bandit",)).runs.get()
    make_attempt(run, worker="elsewhere:77")

    page = staff.get(reverse("admin:scans_toolrun_change", args=[run.pk]))
    lists = staff.get(reverse("admin:scans_toolrun_changelist"))

    assert "elsewhere:77" in page.content.decode()
    assert lists.status_code == 200


def test_nobody_edits_scans_or_runs(staff, desk):
    scan = make_scan(desk.target, tools=("bandit",))

    staff.post(reverse("admin:scans_scan_change", args=[scan.pk]), {"status": "completed"})
    run_url = reverse("admin:scans_toolrun_change", args=[scan.runs.get().pk])

    assert staff.post(run_url, {"state": "succeeded"}).status_code == 403
    assert Scan.objects.get().status == ScanStatus.PENDING


def test_profile_form_holds_the_rules(staff, desk):
    url = reverse("admin:scans_profile_add")
    body = {
        "project": desk.project.pk, "name": "mine", "max_parallel": 2, "timeout_seconds": 60,
    }  # fmt: skip

    bad = staff.post(url, {**body, "tools": '[{"tool": "nessus"}]'})
    ports = '[{"tool": "nmap", "options": {"ports": "x; rm"}}]'
    strange = staff.post(url, {**body, "tools": ports})
    good = staff.post(url, {**body, "tools": '[{"tool": "bandit"}]'})

    assert "is not registered" in bad.content.decode()
    assert "options.nmap.ports: must match" in strange.content.decode()
    assert good.status_code == 302
    mine = Profile.objects.get(name="mine")
    changed = staff.post(
        reverse("admin:scans_profile_change", args=[mine.pk]),
        {**body, "max_parallel": 1, "tools": '[{"tool": "bandit"}]'},
    )
    assert changed.status_code == 302
    mine.refresh_from_db()
    assert (mine.max_parallel, mine.version) == (1, 2)


def test_shipped_profiles_are_shown_and_not_changed(staff):
    quick = Profile.objects.get(name="quick", project=None)
    url = reverse("admin:scans_profile_change", args=[quick.pk])

    assert staff.get(url).status_code == 200
    assert staff.post(url, {"name": "quick", "tools": "[]"}).status_code == 403


def test_a_run_is_told_in_words(staff, desk):
    scan = make_scan(desk.target, tools=("bandit",))
    coverage = {
        "asked": {"target": "/code"}, "examined": {"files": 3},
        "skipped": ["a.py is torn"], "skipped_total": 4,
    }  # fmt: skip
    scan.runs.update(outcome="bad_arguments", peak_memory_bytes=51249152, coverage=coverage)

    run_url = reverse("admin:scans_toolrun_change", args=[scan.runs.get().pk])
    page = staff.get(run_url).content.decode()

    said = ("bad arguments", "51.2 MB", "Examined: 3 files", "a.py is torn", "Skipped: 3 more")
    for told in said:
        assert told in page
    assert "bad_arguments" not in page


def test_workers_are_shown_to_all_staff(client):
    Reaper().tick()
    client.force_login(make_user(is_staff=True))

    page = client.get(reverse("admin:scans_worker_changelist")).content.decode()

    assert Worker.objects.get().name in page
    assert "Alive" in page
