"""Keyset paging: orderings ended by the id, and the rows that come after given values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import F, Field, Func, Q, QuerySet, Value
from django.db.models.expressions import OrderBy
from django.db.models.lookups import GreaterThan, LessThan


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


def ordering_keys(queryset: QuerySet, names: Sequence[str]) -> list[Key]:
    """The keys of an ordering such as `-created`, ended by the primary key, which breaks ties."""
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


def page(
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
