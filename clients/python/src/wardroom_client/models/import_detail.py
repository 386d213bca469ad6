from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.import_status import ImportStatus, check_import_status
from ..models.scan_status_enum import ScanStatusEnum, check_scan_status_enum
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.import_error import ImportError_
    from ..models.import_progress import ImportProgress
    from ..models.imported_run import ImportedRun
    from ..models.rejected import Rejected


T = TypeVar("T", bound="ImportDetail")


@_attrs_define
class ImportDetail:
    """Everything about one upload. `rejected` holds at most a hundred; the count is exact.

    Attributes:
        created (int): New findings.
        error (ImportError_ | None):
        findings_total (int): Findings in the report, each counted once: created and seen again.
        finished (datetime.datetime | None):
        fixed (int): Findings that were closed because a report with full scope does not name them.
        format_ (str): The tool or standard that reads it.
        full_scope (bool): It tells all that there is: what it does not name is fixed.
        id (UUID):
        name (str): Its owner's; shown, never a path.
        packing (str): gzip, zip, or nothing.
        problems (list[str]):
        progress (ImportProgress):
        project (UUID):
        reason (str): Why that one.
        received (datetime.datetime):
        records (int): Records that the report holds.
        rejected (list[Rejected]):
        rejected_count (int):
        reopened (int):
        request_id (str):
        scan (None | UUID):
        scan_status (None | ScanStatusEnum):
        seen_again (int): Findings that were known before.
        sha256 (str):
        size_bytes (int):
        started (datetime.datetime | None):
        status (ImportStatus): * `queued` - Queued
            * `running` - Running
            * `done` - Done
            * `failed` - Failed
        target (None | UUID):
        tool (str): As asked; empty: recognised.
        tool_runs (list[ImportedRun]):
        unknown_severities (list[str]):
        requested_by (None | str | Unset):
    """

    created: int
    error: ImportError_ | None
    findings_total: int
    finished: datetime.datetime | None
    fixed: int
    format_: str
    full_scope: bool
    id: UUID
    name: str
    packing: str
    problems: list[str]
    progress: ImportProgress
    project: UUID
    reason: str
    received: datetime.datetime
    records: int
    rejected: list[Rejected]
    rejected_count: int
    reopened: int
    request_id: str
    scan: None | UUID
    scan_status: None | ScanStatusEnum
    seen_again: int
    sha256: str
    size_bytes: int
    started: datetime.datetime | None
    status: ImportStatus
    target: None | UUID
    tool: str
    tool_runs: list[ImportedRun]
    unknown_severities: list[str]
    requested_by: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.import_error import ImportError_  # noqa: PLC0415

        created = self.created

        error: dict[str, Any] | None
        if isinstance(self.error, ImportError_):
            error = self.error.to_dict()
        else:
            error = self.error

        findings_total = self.findings_total

        finished: None | str
        if isinstance(self.finished, datetime.datetime):
            finished = self.finished.isoformat()
        else:
            finished = self.finished

        fixed = self.fixed

        format_ = self.format_

        full_scope = self.full_scope

        id = str(self.id)

        name = self.name

        packing = self.packing

        problems = self.problems

        progress = self.progress.to_dict()

        project = str(self.project)

        reason = self.reason

        received = self.received.isoformat()

        records = self.records

        rejected = []
        for rejected_item_data in self.rejected:
            rejected_item = rejected_item_data.to_dict()
            rejected.append(rejected_item)

        rejected_count = self.rejected_count

        reopened = self.reopened

        request_id = self.request_id

        scan: None | str
        if isinstance(self.scan, UUID):
            scan = str(self.scan)
        else:
            scan = self.scan

        scan_status: None | str
        if isinstance(self.scan_status, str):
            scan_status = self.scan_status
        else:
            scan_status = self.scan_status

        seen_again = self.seen_again

        sha256 = self.sha256

        size_bytes = self.size_bytes

        started: None | str
        if isinstance(self.started, datetime.datetime):
            started = self.started.isoformat()
        else:
            started = self.started

        status: str = self.status

        target: None | str
        if isinstance(self.target, UUID):
            target = str(self.target)
        else:
            target = self.target

        tool = self.tool

        tool_runs = []
        for tool_runs_item_data in self.tool_runs:
            tool_runs_item = tool_runs_item_data.to_dict()
            tool_runs.append(tool_runs_item)

        unknown_severities = self.unknown_severities

        requested_by: None | str | Unset
        if isinstance(self.requested_by, Unset):
            requested_by = UNSET
        else:
            requested_by = self.requested_by

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "created": created,
                "error": error,
                "findings_total": findings_total,
                "finished": finished,
                "fixed": fixed,
                "format": format_,
                "full_scope": full_scope,
                "id": id,
                "name": name,
                "packing": packing,
                "problems": problems,
                "progress": progress,
                "project": project,
                "reason": reason,
                "received": received,
                "records": records,
                "rejected": rejected,
                "rejected_count": rejected_count,
                "reopened": reopened,
                "request_id": request_id,
                "scan": scan,
                "scan_status": scan_status,
                "seen_again": seen_again,
                "sha256": sha256,
                "size_bytes": size_bytes,
                "started": started,
                "status": status,
                "target": target,
                "tool": tool,
                "tool_runs": tool_runs,
                "unknown_severities": unknown_severities,
            }
        )
        if requested_by is not UNSET:
            field_dict["requested_by"] = requested_by

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.import_error import ImportError_  # noqa: PLC0415
        from ..models.import_progress import ImportProgress  # noqa: PLC0415
        from ..models.imported_run import ImportedRun  # noqa: PLC0415
        from ..models.rejected import Rejected  # noqa: PLC0415

        d = dict(src_dict)
        created = d.pop("created")

        def _parse_error(data: object) -> ImportError_ | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                error_type_0 = ImportError_.from_dict(data)

                return error_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ImportError_ | None, data)

        error = _parse_error(d.pop("error"))

        findings_total = d.pop("findings_total")

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

        fixed = d.pop("fixed")

        format_ = d.pop("format")

        full_scope = d.pop("full_scope")

        id = UUID(d.pop("id"))

        name = d.pop("name")

        packing = d.pop("packing")

        problems = cast(list[str], d.pop("problems"))

        progress = ImportProgress.from_dict(d.pop("progress"))

        project = UUID(d.pop("project"))

        reason = d.pop("reason")

        received = datetime.datetime.fromisoformat(d.pop("received"))

        records = d.pop("records")

        rejected = []
        _rejected = d.pop("rejected")
        for rejected_item_data in _rejected:
            rejected_item = Rejected.from_dict(rejected_item_data)

            rejected.append(rejected_item)

        rejected_count = d.pop("rejected_count")

        reopened = d.pop("reopened")

        request_id = d.pop("request_id")

        def _parse_scan(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                scan_type_0 = UUID(data)

                return scan_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        scan = _parse_scan(d.pop("scan"))

        def _parse_scan_status(data: object) -> None | ScanStatusEnum:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                scan_status_type_0 = check_scan_status_enum(data)

                return scan_status_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ScanStatusEnum, data)

        scan_status = _parse_scan_status(d.pop("scan_status"))

        seen_again = d.pop("seen_again")

        sha256 = d.pop("sha256")

        size_bytes = d.pop("size_bytes")

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

        status = check_import_status(d.pop("status"))

        def _parse_target(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                target_type_0 = UUID(data)

                return target_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        target = _parse_target(d.pop("target"))

        tool = d.pop("tool")

        tool_runs = []
        _tool_runs = d.pop("tool_runs")
        for tool_runs_item_data in _tool_runs:
            tool_runs_item = ImportedRun.from_dict(tool_runs_item_data)

            tool_runs.append(tool_runs_item)

        unknown_severities = cast(list[str], d.pop("unknown_severities"))

        def _parse_requested_by(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        requested_by = _parse_requested_by(d.pop("requested_by", UNSET))

        import_detail = cls(
            created=created,
            error=error,
            findings_total=findings_total,
            finished=finished,
            fixed=fixed,
            format_=format_,
            full_scope=full_scope,
            id=id,
            name=name,
            packing=packing,
            problems=problems,
            progress=progress,
            project=project,
            reason=reason,
            received=received,
            records=records,
            rejected=rejected,
            rejected_count=rejected_count,
            reopened=reopened,
            request_id=request_id,
            scan=scan,
            scan_status=scan_status,
            seen_again=seen_again,
            sha256=sha256,
            size_bytes=size_bytes,
            started=started,
            status=status,
            target=target,
            tool=tool,
            tool_runs=tool_runs,
            unknown_severities=unknown_severities,
            requested_by=requested_by,
        )

        import_detail.additional_properties = d
        return import_detail

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
