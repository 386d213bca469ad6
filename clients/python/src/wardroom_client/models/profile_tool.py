from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.profile_tool_limits import ProfileToolLimits
    from ..models.profile_tool_options import ProfileToolOptions


T = TypeVar("T", bound="ProfileTool")


@_attrs_define
class ProfileTool:
    """
    Attributes:
        tool (str):
        limits (ProfileToolLimits | Unset): What each tool may use; what is absent is the tool's own. The server's
            maximum holds for all.
        optional (bool | Unset):
        options (ProfileToolOptions | Unset):
        timeout_seconds (int | Unset):
    """

    tool: str
    limits: ProfileToolLimits | Unset = UNSET
    optional: bool | Unset = UNSET
    options: ProfileToolOptions | Unset = UNSET
    timeout_seconds: int | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        tool = self.tool

        limits: dict[str, Any] | Unset = UNSET
        if not isinstance(self.limits, Unset):
            limits = self.limits.to_dict()

        optional = self.optional

        options: dict[str, Any] | Unset = UNSET
        if not isinstance(self.options, Unset):
            options = self.options.to_dict()

        timeout_seconds = self.timeout_seconds

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "tool": tool,
            }
        )
        if limits is not UNSET:
            field_dict["limits"] = limits
        if optional is not UNSET:
            field_dict["optional"] = optional
        if options is not UNSET:
            field_dict["options"] = options
        if timeout_seconds is not UNSET:
            field_dict["timeout_seconds"] = timeout_seconds

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.profile_tool_limits import ProfileToolLimits  # noqa: PLC0415
        from ..models.profile_tool_options import ProfileToolOptions  # noqa: PLC0415

        d = dict(src_dict)
        tool = d.pop("tool")

        _limits = d.pop("limits", UNSET)
        limits: ProfileToolLimits | Unset
        if isinstance(_limits, Unset):
            limits = UNSET
        else:
            limits = ProfileToolLimits.from_dict(_limits)

        optional = d.pop("optional", UNSET)

        _options = d.pop("options", UNSET)
        options: ProfileToolOptions | Unset
        if isinstance(_options, Unset):
            options = UNSET
        else:
            options = ProfileToolOptions.from_dict(_options)

        timeout_seconds = d.pop("timeout_seconds", UNSET)

        profile_tool = cls(
            tool=tool,
            limits=limits,
            optional=optional,
            options=options,
            timeout_seconds=timeout_seconds,
        )

        profile_tool.additional_properties = d
        return profile_tool

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
