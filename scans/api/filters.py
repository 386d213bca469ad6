"""Filters of the lists."""

from __future__ import annotations

import uuid

import django_filters
from django.db.models import QuerySet

from projects.models import Project, Target
from scans.models import Profile, Scan
from scans.states import ScanStatus


class ScanFilter(django_filters.FilterSet):
    project = django_filters.CharFilter(method="of_project", help_text="Id or slug.")
    status = django_filters.MultipleChoiceFilter(choices=ScanStatus.choices)
    target = django_filters.UUIDFilter(field_name="target_id")
    target_kind = django_filters.ChoiceFilter(
        field_name="target__kind", choices=Target.Kind.choices
    )
    profile = django_filters.CharFilter(field_name="profile__name")
    origin = django_filters.ChoiceFilter(choices=Scan.Origin.choices)
    request_id = django_filters.CharFilter()
    created_after = django_filters.IsoDateTimeFilter(field_name="created", lookup_expr="gte")
    created_before = django_filters.IsoDateTimeFilter(field_name="created", lookup_expr="lt")

    class Meta:
        model = Scan
        fields: list[str] = []

    def of_project(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(project__in=_projects(value))


class ProfileFilter(django_filters.FilterSet):
    project = django_filters.CharFilter(
        method="of_project", help_text="Id or slug: its own profiles and the shipped ones."
    )
    name = django_filters.CharFilter()

    class Meta:
        model = Profile
        fields: list[str] = []

    def of_project(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(project__in=_projects(value)) | queryset.filter(project=None)


def _projects(value: str) -> QuerySet:
    """Projects of that id or slug; which of them the caller sees is asked elsewhere."""
    projects = Project.objects.all()
    try:
        return projects.filter(pk=uuid.UUID(value)).values("pk")
    except ValueError:
        return projects.filter(slug=value).values("pk")
