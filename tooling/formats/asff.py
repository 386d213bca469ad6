"""AWS Security Finding Format: what Security Hub exports, and what sends findings to it.

https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format-syntax.html
A list, objects line by line, or `Findings` as `aws securityhub get-findings` prints them. What
Prowler writes in it is read by Prowler's own reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tooling.base import (
    CloudPlace,
    Examined,
    ParsedFinding,
    Problem,
    Record,
    Rejected,
    Report,
    ReportFormat,
    Sample,
    SeverityWord,
    UnreadableReport,
)
from tooling.reading import (
    cves,
    cwes,
    documents,
    elements,
    items,
    kind,
    mapping,
    opened,
    record,
    text,
    texts,
)

KEPT = 30  # of lists that become evidence
_LISTED = re.compile(rb'"[Ff]indings"\s*:\s*\[')
# What the format calls dealt with: not a finding any more, or not wanted as one.
CLOSED = frozenset({"SUPPRESSED", "RESOLVED"})


class Asff(ReportFormat):
    name = "asff"
    title = "AWS Security Finding Format"
    homepage = (
        "https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format.html"
    )
    severities = {
        "critical": "critical",
        "high": "high",
        "medium": "medium",
        "low": "low",
        "informational": "info",
    }

    def recognise(self, sample: Sample) -> str | None:
        for at in ("", "Findings/[]/", "findings/[]/"):
            if sample.has(f"{at}ProductArn", f"{at}AwsAccountId", f"{at}GeneratorId"):
                return f"it has {at}ProductArn, GeneratorId and AwsAccountId"
        return None

    def read(self, report: Report) -> Iterator[Record]:
        """Not findings: what passed, is archived, resolved or suppressed, as the format says."""
        counts = dict.fromkeys(("findings", "passed", "archived or suppressed", "not checked"), 0)
        known = False
        for position, raw in _findings(report):
            found = mapping(raw)
            known = known or "ProductArn" in found or "AwsAccountId" in found
            if not found:
                why = (
                    "it is empty" if isinstance(raw, dict) else f"it is {kind(raw)}, not an object"
                )
                yield raw if isinstance(raw, Rejected) else Rejected(position, why)
                continue
            state = _state(found)
            counts[state] += 1
            if state == "findings":
                yield from record(self, position, raw, self._finding)
            elif state == "not checked":
                yield Problem(
                    f"{_rule(found) or text(found.get('Title'))}: it could not be checked"
                )
        if not known:
            raise UnreadableReport("it holds no finding of AWS Security Hub", "the start")
        for what, count in counts.items():
            if count or what == "findings":
                yield Examined(what, count)

    def _finding(self, raw: Mapping[str, Any]) -> ParsedFinding:
        resources = [mapping(one) for one in items(raw.get("Resources"))]
        resource = resources[0] if resources else {}
        severity = mapping(raw.get("Severity"))
        word = text(severity.get("Label")) or _label(severity)
        vulnerabilities = [mapping(one) for one in items(raw.get("Vulnerabilities"))]
        recommended = mapping(mapping(raw.get("Remediation")).get("Recommendation"))
        compliance = mapping(raw.get("Compliance"))
        account = text(raw.get("AwsAccountId"))
        title, said = text(raw.get("Title")), text(raw.get("Description"))
        types = texts(raw.get("Types"))
        rule = _rule(raw) or title
        of_trivy = _of_trivy(resource)
        links = [recommended.get("Url"), raw.get("SourceUrl")]
        packages: list[Mapping[str, Any]] = [of_trivy] if of_trivy else []
        for one in vulnerabilities:
            links += [*items(one.get("ReferenceUrls")), mapping(one.get("Vendor")).get("Url")]
            packages += _packages(one)
        return ParsedFinding(
            rule_id=rule,
            title=_title(title or said or rule),
            severity=self.severity(word) or "info",
            tool_severity=word,
            place=CloudPlace(
                provider="aws",
                account=account,
                region=text(resource.get("Region")) or text(raw.get("Region")),
                resource_id=_resource_id(resource, of_trivy) or account or text(raw.get("Id")),
                resource_type=text(resource.get("Type")),
            ),
            description=said,
            remediation="\n".join(
                texts([recommended.get("Text"), *(one.get("Remediation") for one in packages)])
            ),
            cve=cves([one.get("Id") for one in vulnerabilities] + [title]),
            cwe=cwes([said for said in types if "CWE" in said]),
            cvss=_cvss([*vulnerabilities, of_trivy]),
            references=tuple(link for link in texts(links) if link.startswith("http")),
            tags=types[:KEPT],
            evidence={
                "product": text(raw.get("ProductName")) or text(raw.get("ProductArn")),
                "id": text(raw.get("Id")),
                "resources": list(texts([one.get("Id") for one in resources[1 : KEPT + 1]])),
                "requirements": list(texts(compliance.get("RelatedRequirements")))[:KEPT],
                "packages": [_package(one) for one in packages][:KEPT],
            },
        )


def _findings(report: Report) -> Iterator[tuple[str, Any]]:
    """The objects of the list, of the lines, or of `Findings`."""
    with opened(report) as file:
        head = file.read(4096).lstrip()
    if head[:1] == b"{" and _LISTED.search(head.partition(b'"ProductArn"')[0]):
        for _, position, raw in elements(
            report, "Findings/[]", "findings/[]", required=("Findings", "findings")
        ):
            yield position, raw
    else:
        yield from documents(report)


def _state(raw: Mapping[str, Any]) -> str:
    status = text(mapping(raw.get("Compliance")).get("Status")).upper()
    workflow = text(mapping(raw.get("Workflow")).get("Status")) or text(raw.get("WorkflowState"))
    if text(raw.get("RecordState")).upper() == "ARCHIVED" or workflow.upper() in CLOSED:
        return "archived or suppressed"
    if status == "PASSED":
        return "passed"
    return "not checked" if status == "NOT_AVAILABLE" else "findings"


def _rule(raw: Mapping[str, Any]) -> str:
    """The control, the vulnerability, or the type of threat (`TTPs/…/Stealth:IAMUser-…`).

    The generator of Inspector, GuardDuty or Trivy is their name or detector, one for all findings.
    """
    compliance = mapping(raw.get("Compliance"))
    if control := text(compliance.get("SecurityControlId")):
        return control
    known = texts([mapping(one).get("Id") for one in items(raw.get("Vulnerabilities"))])
    if known := known or cves(raw.get("Title")):
        return known[0]
    threats = [kind for kind in texts(raw.get("Types")) if ":" in kind]
    generator = text(raw.get("GeneratorId"))
    return threats[0] if threats and not compliance.get("Status") else generator


def _of_trivy(resource: Mapping[str, Any]) -> dict[str, Any]:
    """The package that Trivy's template names beside its container, in the format's own names.

    Source: contrib/asff.tpl of Trivy.
    """
    told = mapping(mapping(resource.get("Details")).get("Other"))
    name, fixed = text(told.get("PkgName")), text(told.get("Patched Package"))
    if not name:
        return {}
    scores = (told.get("NvdCvssScoreV3"), told.get("NvdCvssScoreV2"))
    return {
        "Name": name,
        "Version": told.get("Installed Package"),
        "FixedInVersion": fixed,
        "Remediation": f"Update {name} to {fixed}." if fixed else "",
        "Cvss": [{"BaseScore": score} for score in scores if text(score) not in ("", "0")],
    }


def _resource_id(resource: Mapping[str, Any], package: Mapping[str, Any]) -> str:
    """The resource; two packages of one container are told apart."""
    name = text(resource.get("Id"))
    return f"{name}#{package['Name']}" if name and package else name


def _label(severity: Mapping[str, Any]) -> str:
    """The label of `Normalized`, as the format's own page maps it."""
    try:
        value = float(text(severity.get("Normalized")))
    except ValueError:
        return ""
    bounds: tuple[tuple[int, SeverityWord], ...] = (
        (90, "critical"),
        (70, "high"),
        (40, "medium"),
        (1, "low"),
    )
    return next((word.upper() for least, word in bounds if value >= least), "INFORMATIONAL")


def _cvss(vulnerabilities: list[Mapping[str, Any]]) -> float | None:
    scores = []
    for one in vulnerabilities:
        for given in map(mapping, items(one.get("Cvss"))):
            try:
                scores.append(float(text(given.get("BaseScore"))))
            except ValueError:
                continue
    return max((score for score in scores if 0 <= score <= 10), default=None)


def _packages(vulnerability: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [mapping(one) for one in items(vulnerability.get("VulnerablePackages"))]


def _package(raw: Mapping[str, Any]) -> str:
    fixed = text(raw.get("FixedInVersion"))
    named = " ".join(texts([raw.get("Name"), raw.get("Version")]))
    return f"{named}, fixed in {fixed}" if fixed else named


def _title(said: str) -> str:
    line = " ".join(said.split())
    return line if len(line) <= 200 else f"{line[:199]}…"
