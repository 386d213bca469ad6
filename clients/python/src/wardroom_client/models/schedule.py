from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.missed_enum import MissedEnum, check_missed_enum
from ..models.severity_filter_enum import SeverityFilterEnum, check_severity_filter_enum
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.last_scan import LastScan
    from ..models.schedule_blackouts_item_type_0 import ScheduleBlackoutsItemType0
    from ..models.schedule_blackouts_item_type_1 import ScheduleBlackoutsItemType1
    from ..models.schedule_options import ScheduleOptions
    from ..models.target_brief import TargetBrief


T = TypeVar("T", bound="Schedule")


@_attrs_define
class Schedule:
    """
    Attributes:
        active (bool):
        blackouts (list[ScheduleBlackoutsItemType0 | ScheduleBlackoutsItemType1]): When nothing is started; times are
            those on the wall of the time zone.
        created (datetime.datetime):
        credential (None | UUID): Null: the target's own.
        cron (str): Minute, hour, day of the month, month, day of the week: 30 2 * * 1-5.
        grace_seconds (int): So late is still on time.
        id (UUID):
        jitter_seconds (int): Started by chance up to so much later.
        last_at (datetime.datetime | None):
        last_code (None | str): The error code of a refusal.
        last_reason (None | str):
        last_result (None | str): started, overlap, blackout, missed, refused
        last_scan (LastScan | None):
        max_parallel (int | None): Tools at once; empty: the profile's.
        missed (MissedEnum): * `run_once` - Run once, as soon as possible
            * `skip` - Skip
        name (str):
        next_run (datetime.datetime | None): Null while it is paused.
        next_runs (list[datetime.datetime]): The next five, blackout windows left out; the first with its jitter.
        options (ScheduleOptions): By tool.
        project (UUID):
        severity_filter (list[SeverityFilterEnum]):
        stopped (None | str): Why it was stopped, where nobody did it.
        target (TargetBrief):
        time_zone (str):
        timeout_seconds (int | None): For each tool; empty: the profile's.
        tools (list[str]):
        updated (datetime.datetime):
        when (str): The expression in words.
        owner (None | str | Unset): On whose rights it runs, as they are when it does.
        profile (None | str | Unset): Its name.
    """

    active: bool
    blackouts: list[ScheduleBlackoutsItemType0 | ScheduleBlackoutsItemType1]
    created: datetime.datetime
    credential: None | UUID
    cron: str
    grace_seconds: int
    id: UUID
    jitter_seconds: int
    last_at: datetime.datetime | None
    last_code: None | str
    last_reason: None | str
    last_result: None | str
    last_scan: LastScan | None
    max_parallel: int | None
    missed: MissedEnum
    name: str
    next_run: datetime.datetime | None
    next_runs: list[datetime.datetime]
    options: ScheduleOptions
    project: UUID
    severity_filter: list[SeverityFilterEnum]
    stopped: None | str
    target: TargetBrief
    time_zone: str
    timeout_seconds: int | None
    tools: list[str]
    updated: datetime.datetime
    when: str
    owner: None | str | Unset = UNSET
    profile: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.last_scan import LastScan  # noqa: PLC0415
        from ..models.schedule_blackouts_item_type_0 import ScheduleBlackoutsItemType0  # noqa: PLC0415

        active = self.active

        blackouts = []
        for blackouts_item_data in self.blackouts:
            blackouts_item: dict[str, Any]
            if isinstance(blackouts_item_data, ScheduleBlackoutsItemType0):
                blackouts_item = blackouts_item_data.to_dict()
            else:
                blackouts_item = blackouts_item_data.to_dict()

            blackouts.append(blackouts_item)

        created = self.created.isoformat()

        credential: None | str
        if isinstance(self.credential, UUID):
            credential = str(self.credential)
        else:
            credential = self.credential

        cron = self.cron

        grace_seconds = self.grace_seconds

        id = str(self.id)

        jitter_seconds = self.jitter_seconds

        last_at: None | str
        if isinstance(self.last_at, datetime.datetime):
            last_at = self.last_at.isoformat()
        else:
            last_at = self.last_at

        last_code: None | str
        last_code = self.last_code

        last_reason: None | str
        last_reason = self.last_reason

        last_result: None | str
        last_result = self.last_result

        last_scan: dict[str, Any] | None
        if isinstance(self.last_scan, LastScan):
            last_scan = self.last_scan.to_dict()
        else:
            last_scan = self.last_scan

        max_parallel: int | None
        max_parallel = self.max_parallel

        missed: str = self.missed

        name = self.name

        next_run: None | str
        if isinstance(self.next_run, datetime.datetime):
            next_run = self.next_run.isoformat()
        else:
            next_run = self.next_run

        next_runs = []
        for next_runs_item_data in self.next_runs:
            next_runs_item = next_runs_item_data.isoformat()
            next_runs.append(next_runs_item)

        options = self.options.to_dict()

        project = str(self.project)

        severity_filter = []
        for severity_filter_item_data in self.severity_filter:
            severity_filter_item: str = severity_filter_item_data
            severity_filter.append(severity_filter_item)

        stopped: None | str
        stopped = self.stopped

        target = self.target.to_dict()

        time_zone = self.time_zone

        timeout_seconds: int | None
        timeout_seconds = self.timeout_seconds

        tools = self.tools

        updated = self.updated.isoformat()

        when = self.when

        owner: None | str | Unset
        if isinstance(self.owner, Unset):
            owner = UNSET
        else:
            owner = self.owner

        profile: None | str | Unset
        if isinstance(self.profile, Unset):
            profile = UNSET
        else:
            profile = self.profile

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "active": active,
                "blackouts": blackouts,
                "created": created,
                "credential": credential,
                "cron": cron,
                "grace_seconds": grace_seconds,
                "id": id,
                "jitter_seconds": jitter_seconds,
                "last_at": last_at,
                "last_code": last_code,
                "last_reason": last_reason,
                "last_result": last_result,
                "last_scan": last_scan,
                "max_parallel": max_parallel,
                "missed": missed,
                "name": name,
                "next_run": next_run,
                "next_runs": next_runs,
                "options": options,
                "project": project,
                "severity_filter": severity_filter,
                "stopped": stopped,
                "target": target,
                "time_zone": time_zone,
                "timeout_seconds": timeout_seconds,
                "tools": tools,
                "updated": updated,
                "when": when,
            }
        )
        if owner is not UNSET:
            field_dict["owner"] = owner
        if profile is not UNSET:
            field_dict["profile"] = profile

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.last_scan import LastScan  # noqa: PLC0415
        from ..models.schedule_blackouts_item_type_0 import ScheduleBlackoutsItemType0  # noqa: PLC0415
        from ..models.schedule_blackouts_item_type_1 import ScheduleBlackoutsItemType1  # noqa: PLC0415
        from ..models.schedule_options import ScheduleOptions  # noqa: PLC0415
        from ..models.target_brief import TargetBrief  # noqa: PLC0415

        d = dict(src_dict)
        active = d.pop("active")

        blackouts = []
        _blackouts = d.pop("blackouts")
        for blackouts_item_data in _blackouts:

            def _parse_blackouts_item(
                data: object,
            ) -> ScheduleBlackoutsItemType0 | ScheduleBlackoutsItemType1:
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    blackouts_item_type_0 = ScheduleBlackoutsItemType0.from_dict(data)

                    return blackouts_item_type_0
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                if not isinstance(data, dict):
                    raise TypeError()
                blackouts_item_type_1 = ScheduleBlackoutsItemType1.from_dict(data)

                return blackouts_item_type_1

            blackouts_item = _parse_blackouts_item(blackouts_item_data)

            blackouts.append(blackouts_item)

        created = datetime.datetime.fromisoformat(d.pop("created"))

        def _parse_credential(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                credential_type_0 = UUID(data)

                return credential_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        credential = _parse_credential(d.pop("credential"))

        cron = d.pop("cron")

        grace_seconds = d.pop("grace_seconds")

        id = UUID(d.pop("id"))

        jitter_seconds = d.pop("jitter_seconds")

        def _parse_last_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                last_at_type_0 = datetime.datetime.fromisoformat(data)

                return last_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        last_at = _parse_last_at(d.pop("last_at"))

        def _parse_last_code(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        last_code = _parse_last_code(d.pop("last_code"))

        def _parse_last_reason(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        last_reason = _parse_last_reason(d.pop("last_reason"))

        def _parse_last_result(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        last_result = _parse_last_result(d.pop("last_result"))

        def _parse_last_scan(data: object) -> LastScan | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                last_scan_type_0 = LastScan.from_dict(data)

                return last_scan_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(LastScan | None, data)

        last_scan = _parse_last_scan(d.pop("last_scan"))

        def _parse_max_parallel(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        max_parallel = _parse_max_parallel(d.pop("max_parallel"))

        missed = check_missed_enum(d.pop("missed"))

        name = d.pop("name")

        def _parse_next_run(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                next_run_type_0 = datetime.datetime.fromisoformat(data)

                return next_run_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        next_run = _parse_next_run(d.pop("next_run"))

        next_runs = []
        _next_runs = d.pop("next_runs")
        for next_runs_item_data in _next_runs:
            next_runs_item = datetime.datetime.fromisoformat(next_runs_item_data)

            next_runs.append(next_runs_item)

        options = ScheduleOptions.from_dict(d.pop("options"))

        project = UUID(d.pop("project"))

        severity_filter = []
        _severity_filter = d.pop("severity_filter")
        for severity_filter_item_data in _severity_filter:
            severity_filter_item = check_severity_filter_enum(severity_filter_item_data)

            severity_filter.append(severity_filter_item)

        def _parse_stopped(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        stopped = _parse_stopped(d.pop("stopped"))

        target = TargetBrief.from_dict(d.pop("target"))

        time_zone = d.pop("time_zone")

        def _parse_timeout_seconds(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        timeout_seconds = _parse_timeout_seconds(d.pop("timeout_seconds"))

        tools = cast(list[str], d.pop("tools"))

        updated = datetime.datetime.fromisoformat(d.pop("updated"))

        when = d.pop("when")

        def _parse_owner(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        owner = _parse_owner(d.pop("owner", UNSET))

        def _parse_profile(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        profile = _parse_profile(d.pop("profile", UNSET))

        schedule = cls(
            active=active,
            blackouts=blackouts,
            created=created,
            credential=credential,
            cron=cron,
            grace_seconds=grace_seconds,
            id=id,
            jitter_seconds=jitter_seconds,
            last_at=last_at,
            last_code=last_code,
            last_reason=last_reason,
            last_result=last_result,
            last_scan=last_scan,
            max_parallel=max_parallel,
            missed=missed,
            name=name,
            next_run=next_run,
            next_runs=next_runs,
            options=options,
            project=project,
            severity_filter=severity_filter,
            stopped=stopped,
            target=target,
            time_zone=time_zone,
            timeout_seconds=timeout_seconds,
            tools=tools,
            updated=updated,
            when=when,
            owner=owner,
            profile=profile,
        )

        schedule.additional_properties = d
        return schedule

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
