"""The doors: DRF's handler, Django's four, the CSRF view, and a middleware for what slips through.

None of them touches the database, or a template for JSON, and none raises.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import structlog
from csp.exceptions import CSPNonceError
from django.core.signals import got_request_exception
from django.template import loader
from django.urls import get_script_prefix
from rest_framework.exceptions import APIException
from rest_framework.views import set_rollback

from config import client_address

from . import request_id, tracing
from .catalog import ErrorCode
from .conversion import failure, failure_of, failure_of_status
from .middleware import Middleware
from .negotiation import wants_page
from .parsers import measure
from .renderings import ErrorResponse, Failure, documentation_url, render

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

log = structlog.get_logger("wardroom.errors")

KEPT_HEADERS = ("Allow", "WWW-Authenticate")


def exception_handler(error: Exception, context: dict[str, Any]) -> ErrorResponse | None:
    """DRF's EXCEPTION_HANDLER. None for a bug: Django logs it and calls `handler500`."""
    found = failure_of(error)
    if found is None:
        return None
    set_rollback()
    view, request = context["view"], context["request"]._request
    tracing.remember(request, error)
    if found.status == 401:  # DRF names the challenge only for its own two exceptions
        challenge = view.get_authenticate_header(context["request"])
        if challenge:
            found.headers.setdefault("WWW-Authenticate", challenge)
    if found.status >= 500:
        request.failure_cause = type(error).__name__
        got_request_exception.send(sender=type(view), request=request)
    return answer(request, found, getattr(view, "error_rendering", None))


def answer(request: HttpRequest, found: Failure, default: str | None = None) -> ErrorResponse:
    """The page or the JSON that `request` gets for a failure."""
    if wants_page(request):
        return page(request, found)
    return render(found, request, default or declared_rendering(request))


def declared_rendering(request: HttpRequest) -> str | None:
    """`error_rendering` of the view that the request was routed to, if it came that far."""
    match = getattr(request, "resolver_match", None)
    if match is None:
        return None
    view = getattr(match.func, "cls", None) or getattr(match.func, "view_class", match.func)
    return getattr(view, "error_rendering", None)


def page(request: HttpRequest, found: Failure) -> ErrorResponse:
    """The HTML error page: no query, no context processor."""
    template = loader.get_template("errors/error.html")
    response = ErrorResponse(
        found,
        template.render(
            {
                "failure": found,
                "request_id": request_id.of(request),
                "nonce": _nonce(request),
                "start": get_script_prefix(),
                "reference": documentation_url(found.code, request),
            }
        ),
    )
    response[request_id.HEADER] = request_id.of(request)
    return response


def _nonce(request: HttpRequest) -> str:
    """The nonce of the page's style; empty once the policy that would name it has been written,
    for what is rewritten after that carries no policy."""
    try:
        return str(getattr(request, "csp_nonce", ""))
    except CSPNonceError:
        return ""


def handler400(request: HttpRequest, exception: Exception | None = None) -> ErrorResponse:
    return _handled(request, exception, ErrorCode.BAD_REQUEST)


def handler403(request: HttpRequest, exception: Exception | None = None) -> ErrorResponse:
    return _handled(request, exception, ErrorCode.FORBIDDEN)


def handler404(request: HttpRequest, exception: Exception | None = None) -> ErrorResponse:
    return _handled(request, exception, ErrorCode.NOT_FOUND)


def handler500(request: HttpRequest) -> ErrorResponse:
    """Also the only place that sees what a middleware raised: each is wrapped on its own."""
    return _handled(request, sys.exc_info()[1], ErrorCode.INTERNAL_ERROR)


def _handled(request: HttpRequest, error: BaseException | None, code: ErrorCode) -> ErrorResponse:
    found = failure_of(error) if error is not None else None
    found = found or failure(code)
    if error is not None and found.status >= 500:
        request.failure_cause = type(error).__name__  # type: ignore[attr-defined]
    return answer(request, found)


def csrf_failure(request: HttpRequest, reason: str = "") -> ErrorResponse:
    return answer(request, failure(ErrorCode.CSRF_FAILED, reason.rstrip(".") or None))


class ErrorContractMiddleware(Middleware):
    """Second: rewrites every error answer that is not ours yet, and logs each error once."""

    def __call__(self, request: HttpRequest) -> Any:
        measure(request)
        if self.is_async:
            return self.__acall__(request)
        return _settled(request, _refused(request) or self.get_response(request))

    async def __acall__(self, request: HttpRequest) -> HttpResponseBase:
        return _settled(request, _refused(request) or await self.get_response(request))

    def process_exception(self, request: HttpRequest, error: Exception) -> ErrorResponse | None:
        """A plain view may raise what a DRF view may."""
        tracing.remember(request, error)
        found = failure_of(error) if isinstance(error, APIException) else None
        return None if found is None else answer(request, found)


def _refused(request: HttpRequest) -> ErrorResponse | None:
    """What no view could make sense of: a null byte (PostgreSQL fails on it), a packed body."""
    if "\0" in request.path_info:
        return answer(request, failure(ErrorCode.BAD_REQUEST, "The path holds a null byte."))
    query = request.META.get("QUERY_STRING", "")
    if "%00" in query or "\0" in query:
        return answer(request, failure(ErrorCode.INVALID_QUERY, "The query holds a null byte."))
    coding = request.headers.get("Content-Encoding", "").strip().lower()
    if coding not in ("", "identity") and request_id.is_api(request.path_info):
        found = failure(
            ErrorCode.UNSUPPORTED_MEDIA_TYPE,
            "Bodies are read as they come: send none with a Content-Encoding.",
            headers={"Accept-Encoding": "identity"},
        )
        return answer(request, found)
    return None


def _settled(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    if response.status_code < 400:
        return response
    if not isinstance(response, ErrorResponse) and (
        request_id.is_api(request.path_info) or _says_nothing(response)
    ):
        response = _rewritten(request, response)
    _log(request, response)
    return response


def _says_nothing(response: HttpResponseBase) -> bool:
    """Whether the body is empty, as in Django's answer to a wrong method."""
    return not response.streaming and not getattr(response, "content", b"")


def _rewritten(request: HttpRequest, response: HttpResponseBase) -> ErrorResponse:
    wait = response.get("Retry-After", "")
    retry_after = int(wait) if wait.isascii() and wait.isdecimal() else None
    found = answer(request, failure_of_status(response.status_code, retry_after))
    for name in KEPT_HEADERS:
        if name in response:
            found[name] = response[name]
    found.cookies = response.cookies
    # Not response.close(): that would end the request, database connections included, too early.
    found._resource_closers.extend(response._resource_closers)  # type: ignore[attr-defined]
    return found


def _log(request: HttpRequest, response: HttpResponseBase) -> None:
    found = response.failure if isinstance(response, ErrorResponse) else None
    log_failure(request, found or failure_of_status(response.status_code), response.status_code)


def log_failure(request: HttpRequest, found: Failure, status: int) -> None:
    """The line of one error. ERROR, as the seed has it even for a 403, except for a page that
    somebody mistyped."""
    is_error = status >= 500 or request_id.is_api(request.path_info)
    emit = log.error if is_error or request.path.startswith("/ws/") else log.warning
    emit(
        "api_error",
        request_id=request_id.of(request),
        client_ip=client_address.of(request),
        endpoint=request.path,
        method=request.method,
        status=status,
        error_code=found.code.name,
        error_message=found.message,
        response_time_ms=request_id.elapsed_ms(request),
        user_agent=request.headers.get("User-Agent"),
        trace_id=request_id.trace_of(request),
        cause=getattr(request, "failure_cause", None),
    )
