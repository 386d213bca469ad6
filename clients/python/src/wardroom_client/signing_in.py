"""Credentials of a person: a callback that signs in with user name and password."""

from __future__ import annotations

from collections.abc import Callable

import httpx

from .api.projects import auth_token
from .client import Wardroom
from .models import TokenRequest


def sign_in(
    base_url: str, username: str, password: str, *, http: httpx.Client | None = None
) -> Callable[[], str]:
    """A callback for `Wardroom(credentials=…)`, called when a token is needed.

    It raises `codes.SignInFailed` where user name or password is wrong.
    """

    def token() -> str:
        with Wardroom(base_url, http=http) as anonymous:
            body = TokenRequest(username=username, password=password)
            return auth_token.sync(client=anonymous, body=body).access_token

    return token
