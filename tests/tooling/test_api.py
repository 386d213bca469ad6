"""The routes of tools."""

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tests.contract.client import ContractClient
from tests.make import make_key, make_user
from tooling import health, registry
from tooling.models import ToolStatus

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def known(settings: Any, tmp_path: Path) -> Path:
    """bandit is installed, what is called nmap is not it; the others were never looked at.

    The folder of both.
    """
    settings.TOOL_PATHS = {name: "/absent" for name in registry.all_tools()}
    for name in ("bandit", "nmap"):
        (tmp_path / name).touch(mode=0o755)
        settings.TOOL_PATHS[name] = str(tmp_path / name)
    now = timezone.now()
    ToolStatus.objects.create(
        tool="bandit",
        host=health.host(),
        path=str(tmp_path / "bandit"),
        version="1.9.4",
        checked=now,
    )
    ToolStatus.objects.create(
        tool="nmap", host=health.host(), error=f"{tmp_path / 'nmap'} is not Nmap", checked=now
    )
    return tmp_path


def test_signing_in_is_needed(api: ContractClient) -> None:
    assert api.get("/api/v1/tools").status_code == 401


def test_anyone_signed_in_reads_the_tools(api: ContractClient) -> None:
    body = api.as_user(make_user()).get("/api/v1/tools").json()
    assert [tool["name"] for tool in body["results"]] == list(registry.all_tools())
    assert (body["next"], body["previous"]) == (None, None)


def test_key_reads_the_tools(api: ContractClient) -> None:
    key = make_key(make_user(), "scans:read")
    assert api.as_key(key).get("/api/v1/tools").status_code == 200


def test_tool_tells_what_it_takes_and_how_it_ends(api: ContractClient) -> None:
    body = api.as_user(make_user()).get("/api/v1/tools/bandit").json()
    assert body["accepts"] == ["repository"]
    assert body["installed"] is True
    assert body["version"] == "1.9.4"
    assert body["checked"].endswith("Z")
    assert body["origin"] == "recorded"
    assert body["environment"] == "code"
    assert "severity" in body["options_schema"]["properties"]
    assert "severity" in body["selecting_options"]
    assert {"code": 1, "meaning": "findings", "description": "Finished; something was found."} in (
        body["exit_codes"]
    )
    assert "unreadable_report" in body["outcomes"]


def test_paths_are_for_staff(api: ContractClient, known: Path) -> None:
    reader = api.as_user(make_user())
    assert reader.get("/api/v1/tools/bandit").json()["path"] is None
    assert reader.get("/api/v1/tools/nmap").json()["problem"] == "Nmap is not installed"
    staff = ContractClient().as_user(make_user(is_staff=True))
    assert staff.get("/api/v1/tools/bandit").json()["path"] == str(known / "bandit")
    assert staff.get("/api/v1/tools/nmap").json()["problem"] == f"{known / 'nmap'} is not Nmap"


def test_tool_that_nobody_looked_at(api: ContractClient) -> None:
    body = api.as_user(make_user()).get("/api/v1/tools/wapiti").json()
    assert (body["installed"], body["version"], body["checked"]) == (False, None, None)
    assert body["install_hint"]


def test_filters(api: ContractClient) -> None:
    reader = api.as_user(make_user())
    web = reader.get("/api/v1/tools?accepts=web").json()["results"]
    takers = [tool.name for tool in registry.all_tools().values() if "web" in tool.accepts]
    assert [tool["name"] for tool in web] == takers
    assert {"nmap", "sslyze", "wapiti"} <= set(takers) < set(registry.all_tools())
    installed = reader.get("/api/v1/tools?installed=true").json()["results"]
    assert [tool["name"] for tool in installed] == ["bandit"]


@pytest.mark.parametrize(
    "query", ["colour=red", "accepts=planet", "installed=perhaps", "installed="]
)
def test_bad_queries_are_refused(api: ContractClient, query: str) -> None:
    response = api.as_user(make_user()).get(f"/api/v1/tools?{query}")
    assert (response.status_code, response.json()["code"]) == (400, "INVALID_QUERY")
    assert query.split("=")[0] in str(response.json())


def test_tool_that_came_or_went_since_is_told(api: ContractClient, known: Path) -> None:
    (known / "bandit").unlink()
    ToolStatus.objects.filter(tool="nmap").update(error="nmap was not found")
    reader = api.as_user(make_user())
    bandit, nmap = (reader.get(f"/api/v1/tools/{name}").json() for name in ("bandit", "nmap"))
    assert (bandit["installed"], bandit["version"]) == (False, None)
    assert (nmap["installed"], nmap["version"]) == (True, None)


def test_unknown_tool(api: ContractClient) -> None:
    response = api.as_user(make_user()).get("/api/v1/tools/nosuch")
    assert (response.status_code, response.json()["code"]) == (404, "NOT_FOUND")


def test_staff_check_a_tool_now(api: ContractClient, settings: Any) -> None:
    settings.TOOL_PATHS = {"bandit": "/absent"}
    response = api.as_user(make_user(is_staff=True)).post("/api/v1/tools/bandit/check")
    assert response.status_code == 200
    assert response.json()["installed"] is False
    assert response.json()["problem"] == "bandit was not found"
    assert not ToolStatus.objects.get(tool="bandit").is_installed


def test_check_is_for_staff(api: ContractClient) -> None:
    response = api.as_user(make_user()).post("/api/v1/tools/bandit/check")
    assert (response.status_code, response.json()["code"]) == (403, "FORBIDDEN")
    staff = make_user(is_staff=True)
    by_key = (
        ContractClient().as_key(make_key(staff, "scans:write")).post("/api/v1/tools/bandit/check")
    )
    assert by_key.status_code == 403


def test_queries_do_not_grow_with_the_tools(
    api: ContractClient, django_assert_max_num_queries: object
) -> None:
    reader = api.as_user(make_user())
    with django_assert_max_num_queries(2):  # type: ignore[operator]
        reader.get("/api/v1/tools")
