"""Who sends a large body must be known before it is read: a report may have two gigabytes.

Bodies of ordinary size are read from anybody: their views say who may send them.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import structlog
from django.conf import settings
from django.contrib.auth import get_user
from django.core.handlers.asgi import ASGIRequest
from django.db import connections
from rest_framework.request import Request

from config import client_address
from config.errors.catalog import ErrorCode
from config.errors.conversion import failure, failure_of
from config.errors.exceptions import ApiError
from config.errors.renderings import Failure
from config.records import limits
from projects.api.authentication import ApiKeyAuthentication, BearerAuthentication, missing
from projects.api.throttling import GENERAL, headers_of

from .refusals import most_bytes, request_of

log = structlog.get_logger(__name__)


def guards(path: str, length: int | None) -> bool:
    """Whether a body of `length` bytes (None: it comes in chunks) is larger than `path` takes from
    those who are not known."""
    ordinary = settings.BODY_BYTES["/"]
    return most_bytes(path) > ordinary and (length is None or length > ordinary)


def without_credentials(scope: Mapping[str, Any]) -> Failure | None:
    """The refusal of a request that brings no credentials at all. No query."""
    request = request_of(scope)
    if _has_token(request) or settings.SESSION_COOKIE_NAME in request.COOKIES:
        return None
    return failure_of(missing())


def refusal_of(scope: Mapping[str, Any]) -> Failure | None:
    """Why the sender is not known; None where they are. Counted as a refusal of the API is.

    Asks the database, up to three queries: not for an event loop. Never raises.
    """
    try:
        request = request_of(scope)
        try:
            _identify(request)
        except ApiError as error:
            return _counted(request, error)
        return None
    except Exception as error:
        found = failure_of(error)
        if found is None:
            log.exception("gate_failed", path=scope["path"])
        return found or failure(ErrorCode.INTERNAL_ERROR)
    finally:
        connections.close_all()  # the thread may not be asked again for long


def _has_token(request: ASGIRequest) -> bool:
    scheme = request.headers.get("Authorization", "").partition(" ")[0].lower()
    return scheme == "bearer" or "X-API-Key" in request.headers


def _identify(request: ASGIRequest) -> None:
    """As the API does it, except for CSRF, which only the view can tell."""
    if _has_token(request):
        asked = Request(request, authenticators=(BearerAuthentication(), ApiKeyAuthentication()))
        if asked.user.is_authenticated:
            return
    if session := request.COOKIES.get(settings.SESSION_COOKIE_NAME):
        request.session = import_module(settings.SESSION_ENGINE).SessionStore(session)
        if get_user(request).is_authenticated:
            return
    raise missing()


def _counted(request: ASGIRequest, error: ApiError) -> Failure | None:
    answer = limits.count(f"address:{client_address.network_of(request)}", [GENERAL])
    found = failure_of(error if answer.passes else limits.exceeded(answer))
    if found is not None:
        found.headers.update(headers_of(answer))
    return found
