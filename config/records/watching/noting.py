"""What is noted of every answer under /api/ and /p/, and of every refused websocket."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from config import client_address
from config.errors import request_id
from config.errors.conversion import failure_of_status
from config.errors.handlers import log_failure
from config.errors.middleware import Middleware
from config.errors.renderings import ErrorResponse, Failure
from config.records.models import RecentError

from .collector import collector
from .writing import writer

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

ATTEMPT_HEADER = "X-Retry-Attempt"
UNMATCHED = "unmatched"
WEBSOCKET = "WS"
SWITCHING = 101

_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
_PARAMETER = re.compile(r"<(?:[^>:]+:)?([^>]+)>")
_LENGTHS = {field.name: field.max_length for field in RecentError._meta.fields}


class WatchingMiddleware(Middleware):
    """Third from outside: sees each answer as the client gets it. No query, nothing waits."""

    def __call__(self, request: HttpRequest) -> Any:
        if not request_id.is_api(request.path_info):
            return self.get_response(request)
        if self.is_async:
            return self.__acall__(request)
        return note_answer(request, self.get_response(request))

    async def __acall__(self, request: HttpRequest) -> HttpResponseBase:
        return note_answer(request, await self.get_response(request))


def note_answer(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Count `response`, and keep what it tells of an error."""
    found = None
    if response.status_code >= 400:
        found = response.failure if isinstance(response, ErrorResponse) else None
        found = found or failure_of_status(response.status_code)
    match = getattr(request, "resolver_match", None)
    route = shown_route(match.route) if match is not None else UNMATCHED
    method = request.method if request.method in _METHODS else "OTHER"
    _note(request, route, str(method), response.status_code, found)
    return response


def note_socket(request: HttpRequest, route: str, refusal: Failure | None = None) -> None:
    """Count a websocket on `route` as admitted, or as refused or ended by the server; a refusal
    is logged, too. `request` is its handshake."""
    if refusal is None:
        _note(request, route, WEBSOCKET, SWITCHING, None)
        return
    log_failure(request, refusal, refusal.status)
    _note(request, route, WEBSOCKET, refusal.status, refusal)


def _note(
    request: HttpRequest, route: str, method: str, status: int, found: Failure | None
) -> None:
    elapsed = request_id.elapsed_ms(request)
    attempt = _attempt(request)
    collector.note(
        method=method,
        route=route,
        status=status,
        code=found.code.name if found else "",
        milliseconds=elapsed,
        attempt=attempt,
        sample=None
        if found is None
        else lambda: {
            **_sample(request, found),
            "method": method,
            "route": route,
            "status": status,
            "attempt": attempt,
            "response_time_ms": elapsed,
        },
    )
    writer.wake()


@cache  # of as many as there are routes
def shown_route(pattern: str) -> str:
    """`/api/v1/scans/{scan_id}` for Django's pattern; the twins below /api/ are the same route."""
    route = "/" + _PARAMETER.sub(r"{\1}", pattern)
    if not route.startswith("/api/v1/"):
        route = re.sub(r"^/api/", "/api/v1/", route)
    return route[:200]


def _attempt(request: HttpRequest) -> int:
    text = request.headers.get(ATTEMPT_HEADER, "")
    return int(text) if len(text) == 1 and text in "23456789" else 1


def _sample(request: HttpRequest, found: Failure) -> dict[str, Any]:
    """What a `RecentError` tells beyond its counts, each text made to fit its column."""
    texts = {
        "request_id": request_id.of(request),
        "code": found.code.name,
        "path": request.path,
        "message": found.message,
        "details": found.details or "",
        "cause": getattr(request, "failure_cause", None) or "",
        "user": _caller(request),
        "user_agent": request.headers.get("User-Agent", ""),
        "trace_id": request_id.trace_of(request) or "",
    }
    fitted = {name: _printable(text)[: _LENGTHS[name]] for name, text in texts.items()}
    return {**fitted, "client_ip": client_address.of(request)}


def _printable(text: str) -> str:
    """Without what a database refuses or a terminal obeys: null bytes, surrogates, controls."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else " " for c in text)


def _caller(request: HttpRequest) -> str:
    """Name of the key or person, as far as somebody has asked already: no query."""
    key = getattr(request, "auth", None)
    if key is not None and hasattr(key, "scopes"):
        return str(key.name)
    user = request_id.user_of(request)
    return "" if user is None else str(user.get_username())
