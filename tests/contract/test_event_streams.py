"""Event streams of the real server: order, resumption, errors before and after they begin."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

import pytest

from tests.config.doors import SECRET
from tests.running.server import Server

from . import raw
from .conftest import Log

EVENTS = "text/event-stream"


class Stream:
    """An open stream; iterate over its events as dicts of fields, comments left out."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.response = response

    def __iter__(self) -> Iterator[dict[str, Any]]:
        event: dict[str, Any] = {}
        for line in iter(self.response.readline, b""):
            name, _, value = line.decode().rstrip("\n").partition(": ")
            if name == "data":
                event["data"] = json.loads(value)
            elif name:
                event[name] = value
            else:
                if "event" in event:
                    yield event
                event = {}

    def take(self, count: int) -> list[dict[str, Any]]:
        return list(islice(self, count))


@contextmanager
def opened(server: Server, scan: str, query: str = "", **headers: str) -> Iterator[Stream]:
    with connection(server, f"/api/v1/scans/{scan}/stream{query}", **headers) as response:
        assert response.status == 200, response.read()
        assert response.headers["Content-Type"].startswith(EVENTS)
        yield Stream(response)


@contextmanager
def connection(server: Server, path: str, **headers: str) -> Iterator[http.client.HTTPResponse]:
    line = http.client.HTTPConnection(raw.HOST, server.port, timeout=10)
    line.request("GET", path, headers={"Accept": EVENTS, **headers})
    try:
        yield line.getresponse()
    finally:
        line.close()


@pytest.fixture
def scan(server: Server) -> str:
    return str(server.do("scan", tools=["bandit"]))


@pytest.fixture(params=["token", "key", "session"])
def any_credential(request: pytest.FixtureRequest, server: Server) -> dict[str, str]:
    if request.param == "token":
        return {"Authorization": f"Bearer {server.do('token', username='vic')}"}
    if request.param == "key":
        return {"X-API-Key": server.do("key", username="vic", scopes=["scans:read"])}
    return {"Cookie": f"sessionid={server.do('session', username='vic')}"}


@pytest.fixture
def vic(server: Server) -> dict[str, str]:
    return {"Authorization": f"Bearer {server.do('token', username='vic')}"}


def test_snapshot_then_live_events(
    server: Server, scan: str, any_credential: dict[str, str]
) -> None:
    with opened(server, scan, **any_credential) as stream:
        (snapshot,) = stream.take(1)
        server.do("burst", scan=scan, tool="bandit", count=3)
        events = stream.take(3)
    assert (snapshot["event"], snapshot["data"]["data"]["id"]) == ("snapshot", scan)
    assert [event["event"] for event in events] == ["tool.progress"] * 3
    last = int(snapshot["id"])
    assert [int(event["id"]) for event in events] == [last + 1, last + 2, last + 3]
    assert [event["data"]["seq"] for event in events] == [last + 1, last + 2, last + 3]


@pytest.mark.parametrize("by", ["query", "header"])
def test_a_client_that_comes_back_gets_what_it_missed(
    server: Server, scan: str, vic: dict[str, str], by: str
) -> None:
    server.do("burst", scan=scan, tool="bandit", count=5)
    query, headers = ("?after=2", {}) if by == "query" else ("", {"Last-Event-ID": "2"})
    with opened(server, scan, query, **vic, **headers) as stream:
        snapshot, *events = stream.take(4)
        assert "id" not in snapshot  # else a client that breaks off now would miss the three
        server.do("burst", scan=scan, tool="bandit", count=1)
        events += stream.take(1)
    assert [int(event["id"]) for event in events] == [3, 4, 5, 6]


def test_it_ends_with_the_scan_and_then_says_to_stay_away(
    server: Server, scan: str, vic: dict[str, str]
) -> None:
    with opened(server, scan, **vic) as stream:
        stream.take(1)
        server.do("finish", scan=scan, status="completed")
        *_, last, end = list(stream)
    assert (last["event"], end["event"]) == ("scan.finished", "end")
    path = f"/api/v1/scans/{scan}/stream"
    with connection(server, path, **vic, **{"Last-Event-ID": last["id"]}) as answer:
        assert answer.status == 204
    with opened(server, scan, "?after=0", **vic) as stream:
        assert [event["event"] for event in stream] == ["snapshot", "scan.finished", "end"]


def test_the_fourth_of_a_project_is_refused_and_a_client_that_goes_makes_room(
    server: Server, scan: str, vic: dict[str, str]
) -> None:
    path = f"/api/v1/scans/{scan}/stream"
    with opened(server, scan, **vic) as first, opened(server, scan, **vic) as second:
        first.take(1), second.take(1)
        with opened(server, scan, **vic) as third:
            third.take(1)
            answer = raw.send(server.port, _request(path, vic))
            assert answer.code == "RATE_LIMITED"
            raw.check(answer, "GET", path, EVENTS)
            assert answer.json() == {
                "error": "Too many active scan streams",
                "code": "RATE_LIMITED",
                "details": "Maximum 3 concurrent streams per project",
                "request_id": answer["X-Request-ID"],
                "retry_after": 5,
            }
        with _once_there_is_room(server, scan, vic) as fourth:
            assert fourth.take(1)[0]["event"] == "snapshot"


@contextmanager
def _once_there_is_room(server: Server, scan: str, headers: dict[str, str]) -> Iterator[Stream]:
    """The server hears of a client that left by the next thing it does on that connection."""
    for _ in range(100):
        with connection(server, f"/api/v1/scans/{scan}/stream", **headers) as answer:
            if answer.status == 200:
                yield Stream(answer)
                return
            answer.read()
    raise AssertionError("the slot of the client that left was not given back")


def _request(path: str, headers: dict[str, str]) -> bytes:
    lines = [f"{name}: {value}" for name, value in headers.items()]
    return raw.request("GET", path, f"Accept: {EVENTS}", *lines)


REFUSALS = [
    ("{scan}", {}, "AUTH_TOKEN_MISSING"),
    ("{scan}", {"Authorization": "Bearer x"}, "AUTH_TOKEN_INVALID"),
    ("{scan}", {"X-API-Key": "x"}, "INVALID_API_KEY"),
    ("{scan}?after=x", "vic", "INVALID_QUERY"),
    ("{scan}?since=1", "vic", "INVALID_QUERY"),
    ("{scan}", "sam", "SCAN_NOT_FOUND"),
    ("nothing", "vic", "SCAN_NOT_FOUND"),
]


@pytest.mark.parametrize(("path", "who", "code"), REFUSALS)
def test_refused_before_it_begins(
    server: Server, log: Log, scan: str, path: str, who: Any, code: str
) -> None:
    headers = who
    if isinstance(who, str):
        headers = {"Authorization": f"Bearer {server.do('token', username=who)}"}
    name, _, query = path.format(scan=scan).partition("?")
    path = f"/api/v1/scans/{name}/stream"
    answer = raw.send(server.port, _request(f"{path}?{query}" if query else path, headers))
    assert answer.code == code
    raw.check(answer, "GET", path, EVENTS)
    assert [line["error_code"] for line in log.of(answer["X-Request-ID"])] == [code]


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("bug", "INTERNAL_ERROR"),
        ("operational", "DATABASE_UNAVAILABLE"),
        ("api", "SCAN_NOT_FOUND"),
        ("throttled", "RATE_LIMIT_EXCEEDED"),
    ],
)
def test_a_failure_after_it_began_is_its_last_event(
    server: Server, log: Log, scan: str, vic: dict[str, str], kind: str, code: str
) -> None:
    headers = {**vic, "X-Request-ID": f"stream-{kind}"}
    with connection(server, f"/api/v1/made/stream/{scan}/{kind}", **headers) as answer:
        assert answer.status == 200
        text = answer.read().decode()
    assert SECRET not in text
    event, data = text.strip().splitlines()[-2:]
    body = json.loads(data.removeprefix("data: "))
    assert event == "event: error"
    assert set(body) >= {"error", "code", "details", "request_id"}
    assert (body["code"], body["request_id"]) == (code, f"stream-{kind}")
    lines = [x for x in log.of(f"stream-{kind}") if x["event"] == "api_error"]
    assert [(x["error_code"], x["level"].lower()) for x in lines] == [(code, "error")]


def test_it_ends_when_the_rights_do(server: Server, scan: str) -> None:
    server.do("person", username="pat", role="viewer")
    token = server.do("token", username="pat")
    with opened(server, scan, Authorization=f"Bearer {token}") as stream:
        stream.take(1)
        server.do("leave", username="pat")
        *_, last = list(stream)
    assert (last["event"], last["data"]["code"]) == ("error", "FORBIDDEN")


def test_a_stream_outlives_the_limit_of_requests(
    server: Server, scan: str, vic: dict[str, str]
) -> None:
    """The server of these tests gives a request two seconds; comments come every half second."""
    with opened(server, scan, **vic) as stream:
        comments = 0
        while comments < 6:
            comments += stream.response.readline().startswith(b":")
        server.do("burst", scan=scan, tool="bandit", count=1)
        assert stream.take(1)[0]["event"] == "tool.progress"
