"""Every way in which a real websocket ends early: one error frame, and the right close code."""

from __future__ import annotations

import json
import socket
from contextlib import suppress

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.config.doors import SECRET
from tests.running.server import Server

from . import raw
from .conftest import Log
from .raw import request


def listen(server: Server, path: str, **headers: str) -> tuple[dict, int]:
    """The last frame of a websocket that the server ends, and its close code."""
    return told(server, path, (), headers)


def told(server: Server, path: str, frames: tuple, headers: dict[str, str]) -> tuple[dict, int]:
    last: dict = {}
    url = f"ws://127.0.0.1:{server.port}{path}"
    with connect(url, additional_headers=headers, max_size=None) as line:
        with suppress(ConnectionClosed):
            for frame in frames:
                line.send(frame)
        with suppress(ConnectionClosed):
            while True:
                last = json.loads(line.recv(10))
        assert line.close_code is not None
        return last, line.close_code


@pytest.fixture
def scan(server: Server) -> str:
    return str(server.do("scan", tools=["bandit"]))


@pytest.fixture
def bearer(server: Server) -> dict[str, str]:
    return {"Authorization": f"Bearer {server.do('token', username='vic')}"}


WEBSOCKETS = [
    ("/ws/scans/{scan}", {}, "AUTH_TOKEN_MISSING", 4401),
    ("/ws/scans/{scan}", {"Authorization": "Bearer x"}, "AUTH_TOKEN_INVALID", 4401),
    ("/ws/scans/{scan}", {"X-API-Key": "x"}, "INVALID_API_KEY", 4403),
    ("/ws/scans/{scan}", {"Origin": "https://evil.example"}, "FORBIDDEN", 4403),
    ("/ws/nothing", {}, "NOT_FOUND", 4404),
    ("/api/v1/scans", {}, "NOT_FOUND", 4404),
    ("/ws/failing", {}, "INTERNAL_ERROR", 4500),
]


@pytest.mark.parametrize(("path", "headers", "code", "close"), WEBSOCKETS)
def test_websocket_refusal(
    server: Server, log: Log, scan: str, path: str, headers: dict[str, str], code: str, close: int
) -> None:
    frame, closed = listen(server, path.format(scan=scan), **headers)
    assert (frame["type"], frame["data"]["code"], closed) == ("error", code, close)
    assert SECRET not in json.dumps(frame)
    lines = log.of(frame["data"]["request_id"])
    assert code in [line.get("error_code") for line in lines]


@pytest.mark.parametrize(
    ("frames", "code", "close"),
    [
        (tuple("{" for _ in range(20)), "MALFORMED_BODY", 4400),
        (tuple(b"\0" for _ in range(20)), "MALFORMED_BODY", 4400),
        (tuple('{"type": "ack", "seq": 99}' for _ in range(20)), "BAD_REQUEST", 4400),
        (("x" * 2 * 1024**2,), "PAYLOAD_TOO_LARGE", 1009),
    ],
    ids=["no JSON", "binary", "nonsense", "too large"],
)
def test_websocket_of_a_client_that_misbehaves(
    server: Server, scan: str, bearer: dict[str, str], frames: tuple, code: str, close: int
) -> None:
    frame, closed = told(server, f"/ws/scans/{scan}", frames, bearer)
    assert (frame["type"], frame["data"]["code"], closed) == ("error", code, close)


def test_websocket_frame_that_is_no_text(server: Server, scan: str, bearer: dict[str, str]) -> None:
    """A text frame must be UTF-8 (RFC 6455): masked with zeros, this one is not."""
    lines = [f"{name}: {value}" for name, value in bearer.items()]
    lines += ["Upgrade: websocket", "Sec-WebSocket-Version: 13"]
    lines += ["Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="]
    head = request("GET", f"/ws/scans/{scan}", *lines).replace(b"close", b"Upgrade", 1)
    with socket.create_connection((raw.HOST, server.port), 10) as line:
        line.sendall(head)
        assert line.recv(65536).startswith(b"HTTP/1.1 101")
        line.sendall(b"\x81\x82\0\0\0\0\xff\xfe")
        came = b""
        while b"\x88" not in came or b"MALFORMED_BODY" not in came:
            part = line.recv(65536)
            assert part, came
            came += part
    assert came.rpartition(b"\x88")[2][1:3] == (1007).to_bytes(2, "big")
