"""Principal Mapper: rules that do not depend on a count, and what it passes over."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.tooling.tools.recordings import recording
from tooling.base import CloudPlace, Outcome, Problem, Report
from tooling.outcome import decide
from tooling.tools.pmapper import LAUNCHER, RULES, PMapper

ACCOUNT = "123456789012"


def test_a_finding_is_about_the_account_and_names_the_principals() -> None:
    found = {one.rule_id: one for one in recording("pmapper", "findings").findings()}
    assert set(found) == {"admin-without-mfa", "sensitive-actions-without-mfa"}
    told = found["admin-without-mfa"]
    assert told.place == CloudPlace("aws", ACCOUNT, "", ACCOUNT, "AwsAccount")
    assert told.severity == "medium"
    assert told.evidence["principals"] == ["user/alice-no-mfa"]
    assert told.remediation.startswith("Assign an MFA device")


@pytest.mark.parametrize(
    ("title", "rule"),
    [
        ("IAM Principal Can Escalate Privileges", "privilege-escalation"),
        ("IAM Principals Can Escalate Privileges", "privilege-escalation"),
        ("Instance Profile Has Administrator Privileges", "admin-instance-profile"),
        ("Instance Profiles Have Administrator Privileges", "admin-instance-profile"),
        ("IAM Role With Unsafe SSM Permissions", "unsafe-ssm-permissions"),
        ("IAM Principals with Circular Access", "circular-access"),
    ],
)
def test_one_or_many_are_the_same_rule(title: str, rule: str) -> None:
    assert next(name for pattern, name in RULES if pattern.search(title)) == rule


def test_a_region_that_it_could_not_search_is_told(tmp_path: Path) -> None:
    said = "2026-11-21 17:12:31+0000 | Unable to search region us-east-1 for stacks. Continuing.\n"
    (tmp_path / "stdout").write_text(said)
    recorded = recording("pmapper", "findings")
    told = Report(recorded.report.path, recorded.job, tmp_path / "stdout")
    wanted = Problem("Unable to search region us-east-1 for stacks. Continuing.")
    assert wanted in list(PMapper().read(told))


def test_without_our_launcher_it_does_not_start_on_this_python() -> None:
    recorded = recording("pmapper", "crashed")
    assert recorded.case["argv"][0] == "pmapper"
    verdict = decide(recorded.tool, recorded.ended, recorded.report)
    assert verdict.outcome is Outcome.CRASHED
    assert "cannot import name 'Mapping'" in verdict.error


def test_a_python_without_it_is_no_installation(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-I", str(LAUNCHER), str(tmp_path / "report.json")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 127
    recorded = recording("pmapper", "crashed")
    (tmp_path / "stderr").write_text(done.stderr)
    ended = type(recorded.ended)(exit_code=127, signal=None)
    verdict = decide(PMapper(), ended, Report(None, recorded.job, None, tmp_path / "stderr"))
    assert verdict.outcome is Outcome.NOT_INSTALLED
