"""The audit log: one append-only row for each change by a person or a key."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder

from config.errors import request_id

from .models import AuditEntry

if TYPE_CHECKING:
    from django.db.models import Model

MASK = "[masked]"
_SECRET = re.compile(
    r"passw|secret|token|api_?key|private_?key|access_?key|credential_?values|^values$"
    r"|authorization|cookie|digest|session_?key",
    re.IGNORECASE,
)


class Actor(Protocol):
    """Who acts: a person, or a key of one. `projects.callers.Caller` is one."""

    @property
    def user(self) -> Any: ...

    @property
    def key(self) -> Any: ...

    @property
    def name(self) -> str: ...

    def role_in(self, project: Any) -> str | None: ...


def record(
    actor: Actor | str,
    action: str,
    obj: Model | None = None,
    *,
    project: Any = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Append an entry: who did what to which object, under which request.

    `actor` is a caller, or the name of a machine part ("scheduler"). `project` is the project or
    its id; without one, that of `obj`. Values under keys that sound like secrets are masked; any
    other text is stored as the caller hands it in, sanitized. One INSERT, and one query for the
    role of a person in a project.
    """
    if project is None and obj is not None:
        project = getattr(obj, "project", None)
    return AuditEntry.objects.create(
        **_who(actor, project),
        action=action,
        object_type=obj._meta.label_lower if obj is not None else "",
        object_id=str(obj.pk) if obj is not None else "",
        project_id=getattr(project, "pk", project),
        request_id=request_id.current(),
        before=masked(before),
        after=masked(after),
    )


def masked(values: Mapping[str, Any] | None) -> Any:
    """`values` as plain JSON, secrets replaced."""
    if values is None:
        return None
    return _masked(json.loads(json.dumps(dict(values), cls=DjangoJSONEncoder)))


def _masked(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: MASK if _SECRET.search(k) and v else _masked(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_masked(item) for item in value]
    return value


def _who(actor: Actor | str, project: Any) -> dict[str, str]:
    if isinstance(actor, str):
        return {"actor": actor}
    role = actor.role_in(project) if project is not None and not isinstance(project, UUID) else None
    return {
        "actor": actor.name,
        "actor_id": str((actor.key or actor.user).pk or ""),
        "role": role or "",
    }
