"""API keys: shown once, narrowed, rotated with overlap, revoked."""

from datetime import timedelta

import pytest
from django.utils import timezone

from config.records.models import AuditEntry
from projects.models import ApiKey
from tests.make import make_key, make_member, make_project, make_user

KEYS = "/api/v1/api-keys"
ME = "/api/v1/users/me"


def code_of(response):
    return response.headers.get("X-Error-Code")


@pytest.fixture
def shop(db):
    return make_project("Shop")


def test_a_key_is_shown_once_and_works(api, shop):
    api.as_user(make_member(shop, "admin", username="ada"))
    response = api.post(KEYS, {"name": "ci", "scopes": ["findings:read"], "project": "shop"})
    assert response.status_code == 201, response.content
    assert response["Cache-Control"] == "no-store"
    body = response.json()
    text = body["key"]
    assert text.startswith(f"wr_{body['prefix']}_")
    assert (body["owner"], body["project"]["slug"]) == ("ada", "shop")
    for url in (KEYS, response["Location"]):
        assert text not in api.get(url).content.decode()
    assert text not in str(ApiKey.objects.values().get())
    assert text not in str(list(AuditEntry.objects.values()))
    assert AuditEntry.objects.get(action="key.create").project_id == shop.pk
    api.force_authenticate()
    assert api.as_key(text).get(ME).json()["api_key"]["name"] == "ci"


@pytest.mark.parametrize("role", ["viewer", "analyst"])
def test_keys_of_a_project_need_its_admin(api, shop, role):
    api.as_user(make_member(shop, role))
    body = {"name": "ci", "scopes": ["findings:read"], "project": "shop"}
    assert code_of(api.post(KEYS, body)) == "FORBIDDEN"
    assert api.post(KEYS, {"name": "own", "scopes": ["findings:read"]}).status_code == 201


@pytest.mark.parametrize(
    "body",
    [
        {"name": "ci"},
        {"name": "ci", "scopes": []},
        {"name": "ci", "scopes": ["all"]},
        {"scopes": ["findings:read"]},
        {"name": "ci", "scopes": ["findings:read"], "expires": "soon"},
    ],
)
def test_a_key_needs_a_name_and_known_scopes(api, shop, body):
    response = api.as_user(make_user()).post(KEYS, body, format="json")
    assert code_of(response) == "VALIDATION_ERROR"


def test_one_sees_own_keys_and_those_of_projects_one_configures(api, shop):
    admin, viewer = make_member(shop, "admin"), make_member(shop, "viewer")
    for owner, project in ((admin, None), (viewer, None), (viewer, shop), (make_user(), None)):
        make_key(owner, "scans:read", project=project)
    rows = api.as_user(admin).get(KEYS).json()["results"]
    assert {(row["owner"], bool(row["project"])) for row in rows} == {
        (admin.username, False),
        (viewer.username, True),
    }
    rows = api.as_user(viewer).get(KEYS).json()["results"]
    assert {row["owner"] for row in rows} == {viewer.username}
    assert len(api.as_user(make_user(is_superuser=True)).get(KEYS).json()["results"]) == 4


def test_lists_filter_by_project_and_usability(api, shop):
    owner = make_member(shop, "owner")
    make_key(owner, "scans:read", project=shop)
    make_key(owner, "scans:read", expires=timezone.now() - timedelta(seconds=1))
    make_key(owner, "scans:read", revoked=timezone.now())
    api.as_user(owner)
    assert len(api.get(KEYS, {"usable": "true"}).json()["results"]) == 1
    assert len(api.get(KEYS, {"usable": "false"}).json()["results"]) == 2
    assert len(api.get(KEYS, {"project": "shop"}).json()["results"]) == 1
    assert code_of(api.get(KEYS, {"usable": "perhaps"})) == "INVALID_QUERY"


def test_a_revoked_key_stops_at_once(api, shop):
    owner = make_member(shop, "owner")
    text = make_key(owner, "scans:read")
    key = ApiKey.objects.get()
    assert api.as_user(owner).delete(f"{KEYS}/{key.pk}").status_code == 204
    assert api.delete(f"{KEYS}/{key.pk}").status_code == 204
    assert AuditEntry.objects.filter(action="key.revoke").count() == 1
    api.force_authenticate()
    assert code_of(api.as_key(text).get(ME)) == "INVALID_API_KEY"


def test_foreign_keys_are_not_found(api, shop):
    make_key(make_member(shop, "owner"), "scans:read")
    url = f"{KEYS}/{ApiKey.objects.get().pk}"
    api.as_user(make_member(shop, "viewer"))
    for response in (api.get(url), api.delete(url), api.post(f"{url}/rotate", {})):
        assert (response.status_code, code_of(response)) == (404, "NOT_FOUND")


def test_rotation_overlaps(api, shop):
    owner = make_member(shop, "owner")
    old = make_key(owner, "scans:read", project=shop)
    key = ApiKey.objects.get()
    api.as_user(owner)
    response = api.post(f"{KEYS}/{key.pk}/rotate", {"overlap_seconds": 60})
    assert response.status_code == 201, response.content
    fresh = response.json()
    assert (fresh["name"], fresh["scopes"]) == (key.name, ["scans:read"])
    assert fresh["project"]["slug"] == "shop"
    assert fresh["expires"] is None
    key.refresh_from_db()
    assert timedelta(0) < key.expires - timezone.now() <= timedelta(seconds=60)
    api.force_authenticate()
    for text in (old, fresh["key"]):
        assert api.as_key(text).get(ME).status_code == 200
    ApiKey.objects.filter(pk=key.pk).update(expires=timezone.now())
    assert code_of(api.as_key(old).get(ME)) == "INVALID_API_KEY"


def test_rotation_gives_the_same_lifetime_again_and_shortens_only(api, shop):
    owner = make_user()
    make_key(owner, "scans:read", expires=timezone.now() + timedelta(hours=1))
    key = ApiKey.objects.get()
    lifetime = key.expires - key.created
    body = api.as_user(owner).post(f"{KEYS}/{key.pk}/rotate", {"overlap_seconds": 86_400}).json()
    fresh = ApiKey.objects.get(pk=body["id"])
    assert abs((fresh.expires - fresh.created) - lifetime) < timedelta(seconds=5)
    assert ApiKey.objects.get(pk=key.pk).expires == key.expires


def test_an_ended_key_cannot_be_rotated(api, shop):
    owner = make_user()
    make_key(owner, "scans:read", revoked=timezone.now())
    response = api.as_user(owner).post(f"{KEYS}/{ApiKey.objects.get().pk}/rotate", {})
    assert (response.status_code, code_of(response)) == (409, "CONFLICT")


@pytest.mark.parametrize("seconds", [-1, 30 * 86_400 + 1, "long"])
def test_the_overlap_has_limits(api, shop, seconds):
    owner = make_user()
    make_key(owner, "scans:read")
    url = f"{KEYS}/{ApiKey.objects.get().pk}/rotate"
    response = api.as_user(owner).post(url, {"overlap_seconds": seconds})
    assert code_of(response) == "VALIDATION_ERROR"


def test_nobody_rotates_the_key_of_another_person(api, shop):
    """Its text would act for that person."""
    make_key(make_member(shop, "owner"), "scans:read", project=shop)
    url = f"{KEYS}/{ApiKey.objects.get().pk}"
    for other in (make_member(shop, "admin"), make_user(is_superuser=True)):
        assert code_of(api.as_user(other).post(f"{url}/rotate", {})) == "FORBIDDEN"
    assert api.delete(url).status_code == 204  # but its admins can end it


def test_a_program_rotates_its_own_key_without_living_longer(api, shop):
    owner = make_member(shop, "owner")
    end = timezone.now() + timedelta(hours=1)
    text = make_key(owner, "scans:write", project=shop, expires=end)
    other = make_key(owner, "scans:read", project=shop)
    url = f"{KEYS}/{ApiKey.objects.get(expires=end).pk}"
    body = api.as_key(text).post(f"{url}/rotate", {}).json()
    assert ApiKey.objects.get(pk=body["id"]).expires == end
    sibling = ApiKey.objects.get(prefix=other.split("_")[1])
    assert code_of(api.post(f"{KEYS}/{sibling.pk}/rotate", {})) == "FORBIDDEN"


def test_a_key_hands_on_no_more_than_it_has(api, shop):
    owner = make_member(shop, "owner")
    other = make_project("Other")
    other.memberships.create(user=owner, role="owner")
    end = timezone.now() + timedelta(days=1)
    giver = {"project": shop, "expires": end}
    api.as_key(make_key(owner, "scans:write", "scans:read", **giver))
    body = {"name": "child", "scopes": ["scans:read"], "project": "shop"}
    soon = (end - timedelta(hours=1)).isoformat()
    late = (end + timedelta(hours=1)).isoformat()
    assert api.post(KEYS, {**body, "expires": soon}, format="json").status_code == 201
    for change, code in (
        ({"expires": late}, "FORBIDDEN"),
        ({"expires": None}, "FORBIDDEN"),
        ({"expires": soon, "scopes": ["findings:read"]}, "FORBIDDEN"),
        ({"expires": soon, "project": "other"}, "PROJECT_NOT_FOUND"),
        ({"expires": soon, "project": None}, "FORBIDDEN"),
    ):
        assert code_of(api.post(KEYS, {**body, **change}, format="json")) == code, change


def test_a_read_only_key_makes_no_keys(api, shop):
    api.as_key(make_key(make_member(shop, "owner"), "scans:read", project=shop))
    body = {"name": "child", "scopes": ["scans:read"], "project": "shop"}
    assert code_of(api.post(KEYS, body)) == "FORBIDDEN"
