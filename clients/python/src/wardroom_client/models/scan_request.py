from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.severity_filter_enum import SeverityFilterEnum, check_severity_filter_enum
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.scan_request_options import ScanRequestOptions


T = TypeVar("T", bound="ScanRequest")


@_attrs_define
class ScanRequest:
    """What `POST /api/scans` takes; the shape only, `scans.intake` holds the rules.

    Attributes:
        credential (str | Unset): Id or name.
        dry_run (bool | Unset):  Default: False.
        max_parallel (int | Unset):
        options (ScanRequestOptions | Unset): By tool.
        profile (str | Unset): Name or id.
        project (str | Unset): Id or slug.
        severity_filter (list[SeverityFilterEnum] | Unset):
        target (UUID | Unset):
        timeout_seconds (int | Unset): For each tool.
        tools (list[str] | Unset):
    """

    credential: str | Unset = UNSET
    dry_run: bool | Unset = False
    max_parallel: int | Unset = UNSET
    options: ScanRequestOptions | Unset = UNSET
    profile: str | Unset = UNSET
    project: str | Unset = UNSET
    severity_filter: list[SeverityFilterEnum] | Unset = UNSET
    target: UUID | Unset = UNSET
    timeout_seconds: int | Unset = UNSET
    tools: list[str] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        credential = self.credential

        dry_run = self.dry_run

        max_parallel = self.max_parallel

        options: dict[str, Any] | Unset = UNSET
        if not isinstance(self.options, Unset):
            options = self.options.to_dict()

        profile = self.profile

        project = self.project

        severity_filter: list[str] | Unset = UNSET
        if not isinstance(self.severity_filter, Unset):
            severity_filter = []
            for severity_filter_item_data in self.severity_filter:
                severity_filter_item: str = severity_filter_item_data
                severity_filter.append(severity_filter_item)

        target: str | Unset = UNSET
        if not isinstance(self.target, Unset):
            target = str(self.target)

        timeout_seconds = self.timeout_seconds

        tools: list[str] | Unset = UNSET
        if not isinstance(self.tools, Unset):
            tools = self.tools

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if credential is not UNSET:
            field_dict["credential"] = credential
        if dry_run is not UNSET:
            field_dict["dry_run"] = dry_run
        if max_parallel is not UNSET:
            field_dict["max_parallel"] = max_parallel
        if options is not UNSET:
            field_dict["options"] = options
        if profile is not UNSET:
            field_dict["profile"] = profile
        if project is not UNSET:
            field_dict["project"] = project
        if severity_filter is not UNSET:
            field_dict["severity_filter"] = severity_filter
        if target is not UNSET:
            field_dict["target"] = target
        if timeout_seconds is not UNSET:
            field_dict["timeout_seconds"] = timeout_seconds
        if tools is not UNSET:
            field_dict["tools"] = tools

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.scan_request_options import ScanRequestOptions  # noqa: PLC0415

        d = dict(src_dict)
        credential = d.pop("credential", UNSET)

        dry_run = d.pop("dry_run", UNSET)

        max_parallel = d.pop("max_parallel", UNSET)

        _options = d.pop("options", UNSET)
        options: ScanRequestOptions | Unset
        if isinstance(_options, Unset):
            options = UNSET
        else:
            options = ScanRequestOptions.from_dict(_options)

        profile = d.pop("profile", UNSET)

        project = d.pop("project", UNSET)

        _severity_filter = d.pop("severity_filter", UNSET)
        severity_filter: list[SeverityFilterEnum] | Unset = UNSET
        if _severity_filter is not UNSET:
            severity_filter = []
            for severity_filter_item_data in _severity_filter:
                severity_filter_item = check_severity_filter_enum(severity_filter_item_data)

                severity_filter.append(severity_filter_item)

        _target = d.pop("target", UNSET)
        target: UUID | Unset
        if isinstance(_target, Unset):
            target = UNSET
        else:
            target = UUID(_target)

        timeout_seconds = d.pop("timeout_seconds", UNSET)

        tools = cast(list[str], d.pop("tools", UNSET))

        scan_request = cls(
            credential=credential,
            dry_run=dry_run,
            max_parallel=max_parallel,
            options=options,
            profile=profile,
            project=project,
            severity_filter=severity_filter,
            target=target,
            timeout_seconds=timeout_seconds,
            tools=tools,
        )

        scan_request.additional_properties = d
        return scan_request

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
