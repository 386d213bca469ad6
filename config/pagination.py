"""Lists: keyset pages by cursor, and filters that refuse what they do not know.

The cursor holds the ordering and the last row's values under it, ended by the id, so a page costs
the same at any depth and rows that arrive meanwhile neither repeat nor hide others.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import django_filters
import orjson
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import F, Field, Func, Q, QuerySet, Value
from django.db.models.expressions import OrderBy
from django.db.models.lookups import GreaterThan, LessThan
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError, FieldError

DEFAULT_LIMIT = 50
MAX_LIMIT = 200
PAGE_PARAMETERS = ("limit", "cursor", "ordering", "count")


def invalid_query(name: str, message: str, code: str = "invalid") -> ApiError:
    """INVALID_QUERY for one parameter; `message` continues its name: "must be …"."""
    return ApiError(
        ErrorCode.INVALID_QUERY,
        f"{name} {message}",
        errors=[FieldError(name, f"{name} {message}", code, "query")],
    )


def known_parameters(request: Request, allowed: Iterable[str]) -> None:
    """Raise INVALID_QUERY where the query names something that is not in `allowed`."""
    names = sorted(set(allowed))
    errors = [
        FieldError(
            name,
            f"unknown parameter {name}; "
            + (f"allowed: {', '.join(names)}" if names else "this route takes none"),
            "unknown",
            "query",
        )
        for name in request.query_params
        if name not in names
    ]
    if errors:
        raise ApiError(ErrorCode.INVALID_QUERY, _joined(errors), errors=errors)


def _joined(errors: Sequence[FieldError]) -> str:
    return "; ".join(error.message for error in errors)


@dataclass(frozen=True)
class Key:
    """One step of an ordering: a column or annotation, its direction, and how its values parse."""

    name: str
    descending: bool
    field: Field
    nullable: bool

    def reversed(self) -> Key:
        return Key(self.name, not self.descending, self.field, self.nullable)

    def order_by(self, flipped: bool) -> OrderBy:
        """Empty values come last, or first when the page is read backwards."""
        nulls = {"nulls_first" if flipped else "nulls_last": True} if self.nullable else {}
        return OrderBy(F(self.name), descending=self.descending, **nulls)

    def value_of(self, row: Any) -> Any:
        if isinstance(row, Mapping):
            return row[self.name]
        for step in self.name.split("__"):
            row = None if row is None else getattr(row, step)
        return row

    def beyond(self, value: Any, flipped: bool) -> Q:
        """Rows that come after `value` in this key."""
        if value is None:
            return Q(**{f"{self.name}__isnull": False}) if flipped else Q(pk__in=[])
        q = Q(**{f"{self.name}__{'lt' if self.descending else 'gt'}": value})
        return q | Q(**{f"{self.name}__isnull": True}) if self.nullable and not flipped else q

    def equal(self, value: Any) -> Q:
        return Q(**{f"{self.name}__isnull": True}) if value is None else Q(**{self.name: value})


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
        keys = _keys(queryset, _columns(names, view))
        ordering = ",".join(names)
        values, flipped = self._position(request, ordering, keys)
        rows = list(_page(queryset, keys, values, flipped, self.limit + 1))
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
            parsed = [key.field.to_python(v) for key, v in zip(keys, values, strict=True)]
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


def _keys(queryset: QuerySet, names: Sequence[str]) -> list[Key]:
    keys = [_key(queryset, name) for name in names]
    if not any(key.name in ("id", "pk") for key in keys):
        last = keys[-1].descending if keys else False
        keys.append(_key(queryset, f"{'-' if last else ''}{queryset.model._meta.pk.name}"))
    return keys


def _key(queryset: QuerySet, signed: str) -> Key:
    name = signed.lstrip("-")
    annotation = queryset.query.annotations.get(name)
    if annotation is not None:
        return Key(name, signed.startswith("-"), annotation.output_field, True)
    model, nullable, field = queryset.model, False, None
    for step in name.split("__"):
        try:
            field = model._meta.get_field(step) if step != "pk" else model._meta.pk
        except FieldDoesNotExist as error:
            raise TypeError(f"{queryset.model.__name__} cannot be ordered by {name}") from error
        nullable = nullable or field.null
        model = field.related_model or model
    assert field is not None  # noqa: S101 - a name has at least one step
    return Key(name, signed.startswith("-"), field, nullable)


class _Row(Func):
    """`(a, b)`: a row value, which PostgreSQL and SQLite compare along an index of both."""

    template = "(%(expressions)s)"


def _page(
    queryset: QuerySet, keys: Sequence[Key], values: list[Any] | None, flipped: bool, size: int
) -> QuerySet:
    """The `size` rows next to `values`, nearest first."""
    if flipped:
        keys = [key.reversed() for key in keys]
    if values is not None:
        queryset = queryset.filter(_beyond(keys, values, flipped))
    return queryset.order_by(*[key.order_by(flipped) for key in keys])[:size]


def _beyond(keys: Sequence[Key], values: Sequence[Any], flipped: bool) -> Any:
    if len({key.descending for key in keys}) == 1 and not any(key.nullable for key in keys):
        compare = LessThan if keys[0].descending else GreaterThan
        boundary = [Value(v, output_field=k.field) for k, v in zip(keys, values, strict=True)]
        columns = [F(key.name) for key in keys]
        return compare(
            _Row(*columns, output_field=keys[0].field), _Row(*boundary, output_field=keys[0].field)
        )
    beyond, equal = Q(), Q()
    for key, value in zip(keys, values, strict=True):
        beyond |= equal & key.beyond(value, flipped)
        equal &= key.equal(value)
    if keys[0].nullable:
        return beyond
    # Says nothing new, but lets an index that starts with the first key find the place.
    sign = "lte" if keys[0].descending else "gte"
    return Q(**{f"{keys[0].name}__{sign}": values[0]}) & beyond


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


class StrictFilterBackend(DjangoFilterBackend):
    """django-filter, where an unknown parameter or a bad value is INVALID_QUERY.

    Known are the view's filters, the page's own parameters on a list, and what the view names in
    `query_parameters` (names, or a mapping of action to names).
    """

    def filter_queryset(self, request: Request, queryset: QuerySet, view: APIView) -> QuerySet:
        is_list = not getattr(view, "detail", None) and getattr(view, "paginator", None)
        is_list = is_list and (view.lookup_url_kwarg or view.lookup_field) not in view.kwargs
        filterset = self.get_filterset(request, queryset, view) if is_list else None
        filters = filterset.filters if filterset is not None else {}
        pages = PAGE_PARAMETERS if is_list else ()
        known_parameters(request, [*filters, *pages, *_declared(view)])
        if filterset is None:
            return queryset
        errors = [*_bad_booleans(filterset), *_refused_values(filterset)]
        if errors:
            raise ApiError(ErrorCode.INVALID_QUERY, _joined(errors), errors=errors)
        return filterset.qs


def _declared(view: Any) -> Iterable[str]:
    declared = getattr(view, "query_parameters", ())
    if isinstance(declared, Mapping):
        return declared.get(getattr(view, "action", None), ())
    return declared


def _bad_booleans(filterset: Any) -> list[FieldError]:
    """django-filter reads any other word as "not asked"."""
    return [
        FieldError(name, f"{name} must be one of: true, false", "invalid_choice", "query")
        for name, item in filterset.filters.items()
        if isinstance(item, django_filters.BooleanFilter)
        and (filterset.data.get(name) or "true").lower() not in ("true", "false")
    ]


def _refused_values(filterset: Any) -> list[FieldError]:
    if filterset.is_valid():
        return []
    errors = []
    for name, problems in filterset.errors.as_data().items():
        field = filterset.form.fields.get(name)
        choices = [str(value) for value, _ in getattr(field, "choices", ()) if value != ""]
        for problem in problems:
            text = " ".join(problem.messages).rstrip(".")
            if choices:
                text = f"must be one of: {', '.join(choices)}"
                sentence = f"{name} {text}"
            else:
                sentence = f"{name}: {text}"
            errors.append(FieldError(name, sentence, problem.code or "invalid", "query"))
    return errors
