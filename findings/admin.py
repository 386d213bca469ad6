"""The findings desk: what is open, where, since when, and deciding about it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from unfold.admin import TabularInline
from unfold.decorators import display

from projects.roles import Action

from .admin_decisions import DecidingAdmin
from .admin_filters import QuestionFilter, ScanFilter, ToolFilter
from .admin_imports import ReportImportAdmin
from .admin_reading import LINK, NOTHING, ReadOnly, evidence, paragraphs, run_links, words
from .admin_uploads import UploadAdmin
from .models import Attribution, Finding, TriageDecision

__all__ = ["FindingAdmin", "ReportImportAdmin", "UploadAdmin"]

SEVERITY_COLOURS = {
    "Critical": "danger",
    "High": "danger",
    "Medium": "warning",
    "Low": "info",
    "Info": "default",
}
STATUS_COLOURS = {
    "Open": "warning",
    "Accepted risk": "info",
    "False positive": "default",
    "Fixed": "success",
}
FACTS = [
    "title", "severity_told", "status_told", "where", "description_told", "evidence_told",
    "remediation_told", "references_told",
]  # fmt: skip
CLASSIFICATION = ["rule_id", "cwe_told", "cve_told", "cvss", "attack_told", "tags_told"]
SEEN = ["first_seen", "last_seen", "occurrences", "run_told", "assignee", "project"]


class DecisionInline(ReadOnly, TabularInline):
    model = TriageDecision
    fields = ["created", "change", "who", "source", "reason", "expires_at", "request_id"]
    readonly_fields = fields
    extra = 0
    verbose_name_plural = "History"
    tab = True
    hide_title = True

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("by")

    @display(description="Change")
    def change(self, decision: TriageDecision) -> str:
        return f"{decision.get_from_status_display()} → {decision.get_to_status_display()}"  # type: ignore[attr-defined]

    @display(description="Who")
    def who(self, decision: TriageDecision) -> str:
        return decision.by_name or NOTHING


class AttributionInline(ReadOnly, TabularInline):
    model = Attribution
    fields = ["tool", "target", "rule_id", "reported", "first_seen", "last_seen", "run"]
    readonly_fields = fields
    extra = 0
    verbose_name_plural = "Reported by"
    tab = True
    hide_title = True

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("target", "last_run")

    @display(description="Last run")
    def run(self, attribution: Attribution) -> SafeString | str:
        return run_links(attribution.last_run)


@admin.register(Finding)
class FindingAdmin(DecidingAdmin):
    view_action = Action.VIEW_FINDINGS
    list_display = [
        "title_told", "severity_badge", "status_badge", "where", "tools_told", "targets_told",
        "first_day", "project", "assignee",
    ]  # fmt: skip
    list_filter = [
        QuestionFilter, "severity", "status", ToolFilter, "kind", "project", ScanFilter,
    ]  # fmt: skip
    list_select_related = ["project", "assignee"]
    list_per_page = 100
    show_full_result_count = False
    search_fields = ["title", "rule_id", "resource", "location", "fingerprint"]
    search_help_text = "Text in title, rule, resource or location; or a fingerprint."
    ordering = ["severity_rank", "-last_seen"]
    inlines = [DecisionInline, AttributionInline]
    fieldsets = [
        (None, {"fields": FACTS}),
        ("Classification", {"fields": CLASSIFICATION}),
        ("Seen", {"fields": SEEN}),
        ("Why this is one finding", {"fields": ["fingerprint_told"], "classes": ["collapse"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        reports = Attribution.objects.filter(reported=True).select_related("target")
        return (
            super()
            .get_queryset(request)
            .select_related("project", "assignee", "last_run__scan")
            .prefetch_related(Prefetch("attributions", reports, to_attr="reporting"))
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [*FACTS, *CLASSIFICATION, *SEEN, "fingerprint_told"]

    # --- Columns --------------------------------------------------------------------------

    @display(description="Title", ordering="title")
    def title_told(self, finding: Finding) -> str:
        return finding.title if len(finding.title) <= 120 else f"{finding.title[:119]}…"

    @display(description="Severity", label=SEVERITY_COLOURS, ordering="severity_rank")
    def severity_badge(self, finding: Finding) -> str:
        return finding.get_severity_display()  # type: ignore[attr-defined]

    @display(description="Status", label=STATUS_COLOURS, ordering="status")
    def status_badge(self, finding: Finding) -> str:
        return finding.get_status_display()  # type: ignore[attr-defined]

    @display(description="Where", ordering="resource")
    def where(self, finding: Finding) -> str:
        told = finding.resource
        if finding.location.startswith(finding.resource):
            told = finding.location
        elif finding.location:
            told = f"{finding.resource} ({finding.location})"
        return told if len(told) <= 160 else f"{told[:159]}…"

    @display(description="Tools")
    def tools_told(self, finding: Any) -> str:
        return ", ".join(sorted({a.tool for a in finding.reporting})) or NOTHING

    @display(description="Target")
    def targets_told(self, finding: Any) -> str:
        return ", ".join(sorted({str(a.target) for a in finding.reporting})) or NOTHING

    @display(description="First seen", ordering="first_seen")
    def first_day(self, finding: Finding) -> str:
        return f"{finding.first_seen:%Y-%m-%d}"

    # --- Facts ----------------------------------------------------------------------------

    @display(description="Severity")
    def severity_told(self, finding: Finding) -> str:
        told = finding.get_severity_display()  # type: ignore[attr-defined]
        return f"{told} (the tool says {finding.tool_severity})" if finding.tool_severity else told

    @display(description="Status")
    def status_told(self, finding: Finding) -> str:
        told = [finding.get_status_display()]  # type: ignore[attr-defined]
        if finding.accepted_until:
            told.append(f"until {finding.accepted_until:%Y-%m-%d %H:%M} UTC")
        layers = [("person", finding.person_status), ("rule", finding.rule_status)]
        source = next((name for name, status in layers if status), "import")
        return f"{' '.join(told)}, by {source}"

    @display(description="Description")
    def description_told(self, finding: Finding) -> SafeString | str:
        return paragraphs(finding.description)

    @display(description="Remediation")
    def remediation_told(self, finding: Finding) -> SafeString | str:
        return paragraphs(finding.remediation)

    @display(description="Evidence")
    def evidence_told(self, finding: Finding) -> SafeString:
        return render_to_string("admin/findings/finding/evidence.html", evidence(finding))

    @display(description="References")
    def references_told(self, finding: Finding) -> SafeString | str:
        links = [
            (url,) * 2 for url in finding.references if url.startswith(("http://", "https://"))
        ]
        row = f'<div><a class="{LINK}" href="{{}}" rel="noreferrer noopener">{{}}</a></div>'
        return format_html_join("", row, links) or NOTHING

    @display(description="CWE")
    def cwe_told(self, finding: Finding) -> str:
        return words(finding.cwe)

    @display(description="CVE")
    def cve_told(self, finding: Finding) -> str:
        return words(finding.cve)

    @display(description="ATT&CK")
    def attack_told(self, finding: Finding) -> str:
        return words(finding.attack_ids)

    @display(description="Tags")
    def tags_told(self, finding: Finding) -> str:
        return words(finding.tags)

    @display(description="Last run")
    def run_told(self, finding: Finding) -> SafeString | str:
        return run_links(finding.last_run)

    @display(description="Fingerprint")
    def fingerprint_told(self, finding: Finding) -> SafeString:
        return render_to_string("admin/findings/finding/fingerprint.html", {"finding": finding})
