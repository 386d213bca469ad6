"""The scans desk: what runs, what failed and why, with cancel and retry at hand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import TabularInline
from unfold.decorators import action, display

from config.errors.exceptions import ApiError
from config.records.unwritable import Unwritable
from projects.admin_scoping import ScopedAdmin
from projects.callers import Caller
from projects.roles import Action
from scans import orchestration
from scans.api.serializers import SEVERITIES
from scans.models import Scan, ToolRun
from scans.states import FAILURES, RunState, ScanStatus

from .looks import NOTHING, RUN_COLOURS, SCAN_COLOURS, duration, outcome


class QuestionFilter(admin.SimpleListFilter):
    title = "question"
    parameter_name = "question"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("running", "Running now"),
            ("waiting", "Waiting for a worker"),
            ("failed_day", "Failed in the last day"),
            ("errors_week", "With a failed tool in the last week"),
            ("mine", "Started by me"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        now = timezone.now()
        match self.value():
            case "running":
                return queryset.filter(status=ScanStatus.RUNNING)
            case "waiting":
                return queryset.filter(status=ScanStatus.PENDING)
            case "failed_day":
                return queryset.filter(
                    status=ScanStatus.FAILED, finished__gt=now - timedelta(days=1)
                )
            case "errors_week":
                return queryset.filter(
                    status__in=[ScanStatus.FAILED, ScanStatus.PARTIAL],
                    finished__gt=now - timedelta(days=7),
                )
            case "mine":
                return queryset.filter(requested_by=request.user)
        return queryset


class RunInline(Unwritable, TabularInline):
    model = ToolRun
    fields = ["tool_link", "state_badge", "outcome_told", "exit_code", "error_text", "hint", "took"]
    readonly_fields = fields
    extra = 0
    tab = False
    hide_title = True
    verbose_name_plural = "Tools"

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True  # whoever sees the scan sees its runs

    @display(description="Tool")
    def tool_link(self, run: ToolRun) -> SafeString:
        url = reverse("admin:scans_toolrun_change", args=[run.pk])
        return format_html('<a href="{}">{}</a>', url, run.tool)

    @display(description="State", label=RUN_COLOURS)
    def state_badge(self, run: ToolRun) -> str:
        return run.get_state_display()

    @display(description="Outcome")
    def outcome_told(self, run: ToolRun) -> str:
        return outcome(run)

    @display(description="Error")
    def error_text(self, run: ToolRun) -> str:
        return run.error or run.import_error or NOTHING

    @display(description="Duration")
    def took(self, run: ToolRun) -> str:
        return duration(run)


@admin.register(Scan)
class ScanAdmin(ScopedAdmin):
    view_action = Action.VIEW_SCANS
    list_display = [
        "target_name", "status_badge", "tools_told", "findings_told", "took", "who", "project",
        "created",
    ]  # fmt: skip
    list_filter = [QuestionFilter, "status", "origin", "project"]
    list_select_related = ["target", "project", "requested_by", "profile"]
    search_fields = ["request_id", "target__name", "target__locator", "id"]
    date_hierarchy = "created"
    ordering = ["-created"]
    inlines = [RunInline]
    actions = ["cancel_selected", "retry_selected"]
    act_action = Action.SCAN
    actions_detail = ["cancel_this", "retry_this"]
    fields = [
        "live", "status_badge", "target", "profile_told", "origin", "tools_told", "findings_told",
        "created", "started", "finished", "took", "who", "request_id", "options", "max_parallel",
    ]  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        failed = Q(runs__state__in=FAILURES) | ~Q(runs__import_error="")
        return (
            super()
            .get_queryset(request)
            .annotate(
                ok=Count("runs", Q(runs__state=RunState.SUCCEEDED, runs__import_error="")),
                failed=Count("runs", failed & Q(runs__isnull=False)),
                total=Count("runs"),
            )
        )

    @display(description="Target", ordering="target__name")
    def target_name(self, scan: Scan) -> str:
        return str(scan.target)

    @display(description="Status", label=SCAN_COLOURS, ordering="status")
    def status_badge(self, scan: Scan) -> str:
        return scan.get_status_display()

    @display(description="Tools")
    def tools_told(self, scan: Any) -> str:
        told = f"{scan.ok} of {scan.total} ok"
        return f"{told}, {scan.failed} failed" if scan.failed else told

    @display(description="Findings")
    def findings_told(self, scan: Scan) -> str:
        told = [f"{scan.counts[word]} {word}" for word in SEVERITIES if scan.counts.get(word)]
        return ", ".join(told) or NOTHING

    @display(description="Duration")
    def took(self, scan: Scan) -> str:
        return duration(scan)

    @display(description="Who", ordering="requested_by__username")
    def who(self, scan: Scan) -> str:
        return str(scan.requested_by or scan.get_origin_display())

    @display(description="Profile")
    def profile_told(self, scan: Scan) -> str:
        return f"{scan.profile}, version {scan.profile_version}" if scan.profile else NOTHING

    @display(description="Live page")
    def live(self, scan: Scan) -> str:
        try:
            url = reverse("scan", args=[scan.pk])
        except NoReverseMatch:
            url = f"/scans/{scan.pk}"
        return format_html('<a href="{}">Watch, logs and error details</a>', url)

    @admin.action(description="Cancel")
    def cancel_selected(self, request: HttpRequest, queryset: QuerySet[Scan]) -> None:
        for scan in queryset:
            self._act(request, scan, "cancel")

    @admin.action(description="Retry failed tools")
    def retry_selected(self, request: HttpRequest, queryset: QuerySet[Scan]) -> None:
        for scan in queryset:
            self._act(request, scan, "retry")

    @action(description="Cancel", url_path="cancel", icon="cancel")
    def cancel_this(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._confirm_and_act(request, object_id, "cancel")

    @action(description="Retry failed tools", url_path="retry", icon="replay")
    def retry_this(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._confirm_and_act(request, object_id, "retry")

    def _confirm_and_act(self, request: HttpRequest, object_id: str, verb: str) -> HttpResponse:
        """The theme opens an action by GET; only the POST of its page changes anything."""
        scan = self.get_object(request, object_id)
        if scan is None:
            raise Http404
        if request.method == "POST":
            self._act(request, cast(Scan, scan), verb)
            return redirect("admin:scans_scan_change", scan.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": f"{'Cancel' if verb == 'cancel' else 'Retry failed tools of'} {scan}?",
            "scan": scan,
            "verb": verb,
        }
        return render(request, "admin/scans/scan/confirm.html", context)

    def _act(self, request: HttpRequest, scan: Scan, verb: str) -> None:
        """Do it where the person may, and say what happened to this scan."""
        caller = Caller(request.user)
        if not caller.may(Action.SCAN, scan.project):
            needed = "cancelling and retrying needs the role admin"
            self.message_user(request, f"{scan}: {needed}.", messages.ERROR)
            return
        try:
            if verb == "cancel":
                orchestration.cancel(scan, caller)
                told = "cancelled, or asked to end"
            else:
                orchestration.retry(scan, (), caller)
                told = "failed tools are queued again"
        except ApiError as error:
            self.message_user(request, f"{scan}: {error.message}. {error.details}.", messages.ERROR)
        else:
            self.message_user(request, f"{scan}: {told}.", messages.SUCCESS)
