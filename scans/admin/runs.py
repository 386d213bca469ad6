"""Tool runs with their attempts, and the workers that carry them out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import display

from config.records.unwritable import Unwritable
from projects.admin_scoping import ScopedAdmin
from projects.roles import Action
from scans import turns, workers
from scans.models import Attempt, ToolRun, Worker
from scans.states import ACTIVE, FAILURES, RunState

from .looks import NOTHING, RUN_COLOURS, duration, outcome


class AttemptInline(Unwritable, TabularInline):
    model = Attempt
    fields = [
        "number", "state", "outcome_told", "exit_code", "signal", "error", "worker", "started",
        "took",
    ]  # fmt: skip
    readonly_fields = fields
    extra = 0
    tab = False
    hide_title = True

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True  # whoever sees the run sees its attempts

    @display(description="Outcome")
    def outcome_told(self, attempt: Attempt) -> str:
        return outcome(attempt)

    @display(description="Duration")
    def took(self, attempt: Attempt) -> str:
        return duration(attempt)


class RunQuestionFilter(admin.SimpleListFilter):
    title = "question"
    parameter_name = "question"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("running", "Running now"),
            ("failed_day", "Failed in the last day"),
            ("lost_week", "Lost a worker in the last week"),
            ("import", "Report could not be imported"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        now = timezone.now()
        match self.value():
            case "running":
                return queryset.filter(state__in=ACTIVE)
            case "failed_day":
                return queryset.filter(state__in=FAILURES, finished__gt=now - timedelta(days=1))
            case "lost_week":
                lost = Attempt.objects.filter(
                    state=RunState.LOST, finished__gt=now - timedelta(days=7)
                )
                return queryset.filter(pk__in=lost.values("run"))
            case "import":
                return queryset.exclude(import_error="")
        return queryset


@admin.register(ToolRun)
class ToolRunAdmin(Unwritable, ScopedAdmin):
    view_action = Action.VIEW_SCANS
    project_field = "scan.project"
    list_display = [
        "tool", "state_badge", "outcome_told", "waits_for", "error", "target_told", "took",
        "created",
    ]  # fmt: skip
    list_filter = [RunQuestionFilter, "state", "outcome", "tool"]
    list_select_related = ["scan__target", "scan__project"]
    search_fields = ["scan__request_id", "error", "tool", "scan__id"]
    ordering = ["-created"]
    inlines = [AttemptInline]
    fields = [
        "scan_link", "tool", "state_badge", "waits_for", "outcome_told", "error", "import_error",
        "hint", "retryable", "exit_code", "signal", "started", "finished", "took", "memory",
        "processor", "limits_told", "coverage_told", "full_scope", "findings_imported", "options",
    ]  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return turns.told(super().get_queryset(request))

    @display(description="Why it waits")
    def waits_for(self, run: Any) -> str:
        return run.waits_for or NOTHING

    @display(description="State", label=RUN_COLOURS, ordering="state")
    def state_badge(self, run: ToolRun) -> str:
        return run.get_state_display()

    @display(description="Outcome", ordering="outcome")
    def outcome_told(self, run: ToolRun) -> str:
        return outcome(run)

    @display(description="Peak memory")
    def memory(self, run: ToolRun) -> str:
        used = run.peak_memory_bytes
        return NOTHING if used is None else f"{used / 1_000_000:,.1f} MB"

    @display(description="Processor time")
    def processor(self, run: ToolRun) -> str:
        return NOTHING if run.cpu_ms is None else f"{run.cpu_ms / 1000:.1f} s"

    @display(description="Limits")
    def limits_told(self, run: ToolRun) -> SafeString | str:
        """What it might use, and who held its last attempt to that."""
        last = run.attempts.last()
        held_by = ((last.limits if last else None) or {}).get("held_by")
        told = [*_limits(run.limits), *([f"Held by {HELD_BY[held_by]}"] if held_by else [])]
        return format_html_join("", "<div>{}</div>", zip(told, strict=True)) or NOTHING

    @display(description="Coverage")
    def coverage_told(self, run: ToolRun) -> SafeString | str:
        """What was asked of the tool, what it looked at, and what it left out and why."""
        told = zip(_covered(run.coverage), strict=True)
        return format_html_join("", "<div>{}</div>", told) or NOTHING

    @display(description="Target")
    def target_told(self, run: ToolRun) -> str:
        return str(run.scan.target)

    @display(description="Duration")
    def took(self, run: ToolRun) -> str:
        return duration(run)

    @display(description="Scan")
    def scan_link(self, run: ToolRun) -> SafeString:
        url = reverse("admin:scans_scan_change", args=[run.scan_id])
        return format_html('<a href="{}">{}</a>', url, run.scan)


@admin.register(Worker)
class WorkerAdmin(Unwritable, ModelAdmin):
    """Health page: every person of the staff sees it; it names tools, not projects."""

    list_display = ["name", "health", "busy_with", "queues", "started", "seen"]
    fields = readonly_fields = [
        "name", "host", "process_id", "busy_with", "queues", "started", "seen",
    ]  # fmt: skip

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_staff

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_staff

    @display(description="Health", label={"Alive": "success", "Silent": "danger"})
    def health(self, worker: Worker) -> str:
        silent = timezone.now() - worker.seen > timedelta(seconds=workers.SEEN_SECONDS)
        return "Silent" if silent else "Alive"


HELD_BY = {
    "watching": "watching its processes",
    "cgroup": "a cgroup of its own",
    "container": "its container",
}


def _limits(limits: Mapping[str, Any]) -> Iterator[str]:
    """The sentences of a run's limits, those that are set."""
    sizes = {"memory_bytes": "Memory", "file_bytes": "Each file", "output_bytes": "Log"}
    for name, size in sizes.items():
        if limits.get(name):
            yield f"{size}: {limits[name] / 1_000_000:,g} MB"
    for name, what in (
        ("seconds", "s of time"),
        ("cpu_seconds", "s of processor time"),
        ("cpus", "processors at once"),
        ("processes", "processes"),
    ):
        if limits.get(name):
            yield f"{limits[name]:,g} {what}"


def _covered(coverage: Mapping[str, Any]) -> Iterator[str]:
    """The sentences of a run's coverage."""
    asked = coverage.get("asked") or {}
    if asked.get("target"):
        yield f"Asked: {asked['target']}"
    examined = coverage.get("examined") or {}
    if examined:
        yield "Examined: " + ", ".join(f"{number} {what}" for what, number in examined.items())
    if coverage.get("note"):
        yield f"Note: {coverage['note']}"
    if coverage.get("log_cut"):
        yield "Its log was cut in the middle"
    skipped = coverage.get("skipped") or []
    yield from (f"Skipped: {reason}" for reason in skipped)
    more = (coverage.get("skipped_total") or 0) - len(skipped)
    if more > 0:
        yield f"Skipped: {more} more"
    if coverage.get("rejected"):
        yield f"Results that could not be read: {coverage['rejected']}"
    if coverage.get("unknown_severities"):
        yield "Unknown severities: " + ", ".join(map(str, coverage["unknown_severities"]))
