"""Requests as bytes to a real server, and answers that are held to the error contract."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterable
from dataclasses import dataclass, field
from http.client import HTTPMessage, HTTPResponse
from time import monotonic
from typing import Any

from config.errors.request_id import is_api

from .client import LEAKS, check_error

HOST = "127.0.0.1"
PATIENCE_SECONDS = 10


@dataclass
class Answer:
    """What came back; what `check_error` asks of a Django response, it can be asked, too."""

    status_code: int
    headers: HTTPMessage
    content: bytes
    seconds: float = 0.0
    sock: socket.socket | None = field(default=None, repr=False)

    def __getitem__(self, name: str) -> str:
        return str(self.headers[name])

    def __contains__(self, name: str) -> bool:
        return name in self.headers

    def get(self, name: str, default: Any = None) -> Any:
        return self.headers.get(name, default)

    def json(self) -> Any:
        return json.loads(self.content)

    @property
    def code(self) -> str | None:
        return self.get("X-Error-Code")


def request(
    method: str, target: str, *lines: str, body: bytes = b"", version: str = "HTTP/1.1"
) -> bytes:
    """A request that asks to close the connection; `lines` are more headers."""
    head = [f"{method} {target} {version}", f"Host: {HOST}", "Connection: close", *lines]
    if body and not any(line.lower().startswith("content-length") for line in lines):
        head.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*head, "", ""]).encode("latin-1") + body


def send(
    port: int, *parts: bytes, method: str = "GET", seconds: float = PATIENCE_SECONDS
) -> Answer:
    """The first answer to `parts`, sent one after another on a connection of its own."""
    began = monotonic()
    with socket.create_connection((HOST, port), seconds) as line:
        line.settimeout(seconds)
        try:
            for part in parts:
                line.sendall(part)
        except (BrokenPipeError, ConnectionResetError):
            pass  # it has answered already
        response = HTTPResponse(line, method=method)
        response.begin()
        content = response.read()
        return Answer(response.status, response.headers, content, monotonic() - began)


def check(answer: Answer, method: str, path: str, accept: str = "") -> None:
    """Assert that `answer` is an error of the contract: JSON below /api/ and /p/, else what
    `accept` asks for, the page with the request id."""
    environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "HTTP_ACCEPT": accept}
    if is_api(path):
        check_error(answer, environ, checks_codes=False)
        return
    text = answer.content.decode()
    assert LEAKS.search(text) is None, text
    assert answer.code, f"{method} {path} -> {answer.status_code}: no X-Error-Code"
    assert answer.get("X-Request-ID"), f"{method} {path}: no X-Request-ID"
    if method != "HEAD":
        assert answer["X-Request-ID"] in text, text
    if answer["Content-Type"].startswith("application/"):
        check_error(answer, environ, checks_codes=False)
    else:
        assert answer["Content-Type"].startswith("text/html"), answer["Content-Type"]


def has_no_secret(answer: Answer, secrets: Iterable[str]) -> bool:
    text = answer.content.decode("utf-8", "replace")
    return not any(secret in text for secret in secrets)
