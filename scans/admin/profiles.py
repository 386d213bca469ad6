"""Profiles: shipped ones to read, a project's own to edit by the rules of `scans.profiles`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from unfold.decorators import action, display
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from config.errors.exceptions import ApiError
from projects.admin_scoping import ScopedAdmin
from projects.callers import Caller
from projects.models import Project
from projects.roles import Action
from scans import profile_files, profiles
from scans.models import Profile

MAX_VERSIONS = 50  # shown


class ProfileForm(forms.ModelForm):
    """Its rules are the verb module's."""

    class Meta:
        model = Profile
        fields = [
            "project", "name", "description", "tools", "max_parallel", "timeout_seconds", "limits",
            "severity_filter",
        ]  # fmt: skip

    def clean_tools(self) -> list[dict[str, Any]]:
        tools = self.cleaned_data["tools"]
        if not isinstance(tools, list) or not all(isinstance(entry, dict) for entry in tools):
            raise forms.ValidationError('A list of objects such as {"tool": "bandit"}.')
        return _checked(profiles.check_tools, tools)

    def clean_severity_filter(self) -> list[str]:
        return _checked(profiles.check_severities, self.cleaned_data["severity_filter"] or [])

    def clean_limits(self) -> dict[str, Any]:
        return _checked(profiles.check_limits, self.cleaned_data["limits"] or {})


class CopyForm(forms.Form):
    """Into which project, and under which name."""

    project = forms.ModelChoiceField(Project.objects.none(), widget=UnfoldAdminSelectWidget)
    name = forms.SlugField(max_length=60, widget=UnfoldAdminTextInputWidget)


class FileForm(forms.Form):
    """A profile as YAML."""

    project = forms.ModelChoiceField(Project.objects.none(), widget=UnfoldAdminSelectWidget)
    file = forms.FileField(widget=UnfoldAdminFileFieldWidget, help_text="YAML, as the export is.")
    replace = forms.BooleanField(
        required=False,
        widget=UnfoldBooleanWidget,
        help_text="Change the project's profile of that name, where it has one.",
    )


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
    actions_detail = ["export_this", "copy_this"]
    actions_list = ["import_file"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        projects = Project.objects.for_caller(Caller(request.user), self.view_action)
        return Profile.objects.filter(Q(project=None) | Q(project__in=projects.values("pk")))

    def _may(self, request: HttpRequest, action: Action | None, obj: Any) -> bool:
        if obj is not None and obj.project_id is None:  # shipped: everybody reads, nobody writes
            return action == self.view_action and request.user.is_staff
        return super()._may(request, action, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["project", "version", "versions_told"] if obj is not None else ["version"]

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

    # --- Files and copies ------------------------------------------------------------------

    @action(description="Export as YAML", url_path="export", icon="download")
    def export_this(self, request: HttpRequest, object_id: str) -> HttpResponse:
        profile = self._opened(request, object_id)
        headers = {"Content-Disposition": f'attachment; filename="{profile.name}.yml"'}
        return HttpResponse(
            profile_files.dump(profile),
            content_type=f"{profile_files.MEDIA_TYPE}; charset=utf-8",
            headers=headers,
        )

    @action(description="Copy into a project", url_path="copy", icon="content_copy")
    def copy_this(self, request: HttpRequest, object_id: str) -> HttpResponse:
        profile = self._opened(request, object_id)
        form = CopyForm(request.POST or None, initial={"name": profile.name})

        def copied(values: dict[str, Any]) -> Profile:
            return profiles.copy(Caller(request.user), profile, values["project"], values["name"])

        return self._asked(request, form, f"Copy {profile} into a project", copied)

    @action(description="Import YAML", url_path="import", icon="upload")
    def import_file(self, request: HttpRequest) -> HttpResponse:
        form = FileForm(request.POST or None, request.FILES or None)

        def imported(values: dict[str, Any]) -> Profile:
            text = values["file"].read(profile_files.LARGEST_BYTES + 1)
            read = profile_files.load(text)
            caller = Caller(request.user)
            return profile_files.store(caller, values["project"], read, values["replace"])[0]

        return self._asked(request, form, "Import a profile", imported)

    def _opened(self, request: HttpRequest, object_id: str) -> Profile:
        profile: Any = self.get_object(request, object_id)
        if profile is None:
            raise Http404
        return profile

    def _asked(
        self,
        request: HttpRequest,
        form: forms.Form,
        title: str,
        carry_out: Callable[[dict[str, Any]], Profile],
    ) -> HttpResponse:
        """The page of `form`; what it asks for is carried out, or refused above it."""
        may_write: Any = Project.objects.for_caller(Caller(request.user), Action.CONFIGURE)
        form.fields["project"].queryset = may_write.filter(archived=False)  # type: ignore[attr-defined]
        if request.method == "POST" and form.is_valid():
            try:
                made = carry_out(form.cleaned_data)
            except ApiError as error:
                form.add_error(None, error.details or error.message)
            else:
                messages.success(request, f"{made} of {made.project}: version {made.version}.")
                return redirect("admin:scans_profile_change", made.pk)
        context = {**self.admin_site.each_context(request), "title": title, "form": form}
        return render(request, "admin/scans/profile/form.html", context)

    @display(description="Versions")
    def versions_told(self, profile: Profile) -> SafeString:
        """What each said, newest first, and how many scans ran it. One query."""
        versions = profile.versions.annotate(scan_count=Count("scans")).order_by("-number")
        return format_html_join(
            "",
            "<details><summary>{}: {}, {} scans</summary><pre>{}</pre></details>",
            (
                (one.number, one.created.date(), one.scan_count, profile_files.written(one.content))
                for one in versions[:MAX_VERSIONS]
            ),
        )

    @display(description="Of")
    def origin_told(self, profile: Profile) -> str:
        return str(profile.project) if profile.project else "shipped"

    @display(description="Tools")
    def tools_told(self, profile: Profile) -> str:
        return ", ".join(entry["tool"] for entry in profile.tools)


def _given(form: Any) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in form.cleaned_data if name != "project"}
