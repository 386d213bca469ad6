"""A server that answers what a test says, with the bodies that Wardroom renders."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import uuid4

import httpx
from django.test import RequestFactory
from wardroom_client import Wardroom

from config.errors.catalog import ErrorCode
from config.errors.conversion import failure
from config.errors.negotiation import MEDIA_TYPES
from config.errors.renderings import render

RENDERINGS = tuple(MEDIA_TYPES)


@dataclass(frozen=True)
class Request:
    """What came in."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Answer:
    """What goes out."""

    status: int = 200
    body: bytes = b'{"results": [], "next": null, "previous": null}'
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})


OK = Answer()
DEAD = None  # the connection ends without an answer
Script = Callable[[Request], Answer | None]


def refusal(code: ErrorCode, rendering: str = "flat", **fields: Any) -> Answer:
    """What Wardroom answers for `code`, byte for byte. `fields` are those of an `ApiError`."""
    request = RequestFactory().get("/api/v1/scans")
    request.request_id = str(uuid4())  # type: ignore[attr-defined]  # as the middleware does
    response = render(failure(code, **fields), request, default=rendering)
    return Answer(response.status_code, response.content, dict(response.items()))


def page(*rows: Any, following: str | None = None) -> Answer:
    body = {"results": list(rows), "next": following, "previous": None}
    return Answer(body=json.dumps(body).encode())


def proxy(status: int, text: str, **headers: str) -> Answer:
    """What something in front of Wardroom answers."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, text.encode(), {"Content-Type": "text/html", **named})


class StandIn:
    """What was asked so far, and where."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.requests: list[Request] = []
        self.url = ""

    @property
    def attempts(self) -> list[str | None]:
        """`X-Retry-Attempt` of each request."""
        return [request.headers.get("x-retry-attempt") for request in self.requests]

    def values(self, header: str) -> list[str | None]:
        return [request.headers.get(header.lower()) for request in self.requests]


@contextmanager
def stand_in(*answers: Answer | None, script: Script | None = None) -> Iterator[StandIn]:
    """Serves `answers` in their order, the last again and again; or what `script` says."""
    left = list(answers)
    told = StandIn(script or (lambda _request: left.pop(0) if len(left) > 1 else left[0]))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def handle_one_request(self) -> None:
            self.raw_requestline = self.rfile.readline()
            if not self.raw_requestline or not self.parse_request():
                self.close_connection = True
                return
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Request(self.command, self.path, headers, body)
            told.requests.append(request)
            answer = told.script(request)
            if answer is None:
                self.close_connection = True
                return
            self.send_response(answer.status)
            for name, value in {**answer.headers, "Content-Length": len(answer.body)}.items():
                self.send_header(name, str(value))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *_: Any) -> None:
            """The terminal is the tests'."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    told.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()


class Waits(list[float]):
    """A clock that nobody waits for."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)

    async def awaited(self, seconds: float) -> None:
        self.append(seconds)


def asked(server: StandIn, waits: Waits, method: str = "GET", **options: Any) -> httpx.Response:
    """The answer to one request through the rules."""
    content = {name: options.pop(name) for name in ("headers", "json") if name in options}
    with Wardroom(server.url, sleep=waits, **options) as wardroom:
        return wardroom.request(method, "/api/v1/scans", **content)
