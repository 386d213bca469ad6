"""What the admin shows first: the sidebar by task, and the figures of its index."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils import timezone

from config.records.watching.figures import figures as error_figures
from findings.models import Finding, Severity, Status
from projects.callers import Caller
from projects.roles import Action
from scans import workers
from scans.models import Scan, ToolRun
from scans.resolution import resolutions
from scans.states import FAILURES, ScanStatus
from scans.templatetags.scan_words import duration
from tooling.models import ToolStatus

FAILURES_SHOWN = 6
WORST_SHOWN = 6


def figures(request: HttpRequest) -> dict[str, Any]:
    """Figures of the caller's projects for the index. Seven queries; two more for those who see
    the API's errors."""
    caller = Caller(request.user)
    since = timezone.now() - timedelta(days=1)
    scans = Scan.objects.for_caller(caller, Action.VIEW_SCANS)
    findings = Finding.objects.for_caller(caller, Action.VIEW_FINDINGS).filter(status=Status.OPEN)
    by_severity = findings.aggregate(
        **{word: Count("pk", filter=Q(severity=word)) for word in Severity.values}
    )
    counts = scans.aggregate(
        running=Count("pk", filter=Q(status__in=[ScanStatus.PENDING, ScanStatus.RUNNING])),
        recent=Count("pk", filter=Q(created__gte=since)),
    )
    failures = (
        ToolRun.objects.for_caller(caller, Action.VIEW_SCANS)
        .filter(state__in=FAILURES, finished__gte=since)
        .select_related("scan__target", "scan__project")
        .order_by("-finished")
    )
    return {
        "open_by_severity": [(word, by_severity[word]) for word in Severity.values],
        "scans_running": counts["running"],
        "scans_recent": counts["recent"],
        "workers_alive": workers.alive().count(),
        "failures": failures[:FAILURES_SHOWN],
        "failures_recent": failures.count(),
        "worst": findings.select_related("project").order_by("severity_rank", "-last_seen")[
            :WORST_SHOWN
        ],
        "tools": ToolStatus.objects.order_by("tool"),
        "api_errors": api_errors() if _may_see("records.recenterror")(request) else None,
    }


def api_errors() -> dict[str, Any]:
    """The five figures of error monitoring over the last day, the worst of each. Two queries."""
    told = error_figures("day")
    day = timezone.now() - timedelta(days=1)
    return {
        "figures": told,
        "endpoints": [rate for rate in told.by_endpoint if rate.errors][:WORST_SHOWN],
        "codes": told.by_code[:WORST_SHOWN],
        "resolutions": [
            {
                "tool": tool,
                "count": times.count,
                "median": duration(timedelta(seconds=times.median_seconds)),
                "mean": duration(timedelta(seconds=times.mean_seconds)),
            }
            for tool, times in resolutions().since(day).items()
        ],
    }


def _may_see(model: str) -> Any:
    """A callback of the sidebar: whether the admin of `app.model` is shown to the requester."""

    def permitted(request: HttpRequest) -> bool:
        desk = admin.site._registry.get(apps.get_model(model))
        return desk is not None and bool(
            desk.has_module_permission(request) and desk.has_view_permission(request)
        )

    return permitted


def _model(title: str, icon: str, model: str) -> dict[str, Any]:
    app, name = model.split(".")
    return {
        "title": title,
        "icon": icon,
        "link": reverse_lazy(f"admin:{app}_{name}_changelist"),
        "permission": _may_see(model),
    }


def _page(title: str, icon: str, route: str) -> dict[str, Any]:
    """A page outside the admin; `active` off, because "/" begins every path."""
    return {"title": title, "icon": icon, "link": reverse_lazy(route), "active": False}


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Unfold's sidebar: what one does, in the order of the day."""
    groups = [
        (
            "Desk",
            [
                {
                    "title": "Overview",
                    "icon": "space_dashboard",
                    "link": reverse_lazy("admin:index"),
                },
                _model("Findings", "bug_report", "findings.finding"),
                _model("Uploaded reports", "upload_file", "findings.upload"),
                _model("Imports of runs", "inventory", "findings.reportimport"),
                _page("Live dashboard", "monitoring", "dashboard"),
            ],
        ),
        (
            "Scanning",
            [
                _model("Scans", "radar", "scans.scan"),
                _model("Schedules", "calendar_month", "scans.schedule"),
                _model("Tool runs", "terminal", "scans.toolrun"),
                _model("Profiles", "tune", "scans.profile"),
                _model("Tools", "handyman", "tooling.toolstatus"),
                _model("Circuit breakers", "electric_bolt", "scans.breaker"),
                _model("Workers", "memory", "scans.worker"),
            ],
        ),
        (
            "Projects",
            [
                _model("Projects", "folder", "projects.project"),
                _model("Targets", "my_location", "projects.target"),
                _model("Credentials", "key", "projects.credential"),
                _model("Members", "group", "projects.membership"),
                _model("API keys", "vpn_key", "projects.apikey"),
            ],
        ),
        (
            "Administration",
            [
                _model("People", "person", "projects.user"),
                _model("Groups", "groups", "auth.group"),
                _model("Audit", "history", "records.auditentry"),
                _model("Idempotency keys", "key", "records.idempotencykey"),
                _model("API errors", "report", "records.recenterror"),
                _model("Tokens", "token", "knox.authtoken"),
                _model("Failed tasks", "error", "django_q.failure"),
                _model("Schedules of the queue", "schedule", "django_q.schedule"),
            ],
        ),
        (
            "Reference",
            [
                _page("API documentation", "api", "v1:docs"),
                _page("Error codes", "info", "error-reference"),
            ],
        ),
    ]
    return [{"title": title, "separator": True, "items": items} for title, items in groups]
