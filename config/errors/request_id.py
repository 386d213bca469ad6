"""The request id: taken from the client or made, bound to every log line, given back."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import structlog
from django.utils.functional import LazyObject, empty

from .middleware import Middleware

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

HEADER = "X-Request-ID"
API_PREFIXES = ("/api/", "/p/")

_ALLOWED = re.compile(r"[A-Za-z0-9._-]{8,128}")
_TRACEPARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")
_current: ContextVar[str] = ContextVar("request_id", default="")


def current() -> str:
    """The id of the request being answered, "" outside one."""
    return _current.get()


@contextmanager
def bound(request_id: str) -> Iterator[str]:
    """Do what follows, its log lines and rows included, under `request_id`."""
    token = _current.set(request_id)
    try:
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            yield request_id
    finally:
        _current.reset(token)


def accepted(value: str | None) -> str:
    """`value` where a client may choose it (8 to 128 of A-Z a-z 0-9 . _ -), else a new UUID4."""
    return value if value and _ALLOWED.fullmatch(value) else str(uuid.uuid4())


def is_api(path: str) -> bool:
    """Whether the error contract's JSON holds for `path`."""
    return f"{path}/".startswith(API_PREFIXES)


def of(request: HttpRequest) -> str:
    """The id of `request`; a new one for a request that no middleware has seen."""
    return getattr(request, "request_id", "") or current() or str(uuid.uuid4())


def trace_of(request: HttpRequest) -> str | None:
    """The trace id of a W3C `traceparent`, None without one."""
    match = _TRACEPARENT.fullmatch(request.headers.get("traceparent", ""))
    return match[1] if match else None


def user_of(request: HttpRequest) -> Any:
    """The signed-in user, as far as somebody has asked already, else None: no query."""
    user = getattr(request, "user", None)
    if user is None or (isinstance(user, LazyObject) and user._wrapped is empty):  # type: ignore[attr-defined]
        return None
    return user if user.is_authenticated else None


def elapsed_ms(request: HttpRequest) -> int:
    """Milliseconds since the request arrived, 0 for one that no middleware has seen."""
    started = getattr(request, "started", None)
    return 0 if started is None else round((time.perf_counter() - started) * 1000)


class RequestIdMiddleware(Middleware):
    """Outermost: sets `request.request_id`, logs under it, answers with it.

    It also folds the two forms of an API path into one: a trailing slash is dropped before
    routing, so that both get the same answer without a redirect.
    """

    def __call__(self, request: HttpRequest) -> Any:
        if self.is_async:
            return self.__acall__(request)
        _prepare(request)
        with bound(request.request_id):  # type: ignore[attr-defined]
            return _marked(request, self.get_response(request))

    async def __acall__(self, request: HttpRequest) -> HttpResponseBase:
        _prepare(request)
        with bound(request.request_id):  # type: ignore[attr-defined]
            return _marked(request, await self.get_response(request))


def _prepare(request: Any) -> None:
    request.started = time.perf_counter()
    request.request_id = accepted(request.headers.get(HEADER))
    if is_api(request.path_info):
        request.path_info = request.path_info.rstrip("/")
        request.path = request.path.rstrip("/")


def _marked(request: Any, response: HttpResponseBase) -> HttpResponseBase:
    response[HEADER] = request.request_id
    return response
