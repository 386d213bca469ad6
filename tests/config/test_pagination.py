"""Keyset pages: nothing repeated, nothing lost, ties broken by id; and filters that refuse."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import django_filters
import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import F, QuerySet
from django.db.models.functions import Length
from django.test.utils import CaptureQueriesContext
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import ModelSerializer
from rest_framework.test import APIRequestFactory

from config.pagination import CursorPagination
from config.queries import invalid_query
from config.records.models import AuditEntry

pytestmark = pytest.mark.django_db

EXISTING_ID = "0198c0de-0000-7000-8000-000000000001"
NOON = datetime(2026, 11, 21, 12, 0, 0, 123456, tzinfo=UTC)


class EntryFilter(django_filters.FilterSet):
    role = django_filters.ChoiceFilter(
        choices=[(word, word) for word in ("critical", "high", "medium", "low", "info")]
    )
    since = django_filters.IsoDateTimeFilter(field_name="created", lookup_expr="gte")
    named = django_filters.BooleanFilter(field_name="role", lookup_expr="isnull", exclude=True)
    actors = django_filters.BaseInFilter(field_name="actor", lookup_expr="in")

    class Meta:
        model = AuditEntry
        fields = ["actor"]


class EntrySerializer(ModelSerializer):
    class Meta:
        model = AuditEntry
        fields = ["id", "actor", "created", "project_id"]


class Entries(ListAPIView):
    authentication_classes: list[Any] = []
    permission_classes: list[Any] = []
    serializer_class = EntrySerializer
    filterset_class = EntryFilter
    ordering_fields = ["created", "actor", "length", "project_id", "brevity"]
    ordering_columns = {"brevity": "-length"}
    ordering = "-created"

    def get_queryset(self) -> QuerySet[AuditEntry]:
        return AuditEntry.objects.annotate(length=Length("actor"))


class Numbers(ListAPIView):
    """A list that does not come from the database."""

    authentication_classes: list[Any] = []
    permission_classes: list[Any] = []
    filter_backends: list[Any] = []

    def list(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        return self.get_paginated_response(self.paginate_queryset(range(7)))


def get(view: Any, **query: Any) -> Any:
    response = view.as_view()(APIRequestFactory().get("/api/v1/entries", query))
    response.render() if hasattr(response, "render") else None
    return response


def everything(view: Any, key: str = "id", **query: Any) -> list[Any]:
    """All pages forwards, then all of them backwards, which must be the same."""
    pages, cursor = [], None
    while True:
        body = get(view, **query, **({"cursor": cursor} if cursor else {})).data
        pages.append(body["results"])
        last, cursor = body, body["next"]
        if cursor is None:
            break
    backwards = [last["results"]]
    while last["previous"]:
        last = get(view, **query, cursor=last["previous"]).data
        backwards.insert(0, last["results"])
    flat = [row[key] for page in pages for row in page]
    assert [row[key] for page in backwards for row in page] == flat
    return flat


def make_entries(number: int = 23) -> list[str]:
    """Entries of which many share a moment, an actor, or have no project."""
    for index in range(number):
        entry = AuditEntry.objects.create(
            actor="abc"[index % 3] * (index % 4 + 1),
            action="test",
            project_id=None if index % 2 else f"{index:032x}",
        )
        moment = NOON + timedelta(microseconds=index // 5)
        AuditEntry.objects.filter(pk=entry.pk).update(created=moment)
    return [str(pk) for pk in AuditEntry.objects.values_list("pk", flat=True)]


@pytest.mark.parametrize("limit", [1, 4, 5, 23, 200])
@pytest.mark.parametrize(
    "ordering",
    [
        "created",
        "-created",
        "actor,-created",
        "-actor,created",
        "length",
        "-length,actor",
        "brevity",
        "-brevity,created",
        "project_id",
        "-project_id",
        "project_id,-created",
    ],
)
def test_every_row_once_in_both_directions(ordering: str, limit: int) -> None:
    expected = sorted(make_entries())
    seen = everything(Entries, ordering=ordering, limit=limit)
    assert len(seen) == 23
    assert sorted(seen) == expected


def test_the_order_is_the_databases_with_empty_last_and_ties_by_id() -> None:
    make_entries()
    expected = AuditEntry.objects.order_by(F("project_id").desc(nulls_last=True), "-id")
    seen = everything(Entries, ordering="-project_id", limit=3)
    assert seen == [str(pk) for pk in expected.values_list("pk", flat=True)]


def test_an_ordering_may_run_against_its_column() -> None:
    make_entries()
    longest_first = everything(Entries, key="actor", ordering="brevity", limit=4)
    assert longest_first == sorted(longest_first, key=len, reverse=True)


def test_rows_that_arrive_meanwhile_neither_repeat_nor_hide_others() -> None:
    make_entries(10)
    first = get(Entries, limit=5).data
    AuditEntry.objects.create(actor="late", action="test")
    second = get(Entries, limit=5, cursor=first["next"]).data
    seen = [row["id"] for row in first["results"] + second["results"]]
    assert len(set(seen)) == 10


def test_a_page_is_one_query_and_with_a_count_two() -> None:
    make_entries()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        cursor = get(Entries, limit=5).data["next"]
    assert len(queries) == 1
    with CaptureQueriesContext(connection) as queries:
        body = get(Entries, limit=5, cursor=cursor, count="exact").data
    assert len(queries) == 2
    assert body["count"] == 23


def test_the_boundary_is_a_row_value_that_an_index_can_follow() -> None:
    make_entries()
    cursor = get(Entries, limit=5).data["next"]
    with CaptureQueriesContext(connection) as queries:
        get(Entries, limit=5, cursor=cursor)
    sql = queries[0]["sql"]
    assert '("records_auditentry"."created", "records_auditentry"."id") < (' in sql


def test_the_end_and_the_start_have_no_cursor() -> None:
    make_entries(3)
    body = get(Entries).data
    assert (body["next"], body["previous"]) == (None, None)
    assert list(body) == ["results", "next", "previous"]


def test_times_have_milliseconds_and_z() -> None:
    make_entries(1)
    assert b'"created":"2026-11-21T12:00:00.123Z"' in get(Entries).content


@pytest.mark.parametrize(
    ("query", "details"),
    [
        ({"limit": "0"}, "limit must be a whole number from 1 to 200"),
        ({"limit": "201"}, "limit must be a whole number from 1 to 200"),
        ({"limit": "x"}, "limit must be a whole number from 1 to 200"),
        ({"limit": "٣"}, "limit must be a whole number from 1 to 200"),
        ({"limit": "9" * 5000}, "limit must be a whole number from 1 to 200"),
        ({"count": "about"}, "count must be one of: exact"),
        ({"cursor": "!"}, "cursor is malformed; use one that a list gave"),
        ({"cursor": ""}, "cursor is malformed; use one that a list gave"),
        ({"cursor": "bnVsbA"}, "cursor is malformed; use one that a list gave"),
        ({"cursor": "e30"}, "cursor belongs to another ordering; start without it"),
        ({"role": "worst"}, "role must be one of: critical, high, medium, low, info"),
        ({"named": "perhaps"}, "named must be one of: true, false"),
        ({"since": "yesterday"}, "since: Enter a valid date/time"),
        (
            {"since": "9999-12-31T23:59:59-23:59"},
            "since must lie within the years 1 to 9999 in UTC",
        ),
        (
            {"nosuch": "1"},
            "unknown parameter nosuch; allowed: actor, actors, count, cursor, limit, named, "
            "ordering, role, since",
        ),
    ],
)
def test_a_bad_query_is_refused_with_what_is_allowed(query: dict[str, str], details: str) -> None:
    body = get(Entries, **query).data
    assert body["code"] == "INVALID_QUERY"
    assert body["details"] == details
    assert body["errors"][0]["field"] == next(iter(query))


def test_an_unknown_ordering_names_the_known() -> None:
    body = get(Entries, ordering="secret").data
    assert body["details"].startswith("ordering must be one of: created, -created, actor")


@pytest.mark.parametrize(
    "ordering", ["created,created", "created,-created", "", "created,", "--created"]
)
def test_an_ordering_that_means_nothing_is_refused(ordering: str) -> None:
    assert get(Entries, ordering=ordering).data["code"] == "INVALID_QUERY"


def test_several_mistakes_are_told_at_once() -> None:
    body = get(Entries, role="worst", named="perhaps").data
    assert {error["field"] for error in body["errors"]} == {"role", "named"}


def test_a_cursor_of_another_ordering_is_refused() -> None:
    make_entries()
    cursor = get(Entries, limit=5).data["next"]
    body = get(Entries, limit=5, cursor=cursor, ordering="actor").data
    assert body["details"] == "cursor belongs to another ordering; start without it"


@pytest.mark.parametrize(
    "state",
    [
        {"o": "-created", "v": ["never", "x"]},
        {"o": "-created", "v": []},
        {"o": "-created", "v": [None, None]},
        {"o": "-created", "v": "xx"},
        {"o": "-created", "v": [{"a": 1}, []]},
        {"o": "-created", "v": ["9999-12-31T23:59:59-23:59", EXISTING_ID]},
        {"o": "-created", "v": ["0001-01-01T00:00:00+23:59", EXISTING_ID]},
    ],
)
def test_a_forged_cursor_is_refused(state: dict[str, Any]) -> None:
    cursor = base64.urlsafe_b64encode(json.dumps(state).encode()).decode()
    assert get(Entries, cursor=cursor).data["code"] == "INVALID_QUERY"


def test_filters_filter() -> None:
    make_entries(6)
    assert {row["actor"] for row in get(Entries, actor="a").data["results"]} == {"a"}
    assert len(get(Entries, actors="a,bb").data["results"]) == 2


def test_a_list_that_is_no_query_has_pages_too() -> None:
    first = get(Numbers, limit=3, count="exact").data
    second = get(Numbers, limit=3, cursor=first["next"]).data
    third = get(Numbers, limit=3, cursor=second["next"]).data
    assert first["results"] + second["results"] + third["results"] == list(range(7))
    assert (first["count"], first["previous"], third["next"]) == (7, None, None)
    assert get(Numbers, limit=3, cursor=second["previous"]).data["results"] == [0, 1, 2]


def test_rows_may_be_dicts() -> None:
    make_entries(4)
    request = Request(APIRequestFactory().get("/", {"limit": "2"}))
    request.user = AnonymousUser()
    page = CursorPagination()
    rows = page.paginate_queryset(AuditEntry.objects.order_by("-created").values(), request)
    assert len(rows) == 2
    assert page.next


def test_a_refusal_names_its_parameter() -> None:
    error = invalid_query("force", "must be one of: true, false")
    assert error.details == "force must be one of: true, false"
    assert error.errors[0].location == "query"
