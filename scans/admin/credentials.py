"""The desk of credentials: who they are, when they end, and a check now."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from unfold.decorators import action, display

from config.errors.exceptions import ApiError
from projects import credentials
from projects.admin_scoping import ScopedAdmin
from projects.callers import Caller
from projects.credential_form import CredentialForm, form_name
from projects.credential_kinds import FIELDS
from projects.models import Credential
from projects.roles import Action
from scans import credential_checks, expiry

from .looks import NOTHING

AT_ONCE = 10  # that one action checks: each may take seconds
RESULTS = {
    "OK": "success",
    "Refused": "danger",
    "Not permitted": "warning",
    "Throttled": "warning",
    "Not reached": "warning",
    "Cannot be checked": "info",
}


class Ending(admin.SimpleListFilter):
    title = "expiry"
    parameter_name = "ends"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("expired", "Expired"),
            ("week", "Expires this week"),
            ("later", "Expires later"),
            ("never", "No expiry is known"),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        match self.value():
            case "expired":
                return queryset.expired()
            case "week":
                return queryset.expiring()
            case "later":
                return queryset.filter(expires__gt=timezone.now() + timedelta(days=7))
            case "never":
                return queryset.filter(expires=None)
        return queryset


@admin.register(Credential)
class CredentialAdmin(ScopedAdmin):
    """Secrets go in and never come out: the form replaces values, the page shows names."""

    form = CredentialForm
    view_action = add_action = change_action = delete_action = Action.CONFIGURE
    list_display = ("name", "kind", "project", "result", "last_identity", "ends", "last_checked")
    list_filter = (Ending, "last_result", "kind", "project")
    list_select_related = ("project",)
    search_fields = ("name", "last_identity")
    actions = ("check_selected",)
    conditional_fields = {
        form_name(kind, field): f"kind == '{kind}'" for kind in FIELDS for field in FIELDS[kind]
    }

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        # The list opens no value.
        at = request.resolver_match
        is_list = at is not None and (at.url_name or "").endswith("changelist")
        return rows.defer("values") if is_list else rows

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        kinds = [obj.kind] if obj else list(FIELDS)
        values = [form_name(kind, field) for kind in kinds for field in FIELDS[kind]]
        replaces = "Replaces all that is stored; with nothing filled in, that stays."
        fieldsets = [
            (None, {"fields": ("project", "name", "kind", "expires")}),
            (
                "Values",
                {
                    "fields": (*values, "variables"),
                    "description": replaces if obj else "Never shown again.",
                },
            ),
        ]
        if obj:
            known = ("environment", "result", "last_identity", "last_error", "last_cause")
            fieldsets.insert(1, ("What is known", {"fields": (*known, "last_checked")}))
        return fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        known = ("environment", "result", "last_identity", "last_error", "last_cause")
        return ("project", *known, "last_checked") if obj else ()

    @display(description="Variables that tools get")
    def environment(self, credential: Credential) -> str:
        return ", ".join(credentials.environment_of(credential)) or NOTHING

    @display(description="Last check", label=RESULTS, ordering="last_result")
    def result(self, credential: Credential) -> str:
        return credential.get_last_result_display() or "Never checked"

    @display(description="Expires", ordering="expires")
    def ends(self, credential: Credential) -> str:
        told = expiry.in_words(credential.expires)
        return f"expired {told}" if credential.has_expired() else told or NOTHING

    def save_model(
        self, request: HttpRequest, obj: Credential, form: ModelForm, change: bool
    ) -> None:
        caller, values = Caller(request.user), form.values()  # type: ignore[attr-defined]
        if change:
            stored = Credential.objects.select_related("project").get(pk=obj.pk)
            changes: dict[str, Any] = {
                name: form.cleaned_data[name]
                for name in ("name", "expires")
                if name in form.changed_data
            }
            if values:
                changes |= {"values": values, "expires": form.cleaned_data["expires"]}
            credentials.change(caller, stored, changes)
            return
        made = credentials.create(caller, obj.project, obj.name, obj.kind, values, obj.expires)
        obj.pk, obj._state.adding = made.pk, False
        obj.refresh_from_db()

    def delete_model(self, request: HttpRequest, obj: Credential) -> None:
        credentials.delete(Caller(request.user), obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        for credential in queryset.select_related("project"):
            self.delete_model(request, credential)

    @action(description="Check selected credentials now", permissions=["change"])
    def check_selected(self, request: HttpRequest, queryset: QuerySet) -> None:
        rows = queryset.select_related("project").defer(None)
        for credential in rows[:AT_ONCE]:
            if self.has_change_permission(request, credential):
                self._check(request, credential)
        if rows.count() > AT_ONCE:
            told = f"Only the first {AT_ONCE} were checked: each may take seconds."
            self.message_user(request, told, messages.WARNING)

    def _check(self, request: HttpRequest, credential: Credential) -> None:
        try:
            checked = credential_checks.check(Caller(request.user), credential)
        except ApiError as error:
            self.message_user(request, f"{error.message}: {error.details}", messages.ERROR)
            return
        result = checked.get_last_result_display()
        told = checked.last_identity or checked.last_error
        level = messages.SUCCESS if checked.last_result == "ok" else messages.ERROR
        self.message_user(request, f"{checked.name}: {result}. {told}".strip(), level)
