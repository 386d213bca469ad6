"""What Trivy writes of one thing, as a finding: its own report's records.

Shapes: pkg/types and pkg/fanal/types of Trivy; schema 1 (before 0.20) has the same records.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .base import (
    CloudPlace,
    GenericPlace,
    IacPlace,
    PackagePlace,
    ParsedFinding,
    Place,
    Report,
    SecretPlace,
    SeverityWord,
)
from .package_urls import package_url
from .reading import (
    Malformed,
    cves,
    cwes,
    items,
    mapping,
    needed,
    number,
    relative,
    shortened,
    source,
    text,
    texts,
)

Severity = Callable[[str | None], SeverityWord | None]
# Where several rate a vulnerability: the one whose severity was taken, then these, then any.
RATERS = ("nvd", "ghsa", "redhat", "vendor", "ubuntu", "debian", "amazon", "bitnami")
SCORES = ("V3Score", "V40Score", "V2Score")
UNNAMED = "a package without a name"
LISTS = ("Vulnerabilities", "Misconfigurations", "Secrets", "Licenses")
PASSED = {"PASS", "EXCEPTION"}


@dataclass(frozen=True, slots=True)
class Where:
    """What a record is about: the result's Target, Class, Type, and in a cluster the workload."""

    target: str = ""
    family: str = ""  # os-pkgs, lang-pkgs, config, secret, license, license-file
    type: str = ""
    artifact: str = ""
    cluster: str = ""
    namespace: str = ""
    workload: str = ""  # Deployment/shop; empty outside of a cluster

    def in_cluster(self) -> CloudPlace:
        """The workload as a resource of its cluster."""
        kind = self.workload.partition("/")[0]
        return CloudPlace("kubernetes", self.cluster, self.namespace, self.workload, kind)

    def manifest(self) -> str:
        """What lists the packages: a file, or an image without the words on its system."""
        name = self.target
        if self.family in ("os-pkgs", ""):  # schema 1 has no Class
            name = name.partition(" (")[0]
        holder = "/".join(filter(None, (self.namespace, self.workload)))
        return ": ".join(filter(None, (holder, name or self.artifact)))


def records(result: Mapping[str, Any]) -> Iterator[tuple[str, int, Any]]:
    """What a result lists, as (list, index, record), without what Trivy says is passed."""
    for name in LISTS:
        for index, raw in enumerate(items(result.get(name))):
            status = text(mapping(raw).get("Status")).upper()
            if name != "Misconfigurations" or status not in PASSED:
                yield name, index, raw


def finding(
    raw: Mapping[str, Any], what: str, where: Where, report: Report, severity: Severity
) -> ParsedFinding:
    """The finding of one record of the list `what`. Raises `Malformed`."""
    make = {
        "Vulnerabilities": _vulnerability,
        "Misconfigurations": _misconfiguration,
        "Secrets": _secret,
        "Licenses": _license,
    }[what]
    return make(raw, where, report, severity)


def score(cvss: Any, preferred: str) -> float | None:
    """The CVSS score of the rater whose severity Trivy took, else of the best known."""
    rated = mapping(cvss)
    for rater in dict.fromkeys((preferred, *RATERS, *rated)):
        for name in SCORES:
            told = mapping(rated.get(rater)).get(name)
            try:
                value = float(text(told))
            except ValueError:
                continue
            if 0 < value <= 10:
                return value
    return None


def _vulnerability(
    raw: Mapping[str, Any], where: Where, report: Report, severity: Severity
) -> ParsedFinding:
    word, found = text(raw.get("Severity")), text(raw.get("VulnerabilityID"))
    package, installed = text(raw.get("PkgName")), text(raw.get("InstalledVersion"))
    title = text(raw.get("Title"))
    if not found and not title:
        raise Malformed("VulnerabilityID and Title are missing")
    url = text(mapping(raw.get("PkgIdentifier")).get("PURL"))
    if not url and package:
        url = package_url(where.type, package, installed)
    manifest = where.manifest()
    if file := text(raw.get("PkgPath")):
        # Of jars and gems the target is only "Java" or "Ruby".
        manifest = file if "/" not in where.target and not where.workload else manifest
    fixed, status = text(raw.get("FixedVersion")), text(raw.get("Status"))
    rater = text(raw.get("SeveritySource"))
    layer = mapping(raw.get("Layer"))
    return ParsedFinding(
        rule_id=found or title,
        title=title or (f"{found} in {package}" if package else found),
        description=text(raw.get("Description")),
        severity=severity(word) or "info",
        tool_severity=word,
        place=PackagePlace(url, found or title, relative(manifest, report))
        if url
        else GenericPlace(where.target or where.artifact or "a package without a name"),
        remediation=f"Update {package} to {fixed}." if fixed else _without_fix(status),
        cwe=cwes(raw.get("CweIDs")),
        cve=cves([found, *texts(raw.get("VendorIDs"))]),
        cvss=score(raw.get("CVSS"), rater),
        references=_links(raw),
        tags=texts([where.family, where.type, status]),
        evidence={
            "package": package,
            "installed": installed,
            "fixed": fixed,
            "status": status,
            "path": text(raw.get("PkgPath")),
            "layer": text(layer.get("Digest")) or text(layer.get("DiffID")),
            "severity_source": rater,
            "vendor_ids": list(texts(raw.get("VendorIDs"))),
            "published": text(raw.get("PublishedDate")),
        },
    )


def _without_fix(status: str) -> str:
    said = {
        "will_not_fix": "Its vendor will not fix it: remove or replace the package.",
        "end_of_life": "Its system gets no fixes any more: update the system.",
        "fix_deferred": "Its vendor has put the fix off.",
        "affected": "There is no fixed version yet.",
    }
    return said.get(status, "")


def _links(raw: Mapping[str, Any]) -> tuple[str, ...]:
    links = texts([raw.get("PrimaryURL"), *texts(raw.get("References"))])
    return tuple(link for link in links if link.startswith("http"))


def _misconfiguration(
    raw: Mapping[str, Any], where: Where, report: Report, severity: Severity
) -> ParsedFinding:
    word = text(raw.get("Severity"))
    rule = text(raw.get("ID")) or text(raw.get("AVDID"))
    title, message = text(raw.get("Title")), text(raw.get("Message"))
    if not rule and not title:
        raise Malformed("ID and Title are missing")
    cause = mapping(raw.get("CauseMetadata"))
    return ParsedFinding(
        rule_id=rule or title,
        title=title or shortened(message.partition("\n")[0], 200) or rule,
        description="\n".join(texts([raw.get("Description"), message])),
        severity=severity(word) or "info",
        tool_severity=word,
        place=_configured(cause, where, report),
        remediation=text(raw.get("Resolution")),
        cwe=cwes(raw.get("CweIDs")),
        references=_links(raw),
        tags=texts([where.type, cause.get("Provider"), cause.get("Service")]),
        evidence={
            "message": message,
            "check": text(raw.get("AVDID")),
            "resource": text(cause.get("Resource")),
        },
    )


def _configured(cause: Mapping[str, Any], where: Where, report: Report) -> Place:
    resource = text(cause.get("Resource"))
    if where.workload:
        return where.in_cluster()
    arn = next((one for one in (resource, where.target) if one.startswith("arn:")), "")
    if arn and where.type == "cloud":
        _, _, _, region, account, *_ = (*arn.split(":"), "", "", "", "", "")
        return CloudPlace("aws", account, region, arn)
    first, last = number(cause.get("StartLine")) or None, number(cause.get("EndLine")) or None
    path = relative(where.target, report).lstrip("/")
    lines = [mapping(one) for one in items(mapping(cause.get("Code")).get("Lines"))]
    flagged = [one.get("Content") for one in lines if one.get("IsCause") is True]
    quoted = text("\n".join(line for line in flagged if isinstance(line, str)))
    if not path:
        return GenericPlace(resource or where.artifact or "a file without a name")
    quoted = quoted or source(report, path, first, last)
    return IacPlace(path, resource, line=first, end_line=last, snippet=quoted)


def _secret(
    raw: Mapping[str, Any], where: Where, report: Report, severity: Severity
) -> ParsedFinding:
    word = text(raw.get("Severity"))
    rule = text(raw.get("RuleID"))
    title = text(raw.get("Title")) or text(raw.get("Category")) or rule
    if not title:
        raise Malformed("RuleID and Title are missing")
    path = relative(where.target, report).lstrip("/")
    return ParsedFinding(
        rule_id=rule or title,
        title=title,
        severity=severity(word) or "info",
        tool_severity=word,
        place=SecretPlace(path, line=number(raw.get("StartLine")))
        if path
        else GenericPlace(where.artifact or "a file without a name"),
        description=f"The file holds what looks like a secret ({title}).",
        remediation="Revoke the secret, take it out of the file and its history, and read it "
        "from the environment or a secret store.",
        cwe=("CWE-798",),
        tags=texts(["secret", raw.get("Category")]),
        # Trivy writes asterisks for the secret.
        evidence={"match": text(raw.get("Match"), 2000), "workload": where.workload},
    )


def _license(
    raw: Mapping[str, Any], where: Where, report: Report, severity: Severity
) -> ParsedFinding:
    word, name = text(raw.get("Severity")), needed(raw, "Name")
    category, package = text(raw.get("Category")), text(raw.get("PkgName"))
    path = text(raw.get("FilePath"))
    holder = package or relative(path, report) or where.target or where.artifact
    return ParsedFinding(
        rule_id=f"license:{name}",
        title=f"License {shortened(name, 120)} of {shortened(holder or UNNAMED, 60)}",
        severity=severity(word) or "info",
        tool_severity=word,
        place=GenericPlace(holder or UNNAMED, where.target or path),
        references=tuple(link for link in texts(raw.get("Link")) if link.startswith("http")),
        tags=texts(["license", category]),
        evidence={"category": category, "confidence": text(raw.get("Confidence")), "path": path},
    )
