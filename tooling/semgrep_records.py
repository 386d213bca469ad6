"""Parts of Semgrep's records: dependencies, links, and the findings of its platform."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from .base import (
    CodePlace,
    GenericPlace,
    PackagePlace,
    ParsedFinding,
    Place,
    Report,
    SeverityWord,
)
from .package_urls import package_url
from .reading import Malformed, cves, cwes, mapping, number, relative, shortened, text, texts

# What the platform says of a finding that is gone, or that somebody let pass.
SETTLED = {"fixed", "ignored", "muted", "removed", "provisionally_ignored"}


def is_settled(raw: Mapping[str, Any]) -> bool:
    """Whether the platform marks a finding as fixed or ignored."""
    triage = mapping(raw.get("triage"))
    words = (raw.get("status"), raw.get("state"), raw.get("triage_state"), triage.get("status"))
    return bool(SETTLED & {text(word).lower() for word in words})


def of_supply_chain(
    raw: Mapping[str, Any], report: Report, severity: Callable[[str | None], SeverityWord | None]
) -> ParsedFinding:
    """One of `vulns`, which deployments/…/vulns of the platform answers."""
    advisory, where = mapping(raw.get("advisory")), mapping(raw.get("dependencyFileLocation"))
    named = mapping(advisory.get("references"))
    rule, title_ = text(advisory.get("ruleId")), text(raw.get("title"))
    title_ = title_ or text(advisory.get("title"))
    if not rule and not title_:
        raise Malformed("ruleId and title are missing")
    word = text(advisory.get("severity"))
    found, safe = mapping(raw.get("matchedDependency")), mapping(raw.get("closestSafeDependency"))
    known = texts(named.get("cveIds"))
    matched = {
        "found_dependency": {
            "package": found.get("name"),
            "version": found.get("versionSpecifier"),
            "ecosystem": advisory.get("ecosystem"),
        },
        "lockfile": where.get("path"),
    }
    line = number(where.get("startLine"))
    path = relative(text(where.get("path")), report)
    place: Place | None = package(matched, (*known, rule)[0], report)
    return ParsedFinding(
        rule_id=rule or title_,
        title=title_ or rule,
        description=text(advisory.get("description")),
        severity=severity(word) or "info",
        tool_severity=word,
        place=place
        or (CodePlace(path, line) if path else GenericPlace("a package without a name")),
        remediation=f"Update {text(safe.get('name'))} to {text(safe.get('versionSpecifier'))}."
        if safe.get("name")
        else "",
        cwe=cwes(named.get("cweIds")),
        cve=cves(list(known)),
        references=links([*texts(named.get("urls"))]),
        tags=texts([*texts(named.get("owaspIds")), text(raw.get("exposureType")).lower()]),
        evidence={
            "repository": text(raw.get("repositoryName")),
            "line": line,
            "transitivity": text(raw.get("transitivity")).lower(),
            "reachable_if": text(advisory.get("reachableIf")),
            "triage": text(mapping(raw.get("triage")).get("status")),
        },
    )


def of_platform(
    raw: Mapping[str, Any], report: Report, severity: Callable[[str | None], SeverityWord | None]
) -> ParsedFinding:
    """A finding of https://semgrep.dev/api/v1/docs/, deployments/…/findings."""
    rule, about = mapping(raw.get("rule")), mapping(raw.get("location"))
    name = text(raw.get("rule_name")) or text(rule.get("name"))
    message = text(raw.get("rule_message")) or text(rule.get("message"))
    if not name and not message:
        raise Malformed("rule_name and rule_message are missing")
    word = text(raw.get("severity"))
    path = relative(text(about.get("file_path")), report)
    same = text(raw.get("match_based_id"))
    known = text(raw.get("vulnerability_identifier"))
    place: Place = GenericPlace("a file without a name")
    if path:
        print_of = (("matchBasedId/v1", same),) if same else ()
        place = CodePlace(
            path, number(about.get("line")), number(about.get("end_line")), "", print_of
        )
    found = {"found_dependency": raw.get("found_dependency"), "lockfile": path}
    place = package(found, known or name, report) or place
    return ParsedFinding(
        rule_id=name or title(message),
        title=title(message) or name,
        description=message,
        severity=severity(word) or "info",
        tool_severity=word,
        place=place,
        cwe=cwes(rule.get("cwe_names")),
        cve=cves(known),
        references=links([raw.get("line_of_code_url")]),
        tags=texts([*texts(rule.get("owasp_names")), *texts(raw.get("categories"))]),
        evidence={
            "repository": text(mapping(raw.get("repository")).get("name")),
            "confidence": text(raw.get("confidence")).lower(),
            "state": text(raw.get("state")),
            "triage": text(raw.get("triage_state")),
            "reachability": text(raw.get("reachability")),
        },
    )


def package(matched: Mapping[str, Any], known: str, report: Report) -> PackagePlace | None:
    """The dependency that a supply chain rule matched, where it names one."""
    found = mapping(matched.get("found_dependency"))
    name = text(found.get("package"))
    if not name:
        return None
    url = package_url(text(found.get("ecosystem")), name, text(found.get("version")))
    file = text(matched.get("lockfile")) or text(found.get("lockfile_path"))
    return PackagePlace(url, known, relative(file, report))


def fix(extra: Mapping[str, Any]) -> str:
    """What a rule proposes in place of the code."""
    pattern = mapping(extra.get("fix_regex"))
    if pattern.get("regex"):
        return f"Replace {text(pattern.get('regex'))} with {text(pattern.get('replacement'))}"
    return text(extra.get("fix"))


def links(given: list[Any]) -> tuple[str, ...]:
    return tuple(link for link in texts(given) if link.startswith("http"))


def more(
    extra: Mapping[str, Any], sca: Mapping[str, Any], path: str, line: int | None
) -> dict[str, Any]:
    """What only some rules tell: validity of a secret, reachability, the flow of data."""
    told: dict[str, Any] = {}
    if state := text(extra.get("validation_state")):
        told["validation_state"] = state
    if sca:
        found = mapping(mapping(sca.get("dependency_match")).get("found_dependency"))
        told["reachable"] = sca.get("reachable") is True
        told["transitivity"] = text(found.get("transitivity"))
        told["place"] = f"{path}:{line}" if line else path
    if extra.get("dataflow_trace"):
        told["has_dataflow_trace"] = True
    return told


def title(message: str) -> str:
    """The first sentence of a rule's message, at most 160 characters."""
    first = re.split(r"(?<=[.!?;])\s", message, maxsplit=1)[0].splitlines()
    return shortened(first[0].rstrip(".;"), 160) if first else ""
