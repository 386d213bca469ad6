"""OCSF: classes, states, each vulnerability with each package, resources."""

from pathlib import Path
from typing import Any

import pytest

from tests.tooling.formats.reports import FIXTURES, findings, of, reading, records
from tooling.base import (
    CloudPlace,
    CodePlace,
    Examined,
    NetworkPlace,
    PackagePlace,
    ParsedFinding,
    Report,
    UnknownSeverity,
    WebPlace,
)
from tooling.recognition import sample
from tooling.registry import all_formats

EVENT: dict[str, Any] = {
    "class_uid": 2004,
    "category_uid": 2,
    "severity_id": 4,
    "finding_info": {"uid": "1", "title": "Something is open"},
    "metadata": {"version": "1.5.0", "product": {"name": "Scanner"}},
}


def test_a_vulnerability_is_a_finding_for_each_package() -> None:
    first, second, code, *_ = findings("ocsf", "findings.json")
    assert first.cve == second.cve == ("CVE-2023-0286",)
    assert (first.cvss, first.severity, first.cwe) == (7.4, "high", ("CWE-843",))
    assert isinstance(first.place, PackagePlace)
    assert first.place.package_url.startswith("pkg:deb/debian/openssl@")
    assert first.place.manifest.endswith("instance/i-0a1b2c3d4e5f60718:/usr/lib")
    assert first.remediation == "Update openssl.\n\nFixed in 1.1.1n-0+deb11u4."
    assert getattr(second.place, "package_url", "").startswith("pkg:deb/libssl1.1@")
    assert code.place == CodePlace("src/handler.py", 4, 5)
    assert code.cwe == ("CWE-798",)


def test_detection_and_compliance() -> None:
    *_, detection, compliance = findings("ocsf", "findings.json")
    assert detection.attack_ids == ("T1496", "T1071.004")
    assert detection.rule_id == "CryptoCurrency:EC2/BitcoinTool.B!DNS"
    assert detection.tool == "guardduty"
    assert compliance.rule_id == "S3.1"
    assert compliance.place == CloudPlace(
        "aws", "123456789012", "us-east-1", "arn:aws:s3:::shop-logs", "AwsS3Bucket"
    )
    assert compliance.tags == ("CIS AWS Foundations 1.4", "2.1.5")


def test_word_of_severity_99_is_listed_where_unknown() -> None:
    told = records("ocsf", FIXTURES / "ocsf" / "findings.json")
    assert of(told, UnknownSeverity) == [UnknownSeverity("Elevated")]


def test_host_and_address() -> None:
    web, host = findings("ocsf", "lines.jsonl")
    assert (web.place, web.severity) == (WebPlace("https://admin.shop.example/"), "critical")
    assert host.place == NetworkPlace("db1.shop.example")


@pytest.mark.parametrize(
    ("more", "what"),
    [
        ({"status_id": 3}, "suppressed results"),
        ({"status": "Resolved"}, "resolved results"),
        ({"status_id": 5}, "archived results"),
        ({"activity_id": 3}, "closed results"),
        ({"status_code": "PASS"}, "passed results"),
        ({"compliance": {"status_id": 1}}, "passed results"),
        ({"status_code": "MANUAL"}, "results without a verdict"),
    ],
)
def test_what_is_settled_is_counted(more: dict[str, Any], what: str, tmp_path: Path) -> None:
    told = reading("ocsf", tmp_path)([{**EVENT, **more}])
    assert told == [Examined("results", 1), Examined(what, 1)]


def test_no_events_is_not_clean(tmp_path: Path) -> None:
    examined, problem = reading("ocsf", tmp_path)([])
    assert examined == Examined("results", 0)
    assert "nothing was examined" in problem.message  # type: ignore[union-attr]


def test_prowlers_events_are_prowlers(tmp_path: Path) -> None:
    event = {**EVENT, "metadata": {"product": {"name": "Prowler"}}}
    told = reading("ocsf", tmp_path)([event])
    assert len(of(told, ParsedFinding)) == 1
    assert all_formats()["ocsf"].recognise(sample(Report(tmp_path / "report.json"))) is None


def test_controls_and_threats_of_older_events_are_rules(tmp_path: Path) -> None:
    """Security Hub's control was the feature of its product; the first type is often too wide."""
    finding = {"title": "A control", "types": ["Checks/Standards"]}
    product = {"name": "Security Hub", "feature": {"uid": "best-practices/EC2.19"}}
    old = {"class_uid": 2001, "severity_id": 3, "cloud": {"provider": "AWS", "account_uid": "1"}}
    resources = [{"uid": "arn:aws:ec2:eu-west-1:1:x", "region": "eu-west-1"}]
    control = {
        **old,
        "finding": finding,
        "metadata": {"product": product},
        "compliance": {"status": "FAILED"},
        "resources": resources,
    }
    types = ["infection", "adware.imp"]
    threat = {**old, "finding": {"title": "Infected", "types": types}, "resources": resources}
    first, second = of(reading("ocsf", tmp_path)([control, threat]), ParsedFinding)
    assert first.rule_id == "best-practices/EC2.19"
    assert (first.place.account, first.place.region) == ("1", "eu-west-1")
    assert second.rule_id == "infection, adware.imp"
