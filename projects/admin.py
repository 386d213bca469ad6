"""The desk of projects and their members; accounts and assets are in files of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db import models
from unfold.admin import TabularInline
from unfold.decorators import display

from . import account_admin, asset_admin, membership
from .admin_forms import MembershipForm
from .admin_scoping import ScopedAdmin
from .callers import Caller
from .models import Membership, Project
from .roles import Action, Role

if TYPE_CHECKING:
    from django.forms import BaseModelFormSet, ModelForm
    from django.http import HttpRequest

__all__ = ["MembershipAdmin", "ProjectAdmin", "account_admin", "asset_admin"]


class MembershipInline(TabularInline):
    model = Membership
    form = MembershipForm
    fields = ("username", "role", "is_default")
    readonly_fields = ("is_default",)
    extra = 0

    def _may(self, request: HttpRequest, project: Project | None) -> bool:
        return project is not None and Caller(request.user).may(Action.MANAGE_MEMBERS, project)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("user", "project")

    def has_view_permission(self, request: HttpRequest, obj: Project | None = None) -> bool:
        return True  # whoever sees the project

    def has_add_permission(self, request: HttpRequest, obj: Project | None = None) -> bool:
        return self._may(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Project | None = None) -> bool:
        return self._may(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Project | None = None) -> bool:
        return self._may(request, obj)


@admin.register(Project)
class ProjectAdmin(ScopedAdmin):
    change_action = Action.CONFIGURE
    delete_action = Action.DELETE_PROJECT
    list_display = ("name", "slug", "owners", "members", "targets_in_use", "archived", "created")
    list_filter = ("archived", "created")
    search_fields = ("name", "slug")
    fields = ("name", "slug", "archived", "max_runs", "created", "updated")
    readonly_fields = ("created", "updated")
    inlines = (MembershipInline,)

    def project_of(self, obj: models.Model) -> Project:
        return obj  # type: ignore[return-value]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        in_use = models.Q(targets__retired=False)
        return (
            super()
            .get_queryset(request)
            .annotate(
                member_count=models.Count("memberships", distinct=True),
                target_count=models.Count("targets", filter=in_use, distinct=True),
            )
            .prefetch_related("memberships__user")
        )

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return membership.may_create_project(Caller(request.user))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return super().get_fields(request, obj) if obj else ("name", "slug")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        caller = Caller(request.user)
        kept = []
        if obj is not None and not caller.may(Action.DELETE_PROJECT, obj):
            kept.append("archived")
        if not membership.may_share_out(caller):
            kept.append("max_runs")
        return (*self.readonly_fields, *kept)

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        if obj is None:
            form.base_fields["slug"].required = False
            form.base_fields["slug"].help_text = "Made from the name where empty."
        return form

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.inlines if obj else ()

    @display(description="Owners")
    def owners(self, project: Project) -> str:
        members = project.memberships.all()
        return ", ".join(m.user.get_username() for m in members if m.role == Role.OWNER)

    @display(description="Members", ordering="member_count")
    def members(self, project: Any) -> int:
        return project.member_count

    @display(description="Targets", ordering="target_count")
    def targets_in_use(self, project: Any) -> int:
        return project.target_count

    def save_model(self, request: HttpRequest, obj: Project, form: ModelForm, change: bool) -> None:
        caller = Caller(request.user)
        if change:
            changes = {name: form.cleaned_data[name] for name in form.changed_data}
            stored = Project.objects.get(pk=obj.pk)
            membership.change_project(caller, stored, changes)
        else:
            made = membership.create_project(caller, obj.name, obj.slug)
            obj.pk, obj._state.adding = made.pk, False
            obj.refresh_from_db()

    def save_formset(
        self, request: HttpRequest, form: ModelForm, formset: BaseModelFormSet, change: bool
    ) -> None:
        """New members first and removals last, so that owners can be exchanged in one step."""
        caller, project = Caller(request.user), form.instance
        formset.save(commit=False)
        for member in formset.new_objects:
            membership.add_member(caller, project, member.user.get_username(), member.role)
        changed = [member for member, _ in formset.changed_objects]
        for member in sorted(changed, key=lambda one: one.role != Role.OWNER):
            membership.change_role(caller, member, member.role)
        for member in formset.deleted_objects:
            membership.remove_member(caller, member)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Who may delete the project may delete what belongs to it."""
        deleted, counts, _, protected = super().get_deleted_objects(objs, request)
        return deleted, counts, set(), protected

    def delete_model(self, request: HttpRequest, obj: Project) -> None:
        membership.delete_project(Caller(request.user), obj)

    def get_actions(self, request: HttpRequest) -> Any:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)  # a project goes by its own page, which names it
        return actions


@admin.register(Membership)
class MembershipAdmin(ScopedAdmin):
    add_action = change_action = delete_action = Action.MANAGE_MEMBERS
    list_display = ("user", "project", "role", "is_default", "created")
    list_filter = ("role", "is_default", "project")
    list_select_related = ("user", "project")
    search_fields = ("user__username", "project__name", "project__slug")
    form = MembershipForm
    fields = ("project", "username", "role", "is_default")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("project", "is_default") if obj else ("is_default",)

    def save_model(
        self, request: HttpRequest, obj: Membership, form: ModelForm, change: bool
    ) -> None:
        caller = Caller(request.user)
        if change:
            membership.change_role(caller, obj, obj.role)
        else:
            username = obj.user.get_username()
            obj.pk = membership.add_member(caller, obj.project, username, obj.role).pk

    def delete_model(self, request: HttpRequest, obj: Membership) -> None:
        membership.remove_member(Caller(request.user), obj)

    def get_actions(self, request: HttpRequest) -> Any:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions
