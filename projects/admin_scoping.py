"""The admin with the roles table: staff see the projects of which they are members, no others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin, messages
from django.db import models
from django.http import HttpResponseRedirect
from unfold.admin import ModelAdmin

from config.errors.exceptions import ApiError

from .callers import Caller
from .openings import note_opening
from .roles import Action

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from .models import Project


REFUSAL = "_wardroom_refusal"  # on the request whose form a rule refused


class ScopedAdmin(ModelAdmin):
    """An admin whose rows belong to projects. An action of None means: nobody, not even owners.

    `project_field` is the path from the row to its project, dots for steps. Foreign keys offer
    what the caller may see, projects only where the caller may add. A rule that says no
    (`ApiError`) is shown above the form, which keeps what was typed.
    """

    view_action: ClassVar[Action] = Action.VIEW
    add_action: ClassVar[Action | None] = None
    change_action: ClassVar[Action | None] = None
    delete_action: ClassVar[Action | None] = None
    act_action: ClassVar[Action | None] = None  # what the buttons of a row's page need
    project_field: ClassVar[str] = "project"

    def project_of(self, obj: models.Model) -> Project:
        value: Any = obj
        for step in self.project_field.split("."):
            value = getattr(value, step)
        return value

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        queryset: Any = super().get_queryset(request)
        return queryset.for_caller(Caller(request.user), self.view_action)

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> models.Model | None:
        obj = super().get_object(request, *args, **kwargs)
        project = self.project_of(obj) if obj is not None else None
        if project is not None:
            note_opening(Caller(request.user), project)
        return obj

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        """Filters by relation offer what the list itself holds, not rows of other projects."""
        return [
            (name, admin.RelatedOnlyFieldListFilter) if self._is_relation(name) else name
            for name in super().get_list_filter(request)
        ]

    def _is_relation(self, name: Any) -> bool:
        names = {field.name for field in self.model._meta.get_fields() if field.is_relation}
        return isinstance(name, str) and name in names

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> Any:
        choices: Any = kwargs.get("queryset")
        if choices is None:
            choices = db_field.related_model._default_manager.all()
        if hasattr(choices, "for_caller"):
            action = self.add_action if db_field.name == "project" else None
            kwargs["queryset"] = choices.for_caller(
                Caller(request.user), action or self.view_action
            )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except ApiError as error:
            if request.method != "POST":
                raise
            setattr(request, REFUSAL, _told(error))
            return super().changeform_view(request, *args, **kwargs)

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, *args, **kwargs)
        refusal = getattr(request, REFUSAL, None)
        if refusal is None:
            return form

        class RefusedForm(form):
            def clean(self) -> Any:
                self.add_error(None, refusal)
                return super().clean()

        return RefusedForm

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        """Buttons only for whom they work; the rule itself is the verb module's."""
        buttons = super().get_actions_detail(request, object_id)
        if self.act_action is None or not buttons:
            return buttons
        obj = super().get_object(request, object_id)
        return buttons if obj is not None and self._may(request, self.act_action, obj) else []

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().delete_view(request, *args, **kwargs)
        except ApiError as error:
            return self._refused(request, error)

    def _refused(self, request: HttpRequest, error: ApiError) -> HttpResponse:
        """Back to the page, which says why; nothing was deleted."""
        if request.method != "POST":
            raise error
        self.message_user(request, _told(error), messages.ERROR)
        return HttpResponseRedirect(request.get_full_path())

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


def _told(error: ApiError) -> str:
    return f"{error.message}: {error.details}" if error.details else error.message
