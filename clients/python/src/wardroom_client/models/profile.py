from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.severity_filter_enum import SeverityFilterEnum, check_severity_filter_enum
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.profile_limits import ProfileLimits
    from ..models.profile_tool import ProfileTool


T = TypeVar("T", bound="Profile")


@_attrs_define
class Profile:
    """`project` null: shipped, read-only.

    Attributes:
        created (datetime.datetime):
        id (UUID):
        name (str):
        project (None | UUID):
        tools (list[ProfileTool]):
        updated (datetime.datetime):
        version (int):
        description (str | Unset):
        limits (ProfileLimits | Unset): What each tool may use; what is absent is the tool's own. The server's maximum
            holds for all.
        max_parallel (int | Unset):  Default: 4.
        severity_filter (list[SeverityFilterEnum] | Unset): Of a scan that names none; empty: every severity.
        timeout_seconds (int | Unset):  Default: 3600.
    """

    created: datetime.datetime
    id: UUID
    name: str
    project: None | UUID
    tools: list[ProfileTool]
    updated: datetime.datetime
    version: int
    description: str | Unset = UNSET
    limits: ProfileLimits | Unset = UNSET
    max_parallel: int | Unset = 4
    severity_filter: list[SeverityFilterEnum] | Unset = UNSET
    timeout_seconds: int | Unset = 3600
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        created = self.created.isoformat()

        id = str(self.id)

        name = self.name

        project: None | str
        if isinstance(self.project, UUID):
            project = str(self.project)
        else:
            project = self.project

        tools = []
        for tools_item_data in self.tools:
            tools_item = tools_item_data.to_dict()
            tools.append(tools_item)

        updated = self.updated.isoformat()

        version = self.version

        description = self.description

        limits: dict[str, Any] | Unset = UNSET
        if not isinstance(self.limits, Unset):
            limits = self.limits.to_dict()

        max_parallel = self.max_parallel

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
                "created": created,
                "id": id,
                "name": name,
                "project": project,
                "tools": tools,
                "updated": updated,
                "version": version,
            }
        )
        if description is not UNSET:
            field_dict["description"] = description
        if limits is not UNSET:
            field_dict["limits"] = limits
        if max_parallel is not UNSET:
            field_dict["max_parallel"] = max_parallel
        if severity_filter is not UNSET:
            field_dict["severity_filter"] = severity_filter
        if timeout_seconds is not UNSET:
            field_dict["timeout_seconds"] = timeout_seconds

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.profile_limits import ProfileLimits  # noqa: PLC0415
        from ..models.profile_tool import ProfileTool  # noqa: PLC0415

        d = dict(src_dict)
        created = datetime.datetime.fromisoformat(d.pop("created"))

        id = UUID(d.pop("id"))

        name = d.pop("name")

        def _parse_project(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                project_type_0 = UUID(data)

                return project_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        project = _parse_project(d.pop("project"))

        tools = []
        _tools = d.pop("tools")
        for tools_item_data in _tools:
            tools_item = ProfileTool.from_dict(tools_item_data)

            tools.append(tools_item)

        updated = datetime.datetime.fromisoformat(d.pop("updated"))

        version = d.pop("version")

        description = d.pop("description", UNSET)

        _limits = d.pop("limits", UNSET)
        limits: ProfileLimits | Unset
        if isinstance(_limits, Unset):
            limits = UNSET
        else:
            limits = ProfileLimits.from_dict(_limits)

        max_parallel = d.pop("max_parallel", UNSET)

        _severity_filter = d.pop("severity_filter", UNSET)
        severity_filter: list[SeverityFilterEnum] | Unset = UNSET
        if _severity_filter is not UNSET:
            severity_filter = []
            for severity_filter_item_data in _severity_filter:
                severity_filter_item = check_severity_filter_enum(severity_filter_item_data)

                severity_filter.append(severity_filter_item)

        timeout_seconds = d.pop("timeout_seconds", UNSET)

        profile = cls(
            created=created,
            id=id,
            name=name,
            project=project,
            tools=tools,
            updated=updated,
            version=version,
            description=description,
            limits=limits,
            max_parallel=max_parallel,
            severity_filter=severity_filter,
            timeout_seconds=timeout_seconds,
        )

        profile.additional_properties = d
        return profile

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
