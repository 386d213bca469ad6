"""Projects and members: who may do what, and that a project always has an owner."""

import threading

import pytest
from django.db import connection, connections

from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError
from config.records.models import AuditEntry
from projects import membership
from projects.callers import Caller
from projects.models import Membership, Project
from tests.make import make_key, make_member, make_project, make_scan, make_target, make_user

PROJECTS = "/api/v1/projects"


def code_of(response):
    return response.headers.get("X-Error-Code")


@pytest.fixture
def shop(db):
    return make_project("Shop")


@pytest.mark.django_db
def test_staff_create_projects_and_own_them(api):
    staff = make_user(is_staff=True)
    response = api.as_user(staff).post(PROJECTS, {"name": "Web Shop"})
    assert response.status_code == 201
    assert response.json()["slug"] == "web-shop"
    project = Project.objects.get()
    assert response["Location"] == f"{PROJECTS}/{project.pk}"
    assert Membership.objects.get(user=staff).role == "owner"
    assert api.get(response["Location"]).json()["name"] == "Web Shop"
    entry = AuditEntry.objects.get(action="project.create")
    assert (entry.project_id, entry.actor, entry.role) == (project.pk, staff.username, "owner")


@pytest.mark.django_db
def test_others_need_the_permission_to_create_projects(api):
    response = api.as_user(make_user()).post(PROJECTS, {"name": "Shop"})
    assert (response.status_code, code_of(response)) == (403, "FORBIDDEN")
    assert "projects.add_project" in response.json()["details"]


@pytest.mark.django_db
def test_a_key_never_creates_projects(api):
    key = make_key(make_user(is_superuser=True), "scans:write", "findings:write")
    assert api.as_key(key).post(PROJECTS, {"name": "Shop"}).status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["Shop", "shop", "Shop!"])
def test_slugs_are_made_unique(api, name):
    make_project("Shop")
    response = api.as_user(make_user(is_staff=True)).post(PROJECTS, {"name": name})
    assert response.json()["slug"] == "shop-2"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["日本", "---", "019ab4e2-7d31-7c44-9c0e-3f5a2b6c1d00", "x" * 120])
def test_any_name_gets_a_slug_that_is_no_id(api, name):
    response = api.as_user(make_user(is_staff=True)).post(PROJECTS, {"name": name})
    assert response.status_code == 201, response.content
    slug = response.json()["slug"]
    assert slug
    assert api.get(f"{PROJECTS}/{slug}").json()["name"] == name


@pytest.mark.django_db
def test_a_slug_in_use_is_a_duplicate(api, shop):
    response = api.as_user(make_user(is_staff=True)).post(PROJECTS, {"name": "x", "slug": "shop"})
    assert (response.status_code, code_of(response)) == (409, "DUPLICATE_RESOURCE")


@pytest.mark.django_db
@pytest.mark.parametrize("slug", ["019ab4e2-7d31-7c44-9c0e-3f5a2b6c1d00", "a b", "a" * 81, "ä"])
def test_a_slug_that_cannot_be_one_is_refused(api, slug):
    response = api.as_user(make_user(is_staff=True)).post(PROJECTS, {"name": "x", "slug": slug})
    assert (response.status_code, code_of(response)) == (400, "VALIDATION_ERROR")
    assert response.json()["errors"][0]["field"] == "slug"


def test_lists_show_only_projects_of_the_caller(api, shop):
    make_project("Other")
    names = [row["name"] for row in api.as_user(make_member(shop)).get(PROJECTS).json()["results"]]
    assert names == ["Shop"]


@pytest.mark.django_db
def test_lists_filter_page_and_refuse_what_they_do_not_know(api):
    for number in range(5):
        make_project(f"P{number}", archived=number > 3)
    api.as_user(make_user(is_superuser=True))
    page = api.get(PROJECTS, {"limit": 2, "count": "exact"}).json()
    assert ([row["name"] for row in page["results"]], page["count"]) == (["P0", "P1"], 5)
    page = api.get(PROJECTS, {"limit": 2, "cursor": page["next"]}).json()
    assert [row["name"] for row in page["results"]] == ["P2", "P3"]
    page = api.get(PROJECTS, {"archived": "true"}).json()
    assert [row["name"] for row in page["results"]] == ["P4"]
    assert [row["name"] for row in api.get(PROJECTS, {"q": "p3"}).json()["results"]] == ["P3"]
    assert code_of(api.get(PROJECTS, {"colour": "red"})) == "INVALID_QUERY"


def test_a_project_is_found_by_id_and_slug(api, shop):
    api.as_user(make_member(shop))
    assert api.get(f"{PROJECTS}/{shop.pk}").json() == api.get(f"{PROJECTS}/shop").json()


@pytest.mark.parametrize(
    "name", ["shop", "nothing", "019ab4e2-7d31-7c44-9c0e-3f5a2b6c1d00", "%0a", "é"]
)
def test_an_unseen_project_is_as_unknown_as_a_missing_one(api, shop, name):
    response = api.as_user(make_user()).get(f"{PROJECTS}/{name}")
    assert (response.status_code, code_of(response)) == (404, "PROJECT_NOT_FOUND")
    assert response.json()["details"] == "Project ID does not exist"


@pytest.mark.parametrize(
    ("role", "rename", "archive", "delete"),
    [
        ("viewer", 403, 403, 403),
        ("analyst", 403, 403, 403),
        ("admin", 200, 403, 403),
        ("owner", 200, 200, 204),
    ],
)
def test_roles_decide_over_changes(api, shop, role, rename, archive, delete):
    api.as_user(make_member(shop, role))
    assert api.patch(f"{PROJECTS}/shop", {"name": "New"}).status_code == rename
    response = api.patch(f"{PROJECTS}/shop", {"archived": True})
    assert response.status_code == archive
    if archive == 403:
        assert response.json()["details"].endswith("in project shop")
    assert api.delete(f"{PROJECTS}/shop").status_code == delete
    assert Project.objects.filter(pk=shop.pk).exists() == (delete != 204)


def test_a_renamed_project_cannot_take_a_slug_in_use(api, shop):
    make_project("Other")
    response = api.as_user(make_member(shop, "owner")).patch(f"{PROJECTS}/shop", {"slug": "other"})
    assert (response.status_code, code_of(response)) == (409, "DUPLICATE_RESOURCE")
    shop.refresh_from_db()
    assert shop.slug == "shop"


def test_deleting_a_project_takes_its_scans_along_and_leaves_the_audit_log(api, shop):
    scan = make_scan(make_target(shop), tools=("bandit",))
    response = api.as_user(make_member(shop, "owner")).delete(f"{PROJECTS}/shop")
    assert response.status_code == 204, response.content
    assert not type(scan).objects.exists()
    entry = AuditEntry.objects.get(action="project.delete")
    assert entry.before == {"name": "Shop", "slug": "shop", "archived": False, "max_runs": None}


# --- Keys ---------------------------------------------------------------------------------


def test_a_key_sees_the_project_it_is_bound_to_and_no_other(api, shop):
    other = make_project("Other")
    owner = make_member(shop, "owner")
    other.memberships.create(user=owner, role="owner")
    api.as_key(make_key(owner, "scans:read", project=shop))
    assert [row["slug"] for row in api.get(PROJECTS).json()["results"]] == ["shop"]
    assert api.get(f"{PROJECTS}/shop").status_code == 200
    assert code_of(api.get(f"{PROJECTS}/other")) == "PROJECT_NOT_FOUND"


@pytest.mark.parametrize(
    ("scopes", "status"),
    [(["metrics:read"], 404), (["findings:write"], 403), (["scans:read"], 200)],
)
def test_scopes_decide_what_a_key_reads(api, shop, scopes, status):
    api.as_key(make_key(make_member(shop, "owner"), *scopes))
    assert api.get(f"{PROJECTS}/shop").status_code == status


def test_a_key_does_no_more_than_its_owner_may_now(api, shop):
    owner = make_member(shop, "admin")
    api.as_key(make_key(owner, "scans:read", "scans:write"))
    assert api.patch(f"{PROJECTS}/shop", {"name": "New"}).status_code == 200
    Membership.objects.filter(user=owner).update(role="analyst")
    response = api.patch(f"{PROJECTS}/shop", {"name": "Newer"})
    assert (response.status_code, code_of(response)) == (403, "FORBIDDEN")
    Membership.objects.filter(user=owner).delete()
    assert api.get(f"{PROJECTS}/shop").status_code == 404


def test_a_refused_key_is_told_which_scope_it_lacks(api, shop):
    api.as_key(make_key(make_member(shop, "owner"), "scans:read"))
    details = api.patch(f"{PROJECTS}/shop", {"name": "New"}).json()["details"]
    assert "scans:write" in details
    details = api.delete(f"{PROJECTS}/shop").json()["details"]
    assert "a person, not an API key" in details


# --- Superusers ---------------------------------------------------------------------------


def test_what_a_superuser_opens_is_on_record_once_an_hour(api, shop):
    superuser = make_user(is_superuser=True)
    api.as_user(superuser)
    for _ in range(3):
        assert api.get(f"{PROJECTS}/shop").status_code == 200
    entry = AuditEntry.objects.get(action="project.open")
    assert (entry.actor, entry.project_id) == (superuser.username, shop.pk)


def test_what_a_member_opens_is_not_on_record(api, shop):
    api.as_user(make_member(shop, "owner", is_superuser=True)).get(f"{PROJECTS}/shop")
    api.as_user(make_member(shop)).get(f"{PROJECTS}/shop")
    assert not AuditEntry.objects.filter(action="project.open").exists()


# --- Members ------------------------------------------------------------------------------


def test_every_member_sees_the_members(api, shop):
    make_member(shop, "owner", username="ada")
    make_member(shop, "viewer", username="bob")
    bob = api.as_user(Membership.objects.get(user__username="bob").user)
    rows = bob.get(f"{PROJECTS}/shop/members").json()["results"]
    assert [(row["username"], row["role"]) for row in rows] == [("ada", "owner"), ("bob", "viewer")]


def test_an_owner_adds_changes_and_removes_members(api, shop):
    owner, bob = make_member(shop, "owner"), make_user("bob")
    api.as_user(owner)
    response = api.post(f"{PROJECTS}/shop/members", {"username": "bob", "role": "viewer"})
    assert response.status_code == 201
    assert response["Location"] == f"{PROJECTS}/{shop.pk}/members/bob"
    response = api.patch(f"{PROJECTS}/shop/members/bob", {"role": "admin"})
    assert response.json()["role"] == "admin"
    assert bob.memberships.get().role == "admin"
    assert api.delete(f"{PROJECTS}/shop/members/bob").status_code == 204
    assert not bob.memberships.exists()
    entries = AuditEntry.objects.filter(action__startswith="member.").order_by("created")
    assert [entry.action for entry in entries] == ["member.add", "member.change", "member.remove"]
    assert entries[1].before["role"] == "viewer"
    assert entries[1].after["role"] == "admin"


@pytest.mark.parametrize("role", ["viewer", "analyst", "admin"])
def test_only_owners_manage_members(api, shop, role):
    make_user("bob")
    make_member(shop, "owner", username="ada")
    api.as_user(make_member(shop, role))
    members = f"{PROJECTS}/shop/members"
    for response in (
        api.post(members, {"username": "bob", "role": "viewer"}),
        api.patch(f"{members}/ada", {"role": "viewer"}),
        api.delete(f"{members}/ada"),
    ):
        assert (response.status_code, code_of(response)) == (403, "FORBIDDEN")
        assert "the role owner" in response.json()["details"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"username": "bob", "role": "viewer"}, "DUPLICATE_RESOURCE"),
        ({"username": "nobody", "role": "viewer"}, "VALIDATION_ERROR"),
        ({"username": "gone", "role": "viewer"}, "VALIDATION_ERROR"),
        ({"username": "new", "role": "king"}, "VALIDATION_ERROR"),
        ({"role": "viewer"}, "VALIDATION_ERROR"),
    ],
)
def test_members_that_cannot_be_added(api, shop, body, code):
    make_member(shop, username="bob")
    make_user("gone", is_active=False)
    make_user("new")
    api.as_user(make_member(shop, "owner"))
    assert code_of(api.post(f"{PROJECTS}/shop/members", body)) == code


def test_a_project_keeps_its_last_owner(api, shop):
    owner = make_member(shop, "owner", username="ada")
    make_member(shop, "admin")
    api.as_user(owner)
    for response in (
        api.patch(f"{PROJECTS}/shop/members/ada", {"role": "admin"}),
        api.delete(f"{PROJECTS}/shop/members/ada"),
    ):
        assert (response.status_code, code_of(response)) == (409, "CONFLICT")
    assert owner.memberships.get().role == "owner"


def test_one_of_two_owners_can_go(api, shop):
    make_member(shop, "owner", username="ada")
    api.as_user(make_member(shop, "owner"))
    assert api.delete(f"{PROJECTS}/shop/members/ada").status_code == 204


def test_somebody_who_is_no_member_is_not_found(api, shop):
    make_user("bob")
    api.as_user(make_member(shop, "owner"))
    assert code_of(api.delete(f"{PROJECTS}/shop/members/bob")) == "NOT_FOUND"
    assert code_of(api.patch(f"{PROJECTS}/shop/members/x", {"role": "owner"})) == "NOT_FOUND"


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_remove_each_other_leave_one():
    project = make_project()
    owners = [make_member(project, "owner"), make_member(project, "owner")]
    barrier = threading.Barrier(2)
    outcomes = []

    def remove(by, other):
        try:
            member = Membership.objects.get(user=other)
            barrier.wait(timeout=10)
            membership.remove_member(Caller(by), member)
            outcomes.append("removed")
        except ApiError as error:
            outcomes.append(error.code)
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=remove, args=pair) for pair in (owners, list(reversed(owners)))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(map(str, outcomes)) == sorted([str(ErrorCode.CONFLICT), "removed"])
    assert Membership.objects.filter(project=project, role="owner").count() == 1
    assert connection.vendor


def test_sole_ownership_is_known(shop):
    ada, bob = make_member(shop, "owner"), make_member(shop)
    assert membership.projects_owned_alone(ada) == [shop]
    assert membership.projects_owned_alone(bob) == []
    Membership.objects.filter(user=bob).update(role="owner")
    assert membership.projects_owned_alone(ada) == []


def test_how_much_of_the_server_a_project_gets_is_for_superusers_to_say(api, shop):
    owner, root = make_member(shop, "owner"), make_user(is_superuser=True)
    refused = api.as_user(owner).patch(f"{PROJECTS}/shop", {"max_runs": 100})
    assert refused.status_code == 403
    assert refused.headers["X-Error-Code"] == "FORBIDDEN"

    changed = api.as_user(root).patch(f"{PROJECTS}/shop", {"max_runs": 3})

    assert changed.json()["max_runs"] == 3
    assert AuditEntry.objects.get(action="project.change").after["max_runs"] == 3
    assert api.as_user(root).patch(f"{PROJECTS}/shop", {"max_runs": 0}).status_code == 400
