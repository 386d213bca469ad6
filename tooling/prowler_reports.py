"""What Prowler has written since version 2, each of its formats as the same plain results.

| format | versions | one result is | told by |
|---|---|---|---|
| OCSF Detection Finding | 4, 5 | an object with status_code | `finding_info` |
| OCSF Security Finding | 3.11 and later 3.x | an object with status | `finding`, `class_uid` |
| native JSON | 3 | an object with Status | `CheckID` |
| ASFF of AWS Security Hub | 2.3 to 5 | an object with Compliance.Status | `GeneratorId` |
| JSON lines | 2 | an object with Status | `Account Number`, `Control` |
| CSV with semicolons | 3 to 5 | a row with status | `check_id` |
| CSV with commas | 2 | a row with check_result, or result | `title_text` |

Sources: prowler/lib/outputs of 3.11, 4.3 and 5.46, include/outputs and include/csv_header of 2.12.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .base import Rejected, Report, Sample
from .reading import documents, items, mapping, opened, rows, text, texts

FRAMEWORKS, CONTROLS = 60, 40  # of each finding's compliance that are kept
# Every version's own words. MANUAL and INFO: somebody has to look; WARNING is what 2 and the ASFF
# of 3 to 5 make of a muted result.
STATUSES = {
    "fail": "FAIL",
    "failed": "FAIL",
    "failure": "FAIL",
    "pass": "PASS",
    "passed": "PASS",
    "success": "PASS",
    "manual": "MANUAL",
    "info": "MANUAL",
    "not_available": "MANUAL",
    "unknown": "MANUAL",
    "muted": "muted",
    "suppressed": "muted",
    "warning": "muted",
    "other": "muted",
}
_CONTROL = re.compile(r"^\[(?P<check>[\w.-]+)\]\s*(?P<title>.+)$", re.DOTALL)
_TECHNIQUE = re.compile(r"\bT\d{4}(?:\.\d{3})?\b")
_ACCOUNT = re.compile(r"^AWS::::Account:")  # the resource of every result in the ASFF of 2


@dataclass(frozen=True)
class Result:
    """One check on one resource, as any version tells it; "" for what it does not tell."""

    status: str  # FAIL, PASS, MANUAL, muted, or the report's own word
    check: str
    should_be: str = ""  # the check's title
    said: str = ""  # what is so with this resource
    severity: str = ""
    provider: str = "aws"
    account: str = ""
    region: str = ""
    resource: str = ""  # ARN or another id
    name: str = ""
    resource_type: str = ""
    service: str = ""
    description: str = ""
    risk: str = ""
    remediation: str = ""
    links: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    attacks: tuple[str, ...] = ()
    compliance: Mapping[str, list[str]] = field(default_factory=dict)
    related: tuple[str, ...] = ()  # further resources of the same result


def reason(sample: Sample) -> str | None:
    """Why a file is one of Prowler's, whatever its version; None where it is not."""
    of_prowler = sample.value("metadata/product/name").lower() == "prowler"
    if of_prowler and sample.has("finding_info"):
        return "it has finding_info, and metadata.product.name is Prowler"
    if of_prowler and sample.has("finding"):
        return "it has finding, and metadata.product.name is Prowler"
    if sample.has("SchemaVersion") and sample.value("GeneratorId").lower().startswith("prowler"):
        return "it is ASFF, and its GeneratorId begins with prowler"
    if sample.has("CheckID", "StatusExtended"):
        return "it has CheckID and StatusExtended"
    if sample.has("Account Number", "Control", "Message"):
        return "it has Account Number, Control and Message"
    if sample.has_columns("check_id", "status_extended"):
        return "it has the columns CHECK_ID and STATUS_EXTENDED"
    if sample.has_columns("account_num", "title_id", "title_text"):
        return "it has the columns ACCOUNT_NUM, TITLE_ID and TITLE_TEXT"
    return None


def records(report: Report) -> Iterator[tuple[str, Any]]:
    """The objects or rows of a report of any version, with their positions.

    Raises `UnreadableReport`.
    """
    if is_table(report):
        yield from rows(report, required=("status",) if _is_new(report) else ("title_text",))
    else:
        yield from documents(report)


def is_table(report: Report) -> bool:
    """Whether it is CSV, by its first letter. Raises `UnreadableReport` where there is none."""
    with opened(report) as file:
        while (first := file.read(1)).isspace():
            pass
    return first.isalpha() or first == b'"'


def _is_new(report: Report) -> bool:
    with opened(report) as file:
        return b"check_id" in file.readline(1 << 20).lower()


def result(raw: Any) -> Result | None:
    """The result that `raw` tells; None where it has none of Prowler's shapes."""
    if isinstance(raw, Rejected) or not isinstance(raw, dict):
        return None
    for key, read in SHAPES:
        if key in raw:
            return read(raw)
    return None


def _status(word: Any) -> str:
    said = text(word)
    return STATUSES.get(said.lower(), said.upper())


def _compliance(value: Any) -> dict[str, list[str]]:
    kept = list(mapping(value).items())[:FRAMEWORKS]
    return {text(name): list(texts(controls))[:CONTROLS] for name, controls in kept}


def _unrolled(cell: str) -> dict[str, list[str]]:
    """`CIS-1.5: 1.1, 1.2 | ENS: op.acc.1`, as the CSV and the OCSF of 3 write compliance."""
    parts = (part.partition(": ") for part in cell.split("|"))
    return _compliance(
        {name.strip(): [c.strip() for c in controls.split(",")] for name, _, controls in parts}
        if cell
        else {}
    )


def techniques(compliance: Mapping[str, list[str]]) -> tuple[str, ...]:
    """MITRE ATT&CK ids, where a version tells them among the frameworks only."""
    told = (
        control
        for name, controls in compliance.items()
        for control in controls
        if "MITRE" in name or control.startswith("MITRE")
    )
    return texts([found for control in told for found in _TECHNIQUE.findall(control)])


def _labels(value: Any) -> tuple[str, ...]:
    """Tags of a resource: texts, an object, or objects with Key and Value, as 3 has them."""
    if isinstance(value, dict):
        return tuple(f"{text(name)}={text(told)}" for name, told in value.items())
    found: list[Any] = []
    for one in items(value):
        pair = mapping(one)
        named = "Key" in pair and f"{text(pair['Key'])}={text(pair.get('Value'))}"
        found += [named] if named else [*_labels(pair)] if pair else [one]
    return texts(found)


def _listed(cell: str) -> tuple[str, ...]:
    return texts([part.strip() for part in cell.split("|")])


def _links(*given: Any) -> tuple[str, ...]:
    return tuple(
        link
        for link in texts([one for value in given for one in (items(value) or [value])])
        if link.startswith(("https://", "http://"))
    )


# --- One function for each shape ------------------------------------------------------------


def _detection_finding(raw: Mapping[str, Any]) -> Result:
    told, more, cloud = (mapping(raw.get(k)) for k in ("finding_info", "unmapped", "cloud"))
    resources = [mapping(one) for one in items(raw.get("resources"))]
    resource = resources[0] if resources else {}
    account, remediation = mapping(cloud.get("account")), mapping(raw.get("remediation"))
    provider = text(cloud.get("provider")) or text(more.get("provider"))
    muted = text(raw.get("status")).lower() == "suppressed"
    metadata = mapping(raw.get("metadata"))
    service = text(mapping(resource.get("group")).get("name"))
    return Result(
        status="muted" if muted else _status(raw.get("status_code")),
        check=text(metadata.get("event_code")),
        should_be=text(told.get("title")),
        said=text(raw.get("status_detail")) or text(raw.get("message")),
        severity=text(raw.get("severity")),
        provider=provider or ("kubernetes" if "namespace" in resource else "aws"),
        account=text(account.get("uid")) or text(more.get("provider_uid")),
        region=text(resource.get("region"))
        or text(cloud.get("region"))
        or text(resource.get("namespace")),
        resource=text(resource.get("uid")),
        name=text(resource.get("name")),
        resource_type=text(resource.get("type")),
        service=service,
        description=text(told.get("desc")),
        risk=text(raw.get("risk_details")),
        remediation=text(remediation.get("desc")),
        links=_links(
            remediation.get("references"), more.get("additional_urls"), more.get("related_url")
        ),
        tags=texts([service, *items(more.get("categories"))]),
        labels=_labels(resource.get("labels")),
        attacks=texts(
            [mapping(mapping(a).get("technique")).get("uid") for a in items(told.get("attacks"))]
        ),
        compliance=_compliance(more.get("compliance")),
        related=texts([one.get("uid") for one in resources[1:20]]),
    )


def _security_finding(raw: Mapping[str, Any]) -> Result:
    told, cloud = mapping(raw.get("finding")), mapping(raw.get("cloud"))
    resource = mapping(next(iter(items(raw.get("resources"))), None))
    product = mapping(mapping(raw.get("metadata")).get("product"))
    compliance, remediation = mapping(raw.get("compliance")), mapping(told.get("remediation"))
    project = text(cloud.get("project_uid"))
    service = text(mapping(resource.get("group")).get("name"))
    return Result(
        status=_status(raw.get("status")),
        check=text(mapping(product.get("feature")).get("uid")),
        should_be=text(told.get("title")),
        said=text(raw.get("status_detail")) or text(raw.get("message")),
        severity=text(raw.get("severity")),
        provider=text(cloud.get("provider")) or "aws",
        account=text(mapping(cloud.get("account")).get("uid")) or project,
        region=text(resource.get("region")) or text(cloud.get("region")),
        resource=text(resource.get("uid")),
        name=text(resource.get("name")),
        resource_type=text(resource.get("type")),
        service=service,
        description=text(told.get("desc")),
        risk=text(mapping(told.get("supporting_data")).get("Risk")),
        remediation=text(remediation.get("desc")),
        links=_links(remediation.get("kb_articles"), told.get("src_url")),
        tags=texts([service]),
        labels=_labels(resource.get("labels")),
        compliance=_unrolled(" | ".join(texts(compliance.get("requirements")))),
    )


def _native(raw: Mapping[str, Any]) -> Result:
    remediation = mapping(raw.get("Remediation"))
    recommended = mapping(remediation.get("Recommendation"))
    service = text(raw.get("ServiceName"))
    accounts = ("AccountId", "Subscription", "ProjectId")
    return Result(
        status=_status(raw.get("Status")),
        check=text(raw.get("CheckID")),
        should_be=text(raw.get("CheckTitle")),
        said=text(raw.get("StatusExtended")),
        severity=text(raw.get("Severity")),
        provider=text(raw.get("Provider")) or "aws",
        account=next((text(raw.get(key)) for key in accounts if raw.get(key)), ""),
        region=text(raw.get("Region")) or text(raw.get("Location")),
        resource=text(raw.get("ResourceArn")) or text(raw.get("ResourceId")),
        name=text(raw.get("ResourceName")) or text(raw.get("ResourceId")),
        resource_type=text(raw.get("ResourceType")),
        service=service,
        description=text(raw.get("Description")),
        risk=text(raw.get("Risk")),
        remediation=text(recommended.get("Text")),
        links=_links(recommended.get("Url"), raw.get("RelatedUrl")),
        tags=texts([service, *items(raw.get("Categories"))]),
        labels=_labels(raw.get("ResourceTags")),
        compliance=_compliance(raw.get("Compliance")),
    )


def _asff(raw: Mapping[str, Any]) -> Result:
    resource = mapping(next(iter(items(raw.get("Resources"))), None))
    compliance = mapping(raw.get("Compliance"))
    recommended = mapping(mapping(raw.get("Remediation")).get("Recommendation"))
    check = re.sub(r"^prowler-", "", text(raw.get("GeneratorId")), flags=re.IGNORECASE)
    control = _CONTROL.match(text(raw.get("Title")))
    uid, said = text(resource.get("Id")), text(raw.get("Description"))
    muted = text(mapping(raw.get("Workflow")).get("Status")).upper() == "SUPPRESSED"
    archived = text(raw.get("RecordState")).upper() == "ARCHIVED"
    return Result(
        status="muted" if muted or archived else _status(compliance.get("Status")),
        check=check,
        should_be=control["title"] if control else text(raw.get("Title")),
        said=said,
        severity=text(mapping(raw.get("Severity")).get("Label")),
        account=text(raw.get("AwsAccountId")),
        region=text(resource.get("Region")),
        resource=said if _ACCOUNT.match(uid) and said else uid,
        resource_type=text(resource.get("Type")),
        remediation=text(recommended.get("Text")),
        links=_links(recommended.get("Url")),
        tags=texts(raw.get("Types")),
        labels=_labels(resource.get("Tags")),
        compliance={"related": list(texts(compliance.get("RelatedRequirements")))[:CONTROLS]},
    )


def _lines_of_2(raw: Mapping[str, Any]) -> Result:
    return _version_2(
        control=text(raw.get("Control")),
        number=text(raw.get("Control ID")),
        status=text(raw.get("Status")),
        said=text(raw.get("Message")),
        severity=text(raw.get("Severity")),
        account=text(raw.get("Account Number")),
        region=text(raw.get("Region")),
        resource=text(raw.get("Resource ID")),
        service=text(raw.get("Service")),
        risk=text(raw.get("Risk")),
        remediation=text(raw.get("Remediation")),
        link=text(raw.get("Doc link")),
        tags=(text(raw.get("Level")), text(raw.get("Compliance")), text(raw.get("CAF Epic"))),
    )


def _row_of_2(raw: Mapping[str, Any]) -> Result:
    def cell(*names: str) -> str:
        return next((text(raw[name]) for name in names if raw.get(name)), "")

    return _version_2(
        control=cell("title_text"),
        number=cell("title_id"),
        status=cell("check_result", "result"),
        said=cell("check_result_extended", "notes"),
        severity=cell("check_severity", "severity"),
        account=cell("account_num"),
        region=cell("region"),
        resource=cell("check_resource_id"),
        service=cell("check_servicename", "servicename"),
        resource_type=cell("check_asff_resource_type"),
        risk=cell("check_risk"),
        remediation=cell("check_remediation"),
        link=cell("check_doc"),
        tags=(
            cell("item_level", "level"),
            cell("check_asff_compliance_type", "compliance"),
            cell("check_caf_epic"),
        ),
    )


def _version_2(
    *, control: str, number: str, status: str, link: str, resource: str, said: str, **told: Any
) -> Result:
    """Version 2 often names the resource in its message only; without it two of them would be one
    finding."""
    found = _CONTROL.match(control)
    return Result(
        status=_status(status),
        check=found["check"] if found else number or control,
        should_be=found["title"] if found else control,
        said=said,
        resource=resource or said,
        name=resource,
        links=_links(link),
        **{**told, "tags": texts([told["service"], *told["tags"]])},
    )


def _row(raw: Mapping[str, Any]) -> Result:
    def cell(*names: str) -> str:
        return next((text(raw[name]) for name in names if raw.get(name)), "")

    muted = cell("muted").lower() == "true"
    service = cell("service_name")
    return Result(
        status="muted" if muted else _status(cell("status")),
        check=cell("check_id"),
        should_be=cell("check_title"),
        said=cell("status_extended"),
        severity=cell("severity"),
        provider=cell("provider") or "aws",
        account=cell("account_uid", "account_id", "subscription", "project_id"),
        region=cell("region", "location"),
        resource=cell("resource_uid", "resource_arn", "resource_id"),
        name=cell("resource_name", "resource_id"),
        resource_type=cell("resource_type"),
        service=service,
        description=cell("description"),
        risk=cell("risk"),
        remediation=cell("remediation_recommendation_text"),
        links=_links(
            cell("remediation_recommendation_url"),
            list(_listed(cell("additional_urls"))),
            cell("related_url"),
        ),
        tags=texts([service, *_listed(cell("categories"))]),
        labels=_listed(cell("resource_tags")),
        compliance=_unrolled(cell("compliance")),
    )


# Asked in this order: the first key that a record has tells its shape.
SHAPES: tuple[tuple[str, Callable[[Mapping[str, Any]], Result]], ...] = (
    ("finding_info", _detection_finding),
    ("finding", _security_finding),
    ("CheckID", _native),
    ("GeneratorId", _asff),
    ("Control", _lines_of_2),
    ("check_id", _row),
    ("title_text", _row_of_2),
)
