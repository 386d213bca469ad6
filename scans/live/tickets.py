"""Tickets for websockets of clients that cannot send headers: short-lived, used once."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.utils import timezone

from config.errors.catalog import ErrorCode
from config.errors.encoding import timestamp
from config.errors.exceptions import ApiError
from projects.callers import Caller
from scans.models import WebsocketTicket

LIFETIME_SECONDS = 60


def issue(caller: Caller) -> str:
    """The text of a new ticket with the rights of `caller`; only its digest is kept.

    It is 32 random bytes, so a fast hash is enough. Tickets that nobody used go at this moment.
    """
    text = secrets.token_urlsafe(32)
    user: Any = caller.user
    now = timezone.now()
    WebsocketTicket.objects.filter(user=user, expires__lte=now).delete()
    WebsocketTicket.objects.create(
        user=user,
        api_key=caller.key,
        digest=_digest(text),
        expires=now + timedelta(seconds=LIFETIME_SECONDS),
    )
    return text


def redeem(text: str) -> Caller:
    """Whoever asked for the ticket. It is gone afterwards, also where this raises.

    Raises AUTH_TOKEN_INVALID for one that is unknown or used, AUTH_TOKEN_EXPIRED for an old one.
    Two queries.
    """
    ticket = (
        WebsocketTicket.objects.select_related("user", "api_key")
        .filter(digest=_digest(text))
        .first()
    )
    # Of several that read the row, one deletes it: the count decides.
    if ticket is None or not WebsocketTicket.objects.filter(pk=ticket.pk).delete()[0]:
        raise ApiError(
            ErrorCode.AUTH_TOKEN_INVALID,
            "The ticket is unknown or was used",
            context={"token_format": "ticket", "suggested_action": "request_ticket"},
        )
    if ticket.expires <= timezone.now():
        raise ApiError(
            ErrorCode.AUTH_TOKEN_EXPIRED,
            "The ticket has expired",
            context={
                "expired_at": timestamp(ticket.expires),
                "suggested_action": "request_ticket",
            },
        )
    return Caller(ticket.user, ticket.api_key)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
