"""A body of the size of a report is read from those only who are known."""

from __future__ import annotations

import re
import socket

import pytest

from tests.running.server import Server

from . import raw
from .conftest import Log
from .raw import request

IMPORTS = "/api/v1/imports"
FORM = "Content-Type: multipart/form-data; boundary=x"
LARGE = "Content-Length: 1000000000"
SMALL = b"--x--\r\n"
KEY = "X-API-Key: wr_000000000000_" + "a" * 43


@pytest.fixture(scope="module")
def bearer(server: Server) -> str:
    return f"Authorization: Bearer {server.do('token', username='mara')}"


@pytest.mark.parametrize(
    ("header", "code", "status"),
    [
        ("Accept: */*", "AUTH_TOKEN_MISSING", 401),
        ("Authorization: Basic YTpi", "AUTH_TOKEN_MISSING", 401),
        ("Authorization: Bearer nonsense", "AUTH_TOKEN_INVALID", 401),
        (f"Authorization: Bearer {'0' * 64}", "AUTH_TOKEN_INVALID", 401),
        (KEY, "INVALID_API_KEY", 403),
        ("Cookie: sessionid=nobodys", "AUTH_TOKEN_MISSING", 401),
    ],
)
def test_nobody_unknown_sends_a_large_body(
    server: Server, log: Log, header: str, code: str, status: int
) -> None:
    """The client has sent the first of its bytes only, and has its answer; then the end."""
    head = request("POST", IMPORTS, FORM, header, LARGE).replace(b"Connection: close\r\n", b"")
    with socket.create_connection((raw.HOST, server.port), 5) as line:
        line.sendall(head + b"--x\r\n")
        came = b"".join(iter(lambda: line.recv(65536), b""))
    answer = raw.send(server.port, head + b"--x\r\n")

    assert came.count(b"HTTP/1.1") == 1
    assert b"\r\nConnection: close\r\n" in came
    assert (answer.status_code, answer.code) == (status, code)
    raw.check(answer, "POST", IMPORTS)
    assert "RateLimit" in answer
    assert log.of(answer["X-Request-ID"])


def test_a_body_in_chunks_is_not_read_either(server: Server) -> None:
    head = request("POST", IMPORTS, FORM, "Transfer-Encoding: chunked")
    answer = raw.send(server.port, head + b"5\r\n--x\r\n")
    assert (answer.status_code, answer.code) == (401, "AUTH_TOKEN_MISSING")


def test_the_admins_page_is_guarded_too(server: Server) -> None:
    path = "/admin/findings/upload/add/"
    answer = raw.send(server.port, request("POST", path, FORM, LARGE, "Accept: text/html"))
    assert (answer.status_code, answer.code) == (401, "AUTH_TOKEN_MISSING")
    raw.check(answer, "POST", path, "text/html")


def test_an_expected_body_is_asked_for_once_its_sender_is_known(
    server: Server, bearer: str
) -> None:
    expects = (FORM, "Transfer-Encoding: chunked", "Expect: 100-continue")
    with socket.create_connection((raw.HOST, server.port), 10) as line:
        line.sendall(request("POST", IMPORTS, bearer, *expects))
        assert line.recv(1024) == b"HTTP/1.1 100 Continue\r\n\r\n"
        line.sendall(b"%x\r\n%s\r\n0\r\n\r\n" % (len(SMALL), SMALL))
        assert b"VALIDATION_ERROR" in line.recv(65536)
    answer = raw.send(server.port, request("POST", IMPORTS, *expects))
    assert (answer.status_code, answer.code) == (401, "AUTH_TOKEN_MISSING")


def test_what_comes_with_the_headers_is_kept_and_the_connection_too(
    server: Server, bearer: str
) -> None:
    head = request("POST", IMPORTS, bearer, FORM, "Transfer-Encoding: chunked")
    head = head.replace(b"Connection: close\r\n", b"")
    body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(SMALL), SMALL)
    with socket.create_connection((raw.HOST, server.port), 10) as line:
        line.sendall(head + body + head + body + request("GET", "/health/live"))
        came = b"".join(iter(lambda: line.recv(65536), b""))
    assert re.findall(rb"HTTP/1.1 (\d+)", came) == [b"400", b"400", b"200"]


def test_a_client_that_leaves_while_it_is_looked_up_harms_nobody(server: Server, log: Log) -> None:
    for _ in range(5):
        with socket.create_connection((raw.HOST, server.port), 10) as line:
            line.sendall(request("POST", IMPORTS, FORM, KEY, LARGE))
    assert raw.send(server.port, request("GET", "/health/live")).status_code == 200
    assert [one for one in log.lines() if one.get("level") == "error"] == []
