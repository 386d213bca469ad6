"""Circuit breakers: which tools are kept from running, since when, and closing one."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import F, Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.decorators import action, display

from config.errors.exceptions import ApiError
from config.records.unwritable import Unwritable
from projects.admin_scoping import ScopedAdmin
from projects.callers import Caller
from projects.roles import Action
from scans import breakers
from scans.models import Breaker, ToolRun
from scans.states import BreakerState
from scans.templatetags import scan_words

from .looks import NOTHING

COLOURS = {
    BreakerState.CLOSED.label: "success",
    BreakerState.OPEN.label: "danger",
    BreakerState.HALF_OPEN.label: "warning",
}


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("stopped", "Keeps runs from starting"), *BreakerState.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "stopped":
            return queryset.exclude(opened=None)
        if self.value() in BreakerState.values:
            return queryset.in_state(self.value())  # type: ignore[attr-defined]
        return queryset


@admin.register(Breaker)
class BreakerAdmin(Unwritable, ScopedAdmin):
    """Those of tools are for all staff, those of targets for the project's members."""

    view_action = Action.VIEW_SCANS
    project_field = "target.project"
    list_display = [
        "tool", "target_told", "state_badge", "failures", "opened_told", "next_told",
        "outcome_link",
    ]  # fmt: skip
    list_filter = [StateFilter, "tool"]
    list_select_related = ["target__project"]
    search_fields = ["tool", "target__name", "target__locator"]
    ordering = [F("opened").desc(nulls_last=True), "-updated"]
    actions = ["close_selected"]
    actions_detail = ["close_this"]
    fields = [
        "tool", "target_told", "state_badge", "failures", "opened_told", "next_told",
        "outcome_link", "created", "updated",
    ]  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Runs of projects that the person does not see are not linked."""
        runs = ToolRun.objects.for_caller(Caller(request.user), self.view_action)
        return super().get_queryset(request).prefetch_related(Prefetch("last_run", runs))

    def project_of(self, obj: Any) -> Any:
        return obj.target.project if obj.target else None

    def _may(self, request: HttpRequest, action: Action | None, obj: Any) -> bool:
        if obj is not None and obj.target_id is None:
            return action == self.view_action and request.user.is_staff
        return super()._may(request, action, obj)

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        breaker: Any = self.get_object(request, object_id)
        if breaker is None or breaker.state == BreakerState.CLOSED:
            return []
        may = breakers.may_close(Caller(request.user), breaker)
        return super().get_actions_detail(request, object_id) if may else []

    @display(description="Target")
    def target_told(self, breaker: Breaker) -> str:
        return str(breaker.target) if breaker.target else "every target"

    @display(description="State", label=COLOURS)
    def state_badge(self, breaker: Breaker) -> str:
        return breaker.state.label

    @display(description="Opened", ordering="opened")
    def opened_told(self, breaker: Breaker) -> SafeString | str:
        return scan_words.moment(breaker.opened) if breaker.opened else NOTHING

    @display(description="Next try")
    def next_told(self, breaker: Breaker) -> SafeString | str:
        if breaker.state == BreakerState.HALF_OPEN:
            return "now"
        return scan_words.moment(breaker.next_probe) if breaker.next_probe else NOTHING

    @display(description="Last outcome")
    def outcome_link(self, breaker: Breaker) -> SafeString | str:
        told = breaker.last_outcome.replace("_", " ") or NOTHING
        if breaker.last_run is None:
            return told
        url = reverse("admin:scans_toolrun_change", args=[breaker.last_run.pk])
        return format_html('<a href="{}">{}</a>', url, told)

    @admin.action(description="Close: let the tool run again")
    def close_selected(self, request: HttpRequest, queryset: QuerySet[Breaker]) -> None:
        for breaker in queryset:
            self._close(request, breaker)

    @action(description="Close the breaker", url_path="close", icon="electric_bolt")
    def close_this(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The theme opens an action by GET; only the POST of its page changes anything."""
        breaker: Any = self.get_object(request, object_id)
        if breaker is None:
            raise Http404
        if request.method == "POST":
            self._close(request, breaker)
            return redirect("admin:scans_breaker_change", breaker.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Close the breaker of {breaker}?",
            "breaker": breaker,
        }
        return render(request, "admin/scans/breaker/confirm.html", context)

    def _close(self, request: HttpRequest, breaker: Breaker) -> None:
        try:
            breakers.close(breaker, Caller(request.user))
        except ApiError as error:
            told = f"{breaker}: {error.message}. {error.details}."
            self.message_user(request, told, messages.ERROR)
        else:
            self.message_user(request, f"{breaker}: closed; it may run again.", messages.SUCCESS)
