"""CloudSploit: what is a finding, and what its exit code 0 hides."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.tooling.tools.recordings import recording
from tooling.base import CloudPlace, Examined, Job, ParsedFinding, Problem, Rejected, Report
from tooling.outcome import decide
from tooling.tools.cloudsploit import CloudSploit

ACCOUNT = "123456789012"
RESULT = {
    "plugin": "openSSH",
    "category": "EC2",
    "title": "Open SSH",
    "resource": "N/A",
    "region": "us-east-1",
    "status": "FAIL",
    "message": "SSH is open",
}


def read(folder: Path, *results: Any, locator: str = "") -> list[Any]:
    (folder / "report.json").write_text(json.dumps(results))
    job = Job("cloud_account", locator, folder) if locator else None
    return list(CloudSploit().read(Report(folder / "report.json", job)))


def test_fail_and_warn_are_told_apart() -> None:
    found = {one.rule_id: one for one in recording("cloudsploit", "findings").findings()}
    assert found["bucketAllUsersPolicy"].severity == "high"
    assert found["passwordExpiration"].severity == "medium"
    assert found["openSSH"].place == CloudPlace(
        "aws",
        ACCOUNT,
        "us-east-1",
        f"arn:aws:ec2:us-east-1:{ACCOUNT}:security-group/sg-0a1b2c3d",
        "EC2",
    )


def test_what_it_could_not_look_at_is_no_clean_result() -> None:
    recorded = recording("cloudsploit", "partial")
    verdict = decide(recorded.tool, recorded.ended, recorded.report)
    assert not verdict.full_scope
    assert "Users MFA Enabled: Unable to query" in verdict.coverage["skipped"][0]


def test_without_a_resource_the_account_of_the_target_is_the_place(tmp_path: Path) -> None:
    found = read(tmp_path, RESULT, locator=f"aws:{ACCOUNT}")[0]
    assert found.place == CloudPlace("aws", ACCOUNT, "us-east-1", "EC2", "EC2")


def test_every_record_is_told(tmp_path: Path) -> None:
    records = read(tmp_path, RESULT, {**RESULT, "status": "ODD"}, 7, {**RESULT, "status": "OK"})
    assert [type(one) for one in records[:3]] == [ParsedFinding, Rejected, Rejected]
    assert records[1] == Rejected("[1]", "its status is ODD")
    assert records[3:] == [Examined("results", 2), Examined("plugins", 1)]


def test_a_plugin_without_results_is_told() -> None:
    line = "Plugin Open SSH returned no results. There may be a problem with this plugin.\n"
    recorded = recording("cloudsploit", "clean")
    said = recorded.folder / "stdout"
    assert not [one for one in recorded.records() if isinstance(one, Problem)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tooling.tools.cloudsploit.lines", lambda path: [line] if path else [])
        told = Report(recorded.report.path, recorded.job, said)
        assert Problem("Open SSH: no results") in list(recorded.tool.read(told))


def test_an_account_that_holds_nothing_is_not_clean(tmp_path: Path) -> None:
    records = read(tmp_path, {**RESULT, "status": "UNKNOWN", "message": "AccessDenied"})
    assert Examined("results", 0) in records
    assert records[-1].outcome == "permission_denied"
