"""Trivy: four shapes of report, and what its findings take from each record."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.tooling.tools.recordings import FIXTURES, recording
from tooling.base import (
    CloudPlace,
    Examined,
    IacPlace,
    Job,
    Outcome,
    PackagePlace,
    ParsedFinding,
    Problem,
    Rejected,
    Report,
    SecretPlace,
)
from tooling.tools.trivy import Trivy
from tooling.trivy_records import score

IMPORTS = FIXTURES / "trivy" / "imports"


def imported(name: str) -> list[ParsedFinding]:
    records = Trivy().read(Report(IMPORTS / name))
    return [record for record in records if isinstance(record, ParsedFinding)]


def test_vulnerability_arrives_whole() -> None:
    finding = recording("trivy", "findings").findings()[0]
    assert finding.place == PackagePlace(
        "pkg:npm/minimist@1.2.5", "CVE-2021-44906", "package-lock.json"
    )
    assert (finding.severity, finding.cvss) == ("critical", 9.8)
    assert finding.cve == ("CVE-2021-44906",)
    assert finding.cwe == ("CWE-1321",)
    assert finding.remediation == "Update minimist to 1.2.6, 0.2.4."
    assert finding.references[0] == "https://avd.aquasec.com/nvd/cve-2021-44906"
    assert len(finding.references) == 4
    assert finding.evidence["vendor_ids"] == ["GHSA-xvch-5gv4-984h"]


def test_secret_is_quoted_as_trivy_masks_it() -> None:
    finding = recording("trivy", "findings").findings()[-1]
    assert finding.place == SecretPlace("config/settings.ini", line=3)
    assert finding.evidence["match"] == "key = ********************"


def test_failed_check_names_the_resource_and_quotes_it() -> None:
    finding = recording("trivy", "findings_iac").findings()[0]
    assert isinstance(finding.place, IacPlace)
    assert finding.place.address == "aws_s3_bucket.logs"
    assert finding.place.snippet.startswith('resource "aws_s3_bucket"')
    assert finding.remediation.startswith("Enable versioning")


def test_packages_of_an_image_are_told_apart() -> None:
    system, npm = (finding.place for finding in recording("trivy", "findings_image").findings())
    assert isinstance(system, PackagePlace)
    assert isinstance(npm, PackagePlace)
    assert system.manifest == "shop:1.0"
    assert npm.manifest == "usr/src/app/node_modules/minimist/package.json"


@pytest.mark.parametrize(
    ("cvss", "source", "expected"),
    [
        ({"nvd": {"V3Score": 9.8}, "redhat": {"V3Score": 5.3}}, "redhat", 5.3),
        ({"nvd": {"V2Score": 7.5, "V3Score": 9.8}}, "ghsa", 9.8),
        ({"nvd": {"V2Score": 7.5}}, "", 7.5),
        ({"ghsa": {"V40Score": 8.7}}, "", 8.7),
        ({"vendor": {"V3Score": "6.1"}}, "", 6.1),
        ({"nvd": {"V3Score": 0}}, "", None),
        ({"nvd": None}, "nvd", None),
        (None, "", None),
    ],
)
def test_score_is_of_who_gave_the_severity(cvss: Any, source: str, expected: float | None) -> None:
    assert score(cvss, source) == expected


def test_package_url_is_made_where_the_report_has_none() -> None:
    assert [finding.place for finding in imported("schema1.json")] == [
        PackagePlace("pkg:apk/alpine/musl@1.1.22-r2", "CVE-2019-14697", "shop:1.0"),
        PackagePlace("pkg:npm/minimist@1.2.5", "CVE-2021-44906", "app/package-lock.json"),
    ]


def test_records_before_their_target_are_not_given_to_the_result_before() -> None:
    found = imported("sorted_keys.json")
    paths = {finding.rule_id: getattr(finding.place, "path", "") for finding in found}
    assert paths["AVD-AWS-0090"] == "main.tf"
    assert paths["aws-access-key-id"] == "config/settings.ini"


@pytest.mark.parametrize("name", ["k8s_all.json", "k8s_summary.json", "k8s_early.json"])
def test_workloads_of_a_cluster(name: str) -> None:
    by_rule = {finding.rule_id: finding.place for finding in imported(name)}
    assert by_rule["KSV001"] == CloudPlace(
        "kubernetes", "kind-shop", "shop", "Deployment/web", "Deployment"
    )
    vulnerable = by_rule["CVE-2019-14697"]
    assert isinstance(vulnerable, PackagePlace)
    assert vulnerable.manifest == "shop/Deployment/web: shop:1.0"


def test_a_workload_that_failed_is_a_problem() -> None:
    problems = [
        record
        for record in Trivy().read(Report(IMPORTS / "k8s_all.json"))
        if isinstance(record, Problem)
    ]
    assert [problem.message.partition(":")[0] for problem in problems] == ["Pod/job"]


def test_reports_of_the_operator() -> None:
    places = {finding.rule_id: finding.place for finding in imported("operator_list.json")}
    assert places["CVE-2021-33574"] == PackagePlace(
        "pkg:generic/libc6@2.28-10",
        "CVE-2021-33574",
        "shop/ReplicaSet/web-5c9f8d7b6: index.docker.io/library/nginx:1.16",
    )
    assert places["KSV113"] == CloudPlace(
        "kubernetes", "", "shop", "ReplicaSet/web-5c9f8d7b6", "ReplicaSet"
    )
    assert places["stripe-access-token"] == SecretPlace("app/config.yml")
    assert "KSV002" not in places  # it passed


def test_files_of_the_target_choose_nothing(tmp_path: Path) -> None:
    """trivy.yaml and .trivyignore are read from the working folder, which is the run's."""
    command = Trivy().command(Job("repository", "/targets/shop", tmp_path))
    assert command.folder in (None, tmp_path)
    assert command.arguments[-2:] == ["--", "/targets/shop"]


def test_offline_fetches_nothing(tmp_path: Path) -> None:
    job = Job("image", "shop:1.0", tmp_path, options={"offline": True})
    arguments = Trivy().command(job).arguments
    assert {"--offline-scan", "--skip-db-update", "--skip-java-db-update"} <= set(arguments)


def read(folder: Path, content: object) -> list[Any]:
    (folder / "report.json").write_text(json.dumps(content), encoding="utf-8")
    return list(Trivy().read(Report(folder / "report.json")))


def test_a_report_without_results_is_never_clean(tmp_path: Path) -> None:
    records = read(tmp_path, {"SchemaVersion": 2, "ArtifactName": "."})
    assert Examined("targets", 0) in records
    assert isinstance(records[-1], Problem)
    assert records[-1].outcome is Outcome.FINDINGS_WITH_ERRORS


def test_items_of_a_list_that_are_no_results_are_told(tmp_path: Path) -> None:
    records = read(tmp_path, [{"Target": "a", "Vulnerabilities": []}, {"x": 1}, 7])
    assert [r.position for r in records if isinstance(r, Rejected)] == ["[1]", "[2]"]
