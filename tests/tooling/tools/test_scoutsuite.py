"""Scout Suite: flagged items as findings, and the reports that look whole and are not."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from tests.tooling.tools.recordings import FIXTURES, recording
from tests.tooling.tools.test_every_tool import changed, read
from tooling.base import (
    CloudPlace,
    Examined,
    Outcome,
    ParsedFinding,
    Problem,
    Report,
    UnreadableReport,
)
from tooling.outcome import decide
from tooling.tools.scoutsuite import PREAMBLE, ScoutSuite

ACCOUNT = "123456789012"


def finding(rule: str, name: str = "findings") -> ParsedFinding:
    found = recording("scoutsuite", name).findings()
    return next(one for one in found if one.rule_id == rule)


def test_a_resource_has_its_name_and_arn() -> None:
    found = finding("iam-managed-policy-allows-full-privileges")
    assert found.title == "Managed Policy Allows All Actions: star-star"
    assert found.severity == "high"
    assert found.tool_severity == "danger"
    arn = f"arn:aws:iam::{ACCOUNT}:policy/star-star"
    assert found.place == CloudPlace("aws", ACCOUNT, "", arn, "Statements")


def test_a_bucket_is_named_though_the_report_hides_its_name_behind_a_hash() -> None:
    found = finding("s3-bucket-no-versioning", "partial")
    assert isinstance(found.place, CloudPlace)
    assert found.place.resource_id == "arn:aws:s3:::demo-public-bucket"


def test_parts_of_a_resource_are_told_apart() -> None:
    found = finding("ec2-security-group-opens-SSH-port-to-all")
    assert isinstance(found.place, CloudPlace)
    assert found.place.region == "us-east-1"
    assert found.place.resource_id.endswith("#ingress/TCP/22")


def test_settings_of_an_account_or_region_have_no_name() -> None:
    found = finding("iam-password-policy-minimum-length")
    assert found.title == "Minimum Password Length Too Short"
    assert isinstance(found.place, CloudPlace)
    assert found.place.resource_id == "iam.password_policy"
    assert finding("ec2-ebs-default-encryption-disabled").title.endswith(": us-east-1")


@pytest.mark.parametrize(
    ("name", "code", "problem"),
    [
        ("no_region", 0, "ec2: no region was looked at"),
        ("unknown_service", 0, "no such service: nosuch"),
        ("partial", 200, "Failed to get the public access block configuration"),
        ("denied", 200, "AccessDenied"),
    ],
)
def test_a_report_that_looks_whole_and_is_not(name: str, code: int, problem: str) -> None:
    recorded = recording("scoutsuite", name)
    verdict = decide(recorded.tool, recorded.ended, recorded.report)
    assert recorded.case["exit_code"] == code
    assert not verdict.full_scope
    assert any(problem in line for line in verdict.coverage["skipped"])


def test_what_could_not_be_read_is_not_flagged() -> None:
    recorded = recording("scoutsuite", "denied")
    assert "iam-password-policy-minimum-length" in (recorded.folder / "report.js").read_text()
    assert recorded.findings() == []
    imported = ScoutSuite().read(Report(recorded.report.path, recorded.job))  # without its log
    assert not [one for one in imported if isinstance(one, ParsedFinding)]


def test_an_item_without_its_names_is_rejected(tmp_path: Path) -> None:
    content = {
        "services": {"s3": {"findings": {"rule": {"flagged_items": 2, "description": "Open"}}}},
        "last_run": {"summary": {"s3": {"checked_items": 3, "resources_count": 1}}},
    }
    (tmp_path / "report.js").write_bytes(PREAMBLE + json.dumps(content).encode())
    records = read(ScoutSuite(), (tmp_path / "report.js").read_bytes())
    assert getattr(records[0], "reason", "") == "it has flagged items and does not name them"
    assert Examined("items", 3) in records


def test_the_name_in_javascript_may_be_missing(tmp_path: Path) -> None:
    whole = (recording("scoutsuite", "findings").folder / "report.js").read_bytes()
    for begin in (b"", b" ", b"scoutsuite_results = ", b"aws_info =\n"):
        (tmp_path / "report.js").write_bytes(begin + whole.removeprefix(PREAMBLE))
        records = list(ScoutSuite().read(Report(tmp_path / "report.js")))
        assert sum(isinstance(one, ParsedFinding) for one in records) == 16
    (tmp_path / "report.js").write_text('{"services": {}}')
    with pytest.raises(UnreadableReport, match="and no findings"):
        list(ScoutSuite().read(Report(tmp_path / "report.js")))


def test_an_account_without_what_was_asked_for_is_not_clean() -> None:
    recorded = recording("scoutsuite", "nothing_found")
    verdict = decide(recorded.tool, recorded.ended, recorded.report)
    assert verdict.outcome is Outcome.FINDINGS_WITH_ERRORS
    assert "the account holds nothing" in verdict.coverage["note"]


def test_values_of_any_type_never_crash_the_parser() -> None:
    content = (recording("scoutsuite", "findings").folder / "report.js").read_bytes()
    document: dict[str, Any] = json.loads(content.removeprefix(PREAMBLE))
    for seed in range(200):
        draw = random.Random(seed)
        broken: Any = document
        for _ in range(4):
            broken = changed(broken, draw, draw.choice([None, 7, "text", [], {}, [None], True]))
        for record in read(ScoutSuite(), PREAMBLE + json.dumps(broken).encode()):
            assert not isinstance(record, Problem) or record.message


@pytest.mark.parametrize(
    ("name", "place"),
    [
        (
            "azure.js",
            CloudPlace(
                "azure",
                "0d1c9f2e-1111-4222-8333-444455556666",
                "",
                "/subscriptions/0d1c9f2e-1111-4222-8333-444455556666/resourceGroups/shop"
                "/providers/Microsoft.Storage/storageAccounts/shopdata",
                "Storage Accounts",
            ),
        ),
        ("gcp.js", CloudPlace("gcp", "shop-1234", "", "u-1", "Users")),
        ("scout2.js", CloudPlace("aws", ACCOUNT, "", "ab12", "Buckets")),
    ],
)
def test_reports_of_other_clouds_name_their_resources(name: str, place: CloudPlace) -> None:
    path = FIXTURES / "scoutsuite" / "imports" / name
    found = [one for one in ScoutSuite().read(Report(path)) if isinstance(one, ParsedFinding)]
    assert found[0].place == place
