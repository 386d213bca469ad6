"""What makes two reports the same finding: versioned recipes by kind, hashed with SHA-256.

The hash is over canonical JSON of `[version, kind, scope, tool, *values of the parts]`. No recipe
holds a line number, so moved lines keep their finding. A part is a name and a value; the values
must already be masked (`findings.columns`), and a secret enters only as a keyed hash.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import posixpath
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit

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
    SecretPlace,
    WebPlace,
)

VERSION = 1
ANY_TOOL = "*"
DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}

Part = tuple[str, str | int]


class Fingerprint(NamedTuple):
    """`hex` is 64 digits; `parts` are all that was hashed, in order, with their names."""

    hex: str
    parts: tuple[Part, ...]


def fingerprint(
    finding: ParsedFinding, *, tool: str, family: str, target_id: str, ordinal: int, key: bytes
) -> Fingerprint:
    """The identity of `finding` as `tool` (of `family`) reported it on a target.

    `ordinal` counts from 0 the findings of the report that are equal in everything else
    (`Fingerprinter` does it); `key` hashes secrets.
    """
    slot, scope, parts, counted = _recipe(finding, tool, family, target_id, key)
    return _hashed(finding.place.kind, slot, scope, parts, ordinal if counted else None)


class Fingerprinter:
    """Fingerprints of one report's findings in their order, equals numbered as they come.

    Memory: eight bytes and a count for each distinct place that needs a number.
    """

    def __init__(self, *, tool: str, family: str, target_id: str, key: bytes) -> None:
        self._tool, self._family, self._target_id, self._key = tool, family, target_id, key
        self._equals: Counter[int] = Counter()

    def __call__(self, finding: ParsedFinding) -> Fingerprint:
        tool = finding.tool or self._tool
        family = self._family if tool == self._tool else tool
        slot, scope, parts, counted = _recipe(finding, tool, family, self._target_id, self._key)
        ordinal = None
        if counted:
            place = hash((finding.place.kind, slot, scope, *(value for _, value in parts)))
            ordinal = self._equals[place]
            self._equals[place] += 1
        return _hashed(finding.place.kind, slot, scope, parts, ordinal)


def _hashed(
    kind: str, slot: str, scope: str, parts: list[Part], ordinal: int | None
) -> Fingerprint:
    named: list[Part] = [("version", VERSION), ("kind", kind), ("scope", scope), ("tool", slot)]
    named += parts
    if ordinal is not None:
        named.append(("ordinal", ordinal))
    canonical = canonical_json([value for _, value in named])
    return Fingerprint(hashlib.sha256(canonical).hexdigest(), tuple(named))


def canonical_json(values: Any) -> bytes:
    """`values` as JSON in ASCII, without spaces, as `json` writes it."""
    try:
        text = orjson.dumps(values)
    except TypeError:  # half a surrogate pair
        text = b"\x7f"
    # orjson, ten times as fast, escapes neither DEL nor what is beyond ASCII.
    if text.isascii() and b"\x7f" not in text:
        return text
    return json.dumps(values, ensure_ascii=True, separators=(",", ":")).encode("ascii")


def _recipe(  # noqa: C901 - one case a kind
    finding: ParsedFinding, tool: str, family: str, target_id: str, key: bytes
) -> tuple[str, str, list[Part], bool]:
    """Tool slot, scope, parts, and whether equals are told apart by an ordinal.

    The scope is the target, or empty where the parts name the place themselves.
    """
    rule = finding.rule_id
    match finding.place:
        case CodePlace(path=path) as place:
            # Tools of one family share a finding: the slot holds the family.
            parts = [("rule", rule), ("path", normal_path(path)), *_code_identity(place, finding)]
            return family, target_id, parts, True
        case SecretPlace(path=path, secret=secret, secret_hash=secret_hash):
            parts = [("rule", rule), ("path", normal_path(path))]
            known = secret or secret_hash
            if known:
                source = "secret" if secret else "tool's hash"
                parts.append((f"keyed hash of the {source}", keyed_hash(known, key)))
            return tool, target_id, parts, not known
        case IacPlace(path=path, address=address, snippet=snippet):
            parts = [("check", rule), ("path", normal_path(path))]
            # Without an address the text stands in: a wrong merge would hide a finding.
            parts.append(("address", address) if address else ("snippet", folded(snippet)))
            return tool, target_id, parts, not address
        case PackagePlace(package_url=package_url, manifest=manifest):
            vulnerability = vulnerability_of(finding)
            parts = [
                ("vulnerability", vulnerability),
                ("package", package_without_version(package_url)),
                ("manifest", normal_path(manifest)),
            ]
            neutral = vulnerability.startswith("CVE-")
            return ANY_TOOL if neutral else tool, target_id, parts, False
        case CloudPlace() as place:
            parts = [
                ("check", rule),
                ("provider", place.provider.lower()),
                ("account", place.account),
                ("region", place.region),
                ("resource", place.resource_id),
            ]
            return tool, "" if place.account else target_id, parts, False
        case WebPlace(url=url, method=method, parameter=parameter):
            parts = [
                ("rule", rule),
                ("method", method.upper()),
                ("url", canonical_url(url)),
                ("parameter", parameter),
            ]
            return tool, "" if "://" in url else target_id, parts, False
        case NetworkPlace(host=host, port=port, protocol=protocol):
            parts = [
                ("rule", rule),
                ("host", host.rstrip(".").lower()),
                ("port", "" if port is None else port),
                ("protocol", protocol.lower()),
            ]
            return tool, "", parts, False
        case HostPlace(program=program, user=user):
            technique = finding.attack_ids[0] if finding.attack_ids else rule
            return (
                tool,
                target_id,
                [("rule", technique), ("program", program), ("user", user)],
                False,
            )
        case GenericPlace(resource=resource, location=location):
            parts = [
                ("rule", rule or folded(finding.title)),
                ("resource", resource),
                ("location", location),
            ]
            return tool, target_id, parts, False
    raise TypeError(f"no recipe for {type(finding.place).__name__}")


def _code_identity(place: CodePlace, finding: ParsedFinding) -> Iterator[Part]:
    if place.partial_fingerprints:
        for name, value in sorted(place.partial_fingerprints):
            yield f"partial fingerprint {name}", value
    elif place.snippet.strip():
        yield "snippet", folded(place.snippet)
    else:
        yield "message with numbers folded", folded(re.sub(r"\d+", "0", finding.title))


def keyed_hash(secret: str, key: bytes) -> str:
    """HMAC-SHA-256 in hex: without the key nobody can try candidates."""
    return hmac.new(key, secret.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def folded(text: str) -> str:
    """`text` with every run of white space as one space, none at the ends."""
    return " ".join(text.split())


def normal_path(path: str) -> str:
    """Forward slashes, no `./`, no `a/../`; an empty path stays empty."""
    path = path.replace("\\", "/")
    return posixpath.normpath(path) if path else ""


def vulnerability_of(finding: ParsedFinding) -> str:
    """The CVE where there is one (the first in order), else the report's own id, in capitals."""
    assert isinstance(finding.place, PackagePlace)  # noqa: S101 - for the type checker
    own = finding.place.vulnerability_id.strip().upper()
    if own.startswith("CVE-"):
        return own
    cves = sorted(cve.strip().upper() for cve in finding.cve if cve.strip())
    return cves[0] if cves else own or finding.rule_id


def package_without_version(package_url: str) -> str:
    """A package URL without version, qualifiers and subpath, in the canonical case of its type.

    Source: package-url specification (pypi: `_` is `-`; npm's scope is percent-encoded).
    """
    bare = package_url.split("#", 1)[0].split("?", 1)[0]
    head, slash, name = bare.rpartition("/")
    version = name.rfind("@")
    bare = unquote(f"{head}{slash}{name[:version] if version > 0 else name}")
    if bare.lower().startswith("pkg:"):
        kind = bare[4:].split("/", 1)[0].lower()
        rest = bare[4 + len(kind) :]
        if kind in {"pypi", "npm", "deb", "rpm", "apk", "github", "composer"}:
            rest = rest.lower()
        if kind == "pypi":
            rest = rest.replace("_", "-")
        bare = f"pkg:{kind}{rest}"
    return bare


def canonical_url(url: str) -> str:
    """Scheme and host in lower case, no default port, no user, no fragment, dot segments removed
    (RFC 3986, 6.2), query names in order without their values. What is no URL comes back folded."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return folded(url)
    if not parts.netloc:
        return folded(SplitResult(parts.scheme, "", parts.path, _names(parts.query), "").geturl())
    scheme = parts.scheme.lower()
    host = (parts.hostname or "").rstrip(".").lower()
    if ":" in host:
        host = f"[{host}]"
    if port is not None and port != DEFAULT_PORTS.get(scheme):
        host = f"{host}:{port}"
    return SplitResult(scheme, host, _path(parts.path), _names(parts.query), "").geturl()


def _path(path: str) -> str:
    """Percent-encoding in its one form (`%2F` stays apart from `/`), dot segments removed."""
    path = re.sub(r"%([0-9A-Fa-f]{2})", _decoded_if_unreserved, path)
    path = quote(path, safe="/:@!$&'()*+,;=~%")
    kept: list[str] = []
    segments = path.split("/")[1:] or [""]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in {".", ".."}:
        kept.append("")
    return "/" + "/".join(kept)


def _decoded_if_unreserved(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    unreserved = character.isascii() and (character.isalnum() or character in "-._~")
    return character if unreserved else match[0].upper()


def _names(query: str) -> str:
    names = {name for name, _ in parse_qsl(query, keep_blank_values=True, errors="replace")}
    return "&".join(quote(name, safe="") for name in sorted(names))
