"""Object-level scoping: what a caller may see is decided in the query."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils import timezone

from .roles import Action, roles_that_may, scopes_allow

if TYPE_CHECKING:
    from .callers import Caller


class ProjectQuerySet(models.QuerySet):
    def for_caller(self, caller: Caller, action: Action = Action.VIEW) -> Self:
        """Projects in which `caller` may do `action`.

        A superuser may do everything; a key may do what its scopes and its owner's present role
        both allow, in the one project that it is bound to, if it is bound.
        """
        if not caller.user.is_authenticated or not caller.user.is_active:
            return self.none()
        projects = self
        if caller.key is not None:
            if not scopes_allow(caller.key.scopes, action):
                return self.none()
            if caller.key.project_id is not None:
                projects = projects.filter(pk=caller.key.project_id)
        if caller.user.is_superuser:
            return projects
        return projects.filter(
            memberships__user=caller.user, memberships__role__in=roles_that_may(action)
        )


class InProjectQuerySet(models.QuerySet):
    """For models with a `project` foreign key; `project_path` names it where it is further away."""

    project_path = "project"

    def for_caller(self, caller: Caller, action: Action = Action.VIEW) -> Self:
        projects = self.model._meta.apps.get_model("projects", "Project").objects
        return self.filter(
            **{f"{self.project_path}__in": projects.for_caller(caller, action).values("pk")}
        )


EXPIRES_SOON = timedelta(days=7)


class CredentialQuerySet(InProjectQuerySet):
    def expired(self, now: datetime | None = None) -> Self:
        return self.filter(expires__lte=now or timezone.now())

    def expiring(self, within: timedelta = EXPIRES_SOON) -> Self:
        """Those that still work, but end soon."""
        now = timezone.now()
        return self.filter(expires__gt=now, expires__lte=now + within)
