"""Who opens a websocket, and whether that still holds. Synchronous: it is called in a thread."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.core.exceptions import DisallowedHost
from django.core.handlers.asgi import ASGIRequest
from django.db.models import Exists, Q, QuerySet
from django.db.models.functions import Now
from knox.models import AuthToken
from rest_framework.request import Request

from config.errors import request_id
from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError
from projects.api.authentication import (
    ApiKeyAuthentication,
    BearerAuthentication,
    invalid,
    missing,
)
from projects.callers import Caller
from projects.models import ApiKey, User
from projects.querysets import InProjectQuerySet
from projects.roles import Action

from . import tickets


@dataclass(frozen=True)
class Admission:
    """A caller, and the rows that prove it: while one of them is gone, nothing more is shown."""

    caller: Caller
    proofs: tuple[QuerySet, ...]

    def still_shows(self, objects: InProjectQuerySet, action: Action) -> bool:
        """Whether the caller still is who they were and may do `action` on `objects`. One query."""
        return (
            objects.for_caller(self.caller, action)
            .filter(*(Exists(proof) for proof in self.proofs))
            .exists()
        )


def handshake(scope: Mapping[str, Any]) -> ASGIRequest:
    """The handshake as a request, so that host, headers and id are read as everywhere else."""
    scheme = "https" if scope.get("scheme") == "wss" else "http"
    request = ASGIRequest(
        {**scope, "type": "http", "method": "GET", "scheme": scheme}, io.BytesIO()
    )
    accepted = request_id.accepted(request.headers.get(request_id.HEADER))
    request.request_id = accepted  # type: ignore[attr-defined]
    return request


def admit(request: ASGIRequest) -> Admission:
    """The caller of a handshake: bearer token, API key, ticket or session, in this order.

    Raises the errors of the API's own authentication; FORBIDDEN for a foreign origin. A browser
    always sends its origin, so a session without one is refused as well.
    """
    origin = request.headers.get("Origin")
    if origin is not None and not is_own(origin, request):
        raise ApiError(ErrorCode.FORBIDDEN, "The origin of the page is not trusted here")
    headers = Request(request)
    for scheme in (BearerAuthentication(), ApiKeyAuthentication()):
        found = scheme.authenticate(headers)
        if found is not None:
            user, proof = found
            return _admission(Caller(user, proof if isinstance(proof, ApiKey) else None), proof)
    if request.headers.get("Authorization"):
        raise invalid("malformed", "The header must read Authorization: Bearer <token>")
    if "ticket" in request.GET:
        return _by_ticket(request.GET["ticket"])
    return _by_session(request, origin)


def of_request(request: Request) -> Admission:
    """The caller of an API request that has been authenticated, with the proofs to ask again."""
    caller = Caller.of(request)
    session = getattr(request._request, "session", None)
    is_by_session = request.auth is None and session is not None and session.session_key
    return _admission(caller, session if is_by_session else request.auth)


def is_own(origin: str, request: ASGIRequest) -> bool:
    """Whether a page of `origin` may open websockets: our own, or one of CSRF_TRUSTED_ORIGINS."""
    try:
        host = request.get_host()
    except DisallowedHost:
        return False
    if origin == f"{request.scheme}://{host}" or origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    page = urlsplit(origin)
    return any(
        page.scheme == trusted.scheme and page.netloc.endswith(trusted.netloc[1:])
        for trusted in map(urlsplit, settings.CSRF_TRUSTED_ORIGINS)
        if trusted.netloc.startswith("*.")
    )


def _by_ticket(text: str) -> Admission:
    caller = tickets.redeem(text)
    if not caller.user.is_active or (caller.key is not None and not caller.key.is_usable()):
        raise invalid("unknown", "Whoever asked for the ticket is no longer admitted")
    return _admission(caller, None)


def _by_session(request: ASGIRequest, origin: str | None) -> Admission:
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    if not key:
        raise missing()
    store: Any = import_module(settings.SESSION_ENGINE)
    request.session = store.SessionStore(key)
    user = get_user(request)
    if not user.is_authenticated or not user.is_active:
        raise missing()
    if origin is None:
        raise ApiError(ErrorCode.FORBIDDEN, "A session needs the Origin header of a browser")
    return _admission(Caller(user), request.session)


def _admission(caller: Caller, credential: Any) -> Admission:
    """`caller` with its proofs: the user as they are, and the row behind the credential."""
    user: Any = caller.user
    key = caller.key
    person = User.objects.filter(pk=user.pk, is_active=True, is_superuser=user.is_superuser)
    if key is not None:
        usable = ApiKey.objects.filter(pk=key.pk, revoked=None, scopes=key.scopes)
        return Admission(caller, (person, usable.filter(_unexpired("expires"))))
    if isinstance(credential, AuthToken):
        token = AuthToken.objects.filter(pk=credential.pk)
        return Admission(caller, (person, token.filter(_unexpired("expiry"))))
    if isinstance(credential, SessionBase):  # it ends by signing out and by a changed password
        person = person.filter(password=user.password)
        if settings.SESSION_ENGINE.endswith("db"):
            session = Session.objects.filter(pk=credential.session_key)
            return Admission(caller, (person, session.filter(_unexpired("expire_date"))))
    return Admission(caller, (person,))


def _unexpired(field: str) -> Q:
    return Q(**{field: None}) | Q(**{f"{field}__gt": Now()})
