"""Who sends the request: a bearer token, an API key or a session, tried in this order.

All three refuse with an `ApiError`, so that the code, the family's rendering and
`WWW-Authenticate` come out the same whichever of them says no.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from knox.models import AuthToken
from rest_framework import authentication

from config.errors.catalog import ErrorCode
from config.errors.encoding import timestamp
from config.errors.exceptions import ApiError
from config.errors.negotiation import DETAIL, ENVELOPE, default_for
from config.errors.tracing import timed_authentication
from projects import keys, tokens
from projects.models import ApiKey

if TYPE_CHECKING:
    from rest_framework.request import Request

    from projects.models import User

CHALLENGE = 'Bearer realm="api"'
_TOKEN = re.compile(r"[0-9a-f]{64}")


def challenge(error: str = "") -> dict[str, str]:
    """The `WWW-Authenticate` header (RFC 6750) that every 401 carries."""
    return {"WWW-Authenticate": f'{CHALLENGE}, error="{error}"' if error else CHALLENGE}


def missing(code: ErrorCode = ErrorCode.AUTH_TOKEN_MISSING) -> ApiError:
    """The refusal of a request without credentials."""
    context = {}
    if code is ErrorCode.AUTH_TOKEN_MISSING:
        context = {"header_name": "Authorization", "expected_format": "Bearer <token>"}
    return ApiError(code, context=context, headers=challenge())


def invalid(token_format: str, details: str | None = None) -> ApiError:
    """The refusal of a token; `token_format` is malformed or unknown."""
    return ApiError(
        ErrorCode.AUTH_TOKEN_INVALID,
        details,
        context={"token_format": token_format, "suggested_action": "regenerate_token"},
        headers=challenge("invalid_token"),
    )


def expired(at: datetime) -> ApiError:
    """The refusal of a token that ended at `at`."""
    moment = timestamp(at)
    return ApiError(
        ErrorCode.AUTH_TOKEN_EXPIRED,
        f"Token expired at {moment}",
        context={"expired_at": moment, "suggested_action": "refresh_token"},
        headers=challenge("invalid_token"),
    )


def bearer_text(request: Request) -> str | None:
    """The text behind `Authorization: Bearer`, None where that header is absent or of another
    scheme; `AUTH_TOKEN_INVALID` where it cannot be a token."""
    header = authentication.get_authorization_header(request).split()
    if not header or header[0].lower() != b"bearer":
        return None
    text = header[1].decode("latin-1") if len(header) == 2 else ""
    if not _TOKEN.fullmatch(text):
        raise invalid("malformed", "The header must read Authorization: Bearer <token>")
    return text


def stored_token(text: str) -> AuthToken:
    """The row of a token's text, expired or not; `AUTH_TOKEN_INVALID` without one. One query."""
    token = tokens.stored(text)
    if token is None:
        raise invalid("unknown")
    return token


class BearerAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer <token>`: a knox token, kept as a hash.

    Expired rows are not deleted here (knox's own class does), so that the refusal can say when.
    """

    @timed_authentication
    def authenticate(self, request: Request) -> tuple[User, AuthToken] | None:
        text = bearer_text(request)
        if text is None:
            return None
        token = stored_token(text)
        if token.expiry is not None and token.expiry <= timezone.now():
            raise expired(token.expiry)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return CHALLENGE


class ApiKeyAuthentication(authentication.BaseAuthentication):
    """`X-API-Key`. An unknown key is 403 on the flat routes, 401 on the two seeded families."""

    @timed_authentication
    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        text = request.headers.get("X-API-Key")
        if text is None:
            return None
        key = keys.find(text)
        if key is None:
            raise self._refusal(request)
        keys.touch(key)
        return key.owner, key

    def authenticate_header(self, request: Request) -> str:
        return CHALLENGE

    @staticmethod
    def _refusal(request: Request) -> ApiError:
        view: Any = (request.parser_context or {}).get("view")
        rendering = getattr(view, "error_rendering", None) or default_for(request.path_info)
        if rendering in (ENVELOPE, DETAIL):
            return invalid("unknown", "API key not recognized")
        return ApiError(ErrorCode.INVALID_API_KEY)


def _unused(request: HttpRequest) -> HttpResponse:
    """The view that Django's check is asked about: it only looks for an exemption."""
    return HttpResponse()


class SessionAuthentication(authentication.SessionAuthentication):
    """The session of a signed-in browser, with Django's CSRF check on unsafe methods."""

    @timed_authentication
    def authenticate(self, request: Request) -> tuple[User, None] | None:
        return super().authenticate(request)

    def enforce_csrf(self, request: Request) -> None:
        check = authentication.CSRFCheck(_unused)
        check.process_request(request)
        reason = check.process_view(request, _unused, (), {})
        if reason:
            raise ApiError(ErrorCode.CSRF_FAILED, str(reason))

    def authenticate_header(self, request: Request) -> str:
        return CHALLENGE
