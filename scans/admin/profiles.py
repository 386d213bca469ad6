"""Profiles: shipped ones to read, a project's own to edit by the rules of `scans.profiles`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from unfold.decorators import display

from config.errors.exceptions import ApiError
from projects.admin_scoping import ScopedAdmin
from projects.callers import Caller
from projects.models import Project
from projects.roles import Action
from scans import profiles
from scans.models import Profile


class ProfileForm(forms.ModelForm):
    """Its rules are the verb module's."""

    class Meta:
        model = Profile
        fields = [
            "project", "name", "description", "tools", "max_parallel", "timeout_seconds", "limits",
        ]  # fmt: skip

    def clean_tools(self) -> list[dict[str, Any]]:
        tools = self.cleaned_data["tools"]
        if not isinstance(tools, list) or not all(isinstance(entry, dict) for entry in tools):
            raise forms.ValidationError('A list of objects such as {"tool": "bandit"}.')
        return _checked(profiles.check_tools, tools)

    def clean_limits(self) -> dict[str, Any]:
        return _checked(profiles.check_limits, self.cleaned_data["limits"] or {})


def _checked(check: Callable[[Any], Any], value: Any) -> Any:
    try:
        return check(value)
    except ApiError as error:
        told = [f"{item.field}: {item.message}" for item in error.errors]
        raise forms.ValidationError(told) from error


@admin.register(Profile)
class ProfileAdmin(ScopedAdmin):
    view_action = Action.VIEW_SCANS
    add_action = change_action = delete_action = Action.CONFIGURE
    form = ProfileForm
    list_display = ["name", "origin_told", "tools_told", "max_parallel", "version", "updated"]
    list_filter = ["project"]
    list_select_related = ["project"]
    search_fields = ["name", "description"]
    readonly_fields = ["version"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        projects = Project.objects.for_caller(Caller(request.user), self.view_action)
        return Profile.objects.filter(Q(project=None) | Q(project__in=projects.values("pk")))

    def _may(self, request: HttpRequest, action: Action | None, obj: Any) -> bool:
        if obj is not None and obj.project_id is None:  # shipped: everybody reads, nobody writes
            return action == self.view_action and request.user.is_staff
        return super()._may(request, action, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["project", "version"] if obj is not None else ["version"]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "project":
            kwargs["queryset"] = Project.objects.for_caller(Caller(request.user), Action.CONFIGURE)
            kwargs["required"] = True
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Profile, form: Any, change: bool) -> None:
        caller = Caller(request.user)
        values = {name: form.cleaned_data[name] for name in form.changed_data}
        if change:
            changed = profiles.change(caller, obj, values)
        else:
            project = values.pop("project")
            changed = profiles.create(caller, project, {**_given(form), **values})
        obj.pk, obj.version = changed.pk, changed.version

    def delete_model(self, request: HttpRequest, obj: Profile) -> None:
        profiles.delete(Caller(request.user), obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Profile]) -> None:
        for profile in queryset:
            profiles.delete(Caller(request.user), profile)

    @display(description="Of")
    def origin_told(self, profile: Profile) -> str:
        return str(profile.project) if profile.project else "shipped"

    @display(description="Tools")
    def tools_told(self, profile: Profile) -> str:
        return ", ".join(entry["tool"] for entry in profile.tools)


def _given(form: Any) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in form.cleaned_data if name != "project"}
