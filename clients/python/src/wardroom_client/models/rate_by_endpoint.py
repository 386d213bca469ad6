from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="RateByEndpoint")


@_attrs_define
class RateByEndpoint:
    """
    Attributes:
        answers (int):
        errors (int):
        rate (float): Errors of all answers of the route, 0 to 1.
        route (str):
    """

    answers: int
    errors: int
    rate: float
    route: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        answers = self.answers

        errors = self.errors

        rate = self.rate

        route = self.route

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "answers": answers,
                "errors": errors,
                "rate": rate,
                "route": route,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        answers = d.pop("answers")

        errors = d.pop("errors")

        rate = d.pop("rate")

        route = d.pop("route")

        rate_by_endpoint = cls(
            answers=answers,
            errors=errors,
            rate=rate,
            route=route,
        )

        rate_by_endpoint.additional_properties = d
        return rate_by_endpoint

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
