"""Lists, a page at a time.

The cursor holds the ordering and the last row's values under it, ended by the id, so a page costs
the same at any depth and rows that arrive meanwhile neither repeat nor hide others.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.keyset import Key, ordering_keys, page
from config.queries import in_utc, invalid_query

DEFAULT_LIMIT = 50
MAX_LIMIT = 200


class CursorPagination(BasePagination):
    """`{"results", "next", "previous"}`, cursors or null, and `count` where it is asked for.

    A view allows orderings with `ordering_fields` (names without sign) and names its default with
    `ordering`; without that, the model's own. `ordering_columns` maps names to the columns that
    order them, with a sign where the column runs the other way ({"severity": "-severity_rank"}).
    Two queries at most, one without `count=exact`.
    """

    def paginate_queryset(
        self, queryset: Any, request: Request, view: APIView | None = None
    ) -> list[Any]:
        self.limit = _limit(request)
        self.count = self._count(queryset, request)
        if not isinstance(queryset, QuerySet):
            return self._page_of_list(list(queryset), request)
        asked = _asked_ordering(request, view)
        names = asked or _default_ordering(queryset, view)
        keys = ordering_keys(queryset, _columns(names, view))
        ordering = ",".join(names)
        values, flipped = self._position(request, ordering, keys)
        rows = list(page(queryset, keys, values, flipped, self.limit + 1))
        more = len(rows) > self.limit
        rows = rows[: self.limit]
        if flipped:
            rows.reverse()
        self.next = self.previous = None
        if rows:
            last = [key.value_of(rows[-1]) for key in keys]
            first = [key.value_of(rows[0]) for key in keys]
            if more or flipped:
                self.next = _encoded({"o": ordering, "v": last})
            if (more and flipped) or (values is not None and not flipped):
                self.previous = _encoded({"o": ordering, "v": first, "r": 1})
        return rows

    def get_paginated_response(self, data: Any) -> Response:
        body = {"results": data, "next": self.next, "previous": self.previous}
        if self.count is not None:
            body["count"] = self.count
        return Response(body)

    def _count(self, queryset: Any, request: Request) -> int | None:
        asked = request.query_params.get("count")
        if asked is None:
            return None
        if asked != "exact":
            raise invalid_query("count", "must be one of: exact")
        return queryset.count() if isinstance(queryset, QuerySet) else len(queryset)

    def _position(
        self, request: Request, ordering: str, keys: Sequence[Key]
    ) -> tuple[list[Any] | None, bool]:
        """The values to go on from, and whether backwards."""
        state = _decoded(request)
        if state is None:
            return None, False
        if state.get("o") != ordering:
            raise invalid_query("cursor", "belongs to another ordering; start without it")
        values = state.get("v")
        if not isinstance(values, list) or len(values) != len(keys):
            raise invalid_query("cursor", "is malformed; use one that a list gave")
        try:
            parsed = [in_utc(key.field.to_python(v)) for key, v in zip(keys, values, strict=True)]
        except (ValidationError, TypeError, ValueError, OverflowError):
            raise invalid_query("cursor", "is malformed; use one that a list gave") from None
        if any(v is None and not key.nullable for key, v in zip(keys, parsed, strict=True)):
            raise invalid_query("cursor", "is malformed; use one that a list gave")
        return parsed, bool(state.get("r"))

    def _page_of_list(self, rows: list[Any], request: Request) -> list[Any]:
        state = _decoded(request)
        start = 0 if state is None else state.get("i")
        if not isinstance(start, int) or not 0 <= start <= len(rows):
            raise invalid_query("cursor", "is malformed; use one that a list gave")
        end = start + self.limit
        self.next = _encoded({"i": end}) if end < len(rows) else None
        self.previous = _encoded({"i": max(0, start - self.limit)}) if start else None
        return rows[start:end]

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        fields = _signed(getattr(view, "ordering_fields", ()))
        parameters = [
            _parameter(
                "limit",
                "Rows of a page.",
                {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT},
            ),
            _parameter("cursor", "`next` or `previous` of another page.", {"type": "string"}),
            _parameter("count", "`exact` adds `count`.", {"type": "string", "enum": ["exact"]}),
        ]
        if fields:
            parameters.append(
                _parameter(
                    "ordering",
                    "What to sort by; a leading `-` reverses.",
                    {"type": "string", "enum": fields},
                )
            )
        return parameters

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        cursor = {"type": ["string", "null"], "description": "Value for `cursor`."}
        exact = {"type": "integer", "description": "Only with `count=exact`.", "example": 1}
        return {
            "type": "object",
            "required": ["results", "next", "previous"],
            "properties": {
                "results": schema,
                "next": {**cursor, "example": None},
                "previous": {**cursor, "example": None},
                "count": exact,
            },
        }


def _parameter(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": description,
        "schema": schema,
    }


def _limit(request: Request) -> int:
    text = request.query_params.get("limit", str(DEFAULT_LIMIT))
    if not (text.isascii() and text.isdecimal() and len(text) < 10 and 1 <= int(text) <= MAX_LIMIT):
        raise invalid_query("limit", f"must be a whole number from 1 to {MAX_LIMIT}")
    return int(text)


def _signed(fields: Iterable[str]) -> list[str]:
    return [signed for name in fields for signed in (name, f"-{name}")]


def _asked_ordering(request: Request, view: Any) -> list[str]:
    text = request.query_params.get("ordering")
    if text is None:
        return []
    allowed = _signed(getattr(view, "ordering_fields", ()))
    names = text.split(",")
    bare = [name.lstrip("-") for name in names]
    if not set(names) <= set(allowed) or len(set(bare)) != len(bare):
        raise invalid_query("ordering", f"must be one of: {', '.join(allowed)}")
    return names


def _default_ordering(queryset: QuerySet, view: Any) -> list[str]:
    declared = getattr(view, "ordering", None) or queryset.query.order_by
    declared = declared or queryset.model._meta.ordering
    return [declared] if isinstance(declared, str) else [str(name) for name in declared]


def _columns(names: Sequence[str], view: Any) -> list[str]:
    columns: Mapping[str, str] = getattr(view, "ordering_columns", {})
    found = []
    for name in names:
        bare = name.lstrip("-")
        column = columns.get(bare, bare)
        reverses = name.startswith("-") != column.startswith("-")
        found.append(f"{'-' if reverses else ''}{column.lstrip('-')}")
    return found


def _encoded(state: dict[str, Any]) -> str:
    # Not the API's encoding: a time cut to milliseconds would miss its own row.
    text = orjson.dumps(state, default=str)
    return base64.urlsafe_b64encode(text).decode("ascii").rstrip("=")


def _decoded(request: Request) -> dict[str, Any] | None:
    text = request.query_params.get("cursor")
    if text is None:
        return None
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        state = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, binascii.Error):
        state = None
    if not isinstance(state, dict):
        raise invalid_query("cursor", "is malformed; use one that a list gave")
    return state
