"""Rate limits in the API: who is counted under which limits, and what headers say of it.

Every request is counted once, in a DRF throttle. DRF throttles last, so what it refuses before,
for bad credentials or missing rights, is counted where the refusal becomes an answer.
A view asks for one more limit beside the common one:

    rate_limit = "playbooks"                 # every action of the view
    rate_limit = {"execute": "playbooks"}    # by action, or by method in lower case
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework.throttling import BaseThrottle

from config import client_address
from config.errors import handlers
from config.errors.exceptions import ApiError
from config.records import limits
from config.records.limits import Answer
from projects.callers import Caller

from .authentication import SessionAuthentication

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.views import APIView

    from config.errors.renderings import ErrorResponse

GENERAL = "general"
PAGES = "pages"


class RateThrottle(BaseThrottle):
    """DRF's way in: counts the request, or raises `RATE_LIMIT_EXCEEDED`. No query."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        count(request, view)
        return True


def count(request: Request, view: APIView) -> None:
    """Count `request` and put the headers on the view's answer; `RATE_LIMIT_EXCEEDED` over a limit.

    The caller must be known already: a refused authentication counts for the client's address.
    """
    request._request.is_counted = True  # type: ignore[attr-defined]
    answer = limits.count(caller_of(request), limits_of(request, view))
    view.headers.update(headers_of(answer))
    if not answer.passes:
        raise limits.exceeded(answer)


def exception_handler(error: Exception, context: dict[str, Any]) -> ErrorResponse | None:
    """DRF's EXCEPTION_HANDLER: the error contract's, which also counts what DRF refused itself."""
    response = handlers.exception_handler(error, context)
    if response is None or response.status_code not in (401, 403):
        return response
    request, view = context["request"], context["view"]
    if view.throttle_classes and not getattr(request._request, "is_counted", False):
        try:
            count(request, view)
        except ApiError as throttled:
            return handlers.exception_handler(throttled, context)
    return response


def caller_of(request: Request) -> str:
    """Who is counted: the key, else the person, else the client's address."""
    caller = Caller.of(request)
    if caller.key is not None:
        return f"key:{caller.key.pk}"
    if caller.user.is_authenticated:
        return f"user:{caller.user.pk}"
    return f"address:{client_address.network_of(request._request)}"


def limits_of(request: Request, view: APIView) -> list[str]:
    """The common limit, wider for the browser of a live page, and the view's own."""
    in_browser = isinstance(request.successful_authenticator, SessionAuthentication)
    names = [PAGES if in_browser else GENERAL]
    own = getattr(view, "rate_limit", None)
    if isinstance(own, dict):
        own = own.get(getattr(view, "action", None) or str(request.method).lower())
    return [*names, own] if own else names


def headers_of(answer: Answer) -> dict[str, str]:
    """`RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-10).

    `t` is the time that the remaining `r` must last for; of a used up limit, until it has room.
    """
    if not answer.usages:
        return {}
    policy = (f'"{u.name}";q={u.rate.amount};w={u.rate.get_expiry()}' for u in answer.usages)
    state = (f'"{u.name}";r={u.remaining};t={u.wait or u.resets}' for u in answer.usages)
    return {"RateLimit-Policy": ", ".join(policy), "RateLimit": ", ".join(state)}
