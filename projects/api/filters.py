"""What the lists of projects, targets, credentials and keys can be narrowed by."""

from __future__ import annotations

import django_filters
from django.db.models import Q, QuerySet

from projects import keys
from projects.callers import Caller
from projects.models import ApiKey, Credential, Project, Target

from .scoping import project_or_404


class ProjectFilter(django_filters.FilterSet):
    archived = django_filters.BooleanFilter(label="Whether nothing more is done in it.")
    q = django_filters.CharFilter(method="named", label="Part of the name or slug.")

    class Meta:
        model = Project
        fields = ["archived"]

    def named(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(Q(name__icontains=value) | Q(slug__icontains=value))


class InProject(django_filters.FilterSet):
    project = django_filters.CharFilter(method="of_project", label="Id or slug of a project.")

    def of_project(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        caller = Caller.of(self.request)
        return queryset.filter(project=project_or_404(caller, value))


class TargetFilter(InProject):
    kind = django_filters.ChoiceFilter(choices=Target.Kind.choices)
    retired = django_filters.BooleanFilter(label="Whether it is scanned no more.")

    class Meta:
        model = Target
        fields = ["kind", "retired"]


class CredentialFilter(InProject):
    kind = django_filters.ChoiceFilter(choices=Credential.Kind.choices)

    class Meta:
        model = Credential
        fields = ["kind"]


class ApiKeyFilter(InProject):
    usable = django_filters.BooleanFilter(method="is_usable", label="Neither expired nor revoked.")

    class Meta:
        model = ApiKey
        fields: list[str] = []

    def is_usable(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        return queryset.filter(keys.usable()) if value else queryset.exclude(keys.usable())
