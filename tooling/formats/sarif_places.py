"""Where a SARIF result is: which kind of place, and the path below what was scanned."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from tooling.base import (
    CodePlace,
    GenericPlace,
    IacPlace,
    PackagePlace,
    Place,
    Report,
    SecretPlace,
    WebPlace,
)
from tooling.reading import items, mapping, number, relative, text
from tooling.tool_names import IAC_SCANNERS, SECRET_SCANNERS

from .packages import package_url
from .sarif_rules import Rule, Run
from .wording import sentence, title

# What tools write instead of a fingerprint: Semgrep, where nobody is signed in.
NO_FINGERPRINTS = frozenset({"requires login", "none", "null", "unknown"})
# Facts of a commit that Gitleaks files under partialFingerprints, and a column, which moves.
NOT_IDENTITY = frozenset(
    {
        "commitSha",
        "commitMessage",
        "email",
        "author",
        "date",
        "primaryLocationStartColumnFingerprint",
    }
)
_REDACTED = re.compile(r"redacted|\*{3,}|^[xX*.•]+$", re.IGNORECASE)
_VULNERABILITY = re.compile(
    r"\b(?:CVE-\d{4}-\d{4,7}|GHSA(?:-[0-9a-z]{4}){3}|(?:PYSEC|GO|RUSTSEC|MAL|OSV|DLA|DSA|ALAS\w*)-"
    r"\d{4}-\d+|SNYK-[A-Z0-9:-]+)",
    re.IGNORECASE,
)
_CONFIGURATION = re.compile(r"^(?:AVD|CKV\w*|AWS|GCP|AZU|KSV|DS|KCV)[-_\w]*\d{2,}$", re.IGNORECASE)
# What Trivy, osv-scanner, Grype and Snyk say of a package where they give no package URL: the
# templates of their SARIF writers.
_PACKAGE_SAID = (
    re.compile(r"^Package: (?P<name>\S+)\s+Installed Version: (?P<version>\S+)"),
    re.compile(r"^Package '(?P<name>[^'@\s]+|@[^'@\s]+)@(?P<version>[^']+)' is vulnerable"),
    re.compile(
        r"in (?P<type>[\w-]+) package: (?P<name>\S+), version (?P<version>\S+) was"
    ),  # Grype
    re.compile(r"^(?:\(CVE-[^)]+\) )?(?P<name>@?[^@\s]+)@(?P<version>[^@\s]+)$"),
)
_ON_THE_WEB = re.compile(r"(?:https?|wss?|ftp)://", re.IGNORECASE)
_NAME_KEYS = ("component", "componentName", "packageName", "package_name")
_VERSION_KEYS = ("componentVersion", "packageVersion", "package_version", "installedVersion")
_PACKAGE_KEYS = ("purl", "packageUrl", "packageURL", "package_url", "purls")


class Spot(NamedTuple):
    """One location: its path or address, region, and logical names."""

    path: str = ""
    url: str = ""
    line: int | None = None
    end_line: int | None = None
    snippet: str = ""
    context: str = ""
    logical: str = ""
    logical_kind: str = ""


def place_of(
    raw: Mapping[str, Any], run: Run, rule: Rule, report: Report, message: str
) -> tuple[Place, list[Spot]]:
    """The place of a result, and all spots that it names, the place's own first."""
    spots = [spot_of(mapping(one), run, report) for one in items(raw.get("locations"))[:200]]
    spots = [spot for spot in spots if any(spot)] or [_target(raw, run, report)]
    spot = spots[0]
    rule_id = text(raw.get("ruleId")) or rule.id
    found = _vulnerability(rule_id) or _vulnerability(rule.name)
    if found or (rule.cve and not spot.snippet):
        package = _package(raw, rule, spots, message)
        if package:
            known = found or (rule.cve[0] if rule.cve else rule_id)
            return PackagePlace(package, known, spot.path), spots
    if (web := _web(raw, spot)) is not None:
        return web, spots
    address = spot.logical or text(mapping(raw.get("properties")).get("resource"))
    if run.tool in SECRET_SCANNERS or rule_id.startswith("CKV_SECRET_"):
        if spot.path:
            return _secret(raw, spot), spots
    elif run.tool in IAC_SCANNERS or (run.tool == "trivy" and _CONFIGURATION.match(rule_id)):
        if spot.path:
            where = spot.path, address, spot.line, spot.end_line, spot.snippet
            return IacPlace(*where), spots
    if spot.path:
        identity = _identity(raw)
        return CodePlace(spot.path, spot.line, spot.end_line, spot.snippet, identity), spots
    if spot.logical or address:
        return GenericPlace(spot.logical or address, spot.logical_kind), spots
    # What has no place is told apart by what it says, else all of one rule would be one finding.
    return GenericPlace(run.tool, title(sentence(message))), spots


@lru_cache(maxsize=1000)  # asked of each result; a report has few rules
def _vulnerability(name: str) -> str:
    found = _VULNERABILITY.search(name)
    return found[0] if found else ""


def spot_of(raw: Mapping[str, Any], run: Run, report: Report) -> Spot:
    """A location; `resultFile` and `fileLocation` are of 1.0.0 and 2.0.0."""
    physical = mapping(raw.get("physicalLocation")) or mapping(raw.get("resultFile"))
    artifact = mapping(physical.get("artifactLocation")) or mapping(physical.get("fileLocation"))
    uri, base = text(artifact.get("uri") or physical.get("uri")), text(artifact.get("uriBaseId"))
    index = artifact.get("index")
    if not uri and isinstance(index, int) and index in run.artifacts:
        uri, base = run.artifacts[index]
    path, url = located(uri, base, run, report)
    region = mapping(physical.get("region"))
    told = items(raw.get("logicalLocations"))
    logical = mapping(told[0] if told else raw.get("logicalLocation"))
    name = text(raw.get("fullyQualifiedLogicalName"))
    if logical:
        names = (logical.get(key) for key in ("fullyQualifiedName", "decoratedName", "name"))
        name = next(filter(None, map(text, names)), name)
    return Spot(
        path,
        url,
        number(region.get("startLine")) or None,
        number(region.get("endLine")) or None,
        _snippet(region),
        _snippet(mapping(physical.get("contextRegion"))),
        name,
        text(logical.get("kind")),
    )


def located(uri: str, base: str, run: Run, report: Report) -> tuple[str, str]:
    """(path below what was scanned, "") of a file, or ("", address) of what is on the web."""
    if ":" in uri and _ON_THE_WEB.match(uri):
        return "", uri
    for base_uri, next_base in _chain(run, base):
        if re.match(r"[A-Za-z][A-Za-z0-9+.-]+:", uri) or uri.startswith("/"):
            break
        if not base_uri.lower().startswith(("http://", "https://")):
            uri = _joined(base_uri, uri) if "://" in base_uri else f"{base_uri}{uri}"
        base = next_base
    path = _decoded(uri)
    if path.startswith("/") or (path[1:2] == ":" and re.match(r"[A-Za-z]:[/\\]", path)):
        roots = [
            _decoded(told) for told, _ in run.bases.values() if "://" in told or told[:1] == "/"
        ]
        for root in sorted({*roots, run.folder} - {""}, key=len):
            root = root.rstrip("/") + "/"
            if path.startswith(root) and path != root:
                path = path.removeprefix(root)
                break
    return relative(path, report), ""


def _joined(base: str, uri: str) -> str:
    try:
        return urljoin(base, uri)
    except ValueError:  # a host that is none
        return uri


def needs_more(raw: Mapping[str, Any], run: Run) -> bool:
    """Whether a result refers to what stands elsewhere in the file and was not read so far."""
    if not run.has_tool:
        return True
    for one in items(raw.get("locations")):
        artifact = mapping(mapping(mapping(one).get("physicalLocation")).get("artifactLocation"))
        uri, base = text(artifact.get("uri")), text(artifact.get("uriBaseId"))
        if base and base not in run.bases:
            return True
        if not run.bases and uri.startswith(("file:", "/")):
            return True
        if not uri and isinstance(index := artifact.get("index"), int) and index >= 0:
            if index not in run.artifacts:
                return True
    taxa = items(raw.get("taxa"))
    return bool(taxa) and not run.taxa and any("index" in mapping(one) for one in taxa)


def fingerprints(raw: Mapping[str, Any]) -> dict[str, str]:
    """The fingerprints that tell one result from another, the partial ones before the whole.

    Of CodeQL's, GitHub's own deduplication uses `primaryLocationLineHash` only.
    """
    for key in ("partialFingerprints", "fingerprints"):
        if key not in raw:
            continue
        told = {
            # Black Duck's exporter puts an object with `value` where the standard has text.
            text(name, 200): text(
                value if isinstance(value, str) else mapping(value).get("value") or value, 2000
            )
            for name, value in mapping(raw.get(key)).items()
            if name not in NOT_IDENTITY
        }
        kept = {n: v for n, v in told.items() if v and v.lower() not in NO_FINGERPRINTS}
        if kept:
            return kept
    if whole := text(raw.get("fingerprintContribution") or raw.get("toolFingerprintContribution")):
        return {"toolFingerprintContribution": whole}  # of 1.0.0
    return {}


def _identity(raw: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(fingerprints(raw).items()))


def _secret(raw: Mapping[str, Any], spot: Spot) -> SecretPlace:
    """Gitleaks quotes the secret itself; others the line, or nothing but a mark."""
    # Gitleaks 7 names the secret among the properties, and quotes the line.
    quoted = text(mapping(raw.get("properties")).get("offender")) or spot.snippet
    quoted = quoted if not _REDACTED.search(quoted) else ""
    whole = quoted if quoted and not re.search(r"\s", quoted) and len(quoted) >= 8 else ""
    known = "\n".join(value for _, value in _identity(raw))
    return SecretPlace(spot.path, spot.line, "" if whole else known, whole)


def _web(raw: Mapping[str, Any], spot: Spot) -> WebPlace | None:
    if not spot.url and "webRequest" not in raw:
        return None
    request = mapping(raw.get("webRequest"))
    response = mapping(raw.get("webResponse"))
    url = spot.url or text(request.get("target"))
    if not url.lower().startswith(("http://", "https://")):
        return None
    bag = mapping(raw.get("properties"))
    return WebPlace(
        url,
        text(request.get("method") or bag.get("method")).upper() or "GET",
        text(bag.get("parameter") or bag.get("param")),
        _exchange(request),
        _exchange(response),
    )


def _exchange(raw: Mapping[str, Any]) -> str:
    """A request or a response as text, as far as it is told."""
    head = [text(raw.get(name)) for name in ("method", "target", "protocol", "version")]
    status = [text(raw.get(name)) for name in ("statusCode", "reasonPhrase")]
    headers = [f"{name}: {text(value)}" for name, value in mapping(raw.get("headers")).items()]
    first = " ".join(word for word in [*head, *status] if word)
    body = text(mapping(raw.get("body")).get("text"))
    return "\n".join([*([first] if first else []), *headers, *(["", body] if body else [])])


def _package(raw: Mapping[str, Any], rule: Rule, spots: list[Spot], message: str) -> str:
    """The package URL, else name and version as the report has them, "" where it names none."""
    bag = mapping(raw.get("properties"))
    told: list[Any] = []
    for key in _PACKAGE_KEYS:
        for value in (bag.get(key), rule.properties.get(key)):
            told += items(value) or [value]
    told += [spot.logical for spot in spots]
    told += [spot.path for spot in spots]
    for value in told:
        found = re.search(r"pkg:[A-Za-z][\w.+-]*/[^\s\"']+", text(value))
        if found:
            return found[0]
    if name := next(filter(None, (text(bag.get(key)) for key in _NAME_KEYS)), ""):
        version = next(filter(None, (text(bag.get(key)) for key in _VERSION_KEYS)), "")
        manager = text(bag.get("componentOrigin") or bag.get("packageManager"))
        return package_url(name, version, manifest=spots[0].path, manager=manager)
    for said in (message, rule.full, rule.short):
        for pattern in _PACKAGE_SAID:
            if match := pattern.search(said):
                told_type = match.groupdict().get("type", "")
                version = match["version"].rstrip(".,")
                return package_url(
                    match["name"], version, manifest=spots[0].path, manager=told_type
                )
    return ""


def _target(raw: Mapping[str, Any], run: Run, report: Report) -> Spot:
    """What was analysed, where a result has no location."""
    target = mapping(raw.get("analysisTarget"))
    path, url = located(text(target.get("uri")), text(target.get("uriBaseId")), run, report)
    return Spot(path, url)


def _snippet(region: Mapping[str, Any]) -> str:
    if "snippet" not in region:
        return ""
    content = mapping(region.get("snippet"))
    rendered = mapping(content.get("rendered"))
    return text(content.get("text") or rendered.get("text") or region.get("snippet"))


def _chain(run: Run, base: str) -> Iterator[tuple[str, str]]:
    """The bases from `base` outwards; a circle ends."""
    seen: set[str] = set()
    while base in run.bases and base not in seen:
        seen.add(base)
        uri, outer = run.bases[base]
        yield uri, outer
        base = outer


def _decoded(uri: str) -> str:
    """A `file:` address, or a relative one, as a path."""
    if uri.lower().startswith("file:"):
        try:
            parts = urlsplit(uri)
        except ValueError:
            return unquote(uri[5:].lstrip("/"))
        path = unquote(parts.path)
        if parts.netloc and parts.netloc.lower() != "localhost":
            return f"//{parts.netloc}{path}"
        return path[1:] if re.match(r"/[A-Za-z]:", path) else path
    return unquote(uri) if "%" in uri else uri
