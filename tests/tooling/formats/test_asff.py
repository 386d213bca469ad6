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
    told = found["AWSInspector"]
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
