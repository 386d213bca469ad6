"""The admin with the roles table: staff see the projects of which they are members, no others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from unfold.admin import ModelAdmin

from .callers import Caller
from .roles import Action

if TYPE_CHECKING:
    from django.http import HttpRequest

    from .models import Project


class ScopedAdmin(ModelAdmin):
    """An admin whose rows belong to projects. An action of None means: nobody, not even owners.

    `project_field` is the path from the row to its project, dots for steps.
    """

    view_action: ClassVar[Action] = Action.VIEW
    add_action: ClassVar[Action | None] = None
    change_action: ClassVar[Action | None] = None
    delete_action: ClassVar[Action | None] = None
    project_field: ClassVar[str] = "project"

    def project_of(self, obj: models.Model) -> Project:
        value: Any = obj
        for step in self.project_field.split("."):
            value = getattr(value, step)
        return value

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        queryset: Any = super().get_queryset(request)
        return queryset.for_caller(Caller(request.user), self.view_action)

    def _may(self, request: HttpRequest, action: Action | None, obj: models.Model | None) -> bool:
        user = request.user
        if action is None or not (user.is_active and user.is_staff):
            return False
        return obj is None or Caller(user).may(action, self.project_of(obj))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._may(request, self.view_action, None)

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self._may(request, self.view_action, obj)

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return self._may(request, self.add_action, None)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self._may(request, self.change_action, obj)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self._may(request, self.delete_action, obj)
