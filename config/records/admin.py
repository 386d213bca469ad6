"""The audit log in the admin: read-only, searchable, exported as JSON lines. Superusers only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from unfold.admin import ModelAdmin
from unfold.decorators import action

from config.errors.encoding import dumps

from .models import AuditEntry

EXPORTED = (
    "id",
    "created",
    "actor",
    "actor_id",
    "role",
    "action",
    "object_type",
    "object_id",
    "project_id",
    "request_id",
    "before",
    "after",
)


def lines(entries: QuerySet[AuditEntry]) -> Iterator[bytes]:
    """The entries as JSON lines, oldest first, in memory a batch at a time. One query."""
    rows = entries.order_by("created", "id").values(*EXPORTED)
    for row in rows.iterator(chunk_size=2000):
        yield dumps(row) + b"\n"


def _download(entries: QuerySet[AuditEntry]) -> StreamingHttpResponse:
    return StreamingHttpResponse(
        lines(entries),
        content_type="application/jsonl",
        headers={"Content-Disposition": 'attachment; filename="audit.jsonl"'},
    )


@admin.register(AuditEntry)
class AuditEntryAdmin(ModelAdmin):
    list_display = ("created", "actor", "role", "action", "object_type", "object_id", "request_id")
    list_filter = (("created", admin.DateFieldListFilter), "action", "object_type", "role")
    search_fields = ("actor", "action", "object_id", "request_id", "project_id")
    search_help_text = "Who, what, an object's id, a project's id or a request id."
    date_hierarchy = "created"
    show_full_result_count = False
    list_per_page = 50
    actions = ("export_selected",)
    actions_list = ("export_shown",)
    list_filter_submit = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.action(description="Export selected entries as JSON lines")
    def export_selected(
        self, request: HttpRequest, queryset: QuerySet[AuditEntry]
    ) -> StreamingHttpResponse:
        return _download(queryset)

    @action(
        description="Export as JSON lines",
        url_path="export",
        permissions=["export"],
        icon="download",
    )
    def export_shown(self, request: HttpRequest) -> StreamingHttpResponse:
        """What the list shows under the present search and filters."""
        return _download(self.get_changelist_instance(request).get_queryset(request))

    def has_export_permission(self, request: HttpRequest, *args: Any) -> bool:
        return self.has_view_permission(request)
