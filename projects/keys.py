"""Keys of programs: making, finding, rotating and revoking them."""

from __future__ import annotations

import hmac
import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError
from config.etags import hold
from config.records import audit

from .models import ApiKey, Project
from .roles import Action

if TYPE_CHECKING:
    from collections.abc import Collection

    from .callers import Caller

_KEY = re.compile(r"wr_([0-9a-f]{12})_[A-Za-z0-9_-]{43}", re.ASCII)
USE_RECORDED_EVERY = timedelta(minutes=1)
LONGEST_OVERLAP = timedelta(days=30)


def find(text: str) -> ApiKey | None:
    """The usable key of that text, with owner and project; None where it is unknown, expired,
    revoked, or its owner inactive. One query, none where the text cannot be a key."""
    match = _KEY.fullmatch(text)
    if match is None:
        return None
    key = ApiKey.objects.select_related("owner", "project").filter(prefix=match[1]).first()
    if key is None or not hmac.compare_digest(key.digest, ApiKey.digest_of(text)):
        return None
    return key if key.is_usable() and key.owner.is_active else None


def touch(key: ApiKey) -> None:
    """Notes that `key` was used, at most once a minute."""
    now = timezone.now()
    stale = now - USE_RECORDED_EVERY
    if key.last_used is None or key.last_used < stale:
        ApiKey.objects.filter(Q(last_used=None) | Q(last_used__lt=stale), pk=key.pk).update(
            last_used=now
        )


def usable() -> Q:
    """The condition that a key is neither revoked nor expired now."""
    return Q(revoked=None) & (Q(expires=None) | Q(expires__gt=timezone.now()))


def seen_by(caller: Caller) -> QuerySet[ApiKey]:
    """The keys that `caller` may list and revoke.

    For a person: their own and those of projects that they configure. For a program: its own key
    and those of projects that it configures. A superuser sees all.
    """
    if caller.key is None and caller.user.is_superuser:
        return ApiKey.objects.select_related("owner", "project")
    own = Q(pk=caller.key.pk) if caller.key else Q(owner=caller.user)
    configured = Project.objects.for_caller(caller, Action.CONFIGURE)
    return ApiKey.objects.select_related("owner", "project").filter(
        own | Q(project__in=configured.values("pk"))
    )


def create(
    caller: Caller,
    name: str,
    scopes: Collection[str],
    project: Project | None = None,
    expires: datetime | None = None,
) -> tuple[ApiKey, str]:
    """A stored key of `caller`, and its text, which is shown once.

    A key that makes a key hands on no more than it has: scopes, project and expiry.
    """
    giver = caller.key
    if giver is not None and not (
        set(scopes) <= set(giver.scopes)
        and giver.project_id in (None, project and project.pk)
        and (giver.expires is None or (expires is not None and expires <= giver.expires))
    ):
        raise ApiError(
            ErrorCode.FORBIDDEN,
            "A key can only make keys within its own scopes, project and expiry",
        )
    key, text = ApiKey.make(
        name=name,
        owner=caller.user,
        scopes=sorted(set(scopes)),
        project=project,
        expires=expires,
    )
    with transaction.atomic():
        key.save(force_insert=True)
        audit.record(caller, "key.create", key, project=project, after=_shown(key))
    return key, text


def rotate(caller: Caller, key: ApiKey, overlap: timedelta) -> tuple[ApiKey, str]:
    """A successor of `key`, which itself ends after `overlap`; and the successor's text.

    The successor lives as long as `key` was made to live, except where a program rotates its own
    key: that never outlives its first expiry. Only the owner or the key itself may do it, since
    the text acts for the owner.
    """
    if caller.key is not None:
        allowed = caller.key.pk == key.pk
    else:
        allowed = caller.user.pk == key.owner_id
    if not allowed:
        raise ApiError(ErrorCode.FORBIDDEN, "Only the owner of a key can rotate it")
    now = timezone.now()
    expires = key.expires
    if expires is not None and caller.key is None:
        expires = now + (expires - key.created)
    successor, text = ApiKey.make(
        name=key.name, owner=key.owner, scopes=key.scopes, project=key.project, expires=expires
    )
    ends = now + min(overlap, LONGEST_OVERLAP)
    with transaction.atomic():
        held = ApiKey.objects.select_for_update().get(pk=key.pk)
        if not held.is_usable(now):
            raise ApiError(ErrorCode.CONFLICT, "The key has ended; make a new one")
        held.expires = ends if held.expires is None else min(held.expires, ends)
        held.save(update_fields=["expires", "updated"])
        successor.save(force_insert=True)
        audit.record(
            caller,
            "key.rotate",
            successor,
            project=key.project,
            before=_shown(held),
            after=_shown(successor),
        )
    return successor, text


def revoke(caller: Caller, key: ApiKey, if_match: str | None = None) -> None:
    """Ends `key` at once; revoking twice changes nothing."""
    with transaction.atomic():
        hold(key, if_match)
        if key.revoked is None:
            key.revoked = timezone.now()
            key.save(update_fields=["revoked", "updated"])
            audit.record(caller, "key.revoke", key, project=key.project, before=_shown(key))


def _shown(key: ApiKey) -> dict[str, Any]:
    return {
        "name": key.name,
        "prefix": key.prefix,
        "owner": key.owner.get_username(),
        "scopes": key.scopes,
        "expires": key.expires.isoformat() if key.expires else None,
    }
