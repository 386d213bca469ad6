"""Credentials that end: in words, as a warning before a scan, and as its refusal."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.utils import timezone

from projects.models import Credential
from projects.querysets import EXPIRES_SOON
from tooling.base import Tool


def in_words(expires: datetime | None, now: datetime | None = None) -> str:
    """ "in 3 days", "2 hours ago"; empty without an expiry."""
    if expires is None:
        return ""
    span = expires - (now or timezone.now())
    seconds = abs(span.total_seconds())
    for unit, length in (("day", 86_400), ("hour", 3600), ("minute", 60)):
        if seconds >= length:
            count = int(seconds // length)
            told = f"{count} {unit}{'' if count == 1 else 's'}"
            break
    else:
        told = "less than a minute"
    return f"in {told}" if span > timedelta() else f"{told} ago"


def warning(credential: Credential, seconds: int = 0) -> str:
    """What is to be said before a scan that may take `seconds`; empty where nothing is."""
    if credential.expires is None:
        return ""
    if credential.has_expired():
        return f"{sentence(credential)}: {_told(credential)}"
    left = credential.expires - timezone.now()
    if left > max(EXPIRES_SOON, timedelta(seconds=seconds)):
        return ""
    warned = f"{credential.name} expires {in_words(credential.expires)}"
    if left < timedelta(seconds=seconds):
        warned += ", which the scan may outlast"
    return f"{warned} ({credential.expires.astimezone(UTC):%Y-%m-%d %H:%M} UTC)"


def refusal(credential: Credential | None, tool: Tool) -> str:
    """Why `tool` is not started with `credential`: it has expired, and the tool needs it."""
    if credential is None or not tool.needs_credentials or not credential.has_expired():
        return ""
    return sentence(credential)


def sentence(credential: Credential) -> str:
    """As tools say it: the words of the error contract for AWS."""
    is_aws = credential.kind == Credential.Kind.AWS
    return "AWS credentials expired" if is_aws else "Credentials expired"


def _told(credential: Credential) -> str:
    ended = in_words(credential.expires)
    return f"{credential.name} ended {ended}; replace its values, then start again"
