"""The desk of accounts: users, groups, bearer tokens and API keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import knox.admin  # registers its own admin, which shows digests and is replaced here
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.utils import timezone
from knox.models import AuthToken
from unfold.admin import ModelAdmin
from unfold.decorators import action, display
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from . import keys, membership
from .admin_forms import ApiKeyForm
from .admin_scoping import ScopedAdmin
from .callers import Caller
from .models import ApiKey, User
from .roles import Action

if TYPE_CHECKING:
    from django.db import models
    from django.forms import ModelForm
    from django.http import HttpRequest

admin.site.unregister(Group)
admin.site.unregister(knox.admin.models.AuthToken)


class SuperuserAdmin(ModelAdmin):
    """For rows that belong to no project: accounts and what they may do everywhere."""

    def _may(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._may(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request)

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return self._may(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request)


@admin.register(User)
class UserAdmin(DjangoUserAdmin, SuperuserAdmin):
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("username", "email", "is_active", "is_staff", "is_superuser", "last_login")

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """A project always has an owner: its only one cannot be deleted."""
        deleted, counts, _, protected = super().get_deleted_objects(objs, request)
        protected = [*protected]
        for user in objs:
            for project in membership.projects_owned_alone(user):
                protected.append(f"{user} is the only owner of {project}")
        return deleted, counts, set(), protected


@admin.register(Group)
class GroupAdmin(DjangoGroupAdmin, SuperuserAdmin):
    pass


@admin.register(AuthToken)
class TokenAdmin(SuperuserAdmin):
    """Bearer tokens: whose, until when; deleting one revokes it."""

    list_display = ("user", "created", "expiry", "state")
    list_select_related = ("user",)
    search_fields = ("user__username",)
    fields = readonly_fields = ("user", "created", "expiry")
    list_filter = ("created", "expiry")

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @display(description="State", label={"valid": "success", "expired": "warning"})
    def state(self, token: AuthToken) -> str:
        return "expired" if token.expiry and token.expiry <= timezone.now() else "valid"


class UsableFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("usable", "usable"), ("ended", "expired or revoked"), ("unused", "never used")]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        match self.value():
            case "usable":
                return queryset.filter(keys.usable())
            case "ended":
                return queryset.exclude(keys.usable())
            case "unused":
                return queryset.filter(last_used=None)
        return queryset


@admin.register(ApiKey)
class ApiKeyAdmin(ScopedAdmin):
    """A key is made here and shown once; afterwards it can only be revoked."""

    form = ApiKeyForm
    add_action = Action.CONFIGURE
    list_display = (
        "name",
        "prefix",
        "owner",
        "project",
        "scope_list",
        "expires",
        "last_used",
        "state",
    )
    list_filter = (UsableFilter, "project")
    search_fields = ("name", "prefix", "owner__username")
    actions = ("revoke",)
    fields = ("name", "project", "scopes", "expires")
    shown = ("name", "prefix", "owner", "project", "scope_list", "expires", "revoked", "last_used")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        ordering = self.get_ordering(request)
        return keys.seen_by(Caller(request.user)).order_by(*(ordering or ("-created",)))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.shown if obj else self.fields

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.shown if obj else ()

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if not (request.user.is_active and request.user.is_staff):
            return False
        return obj is None or keys.seen_by(Caller(request.user)).filter(pk=obj.pk).exists()

    @display(description="Scopes")
    def scope_list(self, key: ApiKey) -> str:
        return ", ".join(key.scopes)

    @display(
        description="State", label={"usable": "success", "expired": "warning", "revoked": "danger"}
    )
    def state(self, key: ApiKey) -> str:
        if key.revoked:
            return "revoked"
        return "usable" if key.is_usable() else "expired"

    def save_model(self, request: HttpRequest, obj: ApiKey, form: ModelForm, change: bool) -> None:
        key, text = keys.create(
            Caller(request.user), obj.name, form.cleaned_data["scopes"], obj.project, obj.expires
        )
        obj.pk, obj._state.adding = key.pk, False
        obj.refresh_from_db()
        self.message_user(
            request, f"The key, shown this once: {text}", messages.WARNING, fail_silently=False
        )

    @action(description="Revoke selected keys")
    def revoke(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        usable = list(queryset.filter(revoked=None))
        for key in usable:
            keys.revoke(Caller(request.user), key)
        names = ", ".join(str(key) for key in usable) or "none; all were revoked before"
        self.message_user(request, f"Revoked: {names}", messages.SUCCESS)
