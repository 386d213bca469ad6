"""What of a parsed finding goes into which column: masked first, then cut to size."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

import orjson

from tooling.base import (
    CloudPlace,
    CodePlace,
    GenericPlace,
    HostPlace,
    IacPlace,
    NetworkPlace,
    PackagePlace,
    ParsedFinding,
    Place,
    SecretPlace,
    WebPlace,
)
from tooling.sanitizer import is_secret

from .models import SEVERITY_RANK, Finding

MAX_TEXT = 20_000  # characters of a description, remediation or one string of evidence
MAX_ITEMS = 200  # of a list, or keys of a mapping
MAX_DEPTH = 6
SHORT = 1000  # characters of a text that is worth remembering
PARAGRAPH = 200  # characters of a text whose paragraphs are worth looking at one by one
MAX_INTEGER = 2**63

# Columns that a newer sighting by the finding's own tool replaces.
FACTS = (
    "title",
    "severity",
    "severity_rank",
    "tool_severity",
    "rule_id",
    "description",
    "remediation",
    "resource_kind",
    "resource",
    "location",
    "cwe",
    "cve",
    "cvss",
    "attack_ids",
    "references",
    "tags",
    "evidence",
    "facts_digest",
)
_LENGTHS: dict[str, int] = {
    name: length
    for name in FACTS[:-1]
    if (length := getattr(Finding._meta.get_field(name), "max_length", None)) is not None
}


class Masker:
    """Masks the text of findings with one sanitizer; equal texts are masked once.

    Findings of one rule share title, description and remediation, which is most of the text.
    Memory: some 20 MB at most, since of long texts few are kept.
    """

    def __init__(
        self, mask: Callable[[str], str], is_quiet: Callable[[str], bool] | None = None
    ) -> None:
        """`mask` and `is_quiet` are a sanitizer's."""

        def storable(text: str) -> str:
            if not _is_storable(text):
                text = text.replace("\0", "\N{REPLACEMENT CHARACTER}")
                text = text.encode("utf-8", "replace").decode("utf-8")
            return mask(text)

        self._short: Callable[[str], str] = lru_cache(maxsize=4096)(storable)
        self._long: Callable[[str], str] = lru_cache(maxsize=128)(storable)
        self._quiet = lru_cache(maxsize=256)(is_quiet) if is_quiet else None
        self._secret = ""

    def without(self, secret: str) -> Masker:
        """A masker that also hides `secret`, unless it is too short to be told from other text."""
        if len(secret) < 4:
            return self
        other = copy(self)
        other._secret = secret
        return other

    def text(self, value: str) -> str:
        """`value` that every database takes: masked, no NUL, no lone surrogates."""
        if not value:
            return ""
        if self._secret:
            value = value.replace(self._secret, "****")
        elif len(value) > PARAGRAPH and self._quiet and "\n\n" in value and _is_storable(value):
            # Most descriptions are a sentence of their own above what the rule says.
            if all(map(self._quiet, value.split("\n\n"))):
                return value
        return self._short(value) if len(value) <= SHORT else self._long(value)

    def texts(self, values: tuple[str, ...]) -> tuple[str, ...]:
        """Each of `values` masked."""
        return tuple(map(self.text, values)) if values else ()

    def value(self, value: Any, depth: int = 0) -> Any:
        """`value` as JSON that PostgreSQL takes: masked, bounded, no NaN, no endless integers."""
        match value:
            case None | bool():
                return value
            case str():
                return _cut(self.text(value), MAX_TEXT)
            case int():
                return value if abs(value) < MAX_INTEGER else "number out of range"
            case Decimal() if value.is_finite() and value.adjusted() < 308:
                return float(value)
            case float():
                return value if math.isfinite(value) else str(value)
            case Mapping() if depth < MAX_DEPTH:
                items = list(value.items())[:MAX_ITEMS]
                return {
                    _cut(self.text(str(key)), 200): "****"
                    if isinstance(item, str) and is_secret(str(key), item)
                    else self.value(item, depth + 1)
                    for key, item in items
                }
            case list() | tuple() | set() | frozenset() if depth < MAX_DEPTH:
                return [self.value(item, depth + 1) for item in list(value)[:MAX_ITEMS]]
        return _cut(self.text(str(value)), MAX_TEXT)


def _is_storable(text: str) -> bool:
    """Whether every database takes `text`; false may be wrong."""
    return text.isascii() and "\0" not in text


def masked(finding: ParsedFinding, masker: Masker, tool: str | None = None) -> ParsedFinding:
    """`finding` with every text masked, also of its own secret, which stays only in
    `place.secret` to be hashed. `tool` is whose it is, unless the record says so itself.

    Raises ValueError where the record cannot be a finding: no title and no rule, a severity that
    is none, a place without a path.
    """
    if finding.severity not in SEVERITY_RANK:
        raise ValueError(f"{finding.severity!r} is not a severity")
    place = finding.place
    if isinstance(place, SecretPlace):
        masker = masker.without(place.secret)
    text = masker.text
    title = " ".join(text(finding.title).split()) or text(finding.rule_id)
    if not title:
        raise ValueError("the record has neither a title nor a rule")
    return ParsedFinding(  # `replace` takes twice as long
        rule_id=text(finding.rule_id),
        title=title,
        severity=finding.severity,
        place=_masked_place(place, text),
        tool_severity=text(finding.tool_severity),
        description=text(finding.description),
        remediation=text(finding.remediation),
        cwe=masker.texts(finding.cwe),
        cve=tuple(item.upper() for item in masker.texts(finding.cve)),
        cvss=finding.cvss,
        attack_ids=masker.texts(finding.attack_ids),
        references=masker.texts(finding.references),
        tags=masker.texts(finding.tags),
        evidence=masker.value(finding.evidence) if finding.evidence else {},
        tool=finding.tool if tool is None else tool,
    )


def _masked_place(place: Place, text: Callable[[str], str]) -> Place:
    match place:
        case CodePlace() | IacPlace():
            changes: dict[str, Any] = {"snippet": text(place.snippet)}
            if isinstance(place, IacPlace):
                changes["address"] = text(place.address)
            return replace(place, path=_needed(text(place.path), "path"), **changes)
        case SecretPlace():
            return replace(place, path=_needed(text(place.path), "path"))
        case PackagePlace():
            package_url = _needed(text(place.package_url), "package")
            return replace(place, package_url=package_url, manifest=text(place.manifest))
        case CloudPlace():
            return replace(place, resource_id=_needed(text(place.resource_id), "resource"))
        case WebPlace():
            return replace(
                place,
                url=_needed(text(place.url), "URL"),
                parameter=text(place.parameter),
                request=text(place.request),
                response=text(place.response),
            )
        case NetworkPlace():
            return replace(place, host=_needed(text(place.host), "host"))
        case HostPlace():
            return replace(place, program=_needed(text(place.program), "program"))
        case GenericPlace():
            return replace(place, resource=text(place.resource), location=text(place.location))
    raise ValueError(f"{type(place).__name__} is no place")


def _needed(text: str, what: str) -> str:
    if not text:
        raise ValueError(f"the record names no {what}")
    return text


def columns(finding: ParsedFinding) -> dict[str, Any]:
    """The `FACTS` of a masked finding, cut to the columns' sizes, and their `size` in bytes."""
    resource_kind, resource, location = _where(finding.place)
    values: dict[str, Any] = {
        "title": finding.title,
        "severity": finding.severity,
        "severity_rank": SEVERITY_RANK[finding.severity],
        "tool_severity": finding.tool_severity,
        "rule_id": finding.rule_id,
        "description": _cut(finding.description, MAX_TEXT),
        "remediation": _cut(finding.remediation, MAX_TEXT),
        "resource_kind": resource_kind,
        "resource": resource,
        "location": location,
        "cwe": _listed(finding.cwe, 40),
        "cve": _listed(finding.cve, 40),
        "cvss": _score(finding.cvss),
        "attack_ids": _listed(finding.attack_ids, 40),
        "references": _listed(finding.references, 2000),
        "tags": _listed(finding.tags, 100),
        "evidence": {**finding.evidence, **_evidence(finding.place)},
    }
    for name, length in _LENGTHS.items():
        values[name] = _cut(values[name], length)
    text = orjson.dumps(values, default=str, option=orjson.OPT_SORT_KEYS)
    values["facts_digest"] = hashlib.blake2b(text, digest_size=16).hexdigest()
    values["size"] = len(text)
    return values


def _where(place: Place) -> tuple[str, str, str]:
    """Kind of resource, resource, location."""
    match place:
        case CodePlace(path=path, line=line) | SecretPlace(path=path, line=line):
            return "file", path, _at(path, line)
        case IacPlace(path=path, address=address, line=line):
            return "iac_resource", address or path, _at(path, line)
        case PackagePlace(package_url=package_url, manifest=manifest):
            return "package", package_url, manifest
        case CloudPlace() as cloud:
            account = ":".join(filter(None, (cloud.provider, cloud.account, cloud.region)))
            return "cloud_resource", cloud.resource_id, account
        case WebPlace(url=url, method=method, parameter=parameter):
            return "url", f"{method.upper()} {url}", f"parameter {parameter}" if parameter else ""
        case NetworkPlace(host=host, port=None):
            return "host", host, ""
        case NetworkPlace(host=host, port=port, protocol=protocol):
            return "port", f"{host}:{port}/{protocol}", host
        case HostPlace(program=program, user=user, pid=pid):
            owner = f"user {user}" if user else ""
            return "program", program, ", ".join(filter(None, (owner, f"pid {pid}" if pid else "")))
        case GenericPlace(resource=resource, location=location):
            return "resource", resource, location


def _evidence(place: Place) -> dict[str, Any]:
    """What the desk shows in readable form: code with its first line, an HTTP exchange."""
    match place:
        case (CodePlace() | IacPlace()) as code if code.snippet:
            snippet = _cut(code.snippet, MAX_TEXT)
            return {"code": {"path": code.path, "line": code.line, "snippet": snippet}}
        case WebPlace() as web:
            exchange = {
                "method": web.method.upper(),
                "url": web.url,
                "parameter": web.parameter,
                "request": _cut(web.request, MAX_TEXT),
                "response": _cut(web.response, MAX_TEXT),
            }
            return {"http": {name: text for name, text in exchange.items() if text}}
        case CloudPlace(resource_type=resource_type) if resource_type:
            return {"resource_type": resource_type}
    return {}


def _at(path: str, line: int | None) -> str:
    return f"{path}:{line}" if line else path


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def _listed(values: tuple[str, ...], length: int) -> list[str]:
    return [_cut(value, length) for value in dict.fromkeys(values) if value][:MAX_ITEMS]


def _score(cvss: float | None) -> Decimal | None:
    """A CVSS score with one decimal, None where the number is outside 0 to 10."""
    if cvss is None or not 0 <= cvss <= 10:
        return None
    return Decimal(str(round(cvss, 1)))
