"""The generic schema: a flat record of names and values, as JSON or as a row of CSV.

Documented in `docs/report-formats.md` and `schemas/generic.json`. The names are those of
DefectDojo's "Generic Findings Import" where that has one, so that such files are read too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult

from tooling.base import (
    CloudPlace,
    CodePlace,
    Examined,
    GenericPlace,
    HostPlace,
    IacPlace,
    NetworkPlace,
    PackagePlace,
    ParsedFinding,
    Place,
    Report,
    ReportFormat,
    SecretPlace,
    SeverityWord,
    WebPlace,
)
from tooling.reading import Malformed, cves, cwes, items, mapping, number, relative, text, texts
from tooling.tool_names import tool_named

from .cvss import base_score, score, severity_of
from .packages import package_url
from .wording import is_set, is_unset, links, paragraphs, plain, title

# The project's own words; S0 to S4 are DefectDojo's numerical_severity.
SEVERITIES: dict[str, SeverityWord] = {
    "critical": "critical",
    "high": "high",
    "medium": "medium",
    "moderate": "medium",
    "low": "low",
    "info": "info",
    "informational": "info",
    "information": "info",
    "none": "info",
    "s0": "critical",
    "s1": "high",
    "s2": "medium",
    "s3": "low",
    "s4": "info",
}
# Other names of a field, as people write them in JSON and as columns; compared without case,
# spaces and signs.
ALIASES = {
    "title": ("name", "finding", "summary", "vulnerability", "issue", "vulnerabilityname"),
    "severity": ("risk", "severitylevel", "risklevel"),
    "numerical_severity": (),
    "rule_id": ("rule", "ruleid", "checkid", "check", "vulnidfromtool", "pluginid"),
    "description": ("details", "desc"),
    "impact": (),
    "steps_to_reproduce": (),
    "severity_justification": (),
    "remediation": ("mitigation", "solution", "recommendation", "fix", "recommendations"),
    "references": ("reference", "links", "link", "seealso"),
    "cwe": ("cweid", "cwes", "cweids"),
    "cve": ("cves", "cveid", "cveids", "vulnerabilityid", "vulnerabilityids", "vulnid"),
    "cvss": ("cvssscore", "cvssv4score", "cvssv3score", "cvssv2score", "cvssbasescore"),
    "cvss_vector": ("cvssv3", "cvssv4", "cvssv2", "cvssv3vector", "vector"),
    "attack_ids": ("attackid", "attack", "mitreattack", "techniques", "technique"),
    "tags": ("tag", "labels"),
    "path": ("filepath", "file", "filename"),
    "line": ("linenumber", "startline", "lineno"),
    "end_line": (),
    "snippet": ("code",),
    "package_url": ("purl", "packageurl"),
    "component_name": ("component", "package", "packagename", "componentname"),
    "component_version": ("version", "packageversion", "installedversion"),
    "fixed_version": ("fixversion", "fixedin", "plannedremediationversion"),
    "manifest": (),
    "url": ("endpoint", "uri"),
    "endpoints": (),
    "method": ("httpmethod",),
    "parameter": ("param",),
    "payload": (),
    "request": (),
    "response": (),
    "host": ("hostname", "ip", "ipaddress", "asset"),
    "port": (),
    "protocol": (),
    "provider": ("cloud", "cloudprovider"),
    "account": ("accountid", "subscription"),
    "region": (),
    "resource_id": ("resourceid", "resourcearn", "arn"),
    "resource_type": (),
    "resource": ("service",),
    "location": (),
    "address": ("resourceaddress",),
    "program": (),
    "user": (),
    "secret_hash": (),
    "kind": (),
    "tool": ("scanner", "foundby"),
    "evidence": (),
    "status": ("state",),
    "unique_id": ("uniqueidfromtool", "fingerprint", "id"),
    "active": (),
    "verified": (),
    "false_p": ("falsepositive", "isfalsepositive"),
    "duplicate": ("isduplicate",),
    "is_mitigated": ("mitigated", "ismitigated"),
    "out_of_scope": (),
    "risk_accepted": ("riskaccepted",),
    "date": ("founddate", "created"),
    "scanner_confidence": ("confidence",),
    "nb_occurences": ("nboccurrences", "occurrences"),
}
KINDS = ("code", "secret", "dependency", "cloud", "iac", "web", "network", "host", "generic")
_SETTLED_STATUS = {
    "passed": "passed",
    "pass": "passed",
    "suppressed": "suppressed",
    "false_positive": "false positives",
    "false positive": "false positives",
    "fixed": "fixed",
    "mitigated": "fixed",
    "resolved": "fixed",
    "closed": "fixed",
    "duplicate": "duplicates",
    "accepted_risk": "accepted risks",
    "risk accepted": "accepted risks",
    "informational": "informational",
}
_SETTLED_FLAGS = {
    "false_p": "false positives",
    "duplicate": "duplicates",
    "out_of_scope": "out of scope",
    "risk_accepted": "accepted risks",
    "is_mitigated": "fixed",
}


def _folded(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


_FIELD_OF = {
    **{alias: name for name, aliases in ALIASES.items() for alias in aliases},
    **{_folded(name): name for name in ALIASES},
}


def fields_of(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a record by the schema's names. Its own name wins over an alias; what both
    say of CVE, CWE and CVSS is kept together."""
    found: dict[str, Any] = {}
    exact: set[str] = set()
    for name, value in raw.items():
        known = _FIELD_OF.get(_folded(name), "")
        if not known or value is None or value == "":
            continue
        if known in ("cve", "cwe", "cvss", "cvss_vector"):
            found[known] = [*items(found.get(known)), *(items(value) or [value])]
        elif known not in found or (_folded(known) == _folded(name) and known not in exact):
            found[known] = value
            if _folded(known) == _folded(name):
                exact.add(known)
    return found


def knows_columns(header: tuple[str, ...]) -> bool:
    """Whether a header names a title and a severity, and something that tells more."""
    fields = {_FIELD_OF.get(_folded(name), "") for name in header} - {""}
    return {"title", "severity"} <= fields and len(fields) >= 3


def left_out(fields: Mapping[str, Any]) -> str:
    """Why a record is no finding, as a count is called; "" where it is one."""
    if told := _SETTLED_STATUS.get(text(fields.get("status")).lower()):
        return told
    for name, what in _SETTLED_FLAGS.items():
        if is_set(fields.get(name)):
            return what
    if re.match(r"\d{4}-\d\d|\d\d?/\d", text(fields.get("is_mitigated"))):
        return "fixed"  # DefectDojo's `mitigated` is the date
    return ""


_MOST_TOOLS = 1000


@dataclass
class Tally:
    """The records of a report, counted by the tool that each is of."""

    records: Counter[str] = field(default_factory=Counter)
    settled: Counter[tuple[str, str]] = field(default_factory=Counter)  # by tool and what it is

    def add(self, tool: str, settled: str) -> None:
        if tool not in self.records and len(self.records) >= _MOST_TOOLS:
            tool = ""
        self.records[tool] += 1
        if settled:
            self.settled[tool, settled] += 1

    def examined(self, tool: str) -> Iterator[Examined]:
        """What each tool looked at; `tool` is of a report without records."""
        for name, count in (self.records or {tool: 0}).items():
            yield Examined("records", count, name)
        for (name, what), count in sorted(self.settled.items()):
            yield Examined(what, count, name)


def tool_of(fields: Mapping[str, Any], tool: str) -> str:
    """The tool that a record names, else that of the report."""
    return tool_named(text(fields.get("tool"))) or tool


def finding_of(
    raw: Mapping[str, Any], reader: ReportFormat, report: Report, tool: str
) -> ParsedFinding:
    """The finding of a record; `Malformed` where it has neither title nor rule."""
    fields = fields_of(raw)
    vulnerabilities = _listed(fields.get("cve"))
    cve = cves([*vulnerabilities])
    known = cve[0] if cve else next(iter(vulnerabilities), "")
    named = title(fields.get("title"), fields.get("rule_id"))
    rule = text(fields.get("rule_id")) or known or named
    if not rule:
        raise Malformed("it has neither a title nor a rule")
    cvss = _cvss(fields)
    word = text(fields.get("severity")) or text(fields.get("numerical_severity"))
    if not word and cvss is not None:
        word = severity_of(cvss)
    fixed_in = text(fields.get("fixed_version"))
    return ParsedFinding(
        rule_id=rule,
        title=named,
        severity=reader.severity(word) or "info",
        tool_severity=word,
        place=_place(fields, known or rule, report),
        description=paragraphs(
            fields.get("description"), fields.get("impact"), fields.get("steps_to_reproduce")
        ),
        remediation=paragraphs(
            fields.get("remediation"), f"Fixed in {fixed_in}." if fixed_in else ""
        ),
        cwe=cwes(_listed(fields.get("cwe"))),
        cve=cve,
        cvss=cvss,
        attack_ids=texts(_listed(fields.get("attack_ids"))),
        references=links(*_listed(fields.get("references"))),
        tags=texts(
            [
                *_listed(fields.get("tags")),
                *(one for one in vulnerabilities if not cves(one)),
                # It does not say why: the reasons to leave a record out have fields of their own.
                "inactive" if is_unset(fields.get("active")) else "",
            ]
        ),
        evidence=_evidence(fields),
        tool=tool_of(fields, tool),
    )


def _listed(value: Any) -> list[Any]:
    """A list, or the parts of a text that is one. Objects of a list tell their id or name."""
    given = items(value) or [value]
    found: list[Any] = []
    for one in given:
        if isinstance(one, str):
            found += [part for part in re.split(r"[,;|\n]+", one) if part.strip()]
        elif told := mapping(one):
            found.append(text(told.get("vulnerability_id")) or text(told.get("name")))
        elif one is not None:
            found.append(text(one))
    return [part.strip() if isinstance(part, str) else part for part in found]


def _cvss(fields: Mapping[str, Any]) -> float | None:
    for value in items(fields.get("cvss")):
        if (found := score(value)) is not None:
            return found
    vectors = [*items(fields.get("cvss_vector")), *items(fields.get("cvss"))]
    told = [found for one in vectors if (found := base_score(text(one))) is not None]
    return max(told, default=None)


def _place(fields: Mapping[str, Any], identifier: str, report: Report) -> Place:  # noqa: C901 - one case a kind
    """The kind that is told, where its main field is there; else the first that is told of."""
    kind = text(fields.get("kind")).lower()
    path = relative(text(fields.get("path")), report)
    line, end_line = number(fields.get("line")), number(fields.get("end_line"))
    snippet, address = text(fields.get("snippet")), text(fields.get("address"))
    for one in (kind, "dependency", "iac", "secret", "code", "web", "cloud", "network", "host"):
        match one:
            case "dependency":
                if found := _package(fields, identifier, path, one == kind):
                    return found
            case "iac" if path and (address or one == kind):
                return IacPlace(path, address, line, end_line, snippet)
            case "secret" if path and (fields.get("secret_hash") or one == kind):
                return SecretPlace(path, line, text(fields.get("secret_hash")))
            case "code" if path:
                unique = text(fields.get("unique_id"))
                identity = (("unique_id", unique),) if unique else ()
                return CodePlace(path, line, end_line, snippet, identity)
            case "web" if url := _url(fields):
                method = text(fields.get("method")).upper() or "GET"
                exchange = text(fields.get("request")), text(fields.get("response"))
                return WebPlace(url, method, text(fields.get("parameter")), *exchange)
            case "cloud" if uid := text(fields.get("resource_id")):
                return CloudPlace(
                    provider=text(fields.get("provider")).lower(),
                    account=text(fields.get("account")),
                    region=text(fields.get("region")),
                    resource_id=uid,
                    resource_type=text(fields.get("resource_type")),
                )
            case "network" if found_host := _host(fields):
                host, port = found_host
                return NetworkPlace(host, port, text(fields.get("protocol")).lower() or "tcp")
            case "host" if program := text(fields.get("program")):
                return HostPlace(program, text(fields.get("user")))
            case "generic" if resource := text(fields.get("resource")):
                return GenericPlace(resource, text(fields.get("location")))
    resource = text(fields.get("resource")) or text(fields.get("component_name"))
    told_apart = (fields.get("location"), fields.get("unique_id"), fields.get("title"))
    return GenericPlace(resource, next(filter(None, map(text, told_apart)), ""))


def _package(
    fields: Mapping[str, Any], identifier: str, path: str, is_told: bool
) -> PackagePlace | None:
    """DefectDojo's component_name is also the module that a finding in code is in, so that
    without a vulnerability's id a path counts more."""
    name = text(fields.get("component_name"))
    manifest = text(fields.get("manifest")) or path
    address = text(fields.get("package_url")) or package_url(
        name, text(fields.get("component_version")), manifest=manifest
    )
    is_known = bool(fields.get("package_url") or fields.get("cve"))
    if address and (is_told or is_known or not path):
        return PackagePlace(address, identifier, manifest)
    return None


def _url(fields: Mapping[str, Any]) -> str:
    """The first address on the web; `endpoints` are texts, or objects of its parts."""
    if "/" in (told := text(fields.get("url"))):
        return told
    for one in items(fields.get("endpoints")) or [fields.get("endpoints")]:
        said = text(one)
        if "://" in said:
            return said
        parts = mapping(one)
        host, port = text(parts.get("host")), number(parts.get("port"))
        if host and (parts.get("protocol") in ("http", "https") or parts.get("path")):
            scheme = text(parts.get("protocol")) or "http"
            at = f"{host}:{port}" if port else host
            path = "/" + text(parts.get("path")).lstrip("/")
            query, fragment = text(parts.get("query")), text(parts.get("fragment"))
            return SplitResult(scheme, at, path, query, fragment).geturl()
    return ""


def _host(fields: Mapping[str, Any]) -> tuple[str, int | None] | None:
    if host := text(fields.get("host")) or text(fields.get("url")):
        name, colon, port = host.rpartition(":")
        if colon and port.isdecimal() and ":" not in name:
            return name, number(port)
        return host, number(fields.get("port"))
    for one in items(fields.get("endpoints")) or [fields.get("endpoints")]:
        if host := text(mapping(one).get("host")) or text(one):
            return host, number(mapping(one).get("port"))
    return None


def _evidence(fields: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {
        name.replace("_", " "): fields.get(name)
        for name in (
            "date",
            "verified",
            "scanner_confidence",
            "severity_justification",
            "payload",
            "unique_id",
            "nb_occurences",
        )
    }
    found["endpoints"] = items(fields.get("endpoints"))
    given = fields.get("evidence")
    found |= mapping(given) if isinstance(given, dict) else {"evidence": given}
    return {
        text(name, 200): plain(value)
        for name, value in found.items()
        if value not in (None, "", [], {})
    }
