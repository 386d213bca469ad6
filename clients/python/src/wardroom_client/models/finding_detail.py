from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.finding_status import FindingStatus, check_finding_status
from ..models.severity import Severity, check_severity
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.attribution import Attribution
    from ..models.decision import Decision
    from ..models.finding_detail_evidence import FindingDetailEvidence
    from ..models.layers import Layers


T = TypeVar("T", bound="FindingDetail")


@_attrs_define
class FindingDetail:
    """Everything about one finding; `history` holds its latest hundred decisions.

    Attributes:
        accepted_until (datetime.datetime | None):
        assignee (None | str):
        attack_ids (list[str]):
        attributions (list[Attribution]):
        cve (list[str]):
        cvss (float | None):
        cwe (list[str]):
        description (str):
        evidence (FindingDetailEvidence):
        fingerprint (str):
        first_seen (datetime.datetime):
        history (list[Decision]):
        id (UUID):
        kind (str):
        last_run (None | UUID):
        last_seen (datetime.datetime):
        layers (Layers): What each layer says; the last that says something is the status.
        location (str):
        occurrences (int):
        project (UUID):
        references (list[str]):
        remediation (str):
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
        version (int): Counts changes of status, assignee and facts, not mere sightings; the ETag.
        scan (None | Unset | UUID):
    """

    accepted_until: datetime.datetime | None
    assignee: None | str
    attack_ids: list[str]
    attributions: list[Attribution]
    cve: list[str]
    cvss: float | None
    cwe: list[str]
    description: str
    evidence: FindingDetailEvidence
    fingerprint: str
    first_seen: datetime.datetime
    history: list[Decision]
    id: UUID
    kind: str
    last_run: None | UUID
    last_seen: datetime.datetime
    layers: Layers
    location: str
    occurrences: int
    project: UUID
    references: list[str]
    remediation: str
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
    version: int
    scan: None | Unset | UUID = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        accepted_until: None | str
        if isinstance(self.accepted_until, datetime.datetime):
            accepted_until = self.accepted_until.isoformat()
        else:
            accepted_until = self.accepted_until

        assignee: None | str
        assignee = self.assignee

        attack_ids = self.attack_ids

        attributions = []
        for attributions_item_data in self.attributions:
            attributions_item = attributions_item_data.to_dict()
            attributions.append(attributions_item)

        cve = self.cve

        cvss: float | None
        cvss = self.cvss

        cwe = self.cwe

        description = self.description

        evidence = self.evidence.to_dict()

        fingerprint = self.fingerprint

        first_seen = self.first_seen.isoformat()

        history = []
        for history_item_data in self.history:
            history_item = history_item_data.to_dict()
            history.append(history_item)

        id = str(self.id)

        kind = self.kind

        last_run: None | str
        if isinstance(self.last_run, UUID):
            last_run = str(self.last_run)
        else:
            last_run = self.last_run

        last_seen = self.last_seen.isoformat()

        layers = self.layers.to_dict()

        location = self.location

        occurrences = self.occurrences

        project = str(self.project)

        references = self.references

        remediation = self.remediation

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

        version = self.version

        scan: None | str | Unset
        if isinstance(self.scan, Unset):
            scan = UNSET
        elif isinstance(self.scan, UUID):
            scan = str(self.scan)
        else:
            scan = self.scan

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "accepted_until": accepted_until,
                "assignee": assignee,
                "attack_ids": attack_ids,
                "attributions": attributions,
                "cve": cve,
                "cvss": cvss,
                "cwe": cwe,
                "description": description,
                "evidence": evidence,
                "fingerprint": fingerprint,
                "first_seen": first_seen,
                "history": history,
                "id": id,
                "kind": kind,
                "last_run": last_run,
                "last_seen": last_seen,
                "layers": layers,
                "location": location,
                "occurrences": occurrences,
                "project": project,
                "references": references,
                "remediation": remediation,
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
                "version": version,
            }
        )
        if scan is not UNSET:
            field_dict["scan"] = scan

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.attribution import Attribution  # noqa: PLC0415
        from ..models.decision import Decision  # noqa: PLC0415
        from ..models.finding_detail_evidence import FindingDetailEvidence  # noqa: PLC0415
        from ..models.layers import Layers  # noqa: PLC0415

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

        attack_ids = cast(list[str], d.pop("attack_ids"))

        attributions = []
        _attributions = d.pop("attributions")
        for attributions_item_data in _attributions:
            attributions_item = Attribution.from_dict(attributions_item_data)

            attributions.append(attributions_item)

        cve = cast(list[str], d.pop("cve"))

        def _parse_cvss(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        cvss = _parse_cvss(d.pop("cvss"))

        cwe = cast(list[str], d.pop("cwe"))

        description = d.pop("description")

        evidence = FindingDetailEvidence.from_dict(d.pop("evidence"))

        fingerprint = d.pop("fingerprint")

        first_seen = datetime.datetime.fromisoformat(d.pop("first_seen"))

        history = []
        _history = d.pop("history")
        for history_item_data in _history:
            history_item = Decision.from_dict(history_item_data)

            history.append(history_item)

        id = UUID(d.pop("id"))

        kind = d.pop("kind")

        def _parse_last_run(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                last_run_type_0 = UUID(data)

                return last_run_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        last_run = _parse_last_run(d.pop("last_run"))

        last_seen = datetime.datetime.fromisoformat(d.pop("last_seen"))

        layers = Layers.from_dict(d.pop("layers"))

        location = d.pop("location")

        occurrences = d.pop("occurrences")

        project = UUID(d.pop("project"))

        references = cast(list[str], d.pop("references"))

        remediation = d.pop("remediation")

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

        version = d.pop("version")

        def _parse_scan(data: object) -> None | Unset | UUID:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                scan_type_0 = UUID(data)

                return scan_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Unset | UUID, data)

        scan = _parse_scan(d.pop("scan", UNSET))

        finding_detail = cls(
            accepted_until=accepted_until,
            assignee=assignee,
            attack_ids=attack_ids,
            attributions=attributions,
            cve=cve,
            cvss=cvss,
            cwe=cwe,
            description=description,
            evidence=evidence,
            fingerprint=fingerprint,
            first_seen=first_seen,
            history=history,
            id=id,
            kind=kind,
            last_run=last_run,
            last_seen=last_seen,
            layers=layers,
            location=location,
            occurrences=occurrences,
            project=project,
            references=references,
            remediation=remediation,
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
            version=version,
            scan=scan,
        )

        finding_detail.additional_properties = d
        return finding_detail

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
