"""Sign-ins and refused ones, from page, admin and API alike: into the audit log, and counted.

Passwords can be guessed where tokens cannot, so refused sign-ins have a limit of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from config import client_address
from config.records import audit, limits

from .callers import Caller

if TYPE_CHECKING:
    from django.http import HttpRequest

    from .models import User

LIMIT = "sign_ins"


class SignInGuard:
    """An authentication backend that knows nobody: it stands before the one that does, and raises
    `RATE_LIMIT_EXCEEDED` where too many sign-ins from the client's address were refused."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> None:
        if request is not None:
            answer = limits.look(_counted_as(request), [LIMIT])
            if not answer.passes:
                raise limits.exceeded(answer)


@receiver(user_logged_in)
def signed_in(user: User, **_: Any) -> None:
    audit.record(Caller(user), "sign_in", user)


@receiver(user_logged_out)
def signed_out(user: User | None, **_: Any) -> None:
    if user is not None:
        audit.record(Caller(user), "sign_out", user)


@receiver(user_login_failed)
def refused(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    """The name is stored as it was typed, cut to what a name can be."""
    if request is not None:
        limits.count(_counted_as(request), [LIMIT])
    audit.record(str(credentials.get("username") or "")[:150], "sign_in.refused")


def _counted_as(request: HttpRequest) -> str:
    return f"address:{client_address.network_of(request)}"
