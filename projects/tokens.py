"""Bearer tokens of people: issuing, exchanging and ending them (django-rest-knox keeps hashes)."""

from __future__ import annotations

import hmac
from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib.auth import authenticate, user_logged_in
from django.db import transaction
from django.utils import timezone
from knox.crypto import hash_token
from knox.models import AuthToken
from knox.settings import CONSTANTS

from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError
from config.records import audit

from .callers import Caller

if TYPE_CHECKING:
    from django.http import HttpRequest

    from .models import User

REFRESHABLE = timedelta(days=1)
KEPT = timedelta(days=30)


def stored(text: str) -> AuthToken | None:
    """The row of a token's text, expired or not, with its user; None where there is none or the
    user is inactive. One query."""
    digest = hash_token(text)
    candidates = AuthToken.objects.filter(token_key=text[: CONSTANTS.TOKEN_KEY_LENGTH])
    for token in candidates.select_related("user"):
        if hmac.compare_digest(digest, token.digest) and token.user.is_active:
            return token
    return None


def sign_in(request: HttpRequest, username: str, password: str) -> tuple[AuthToken, str]:
    """A new token of the user, and its text; `SIGN_IN_FAILED` where name or password is wrong.

    Django's signals carry both outcomes to the audit log (`projects.sign_ins`).
    """
    user = authenticate(request, username=username, password=password)
    if user is None:
        raise ApiError(ErrorCode.SIGN_IN_FAILED)
    user_logged_in.send(sender=user.__class__, request=request, user=user)
    return issue(user)  # type: ignore[arg-type]


def issue(user: User) -> tuple[AuthToken, str]:
    """A new token and its text; forgets the user's tokens that expired more than 30 days ago."""
    AuthToken.objects.filter(user=user, expiry__lt=timezone.now() - KEPT).delete()
    return AuthToken.objects.create(user=user)


def is_refreshable(token: AuthToken) -> bool:
    """Whether `token` is valid, or expired for less than a day."""
    return token.expiry is None or token.expiry > timezone.now() - REFRESHABLE


def refresh(token: AuthToken) -> tuple[AuthToken, str]:
    """A new token for a refreshable one, which ends; of two refreshes at once one fails."""
    with transaction.atomic():
        ended, _ = AuthToken.objects.filter(pk=token.pk).delete()
        if not ended:
            raise ApiError(ErrorCode.CONFLICT, "The token was refreshed or revoked meanwhile")
        return issue(token.user)


def revoke(caller: Caller, token: AuthToken) -> None:
    """Ends one token."""
    with transaction.atomic():
        token.delete()
        audit.record(caller, "token.revoke", after={"ended": 1})


def revoke_all(caller: Caller) -> int:
    """Ends every token of the caller; how many there were."""
    with transaction.atomic():
        ended, _ = AuthToken.objects.filter(user=caller.user).delete()
        audit.record(caller, "token.revoke", after={"ended": ended})
    return ended
