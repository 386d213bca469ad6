"""The Python client against the running server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from wardroom_client import (
    AsyncWardroom,
    ClientError,
    Wardroom,
    codes,
    every,
    every_async,
    sign_in,
)
from wardroom_client.api.errors import error_codes_list
from wardroom_client.api.findings import findings_list, project_findings_triage
from wardroom_client.api.projects import api_keys_revoke, projects_list, targets_create, users_me
from wardroom_client.api.scans import scans_get, scans_list, scans_start, scans_tool_report
from wardroom_client.models import NewTargetRequest, Plan, ProjectTriageRequest, Scan, ScanRequest

from tests.clients.standin import RENDERINGS
from tests.running.server import PASSWORD, ROOT, Server

BY_RENDERING = pytest.mark.parametrize("rendering", [None, *RENDERINGS])
pytestmark = pytest.mark.slow


@pytest.fixture
def mara(server: Server) -> Iterator[Wardroom]:
    with Wardroom(server.url, token=server.do("token", username="mara")) as wardroom:
        yield wardroom


@pytest.fixture
def target(server: Server, mara: Wardroom) -> UUID:
    """A folder that may be scanned."""
    (project,) = projects_list.sync(client=mara).results
    folder = Path(server.environment["WARDROOM_DATA_DIR"]) / "targets" / str(project.id)
    folder = folder / uuid4().hex
    folder.mkdir(parents=True)
    body = NewTargetRequest(project="harbour", kind="repository", locator=str(folder))
    return targets_create.sync(client=mara, body=body).id


def test_signing_in_and_asking_who_one_is(server: Server) -> None:
    with Wardroom(server.url, credentials=sign_in(server.url, "mara", PASSWORD)) as wardroom:
        assert users_me.sync(client=wardroom).username == "mara"


def test_a_wrong_password_is_a_failed_sign_in(server: Server) -> None:
    with Wardroom(server.url, credentials=sign_in(server.url, "mara", "guess")) as wardroom:
        with pytest.raises(codes.SignInFailed, match="User name or password is wrong"):
            users_me.sync(client=wardroom)


def test_a_key_reads_what_its_scopes_allow(server: Server) -> None:
    key = server.do("key", username="mara", scopes=["scans:read"])
    with Wardroom(server.url, api_key=key) as wardroom:
        assert scans_list.sync(client=wardroom, limit=1).previous is None
        with pytest.raises(codes.Forbidden):
            findings_list.sync(client=wardroom)


def test_starting_a_scan_once(server: Server, mara: Wardroom, target: UUID) -> None:
    body = ScanRequest(target=target, tools=["bandit"])
    started = scans_start.sync_detailed(client=mara, body=body, idempotency_key="tide-7")
    assert isinstance(started.parsed, Scan)
    assert (started.status_code, started.parsed.status) == (202, "pending")
    assert started.headers["Location"].endswith(str(started.parsed.id))
    again = scans_start.sync(client=mara, body=body, idempotency_key="tide-7")
    assert isinstance(again, Scan)
    assert again.id == started.parsed.id
    other = scans_start.sync(client=mara, body=ScanRequest(target=target, tools=["bandit"]))
    assert isinstance(other, Scan)
    assert other.id != again.id
    assert scans_get.sync(str(other.id), client=mara).tool_runs[0].tool == "bandit"


def test_a_dry_run_is_a_plan(mara: Wardroom, target: UUID) -> None:
    body = ScanRequest(target=target, tools=["bandit"], dry_run=True)
    assert isinstance(scans_start.sync(client=mara, body=body), Plan)


def test_every_row_over_the_cursors_of_the_server(server: Server, mara: Wardroom) -> None:
    made = {server.do("scan", tools=["bandit"]) for _ in range(5)}
    ids = [str(scan.id) for scan in every(scans_list.sync, client=mara, limit=2)]
    assert made <= set(ids)
    assert len(ids) == len(set(ids)) == scans_list.sync(client=mara, count="exact").count


def test_filters_take_several_words(server: Server, mara: Wardroom) -> None:
    scan = server.do("scan", tools=["bandit"])
    rows = [["high", "H", "a.py", "R1"], ["low", "L", "b.py", "R2"], ["info", "I", "c.py", "R3"]]
    server.do("findings", scan=scan, tool="bandit", rows=rows)
    found = every(findings_list.sync, client=mara, severity=["high", "low"], scan=UUID(scan))
    assert sorted(finding.title for finding in found) == ["H", "L"]


@BY_RENDERING
def test_errors_have_their_class_in_every_rendering(server: Server, rendering: Any) -> None:
    token = server.do("token", username="vic")
    with Wardroom(server.url, token=token, rendering=rendering) as wardroom:
        with pytest.raises(codes.ScanNotFound) as missing:
            scans_get.sync(str(uuid4()), client=wardroom)
        with pytest.raises(codes.Forbidden) as refused:
            scans_start.sync(client=wardroom, body=ScanRequest(project="harbour"))
        with pytest.raises(codes.InvalidQuery) as asked:
            wardroom.request("GET", "/api/v1/scans", params={"tide": "low"})
        with pytest.raises(codes.ValidationError) as invalid:
            scans_start.sync(client=wardroom, body=ScanRequest(max_parallel=-1))
        with pytest.raises(codes.AuthTokenMissing) as nobody, Wardroom(server.url) as anonymous:
            scans_list.sync(client=anonymous)
    caught = [missing, refused, asked, invalid, nobody]
    assert [error.value.status for error in caught] == [404, 403, 400, 400, 401]
    assert all(error.value.request_id and error.value.attempts == 1 for error in caught)
    assert invalid.value.errors[0].field == "max_parallel"


@BY_RENDERING
def test_an_unknown_status_is_unprocessable(server: Server, rendering: Any) -> None:
    scan = server.do("scan", tools=["bandit"])
    server.do("findings", scan=scan, tool="bandit", rows=[["high", "H", "a.py", "R1"]])
    with Wardroom(
        server.url, token=server.do("token", username="mara"), rendering=rendering
    ) as wardroom:
        finding = findings_list.sync(client=wardroom, limit=1).results[0]
        body = ProjectTriageRequest.from_dict(
            {"finding_id": str(finding.id), "status": "adrift", "reason": "none"}
        )
        with pytest.raises(codes.InvalidStatus, match="Status must be one of") as caught:
            project_findings_triage.sync("harbour", client=wardroom, body=body)
    assert caught.value.status == 422


def test_a_tool_that_is_not_installed_is_permanent(mara: Wardroom, target: UUID) -> None:
    with pytest.raises(codes.ToolUnavailable) as caught:
        scans_start.sync(client=mara, body=ScanRequest(target=target, tools=["semgrep"]))
    assert (caught.value.status, caught.value.attempts) == (503, 1)
    assert caught.value.retry_after == 60


@BY_RENDERING
def test_an_expired_token_is_renewed_by_the_callback(server: Server, rendering: Any) -> None:
    expired = server.do("token", username="mara", hours=-1)
    calls: list[str] = []

    def credentials() -> str:
        calls.append(server.do("token", username="mara"))
        return calls[-1]

    with Wardroom(
        server.url, token=expired, credentials=credentials, rendering=rendering
    ) as wardroom:
        assert users_me.sync(client=wardroom).username == "mara"
        assert users_me.sync(client=wardroom).username == "mara"
    assert len(calls) == 1
    with Wardroom(server.url, token=expired, rendering=rendering) as wardroom:
        with pytest.raises(codes.AuthTokenExpired, match="expired"):
            users_me.sync(client=wardroom)


@BY_RENDERING
def test_a_database_that_comes_back_is_waited_for(server: Server, rendering: Any) -> None:
    token = server.do("token", username="mara")
    database = Path(server.environment["WARDROOM_DATA_DIR"]) / "wardroom.sqlite3"
    away = database.with_name("away.sqlite3")
    waits: list[float] = []

    def come_back(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 2:
            database.rmdir()
            away.rename(database)

    away.unlink(missing_ok=True)
    database.rename(away)
    database.mkdir()  # a database that cannot be opened
    try:
        with Wardroom(server.url, token=token, rendering=rendering, sleep=come_back) as wardroom:
            assert users_me.sync(client=wardroom).username == "mara"
    finally:
        if away.exists():
            database.rmdir()
            away.rename(database)
    assert [5 <= seconds <= 6.25 for seconds in waits] == [True, True]


async def test_asyncio_signs_in_lists_and_fails(server: Server) -> None:
    credentials = sign_in(server.url, "mara", PASSWORD)
    server.do("scan", tools=["bandit"])
    async with AsyncWardroom(server.url, credentials=credentials, rendering="envelope") as wardroom:
        scans = [scan async for scan in every_async(scans_list.asyncio, client=wardroom, limit=1)]
        assert scans
        with pytest.raises(codes.ScanNotFound):
            await scans_tool_report.asyncio(str(uuid4()), "bandit", client=wardroom)
        with pytest.raises(codes.NotFound):
            await api_keys_revoke.asyncio(uuid4(), client=wardroom)


def test_the_catalogue_of_the_server_is_that_of_the_client(server: Server) -> None:
    with Wardroom(server.url) as anonymous:
        rows = error_codes_list.sync(client=anonymous)
    assert {row.code for row in rows} == set(codes.BY_CODE) - {"CLIENT_ERROR"}


@pytest.mark.parametrize("page", ["docs/clients.md", "clients/python/README.md"])
def test_the_documented_example_runs(
    server: Server, page: str, target: UUID, capsys: pytest.CaptureFixture[str]
) -> None:
    scan = server.do("scan", tools=["bandit"])
    server.do("findings", scan=scan, tool="bandit", rows=[["high", "H", "a.py", "R1"]])
    text = (ROOT / page).read_text()
    blocks = re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    program = "".join(blocks).replace("http://127.0.0.1:8000", server.url)
    program = program.replace("admin", "mara").replace("…", PASSWORD)
    with ThreadPoolExecutor(1) as aside:  # a thread without an event loop
        aside.submit(exec, program, {"__name__": "example"}).result()
    assert "high" in capsys.readouterr().out


def test_a_server_that_ends_is_no_answer(server: Server) -> None:
    with Wardroom(server.url, sleep=lambda _: None) as wardroom:
        assert wardroom.request("GET", "/health/live").status_code == 200
        with restarted(server), pytest.raises(ClientError) as caught:
            wardroom.request("GET", "/health/live")
    assert (caught.value.status, caught.value.attempts) == (None, 3)


def test_a_server_that_starts_again_is_waited_for(server: Server) -> None:
    with restarted(server), Wardroom(server.url, sleep=lambda _: server.start()) as wardroom:
        assert wardroom.request("GET", "/health/live").status_code == 200


def test_a_rate_limit_is_told_in_every_rendering(server: Server) -> None:
    token = server.do("token", username="mara")
    waits: list[float] = []
    with restarted(server, RATE_LIMITS="general=3/minute"):
        server.start()
        with Wardroom(server.url, token=token) as wardroom:
            for _ in range(3):
                users_me.sync(client=wardroom)
        for rendering in RENDERINGS:
            with (
                Wardroom(
                    server.url, token=token, rendering=rendering, sleep=waits.append
                ) as limited,
                pytest.raises(codes.RateLimitExceeded) as caught,
            ):
                users_me.sync(client=limited)
            error = caught.value
            assert (error.status, error.attempts) == (429, 3)
            assert error.retry_after is not None
            assert waits[-1] >= error.retry_after > 0


@contextmanager
def restarted(server: Server, **environment: str) -> Iterator[None]:
    """The server is down, and has `environment` where the body starts it; then all is as before."""
    before = dict(server.environment)
    server.stop()
    server.environment.update(environment)
    try:
        yield
    finally:
        server.stop()
        server.environment = before
        server.start()
