"""Imports in the admin: what each report brought, and what of it was refused and why."""

from __future__ import annotations

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from unfold.decorators import display

from projects.admin_scoping import ScopedAdmin
from projects.roles import Action

from .admin_reading import NOTHING, run_links, words
from .models import ReportImport


@admin.register(ReportImport)
class ReportImportAdmin(ScopedAdmin):
    """What each report brought, and what of it was refused and why."""

    view_action = Action.VIEW_FINDINGS
    project_field = "scan.project"
    list_display = [
        "run", "state_badge", "created_count", "seen_again", "reopened", "fixed", "rejected_count",
        "reason", "created",
    ]  # fmt: skip
    list_filter = ["state", "closes"]
    list_select_related = ["run", "scan__project", "scan__target"]
    search_fields = ["run__tool", "scan__request_id", "reason"]
    ordering = ["-created"]
    fields = [
        "run_told", "state_badge", "reason", "created_count", "seen_again", "reopened", "fixed",
        "below_filter", "closes", "rejected_count", "rejected_told", "unknown_told", "tries",
        "looked_at", "records_done",
    ]  # fmt: skip
    readonly_fields = fields

    @display(
        description="State",
        label={"Done": "success", "Failed": "danger", "Running": "info", "Pending": "info"},
        ordering="state",
    )
    def state_badge(self, record: ReportImport) -> str:
        return record.get_state_display()  # type: ignore[attr-defined]

    @display(description="Run")
    def run_told(self, record: ReportImport) -> SafeString | str:
        return run_links(record.run)

    @display(description="Refused records")
    def rejected_told(self, record: ReportImport) -> SafeString | str:
        rows = [(row["position"], row["reason"]) for row in record.rejected]
        return format_html_join("", "<div>{}: {}</div>", rows) or NOTHING

    @display(description="Severity words that the tool's table lacks")
    def unknown_told(self, record: ReportImport) -> str:
        return words(record.unknown_severities)
