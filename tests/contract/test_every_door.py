"""Every way into the real server, and every way to fail there, ends in the error contract.

Each row is one request, as bytes where no client would send it. The answer is held to the contract,
tells nothing of the inside, and carries the same request id in header, body and log.
"""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass

import pytest

from config.errors.catalog import ErrorCode
from tests.config.doors import SECRET
from tests.running.server import Server

from . import raw
from .conftest import Log
from .raw import request

API = "/api/v1/auth/token"
PAGE = "/login"
JSON = "Content-Type: application/json"
FORM = "Content-Type: application/x-www-form-urlencoded"
HTML = "text/html"
BIG = 3_000_000


@dataclass(frozen=True)
class Door:
    name: str
    code: str
    parts: tuple[bytes, ...]
    path: str = API
    method: str = "GET"
    accept: str = ""

    def __str__(self) -> str:
        return self.name


def door(
    name: str,
    code: str,
    method: str,
    path: str,
    *lines: str,
    body: bytes = b"",
    accept: str = "",
    target: str = "",
) -> Door:
    """A row whose request is well-formed HTTP; `target` is what stands in its first line."""
    more = (f"Accept: {accept}",) if accept else ()
    sent = request(method, target or path, *more, *lines, body=body)
    return Door(name, code, (sent,), path, method, accept)


def bytes_door(name: str, code: str, *parts: bytes, path: str = API, method: str = "GET") -> Door:
    return Door(name, code, parts, path, method)


def chunked(path: str, *lines: str) -> tuple[bytes, ...]:
    """A request whose body comes in chunks and is over the limit."""
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    head = request("POST", path, "Transfer-Encoding: chunked", *lines)
    return (head, *[chunk] * (BIG // 0x10000), b"0\r\n\r\n")


def start(line: bytes, *headers: bytes) -> bytes:
    return b"\r\n".join([line, b"Host: 127.0.0.1", b"Connection: close", *headers, b"", b""])


# What only the server itself sees: the application is not called.
BELOW = [
    bytes_door("no request line", "BAD_REQUEST", b"GARBAGE\r\n\r\n", path="/"),
    bytes_door("TLS on a plain port", "BAD_REQUEST", b"\x16\x03\x01\x02\r\n\r\n", path="/"),
    bytes_door("HTTP/2 without asking", "BAD_REQUEST", b"PRI * HTTP/2.0\r\n\r\n", path="/"),
    bytes_door("no version", "BAD_REQUEST", f"GET {API}\r\n\r\n".encode()),
    bytes_door("two spaces", "BAD_REQUEST", start(f"GET {API} x HTTP/1.1".encode())),
    bytes_door("not ASCII in the path", "BAD_REQUEST", start(b"GET /api/v1/\xff HTTP/1.1")),
    bytes_door("not ASCII in the query", "BAD_REQUEST", start(b"GET /api/v1/x?\xff HTTP/1.1")),
    bytes_door("long path", "BAD_REQUEST", start(b"GET /api/v1/" + b"a" * 20_000 + b" HTTP/1.1")),
    bytes_door(
        "long header", "BAD_REQUEST", start(f"GET {API} HTTP/1.1".encode(), b"X: " + b"a" * 20_000)
    ),
    bytes_door(
        "many headers",
        "BAD_REQUEST",
        start(f"GET {API} HTTP/1.1".encode(), *(b"X%d: 1" % n for n in range(900))),
    ),
    bytes_door("space in a header name", "BAD_REQUEST", start(b"GET /api/x HTTP/1.1", b"A B: 1")),
    bytes_door("header without colon", "BAD_REQUEST", start(b"GET /api/x HTTP/1.1", b"AAAA")),
    bytes_door("null byte in a header", "BAD_REQUEST", start(b"GET /api/x HTTP/1.1", b"A: \0b")),
    bytes_door("return in a header", "BAD_REQUEST", start(b"GET /api/x HTTP/1.1", b"A: \rb")),
    door("length that is no number", "BAD_REQUEST", "POST", API, "Content-Length: x"),
    door("negative length", "BAD_REQUEST", "POST", API, "Content-Length: -1"),
    door("two lengths", "BAD_REQUEST", "POST", API, "Content-Length: 1", "Content-Length: 2"),
    door("unknown transfer coding", "BAD_REQUEST", "POST", API, "Transfer-Encoding: gzip"),
    door(
        "length and chunks", "BAD_REQUEST", "POST", API, "Transfer-Encoding: chunked",
        "Content-Length: 3", body=b"abc",
    ),
    bytes_door(
        "chunks that are none", "BAD_REQUEST",
        request("POST", API, "Transfer-Encoding: chunked"), b"ZZ\r\nabc\r\n", method="POST",
    ),
    door("too large", "PAYLOAD_TOO_LARGE", "POST", API, JSON, body=b"x" * BIG),
    door("too large, it says", "PAYLOAD_TOO_LARGE", "POST", API, f"Content-Length: {10**12}"),
    door(
        "too large, it asks first", "PAYLOAD_TOO_LARGE", "POST", API, f"Content-Length: {BIG}",
        "Expect: 100-continue",
    ),
    bytes_door("too large in chunks", "PAYLOAD_TOO_LARGE", *chunked(API, JSON), method="POST"),
    bytes_door(
        "too large for a page", "PAYLOAD_TOO_LARGE", *chunked(PAGE, FORM), path=PAGE, method="POST"
    ),
    door(
        "websocket without a key", "BAD_REQUEST", "GET", API, "Upgrade: websocket",
        "Connection: Upgrade",
    ),
    door(
        "websocket of another version", "BAD_REQUEST", "GET", "/ws/scans/x", "Upgrade: websocket",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 99",
        accept="application/json",
    ),
]  # fmt: skip

# Odd, but HTTP: Django answers.
ODD = [
    door("absolute form", "NOT_FOUND", "GET", "/api/v1/x", target="http://127.0.0.1/api/v1/x"),
    door("absolute form of another host", "BAD_REQUEST", "GET", "/api/x", target="http://a/api/x"),
    door("asterisk", "NOT_FOUND", "OPTIONS", "*"),
    door("authority", "NOT_FOUND", "CONNECT", "127.0.0.1:80"),
    door("two slashes", "NOT_FOUND", "GET", "//api/v1/x"),
    door("dots", "NOT_FOUND", "GET", "/api/../x"),
    door("escapes that are not UTF-8", "NOT_FOUND", "GET", "/api/v1/%ff%fe"),
    door("null byte in the path", "BAD_REQUEST", "GET", "/api/v1/%00"),
    door("null byte in the query", "INVALID_QUERY", "GET", "/api/v1/tools?a=%00"),
    door("TRACE", "METHOD_NOT_ALLOWED", "TRACE", API),
    door("a method of its own", "METHOD_NOT_ALLOWED", "BREW", API),
    door("HEAD", "METHOD_NOT_ALLOWED", "HEAD", API),
    bytes_door("HTTP/1.0 without Host", "NOT_FOUND", b"GET /api/v1/x HTTP/1.0\r\n\r\n"),
    door("two hosts", "BAD_REQUEST", "GET", API, "Host: a"),
    bytes_door(
        "bad host", "BAD_REQUEST",
        b"GET /api/v1/tools HTTP/1.1\r\nHost: a b\xff\r\nConnection: close\r\n\r\n",
    ),
    door("packed body", "UNSUPPORTED_MEDIA_TYPE", "POST", API, JSON, "Content-Encoding: gzip",
         body=b"\x1f\x8b\x08\0"),
    door("unknown charset", "VALIDATION_ERROR", "POST", API, f"{FORM}; charset=none", body=b"a=1"),
    door("media type that is none", "UNSUPPORTED_MEDIA_TYPE", "POST", API, "Content-Type: ;;=\xff",
         body=b"{}"),
    door("form without boundary", "CSRF_FAILED", "POST", PAGE, "Content-Type: multipart/form-data",
         body=b"a=1"),
    door("accepts nothing readable", "NOT_FOUND", "GET", "/api/x", accept=";;/,=\xff"),
    door("websocket's route without one", "NOT_FOUND", "GET", "/ws/scans/x"),
]  # fmt: skip

PLAIN = [
    door("unknown URL", "NOT_FOUND", "GET", "/api/v1/nothing"),
    door("unknown page", "NOT_FOUND", "GET", "/nothing"),
    door("unknown page as JSON", "NOT_FOUND", "GET", "/nothing", accept="application/json"),
    door("unknown below a project", "NOT_FOUND", "GET", "/p/acme/nothing"),
    door("wrong method", "METHOD_NOT_ALLOWED", "DELETE", API),
    door("malformed body", "MALFORMED_BODY", "POST", API, JSON, body=b'{"a'),
    door("wrong media type", "UNSUPPORTED_MEDIA_TYPE", "POST", API, "Content-Type: text/xml",
         body=b"<a/>"),
    door("not acceptable", "NOT_ACCEPTABLE", "GET", "/api/v1/error-codes", accept="image/png"),
    door("stream not acceptable", "NOT_ACCEPTABLE", "GET",
         f"/api/v1/scans/{'0' * 32}/stream", accept="image/png"),
    door("too many fields", "PAYLOAD_TOO_LARGE", "POST", API, FORM,
         body=b"&".join(b"a%d=1" % n for n in range(1100))),
    door("CSRF of a page", "CSRF_FAILED", "POST", PAGE, FORM, body=b"a=1"),
    door("CSRF of a view", "CSRF_FAILED", "POST", "/api/v1/protected", FORM, body=b"a=1"),
    door("throttled", "RATE_LIMIT_EXCEEDED", "GET", "/api/v1/fails/throttled"),
    door("no credentials", "AUTH_TOKEN_MISSING", "GET", "/api/v1/scans"),
    door("no credentials in an envelope", "BAD_REQUEST", "GET", "/api/v1/processes/suspicious"),
]  # fmt: skip

# Bugs and a database that is away, in every place where code of ours or of others runs.
PREFIXES = ("/api/v1", "/p/acme", "/pages")
RAISED = [
    door(f"{kind} {place} below {prefix}", code, "GET", f"{prefix}/{place}/{kind}")
    for prefix in PREFIXES
    for place in ("fails", "plain", "async")
    for kind, code in (("bug", "INTERNAL_ERROR"), ("operational", "DATABASE_UNAVAILABLE"))
    if not (prefix == "/pages" and place == "fails")
] + [
    door(f"{kind} in middleware {moment} the view", code, "GET", "/api/v1/things",
         f"X-Fail: {moment}", f"X-Kind: {kind}")
    for moment in ("before", "after")
    for kind, code in (("bug", "INTERNAL_ERROR"), ("operational", "DATABASE_UNAVAILABLE"))
] + [
    door("bug in a serializer", "INTERNAL_ERROR", "POST", "/api/v1/things", JSON,
         body=b'{"name": "bug"}'),
    door("bug in an authenticator", "INTERNAL_ERROR", "GET", "/api/v1/authenticated"),
    door("bug in an envelope", "INTERNAL_ERROR", "GET", "/api/v1/envelopes/bug"),
    door("bug as a problem", "INTERNAL_ERROR", "GET", "/api/v1/fails/bug",
         accept="application/problem+json"),
    door("bare answer", "SERVICE_UNAVAILABLE", "GET", "/api/v1/bare/503"),
    door("stream that is an error", "UPSTREAM_ERROR", "GET", "/api/v1/stream"),
    door("view that is late", "UPSTREAM_TIMEOUT", "GET", "/api/v1/made/slow/5"),
    door("page that is late", "UPSTREAM_TIMEOUT", "GET", "/pages/made/slow/5", accept=HTML),
]  # fmt: skip

DOORS = [*BELOW, *ODD, *PLAIN, *RAISED]
SECRETS = (SECRET, "secret.py", "/work/", "site-packages")


@pytest.mark.parametrize("row", DOORS, ids=str)
def test_door(server: Server, log: Log, row: Door) -> None:
    answer = raw.send(server.port, *row.parts, method=row.method)
    assert answer.code == row.code, answer
    assert answer.status_code == ErrorCode[row.code].status
    if row.accept != "application/problem+json" and "envelopes" not in row.path:
        raw.check(answer, row.method, row.path, row.accept)
    assert raw.has_no_secret(answer, SECRETS)
    lines = [x for x in log.of(answer["X-Request-ID"]) if x["event"] == "api_error"]
    assert [(line["error_code"], line["status"]) for line in lines] == [
        (row.code, answer.status_code)
    ]


def test_names_are_told_apart() -> None:
    names = [row.name for row in DOORS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/nothing", "/api/v1/made/slow/5"])
def test_the_clients_request_id_is_kept(server: Server, log: Log, path: str) -> None:
    answer = raw.send(server.port, request("GET", path, "X-Request-ID: chosen-by-me"))
    assert answer["X-Request-ID"] == "chosen-by-me"
    assert [line["endpoint"] for line in log.of("chosen-by-me")] == [path]


def test_a_refusal_below_keeps_the_clients_request_id(server: Server) -> None:
    sent = request("POST", API, "X-Request-ID: chosen-by-me", "Content-Length: 99999999")
    assert raw.send(server.port, sent)["X-Request-ID"] == "chosen-by-me"


def test_pipelined_requests_are_answered_in_order(server: Server) -> None:
    first = b"GET /api/v1/nothing HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    with socket.create_connection((raw.HOST, server.port), 10) as line:
        line.sendall(first + request("GET", "/p/acme/nothing") + b"GARBAGE\r\n\r\n")
        came = b"".join(iter(lambda: line.recv(65536), b""))
    assert re.findall(rb"HTTP/1.1 (\d+)", came) == [b"404", b"404"]


def test_garbage_after_a_request_is_refused(server: Server) -> None:
    first = b"GET /api/v1/nothing HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    with socket.create_connection((raw.HOST, server.port), 10) as line:
        line.sendall(first + b"GARBAGE\r\n\r\n")
        came = b"".join(iter(lambda: line.recv(65536), b""))
    assert re.findall(rb"HTTP/1.1 (\d+)", came) == [b"404", b"400"]


def test_an_expected_body_that_is_small_enough_is_asked_for(server: Server) -> None:
    head = request("POST", API, JSON, "Content-Length: 2", "Expect: 100-continue")
    with socket.create_connection((raw.HOST, server.port), 10) as line:
        line.sendall(head)
        assert line.recv(1024).startswith(b"HTTP/1.1 100 Continue")
        line.sendall(b"{}")
        assert b"VALIDATION_ERROR" in line.recv(65536)


def test_a_client_that_leaves_half_way_harms_nobody(server: Server, log: Log) -> None:
    with socket.create_connection((raw.HOST, server.port), 10) as line:
        line.sendall(request("POST", API, JSON, "Content-Length: 1000") + b"{")
    assert raw.send(server.port, request("GET", "/health/live")).status_code == 200
    assert log.lines() == []
