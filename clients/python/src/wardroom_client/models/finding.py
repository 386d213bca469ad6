from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.finding_status import FindingStatus, check_finding_status
from ..models.severity import Severity, check_severity

T = TypeVar("T", bound="Finding")


@_attrs_define
class Finding:
    """What a list shows. `tools` and `targets` are those that report it now.

    Attributes:
        accepted_until (datetime.datetime | None):
        assignee (None | str):
        cve (list[str]):
        cvss (float | None):
        cwe (list[str]):
        fingerprint (str):
        first_seen (datetime.datetime):
        id (UUID):
        kind (str):
        last_seen (datetime.datetime):
        location (str):
        occurrences (int):
        project (UUID):
        resource (str):
        resource_kind (str):
        rule_id (str):
        severity (Severity): * `critical` - Critical
            * `high` - High
            * `medium` - Medium
            * `low` - Low
            * `info` - Info
        status (FindingStatus): * `open` - Open
            * `accepted_risk` - Accepted risk
            * `false_positive` - False positive
            * `fixed` - Fixed
        tags (list[str]):
        targets (list[UUID]):
        title (str):
        tool_severity (str):
        tools (list[str]):
    """

    accepted_until: datetime.datetime | None
    assignee: None | str
    cve: list[str]
    cvss: float | None
    cwe: list[str]
    fingerprint: str
    first_seen: datetime.datetime
    id: UUID
    kind: str
    last_seen: datetime.datetime
    location: str
    occurrences: int
    project: UUID
    resource: str
    resource_kind: str
    rule_id: str
    severity: Severity
    status: FindingStatus
    tags: list[str]
    targets: list[UUID]
    title: str
    tool_severity: str
    tools: list[str]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        accepted_until: None | str
        if isinstance(self.accepted_until, datetime.datetime):
            accepted_until = self.accepted_until.isoformat()
        else:
            accepted_until = self.accepted_until

        assignee: None | str
        assignee = self.assignee

        cve = self.cve

        cvss: float | None
        cvss = self.cvss

        cwe = self.cwe

        fingerprint = self.fingerprint

        first_seen = self.first_seen.isoformat()

        id = str(self.id)

        kind = self.kind

        last_seen = self.last_seen.isoformat()

        location = self.location

        occurrences = self.occurrences

        project = str(self.project)

        resource = self.resource

        resource_kind = self.resource_kind

        rule_id = self.rule_id

        severity: str = self.severity

        status: str = self.status

        tags = self.tags

        targets = []
        for targets_item_data in self.targets:
            targets_item = str(targets_item_data)
            targets.append(targets_item)

        title = self.title

        tool_severity = self.tool_severity

        tools = self.tools

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "accepted_until": accepted_until,
                "assignee": assignee,
                "cve": cve,
                "cvss": cvss,
                "cwe": cwe,
                "fingerprint": fingerprint,
                "first_seen": first_seen,
                "id": id,
                "kind": kind,
                "last_seen": last_seen,
                "location": location,
                "occurrences": occurrences,
                "project": project,
                "resource": resource,
                "resource_kind": resource_kind,
                "rule_id": rule_id,
                "severity": severity,
                "status": status,
                "tags": tags,
                "targets": targets,
                "title": title,
                "tool_severity": tool_severity,
                "tools": tools,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_accepted_until(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                accepted_until_type_0 = datetime.datetime.fromisoformat(data)

                return accepted_until_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        accepted_until = _parse_accepted_until(d.pop("accepted_until"))

        def _parse_assignee(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        assignee = _parse_assignee(d.pop("assignee"))

        cve = cast(list[str], d.pop("cve"))

        def _parse_cvss(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        cvss = _parse_cvss(d.pop("cvss"))

        cwe = cast(list[str], d.pop("cwe"))

        fingerprint = d.pop("fingerprint")

        first_seen = datetime.datetime.fromisoformat(d.pop("first_seen"))

        id = UUID(d.pop("id"))

        kind = d.pop("kind")

        last_seen = datetime.datetime.fromisoformat(d.pop("last_seen"))

        location = d.pop("location")

        occurrences = d.pop("occurrences")

        project = UUID(d.pop("project"))

        resource = d.pop("resource")

        resource_kind = d.pop("resource_kind")

        rule_id = d.pop("rule_id")

        severity = check_severity(d.pop("severity"))

        status = check_finding_status(d.pop("status"))

        tags = cast(list[str], d.pop("tags"))

        targets = []
        _targets = d.pop("targets")
        for targets_item_data in _targets:
            targets_item = UUID(targets_item_data)

            targets.append(targets_item)

        title = d.pop("title")

        tool_severity = d.pop("tool_severity")

        tools = cast(list[str], d.pop("tools"))

        finding = cls(
            accepted_until=accepted_until,
            assignee=assignee,
            cve=cve,
            cvss=cvss,
            cwe=cwe,
            fingerprint=fingerprint,
            first_seen=first_seen,
            id=id,
            kind=kind,
            last_seen=last_seen,
            location=location,
            occurrences=occurrences,
            project=project,
            resource=resource,
            resource_kind=resource_kind,
            rule_id=rule_id,
            severity=severity,
            status=status,
            tags=tags,
            targets=targets,
            title=title,
            tool_severity=tool_severity,
            tools=tools,
        )

        finding.additional_properties = d
        return finding

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
