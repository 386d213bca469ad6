"""Tools at the desk: is it here, in which version, and when was that last looked at."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin
from unfold.decorators import action, display

from config.records.unwritable import Unwritable

from . import executors, health, registry
from .api.serializers import MEANINGS
from .base import Tool
from .models import ToolStatus


class Availability(admin.SimpleListFilter):
    title = "can it run?"
    parameter_name = "availability"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("installed", "installed"),
            ("missing", "not installed"),
            ("stale", "not looked at for a day"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "stale":
            since = timezone.now() - timedelta(days=1)
            return queryset.filter(Q(checked=None) | Q(checked__lt=since))
        if self.value() in ("installed", "missing"):
            missing = queryset.filter(path="")
            return missing if self.value() == "missing" else queryset.exclude(path="")
        return queryset


PROVEN = "recorded runs"
UNPROVEN = "documentation only"  # nobody here has run it: its file follows what its makers write


@admin.register(ToolStatus)
class ToolStatusAdmin(Unwritable, ModelAdmin):
    list_display = ("name", "state", "version", "proven", "targets", "host", "checked", "hint")
    list_filter = (Availability, "host")
    search_fields = ("tool", "version", "error")
    ordering = ("tool", "host")
    actions = ("check_now",)
    actions_list = ("check_all",)
    readonly_fields = (
        "name", "state", "homepage", "hint", "targets", "options", "exit_codes", "where", "proven",
    )  # fmt: skip
    fieldsets = (
        (None, {"fields": ("name", "state", "version", "where", "path", "error", "hint")}),
        ("Looked at", {"fields": ("host", "checked")}),
        ("What it does", {"fields": ("proven", "targets", "options", "exit_codes", "homepage")}),
    )

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_active and request.user.is_staff)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Every registered tool has a row here; one that was never probed is looked for."""
        known = set(ToolStatus.objects.filter(host=health.host()).values_list("tool", flat=True))
        missing = [tool for name, tool in registry.all_tools().items() if name not in known]
        if missing:
            health.look(missing)
        return super().changelist_view(request, extra_context)

    @display(description="tool", ordering="tool")
    def name(self, status: ToolStatus) -> str:
        tool = _tool(status)
        return tool.title if tool else status.tool

    @display(description="state", label={"installed": "success", "not installed": "danger"})
    def state(self, status: ToolStatus) -> str:
        return "installed" if status.is_installed else "not installed"

    @display(description="proven by", label={PROVEN: "success", UNPROVEN: "warning"})
    def proven(self, status: ToolStatus) -> str:
        tool = _tool(status)
        return "" if tool is None else PROVEN if tool.origin == "recorded" else UNPROVEN

    @display(description="targets")
    def targets(self, status: ToolStatus) -> str:
        tool = _tool(status)
        return ", ".join(sorted(tool.accepts)) if tool else "no longer registered"

    @display(description="to install")
    def hint(self, status: ToolStatus) -> str:
        tool = _tool(status)
        return tool.install_hint if tool and not status.is_installed else ""

    @display(description="runs")
    def where(self, status: ToolStatus) -> str:
        tool = _tool(status)
        if tool is None:
            return ""
        image = executors.image(tool)
        in_container = f"in a container of {image}" if image else "in a container, without an image"
        return "here" if executors.executor(tool) == "local" else in_container

    @display(description="homepage")
    def homepage(self, status: ToolStatus) -> SafeString | str:
        tool = _tool(status)
        return format_html('<a href="{0}" rel="noreferrer">{0}</a>', tool.homepage) if tool else ""

    @display(description="options")
    def options(self, status: ToolStatus) -> SafeString | str:
        tool = _tool(status)
        rows = ((option.name, option.help) for option in tool.options) if tool else ()
        return format_html_join("", "<div><code>{}</code> {}</div>", rows)

    @display(description="exit codes")
    def exit_codes(self, status: ToolStatus) -> SafeString | str:
        tool = _tool(status)
        rows = sorted(tool.exit_codes.items()) if tool else ()
        return format_html_join(
            "", "<div><code>{}</code> {}</div>", ((code, MEANINGS[said]) for code, said in rows)
        )

    @admin.action(description="Check now")
    def check_now(self, request: HttpRequest, queryset: QuerySet) -> None:
        for status in queryset:
            self._check(request, status.tool)

    @action(description="Check all now", url_path="check-all", icon="refresh")
    def check_all(self, request: HttpRequest) -> HttpResponse:
        for name in registry.all_tools():
            self._check(request, name)
        return redirect(reverse("admin:tooling_toolstatus_changelist"))

    def _check(self, request: HttpRequest, name: str) -> None:
        tool = registry.all_tools().get(name)
        if tool is None:
            self.message_user(request, f"{name} is no longer registered", messages.WARNING)
            return
        status = health.refresh(tool)
        if status.is_installed:
            self.message_user(request, f"{tool.title} {status.version} is installed")
        else:
            self.message_user(request, f"{tool.title}: {status.error}", messages.WARNING)


def _tool(status: ToolStatus) -> Tool | None:
    return registry.all_tools().get(status.tool)
