"""SSLyze: which facts are findings, and that a server which was not reached has none."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.tooling.tools.recordings import recording
from tooling.base import Job, NetworkPlace, Outcome, ParsedFinding, Problem, Report
from tooling.outcome import decide
from tooling.tls_rules import RULES
from tooling.tools.sslyze import Sslyze

WHEN = "2026-11-21T08:00:00Z"
TRUSTED = [{"trust_store": {"name": "Mozilla"}, "was_validation_successful": True}]
REFUSED = [
    {
        "trust_store": {"name": "Mozilla"},
        "was_validation_successful": False,
        "validation_error": "no",
    }
]
LEAF: dict[str, Any] = {
    "subject": {"rfc4514_string": "CN=shop.example"},
    "issuer": {"rfc4514_string": "CN=Authority"},
    "not_valid_before": "2026-01-01T00:00:00Z",
    "not_valid_after": "2027-06-01T00:00:00Z",
    "subject_alternative_name": {"dns_names": ["shop.example"], "ip_addresses": []},
    "signature_hash_algorithm": {"name": "sha256"},
    "public_key": {"algorithm": "RSAPublicKey", "key_size": 2048},
}


def read(folder: Path, job: Job | None = None, **results: Any) -> list[Any]:
    document = {
        "invalid_server_strings": [],
        "server_scan_results": [
            {
                "server_location": {"hostname": "shop.example", "port": 443},
                "connectivity_status": "COMPLETED",
                "scan_result": {
                    name: result
                    if "status" in result
                    else {"status": "COMPLETED", "result": result}
                    for name, result in results.items()
                },
            }
        ],
        "date_scans_started": WHEN,
    }
    (folder / "report.json").write_text(json.dumps(document))
    return list(Sslyze().read(Report(folder / "report.json", job)))


def rules(records: list[Any]) -> list[str]:
    return [r.rule_id for r in records if isinstance(r, ParsedFinding)]


def certificate(folder: Path, stores: list[Any] = TRUSTED, **changes: Any) -> list[str]:
    deployment = {
        "received_certificate_chain": [{**LEAF, **changes}],
        "received_chain_has_valid_order": True,
        "path_validation_results": stores,
    }
    return rules(read(folder, certificate_info={"certificate_deployments": [deployment]}))


def test_findings_of_the_demo_server() -> None:
    findings = recording("sslyze", "findings").findings()
    assert {"tls-1.0-accepted", "tls-1.1-accepted", "certificate-self-signed"} <= {
        f.rule_id for f in findings
    }
    assert {type(f.place) for f in findings} == {NetworkPlace}
    assert all(f.description and f.remediation for f in findings)


def test_sound_certificate_is_no_finding(tmp_path: Path) -> None:
    assert certificate(tmp_path) == []


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"not_valid_after": "2026-11-01T00:00:00Z"}, "certificate-expired"),
        ({"not_valid_after": "2026-11-30T00:00:00Z"}, "certificate-expires-soon"),
        ({"not_valid_before": "2026-12-01T00:00:00Z"}, "certificate-not-yet-valid"),
        (
            {"subject_alternative_name": {"dns_names": ["*.other.example"]}},
            "certificate-hostname-mismatch",
        ),
        ({"signature_hash_algorithm": {"name": "sha1"}}, "certificate-weak-signature"),
        ({"public_key": {"algorithm": "RSAPublicKey", "key_size": 1024}}, "certificate-weak-key"),
    ],
)
def test_certificate_rules(tmp_path: Path, changes: dict[str, Any], rule: str) -> None:
    assert certificate(tmp_path, **changes) == [rule]


def test_wildcard_covers_one_label(tmp_path: Path) -> None:
    names = {"subject_alternative_name": {"dns_names": ["*.example"]}}
    assert certificate(tmp_path, **names) == []


def test_untrusted_and_self_signed_are_told_apart(tmp_path: Path) -> None:
    assert certificate(tmp_path, REFUSED) == ["certificate-untrusted"]
    own = {"issuer": LEAF["subject"]}
    assert certificate(tmp_path, REFUSED, **own) == ["certificate-self-signed"]
    assert certificate(tmp_path, [*REFUSED, *TRUSTED]) == ["certificate-trusted-by-some"]


def test_expired_certificate_is_not_called_untrusted_too(tmp_path: Path) -> None:
    ended = {"not_valid_after": "2026-11-01T00:00:00Z"}
    assert certificate(tmp_path, REFUSED, **ended) == ["certificate-expired"]


@pytest.mark.parametrize(
    ("scan", "result", "rule"),
    [
        ("heartbleed", {"is_vulnerable_to_heartbleed": True}, "heartbleed"),
        (
            "openssl_ccs_injection",
            {"is_vulnerable_to_ccs_injection": True},
            "openssl-ccs-injection",
        ),
        ("robot", {"robot_result": "VULNERABLE_STRONG_ORACLE"}, "robot"),
        ("robot", {"robot_result": "VULNERABLE_WEAK_ORACLE"}, "robot-weak"),
        ("tls_compression", {"supports_compression": True}, "tls-compression"),
        ("tls_fallback_scsv", {"supports_fallback_scsv": False}, "no-fallback-scsv"),
        (
            "session_renegotiation",
            {"supports_secure_renegotiation": False},
            "insecure-renegotiation",
        ),
    ],
)
def test_facts_that_are_findings(
    tmp_path: Path, scan: str, result: dict[str, Any], rule: str
) -> None:
    assert rules(read(tmp_path, **{scan: result})) == [rule]
    opposite = {name: (not value) for name, value in result.items() if isinstance(value, bool)}
    assert rules(read(tmp_path, **{scan: opposite})) == []


@pytest.mark.parametrize(
    ("suite", "rule"),
    [
        ("TLS_RSA_WITH_RC4_128_SHA", "rc4-cipher"),
        ("TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA", "64-bit-block-cipher"),
        ("TLS_RSA_WITH_NULL_SHA256", "null-cipher"),
        ("TLS_DH_anon_WITH_AES_128_CBC_SHA", "anonymous-cipher"),
        ("TLS_RSA_EXPORT_WITH_RC4_40_MD5", "export-cipher"),
        ("TLS_RSA_WITH_AES_128_GCM_SHA256", "no-forward-secrecy"),
    ],
)
def test_weak_ciphers(tmp_path: Path, suite: str, rule: str) -> None:
    accepted = {"accepted_cipher_suites": [{"cipher_suite": {"name": suite}}]}
    assert rule in rules(read(tmp_path, tls_1_2_cipher_suites=accepted))


def test_modern_ciphers_are_no_finding(tmp_path: Path) -> None:
    names = ["TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384"]
    accepted = {"accepted_cipher_suites": [{"cipher_suite": {"name": name}} for name in names]}
    assert rules(read(tmp_path, tls_1_2_cipher_suites=accepted)) == []


def test_scan_that_was_asked_for_and_not_made_is_a_problem(tmp_path: Path) -> None:
    job = Job("host", "shop.example", tmp_path, options={"scans": ["heartbleed", "robot"]})
    made = {"is_vulnerable_to_heartbleed": False}
    records = read(tmp_path, job, heartbleed=made, robot={"status": "NOT_SCHEDULED"})
    assert Problem("not scanned: robot") in records


def test_failed_scan_is_a_problem(tmp_path: Path) -> None:
    failed = {"status": "ERROR", "error_reason": "CONNECTIVITY_ISSUE"}
    assert Problem("robot: CONNECTIVITY_ISSUE", Outcome.NETWORK) in read(tmp_path, robot=failed)


def test_refused_connection_is_told_in_one_sentence() -> None:
    problems = [r for r in recording("sslyze", "refused").records() if isinstance(r, Problem)]
    assert [p.outcome for p in problems] == [Outcome.NETWORK]
    assert problems[0].message.endswith(": Server rejected the connection")


def test_checked_address_is_pinned(tmp_path: Path) -> None:
    job = Job("web", "https://shop.example/", tmp_path, address="192.0.2.7")
    assert Sslyze().command(job).arguments[-1] == "shop.example:443{192.0.2.7}"


def test_every_rule_says_why_and_what_to_do() -> None:
    for name, rule in RULES.items():
        assert rule.title, name
        assert rule.why or rule.severity == "low", name
        assert rule.remedy.endswith("."), name
        assert rule.cwe.startswith("CWE-"), name


def test_a_port_without_tls_says_what_to_do() -> None:
    recorded = recording("sslyze", "not_tls")
    verdict = decide(recorded.tool, recorded.ended, recorded.report)
    assert verdict.outcome == Outcome.BAD_ARGUMENTS
    assert verdict.error.endswith("speaks no TLS that could be used")
    assert "port that serves TLS" in verdict.hint
    assert not verdict.retryable


IMPORTS = Path(__file__).parent / "fixtures" / "sslyze" / "imports"
OLDER = {
    "5.2.0.json": "tls-1.0-accepted tls-1.1-accepted no-forward-secrecy certificate-self-signed",
    "6.0.0.json": "tls-1.0-accepted tls-1.1-accepted no-forward-secrecy certificate-self-signed",
    "3.0.json": "tls-1.0-accepted 64-bit-block-cipher no-forward-secrecy heartbleed robot-weak "
    "no-fallback-scsv client-renegotiation certificate-hostname-mismatch "
    "certificate-weak-signature certificate-weak-key",
    "2.0.json": "sslv3-accepted tls-1.0-accepted anonymous-cipher null-cipher export-cipher "
    "rc4-cipher 64-bit-block-cipher openssl-ccs-injection robot tls-compression "
    "no-fallback-scsv insecure-renegotiation client-renegotiation certificate-self-signed "
    "certificate-weak-signature certificate-weak-key certificate-chain-order",
    "1.4.xml": "sslv3-accepted rc4-cipher no-forward-secrecy heartbleed no-fallback-scsv "
    "certificate-hostname-mismatch certificate-weak-signature certificate-weak-key",
}


@pytest.mark.parametrize("name", OLDER)
def test_reports_of_older_versions(name: str) -> None:
    records = list(Sslyze().read(Report(IMPORTS / name)))
    assert rules(records) == OLDER[name].split()


def test_servers_that_were_not_reached_are_problems() -> None:
    for name in ("3.0.json", "2.0.json", "1.4.xml"):
        told = [r for r in Sslyze().read(Report(IMPORTS / name)) if isinstance(r, Problem)]
        assert [p.message.split(": ")[0] for p in told if p.outcome is Outcome.NETWORK] == [
            "down.example:443"
        ]


def test_date_is_not_judged_where_the_report_has_none(tmp_path: Path) -> None:
    expired = {**LEAF, "not_valid_after": "2020-01-01T00:00:00Z"}
    document = {
        "server_scan_results": [
            {
                "server_location": {"hostname": "shop.example", "port": 443},
                "scan_result": {
                    "certificate_info": {
                        "status": "COMPLETED",
                        "result": {
                            "certificate_deployments": [{"received_certificate_chain": [expired]}]
                        },
                    }
                },
            }
        ]
    }
    (tmp_path / "report.json").write_text(json.dumps(document))
    assert rules(list(Sslyze().read(Report(tmp_path / "report.json")))) == []
