"""Targets through the API: roles, the allow-list, duplicates, retiring."""

import pytest

from config.records.models import AuditEntry
from projects.models import Target
from tests.make import make_key, make_member, make_project, make_target, make_user

TARGETS = "/api/v1/targets"
WEB = {"kind": "web", "locator": "http://127.0.0.1:8071/"}


def code_of(response):
    return response.headers.get("X-Error-Code")


@pytest.fixture
def shop(db):
    return make_project("Shop")


@pytest.fixture
def admin(api, shop):
    return api.as_user(make_member(shop, "admin"))


@pytest.mark.parametrize("named", ["id", "slug", "default"])
def test_a_target_is_added_to_the_named_or_the_default_project(admin, shop, named):
    project = {"id": {"project": str(shop.pk)}, "slug": {"project": "shop"}, "default": {}}[named]
    response = admin.post(TARGETS, {**WEB, **project, "name": "Staging"})
    assert response.status_code == 201, response.content
    body = response.json()
    assert body["project"]["slug"] == "shop"
    assert (body["kind"], body["name"], body["retired"]) == ("web", "Staging", False)
    assert admin.get(response["Location"]).json() == body
    entry = AuditEntry.objects.get(action="target.create")
    assert entry.after["locator"] == WEB["locator"]


def test_without_a_default_project_one_must_be_named(admin, shop):
    other = make_project()
    other.memberships.create(user=shop.memberships.get().user, role="admin")
    response = admin.post(TARGETS, WEB)
    assert code_of(response) == "VALIDATION_ERROR"
    assert response.json()["errors"][0]["field"] == "project"


def test_a_foreign_project_is_not_found(api, shop):
    response = api.as_user(make_user()).post(TARGETS, {**WEB, "project": "shop"})
    assert code_of(response) == "PROJECT_NOT_FOUND"


@pytest.mark.parametrize("role", ["viewer", "analyst"])
def test_only_admins_add_change_and_retire(api, shop, role):
    target = make_target(shop)
    api.as_user(make_member(shop, role))
    for response in (
        api.post(TARGETS, {**WEB, "project": "shop"}),
        api.patch(f"{TARGETS}/{target.pk}", {"name": "x"}),
        api.delete(f"{TARGETS}/{target.pk}"),
    ):
        assert (response.status_code, code_of(response)) == (403, "FORBIDDEN")
    assert api.get(f"{TARGETS}/{target.pk}").status_code == 200


def test_what_lies_outside_is_refused_and_named(admin):
    response = admin.post(TARGETS, {"kind": "web", "locator": "http://169.254.169.254/latest"})
    assert (response.status_code, code_of(response)) == (403, "TARGET_NOT_ALLOWED")
    details = response.json()["details"]
    assert "169.254.169.254" in details
    assert "127.0.0.0/8" in details
    assert not Target.objects.exists()


@pytest.mark.parametrize("kind", ["mainframe", "imported", ""])
def test_an_unknown_kind_lists_the_kinds(admin, kind):
    response = admin.post(TARGETS, {"kind": kind, "locator": "x"})
    assert (response.status_code, code_of(response)) == (400, "VALIDATION_ERROR")
    error = response.json()["errors"][0]
    assert error["field"] == "kind"
    if kind:
        assert "repository, iac, web, host, cloud_account, image" in error["message"]


def test_a_second_equal_target_is_a_duplicate(admin):
    assert admin.post(TARGETS, WEB).status_code == 201
    same = {**WEB, "locator": "HTTP://127.0.0.1:8071/#top"}
    response = admin.post(TARGETS, same)
    assert (response.status_code, code_of(response)) == (409, "DUPLICATE_RESOURCE")
    assert Target.objects.count() == 1


def test_a_retired_target_stays_and_comes_back_when_it_is_added_again(admin):
    url = admin.post(TARGETS, WEB)["Location"]
    assert admin.delete(url).status_code == 204
    assert admin.get(url).json()["retired"] is True
    assert admin.delete(url).status_code == 204
    assert AuditEntry.objects.filter(action="target.change").count() == 1
    response = admin.post(TARGETS, {**WEB, "name": "again"})
    assert (response.status_code, response["Location"]) == (201, url)
    body = admin.get(url).json()
    assert (body["retired"], body["name"]) == (False, "again")


def test_bringing_a_target_back_checks_the_allow_list_again(admin, settings):
    url = admin.post(TARGETS, WEB)["Location"]
    admin.delete(url)
    settings.SCAN_ALLOWED_HOSTS = ["10.0.0.0/8"]
    assert code_of(admin.patch(url, {"retired": False})) == "TARGET_NOT_ALLOWED"
    assert admin.get(url).json()["retired"] is True


def test_kind_and_locator_do_not_change(admin):
    url = admin.post(TARGETS, WEB)["Location"]
    body = admin.patch(url, {"kind": "host", "locator": "10.0.0.1", "name": "New"}).json()
    assert (body["kind"], body["locator"], body["name"]) == ("web", WEB["locator"], "New")


@pytest.mark.parametrize("superuser", [True, False])
def test_hosts_need_a_permission_beside_the_role(api, shop, superuser):
    api.as_user(make_member(shop, "owner", is_superuser=superuser))
    response = api.post(TARGETS, {"project": "shop", "kind": "host", "locator": "127.0.0.1"})
    if superuser:
        assert response.status_code == 201
    else:
        assert (response.status_code, code_of(response)) == (403, "FORBIDDEN")
        assert "projects.scan_host" in response.json()["details"]


def test_a_credential_of_another_project_cannot_be_used(admin, shop):
    foreign = make_project().credentials.create(name="x", kind="aws", values={"A": "b"})
    response = admin.post(TARGETS, {**WEB, "credential": str(foreign.pk)})
    assert code_of(response) == "VALIDATION_ERROR"
    own = shop.credentials.create(name="x", kind="aws", values={"A": "b"})
    response = admin.post(TARGETS, {**WEB, "credential": str(own.pk)})
    assert response.json()["credential"] == str(own.pk)
    response = admin.patch(response["Location"], {"credential": None})
    assert response.json()["credential"] is None


def test_an_endpoint_override_is_checked_like_a_host(admin):
    body = {"kind": "cloud_account", "locator": "aws:123456789012"}
    inside = {"options": {"endpoint_url": "http://127.0.0.1:4566"}}
    outside = {"options": {"endpoint_url": "http://169.254.169.254/"}}
    assert code_of(admin.post(TARGETS, {**body, **outside})) == "TARGET_NOT_ALLOWED"
    url = admin.post(TARGETS, {**body, **inside})["Location"]
    assert code_of(admin.patch(url, outside)) == "TARGET_NOT_ALLOWED"


def test_lists_are_scoped_and_filtered(admin, shop):
    make_target(shop, kind="iac", name="a")
    make_target(shop, kind="web", name="b", retired=True)
    make_target(name="foreign")
    names = [row["name"] for row in admin.get(TARGETS).json()["results"]]
    assert names == ["a", "b"]
    for query, expected in (
        ({"kind": "iac"}, ["a"]),
        ({"retired": "true"}, ["b"]),
        ({"project": "shop"}, ["a", "b"]),
        ({"ordering": "-name"}, ["b", "a"]),
    ):
        rows = admin.get(TARGETS, query).json()["results"]
        assert [row["name"] for row in rows] == expected, query
    for query in ({"kind": "x"}, {"colour": "red"}, {"ordering": "locator,colour"}):
        assert code_of(admin.get(TARGETS, query)) == "INVALID_QUERY", query
    assert code_of(admin.get(TARGETS, {"project": "nothing"})) == "PROJECT_NOT_FOUND"


def test_a_list_of_targets_costs_the_same_whatever_its_length(
    admin, shop, django_assert_max_num_queries
):
    for number in range(20):
        credential = shop.credentials.create(name=f"c{number}", kind="aws", values={"A": "b"})
        make_target(shop, credential=credential)
    with django_assert_max_num_queries(3):
        assert len(admin.get(TARGETS).json()["results"]) == 20


def test_a_foreign_target_is_not_found(admin):
    foreign = make_target()
    for response in (
        admin.get(f"{TARGETS}/{foreign.pk}"),
        admin.patch(f"{TARGETS}/{foreign.pk}", {"name": "x"}),
        admin.delete(f"{TARGETS}/{foreign.pk}"),
    ):
        assert (response.status_code, code_of(response)) == (404, "NOT_FOUND")


def test_a_key_needs_the_write_scope(api, shop):
    owner = make_member(shop, "owner")
    body = {**WEB, "project": "shop"}
    assert api.as_key(make_key(owner, "scans:read")).post(TARGETS, body).status_code == 403
    assert api.as_key(make_key(owner, "scans:write")).post(TARGETS, body).status_code == 201


def test_a_bound_keys_project_is_the_default(api, shop):
    owner = make_member(shop, "owner")
    make_project().memberships.create(user=owner, role="owner")
    api.as_key(make_key(owner, "scans:write", project=shop))
    assert api.post(TARGETS, WEB).json()["project"]["slug"] == "shop"


@pytest.mark.parametrize("regions", ["eu-west-1", ["--profile"], [7], ["EU"]])
def test_regions_of_a_target_are_a_list_of_names(admin, regions):
    body = {"kind": "cloud_account", "locator": "aws"}
    refused = admin.post(TARGETS, {**body, "options": {"regions": regions}})
    assert code_of(refused) == "VALIDATION_ERROR"
    assert admin.post(TARGETS, {**body, "options": {"regions": ["eu-west-1"]}}).status_code == 201
