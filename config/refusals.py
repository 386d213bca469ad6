"""Answers of the contract for requests that Django never sees, or does not answer by it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.handlers.asgi import ASGIRequest

from config.errors import request_id
from config.errors.handlers import answer, log_failure
from config.errors.renderings import FLAT, ErrorResponse, Failure, render
from config.records.watching.noting import note_answer

Headers = list[tuple[bytes, bytes]]
_REQUEST_ID = request_id.HEADER.lower().encode()


def most_bytes(path: str) -> int:
    """The size of the largest body that is taken at `path`: `settings.BODY_BYTES`."""
    fitting = [start for start in settings.BODY_BYTES if path.startswith(start)]
    return int(settings.BODY_BYTES[max(fitting, key=len, default="/")])


def scope_of(
    method: str, path: str, headers: Iterable[tuple[bytes, bytes]], client: Any = None
) -> dict[str, Any]:
    """The ASGI scope of a request of which only so much is known."""
    return {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": b"",
        "headers": [(name.lower(), value) for name, value in headers],
        "client": client,
        "scheme": "http",
    }


def with_request_id(scope: dict[str, Any]) -> dict[str, Any]:
    """`scope` with the id under which the request is answered, whoever answers it."""
    sent = [value for name, value in scope["headers"] if name == _REQUEST_ID]
    chosen = request_id.accepted(sent[0].decode("latin-1") if len(sent) == 1 else None)
    others = [pair for pair in scope["headers"] if pair[0] != _REQUEST_ID]
    return {**scope, "headers": [*others, (_REQUEST_ID, chosen.encode())]}


def refusal(
    scope: Mapping[str, Any], found: Failure, *, began: float | None = None, cause: str = ""
) -> ErrorResponse:
    """The page or the JSON for a request that ends with `found`, logged and counted.

    `began` is when it arrived (`time.perf_counter()`), `cause` the name of an exception.
    """
    request = request_of(scope, began)
    if cause:
        request.failure_cause = cause  # type: ignore[attr-defined]
    is_socket = scope["type"] == "websocket"
    response = render(found, request, FLAT) if is_socket else answer(request, found)
    log_failure(request, found, response.status_code)
    if request_id.is_api(request.path_info):
        note_answer(request, response)
    return response


def request_of(scope: Mapping[str, Any], began: float | None = None) -> ASGIRequest:
    """The request without its body, as Django sees it."""
    known = {"method": "GET", "scheme": "http", **with_request_id(dict(scope)), "type": "http"}
    try:
        request = ASGIRequest(known, BytesIO())
    except UnicodeError:  # its query is no text
        request = ASGIRequest({**known, "query_string": b""}, BytesIO())
    request.started = began or time.perf_counter()  # type: ignore[attr-defined]
    accepted = request_id.accepted(request.headers.get(request_id.HEADER))
    request.request_id = accepted  # type: ignore[attr-defined]
    return request


def wire_headers(response: ErrorResponse) -> Headers:
    """The headers of `response` as ASGI and HTTP/1.1 write them."""
    pairs = [(name.encode("ascii"), value.encode("latin-1")) for name, value in response.items()]
    return [*pairs, (b"Content-Length", str(len(response.content)).encode())]
