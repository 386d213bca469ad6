"""Cloudsplaining: a finding a policy and risk, in the shapes of three versions."""

from pathlib import Path

import pytest

from tests.tooling.tools.recordings import FIXTURES, recording
from tooling.base import CloudPlace, Job, ParsedFinding, Report
from tooling.tools.cloudsplaining import Cloudsplaining

IMPORTS = FIXTURES / "cloudsplaining" / "imports"
POLICY = CloudPlace(
    "aws", "123456789012", "", "arn:aws:iam::123456789012:policy/deploy", "AwsIamPolicy"
)
INLINE = CloudPlace(
    "aws",
    "123456789012",
    "",
    "inline policy read-everything of arn:aws:iam::123456789012:user/alice",
    "AwsIamPolicy",
)


def imported(name: str) -> list[ParsedFinding]:
    records = Cloudsplaining().read(Report(IMPORTS / name))
    return [record for record in records if isinstance(record, ParsedFinding)]


def test_risk_of_a_policy_tells_how_and_where_to_read_on() -> None:
    found = recording("cloudsplaining", "findings").findings()
    finding = next(f for f in found if f.rule_id == "PrivilegeEscalation")
    assert finding.place == POLICY
    assert finding.severity == "high"
    assert "<p>" not in finding.description
    assert finding.description.endswith("Methods: CreateAccessKey, CreateEC2WithExistingIP")
    assert "https://pathfinding.cloud/paths/iam-002" in finding.references
    assert finding.evidence["attached_to"] == ["alice"]


@pytest.mark.parametrize("name", ["cloudsplaining05.json", "cloudsplaining01.json"])
def test_older_versions_say_the_same_of_the_same_account(name: str) -> None:
    now = {
        (finding.rule_id, finding.place, finding.severity)
        for finding in recording("cloudsplaining", "findings").findings()
    }
    then = {(finding.rule_id, finding.place, finding.severity) for finding in imported(name)}
    assert then < now
    assert {place for _, place, _ in then} == {POLICY, INLINE}


def test_a_target_that_is_the_file_needs_no_option(tmp_path: Path) -> None:
    for locator, file in (("/t/account.json", "/t/account.json"), ("/t", "/t/iam/prod.json")):
        job = Job("iac", locator, tmp_path, options={"file": "iam/prod.json"})
        command = Cloudsplaining().command(job)
        assert file in command.arguments
        assert command.report == f"iam-results-{Path(file).stem}.json"
