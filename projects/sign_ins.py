"""Sign-ins and refused ones, from page, admin and API alike, into the audit log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from config.records import audit

from .callers import Caller

if TYPE_CHECKING:
    from .models import User


@receiver(user_logged_in)
def signed_in(user: User, **_: Any) -> None:
    audit.record(Caller(user), "sign_in", user)


@receiver(user_logged_out)
def signed_out(user: User | None, **_: Any) -> None:
    if user is not None:
        audit.record(Caller(user), "sign_out", user)


@receiver(user_login_failed)
def refused(credentials: dict[str, Any], **_: Any) -> None:
    """The name is stored as it was typed, cut to what a name can be."""
    audit.record(str(credentials.get("username") or "")[:150], "sign_in.refused")
