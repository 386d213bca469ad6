"""Checkov: several shapes of report, and severities that it does not tell."""

import json
from pathlib import Path

import pytest

from tests.tooling.tools.recordings import FIXTURES, recording
from tooling.base import (
    Examined,
    GenericPlace,
    IacPlace,
    Job,
    PackagePlace,
    ParsedFinding,
    Problem,
    Report,
    SecretPlace,
    UnreadableReport,
)
from tooling.tools.checkov import Checkov


def test_finding_of_the_demo_infrastructure() -> None:
    findings = recording("checkov", "findings").findings()
    finding = next(f for f in findings if f.rule_id == "CKV_AWS_24")
    assert finding.title == "Ensure no security groups allow ingress from 0.0.0.0:0 to port 22"
    assert finding.place == IacPlace("main.tf", "aws_security_group.open", line=11, end_line=27)
    assert finding.tool_severity == ""
    assert finding.severity == "medium"
    assert "terraform" in finding.tags


def test_secret_is_a_secret_and_quotes_nothing() -> None:
    findings = recording("checkov", "findings").findings()
    finding = next(f for f in findings if f.rule_id.startswith("CKV_SECRET"))
    assert isinstance(finding.place, SecretPlace)
    assert len(finding.place.secret_hash) == 40
    assert finding.place.secret_hash not in json.dumps(finding.evidence)


def test_configuration_in_the_target_is_not_obeyed(tmp_path: Path) -> None:
    arguments = Checkov().command(Job("iac", "/t", tmp_path)).arguments
    assert "--directory=/t" in arguments
    assert "-d" not in arguments


def read(folder: Path, content: object) -> list[object]:
    (folder / "report.json").write_text(json.dumps(content))
    return list(Checkov().read(Report(folder / "report.json", Job("iac", "/t", folder))))


FAILED = {"check_id": "CKV_X_1", "file_path": "/a.tf", "resource": "r.x", "severity": None}
SUMMARY = {"passed": 1, "failed": 1, "skipped": 2, "parsing_errors": 1}


@pytest.mark.parametrize("wrapped", [False, True])
def test_object_and_list_of_objects_read_the_same(tmp_path: Path, wrapped: bool) -> None:
    one = {
        "check_type": "terraform",
        "results": {"failed_checks": [FAILED], "parsing_errors": ["/t/bad.tf"]},
        "summary": SUMMARY,
    }
    finding, problem, examined = read(tmp_path, [one] if wrapped else one)
    assert isinstance(finding, ParsedFinding)
    assert problem == Problem("bad.tf: does not parse as terraform")
    assert examined == Examined("checks", 4)


def test_severity_with_a_platform_key_is_taken(tmp_path: Path) -> None:
    one = {"results": {"failed_checks": [{**FAILED, "severity": "CRITICAL"}]}, "summary": SUMMARY}
    finding = read(tmp_path, one)[0]
    assert isinstance(finding, ParsedFinding)
    assert (finding.severity, finding.tool_severity) == ("critical", "CRITICAL")


def test_json_of_another_tool_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(UnreadableReport, match="not a report of checkov"):
        read(tmp_path, {"runs": []})


def imported(name: str) -> list[ParsedFinding]:
    records = Checkov().read(Report(FIXTURES / "checkov" / "imports" / name))
    return [record for record in records if isinstance(record, ParsedFinding)]


def test_block_of_code_is_the_snippet_of_an_import() -> None:
    place = imported("checkov1.json")[0].place
    assert isinstance(place, IacPlace)
    assert place.snippet.splitlines()[1] == '  acl = "public-read"'


def test_vulnerable_packages() -> None:
    manifest, image = imported("sca.json")
    assert manifest.place == PackagePlace(
        "pkg:pypi/django@1.2", "CVE-2016-6186", "requirements.txt"
    )
    assert (manifest.title, manifest.cvss) == ("CVE-2016-6186 - django: 1.2", 6.1)
    assert manifest.remediation == "Update django to 1.8.14."
    assert manifest.cve == ("CVE-2016-6186",)
    assert (image.severity, image.tool_severity) == ("high", "important")


def test_check_without_a_file_keeps_its_resource() -> None:
    places = [finding.place for finding in imported("nulls.json")]
    assert places == [IacPlace("pod.yaml", "Pod.default.web"), GenericPlace("Pod.default.web")]
