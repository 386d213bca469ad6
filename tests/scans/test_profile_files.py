"""Profiles as files, copies, and what each version said."""

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError
from projects.roles import Role
from scans import profile_files, profiles
from scans.models import Profile, ProfileVersion, Scan
from tests.make import make_member, make_project

pytestmark = pytest.mark.django_db

FILE = b"""
name: nightly
description: What runs every night
tools:
- tool: bandit
  options: {severity: medium}
severity_filter: [high, critical]
"""


@pytest.fixture
def as_admin(api, desk):
    return api.as_user(desk.admin)


def upload(client, content=FILE, **fields):
    body = {"file": SimpleUploadedFile("profile.yml", content), **fields}
    return client.post("/api/v1/profiles/import", body, format="multipart")


# --- Files --------------------------------------------------------------------------------


def test_every_shipped_profile_comes_back_from_its_file(as_admin):
    for quick in Profile.objects.filter(project=None):
        answer = as_admin.get(f"/api/v1/profiles/{quick.pk}/export")
        read = profile_files.load(answer.content)

        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        assert f'filename="{quick.name}.yml"' in answer["Content-Disposition"]
        assert read.pop("name") == quick.name
        assert read == profiles.content(quick)


def test_file_makes_a_profile(as_admin, desk):
    answer = upload(as_admin)

    assert answer.status_code == 201
    made = Profile.objects.get(name="nightly")
    assert answer["Location"] == f"/api/v1/profiles/{made.pk}"
    assert (made.project, made.version) == (desk.project, 1)
    assert made.severity_filter == ["critical", "high"]


def test_file_replaces_only_when_asked_and_says_nothing_new_only_once(as_admin):
    upload(as_admin)

    again = upload(as_admin)
    same = upload(as_admin, replace=True)
    changed = upload(as_admin, FILE.replace(b"medium", b"high"), replace=True)

    assert (again.status_code, again.json()["code"]) == (409, "DUPLICATE_RESOURCE")
    assert (same.status_code, same.json()["version"]) == (200, 1)
    assert (changed.status_code, changed.json()["version"]) == (200, 2)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "not a profile"),
        (b"- a", "not a profile"),
        (b"name: [", "line 1"),
        (b"name: a\nname: b", "name stands twice, line 2"),
        (b"a: &x [1]\nb: *x", "aliases are not read, line 2"),
        (b"name: a\ntools: !!python/object/apply:os.system [id]", "line 2"),
        (b"name: a\ntools: [{tool: bandit}]\nwho: me", "unknown keys: who"),
        (b"name: a b\ntools: [{tool: bandit}]", "name: "),
        (b"name: a\ntools: [{tool: nessus}]", "'nessus' is not registered"),
        (b"name: a\ntools: [{tool: bandit, options: {severity: x}}]", "options.bandit.severity"),
        (b"name: a\ntools: [{tool: bandit}]\nseverity_filter: [bad]", "severity_filter.0"),
        (b"name: a\ntools: [{tool: bandit}]\nlimits: {memory_bytes: -1}", "memory_bytes"),
        (b"\xff\xfe", "not UTF-8"),
        (b"[" * 5000, "not YAML"),
        (b"#" * 100_001, "larger than 100,000 bytes"),
    ],
)
def test_wrong_file_is_refused_with_its_place(as_admin, content, told):
    if not content:  # DRF refuses an empty upload by itself
        with pytest.raises(ApiError, match=told):
            profile_files.load(content)
        return
    answer = upload(as_admin, content)

    assert (answer.status_code, answer.json()["code"]) == (400, "VALIDATION_ERROR")
    assert told in answer.content.decode().replace('\\"', '"')
    assert not Profile.objects.exclude(project=None).exists()


def test_analyst_may_neither_import_nor_copy(api, desk):
    api.as_user(make_member(desk.project, Role.ANALYST))
    quick = Profile.objects.get(name="quick", project=None)

    copied = api.post(f"/api/v1/profiles/{quick.pk}/copy", {}, format="json")

    assert (upload(api).status_code, copied.status_code) == (403, 403)


# --- Copies -------------------------------------------------------------------------------


def test_copy_of_a_shipped_profile_can_be_changed(as_admin, desk):
    quick = Profile.objects.get(name="quick", project=None)

    made = as_admin.post(f"/api/v1/profiles/{quick.pk}/copy", {"name": "faster"}, format="json")
    changed = as_admin.patch(made["Location"], {"timeout_seconds": 60}, format="json")

    assert (made.status_code, made.json()["tools"]) == (201, quick.tools)
    assert (changed.json()["project"], changed.json()["version"]) == (str(desk.project.pk), 2)


# --- Versions -----------------------------------------------------------------------------


def test_scan_keeps_what_its_profile_said(as_admin, desk):
    mine = profiles.create(
        desk.caller, desk.project, {"name": "mine", "tools": [{"tool": "bandit"}]}
    )
    scan = desk.start(profile="mine", tools=[])
    profiles.change(desk.caller, mine, {"timeout_seconds": 60})

    told = as_admin.get(f"/api/v1/profiles/{mine.pk}/versions").json()["results"]
    profiles.delete(desk.caller, mine)

    assert [one["version"] for one in told] == [2, 1]
    assert [one["content"]["timeout_seconds"] for one in told] == [60, 3600]
    kept = Scan.objects.get(pk=scan.pk).profile_as_run
    assert kept is not None
    assert (kept.name, kept.number, kept.content["timeout_seconds"]) == ("mine", 1, 3600)


def test_versions_of_another_project_are_not_there(as_admin):
    theirs = Profile.objects.create(project=make_project(), name="x", tools=[{"tool": "bandit"}])

    assert as_admin.get(f"/api/v1/profiles/{theirs.pk}/versions").status_code == 404
    assert as_admin.get(f"/api/v1/profiles/{theirs.pk}/export").status_code == 404


def test_project_takes_its_versions_with_it(desk):
    profiles.create(desk.caller, desk.project, {"name": "mine", "tools": [{"tool": "bandit"}]})

    desk.project.delete()

    assert not ProfileVersion.objects.filter(name="mine").exists()


def test_filter_of_the_profile_holds_unless_the_scan_names_one(desk):
    mine = {"name": "mine", "tools": [{"tool": "bandit"}], "severity_filter": ["high"]}
    profiles.create(desk.caller, desk.project, mine)

    by_profile = desk.start(profile="mine", tools=[])
    own = desk.start(profile="mine", tools=[], severity_filter=["low"])
    every = ["info", "low", "medium", "high", "critical"]
    none = desk.start(profile="mine", tools=[], severity_filter=every)

    assert [s.severity_filter for s in (by_profile, own, none)] == [["high"], ["low"], []]
    keys = [scan.runs.get().selection_key for scan in (by_profile, own, none)]
    assert keys[2] == ""
    assert len(set(keys)) == 3


# --- Admin and command --------------------------------------------------------------------


@pytest.fixture
def staff(client, desk):
    desk.admin.is_staff = True
    desk.admin.save()
    client.force_login(desk.admin)
    return client


def test_admin_imports_copies_exports_and_shows_versions(staff, desk):
    quick = Profile.objects.get(name="quick", project=None)
    page = reverse("admin:scans_profile_import_file")
    copy = reverse("admin:scans_profile_copy_this", args=[quick.pk])
    project = {"project": desk.project.pk}

    bad = staff.post(page, {**project, "file": SimpleUploadedFile("p.yml", b"name: [")})
    good = staff.post(page, {**project, "file": SimpleUploadedFile("p.yml", FILE)})
    asked = staff.get(copy)
    copied = staff.post(copy, {**project, "name": "faster"})
    made = Profile.objects.get(name="nightly")
    exported = staff.get(reverse("admin:scans_profile_export_this", args=[made.pk]))
    shown = staff.get(reverse("admin:scans_profile_change", args=[made.pk]))

    assert "line 1" in bad.content.decode()
    assert (good.status_code, asked.status_code, copied.status_code) == (302, 200, 302)
    assert Profile.objects.get(name="faster").tools == quick.tools
    assert yaml.safe_load(exported.content)["name"] == "nightly"
    assert "What runs every night" in shown.content.decode()


def test_admin_offers_projects_that_one_may_configure_only(client, desk):
    analyst = make_member(desk.project, Role.ANALYST, is_staff=True)
    client.force_login(analyst)
    quick = Profile.objects.get(name="quick", project=None)
    copy = reverse("admin:scans_profile_copy_this", args=[quick.pk])

    refused = client.post(copy, {"project": desk.project.pk, "name": "faster"})

    assert "Select a valid choice" in refused.content.decode()
    assert not Profile.objects.filter(name="faster").exists()


def test_command_lists_exports_and_imports(desk, tmp_path, capsys):
    call_command("profile", "export", "quick")
    file = tmp_path / "quick.yml"
    file.write_text(capsys.readouterr().out)

    call_command("profile", "import", str(file), "--project", desk.project.slug)
    call_command("profile", "list", "--project", desk.project.slug)

    assert Profile.objects.get(project=desk.project).tools
    assert "quick" in capsys.readouterr().out
    with pytest.raises(CommandError, match="has a profile named quick"):
        call_command("profile", "import", str(file), "--project", desk.project.slug)
    with pytest.raises(CommandError, match="no project is named nope"):
        call_command("profile", "list", "--project", "nope")


def test_all_severities_are_no_filter_and_unknown_ones_are_named():
    assert profiles.check_severities(["low", "critical"]) == ["critical", "low"]
    with pytest.raises(ApiError) as caught:
        profiles.check_severities("high")
    assert caught.value.code == ErrorCode.VALIDATION_ERROR
