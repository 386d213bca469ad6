from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.planned_tool import PlannedTool
    from ..models.target_brief import TargetBrief


T = TypeVar("T", bound="Plan")


@_attrs_define
class Plan:
    """
    Attributes:
        credential (None | str): Its name.
        dry_run (bool):
        max_parallel (int):
        profile (None | str):
        project (UUID):
        target (TargetBrief):
        tools (list[PlannedTool]):
        warnings (list[str]): Such as a credential that ends soon.
    """

    credential: None | str
    dry_run: bool
    max_parallel: int
    profile: None | str
    project: UUID
    target: TargetBrief
    tools: list[PlannedTool]
    warnings: list[str]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        credential: None | str
        credential = self.credential

        dry_run = self.dry_run

        max_parallel = self.max_parallel

        profile: None | str
        profile = self.profile

        project = str(self.project)

        target = self.target.to_dict()

        tools = []
        for tools_item_data in self.tools:
            tools_item = tools_item_data.to_dict()
            tools.append(tools_item)

        warnings = self.warnings

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "credential": credential,
                "dry_run": dry_run,
                "max_parallel": max_parallel,
                "profile": profile,
                "project": project,
                "target": target,
                "tools": tools,
                "warnings": warnings,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.planned_tool import PlannedTool  # noqa: PLC0415
        from ..models.target_brief import TargetBrief  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_credential(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        credential = _parse_credential(d.pop("credential"))

        dry_run = d.pop("dry_run")

        max_parallel = d.pop("max_parallel")

        def _parse_profile(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        profile = _parse_profile(d.pop("profile"))

        project = UUID(d.pop("project"))

        target = TargetBrief.from_dict(d.pop("target"))

        tools = []
        _tools = d.pop("tools")
        for tools_item_data in _tools:
            tools_item = PlannedTool.from_dict(tools_item_data)

            tools.append(tools_item)

        warnings = cast(list[str], d.pop("warnings"))

        plan = cls(
            credential=credential,
            dry_run=dry_run,
            max_parallel=max_parallel,
            profile=profile,
            project=project,
            target=target,
            tools=tools,
            warnings=warnings,
        )

        plan.additional_properties = d
        return plan

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
