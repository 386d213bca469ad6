"""The least that every route asks: that somebody is signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.permissions import BasePermission

from config.errors.catalog import ErrorCode

from .authentication import invalid, missing

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.views import APIView


class IsSignedIn(BasePermission):
    """Refuses callers without credentials.

    The code is `AUTH_TOKEN_MISSING`, or the view's `missing_credentials`; an `Authorization`
    header of another scheme than Bearer is a malformed token, not a missing one.
    """

    def has_permission(self, request: Request, view: APIView) -> bool:
        if request.user.is_authenticated:
            return True
        if request.headers.get("Authorization"):
            raise invalid("malformed", "The header must read Authorization: Bearer <token>")
        raise missing(getattr(view, "missing_credentials", ErrorCode.AUTH_TOKEN_MISSING))
