"""AWS Security Finding Format: what it calls dealt with, and what it tells of a vulnerability."""

import json
from pathlib import Path
from typing import Any

import pytest

from tooling.base import CloudPlace, Examined, ParsedFinding, Problem, Report
from tooling.formats.asff import Asff
from tooling.recognition import recognise

FIXTURES = Path(__file__).parent / "fixtures" / "asff"
ACCOUNT = "123456789012"


def read(path: Path) -> list[Any]:
    return list(Asff().read(Report(path)))


def test_only_what_is_open_and_failed_is_a_finding() -> None:
    records = read(FIXTURES / "get-findings.json")
    assert [one for one in records if not isinstance(one, ParsedFinding)][-4:] == [
        Examined("findings", 3),
        Examined("passed", 1),
        Examined("archived or suppressed", 2),
        Examined("not checked", 1),
    ]
    assert Problem("S3.8: it could not be checked") not in records  # that one names no control
    assert any(isinstance(one, Problem) for one in records)


def test_a_vulnerability_arrives_whole() -> None:
    records = read(FIXTURES / "lines.jsonl")
    found = {one.rule_id: one for one in records if isinstance(one, ParsedFinding)}
    told = found["CVE-2023-44487"]  # the generator is AWSInspector, of all its findings
    assert told.place == CloudPlace(
        "aws",
        ACCOUNT,
        "eu-west-1",
        f"arn:aws:ec2:eu-west-1:{ACCOUNT}:instance/i-0a1b2c3d",
        "AwsEc2Instance",
    )
    assert (told.severity, told.tool_severity) == ("critical", "CRITICAL")  # of Normalized 90
    assert (told.cve, told.cvss) == (("CVE-2023-44487",), 7.5)
    assert told.evidence["packages"] == ["nghttp2 1.40.0, fixed in 1.43.0"]
    assert "https://nvd.nist.gov/vuln/detail/CVE-2023-44487" in told.references
    assert found["S3.8"].severity == "high"


@pytest.mark.parametrize(
    ("generator", "reader"),
    [("security-control/S3.8", "asff"), ("prowler-s3_bucket_public_access", "prowler")],
)
def test_what_prowler_wrote_is_prowlers(generator: str, reader: str, tmp_path: Path) -> None:
    one = json.loads((FIXTURES / "list.json").read_text())[0]
    path = tmp_path / "findings.json"
    path.write_text(json.dumps([one | {"GeneratorId": generator}]))
    assert recognise(path).reader.name == reader


def finding(**told: Any) -> dict[str, Any]:
    return {
        "ProductArn": "arn:aws:securityhub:eu-west-1::product/x/x",
        "AwsAccountId": 123456789012,
        "Title": "Something was found",
        "Resources": [{"Type": "Container", "Id": "shop:1.0", "Region": "eu-west-1"}],
        **told,
    }


def places(tmp_path: Path, *told: dict[str, Any]) -> list[tuple[str, str]]:
    path = tmp_path / "findings.json"
    path.write_text(json.dumps(told))
    found = [one for one in read(path) if isinstance(one, ParsedFinding)]
    return [(one.rule_id, getattr(one.place, "resource_id", "")) for one in found]


def test_a_generator_that_is_a_detector_is_no_rule(tmp_path: Path) -> None:
    detector = "arn:aws:guardduty:eu-west-1:123456789012:detector/1"
    kinds = ("TTPs/Discovery/Recon:EC2-Portscan", "Effects/Backdoor:EC2-Spambot")
    told = [finding(GeneratorId=detector, Types=[kind]) for kind in kinds]
    assert places(tmp_path, *told) == [(kind, "shop:1.0") for kind in kinds]


def test_trivys_packages_of_one_image_are_told_apart(tmp_path: Path) -> None:
    def of(package: str) -> dict[str, Any]:
        other = {
            "PkgName": package,
            "Installed Package": "1.0",
            "Patched Package": "1.1",
            "NvdCvssScoreV3": 7.5,
            "NvdCvssScoreV2": 0,
        }
        resource = {"Type": "Container", "Id": "shop:1.0", "Details": {"Other": other}}
        title = "Trivy found a vulnerability to CVE-2020-10001 in container shop:1.0"
        return finding(GeneratorId="Trivy", Title=title, Resources=[resource])

    assert places(tmp_path, of("musl"), of("zlib")) == [
        ("CVE-2020-10001", "shop:1.0#musl"),
        ("CVE-2020-10001", "shop:1.0#zlib"),
    ]
    [first, _] = [one for one in read(tmp_path / "findings.json") if hasattr(one, "cvss")]
    assert (first.cvss, first.remediation) == (7.5, "Update musl to 1.1.")
    assert first.evidence["packages"] == ["musl 1.0, fixed in 1.1"]
