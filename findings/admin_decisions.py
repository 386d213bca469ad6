"""Deciding in the admin: actions on a selection and on one finding, each through `triage`."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from unfold.decorators import action

from config.errors.exceptions import ApiError
from projects.admin_scoping import ScopedAdmin
from projects.callers import Caller
from projects.roles import Action

from . import triage
from .admin_forms import decision_of, form_for
from .models import Finding, Status

MAX_SELECTED = 1000
MAX_TOLD = 20
VERBS = {
    Status.OPEN: "Reopen",
    Status.ACCEPTED_RISK: "Accept risk",
    Status.FALSE_POSITIVE: "Mark as false positive",
    Status.FIXED: "Mark as fixed",
}


class DecidingAdmin(ScopedAdmin):
    """An admin of findings with the actions of the triage desk."""

    actions = (
        "accept_selected",
        "dismiss_selected",
        "fix_selected",
        "reopen_selected",
        "take_selected",
    )
    act_action = Action.TRIAGE
    actions_detail = ("accept", "dismiss", "fix", "reopen", "take")

    @admin.action(description="Accept risk, with reason and end date")
    def accept_selected(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        return self._ask(request, queryset, Status.ACCEPTED_RISK)

    @admin.action(description="False positive")
    def dismiss_selected(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._decide(request, queryset, Status.FALSE_POSITIVE)

    @admin.action(description="Fixed")
    def fix_selected(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._decide(request, queryset, Status.FIXED)

    @admin.action(description="Reopen")
    def reopen_selected(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._decide(request, queryset, Status.OPEN)

    @admin.action(description="Assign to me")
    def take_selected(self, request: HttpRequest, queryset: QuerySet) -> None:
        me: Any = request.user
        caller = Caller(me)
        results = []
        for finding in self._few(request, queryset):
            try:
                results.append(triage.Decided(triage.assign(finding, me, by=caller)))
            except ApiError as error:
                results.append(triage.Decided(finding, error))
        self._tell(request, results, "assigned to you")

    @action(description="Accept risk", url_path="accept", icon="handshake")
    def accept(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._one(request, object_id, Status.ACCEPTED_RISK)

    @action(description="False positive", url_path="dismiss", icon="block")
    def dismiss(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._one(request, object_id, Status.FALSE_POSITIVE)

    @action(description="Fixed", url_path="fix", icon="check")
    def fix(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._one(request, object_id, Status.FIXED)

    @action(description="Reopen", url_path="reopen", icon="undo")
    def reopen(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._one(request, object_id, Status.OPEN)

    @action(description="Assign to me", url_path="take", icon="person")
    def take(self, request: HttpRequest, object_id: str) -> HttpResponse:
        finding = self._seen(request, object_id)
        if request.method != "POST":
            return self._page(request, [finding], "Assign to me", None)
        self.take_selected(request, Finding.objects.filter(pk=finding.pk))
        return redirect("admin:findings_finding_change", finding.pk)

    def _one(self, request: HttpRequest, object_id: str, status: Status) -> HttpResponse:
        """The theme opens an action by GET; only the POST of its page decides."""
        finding = self._seen(request, object_id)
        form = form_for(status)(request.POST or None)
        if request.method == "POST" and form.is_valid():
            self._decide(request, Finding.objects.filter(pk=finding.pk), status, decision_of(form))
            return redirect("admin:findings_finding_change", finding.pk)
        return self._page(request, [finding], VERBS[status], form)

    def _ask(self, request: HttpRequest, queryset: QuerySet, status: Status) -> HttpResponse | None:
        findings = self._few(request, queryset)
        form = form_for(status)(request.POST if "decide" in request.POST else None)
        if form.is_valid():
            self._decide(request, queryset, status, decision_of(form))
            return None
        return self._page(request, findings, VERBS[status], form, request.POST.get("action", ""))

    def _decide(
        self,
        request: HttpRequest,
        queryset: QuerySet,
        status: Status,
        asked: dict[str, Any] | None = None,
    ) -> None:
        findings = self._few(request, queryset)
        try:
            results = list(
                triage.decide_many(findings, status, by=Caller(request.user), **(asked or {}))
            )
        except ApiError as error:  # of the decision itself, so of every finding
            self.message_user(request, f"{error.message}: {error.details}", messages.ERROR)
            return
        self._tell(request, results, f"now {status.label.lower()}")

    def _few(self, request: HttpRequest, queryset: QuerySet) -> list[Finding]:
        chosen = list(queryset.select_related("project").order_by("pk")[: MAX_SELECTED + 1])
        if len(chosen) > MAX_SELECTED:
            told = f"At most {MAX_SELECTED} at once; narrow the selection."
            self.message_user(request, told, messages.ERROR)
            return []
        return chosen

    def _seen(self, request: HttpRequest, object_id: str) -> Finding:
        finding = self.get_object(request, object_id)
        if not isinstance(finding, Finding):
            raise Http404
        return finding

    def _page(
        self,
        request: HttpRequest,
        findings: list[Finding],
        verb: str,
        form: Any,
        list_action: str = "",
    ) -> HttpResponse:
        about = findings[0] if len(findings) == 1 else f"{len(findings)} findings"
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"{verb}: {about}",
            "verb": verb,
            "findings": findings,
            "form": form,
            "list_action": list_action,
            "action_checkbox_name": ACTION_CHECKBOX_NAME,
        }
        return render(request, "admin/findings/finding/decide.html", context)

    def _tell(self, request: HttpRequest, results: list[triage.Decided], what: str) -> None:
        """Say what happened to each: those done in one sentence, refusals one by one."""
        done = [result.finding.title for result in results if result.error is None]
        refused = [result for result in results if result.error is not None]
        if done:
            named = "; ".join(done[:MAX_TOLD])
            more = f" and {len(done) - MAX_TOLD} more" if len(done) > MAX_TOLD else ""
            told = f"{len(done)} {what}: {named}{more}"
            self.message_user(request, told, messages.SUCCESS)
        for result in refused[:MAX_TOLD]:
            error = result.error
            assert error is not None  # noqa: S101 - for the type checker
            told = f"{result.finding}: {error.message}. {error.details}"
            self.message_user(request, told, messages.ERROR)
        if len(refused) > MAX_TOLD:
            told = f"{len(refused) - MAX_TOLD} more were refused."
            self.message_user(request, told, messages.ERROR)
