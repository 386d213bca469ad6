"""Query parameters: filters that refuse what they do not know, and say what is allowed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import django_filters
from django.db.models import QuerySet
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.request import Request

from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError, FieldError

PAGE_PARAMETERS = ("limit", "cursor", "ordering", "count")
# Of a stranger's words an answer repeats no more than tells which are meant.
LONGEST_NAME = 40
MOST_NAMES = 5


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
    unknown = [_shown(name) for name in request.query_params if name not in names][:MOST_NAMES]
    if unknown:
        rest = f"allowed: {', '.join(names)}" if names else "this route takes none"
        errors = [
            FieldError(name, f"unknown parameter {name}; {rest}", "unknown", "query")
            for name in unknown
        ]
        raise ApiError(ErrorCode.INVALID_QUERY, _joined(errors), errors=errors)


def _shown(name: str) -> str:
    """`name`, cut and printable."""
    cut = name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
    return "".join(letter if letter.isprintable() else "?" for letter in cut)


def in_utc(value: Any) -> Any:
    """`value`; `OverflowError` for a time that falls outside the years 1 to 9999 in UTC, the form
    in which databases compare it."""
    if isinstance(value, datetime):
        value.astimezone(UTC)
    return value


def _joined(errors: Sequence[FieldError]) -> str:
    return "; ".join(error.message for error in errors)


class StrictFilterBackend(DjangoFilterBackend):
    """django-filter, where an unknown parameter or a bad value is INVALID_QUERY.

    Known are the view's filters, the page's own parameters on a list, and what the view names in
    `query_parameters` (names, or a mapping of action to names).
    """

    def filter_queryset(self, request: Request, queryset: QuerySet, view: Any) -> QuerySet:
        is_list = _is_list(view)
        filterset = self.get_filterset(request, queryset, view) if is_list else None
        filters = filterset.filters if filterset is not None else {}
        pages = PAGE_PARAMETERS if is_list else ()
        known_parameters(request, [*filters, *pages, *_declared(view)])
        if filterset is None:
            return queryset
        errors = [*_bad_booleans(filterset), *_refused_values(filterset), *_beyond_times(filterset)]
        if errors:
            raise ApiError(ErrorCode.INVALID_QUERY, _joined(errors), errors=errors)
        return filterset.qs


def _is_list(view: Any) -> bool:
    """Whether the queryset is being listed, not searched for the one object of the path."""
    if getattr(view, "action", None) == "list":
        return True
    return (view.lookup_url_kwarg or view.lookup_field) not in view.kwargs


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


def _beyond_times(filterset: Any) -> Iterator[FieldError]:
    for name, value in getattr(filterset.form, "cleaned_data", {}).items():
        try:
            in_utc(value)
        except OverflowError:
            sentence = f"{name} must lie within the years 1 to 9999 in UTC"
            yield FieldError(name, sentence, "overflow", "query")


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
