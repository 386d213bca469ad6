"""Filters of the findings' lists."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

import django_filters
from django import forms
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.db.models.lookups import Contains
from drf_spectacular.drainage import set_override

from findings.models import Attribution, Finding, Severity, Sighting, Status, Upload
from projects.api.scoping import project_or_404
from projects.callers import Caller

MAX_VALUES = 50
MAX_SEARCH = 200


class WordsWidget(forms.SelectMultiple):
    """`?tool=a,b` and `?tool=a&tool=b` alike."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str] | None:
        given = data.getlist(name) if hasattr(data, "getlist") else data.get(name)
        if not given:
            return None
        return [word.strip() for text in given for word in text.split(",")]


class WordsField(forms.Field):
    """Any words, at most fifty."""

    widget = WordsWidget

    def clean(self, value: list[str] | None) -> list[str]:
        words = [word for word in value or [] if word]
        if len(words) > MAX_VALUES:
            raise forms.ValidationError(f"at most {MAX_VALUES} values")
        return words


class ChoicesFilter(django_filters.MultipleChoiceFilter):
    """Any of the named choices."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=WordsWidget, distinct=False, **kwargs)

    def filter(self, qs: QuerySet, value: list[str]) -> QuerySet:
        return qs.filter(**{f"{self.field_name}__in": value}) if value else qs


class WordsFilter(django_filters.Filter):
    """Any of the given words, through `asked(words) -> Q`, or equal to the column."""

    field_class = WordsField

    def __init__(self, asked: Callable[[list[str]], Q] | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._asked = asked
        words = {"type": "array", "items": {"type": "string"}}
        set_override(self, "field", {**words, "description": kwargs.get("help_text", "")})

    def filter(self, qs: QuerySet, value: list[str]) -> QuerySet:
        if not value:
            return qs
        if self._asked is not None:
            return qs.filter(self._asked(value))
        return qs.filter(**{f"{self.field_name}__in": value})


def holding(column: str, values: Iterable[str]) -> Q:
    """Rows whose JSON list `column` holds one of `values`."""
    q = Q(pk__in=[])
    for value in values:
        if connection.vendor == "postgresql":
            q |= Q(**{f"{column}__contains": [value]})
        else:  # a list of texts is stored as json.dumps writes it
            q |= Q(Contains(Cast(column, TextField()), json.dumps(value)))
    return q


def _cwes(words: list[str]) -> Q:
    numbers = [word.upper().removeprefix("CWE-") for word in words]
    return holding("cwe", [f"CWE-{number}" for number in numbers])


def _cves(words: list[str]) -> Q:
    return holding("cve", [word.upper() for word in words])


def _tags(words: list[str]) -> Q:
    return holding("tags", words)


class FindingFilter(django_filters.FilterSet):
    severity = ChoicesFilter(choices=Severity.choices, help_text="One or several.")
    status = ChoicesFilter(choices=Status.choices, help_text="One or several.")
    project = django_filters.CharFilter(method="of_project", help_text="Id or slug.")
    tool = WordsFilter(help_text="Tools that report it, by name.")
    target = django_filters.UUIDFilter(help_text="Reported on that target.")
    scan = django_filters.UUIDFilter(help_text="In a report of that scan.")
    rule = WordsFilter(field_name="rule_id", help_text="Rules, by id.")
    cwe = WordsFilter(asked=_cwes, help_text="CWE-89 or 89.")
    cve = WordsFilter(asked=_cves, help_text="Such as CVE-2021-44228.")
    tag = WordsFilter(asked=_tags, help_text="Tags that people or tools gave.")
    q = django_filters.CharFilter(
        method="search",
        max_length=MAX_SEARCH,
        help_text="Text in title, rule, resource or location, in any case.",
    )
    first_seen_after = django_filters.IsoDateTimeFilter(
        field_name="first_seen", lookup_expr="gte", help_text="Then or later."
    )
    first_seen_before = django_filters.IsoDateTimeFilter(
        field_name="first_seen", lookup_expr="lt", help_text="Before that moment."
    )
    last_seen_after = django_filters.IsoDateTimeFilter(
        field_name="last_seen", lookup_expr="gte", help_text="Then or later."
    )
    last_seen_before = django_filters.IsoDateTimeFilter(
        field_name="last_seen", lookup_expr="lt", help_text="Before that moment."
    )

    class Meta:
        model = Finding
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Tool and target are asked of one attribution: that tool, on that target."""
        asked = dict(self.form.cleaned_data)
        tools, target, scan = (asked.pop(name) for name in ("tool", "target", "scan"))
        for name, value in asked.items():
            queryset = self.filters[name].filter(queryset, value)
        if tools or target:
            reports = Attribution.objects.filter(finding=OuterRef("pk"))
            if tools:
                reports = reports.filter(tool__in=tools)
            if target:
                reports = reports.filter(target=target)
            queryset = queryset.filter(Exists(reports))
        if scan:
            queryset = queryset.filter(
                Exists(Sighting.objects.filter(finding=OuterRef("pk"), run__scan=scan))
            )
        return queryset

    def of_project(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(project=project_or_404(Caller.of(self.request), value))

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(
            Q(title__icontains=value)
            | Q(rule_id__icontains=value)
            | Q(resource__icontains=value)
            | Q(location__icontains=value)
        )


class ImportFilter(django_filters.FilterSet):
    project = django_filters.CharFilter(method="of_project", help_text="Id or slug.")
    status = ChoicesFilter(
        field_name="state", choices=Upload.State.choices, help_text="One or several."
    )
    format = WordsFilter(help_text="Tools and standards that read it, by name.")
    target = django_filters.UUIDFilter(
        field_name="scan__target", help_text="What the report is about."
    )
    scan = django_filters.UUIDFilter(help_text="That holds its runs.")
    sha256 = django_filters.CharFilter(max_length=64, help_text="Of the file as it came.")
    request_id = django_filters.CharFilter(
        max_length=128, help_text="Of the request that brought it."
    )
    received_after = django_filters.IsoDateTimeFilter(
        field_name="created", lookup_expr="gte", help_text="Then or later."
    )
    received_before = django_filters.IsoDateTimeFilter(
        field_name="created", lookup_expr="lt", help_text="Before that moment."
    )

    class Meta:
        model = Upload
        fields: list[str] = []

    def of_project(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(project=project_or_404(Caller.of(self.request), value))
