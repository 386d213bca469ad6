"""A client that checks every error it is answered with against the error contract."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from rest_framework.test import APIClient

from config.errors.catalog import ErrorCode
from config.errors.openapi import operation_codes

PROBLEM_TYPE = "application/problem+json"
VENDOR = re.compile(r"application/vnd\.wardroom\.error\.(flat|envelope|detail)\+json")
LEAKS = re.compile(
    r"Traceback|File \"|site-packages|\.py\b"
    r"|\bSELECT\b.+\bFROM\b|\bINSERT INTO\b|\bUPDATE\b.+\bSET\b|\bDELETE FROM\b"
)
# Written down again on purpose: the product's own table is what is being checked.
FAMILIES = (
    (re.compile(r"/api(/v1)?/(processes(/|$)|scan/)"), "envelope"),
    (re.compile(r"/api(/v1)?/(iocs|investigations|playbooks|agents)(/|$)"), "detail"),
)


class ContractClient(APIClient):
    """An `APIClient` for which an error outside the contract fails the test.

    A bug (INTERNAL_ERROR) is raised in the test, as Django's client does, unless
    `raise_request_exception=False`; other 5xx are answers like any other. Codes must be listed
    for the operation (`@raises`), except under `undocumented()`.
    """

    def __init__(self, *args: Any, checks_codes: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.checks_codes = checks_codes

    def as_user(self, user: Any) -> ContractClient:
        """Be `user`, whatever the authenticators would say."""
        self.force_authenticate(user)
        return self

    def as_session(self, user: Any) -> ContractClient:
        self.force_login(user)
        return self

    def as_key(self, text: str) -> ContractClient:
        self.credentials(HTTP_X_API_KEY=text)
        return self

    def as_token(self, text: str) -> ContractClient:
        self.credentials(HTTP_AUTHORIZATION=f"Bearer {text}")
        return self

    @contextmanager
    def undocumented(self) -> Iterator[ContractClient]:
        """Do not ask whether the operation lists the code, as for a view made for a test."""
        before, self.checks_codes = self.checks_codes, False
        try:
            yield self
        finally:
            self.checks_codes = before

    def check_exception(self, response: Any) -> None:
        if response.get("X-Error-Code") not in (None, ErrorCode.INTERNAL_ERROR.name):
            self.exc_info = None
        super().check_exception(response)

    def request(self, **request: Any) -> Any:
        response = super().request(**request)
        path = request.get("PATH_INFO", "/")
        if response.status_code >= 400 and f"{path}/".startswith(("/api/", "/p/")):
            environ = {**self.defaults, **self._credentials, **request}
            check_error(response, environ, checks_codes=self.checks_codes)
        return response


def check_error(response: Any, request: dict[str, Any], *, checks_codes: bool = True) -> None:
    """Assert that `response` to the WSGI-style `request` is an error of the contract."""
    method, path = request.get("REQUEST_METHOD", "GET"), request.get("PATH_INFO", "/")
    where = f"{method} {path} -> {response.status_code}"
    name = response.get("X-Error-Code")
    assert name, f"{where}: no X-Error-Code, so this answer went past the contract"
    assert name in ErrorCode.__members__, f"{where}: {name} is not in the catalogue"
    code = ErrorCode[name]
    assert response.status_code == code.status, f"{where}: the catalogue says {code.status}"
    _check_headers(response, code, where)
    if method != "HEAD":
        _check_body(response, code, request, where)
    if checks_codes:
        check_listed(code, method, path)


def _check_headers(response: Any, code: ErrorCode, where: str) -> None:
    request_id = response.get("X-Request-ID", "")
    assert re.fullmatch(r"[A-Za-z0-9._-]{8,128}", request_id), f"{where}: X-Request-ID"
    if code.status in (429, 503) or code.value.retry_after is not None:
        assert response.get("Retry-After", "").isdecimal(), f"{where}: Retry-After"
    if code.status == 401:
        assert response.get("WWW-Authenticate"), f"{where}: WWW-Authenticate"
    if code.status == 405:
        assert response.get("Allow"), f"{where}: Allow"


def _check_body(response: Any, code: ErrorCode, request: dict[str, Any], where: str) -> None:
    text = response.content.decode("utf-8")
    leak = LEAKS.search(text)
    assert leak is None, f"{where}: the body tells {leak and leak[0]!r}"
    media_type = response["Content-Type"].partition(";")[0]
    if media_type == "text/html":
        assert request["PATH_INFO"].startswith("/p/"), f"{where}: HTML"
        assert response["X-Request-ID"] in text, f"{where}: the page does not show the request id"
        return
    rendering = expected_rendering(request)
    vendor = VENDOR.fullmatch(media_type)
    if rendering == "problem":
        assert media_type == PROBLEM_TYPE, f"{where}: {media_type}"
    else:
        assert media_type == "application/json" or (vendor and vendor[1] == rendering), (
            f"{where}: {media_type} for {rendering}"
        )
    CHECKS[rendering](response.json(), code, response, where)


def expected_rendering(request: dict[str, Any]) -> str:
    """The rendering that `Accept` asks for, else that of the path's family."""
    asked = []
    for item in request.get("HTTP_ACCEPT", "").split(","):
        media_type, _, parameters = item.strip().partition(";")
        vendor = VENDOR.fullmatch(media_type)
        name = "problem" if media_type == PROBLEM_TYPE else vendor and vendor[1]
        given = re.fullmatch(r"\s*q=([0-9.]+)\s*", parameters)
        asked.append(((float(given[1]) if given else 1.0) if name else 0.0, name or ""))
    weight, name = max(asked, key=lambda pair: pair[0])
    if weight:
        return name
    for pattern, rendering in FAMILIES:
        if pattern.match(request["PATH_INFO"]):
            return rendering
    return "flat"


def _check_flat(body: Any, code: ErrorCode, response: Any, where: str) -> None:
    assert set(body) - {"errors", "retry_after"} == {"error", "code", "details", "request_id"}, body
    assert body["error"].startswith(code.message), f"{where}: {body['error']!r}"
    assert body["details"] is None or isinstance(body["details"], str), body
    assert body["code"] == code.name
    _check_shared(body, response, where)


def _check_envelope(body: Any, code: ErrorCode, response: Any, where: str) -> None:
    assert set(body) == {"error", "meta"}, body
    error, meta = body["error"], body["meta"]
    assert set(error) == {
        "code",
        "message",
        "details",
        "timestamp",
        "request_id",
        "documentation_url",
    }, body
    assert set(meta) - {"trace"} == {"api_version", "response_time_ms"}, body
    if "trace" in meta:
        trace = meta["trace"]
        assert set(trace) - {"stack"} == {"trace_id", "timings_ms", "queries"}, body
    assert error["code"] == code.name
    assert error["message"].startswith(code.message), f"{where}: {error['message']!r}"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", error["timestamp"]), body
    assert error["request_id"] == response["X-Request-ID"], where
    assert isinstance(meta["response_time_ms"], int), body
    _check_url(error["documentation_url"], code)
    if code.value.context:
        assert tuple(error["details"]) == code.value.context, f"{where}: {error['details']}"


def _check_detail(body: Any, code: ErrorCode, response: Any, where: str) -> None:
    assert set(body) == {"detail"}, body
    if isinstance(body["detail"], list):
        assert body["detail"], where
        for entry in body["detail"]:
            assert set(entry) == {"loc", "msg", "type"}, entry
            assert entry["loc"][0] in ("body", "query", "path"), entry
    else:
        assert isinstance(body["detail"], str), body
        assert body["detail"], body


def _check_problem(body: Any, code: ErrorCode, response: Any, where: str) -> None:
    required = {"type", "title", "status", "detail", "instance", "code", "request_id"}
    assert set(body) - {"errors", "retry_after"} == required, body
    assert body["title"].startswith(code.message), f"{where}: {body['title']!r}"
    assert body["status"] == response.status_code
    assert body["code"] == code.name
    _check_url(body["type"], code)
    _check_shared(body, response, where)


def _check_shared(body: Any, response: Any, where: str) -> None:
    assert body["request_id"] == response["X-Request-ID"], where
    for entry in body.get("errors", []):
        assert set(entry) == {"field", "message", "code"}, entry
    if "Retry-After" in response:
        assert body["retry_after"] == int(response["Retry-After"]), where
    else:
        assert "retry_after" not in body, where


def _check_url(url: str, code: ErrorCode) -> None:
    parts = urlsplit(url)
    assert parts.scheme in ("http", "https"), url
    assert parts.netloc, url
    assert parts.fragment == code.name, url


CHECKS = {
    "flat": _check_flat,
    "envelope": _check_envelope,
    "detail": _check_detail,
    "problem": _check_problem,
}


def check_listed(code: ErrorCode, method: str, path: str) -> None:
    """Assert that what answers `method` on `path` may answer `code`.

    The operation's entry in the API document is made from the same function.
    """
    assert code in _listed(method, path), (
        f"{method} {path} answered {code.name}, which its operation does not list; "
        "add it to @raises of the view's action"
    )


# What is answered where there is no operation: an unknown route, a method that a view lacks.
DOORS = {
    ErrorCode.BAD_REQUEST,
    ErrorCode.INVALID_QUERY,
    ErrorCode.NOT_FOUND,
    ErrorCode.METHOD_NOT_ALLOWED,
    ErrorCode.CSRF_FAILED,
    ErrorCode.INTERNAL_ERROR,
    ErrorCode.DATABASE_UNAVAILABLE,
    ErrorCode.UPSTREAM_TIMEOUT,
}


def _listed(method: str, path: str) -> set[ErrorCode]:
    try:
        match = resolve(path.rstrip("/"))
    except Resolver404:
        return DOORS
    view = getattr(match.func, "cls", None)
    if view is None:  # a plain view, which is in no document
        plain = getattr(match.func, "view_class", match.func)
        return DOORS | set(getattr(plain, "error_codes", ()))
    actions = getattr(match.func, "actions", None)
    action = actions.get(method.lower()) if actions else method.lower()
    route = "/" + match.route
    if not route.startswith(("/api/v1/", "/p/")):
        route = route.replace("/api/", "/api/v1/", 1)
    if action is None or not hasattr(view, action):
        return DOORS | set(operation_codes(view, "", method, route))
    return set(operation_codes(view, action, method, route))
