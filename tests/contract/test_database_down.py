"""A database that is away is 503 within two seconds, at every door, and is back by itself.

Real daphne, as it is started in production, on a PostgreSQL of this test's own: stopped as by a
crash, and frozen, where connections are accepted and nothing ever answers.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from time import monotonic, sleep

import psycopg
import pytest
from websockets.sync.client import connect

from tests.running import postgres as running
from tests.running.postgres import Postgres
from tests.running.server import PASSWORD, Server

from . import raw
from .conftest import DOORS
from .raw import request
from .test_event_streams import opened

WITHIN_SECONDS = 2
AT_ONCE = 20
AWAY = (503, "DATABASE_UNAVAILABLE")

pytestmark = [pytest.mark.slow, pytest.mark.postgres]


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    reason = running.why_not()
    if reason:
        pytest.skip(reason)
    postgres = Postgres()
    try:
        postgres.start()
        yield postgres
    finally:
        postgres.close()


@pytest.fixture(scope="module")
def on_postgres(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("away"), DATABASE_URL=postgres.url, **DOORS)
    try:
        server.do("person", username="mara", role="admin", staff=True)
        os.mkfifo(server.folder / "data" / "gate")
        server.start()
        yield server
    finally:
        server.close()


@pytest.fixture(scope="module")
def scan(on_postgres: Server) -> str:
    return str(on_postgres.do("scan", tools=["bandit"]))


@pytest.fixture(scope="module")
def bearer(on_postgres: Server) -> str:
    return f"Authorization: Bearer {on_postgres.do('token', username='mara')}"


@pytest.fixture(scope="module")
def doors(on_postgres: Server, bearer: str) -> dict[str, tuple[str, str, bytes]]:
    """Path, method and request by name."""
    key = f"X-API-Key: {on_postgres.do('key', username='mara', scopes=['scans:read'])}"
    session = f"Cookie: sessionid={on_postgres.do('session', username='mara')}"
    sign_in = json.dumps({"username": "mara", "password": PASSWORD}).encode()
    chosen = b'{"default_project": "harbour"}'
    as_json = "Content-Type: application/json"

    def door(method: str, path: str, *lines: str, body: bytes = b"") -> tuple[str, str, bytes]:
        return path, method, request(method, path, *lines, body=body)

    return {
        "API with a token": door("GET", "/api/v1/scans", bearer),
        "API with a key": door("GET", "/api/v1/scans", key),
        "API with a session": door("GET", "/api/v1/scans", session),
        "API that writes": door("PATCH", "/api/v1/users/me", bearer, as_json, body=chosen),
        "sign-in": door("POST", "/api/v1/auth/token", as_json, body=sign_in),
        "admin": door("GET", "/admin/", session),
        "dashboard": door("GET", "/", session),
        "stream": door("GET", "/api/v1/scans/01a1fe76-0000-7000-8000-000000000000/stream", bearer),
    }


@pytest.fixture(autouse=True)
def _up_again(postgres: Postgres, on_postgres: Server) -> Iterator[None]:
    """Whatever a test did to PostgreSQL, the next one finds it up, and the server knows it."""
    yield
    postgres.revive()
    _wait_until_ready(on_postgres)


def _wait_until_ready(server: Server) -> None:
    end = monotonic() + WITHIN_SECONDS
    while raw.send(server.port, request("GET", "/health/ready")).status_code != 200:
        assert monotonic() < end, "the server has not noticed that the database is back"
        sleep(0.05)


Answered = dict[str, tuple[int, str | None]]
Doors = dict[str, tuple[str, str, bytes]]


def ask_all(server: Server, doors: Doors) -> Answered:
    """Each door, one after the other; a refusal within the contract and the time."""
    return {name: ask(server, *door) for name, door in doors.items()}


def ask(server: Server, path: str, method: str, sent: bytes) -> tuple[int, str | None]:
    answer = raw.send(server.port, sent)
    assert answer.seconds < WITHIN_SECONDS, f"{method} {path} took {answer.seconds:.1f} s"
    if answer.status_code >= 500:
        raw.check(answer, method, path)
        assert answer["Retry-After"] == "5"
        assert raw.has_no_secret(answer, ("psycopg", "SELECT", "postgres"))
    return answer.status_code, answer.code


def listen(server: Server, scan: str, bearer: str) -> str:
    """The code of the error that a websocket is refused with, or the type of its first frame."""
    began = monotonic()
    name, _, value = bearer.partition(": ")
    url = f"ws://127.0.0.1:{server.port}/ws/scans/{scan}"
    with connect(url, additional_headers={name: value}) as socket:
        frame = json.loads(socket.recv(10))
    assert monotonic() - began < WITHIN_SECONDS
    return str(frame["data"].get("code") or frame["type"])


@pytest.fixture(params=["stopped", "frozen"])
def gone(
    request: pytest.FixtureRequest, postgres: Postgres, on_postgres: Server
) -> Callable[[], None]:
    """Lets the database go, in either way."""
    return postgres.stop if request.param == "stopped" else postgres.freeze


def test_every_door_says_so_in_time(
    on_postgres: Server, doors: Doors, scan: str, bearer: str, gone: Callable[[], None]
) -> None:
    gone()
    assert ask_all(on_postgres, doors) == dict.fromkeys(doors, AWAY)
    assert listen(on_postgres, scan, bearer) == "DATABASE_UNAVAILABLE"
    ready = raw.send(on_postgres.port, request("GET", "/health/ready"))
    assert (ready.status_code, ready["Content-Type"]) == (503, "application/health+json")
    assert ready.json()["checks"]["database"] == [{"status": "fail"}]
    assert ready.seconds < WITHIN_SECONDS
    live = raw.send(on_postgres.port, request("GET", "/health/live"))
    assert live.status_code == 200


def test_many_at_once_do_not_queue_behind_each_other(
    on_postgres: Server, doors: Doors, scan: str, bearer: str, gone: Callable[[], None]
) -> None:
    gone()
    names = (list(doors) * AT_ONCE)[:AT_ONCE]
    with ThreadPoolExecutor(2 * AT_ONCE) as pool:
        asked = [pool.submit(ask, on_postgres, *doors[name]) for name in names]
        heard = [pool.submit(listen, on_postgres, scan, bearer) for _ in range(AT_ONCE // 2)]
        assert {future.result() for future in asked} == {AWAY}
        assert {future.result() for future in heard} == {"DATABASE_UNAVAILABLE"}


def test_it_is_back_by_itself(
    postgres: Postgres, on_postgres: Server, doors: Doors, scan: str, bearer: str,
    gone: Callable[[], None],
) -> None:  # fmt: skip
    gone()
    assert set(ask_all(on_postgres, doors).values()) == {AWAY}
    postgres.revive()
    _wait_until_ready(on_postgres)
    statuses = {status for status, _ in ask_all(on_postgres, doors).values()}
    assert statuses == {200, 404}  # the stream's scan does not exist
    assert listen(on_postgres, scan, bearer) == "snapshot"


def test_a_restart_that_nobody_saw_costs_no_request(
    postgres: Postgres, on_postgres: Server, doors: Doors
) -> None:
    with ThreadPoolExecutor(AT_ONCE) as pool:  # so that there are idle connections to lose
        many = [pool.submit(ask, on_postgres, *doors["API with a token"]) for _ in range(AT_ONCE)]
        assert {future.result() for future in many} == {(200, None)}
    postgres.stop()
    postgres.start()
    assert {ask(on_postgres, *doors["API with a token"]) for _ in range(5)} == {(200, None)}


@pytest.mark.parametrize("moment", ["before", "commit", "session"])
def test_gone_in_the_middle_of_a_request(
    postgres: Postgres, on_postgres: Server, gone: Callable[[], None], moment: str
) -> None:
    """Before the view's first query, before its commit, before the session is saved."""
    path = f"/api/v1/made/gated/{moment}"
    with in_flight(on_postgres, path) as answer:
        gate = (on_postgres.folder / "data" / "gate").open("wb")  # the view is there
        gone()
        let_go = monotonic()
        gate.close()
        assert answer.result().code == "DATABASE_UNAVAILABLE"
        assert monotonic() - let_go < WITHIN_SECONDS
        raw.check(answer.result(), "GET", path)


def test_gone_while_a_query_runs(
    postgres: Postgres, on_postgres: Server, gone: Callable[[], None]
) -> None:
    path = "/api/v1/made/slow-query/30"
    with in_flight(on_postgres, path) as answer:
        _backend_of(postgres, "pg_sleep(30)")
        gone()
        let_go = monotonic()
        assert answer.result().code == "DATABASE_UNAVAILABLE"
        assert monotonic() - let_go < WITHIN_SECONDS


def test_a_query_that_takes_too_long_is_not_a_database_that_is_away(
    postgres: Postgres, on_postgres: Server
) -> None:
    path = "/api/v1/made/slow-query/31"
    with in_flight(on_postgres, path) as answer:
        process = _backend_of(postgres, "pg_sleep(31)")
        with psycopg.connect(postgres.dsn) as by_hand:
            by_hand.execute("SELECT pg_cancel_backend(%s)", [process])  # as statement_timeout does
        assert answer.result().code == "UPSTREAM_TIMEOUT"
        assert answer.result().json()["details"] == "The database did not finish the query in time"


def test_a_stream_goes_on_when_it_is_back(
    postgres: Postgres, on_postgres: Server, scan: str, bearer: str
) -> None:
    name, _, value = bearer.partition(": ")
    with opened(on_postgres, scan, **{name: value}) as stream:
        assert stream.take(1)[0]["event"] == "snapshot"
        postgres.stop()
        (told,) = stream.take(1)
        assert (told["event"], told["data"]["data"]) == ("heartbeat", {"feed": "interrupted"})
        postgres.start()
        (told,) = stream.take(1)
        assert (told["event"], told["data"]["data"]) == ("heartbeat", {"feed": "live"})
        on_postgres.do("burst", scan=scan, tool="bandit", count=2)
        assert [event["event"] for event in stream.take(2)] == ["tool.progress"] * 2


@contextmanager
def in_flight(server: Server, path: str) -> Iterator[Future[raw.Answer]]:
    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(raw.send, server.port, request("GET", path), seconds=20)


def _backend_of(postgres: Postgres, query: str) -> int:
    """The process that runs `query`, once there is one."""
    with psycopg.connect(postgres.dsn, autocommit=True) as looking:
        while True:
            row = looking.execute(
                "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                " AND state = 'active' AND query LIKE %s",
                [f"%{query}%"],
            ).fetchone()
            if row:
                return int(row[0])
            sleep(0.02)
