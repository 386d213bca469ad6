from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.scan_origin_enum import ScanOriginEnum, check_scan_origin_enum
from ..models.scan_status import ScanStatus, check_scan_status
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.counts import Counts
    from ..models.target_brief import TargetBrief
    from ..models.tool_run import ToolRun


T = TypeVar("T", bound="Scan")


@_attrs_define
class Scan:
    """
    Attributes:
        counts (Counts): Findings by severity.
        created (datetime.datetime):
        finished (datetime.datetime | None):
        id (UUID):
        idle_ms (int): Between an end and a retry: not of its duration.
        profile (None | str):
        project (UUID):
        requested_by (None | str):
        schedule (None | UUID): That started it.
        started (datetime.datetime | None):
        status (ScanStatus): * `pending` - Pending
            * `running` - Running
            * `completed` - Completed
            * `partial` - Partial
            * `failed` - Failed
            * `cancelled` - Cancelled
        target (TargetBrief):
        tool_runs (list[ToolRun]):
        max_parallel (int | Unset):
        options (Any | Unset): By tool.
        origin (ScanOriginEnum | Unset): * `manual` - Manual
            * `scheduled` - Scheduled
            * `import` - Import
            * `playbook` - Playbook
        profile_version (int | Unset):
        request_id (str | Unset):
        severity_filter (Any | Unset):
        tools (Any | Unset): As asked.
    """

    counts: Counts
    created: datetime.datetime
    finished: datetime.datetime | None
    id: UUID
    idle_ms: int
    profile: None | str
    project: UUID
    requested_by: None | str
    schedule: None | UUID
    started: datetime.datetime | None
    status: ScanStatus
    target: TargetBrief
    tool_runs: list[ToolRun]
    max_parallel: int | Unset = UNSET
    options: Any | Unset = UNSET
    origin: ScanOriginEnum | Unset = UNSET
    profile_version: int | Unset = UNSET
    request_id: str | Unset = UNSET
    severity_filter: Any | Unset = UNSET
    tools: Any | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        counts = self.counts.to_dict()

        created = self.created.isoformat()

        finished: None | str
        if isinstance(self.finished, datetime.datetime):
            finished = self.finished.isoformat()
        else:
            finished = self.finished

        id = str(self.id)

        idle_ms = self.idle_ms

        profile: None | str
        profile = self.profile

        project = str(self.project)

        requested_by: None | str
        requested_by = self.requested_by

        schedule: None | str
        if isinstance(self.schedule, UUID):
            schedule = str(self.schedule)
        else:
            schedule = self.schedule

        started: None | str
        if isinstance(self.started, datetime.datetime):
            started = self.started.isoformat()
        else:
            started = self.started

        status: str = self.status

        target = self.target.to_dict()

        tool_runs = []
        for tool_runs_item_data in self.tool_runs:
            tool_runs_item = tool_runs_item_data.to_dict()
            tool_runs.append(tool_runs_item)

        max_parallel = self.max_parallel

        options = self.options

        origin: str | Unset = UNSET
        if not isinstance(self.origin, Unset):
            origin = self.origin

        profile_version = self.profile_version

        request_id = self.request_id

        severity_filter = self.severity_filter

        tools = self.tools

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "counts": counts,
                "created": created,
                "finished": finished,
                "id": id,
                "idle_ms": idle_ms,
                "profile": profile,
                "project": project,
                "requested_by": requested_by,
                "schedule": schedule,
                "started": started,
                "status": status,
                "target": target,
                "tool_runs": tool_runs,
            }
        )
        if max_parallel is not UNSET:
            field_dict["max_parallel"] = max_parallel
        if options is not UNSET:
            field_dict["options"] = options
        if origin is not UNSET:
            field_dict["origin"] = origin
        if profile_version is not UNSET:
            field_dict["profile_version"] = profile_version
        if request_id is not UNSET:
            field_dict["request_id"] = request_id
        if severity_filter is not UNSET:
            field_dict["severity_filter"] = severity_filter
        if tools is not UNSET:
            field_dict["tools"] = tools

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.counts import Counts  # noqa: PLC0415
        from ..models.target_brief import TargetBrief  # noqa: PLC0415
        from ..models.tool_run import ToolRun  # noqa: PLC0415

        d = dict(src_dict)
        counts = Counts.from_dict(d.pop("counts"))

        created = datetime.datetime.fromisoformat(d.pop("created"))

        def _parse_finished(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                finished_type_0 = datetime.datetime.fromisoformat(data)

                return finished_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        finished = _parse_finished(d.pop("finished"))

        id = UUID(d.pop("id"))

        idle_ms = d.pop("idle_ms")

        def _parse_profile(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        profile = _parse_profile(d.pop("profile"))

        project = UUID(d.pop("project"))

        def _parse_requested_by(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        requested_by = _parse_requested_by(d.pop("requested_by"))

        def _parse_schedule(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                schedule_type_0 = UUID(data)

                return schedule_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        schedule = _parse_schedule(d.pop("schedule"))

        def _parse_started(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                started_type_0 = datetime.datetime.fromisoformat(data)

                return started_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        started = _parse_started(d.pop("started"))

        status = check_scan_status(d.pop("status"))

        target = TargetBrief.from_dict(d.pop("target"))

        tool_runs = []
        _tool_runs = d.pop("tool_runs")
        for tool_runs_item_data in _tool_runs:
            tool_runs_item = ToolRun.from_dict(tool_runs_item_data)

            tool_runs.append(tool_runs_item)

        max_parallel = d.pop("max_parallel", UNSET)

        options = d.pop("options", UNSET)

        _origin = d.pop("origin", UNSET)
        origin: ScanOriginEnum | Unset
        if isinstance(_origin, Unset):
            origin = UNSET
        else:
            origin = check_scan_origin_enum(_origin)

        profile_version = d.pop("profile_version", UNSET)

        request_id = d.pop("request_id", UNSET)

        severity_filter = d.pop("severity_filter", UNSET)

        tools = d.pop("tools", UNSET)

        scan = cls(
            counts=counts,
            created=created,
            finished=finished,
            id=id,
            idle_ms=idle_ms,
            profile=profile,
            project=project,
            requested_by=requested_by,
            schedule=schedule,
            started=started,
            status=status,
            target=target,
            tool_runs=tool_runs,
            max_parallel=max_parallel,
            options=options,
            origin=origin,
            profile_version=profile_version,
            request_id=request_id,
            severity_filter=severity_filter,
            tools=tools,
        )

        scan.additional_properties = d
        return scan

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
