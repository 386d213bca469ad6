"""The page of schedules: what runs when, what became of the last run, run now, pause and resume."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError
from projects.api.scoping import require
from projects.callers import Caller
from projects.models import Project
from projects.roles import Action

from . import schedule_words, schedules
from .models import Schedule

PAGE_SIZE = 50


def run(caller: Caller, schedule: Schedule) -> str:
    """Start one scan of it now; each of these says what happened."""
    scan = schedules.run_now(caller, schedule, schedules.order_now(caller, schedule))
    return f"a scan of {scan.target} is queued"


def pause(caller: Caller, schedule: Schedule) -> str:
    schedules.change(caller, schedule, {"active": False})
    return "paused"


def resume(caller: Caller, schedule: Schedule) -> str:
    schedules.change(caller, schedule, {"active": True})
    return "runs again, on your rights"


VERBS: dict[str, Callable[[Caller, Schedule], str]] = {
    "run": run,
    "pause": pause,
    "resume": resume,
}


@login_required
@require_http_methods(["GET", "POST"])
def schedule_page(request: HttpRequest) -> HttpResponse:
    """The schedules of the caller's projects, the next to run first; a POST does one of `VERBS`.

    Four queries for a page of fifty.
    """
    caller = Caller.of(request)
    if request.method == "POST":
        _act(request, caller)
        return redirect(request.get_full_path())
    seen: Any = Schedule.objects.for_caller(caller, Action.VIEW_SCANS)
    page = Paginator(
        seen.select_related("project", "target", "profile", "owner", "last_scan").next_first(),
        PAGE_SIZE,
    ).get_page(request.GET.get("page"))
    mine = Project.objects.for_caller(caller, Action.CONFIGURE).values_list("pk", flat=True)
    rows = [
        {
            "schedule": schedule,
            "what": schedule_words.what(schedule),
            "when": schedule_words.when(schedule.cron, schedule.time_zone),
            "runs": schedules.next_runs(schedule),
        }
        for schedule in page
    ]
    context = {"page": page, "rows": rows, "mine": set(mine)}
    return render(request, "scans/schedules.html", context)


def _act(request: HttpRequest, caller: Caller) -> None:
    """Do what the form asks for; a rule that says no is told, with its code."""
    try:
        schedule = _named(caller, request.POST.get("schedule", ""))
        verb = VERBS.get(request.POST.get("verb", ""))
        if verb is None:
            raise ApiError(ErrorCode.BAD_REQUEST, f"verb must be one of: {', '.join(VERBS)}")
        require(caller, Action.CONFIGURE, schedule.project)
        messages.success(request, f"{schedule}: {verb(caller, schedule)}.")
    except ApiError as error:
        told = f"{error.message}: {error.details}" if error.details else error.message
        messages.error(request, f"{told} ({error.code.name})")


def _named(caller: Caller, schedule_id: str) -> Schedule:
    seen: Any = Schedule.objects.for_caller(caller, Action.VIEW_SCANS)
    try:
        found = seen.select_related("project", "target").filter(pk=UUID(schedule_id)).first()
    except ValueError:
        found = None
    if found is None:
        raise ApiError(ErrorCode.NOT_FOUND, "There is no such schedule")
    return found
