"""Prowler: what is a finding, what a silent failure looks like, and what it is told."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.tooling.tools.recordings import FIXTURES, recording
from tooling.addresses import BadAddress
from tooling.base import (
    CloudPlace,
    Examined,
    Job,
    Outcome,
    ParsedFinding,
    Problem,
    Rejected,
    Report,
    UnknownSeverity,
)
from tooling.outcome import decide
from tooling.tools.prowler import Prowler

ACCOUNT = "123456789012"
RESULT: dict[str, Any] = {
    "metadata": {"event_code": "s3_bucket_x"},
    "finding_info": {"title": "Bucket is closed", "uid": "1"},
    "severity": "High",
    "status": "New",
    "status_code": "FAIL",
    "status_detail": "Bucket a is open.",
    "cloud": {"account": {"uid": ACCOUNT}, "provider": "aws", "region": "eu-west-1"},
    "resources": [{"uid": "arn:aws:s3:::a", "region": "eu-west-1", "type": "AwsS3Bucket"}],
}


def job(**options: Any) -> Job:
    return Job("cloud_account", f"aws:{ACCOUNT}", Path("/run"), options=options)


def read(folder: Path, *results: Any, stdout: str = "", stderr: str = "", **options: Any) -> Any:
    report = folder / "report.ocsf.json"
    if results:
        report.write_text(json.dumps(results))
    for name, said in (("out", stdout), ("err", stderr)):
        (folder / name).write_text(said)
    path = report if results else None
    told = Report(path, job(**options), folder / "out", folder / "err")
    return list(Prowler().read(told))


def test_a_finding_says_what_is_wrong_with_which_resource() -> None:
    found = recording("prowler", "findings").findings()
    finding = next(f for f in found if f.rule_id == "iam_policy_allows_privilege_escalation")
    assert "star-star" in finding.title
    assert finding.severity == "high"
    assert finding.place == CloudPlace(
        "aws", ACCOUNT, "us-east-1", f"arn:aws:iam::{ACCOUNT}:policy/star-star", "AwsIamPolicy"
    )
    assert finding.remediation
    assert finding.evidence["compliance"]["NIST-CSF-2.0"]


def test_only_a_failed_check_is_a_finding(tmp_path: Path) -> None:
    records = read(
        tmp_path,
        RESULT,
        {**RESULT, "status_code": "PASS"},
        {**RESULT, "status_code": "MANUAL"},
        {**RESULT, "status": "Suppressed"},
    )
    assert [type(one) for one in records[:1]] == [ParsedFinding]
    assert records[1:] == [
        Examined("results", 3),
        Examined("checks", 1),
        Examined("manual checks", 1),
        Examined("muted results", 1),
    ]


def test_what_has_no_status_or_no_check_is_rejected(tmp_path: Path) -> None:
    nameless = {"finding_info": {}, "metadata": {}, "status_code": "FAIL"}
    records = read(tmp_path, {**RESULT, "status_code": "ERROR"}, 7, nameless, {"a": 1}, RESULT)
    assert [one for one in records if isinstance(one, Rejected)] == [
        Rejected("[0]", "its status is ERROR"),
        Rejected("[1]", "it is a number, not an object"),
        Rejected("[2]", "its check and its title are missing"),
        Rejected("[3]", "it has none of Prowler's shapes"),
    ]


def test_a_result_without_a_resource_is_of_its_account(tmp_path: Path) -> None:
    found = read(tmp_path, {**RESULT, "resources": []})[0]
    assert found.place == CloudPlace("aws", ACCOUNT, "eu-west-1", ACCOUNT)


def test_an_unknown_severity_is_told(tmp_path: Path) -> None:
    records = read(tmp_path, {**RESULT, "severity": "Dire"})
    assert UnknownSeverity("Dire") in records


def test_an_error_in_the_log_is_a_part_that_was_not_looked_at() -> None:
    verdict = recording("prowler", "endpoint_died")
    decided = decide(verdict.tool, verdict.ended, verdict.report)
    assert verdict.case["exit_code"] == 3
    assert decided.outcome is Outcome.FINDINGS_WITH_ERRORS
    assert not decided.full_scope
    assert "EndpointConnectionError" in decided.coverage["skipped"][0]
    assert any(line.startswith("no result of ") for line in decided.coverage["skipped"])


@pytest.mark.parametrize("name", ["endpoint_died_early", "denied"])
def test_success_without_a_report_is_none(name: str) -> None:
    recorded = recording("prowler", name)
    assert recorded.case["exit_code"] == 0
    assert "There are no findings" in (recorded.folder / "stdout").read_text()
    assert not decide(recorded.tool, recorded.ended, recorded.report).is_success


def test_a_check_that_was_asked_for_and_gave_nothing_is_told(tmp_path: Path) -> None:
    records = read(tmp_path, RESULT, checks=["s3_bucket_x", "iam_root_y"])
    assert Problem("no result of iam_root_y") in records


def test_an_unused_service_is_no_problem_if_its_checks_ran(tmp_path: Path) -> None:
    ran = "Check ID: glacier_vaults_policy - glacier [critical]\n\tINFO There are no resources\n"
    asked = ["s3", "glacier"]
    told = Problem("no result of the service glacier")
    assert told not in read(tmp_path, RESULT, stdout=ran, services=asked)
    assert told in read(tmp_path, RESULT, services=asked)
    error = "[File: a.py:1] \t[Module: a]\t ERROR: it broke"
    assert told in read(tmp_path, RESULT, stdout=ran, stderr=error, services=asked)


def test_a_report_without_its_log_closes_as_the_run_did(tmp_path: Path) -> None:
    (tmp_path / "report.ocsf.json").write_text(json.dumps([RESULT]))
    imported = Report(tmp_path / "report.ocsf.json", job(services=["s3", "glacier"]))
    assert not [one for one in Prowler().read(imported) if isinstance(one, Problem)]


def test_results_of_another_account_are_not_this_targets(tmp_path: Path) -> None:
    foreign = {**RESULT, "cloud": {"account": {"uid": "210987654321"}}}
    problem, examined = read(tmp_path, foreign)
    assert problem.outcome is Outcome.AUTH_FAILED
    assert examined == Examined("results", 0)


def test_checks_and_services_are_both_kept_to(tmp_path: Path) -> None:
    chosen = job(services=["s3"], checks=["s3_bucket_x", "iam_root_y"])
    arguments = list(Prowler().command(chosen).arguments)
    assert arguments[1:4] == ["--checks", "s3_bucket_x", "--severity"]
    with pytest.raises(BadAddress):
        Prowler().command(job(services=["s3"], checks=["iam_root_y"]))


def test_addresses_are_sent_to_nobody_unless_asked() -> None:
    check = "ec2_elastic_ip_shodan"
    arguments = list(Prowler().command(job()).arguments)
    assert arguments[arguments.index("--excluded-checks") + 1] == check
    assert "--excluded-checks" not in Prowler().command(job(checks=[check])).arguments


def test_progress_counts_the_checks() -> None:
    follow = Prowler().follow(job())
    said = [
        "Executing 2 checks, please wait...",
        "Check ID: ec2_a - ec2 [high]",
        "\tFAIL us-east-1: it is open",
        "Check ID: iam_b - iam [low]",
    ]
    told = [(p.percent, p.message) for p in map(follow, said) if p]
    assert told == [(1, "Executing 2 checks"), (50, "Checking ec2"), (99, "Checking iam")]


def imported(name: str) -> list[ParsedFinding]:
    path = FIXTURES / "prowler" / "imports" / name
    return [one for one in Prowler().read(Report(path)) if isinstance(one, ParsedFinding)]


@pytest.mark.parametrize(
    "name",
    ["prowler3.json", "prowler3.csv", "prowler3.ocsf.json", "prowler3.asff.json", "prowler4.csv"],
)
def test_every_version_tells_the_same_of_a_bucket(name: str) -> None:
    found = imported(name)[0]
    assert found.rule_id == "s3_bucket_public_access"
    assert found.severity == "critical"
    assert found.title == "S3 Bucket shop-logs has public access due to bucket ACL"
    assert found.remediation == "Enable block public access."
    assert found.references[0].startswith("https://docs.aws.amazon.com/AmazonS3/")
    assert found.place == CloudPlace(
        "aws", ACCOUNT, "eu-west-1", "arn:aws:s3:::shop-logs", "AwsS3Bucket"
    )


def test_tags_of_a_resource_are_read_in_every_form() -> None:
    tagged = {
        name: imported(name)[0].evidence["labels"]
        for name in ("prowler3.json", "prowler3.csv", "prowler3.ocsf.json", "prowler3.asff.json")
    }
    assert set(map(tuple, tagged.values())) == {("team=shop",)}


def test_version_2_names_a_resource_in_its_message_only() -> None:
    places = [one.place for one in imported("prowler2.json")]
    assert len(set(places)) == 3
    assert {one.rule_id for one in imported("prowler2.json")} == {"check11", "extra73"}


@pytest.mark.parametrize("name", ["prowler5.csv", "prowler5.asff.json"])
def test_attack_ids_stand_among_the_frameworks(name: str) -> None:
    found = {one.rule_id: one for one in imported(name)}
    assert found["s3_bucket_object_versioning"].attack_ids[:2] == ("T1485", "T1486")


def test_a_cluster_is_no_account_of_aws() -> None:
    found = imported("prowler5.other-clouds.ocsf.json")[0]
    assert found.place == CloudPlace(
        "kubernetes", "kind-shop", "kube-system", "f0c1d2e3", "KubernetesAPIServer"
    )


def test_frameworks_stand_alone(tmp_path: Path) -> None:
    job = Job("cloud_account", "aws", tmp_path, options={"compliance": ["cis_3.0_aws"]})
    arguments = list(Prowler().command(job).arguments)
    assert arguments[1:3] == ["--compliance", "cis_3.0_aws"]
    assert "--severity" not in arguments
    with pytest.raises(BadAddress, match="compliance goes without services and severities"):
        Prowler().command(
            replace(
                job,
                options={**job.options, "services": ["iam"], "severities": ["high"]},
            )
        )
