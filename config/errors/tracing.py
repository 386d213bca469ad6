"""`X-Trace: true`: where the time of one request went, told to staff.

Without the header it costs one look-up. With it, the phases that can be measured truly are:

- `auth`: the authenticators, their queries included;
- `view`: from there to the rendering of the answer, or to the failure;
- `db`: the queries, in whichever phase, and how many they were;
- `render`: the answer into JSON;
- `total`: from the arrival of the request.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connections

from . import request_id
from .middleware import Middleware

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

HEADER = "X-Trace"
MOST_STACK = 20_000  # characters

P = ParamSpec("P")
R = TypeVar("R")


@dataclass
class Trace:
    """The timings of one request, in seconds."""

    phases: dict[str, float] = field(default_factory=dict)
    queries: int = 0
    view_began: float | None = None
    error: BaseException | None = None

    def add(self, phase: str, seconds: float) -> None:
        self.phases[phase] = self.phases.get(phase, 0.0) + seconds

    def end_view(self) -> None:
        """The view is done: what follows is rendering."""
        if self.view_began is not None:
            self.add("view", time.perf_counter() - self.view_began)
            self.view_began = None

    def rendered(self, write: Callable[[], bytes]) -> bytes:
        """What `write` gives, measured."""
        self.end_view()
        began = time.perf_counter()
        try:
            return write()
        finally:
            self.add("render", time.perf_counter() - began)

    def query(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """An `execute_wrapper` of Django's connections."""
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.queries += 1
            self.add("db", time.perf_counter() - began)


def trace_of(request: Any) -> Trace | None:
    """The trace of a Django or DRF request, None where none was asked for."""
    return getattr(getattr(request, "_request", request), "trace", None)


def timed_authentication(method: Callable[P, R]) -> Callable[P, R]:
    """Measure an authenticator's method `(self, request)`; the view begins where it ends."""

    @wraps(method)
    def measured(*args: P.args, **kwargs: P.kwargs) -> R:
        trace = trace_of(args[1])
        if trace is None:
            return method(*args, **kwargs)
        began = time.perf_counter()
        try:
            found = method(*args, **kwargs)
            trace.view_began = time.perf_counter()
            return found
        finally:
            trace.add("auth", time.perf_counter() - began)

    return measured


def remember(request: Any, error: BaseException) -> None:
    """Keep the failure of a traced request, and end its view."""
    trace = trace_of(request)
    if trace is not None:
        trace.end_view()
        trace.error = error


def shown(request: HttpRequest) -> dict[str, Any] | None:
    """`meta.trace` of the envelope: None unless it was asked for by a person of the staff.

    The stack only where the operator has allowed it, and never outside DEBUG.
    """
    trace = trace_of(request)
    if trace is None or not _is_staff(request):
        return None
    told: dict[str, Any] = {
        "trace_id": request_id.trace_of(request) or request_id.of(request),
        "timings_ms": {name: _ms(seconds) for name, seconds in _timings(request, trace).items()},
        "queries": trace.queries,
    }
    if settings.DEBUG and settings.INCLUDE_STACK_TRACES and trace.error is not None:
        told["stack"] = "".join(traceback.format_exception(trace.error))[-MOST_STACK:]
    return told


def server_timing(request: HttpRequest, trace: Trace) -> str:
    """The header's value (https://www.w3.org/TR/server-timing/), durations in milliseconds."""
    entries = []
    for name, seconds in _timings(request, trace).items():
        told = f';desc="{trace.queries} queries"' if name == "db" else ""
        entries.append(f"{name}{told};dur={_ms(seconds)}")
    return ", ".join(entries)


def _timings(request: HttpRequest, trace: Trace) -> dict[str, float]:
    total = time.perf_counter() - getattr(request, "started", time.perf_counter())
    order = ("auth", "db", "view", "render")
    return {"total": total, **{n: trace.phases[n] for n in order if n in trace.phases}}


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 2)


def _is_staff(request: HttpRequest) -> bool:
    """Whether a person of the staff asks, by token or session; a program's key is not a person.

    Only what has been found out already counts: nothing is looked up for the header's sake.
    """
    is_key = hasattr(getattr(request, "auth", None), "scopes")
    user = request_id.user_of(request)
    return user is not None and not is_key and bool(user.is_active and user.is_staff)


class TraceMiddleware(Middleware):
    """Around everything but the request id. Costs nothing where `X-Trace` is absent."""

    def __call__(self, request: HttpRequest) -> Any:
        if request.headers.get(HEADER, "").lower() != "true":
            return self.get_response(request)
        trace = request.trace = Trace()  # type: ignore[attr-defined]
        if self.is_async:
            return self.__acall__(request, trace)
        _listen(trace)
        try:
            return _told(request, trace, self.get_response(request))
        finally:
            _stop(trace)

    async def __acall__(self, request: HttpRequest, trace: Trace) -> HttpResponseBase:
        # Connections belong to a thread: this is the one in which the view will run.
        await sync_to_async(_listen)(trace)
        try:
            return _told(request, trace, await self.get_response(request))
        finally:
            await sync_to_async(_stop)(trace)


def _listen(trace: Trace) -> None:
    for connection in connections.all():
        connection.execute_wrappers.append(trace.query)


def _stop(trace: Trace) -> None:
    for connection in connections.all(initialized_only=True):
        if trace.query in connection.execute_wrappers:
            connection.execute_wrappers.remove(trace.query)


def _told(request: HttpRequest, trace: Trace, response: HttpResponseBase) -> HttpResponseBase:
    trace.end_view()
    if _is_staff(request):
        response["Server-Timing"] = server_timing(request, trace)
    return response
