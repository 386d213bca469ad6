"""CycloneDX 1.4 to 1.6: the vulnerabilities of a bill of materials, JSON and XML.

Source: CycloneDX specification, `vulnerability`, `rating`, `analysis`; of XML also the
vulnerability extension 1.0, which older tools put inside a component.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from tooling.base import (
    Examined,
    GenericPlace,
    PackagePlace,
    ParsedFinding,
    Place,
    Record,
    Report,
    ReportFormat,
    Sample,
    UnreadableReport,
)
from tooling.reading import (
    Malformed,
    cves,
    cwes,
    elements,
    items,
    mapping,
    nothing_examined,
    opened,
    record,
    text,
    texts,
    xml_elements,
)
from tooling.tool_names import tool_named

from .cvss import base_score, score, severity_of
from .cyclonedx_xml import xml_parts
from .packages import package_url
from .wording import links, paragraphs, plain

_PARTS = ("metadata", "components/[]", "services/[]")
# The scores of the newest method that is told; others (OWASP, SSVC) rate something else.
_METHODS = ("CVSSv4", "CVSSv31", "CVSSv3", "CVSSv2", "OWASP", "SSVC", "other")
# analysis.state: the others, exploitable and in_triage, are findings.
_SETTLED = {
    "resolved": "resolved vulnerabilities",
    "resolved_with_pedigree": "resolved vulnerabilities",
    "false_positive": "false positives",
    "not_affected": "vulnerabilities that do not affect it",
}
_LIBRARIES = ("cyclonedx", "cyclone_dx")  # that write the file; another tool found what is in it
_PATH_PROPERTIES = ("filepath", "location:0:path", "srcfile", "lockfile")


@dataclass(frozen=True, slots=True)
class Component:
    """What a bom-ref stands for."""

    package_url: str
    name: str
    version: str
    path: str = ""


@dataclass(slots=True)
class _Bom:
    components: dict[str, Component] = field(default_factory=dict)
    subject: Component | None = None  # metadata.component: what the bill is of
    tool: str = ""
    has_metadata: bool = False
    is_whole: bool = False

    def knows(self, references: list[str]) -> bool:
        return self.is_whole or (
            self.has_metadata and all(one in self.components for one in references)
        )


class CycloneDx(ReportFormat):
    name = "cyclonedx"
    title = "CycloneDX vulnerabilities"
    homepage = "https://cyclonedx.org/docs/1.6/json/"
    # `severity` of the specification.
    severities = {
        "critical": "critical",
        "high": "high",
        "medium": "medium",
        "low": "low",
        "info": "info",
        "none": "info",
        "unknown": "info",
    }

    def recognise(self, sample: Sample) -> str | None:
        if sample.kind == "xml":
            is_bom = "cyclonedx.org/schema/bom" in sample.root
            return "its root is <bom> of CycloneDX's namespace" if is_bom else None
        if text(sample.values.get("bomFormat")).lower() == "cyclonedx":
            return "its bomFormat is CycloneDX"
        if "cyclonedx.org/schema" in text(sample.values.get("$schema")):
            return "its $schema is CycloneDX's"
        return None

    def read(self, report: Report) -> Iterator[Record]:
        """One finding for each vulnerability and each component that it affects.

        In one pass where the components stand before the vulnerabilities, else in two. Memory
        grows with the components.
        """
        bom = _Bom()
        counts: Counter[str] = Counter()
        for what, position, raw in _parts(report, "vulnerabilities/[]"):
            if what != "vulnerabilities/[]":
                counts["components"] += _take(what, raw, bom) if not bom.is_whole else 0
                continue
            counts["vulnerabilities"] += 1
            told = mapping(raw)
            references = [_reference(one) for one in _affected(told)]
            if not bom.knows(references):
                bom, counts["components"] = _Bom(is_whole=True), 0
                for part, _, value in _parts(report):
                    counts["components"] += _take(part, value, bom)
            state = text(mapping(told.get("analysis")).get("state")).lower()
            if state in _SETTLED:
                counts[_SETTLED[state]] += 1
                continue
            for one, reference in zip(_affected(told), references, strict=True):
                if _is_unaffected(one):
                    counts["unaffected versions"] += 1
                else:
                    yield from record(self, position, raw, self._finding, reference, bom)
            if not references:
                yield from record(self, position, raw, self._finding, "", bom)
        yield from (Examined(what, count) for what, count in sorted(counts.items()))
        if not counts["vulnerabilities"] and not _has_section(report):
            # A bill of materials without the section is an inventory: nobody looked.
            yield nothing_examined("it is an inventory, without a section of vulnerabilities")

    def _finding(self, raw: Mapping[str, Any], reference: str, bom: _Bom) -> ParsedFinding:
        identifier = text(raw.get("id"))
        aliases = [text(mapping(one).get("id")) for one in items(raw.get("references"))]
        identifier = identifier or next(filter(None, aliases), "")
        description = text(raw.get("description"))
        if not identifier and not description:
            raise Malformed("it has neither an id nor a description")
        component = bom.components.get(reference)
        named = component.name if component else reference
        shown = f"{identifier or description.splitlines()[0]}{f' in {named}' if named else ''}"
        word, cvss = _rating(raw)
        advisories = [mapping(one) for one in items(raw.get("advisories"))]
        analysis = mapping(raw.get("analysis"))
        return ParsedFinding(
            rule_id=identifier or shown[:200],
            title=shown if len(shown) <= 200 else f"{shown[:199]}…",
            severity=self.severity(word) or "info",
            tool_severity=word,
            place=_place(identifier or shown[:200], reference, component, bom),
            description=paragraphs(description, raw.get("detail")),
            remediation=paragraphs(raw.get("recommendation"), raw.get("workaround")),
            cwe=cwes(items(raw.get("cwes"))),
            cve=cves([identifier, *aliases]),
            cvss=cvss,
            references=links(
                mapping(raw.get("source")).get("url"),
                *(one.get("url") for one in advisories),
                *(
                    mapping(mapping(one).get("source")).get("url")
                    for one in items(raw.get("references"))
                ),
            ),
            tags=texts([alias for alias in aliases if alias != identifier]),
            evidence={
                name: plain(value)
                for name, value in {
                    "component": f"{named} {component.version}".strip() if component else named,
                    "source": text(mapping(raw.get("source")).get("name")),
                    "state": text(analysis.get("state")),
                    "analysis": text(analysis.get("detail")),
                    "response": items(analysis.get("response")),
                    "ratings": items(raw.get("ratings")),
                    "advisories": [
                        text(one.get("title")) for one in advisories if one.get("title")
                    ],
                    "published": text(raw.get("published")),
                    "properties": items(raw.get("properties")),
                }.items()
                if value
            },
            tool=bom.tool or _tool(raw.get("tools")),
        )


def _parts(report: Report, *more: str) -> Iterator[tuple[str, str, Any]]:
    """The parts of a bill of materials as JSON has them, whichever it is written in."""
    if _is_xml(report):
        yield from xml_parts(report, bool(more))
        return
    is_bom = False
    for what, position, raw in elements(
        report, "bomFormat", "$schema", "specVersion", *_PARTS, *more
    ):
        if what in ("bomFormat", "$schema", "specVersion"):
            is_bom = is_bom or "cyclonedx" in text(raw).lower() or what == "specVersion"
        else:
            yield what, position, raw
    if not is_bom:
        raise UnreadableReport("it has no bomFormat", "the end")


def _has_section(report: Report) -> bool:
    """Whether there is an empty list of vulnerabilities, as a scanner writes that found none."""
    try:
        if _is_xml(report):
            return any(True for _ in xml_elements(report, "vulnerabilities"))
        deque(elements(report, "vulnerabilities/[]", required=("vulnerabilities",)), maxlen=0)
    except UnreadableReport:
        return False
    return True


def _is_xml(report: Report) -> bool:
    with opened(report) as file:
        return file.read(4096).lstrip().startswith(b"<")


def _take(what: str, raw: Any, bom: _Bom) -> int:
    """Remember a part; how many components it holds."""
    if what != "metadata":
        return _add(raw, bom)
    told = mapping(raw)
    bom.has_metadata = True
    bom.tool = _tool(told.get("tools"))
    subject = mapping(told.get("component"))
    if subject:
        _add(subject, bom)
        bom.subject = _component(subject)
    return 0


def _add(raw: Any, bom: _Bom) -> int:
    """A component and those inside it, without recursion."""
    count, waiting = 0, [mapping(raw)]
    while waiting:
        one = waiting.pop()
        waiting += [mapping(inner) for inner in items(one.get("components"))]
        if component := _component(one):
            count += 1
            for reference in (text(one.get("bom-ref")), component.package_url):
                if reference:
                    bom.components.setdefault(reference, component)
    return count


def _component(raw: Mapping[str, Any]) -> Component | None:
    name, group = text(raw.get("name")), text(raw.get("group"))
    purl, version = text(raw.get("purl")), text(raw.get("version"))
    if not name and not purl:
        return None
    name = f"{group}/{name}" if group else name
    return Component(purl or package_url(name, version), name or purl, version, _path(raw))


def _path(raw: Mapping[str, Any]) -> str:
    """Where the component was seen: two of one package in two places are two findings."""
    for one in items(mapping(raw.get("evidence")).get("occurrences")):
        if location := text(mapping(one).get("location")):
            return location
    for one in items(raw.get("properties")):
        told = mapping(one)
        if text(told.get("name")).lower().endswith(_PATH_PROPERTIES):
            return text(told.get("value"))
    return ""


def _tool(raw: Any) -> str:
    """The tool that found it: a list until 1.4, an object of components and services since."""
    told = mapping(raw)
    given = [*items(raw), *items(told.get("components")), *items(told.get("services"))]
    names = [text(mapping(one).get("name")) for one in given]
    slugs = [slug for slug in map(tool_named, names) if slug]
    found = [slug for slug in slugs if not slug.startswith(_LIBRARIES)]
    return next(iter(found), "")


def _affected(told: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The targets, each reference once."""
    unique: dict[str, Mapping[str, Any]] = {}
    for one in items(told.get("affects")):
        target = mapping(one) or {"ref": one}
        if reference := _reference(target):
            unique.setdefault(reference, target)
    return list(unique.values())


def _reference(target: Mapping[str, Any]) -> str:
    """The bom-ref; of a BOM-Link (`urn:cdx:…#ref`) the part behind the sign."""
    told = text(target.get("ref"))
    return unquote(told.partition("#")[2]) if told.startswith("urn:cdx:") and "#" in told else told


def _is_unaffected(target: Mapping[str, Any]) -> bool:
    states = {text(mapping(one).get("status")).lower() for one in items(target.get("versions"))}
    return states == {"unaffected"}


def _rating(raw: Mapping[str, Any]) -> tuple[str, float | None]:
    """The severity's word and the CVSS score of the best rating."""
    told = [mapping(one) for one in items(raw.get("ratings"))]
    order = {method.lower(): place for place, method in enumerate(_METHODS)}
    told.sort(key=lambda one: order.get(text(one.get("method")).lower(), len(_METHODS)))
    cvss = None
    for one in told:
        if cvss is None and text(one.get("method")).lower().startswith("cvss"):
            cvss = score(one.get("score"))
            cvss = base_score(text(one.get("vector"))) if cvss is None else cvss
    words = [word for one in told if (word := text(one.get("severity")).lower())]
    known = [word for word in words if word != "unknown"]
    if known:
        return known[0], cvss
    if cvss is not None:
        return severity_of(cvss), cvss
    return (words or ["unknown"])[0], cvss


def _place(identifier: str, reference: str, component: Component | None, bom: _Bom) -> Place:
    if component is not None:
        return PackagePlace(component.package_url, identifier, component.path)
    if reference.startswith("pkg:"):
        return PackagePlace(reference, identifier)
    subject = bom.subject.package_url or bom.subject.name if bom.subject else ""
    return GenericPlace(reference or subject)
