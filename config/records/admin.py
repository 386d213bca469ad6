"""The audit log in the admin, searchable, exported as JSON lines; and keys of repeated requests.

All of it is read-only, and for superusers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from unfold.admin import ModelAdmin
from unfold.decorators import action, display

from config.errors.encoding import dumps

from .models import AuditEntry, IdempotencyKey
from .unwritable import Unwritable
from .watching import admin as watching_admin  # noqa: F401  # registers its own

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


class ReadOnlyAdmin(Unwritable, ModelAdmin):
    """Rows of the machine: superusers read them, nobody writes them."""

    show_full_result_count = False
    list_per_page = 50
    list_filter_submit = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)


@admin.register(IdempotencyKey)
class IdempotencyKeyAdmin(ReadOnlyAdmin):
    """What was started under a key; the stored answer itself is its caller's."""

    list_display = ("created", "caller", "method", "path", "key", "answer")
    list_filter = (("status", admin.EmptyFieldListFilter), "created")
    search_fields = ("key", "path", "caller")
    search_help_text = "A key, a path, or user:<id> or key:<id>."
    ordering = ("-created",)
    fields = ("created", "caller", "method", "path", "key", "body_hash", "answer", "headers")

    @display(description="Answer", ordering="status", label=True)
    def answer(self, row: IdempotencyKey) -> str:
        return str(row.status) if row.status else "being worked on"


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ("created", "actor", "role", "action", "object_type", "object_id", "request_id")
    list_filter = (("created", admin.DateFieldListFilter), "action", "object_type", "role")
    search_fields = ("actor", "action", "object_id", "request_id", "project_id")
    search_help_text = "Who, what, an object's id, a project's id or a request id."
    date_hierarchy = "created"
    actions = ("export_selected",)
    actions_list = ("export_shown",)

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
