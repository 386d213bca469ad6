"""Filters of the findings desk: the questions that a triage session begins with."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from projects.callers import Caller
from projects.roles import Action

from .models import Attribution, Finding, Severity, Sighting, Status, TriageDecision

WORST = [Severity.CRITICAL, Severity.HIGH]


class QuestionFilter(admin.SimpleListFilter):
    title = "question"
    parameter_name = "question"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("new_day", "New in the last day"),
            ("worst", "Open criticals and highs"),
            ("unassigned", "Open criticals and highs that nobody looks after"),
            ("mine", "Assigned to me and open"),
            ("ending", "Accepted risk that ends this week"),
            ("reopened", "Reopened in the last week"),
            ("fixed_week", "Fixed in the last week"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        now = timezone.now()
        week = timedelta(days=7)
        worst = queryset.filter(status=Status.OPEN, severity__in=WORST)
        match self.value():
            case "new_day":
                return queryset.filter(first_seen__gt=now - timedelta(days=1))
            case "worst":
                return worst
            case "unassigned":
                return worst.filter(assignee=None)
            case "mine":
                return queryset.filter(status=Status.OPEN, assignee=request.user)
            case "ending":
                return queryset.filter(
                    status=Status.ACCEPTED_RISK, accepted_until__range=(now, now + week)
                )
            case "reopened":
                return _decided(queryset.filter(status=Status.OPEN), Status.OPEN, now - week)
            case "fixed_week":
                return _decided(queryset.filter(status=Status.FIXED), Status.FIXED, now - week)
        return queryset


def _decided(queryset: QuerySet, status: str, since: Any) -> QuerySet:
    decisions = TriageDecision.objects.filter(
        finding=OuterRef("pk"), to_status=status, created__gt=since
    ).exclude(from_status=status)
    return queryset.filter(Exists(decisions))


class ToolFilter(admin.SimpleListFilter):
    title = "tool"
    parameter_name = "tool"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        seen = Finding.objects.for_caller(Caller(request.user), Action.VIEW_FINDINGS)
        tools = Attribution.objects.filter(finding__in=seen.values("pk")).order_by("tool")
        return [(tool, tool) for tool in tools.values_list("tool", flat=True).distinct()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if not self.value():
            return queryset
        reports = Attribution.objects.filter(
            finding=OuterRef("pk"), tool=self.value(), reported=True
        )
        return queryset.filter(Exists(reports))


class ScanFilter(admin.SimpleListFilter):
    """Findings in the reports of one scan; reached by links, so it offers no choice of its own."""

    title = "scan"
    parameter_name = "scan"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        value = self.value()
        return [(value, "In the reports of that scan")] if value else []

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value()
        if not value:
            return queryset
        try:
            scan = UUID(value)
        except ValueError:
            return queryset.none()
        return queryset.filter(
            Exists(Sighting.objects.filter(finding=OuterRef("pk"), run__scan=scan))
        )
