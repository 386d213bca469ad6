"""Who asks: a person, or a program with a person's key. One notion for API, pages and sockets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .models import Membership, Project
from .roles import Action, allows, scopes_allow

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest

    from .models import ApiKey, User


@dataclass(frozen=True)
class Caller:
    user: User | AnonymousUser
    key: ApiKey | None = None

    @classmethod
    def of(cls, request: HttpRequest) -> Caller:
        """The caller of a Django or DRF request (`request.auth` is the key, where there is one)."""
        auth = getattr(request, "auth", None)
        return cls(request.user, auth if hasattr(auth, "scopes") else None)

    @property
    def name(self) -> str:
        return self.key.name if self.key else self.user.get_username()

    def role_in(self, project: Project) -> str | None:
        """The caller's role, None where there is none; a superuser counts as owner. One query."""
        if self.user.is_superuser:
            return "owner"
        if not self.user.is_authenticated:
            return None
        return (
            Membership.objects.filter(project=project, user=self.user)
            .values_list("role", flat=True)
            .first()
        )

    def may(self, action: Action, project: Project) -> bool:
        if self.key is not None and (
            not scopes_allow(self.key.scopes, action)
            or self.key.project_id not in (None, project.pk)
        ):
            return False
        return allows(self.role_in(project), action)

    def default_project(self) -> Project | None:
        """The key's project, else the membership marked default, else the only one."""
        if self.key is not None and self.key.project_id is not None:
            return self.key.project
        if not self.user.is_authenticated:
            return None
        memberships = list(
            Membership.objects.filter(user=self.user, project__archived=False)
            .select_related("project")
            .order_by("-is_default")[:2]
        )
        if memberships and (len(memberships) == 1 or memberships[0].is_default):
            return memberships[0].project
        return None
