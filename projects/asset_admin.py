"""The desk of targets. That of credentials is in `scans.admin`, which can check them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.db.models import F, QuerySet
from unfold.decorators import action, display

from . import targets
from .admin_scoping import ScopedAdmin
from .callers import Caller
from .models import Credential, Target
from .roles import Action

if TYPE_CHECKING:
    from django.db.models import ForeignKey
    from django.forms import ModelForm
    from django.http import HttpRequest


@admin.register(Target)
class TargetAdmin(ScopedAdmin):
    """Targets are made within the allow-list, and retired instead of deleted."""

    add_action = change_action = Action.CONFIGURE
    list_display = ("__str__", "kind", "locator", "project", "credential_name", "state", "created")
    list_filter = ("kind", "retired", "project")
    list_select_related = ("project",)
    search_fields = ("name", "locator")
    fields = ("project", "kind", "locator", "name", "credential", "options", "retired")
    actions = ("retire",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(credential_name=F("credential__name"))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("project", "kind", "locator") if obj else ("retired",)

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name == "credential":  # names only: no value is decrypted for a menu
            kwargs["queryset"] = Credential.objects.defer("values")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "kind":
            kwargs["choices"] = [
                (kind.value, kind.label) for kind in Target.Kind if kind.value in targets.KINDS
            ]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    @display(description="Credential", ordering="credential__name")
    def credential_name(self, target: Any) -> str | None:
        return target.credential_name

    @display(description="State", label={"in use": "success", "retired": "info"})
    def state(self, target: Target) -> str:
        return "retired" if target.retired else "in use"

    def save_model(self, request: HttpRequest, obj: Target, form: ModelForm, change: bool) -> None:
        caller = Caller(request.user)
        if change:
            stored = Target.objects.select_related("project").get(pk=obj.pk)
            targets.change(
                caller, stored, {name: form.cleaned_data[name] for name in form.changed_data}
            )
            return
        made = targets.create(
            caller,
            obj.project,
            obj.kind,
            obj.locator,
            name=obj.name,
            options=obj.options,
            credential=form.cleaned_data.get("credential"),
        )
        obj.pk, obj._state.adding = made.pk, False
        obj.refresh_from_db()

    @action(description="Retire selected targets", permissions=["change"])
    def retire(self, request: HttpRequest, queryset: QuerySet) -> None:
        for target in queryset.select_related("project"):
            if self.has_change_permission(request, target):
                targets.retire(Caller(request.user), target)
                self.message_user(request, f"{target} is retired.", messages.SUCCESS)
            else:
                self.message_user(request, f"{target} needs the role admin.", messages.ERROR)
