"""Filters of the lists."""

from __future__ import annotations

import django_filters
from django.db.models import Q, QuerySet

from projects.api.scoping import project_or_404
from projects.callers import Caller
from projects.models import Target
from scans.models import Breaker, Profile, Scan, Schedule
from scans.querysets import BreakerQuerySet
from scans.states import BreakerState, ScanStatus


class ScanFilter(django_filters.FilterSet):
    project = django_filters.CharFilter(method="of_project", help_text="Id or slug.")
    status = django_filters.MultipleChoiceFilter(choices=ScanStatus.choices)
    target = django_filters.UUIDFilter(field_name="target_id", help_text="Id of a target.")
    target_kind = django_filters.ChoiceFilter(
        field_name="target__kind", choices=Target.Kind.choices
    )
    profile = django_filters.CharFilter(field_name="profile__name", help_text="Name of a profile.")
    origin = django_filters.ChoiceFilter(choices=Scan.Origin.choices)
    schedule = django_filters.UUIDFilter(field_name="schedule_id", help_text="Id of a schedule.")
    request_id = django_filters.CharFilter(help_text="Of the request that started it.")
    created_after = django_filters.IsoDateTimeFilter(
        field_name="created", lookup_expr="gte", help_text="Then or later."
    )
    created_before = django_filters.IsoDateTimeFilter(
        field_name="created", lookup_expr="lt", help_text="Before that moment."
    )

    class Meta:
        model = Scan
        fields: list[str] = []

    def of_project(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(project=project_or_404(Caller.of(self.request), value))


class ProfileFilter(django_filters.FilterSet):
    project = django_filters.CharFilter(
        method="of_project", help_text="Id or slug: its own profiles and the shipped ones."
    )
    name = django_filters.CharFilter(help_text="The whole name.")

    class Meta:
        model = Profile
        fields: list[str] = []

    def of_project(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        project = project_or_404(Caller.of(self.request), value)
        return queryset.filter(Q(project=project) | Q(project=None))


class ScheduleFilter(django_filters.FilterSet):
    project = django_filters.CharFilter(method="of_project", help_text="Id or slug.")
    name = django_filters.CharFilter(help_text="The whole name.")
    target = django_filters.UUIDFilter(field_name="target_id", help_text="Id of a target.")
    active = django_filters.BooleanFilter(help_text="False: paused or stopped.")
    last_result = django_filters.MultipleChoiceFilter(
        choices=Schedule.Result.choices, help_text="What became of the last run."
    )

    class Meta:
        model = Schedule
        fields: list[str] = []

    def of_project(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(project=project_or_404(Caller.of(self.request), value))


class BreakerFilter(django_filters.FilterSet):
    tool = django_filters.CharFilter(help_text="Name of a tool.")
    target = django_filters.UUIDFilter(field_name="target_id", help_text="Id of a target.")
    state = django_filters.MultipleChoiceFilter(method="in_state", choices=BreakerState.choices)

    class Meta:
        model = Breaker
        fields: list[str] = []

    def in_state(self, queryset: BreakerQuerySet, name: str, value: list[str]) -> QuerySet:
        return queryset.in_state(*value) if value else queryset
