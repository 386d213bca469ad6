"""CloudFox: which rows are findings, and how a run's tables become one report."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.tooling.tools.recordings import recording
from tooling.base import CloudPlace, Examined, Job, Outcome, ParsedFinding, Report
from tooling.outcome import decide
from tooling.tools.cloudfox import RULES, CloudFox

ACCOUNT = "123456789012"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/deployer"


def read(folder: Path, *rows: dict[str, Any], job: Job | None = None) -> list[Any]:
    (folder / "report.json").write_text(json.dumps(rows))
    return list(CloudFox().read(Report(folder / "report.json", job)))


def test_each_rule_is_read_from_a_row() -> None:
    found = recording("cloudfox", "findings").findings()
    told = {one.rule_id for one in found}
    assert told == set(RULES) - {"admin-principal"}
    assert {one.severity for one in found} == {"medium", "info"}


def test_a_secret_in_an_environment_is_never_kept() -> None:
    found = recording("cloudfox", "findings").findings()
    secret = next(one for one in found if one.rule_id == "secret-in-environment")
    assert secret.place == CloudPlace("aws", ACCOUNT, "us-east-1", "deploy#DB_PASSWORD", "Lambda")
    assert "hunter2" not in repr(secret)


@pytest.mark.parametrize(
    ("row", "rules"),
    [
        (
            {"Principal Arn": ROLE, "IsAdmin?": "YES", "CanPrivEscToAdmin?": "YES"},
            "admin-principal",
        ),
        ({"Principal Arn": ROLE, "IsAdmin?": "No", "CanPrivEscToAdmin?": "YES"}, "privilege-esc"),
        ({"Arn": "q", "Public?": "Yes", "Resource Policy Summary": "all"}, "public"),
        ({"Arn": "q", "Public?": "No", "Resource Policy Summary": "all"}, ""),
        ({"Start": ROLE, "End": "", "Path(s)": "ADMIN"}, ""),
        ({"Name": "x", "Key": "TOKEN_URL", "Value": ""}, ""),
    ],
)
def test_a_row_is_a_finding_only_where_it_is_marked(
    row: dict[str, Any], rules: str, tmp_path: Path
) -> None:
    found = [one.rule_id for one in read(tmp_path, row) if isinstance(one, ParsedFinding)]
    assert len(found) == bool(rules)
    assert "".join(found).startswith(rules)


def test_refused_keys_end_with_0_and_are_a_failure() -> None:
    recorded = recording("cloudfox", "wrong_keys")
    assert recorded.case["exit_code"] == 0
    verdict = decide(recorded.tool, recorded.ended, recorded.report)
    assert (verdict.outcome, verdict.error) == (
        Outcome.AUTH_FAILED,
        "Authentication failed: invalid credentials",
    )


def test_tables_of_another_account_are_not_this_targets(tmp_path: Path) -> None:
    job = Job("cloud_account", "aws:210987654321", tmp_path)
    problem, examined = read(tmp_path, {"Account": ACCOUNT, "IsAdminRole?": "YES"}, job=job)
    assert problem.outcome is Outcome.AUTH_FAILED
    assert examined == Examined("rows", 0)
