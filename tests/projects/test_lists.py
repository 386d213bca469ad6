"""No list reads as clean to somebody who may not see it."""

from __future__ import annotations

import pytest

from projects.roles import Role, Scope
from tests.contract.client import ContractClient
from tests.make import make_key, make_member, make_project

pytestmark = pytest.mark.django_db

LISTS = ("findings", "scans", "profiles", "targets", "credentials", "api-keys")
SCOPES = {
    "findings": "findings:read",
    "scans": "scans:read",
    "profiles": "scans:read",
    "projects": "findings:read or scans:read",
    "targets": "findings:read or scans:read",
    "credentials": "scans:write",
}


@pytest.mark.parametrize("name", LISTS)
def test_another_projects_list_is_not_empty_but_not_found(name: str) -> None:
    project, other = make_project(), make_project()
    client = ContractClient().as_user(make_member(project, Role.OWNER))
    for asked in (other.slug, other.pk, "nosuch", "0198c0de-0000-7000-8000-000000000009"):
        answer = client.get(f"/api/v1/{name}?project={asked}")
        assert (answer.status_code, answer.json()["code"]) == (404, "PROJECT_NOT_FOUND")
    for asked in (project.slug, project.pk):
        assert client.get(f"/api/v1/{name}?project={asked}").status_code == 200


def test_below_a_project_another_one_is_not_found_either() -> None:
    project, other = make_project(), make_project()
    client = ContractClient().as_user(make_member(project))
    answer = client.get(f"/p/{project.slug}/findings?project={other.slug}")
    assert answer.json()["code"] == "PROJECT_NOT_FOUND"


@pytest.mark.parametrize("name", sorted(SCOPES))
def test_a_key_without_the_scope_is_told_which_it_needs(name: str) -> None:
    owner = make_member(make_project(), Role.OWNER)
    enough = SCOPES[name].split(" or ")
    for scope in Scope.values:
        answer = ContractClient().as_key(make_key(owner, scope)).get(f"/api/v1/{name}")
        if scope in enough:
            assert answer.status_code == 200
        else:
            assert (answer.status_code, answer.json()["code"]) == (403, "FORBIDDEN")
            assert f"an API key with the scope {SCOPES[name]}" in answer.json()["details"]
