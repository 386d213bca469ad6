"""Which rules of `tooling.tls_rules` a server breaks, by the facts that sslyze reports."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import Any

from .base import NetworkPlace, ParsedFinding
from .reading import items, mapping, number, text
from .tls_rules import RULES

OLD_PROTOCOLS = {
    "ssl_2_0_cipher_suites": "sslv2-accepted",
    "ssl_3_0_cipher_suites": "sslv3-accepted",
    "tls_1_0_cipher_suites": "tls-1.0-accepted",
    "tls_1_1_cipher_suites": "tls-1.1-accepted",
}
PROTOCOLS = (*OLD_PROTOCOLS, "tls_1_2_cipher_suites", "tls_1_3_cipher_suites")
# Scan, field of its result, the value that is bad, rule.
FLAGS: tuple[tuple[str, str, object, str], ...] = (
    ("heartbleed", "is_vulnerable_to_heartbleed", True, "heartbleed"),
    ("openssl_ccs_injection", "is_vulnerable_to_ccs_injection", True, "openssl-ccs-injection"),
    ("robot", "robot_result", "VULNERABLE_STRONG_ORACLE", "robot"),
    ("robot", "robot_result", "VULNERABLE_WEAK_ORACLE", "robot-weak"),
    ("tls_compression", "supports_compression", True, "tls-compression"),
    ("tls_1_3_early_data", "supports_early_data", True, "early-data"),
    ("tls_fallback_scsv", "supports_fallback_scsv", False, "no-fallback-scsv"),
    ("tls_extended_master_secret", "supports_ems_extension", False, "no-extended-master-secret"),
    (
        "session_renegotiation",
        "supports_secure_renegotiation",
        False,
        "insecure-renegotiation",
    ),
    (
        "session_renegotiation",
        "is_vulnerable_to_client_renegotiation_dos",
        True,
        "client-renegotiation",
    ),
)
# By their names in the standards, or, in reports of 0 to 2, by OpenSSL's.
CIPHERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("anonymous-cipher", re.compile(r"_anon_|^A(EC)?DH-")),
    ("null-cipher", re.compile(r"_WITH_NULL_|(^|-)NULL-")),
    ("export-cipher", re.compile(r"_EXPORT|^EXP-")),
    ("rc4-cipher", re.compile(r"_RC4_|(^|-)RC4-")),
    (
        "64-bit-block-cipher",
        re.compile(r"_(3DES|DES|DES40|IDEA|RC2)_|(^|-)(DES-CBC3?|IDEA|RC2)-"),
    ),
    ("no-forward-secrecy", re.compile(r"^TLS_(RSA|PSK|DH|ECDH)_(?!.*anon)")),
)
SOON = timedelta(days=14)
Broken = Iterator[tuple[str, dict[str, Any]]]  # rules, with what shows that they are broken


def broken_rules(
    scans: Mapping[str, Any], place: NetworkPlace, address: str, now: datetime | None
) -> Iterator[ParsedFinding]:
    """A finding a rule that the server at `place` breaks, by its scans; `now` judges dates."""
    for rule, evidence in _broken(scans, place.host, now):
        told = RULES[rule]
        yield ParsedFinding(
            rule_id=rule,
            title=told.title,
            severity=told.severity,
            place=place,
            description=told.why,
            remediation=told.remedy,
            cwe=(told.cwe,) if told.cwe else (),
            cve=(told.cve,) if told.cve else (),
            references=(told.reference,) if told.reference else (),
            tags=("tls",),
            evidence={"address": address, **evidence},
        )


def _broken(scans: Mapping[str, Any], host: str, now: datetime | None) -> Broken:
    """Rules that the server breaks, each once."""
    results = {name: mapping(mapping(scan).get("result")) for name, scan in scans.items()}
    yield from _ciphers(results)
    for scan, field, bad, rule in FLAGS:
        value = results.get(scan, {}).get(field)
        if value == bad and type(value) is type(bad):
            yield rule, {}
    seen: set[str] = set()
    for deployment in items(results.get("certificate_info", {}).get("certificate_deployments")):
        for rule, evidence in _certificate(mapping(deployment), host, now):
            if rule not in seen:
                seen.add(rule)
                yield rule, evidence


def _ciphers(results: Mapping[str, Mapping[str, Any]]) -> Broken:
    accepted = {
        name: [
            text(mapping(mapping(suite).get("cipher_suite")).get("name"))
            for suite in items(results.get(name, {}).get("accepted_cipher_suites"))
        ]
        for name in PROTOCOLS
    }

    for scan, rule in OLD_PROTOCOLS.items():
        if accepted[scan]:
            yield rule, {"ciphers": accepted[scan]}
    modern = ("tls_1_2_cipher_suites", "tls_1_3_cipher_suites")
    if any(accepted.values()) and all(results.get(n) and not accepted[n] for n in modern):
        yield "no-modern-protocol", {}
    suites = sorted({suite for names in accepted.values() for suite in names})
    for rule, pattern in CIPHERS:
        if weak := [suite for suite in suites if pattern.search(suite)]:
            yield rule, {"ciphers": weak}


def _certificate(deployment: Mapping[str, Any], host: str, now: datetime | None) -> Broken:
    chain = items(deployment.get("received_certificate_chain"))
    leaf = mapping(chain[0]) if chain else {}
    shown = {
        name: text(mapping(leaf.get(name)).get("rfc4514_string")) for name in ("subject", "issuer")
    }
    matches = deployment.get("leaf_certificate_subject_matches_hostname")
    other = [*_dates(leaf, now), *_names(leaf, host, matches)]
    broken = [*other, *_trust(deployment, shown, explained=bool(other)), *_strength(leaf)]
    if deployment.get("received_chain_has_valid_order") is False:
        broken.append(("certificate-chain-order", {}))
    for rule, evidence in broken:
        yield rule, {**shown, **evidence}


def _dates(leaf: Mapping[str, Any], now: datetime | None) -> Broken:
    """Nothing where the report does not tell when it was made: what ended since says nothing."""
    if now is None:
        return
    begins, ends = moment(leaf.get("not_valid_before")), moment(leaf.get("not_valid_after"))
    if begins and begins > now:
        yield "certificate-not-yet-valid", {"begins": begins.isoformat()}
    if ends and ends < now:
        yield "certificate-expired", {"expired": ends.isoformat()}
    elif ends and ends - now < SOON:
        yield "certificate-expires-soon", {"expires": ends.isoformat()}


def _names(leaf: Mapping[str, Any], host: str, matches: object) -> Broken:
    """By its own judgement (`matches`, up to 5), else by the names."""
    names = mapping(leaf.get("subject_alternative_name"))
    keys = ("dns_names", "dns", "ip_addresses")
    known = [text(n) for key in keys for n in items(names.get(key))]
    if matches is False or (
        not isinstance(matches, bool) and names and not any(_covers(name, host) for name in known)
    ):
        yield "certificate-hostname-mismatch", {"names": known}


def _trust(deployment: Mapping[str, Any], shown: Mapping[str, str], explained: bool) -> Broken:
    """Stores refuse a certificate for its dates and names too: `explained`, not told again."""
    stores = [mapping(one) for one in items(deployment.get("path_validation_results"))]
    refusing = {
        text(mapping(one.get("trust_store")).get("name")): text(one.get("validation_error"), 300)
        for one in stores
        if one.get("was_validation_successful") is False
    }
    if refusing and len(refusing) < len(stores):
        yield "certificate-trusted-by-some", {"refused_by": refusing}
    elif refusing and shown["subject"] and shown["subject"] == shown["issuer"]:
        yield "certificate-self-signed", {"refused_by": refusing}
    elif refusing and not explained:
        yield "certificate-untrusted", {"refused_by": refusing}


def _strength(leaf: Mapping[str, Any]) -> Broken:
    digest = text(mapping(leaf.get("signature_hash_algorithm")).get("name")).lower()
    if digest in ("md2", "md4", "md5", "sha1"):
        yield "certificate-weak-signature", {"hash": digest}
    key = mapping(leaf.get("public_key"))
    bits, algorithm = number(key.get("key_size")), text(key.get("algorithm"))
    if bits and bits < (2048 if re.search("RSA|DSAPublic", algorithm) else 224):
        yield "certificate-weak-key", {"key": f"{algorithm}, {bits} bits"}


def _covers(name: str, host: str) -> bool:
    """Whether a certificate's `name` is for `host`: RFC 9525, a wildcard is one whole label."""
    try:
        return ip_address(name) == ip_address(host)
    except ValueError:
        name, host = name.lower().rstrip("."), host.lower().rstrip(".")
        if name.startswith("*."):
            return host.partition(".")[2] == name[2:]
        return bool(name) and name == host


def moment(value: Any) -> datetime | None:
    """A date in ISO's form, in UTC where it names no zone; None for any other text."""
    try:
        moment = datetime.fromisoformat(text(value))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
