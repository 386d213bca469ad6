"""The scans desk: what runs, what failed and why, with cancel and retry at hand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import action, display

from config.errors.exceptions import ApiError
from projects.admin_scoping import ScopedAdmin
from projects.callers import Caller
from projects.models import Project
from projects.roles import Action

from . import orchestration, profiles, workers
from .models import Attempt, Profile, Scan, ToolRun, Worker
from .states import FAILURES, RunState, ScanStatus

SCAN_COLOURS = {
    "Pending": "info",
    "Running": "info",
    "Completed": "success",
    "Partial": "warning",
    "Failed": "danger",
    "Cancelled": "warning",
}
RUN_COLOURS = {
    "Queued": "info",
    "Running": "info",
    "Cancelling": "warning",
    "Succeeded": "success",
    "Failed": "danger",
    "Timed out": "danger",
    "Lost": "danger",
    "Cancelled": "warning",
    "Skipped": "warning",
}


def _duration(obj: Scan | ToolRun | Attempt) -> str:
    if obj.started is None:
        return "–"
    seconds = int(((obj.finished or timezone.now()) - obj.started).total_seconds())
    return str(timedelta(seconds=seconds))


class Unwritable:
    """Rows that only the engine writes."""

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


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
    fields = ["tool_link", "state_badge", "outcome", "exit_code", "error_text", "hint", "took"]
    readonly_fields = fields
    extra = 0
    tab = False
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

    @display(description="Error")
    def error_text(self, run: ToolRun) -> str:
        return run.error or run.import_error or "–"

    @display(description="Duration")
    def took(self, run: ToolRun) -> str:
        return _duration(run)


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
        told = [f"{count} {severity}" for severity, count in scan.counts.items() if count]
        return ", ".join(told) or "–"

    @display(description="Duration")
    def took(self, scan: Scan) -> str:
        return _duration(scan)

    @display(description="Who", ordering="requested_by__username")
    def who(self, scan: Scan) -> str:
        return str(scan.requested_by or scan.get_origin_display())

    @display(description="Profile")
    def profile_told(self, scan: Scan) -> str:
        return f"{scan.profile}, version {scan.profile_version}" if scan.profile else "–"

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
            self._act(request, scan, verb)
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


class AttemptInline(Unwritable, TabularInline):
    model = Attempt
    fields = [
        "number", "state", "outcome", "exit_code", "signal", "error", "worker", "started", "took",
    ]  # fmt: skip
    readonly_fields = fields
    extra = 0
    tab = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True  # whoever sees the run sees its attempts

    @display(description="Duration")
    def took(self, attempt: Attempt) -> str:
        return _duration(attempt)


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
                return queryset.active()
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
    list_display = ["tool", "state_badge", "outcome", "error", "target_told", "took", "created"]
    list_filter = [RunQuestionFilter, "state", "outcome", "tool"]
    list_select_related = ["scan__target", "scan__project"]
    search_fields = ["scan__request_id", "error", "tool", "scan__id"]
    ordering = ["-created"]
    inlines = [AttemptInline]
    fields = [
        "scan_link", "tool", "state_badge", "outcome", "error", "import_error", "hint", "retryable",
        "exit_code", "signal", "started", "finished", "took", "peak_memory_bytes", "cpu_ms",
        "coverage", "full_scope", "findings_imported", "options", "timeout_seconds",
    ]  # fmt: skip
    readonly_fields = fields

    @display(description="State", label=RUN_COLOURS, ordering="state")
    def state_badge(self, run: ToolRun) -> str:
        return run.get_state_display()

    @display(description="Target")
    def target_told(self, run: ToolRun) -> str:
        return str(run.scan.target)

    @display(description="Duration")
    def took(self, run: ToolRun) -> str:
        return _duration(run)

    @display(description="Scan")
    def scan_link(self, run: ToolRun) -> SafeString:
        url = reverse("admin:scans_scan_change", args=[run.scan_id])
        return format_html('<a href="{}">{}</a>', url, run.scan)


@admin.register(Worker)
class WorkerAdmin(Unwritable, ModelAdmin):
    """Health page: every person of the staff sees it; it names tools, not projects."""

    list_display = ["name", "health", "busy_with", "started", "seen"]
    fields = readonly_fields = ["name", "host", "process_id", "busy_with", "started", "seen"]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_staff

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_staff

    @display(description="Health", label={"Alive": "success", "Silent": "danger"})
    def health(self, worker: Worker) -> str:
        silent = timezone.now() - worker.seen > timedelta(seconds=workers.SEEN_SECONDS)
        return "Silent" if silent else "Alive"


class ProfileForm(forms.ModelForm):
    """Its rules are the verb module's."""

    class Meta:
        model = Profile
        fields = ["project", "name", "description", "tools", "max_parallel", "timeout_seconds"]

    def clean_tools(self) -> list[dict[str, Any]]:
        tools = self.cleaned_data["tools"]
        if not isinstance(tools, list) or not all(isinstance(entry, dict) for entry in tools):
            raise forms.ValidationError('A list of objects such as {"tool": "bandit"}.')
        try:
            return profiles.check_tools(tools)
        except ApiError as error:
            raise forms.ValidationError([item.message for item in error.errors]) from error


@admin.register(Profile)
class ProfileAdmin(ScopedAdmin):
    view_action = Action.VIEW_SCANS
    add_action = change_action = delete_action = Action.CONFIGURE
    form = ProfileForm
    list_display = ["name", "origin_told", "tools_told", "max_parallel", "version", "updated"]
    list_filter = ["project"]
    list_select_related = ["project"]
    search_fields = ["name", "description"]
    readonly_fields = ["version"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        projects = Project.objects.for_caller(Caller(request.user), self.view_action)
        return Profile.objects.filter(Q(project=None) | Q(project__in=projects.values("pk")))

    def _may(self, request: HttpRequest, action: Action | None, obj: Any) -> bool:
        if obj is not None and obj.project_id is None:  # shipped: everybody reads, nobody writes
            return action == self.view_action and request.user.is_staff
        return super()._may(request, action, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["project", "version"] if obj is not None else ["version"]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "project":
            kwargs["queryset"] = Project.objects.for_caller(
                Caller(request.user), Action.CONFIGURE
            )
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

    @display(description="Of")
    def origin_told(self, profile: Profile) -> str:
        return str(profile.project) if profile.project else "shipped"

    @display(description="Tools")
    def tools_told(self, profile: Profile) -> str:
        return ", ".join(entry["tool"] for entry in profile.tools)


def _given(form: Any) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in form.cleaned_data if name != "project"}
