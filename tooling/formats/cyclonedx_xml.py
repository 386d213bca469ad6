"""CycloneDX in XML, with its parts given the shape that they have in JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from tooling.base import Report
from tooling.reading import xml_elements


def xml_parts(report: Report, with_vulnerabilities: bool) -> Iterator[tuple[str, str, Any]]:
    """(pattern, position, value) as `elements` gives them of JSON. Raises `UnreadableReport`."""
    wanted = ["metadata", "components/component", "services/service"]
    wanted += ["vulnerabilities/vulnerability"] if with_vulnerabilities else []
    for path, position, element in xml_elements(report, *wanted, roots=("bom",)):
        match path:
            case "metadata":
                yield "metadata", position, _metadata(element)
            case "vulnerabilities/vulnerability":
                yield "vulnerabilities/[]", position, _vulnerability(element)
            case "components/component":
                yield "components/[]", position, _component(element)
                if with_vulnerabilities:
                    yield from _extension(element, position)
            case _:
                yield "services/[]", position, _component(element)


def _metadata(element: Element) -> dict[str, Any]:
    component = element.find("component")
    tools = [*element.findall("tools/tool"), *element.findall("tools/components/component")]
    return {
        "tools": [{"name": _said(tool, "name")} for tool in tools],
        "component": None if component is None else _component(component),
    }


def _component(element: Element) -> dict[str, Any]:
    return {
        "bom-ref": element.get("bom-ref"),
        **{name: _said(element, name) for name in ("name", "group", "version", "purl")},
        "components": [_component(one) for one in element.findall("components/component")],
        "properties": _properties(element),
        "evidence": {
            "occurrences": [
                {"location": _said(one, "location")}
                for one in element.findall("evidence/occurrences/occurrence")
            ]
        },
    }


def _vulnerability(element: Element, of: str | None = None) -> dict[str, Any]:
    """Of 1.4 and later; or of the extension 1.0, which has `ref` and scores of its own. `of` is
    the component around it."""
    names = ("id", "description", "detail", "recommendation", "workaround", "published")
    analysis = element.find("analysis")
    told: dict[str, Any] = {
        "bom-ref": element.get("bom-ref"),
        **{name: _said(element, name) for name in names},
        "source": _source(element),
        "references": [
            {"id": _said(one, "id"), "source": _source(one)}
            for one in element.findall("references/reference")
        ],
        "ratings": [_rating(one) for one in element.findall("ratings/rating")],
        "cwes": [one.text for one in element.findall("cwes/cwe")],
        "advisories": [
            {"title": _said(one, "title"), "url": _said(one, "url") or one.text}
            for one in element.findall("advisories/advisory")
        ],
        "analysis": None if analysis is None else _analysis(analysis),
        "affects": [
            {
                "ref": _said(one, "ref"),
                "versions": [
                    {"version": _said(version, "version"), "status": _said(version, "status")}
                    for version in one.findall("versions/version")
                ],
            }
            for one in element.findall("affects/target")
        ],
        "tools": [{"name": _said(one, "name")} for one in element.findall("tools/tool")],
        "properties": _properties(element),
    }
    if reference := element.get("ref") or of:
        told["affects"] = told["affects"] or [{"ref": reference}]
    if said := element.findall("recommendations/recommendation"):
        told["recommendation"] = "\n".join(one.text or "" for one in said)
    return told


def _rating(element: Element) -> dict[str, str | None]:
    names = ("score", "severity", "method", "vector")
    told = {name: _said(element, name) for name in names}
    return {**told, "score": _said(element, "score/base") or told["score"]}


def _analysis(element: Element) -> dict[str, Any]:
    return {
        "state": _said(element, "state"),
        "detail": _said(element, "detail"),
        "response": [one.text for one in element.findall("responses/response")],
    }


def _extension(component: Element, position: str) -> Iterator[tuple[str, str, Any]]:
    """Vulnerabilities inside a component, and inside those that it holds."""
    for number, one in enumerate(component.iterfind("vulnerabilities/vulnerability")):
        of = component.get("bom-ref") or _said(component, "purl") or _said(component, "name")
        yield "vulnerabilities/[]", f"{position}/vulnerability[{number}]", _vulnerability(one, of)
    for number, inner in enumerate(component.iterfind("components/component")):
        yield from _extension(inner, f"{position}/component[{number}]")


def _source(element: Element) -> dict[str, str | None]:
    source = element.find("source")
    if source is None:
        return {}
    return {"name": _said(source, "name") or source.get("name"), "url": _said(source, "url")}


def _properties(element: Element) -> list[dict[str, str | None]]:
    told = element.findall("properties/property")
    return [{"name": one.get("name"), "value": one.text} for one in told]


def _said(element: Element, path: str) -> str | None:
    return element.findtext(path)
