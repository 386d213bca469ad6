"""The pages: dashboard, list of scans, one scan. Right without JavaScript, live with it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from config.errors import request_id
from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError
from projects.callers import Caller
from projects.models import Project, Target
from projects.roles import Action
from tooling import registry
from tooling.models import ToolStatus

from . import breakers, orchestration
from .api.serializers import SEVERITIES, ScanSerializer
from .api.views import shown
from .models import Profile, Scan, ToolRun
from .settling import has_failed, tool_errors, was_kept_back
from .states import FAILURES, UNFINISHED, RunState, ScanStatus

PAGE_SIZE = 50


@login_required
@require_http_methods(["GET", "POST"])
def dashboard(request: HttpRequest) -> HttpResponse:
    """What runs, what ended, which tools work, what failed lately; a POST starts a scan."""
    caller = Caller.of(request)
    if request.method != "POST":
        return render(request, "dashboard.html", _dashboard(caller))
    try:
        scan = _start(caller, request)
    except ApiError as error:
        context = {
            **_dashboard(caller),
            "refusal": error,
            "refusal_request_id": request_id.of(request),
            "chosen": request.POST,
        }
        return render(request, "dashboard.html", context, status=error.status_code)
    return redirect("scan", scan_id=scan.pk)


@login_required
@require_GET
def scan_list(request: HttpRequest) -> HttpResponse:
    """The scans of the caller's projects, newest first, fifty to a page."""
    scans = _scans(Caller.of(request))
    status = request.GET.get("status", "")
    if status in ScanStatus.values:
        scans = scans.filter(status=status)
    page = Paginator(scans, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "status": status,
        "statuses": ScanStatus.choices,
        "severities": SEVERITIES,
    }
    return render(request, "scans/list.html", context)


@login_required
@require_GET
def scan_page(request: HttpRequest, scan_id: UUID) -> HttpResponse:
    """One scan: its tools, errors, findings and logs. 404 for one that the caller may not see."""
    caller = Caller.of(request)
    scan = _scans(caller).filter(pk=scan_id).first()
    if scan is None:
        raise Http404
    runs = list(scan.runs.all())
    errors = tool_errors(runs)
    context = {
        "scan": scan,
        "runs": runs,
        "state": ScanSerializer(scan).data,
        "executed": errors,
        "troubled": any(has_failed(run) or was_kept_back(run) for run in runs),
        "is_unfinished": scan.status in UNFINISHED,
        "may_scan": caller.may(Action.SCAN, scan.project),
        "may_read_logs": caller.may(Action.VIEW_LOG, scan.project),
        "log_of": _most_telling(runs),
        "severities": SEVERITIES,
    }
    return render(request, "scans/detail.html", context)


def _most_telling(runs: list[ToolRun]) -> ToolRun | None:
    """The run whose log one wants to read first: one that runs, else that failed, else any."""
    running = [run for run in runs if run.state == RunState.RUNNING]
    failed = [run for run in runs if has_failed(run)]
    return next(iter([*running, *failed, *runs]), None)


def _start(caller: Caller, request: HttpRequest) -> Scan:
    """The scan that the form asks for; raises what `orchestration.start` raises."""
    chosen = _uuid(request.POST.get("target"))
    target = _startable_targets(caller).filter(pk=chosen).first() if chosen else None
    if target is None:
        raise ApiError(ErrorCode.NOT_FOUND, "There is no such target that you may scan")
    return orchestration.start(
        caller, project=target.project, target=target, profile=request.POST.get("profile")
    )


def _dashboard(caller: Caller) -> dict[str, Any]:
    scans = _scans(caller)
    failures = (
        ToolRun.objects.for_caller(caller, Action.VIEW_SCANS)
        .filter(Q(state__in=FAILURES) | ~Q(import_error=""))
        .select_related("scan__target")
        .order_by("-finished")
    )
    targets = _startable_targets(caller)
    return {
        "running": scans.filter(status__in=UNFINISHED)[:10],
        "recent": scans.exclude(status__in=UNFINISHED)[:10],
        "failures": failures[:6],
        "tools": _tool_health(),
        "targets": targets,
        "profiles": _profiles(targets) if targets else [],
        "severities": SEVERITIES,
    }


def _scans(caller: Caller) -> QuerySet[Scan]:
    scans = shown().select_related("project", "target", "profile", "requested_by")
    seen: QuerySet[Scan] = scans.for_caller(caller, Action.VIEW_SCANS)  # type: ignore[attr-defined]
    return seen.order_by("-created", "-id")


def _startable_targets(caller: Caller) -> QuerySet[Target]:
    return (
        Target.objects.for_caller(caller, Action.SCAN)
        .filter(retired=False, project__archived=False)
        .exclude(kind=Target.Kind.IMPORTED)
        .select_related("project")
        .order_by("project__name", "name", "locator")
    )


def _profiles(targets: QuerySet[Target]) -> QuerySet[Profile]:
    """Shipped profiles, and those of the projects of `targets`."""
    projects = Project.objects.filter(pk__in=targets.order_by().values("project"))
    return Profile.objects.filter(Q(project=None) | Q(project__in=projects)).order_by("name")


def _tool_health() -> dict[str, list[dict[str, Any]]]:
    """Each registered tool with what was last seen of it on any host, those that are `installed`
    (or were never looked for) and those that are `missing`. Two queries."""
    guarded = breakers.of_tools()
    seen: dict[str, list[ToolStatus]] = {}
    for each in ToolStatus.objects.order_by("tool", "-checked"):
        seen.setdefault(each.tool, []).append(each)
    health: dict[str, list[dict[str, Any]]] = {"installed": [], "missing": []}
    for name, tool in registry.all_tools().items():
        statuses = seen.get(name, [])
        installed = next((status for status in statuses if status.is_installed), None)
        is_missing = bool(statuses) and installed is None
        status = installed or (statuses[0] if statuses else None)
        is_absent = status is not None and status.error == f"{tool.binary} was not found"
        health["missing" if is_missing else "installed"].append(
            {
                "name": name,
                "title": tool.title,
                "status": status,
                "error": status.error if status and not is_absent else "",
                "hint": "" if installed else tool.install_hint,
                "unproven": tool.origin == "documentation",
                "breaker": guarded.get(name),
            }
        )
    return health


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
