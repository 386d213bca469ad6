from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ToolResolution")


@_attrs_define
class ToolResolution:
    """
    Attributes:
        mean_seconds (float):
        median_seconds (float):
        resolved (int): Errors that ended in the window.
        tool (str):
    """

    mean_seconds: float
    median_seconds: float
    resolved: int
    tool: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        mean_seconds = self.mean_seconds

        median_seconds = self.median_seconds

        resolved = self.resolved

        tool = self.tool

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "mean_seconds": mean_seconds,
                "median_seconds": median_seconds,
                "resolved": resolved,
                "tool": tool,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        mean_seconds = d.pop("mean_seconds")

        median_seconds = d.pop("median_seconds")

        resolved = d.pop("resolved")

        tool = d.pop("tool")

        tool_resolution = cls(
            mean_seconds=mean_seconds,
            median_seconds=median_seconds,
            resolved=resolved,
            tool=tool,
        )

        tool_resolution.additional_properties = d
        return tool_resolution

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
