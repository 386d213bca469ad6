from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.error_figures import ErrorFigures


T = TypeVar("T", bound="ErrorWindows")


@_attrs_define
class ErrorWindows:
    """`hour` is the running hour and the one before; `day` the 24 before.

    Attributes:
        day (ErrorFigures): The five figures in one window. What cannot be divided is null.
        hour (ErrorFigures): The five figures in one window. What cannot be divided is null.
    """

    day: ErrorFigures
    hour: ErrorFigures
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        day = self.day.to_dict()

        hour = self.hour.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "day": day,
                "hour": hour,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.error_figures import ErrorFigures  # noqa: PLC0415

        d = dict(src_dict)
        day = ErrorFigures.from_dict(d.pop("day"))

        hour = ErrorFigures.from_dict(d.pop("hour"))

        error_windows = cls(
            day=day,
            hour=hour,
        )

        error_windows.additional_properties = d
        return error_windows

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
