from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.scan_errors_tool_errors import ScanErrorsToolErrors


T = TypeVar("T", bound="ScanErrors")


@_attrs_define
class ScanErrors:
    """By tool that was executed: its error, null where it succeeded. failed + success = total.

    Attributes:
        failed_tools (int):
        scan_id (UUID):
        success_tools (int):
        tool_errors (ScanErrorsToolErrors):
        total_tools (int):
    """

    failed_tools: int
    scan_id: UUID
    success_tools: int
    tool_errors: ScanErrorsToolErrors
    total_tools: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        failed_tools = self.failed_tools

        scan_id = str(self.scan_id)

        success_tools = self.success_tools

        tool_errors = self.tool_errors.to_dict()

        total_tools = self.total_tools

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "failed_tools": failed_tools,
                "scan_id": scan_id,
                "success_tools": success_tools,
                "tool_errors": tool_errors,
                "total_tools": total_tools,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.scan_errors_tool_errors import ScanErrorsToolErrors  # noqa: PLC0415

        d = dict(src_dict)
        failed_tools = d.pop("failed_tools")

        scan_id = UUID(d.pop("scan_id"))

        success_tools = d.pop("success_tools")

        tool_errors = ScanErrorsToolErrors.from_dict(d.pop("tool_errors"))

        total_tools = d.pop("total_tools")

        scan_errors = cls(
            failed_tools=failed_tools,
            scan_id=scan_id,
            success_tools=success_tools,
            tool_errors=tool_errors,
            total_tools=total_tools,
        )

        scan_errors.additional_properties = d
        return scan_errors

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
