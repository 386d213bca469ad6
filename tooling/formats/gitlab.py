"""GitLab security reports: SAST, secrets, dependencies, containers, DAST, fuzzing.

Source: gitlab-org/security-products/security-report-schemas, versions 13 to 15.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tooling.base import (
    CodePlace,
    Examined,
    GenericPlace,
    Outcome,
    PackagePlace,
    ParsedFinding,
    Place,
    Problem,
    Record,
    Report,
    ReportFormat,
    Sample,
    SecretPlace,
    WebPlace,
)
from tooling.reading import (
    Malformed,
    cves,
    cwes,
    elements,
    items,
    mapping,
    nothing_examined,
    number,
    record,
    relative,
    text,
    texts,
)
from tooling.tool_names import tool_named

from .cvss import base_score
from .packages import package_url
from .wording import links, paragraphs, plain, sentence, title

CATEGORIES = {
    "sast",
    "secret_detection",
    "dependency_scanning",
    "container_scanning",
    "cluster_image_scanning",
    "dast",
    "api_fuzzing",
    "coverage_fuzzing",
}
_SCAN = (
    "scan/type",
    "scan/status",
    "scan/scanner",
    "scan/analyzer",
    "scan/messages/[]",
    "scan/scanned_resources/[]",
    "remediations/[]",
    "dependency_files/[]/path",
)
# The identifiers of a weakness, of a list, or of a vulnerability: not what the rule is called.
_OF_OTHERS = {"cwe", "owasp", "wasc", "capec"}
_MOST_TOOLS = 100
_ALGORITHMS = ("scope_offset_compressed", "scope_offset", "hash")


@dataclass(slots=True)
class _Scan:
    """What a report says apart from its vulnerabilities."""

    category: str = ""
    tool: str = ""
    status: str = ""
    messages: list[str] = field(default_factory=list)
    tools: set[str] = field(default_factory=set)  # that its vulnerabilities name
    counts: Counter[str] = field(default_factory=Counter)
    fixes: dict[str, str] = field(default_factory=dict)  # summary by id of the vulnerability


class GitLab(ReportFormat):
    name = "gitlab"
    title = "GitLab security report"
    homepage = "https://docs.gitlab.com/ee/development/integrations/secure.html"
    # `severity` of the schemas; "Undefined" until version 13.
    severities = {
        "critical": "critical",
        "high": "high",
        "medium": "medium",
        "low": "low",
        "info": "info",
        "unknown": "info",
        "undefined": "info",
    }

    def recognise(self, sample: Sample) -> str | None:
        values = sample.values
        if "vulnerabilities" not in values:
            return None
        if text(values.get("scan/type")) in CATEGORIES:
            return f"it has vulnerabilities[] and scan.type {values['scan/type']}"
        if "security-report-schemas" in text(values.get("schema")):
            return "its schema is one of GitLab's security reports"
        if text(values.get("vulnerabilities/[]/category")) in CATEGORIES:
            return f"it has vulnerabilities[] of {values['vulnerabilities/[]/category']}"
        of_each = {f"vulnerabilities/[]/{name}" for name in ("identifiers", "location")}
        if of_each <= values.keys() and values.keys() & {
            "vulnerabilities/[]/identifiers/[]/type",
            "vulnerabilities/[]/scanner/id",
        }:
            return "it has vulnerabilities[] with identifiers[] and location"
        return None

    def read(self, report: Report) -> Iterator[Record]:
        """In two passes: scanner and remediations may stand behind the vulnerabilities."""
        scan = _Scan()
        for what, _, raw in elements(report, *_SCAN):
            _take(what, raw, scan)
        found = 0
        for _, position, raw in elements(
            report, "vulnerabilities/[]", required=("vulnerabilities", "scan")
        ):
            found += 1
            tool = _tool_of(mapping(raw), scan)
            if len(scan.tools) < _MOST_TOOLS:
                scan.tools.add(tool)
            yield from record(self, position, raw, self._finding, scan, report, tool=tool)
        # It is one scan: where the vulnerabilities name other scanners, it is that of all of them.
        tool = scan.tool if scan.tools <= {scan.tool} else ""
        if scan.status == "failure":
            message = "the scanner says that the scan failed"
            yield Problem(message, None if found else Outcome.CRASHED, tool=tool)
        yield from (Problem(message, tool=tool) for message in dict.fromkeys(scan.messages))
        yield Examined("vulnerabilities", found, tool)
        yield from (Examined(what, count, tool) for what, count in sorted(scan.counts.items()))
        if not found and not scan.counts and scan.status != "failure":
            why = "it has no vulnerabilities and names nothing that was scanned"
            yield nothing_examined(why, tool)

    def _finding(self, raw: Mapping[str, Any], scan: _Scan, report: Report) -> ParsedFinding:
        identifiers = [mapping(one) for one in items(raw.get("identifiers"))]
        category = text(raw.get("category")) or scan.category
        rule = _rule(identifiers)
        message, description = text(raw.get("message")), text(raw.get("description"))
        named = title(raw.get("name"), message, sentence(description), rule)
        if not named:
            raise Malformed("it has neither a name, a message nor an identifier")
        cve = cves(_values(identifiers, "cve"))
        if cve and "dependency" in mapping(raw.get("location")):
            rule = cve[0]  # the first identifier is a number in GitLab's own database
        word = text(raw.get("severity"))
        fix = scan.fixes.get(text(raw.get("id"))) or scan.fixes.get(text(raw.get("cve")))
        vectors = [mapping(one).get("vector") for one in items(raw.get("cvss_vectors"))]
        scores = [found for one in vectors if (found := base_score(text(one))) is not None]
        flags = [mapping(one) for one in items(raw.get("flags"))]
        return ParsedFinding(
            rule_id=rule or named,
            title=named,
            severity=self.severity(word) or "info",
            tool_severity=word,
            place=_place(category, raw, cve[0] if cve else rule or named, report),
            description=paragraphs(message, description),
            remediation=paragraphs(raw.get("solution"), fix),
            cwe=cwes(_values(identifiers, "cwe")),
            cve=cve,
            cvss=max(scores, default=None),
            references=links(
                *(mapping(one).get("url") for one in items(raw.get("links"))),
                *(one.get("url") for one in identifiers),
            ),
            tags=texts(
                [
                    *(_name(one) for one in identifiers if text(one.get("type")) != "cve"),
                    *(text(one.get("type")) for one in flags),
                ]
            ),
            evidence=_evidence(category, raw, flags),
            tool=_tool_of(raw, scan),
        )


def _tool_of(raw: Mapping[str, Any], scan: _Scan) -> str:
    """The scanner that a vulnerability names, else that of the scan."""
    scanner = mapping(raw.get("scanner"))
    return tool_named(text(scanner.get("name")) or text(scanner.get("id"))) or scan.tool


def _take(what: str, raw: Any, scan: _Scan) -> None:  # noqa: C901 - one case a part
    told = mapping(raw)
    match what:
        case "scan/type":
            scan.category = text(raw)
        case "scan/status":
            scan.status = text(raw).lower()
        case "scan/scanner":
            scan.tool = tool_named(text(told.get("name")) or text(told.get("id"))) or scan.tool
        case "scan/analyzer":
            scan.tool = scan.tool or tool_named(text(told.get("name")) or text(told.get("id")))
        case "scan/messages/[]":
            if text(told.get("level")).lower() != "info" and len(scan.messages) < 500:
                scan.messages.append(text(told.get("value"), 500) or "a message without text")
        case "scan/scanned_resources/[]":
            scan.counts["resources"] += 1
        case "dependency_files/[]/path":
            scan.counts["dependency files"] += 1
        case "remediations/[]":
            summary = text(told.get("summary"))
            for one in map(mapping, items(told.get("fixes"))):
                for key in (text(one.get("id")), text(one.get("cve"))):
                    if key and summary:
                        scan.fixes[key] = summary


def _rule(identifiers: list[Mapping[str, Any]]) -> str:
    """The first identifier is the primary one; that of a weakness only where there is no other."""
    own = [one for one in identifiers if text(one.get("type")).lower() not in _OF_OTHERS]
    for one in [*own, *identifiers]:
        if text(one.get("type")).lower() == "cwe" and (known := cwes(one.get("value"))):
            return known[0]
        if found := text(one.get("value")) or text(one.get("name")):
            return found
    return ""


def _values(identifiers: list[Mapping[str, Any]], kind: str) -> list[Any]:
    """The values of the identifiers of one type; their names where a tool has its own type."""
    own = [one.get("value") for one in identifiers if text(one.get("type")).lower() == kind]
    return own or [
        text(one.get("name")) for one in identifiers if kind in text(one.get("name")).lower()
    ]


def _name(identifier: Mapping[str, Any]) -> str:
    return text(identifier.get("name")) or text(identifier.get("value"))


def _place(category: str, raw: Mapping[str, Any], identifier: str, report: Report) -> Place:
    where = mapping(raw.get("location"))
    path = relative(text(where.get("file")), report)
    line, end_line = number(where.get("start_line")), number(where.get("end_line"))
    dependency = mapping(where.get("dependency"))
    package = text(mapping(dependency.get("package")).get("name"))
    quoted = text(raw.get("raw_source_code_extract"))
    if package:
        image = text(where.get("default_branch_image")) or text(where.get("image"))
        address = package_url(
            package,
            text(dependency.get("version")),
            manifest=path,
            system=text(where.get("operating_system")),
        )
        return PackagePlace(address, identifier, path or image)
    if category == "secret_detection" and path:
        # GitLab's own analyzers quote the secret here. The hash inside the deprecated `cve` is no
        # help: Semgrep writes the same one for all findings of somebody who is not signed in.
        secret = quoted if len(quoted) >= 8 and not any(c.isspace() for c in quoted) else ""
        return SecretPlace(path, line, secret=secret)
    if text(where.get("hostname")) or text(where.get("path")):
        host, at = text(where.get("hostname")), text(where.get("path"))
        slash = "/" if host and at and not at.startswith("/") else ""
        request = mapping(mapping(raw.get("evidence")).get("request"))
        method = text(where.get("method")) or text(request.get("method")) or "GET"
        return WebPlace(
            f"{host.rstrip('/')}{slash}{at}" or text(request.get("url")),
            method.upper(),
            text(where.get("param")),
            _exchange(request),
            _exchange(mapping(mapping(raw.get("evidence")).get("response"))),
        )
    if path:
        return CodePlace(path, line, end_line, quoted, _tracking(raw))
    crash = text(where.get("crash_state")) or text(where.get("stacktrace_snippet"))
    resource = text(where.get("image")) or crash.partition("\n")[0]
    named = text(where.get("class")) or text(where.get("operating_system"))
    if resource or named:
        return GenericPlace(resource or named, text(where.get("crash_type")))
    # Two findings of one rule without a place are told apart by what they say.
    return GenericPlace("", title(raw.get("message"), raw.get("name"), raw.get("description")))


def _tracking(raw: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """The signature that survives moved lines; of several algorithms the best (`tracking`)."""
    told: dict[str, str] = {}
    for one in map(mapping, items(mapping(raw.get("tracking")).get("items"))):
        for signature in map(mapping, items(one.get("signatures"))):
            algorithm = text(signature.get("algorithm"))
            told.setdefault(algorithm, text(signature.get("value")))
    best = next((name for name in _ALGORITHMS if told.get(name)), "")
    return ((best, told[best]),) if best else ()


def _exchange(raw: Mapping[str, Any]) -> str:
    """A request or a response as text."""
    head = " ".join(
        text(raw.get(name))
        for name in ("method", "url", "status_code", "reason_phrase")
        if text(raw.get(name))
    )
    headers = [
        f"{text(one.get('name'))}: {text(one.get('value'))}"
        for one in map(mapping, items(raw.get("headers")))
    ]
    body = text(raw.get("body"))
    return "\n".join([*([head] if head else []), *headers, *(["", body] if body else [])])


def _evidence(
    category: str, raw: Mapping[str, Any], flags: list[Mapping[str, Any]]
) -> dict[str, Any]:
    where = mapping(raw.get("location"))
    found = {
        "category": category,
        "confidence": text(raw.get("confidence")),
        "inside": ".".join(texts([where.get("class"), where.get("method")]))
        if category == "sast"
        else "",
        "commit": text(mapping(where.get("commit")).get("sha")),
        "image": text(where.get("image")),
        "operating system": text(where.get("operating_system")),
        "kubernetes": where.get("kubernetes_resource"),
        "summary": text(mapping(raw.get("evidence")).get("summary")),
        "stack": text(where.get("stacktrace_snippet")),
        "crash": text(where.get("crash_state")),
        "flags": [f"{text(one.get('type'))}: {text(one.get('description'))}" for one in flags],
        "details": raw.get("details"),
    }
    return {name: plain(value) for name, value in found.items() if value}
