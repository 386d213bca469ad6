from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.severity_filter_enum import SeverityFilterEnum, check_severity_filter_enum
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.new_profile_request_limits import NewProfileRequestLimits
    from ..models.profile_tool_request import ProfileToolRequest


T = TypeVar("T", bound="NewProfileRequest")


@_attrs_define
class NewProfileRequest:
    """`project` null: shipped, read-only.

    Attributes:
        name (str):
        tools (list[ProfileToolRequest]):
        description (str | Unset):
        limits (NewProfileRequestLimits | Unset): What each tool may use; what is absent is the tool's own. The server's
            maximum holds for all.
        max_parallel (int | Unset):  Default: 4.
        project (str | Unset): Id or slug.
        severity_filter (list[SeverityFilterEnum] | Unset): Of a scan that names none; empty: every severity.
        timeout_seconds (int | Unset):  Default: 3600.
    """

    name: str
    tools: list[ProfileToolRequest]
    description: str | Unset = UNSET
    limits: NewProfileRequestLimits | Unset = UNSET
    max_parallel: int | Unset = 4
    project: str | Unset = UNSET
    severity_filter: list[SeverityFilterEnum] | Unset = UNSET
    timeout_seconds: int | Unset = 3600
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        tools = []
        for tools_item_data in self.tools:
            tools_item = tools_item_data.to_dict()
            tools.append(tools_item)

        description = self.description

        limits: dict[str, Any] | Unset = UNSET
        if not isinstance(self.limits, Unset):
            limits = self.limits.to_dict()

        max_parallel = self.max_parallel

        project = self.project

        severity_filter: list[str] | Unset = UNSET
        if not isinstance(self.severity_filter, Unset):
            severity_filter = []
            for severity_filter_item_data in self.severity_filter:
                severity_filter_item: str = severity_filter_item_data
                severity_filter.append(severity_filter_item)

        timeout_seconds = self.timeout_seconds

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
                "tools": tools,
            }
        )
        if description is not UNSET:
            field_dict["description"] = description
        if limits is not UNSET:
            field_dict["limits"] = limits
        if max_parallel is not UNSET:
            field_dict["max_parallel"] = max_parallel
        if project is not UNSET:
            field_dict["project"] = project
        if severity_filter is not UNSET:
            field_dict["severity_filter"] = severity_filter
        if timeout_seconds is not UNSET:
            field_dict["timeout_seconds"] = timeout_seconds

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.new_profile_request_limits import NewProfileRequestLimits  # noqa: PLC0415
        from ..models.profile_tool_request import ProfileToolRequest  # noqa: PLC0415

        d = dict(src_dict)
        name = d.pop("name")

        tools = []
        _tools = d.pop("tools")
        for tools_item_data in _tools:
            tools_item = ProfileToolRequest.from_dict(tools_item_data)

            tools.append(tools_item)

        description = d.pop("description", UNSET)

        _limits = d.pop("limits", UNSET)
        limits: NewProfileRequestLimits | Unset
        if isinstance(_limits, Unset):
            limits = UNSET
        else:
            limits = NewProfileRequestLimits.from_dict(_limits)

        max_parallel = d.pop("max_parallel", UNSET)

        project = d.pop("project", UNSET)

        _severity_filter = d.pop("severity_filter", UNSET)
        severity_filter: list[SeverityFilterEnum] | Unset = UNSET
        if _severity_filter is not UNSET:
            severity_filter = []
            for severity_filter_item_data in _severity_filter:
                severity_filter_item = check_severity_filter_enum(severity_filter_item_data)

                severity_filter.append(severity_filter_item)

        timeout_seconds = d.pop("timeout_seconds", UNSET)

        new_profile_request = cls(
            name=name,
            tools=tools,
            description=description,
            limits=limits,
            max_parallel=max_parallel,
            project=project,
            severity_filter=severity_filter,
            timeout_seconds=timeout_seconds,
        )

        new_profile_request.additional_properties = d
        return new_profile_request

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
