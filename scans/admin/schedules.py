"""Schedules: what runs when and on whose rights, what became of the last run, and three buttons."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from unfold.decorators import action, display

from config.errors.exceptions import ApiError
from projects.admin_scoping import ScopedAdmin
from projects.callers import Caller
from projects.models import Credential, Project, Target
from projects.roles import Action
from scans import schedule_pages, schedule_words, schedules
from scans.models import Profile, Schedule
from scans.querysets import NEXT_FIRST
from scans.templatetags import scan_words

from .looks import NOTHING
from .schedule_forms import ScheduleForm

STATES = {"active": "success", "paused": "info", "stopped": "danger"}
RESULTS = {
    "started": "success", "overlap": "warning", "blackout": "info", "missed": "warning",
    "refused": "danger",
}  # fmt: skip
# What each button says before it acts.
BUTTONS = {
    "run": ("Run now", "It starts one scan on your rights; its times stay as they are."),
    "pause": ("Pause", "It does not run until somebody resumes it."),
    "resume": ("Resume", "From then on it runs on your rights: you become its owner."),
}


class ScheduleQuestionFilter(admin.SimpleListFilter):
    title = "question"
    parameter_name = "question"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("day", "Runs in the next day"),
            ("trouble", "Did not start its last run"),
            ("stopped", "Was stopped: its owner lost the right"),
            ("paused", "Is paused"),
            ("mine", "Runs on my rights"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        match self.value():
            case "day":
                return queryset.filter(next_run__lt=timezone.now() + timedelta(days=1))
            case "trouble":
                return queryset.exclude(last_result__in=["", Schedule.Result.STARTED])
            case "stopped":
                return queryset.filter(active=False).exclude(stopped="")
            case "paused":
                return queryset.filter(active=False, stopped="")
            case "mine":
                return queryset.filter(owner=request.user)
        return queryset


@admin.register(Schedule)
class ScheduleAdmin(ScopedAdmin):
    view_action = Action.VIEW_SCANS
    add_action = change_action = delete_action = act_action = Action.CONFIGURE
    form = ScheduleForm
    list_display = [
        "name", "target_told", "what_told", "when_told", "next_told", "state_badge",
        "result_badge", "project",
    ]  # fmt: skip
    list_filter = [ScheduleQuestionFilter, "active", "last_result", "project"]
    list_select_related = ["project", "target", "profile", "owner", "last_scan"]
    search_fields = ["name", "target__name", "target__locator"]
    ordering = NEXT_FIRST
    actions = ["run_selected", "pause_selected", "resume_selected"]
    actions_detail = ["run_this", "pause_this", "resume_this"]
    fieldsets = [
        (None, {"fields": ["project", "name", "target", "active", "state_told"]}),
        (
            "What",
            {
                "fields": [
                    "profile", "tools", "options", "credential", "severity_filter",
                    "timeout_seconds", "max_parallel",
                ]
            },
        ),
        (
            "When",
            {
                "fields": [
                    "cron", "time_zone", "blackouts", "jitter_seconds", "missed", "grace_seconds",
                    "next_runs_told",
                ]
            },
        ),
        ("Last run", {"fields": ["result_badge", "reason_told", "last_told", "owner_told"]}),
    ]  # fmt: skip
    readonly_fields = [
        "state_told", "next_runs_told", "result_badge", "reason_told", "last_told", "owner_told",
    ]  # fmt: skip

    # --- What is offered -----------------------------------------------------------------------

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """A new one has no state, no runs and no past."""
        if obj is not None:
            return self.fieldsets
        return [
            (
                title,
                {"fields": [name for name in told["fields"] if name not in self.readonly_fields]},
            )
            for title, told in self.fieldsets[:-1]
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["project", *self.readonly_fields] if obj is not None else self.readonly_fields

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        caller = Caller(request.user)
        match db_field.name:
            case "target":
                usable = Target.objects.for_caller(caller, Action.SCAN).filter(retired=False)
                kwargs["queryset"] = usable.exclude(kind=Target.Kind.IMPORTED)
            case "profile":
                mine = Project.objects.for_caller(caller, Action.CONFIGURE).values("pk")
                kwargs["queryset"] = Profile.objects.filter(Q(project=None) | Q(project__in=mine))
            case "credential":  # names only: no value is decrypted for a menu
                usable_secrets = Credential.objects.for_caller(caller, Action.CONFIGURE)
                kwargs["queryset"] = usable_secrets.defer("values")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        buttons = super().get_actions_detail(request, object_id)
        schedule: Any = self.get_object(request, object_id) if buttons else None
        if schedule is None:
            return []
        idle = "resume_this" if schedule.active else "pause_this"
        return [button for button in buttons if not button.action_name.endswith(idle)]

    # --- What is shown -------------------------------------------------------------------------

    @display(description="Target", ordering="target__name")
    def target_told(self, schedule: Schedule) -> str:
        return str(schedule.target)

    @display(description="What")
    def what_told(self, schedule: Schedule) -> str:
        return schedule_words.what(schedule)

    @display(description="When")
    def when_told(self, schedule: Schedule) -> str:
        return schedule_words.when(schedule.cron, schedule.time_zone)

    @display(description="Next run", ordering="next_run")
    def next_told(self, schedule: Schedule) -> SafeString | str:
        return scan_words.moment(schedule.next_run) if schedule.next_run else NOTHING

    @display(description="State", label=STATES)
    def state_badge(self, schedule: Schedule) -> str:
        if schedule.active:
            return "active"
        return "stopped" if schedule.stopped else "paused"

    @display(description="State")
    def state_told(self, schedule: Schedule) -> str:
        return schedule.stopped or self.state_badge(schedule)

    @display(description="Last result", label=RESULTS, ordering="last_result")
    def result_badge(self, schedule: Schedule) -> str | None:
        return schedule.last_result or None

    @display(description="Reason")
    def reason_told(self, schedule: Schedule) -> str:
        return ", ".join(filter(None, [schedule.last_code, schedule.last_reason])) or NOTHING

    @display(description="Last run")
    def last_told(self, schedule: Schedule) -> SafeString | str:
        if schedule.last_at is None:
            return NOTHING
        moment = scan_words.moment(schedule.last_at)
        if schedule.last_scan is None:
            return moment
        url = reverse("admin:scans_scan_change", args=[schedule.last_scan.pk])
        status = schedule.last_scan.get_status_display().lower()
        return format_html('{}; <a href="{}">its last scan</a> is {}', moment, url, status)

    @display(description="Runs on the rights of")
    def owner_told(self, schedule: Schedule) -> str:
        return str(schedule.owner) if schedule.owner else "nobody any more"

    @display(description="Next runs")
    def next_runs_told(self, schedule: Schedule) -> SafeString | str:
        moments = ((scan_words.moment(run),) for run in schedules.next_runs(schedule))
        return format_html_join(mark_safe("<br>"), "{}", moments) or NOTHING

    # --- What is done --------------------------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: Schedule, form: Any, change: bool) -> None:
        caller = Caller(request.user)
        if change:
            stored = self._stored(obj.pk)
            given = {name: form.cleaned_data[name] for name in form.changed_data}
            changed = {n: value for n, value in given.items() if value != getattr(stored, n)}
            schedules.change(caller, stored, changed)
        else:
            values = dict(form.cleaned_data)
            stored = schedules.create(caller, values.pop("project"), values)
        obj.pk, obj._state.adding = stored.pk, False
        obj.refresh_from_db()

    def delete_model(self, request: HttpRequest, obj: Schedule) -> None:
        schedules.delete(Caller(request.user), obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Schedule]) -> None:
        for schedule in queryset:
            schedules.delete(Caller(request.user), schedule)

    @admin.action(description="Run now")
    def run_selected(self, request: HttpRequest, queryset: QuerySet[Schedule]) -> None:
        self._each(request, queryset, "run")

    @admin.action(description="Pause")
    def pause_selected(self, request: HttpRequest, queryset: QuerySet[Schedule]) -> None:
        self._each(request, queryset, "pause")

    @admin.action(description="Resume")
    def resume_selected(self, request: HttpRequest, queryset: QuerySet[Schedule]) -> None:
        self._each(request, queryset, "resume")

    @action(description="Run now", url_path="run", icon="play_arrow")
    def run_this(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._confirm_and_act(request, object_id, "run")

    @action(description="Pause", url_path="pause", icon="pause")
    def pause_this(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._confirm_and_act(request, object_id, "pause")

    @action(description="Resume", url_path="resume", icon="resume")
    def resume_this(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._confirm_and_act(request, object_id, "resume")

    def _confirm_and_act(self, request: HttpRequest, object_id: str, verb: str) -> HttpResponse:
        """The theme opens an action by GET; only the POST of its page changes anything."""
        schedule: Any = self.get_object(request, object_id)
        if schedule is None:
            raise Http404
        if request.method == "POST":
            self._act(request, self._stored(schedule.pk), verb)
            return redirect("admin:scans_schedule_change", schedule.pk)
        title, told = BUTTONS[verb]
        context = {
            **self.admin_site.each_context(request),
            "title": f"{title}: {schedule}?",
            "schedule": schedule,
            "verb": title,
            "told": told,
        }
        return render(request, "admin/scans/schedule/confirm.html", context)

    def _each(self, request: HttpRequest, queryset: QuerySet[Schedule], verb: str) -> None:
        for schedule in queryset.select_related(*self.list_select_related):
            self._act(request, schedule, verb)

    def _act(self, request: HttpRequest, schedule: Schedule, verb: str) -> None:
        """Do it where the person may, and say what happened to this schedule."""
        caller = Caller(request.user)
        if not caller.may(Action.CONFIGURE, schedule.project):
            told = f"{schedule}: this needs the role admin in {schedule.project}."
            self.message_user(request, told, messages.ERROR)
            return
        try:
            told = schedule_pages.VERBS[verb](caller, schedule)
        except ApiError as error:
            told = f"{schedule}: {error.message}. {error.details}."
            self.message_user(request, told, messages.ERROR)
        else:
            self.message_user(request, f"{schedule}: {told}.", messages.SUCCESS)

    def _stored(self, pk: Any) -> Schedule:
        return Schedule.objects.select_related(*self.list_select_related).get(pk=pk)
