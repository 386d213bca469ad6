from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.missed_enum import MissedEnum, check_missed_enum
from ..models.severity_filter_enum import SeverityFilterEnum, check_severity_filter_enum
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.patched_schedule_change_request_blackouts_item_type_0 import (
        PatchedScheduleChangeRequestBlackoutsItemType0,
    )
    from ..models.patched_schedule_change_request_blackouts_item_type_1 import (
        PatchedScheduleChangeRequestBlackoutsItemType1,
    )
    from ..models.patched_schedule_change_request_options import PatchedScheduleChangeRequestOptions


T = TypeVar("T", bound="PatchedScheduleChangeRequest")


@_attrs_define
class PatchedScheduleChangeRequest:
    """What can be said of a schedule; the shape only, `scans.schedules` holds the rules.

    Attributes:
        active (bool | Unset): False: paused.
        blackouts (list[PatchedScheduleChangeRequestBlackoutsItemType0 | PatchedScheduleChangeRequestBlackoutsItemType1]
            | Unset): When nothing is started; times are those on the wall of the time zone.
        credential (None | str | Unset): Id or name; null: the target's own.
        cron (str | Unset): Minute, hour, day of the month, month, day of the week.
        grace_seconds (int | Unset):
        jitter_seconds (int | Unset): Started by chance up to so much later.
        max_parallel (int | None | Unset):
        missed (MissedEnum | Unset): * `run_once` - Run once, as soon as possible
            * `skip` - Skip
        name (str | Unset):
        options (PatchedScheduleChangeRequestOptions | Unset): By tool.
        profile (None | str | Unset): Name or id.
        severity_filter (list[SeverityFilterEnum] | Unset):
        target (UUID | Unset):
        time_zone (str | Unset): Of the time zone database, as Europe/Berlin.
        timeout_seconds (int | None | Unset):
        tools (list[str] | Unset): Narrow or replace the profile's.
    """

    active: bool | Unset = UNSET
    blackouts: (
        list[
            PatchedScheduleChangeRequestBlackoutsItemType0
            | PatchedScheduleChangeRequestBlackoutsItemType1
        ]
        | Unset
    ) = UNSET
    credential: None | str | Unset = UNSET
    cron: str | Unset = UNSET
    grace_seconds: int | Unset = UNSET
    jitter_seconds: int | Unset = UNSET
    max_parallel: int | None | Unset = UNSET
    missed: MissedEnum | Unset = UNSET
    name: str | Unset = UNSET
    options: PatchedScheduleChangeRequestOptions | Unset = UNSET
    profile: None | str | Unset = UNSET
    severity_filter: list[SeverityFilterEnum] | Unset = UNSET
    target: UUID | Unset = UNSET
    time_zone: str | Unset = UNSET
    timeout_seconds: int | None | Unset = UNSET
    tools: list[str] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.patched_schedule_change_request_blackouts_item_type_0 import (
            PatchedScheduleChangeRequestBlackoutsItemType0,  # noqa: PLC0415
        )

        active = self.active

        blackouts: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.blackouts, Unset):
            blackouts = []
            for blackouts_item_data in self.blackouts:
                blackouts_item: dict[str, Any]
                if isinstance(blackouts_item_data, PatchedScheduleChangeRequestBlackoutsItemType0):
                    blackouts_item = blackouts_item_data.to_dict()
                else:
                    blackouts_item = blackouts_item_data.to_dict()

                blackouts.append(blackouts_item)

        credential: None | str | Unset
        if isinstance(self.credential, Unset):
            credential = UNSET
        else:
            credential = self.credential

        cron = self.cron

        grace_seconds = self.grace_seconds

        jitter_seconds = self.jitter_seconds

        max_parallel: int | None | Unset
        if isinstance(self.max_parallel, Unset):
            max_parallel = UNSET
        else:
            max_parallel = self.max_parallel

        missed: str | Unset = UNSET
        if not isinstance(self.missed, Unset):
            missed = self.missed

        name = self.name

        options: dict[str, Any] | Unset = UNSET
        if not isinstance(self.options, Unset):
            options = self.options.to_dict()

        profile: None | str | Unset
        if isinstance(self.profile, Unset):
            profile = UNSET
        else:
            profile = self.profile

        severity_filter: list[str] | Unset = UNSET
        if not isinstance(self.severity_filter, Unset):
            severity_filter = []
            for severity_filter_item_data in self.severity_filter:
                severity_filter_item: str = severity_filter_item_data
                severity_filter.append(severity_filter_item)

        target: str | Unset = UNSET
        if not isinstance(self.target, Unset):
            target = str(self.target)

        time_zone = self.time_zone

        timeout_seconds: int | None | Unset
        if isinstance(self.timeout_seconds, Unset):
            timeout_seconds = UNSET
        else:
            timeout_seconds = self.timeout_seconds

        tools: list[str] | Unset = UNSET
        if not isinstance(self.tools, Unset):
            tools = self.tools

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if active is not UNSET:
            field_dict["active"] = active
        if blackouts is not UNSET:
            field_dict["blackouts"] = blackouts
        if credential is not UNSET:
            field_dict["credential"] = credential
        if cron is not UNSET:
            field_dict["cron"] = cron
        if grace_seconds is not UNSET:
            field_dict["grace_seconds"] = grace_seconds
        if jitter_seconds is not UNSET:
            field_dict["jitter_seconds"] = jitter_seconds
        if max_parallel is not UNSET:
            field_dict["max_parallel"] = max_parallel
        if missed is not UNSET:
            field_dict["missed"] = missed
        if name is not UNSET:
            field_dict["name"] = name
        if options is not UNSET:
            field_dict["options"] = options
        if profile is not UNSET:
            field_dict["profile"] = profile
        if severity_filter is not UNSET:
            field_dict["severity_filter"] = severity_filter
        if target is not UNSET:
            field_dict["target"] = target
        if time_zone is not UNSET:
            field_dict["time_zone"] = time_zone
        if timeout_seconds is not UNSET:
            field_dict["timeout_seconds"] = timeout_seconds
        if tools is not UNSET:
            field_dict["tools"] = tools

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.patched_schedule_change_request_blackouts_item_type_0 import (
            PatchedScheduleChangeRequestBlackoutsItemType0,  # noqa: PLC0415
        )
        from ..models.patched_schedule_change_request_blackouts_item_type_1 import (
            PatchedScheduleChangeRequestBlackoutsItemType1,  # noqa: PLC0415
        )
        from ..models.patched_schedule_change_request_options import (
            PatchedScheduleChangeRequestOptions,  # noqa: PLC0415
        )

        d = dict(src_dict)
        active = d.pop("active", UNSET)

        _blackouts = d.pop("blackouts", UNSET)
        blackouts: (
            list[
                PatchedScheduleChangeRequestBlackoutsItemType0
                | PatchedScheduleChangeRequestBlackoutsItemType1
            ]
            | Unset
        ) = UNSET
        if _blackouts is not UNSET:
            blackouts = []
            for blackouts_item_data in _blackouts:

                def _parse_blackouts_item(
                    data: object,
                ) -> (
                    PatchedScheduleChangeRequestBlackoutsItemType0
                    | PatchedScheduleChangeRequestBlackoutsItemType1
                ):
                    try:
                        if not isinstance(data, dict):
                            raise TypeError()
                        blackouts_item_type_0 = (
                            PatchedScheduleChangeRequestBlackoutsItemType0.from_dict(data)
                        )

                        return blackouts_item_type_0
                    except (TypeError, ValueError, AttributeError, KeyError):
                        pass
                    if not isinstance(data, dict):
                        raise TypeError()
                    blackouts_item_type_1 = (
                        PatchedScheduleChangeRequestBlackoutsItemType1.from_dict(data)
                    )

                    return blackouts_item_type_1

                blackouts_item = _parse_blackouts_item(blackouts_item_data)

                blackouts.append(blackouts_item)

        def _parse_credential(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        credential = _parse_credential(d.pop("credential", UNSET))

        cron = d.pop("cron", UNSET)

        grace_seconds = d.pop("grace_seconds", UNSET)

        jitter_seconds = d.pop("jitter_seconds", UNSET)

        def _parse_max_parallel(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        max_parallel = _parse_max_parallel(d.pop("max_parallel", UNSET))

        _missed = d.pop("missed", UNSET)
        missed: MissedEnum | Unset
        if isinstance(_missed, Unset):
            missed = UNSET
        else:
            missed = check_missed_enum(_missed)

        name = d.pop("name", UNSET)

        _options = d.pop("options", UNSET)
        options: PatchedScheduleChangeRequestOptions | Unset
        if isinstance(_options, Unset):
            options = UNSET
        else:
            options = PatchedScheduleChangeRequestOptions.from_dict(_options)

        def _parse_profile(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        profile = _parse_profile(d.pop("profile", UNSET))

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

        time_zone = d.pop("time_zone", UNSET)

        def _parse_timeout_seconds(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        timeout_seconds = _parse_timeout_seconds(d.pop("timeout_seconds", UNSET))

        tools = cast(list[str], d.pop("tools", UNSET))

        patched_schedule_change_request = cls(
            active=active,
            blackouts=blackouts,
            credential=credential,
            cron=cron,
            grace_seconds=grace_seconds,
            jitter_seconds=jitter_seconds,
            max_parallel=max_parallel,
            missed=missed,
            name=name,
            options=options,
            profile=profile,
            severity_filter=severity_filter,
            target=target,
            time_zone=time_zone,
            timeout_seconds=timeout_seconds,
            tools=tools,
        )

        patched_schedule_change_request.additional_properties = d
        return patched_schedule_change_request

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
