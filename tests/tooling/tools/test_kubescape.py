"""Kubescape: where a control fails, and what counts as failed in each version."""

from pathlib import Path

import pytest

from tests.tooling.tools.recordings import FIXTURES, recording
from tooling.base import CloudPlace, IacPlace, Job, ParsedFinding, Report
from tooling.tools.kubescape import Kubescape

IMPORTS = FIXTURES / "kubescape" / "imports"


def imported(name: str) -> list[ParsedFinding]:
    records = Kubescape().read(Report(IMPORTS / name))
    return [record for record in records if isinstance(record, ParsedFinding)]


def test_control_that_fails_in_a_file() -> None:
    finding = recording("kubescape", "findings").findings()[0]
    assert (finding.rule_id, finding.title) == ("C-0016", "Allow privilege escalation")
    assert finding.place == IacPlace("k8s/web.yaml", "shop/Deployment/web")
    assert (finding.severity, finding.tool_severity) == ("medium", "Medium")
    assert finding.remediation == (
        "Set spec.template.spec.containers[0].securityContext.allowPrivilegeEscalation to false."
    )


@pytest.mark.parametrize("case", ["findings_cluster", "v3_no_resources.json", "v1.json"])
def test_control_that_fails_in_a_cluster(case: str) -> None:
    found = imported(case) if "." in case else recording("kubescape", case).findings()
    cluster = CloudPlace("kubernetes", "kind-shop", "shop", "Deployment/web", "Deployment")
    assert {finding.place for finding in found} == {cluster}


def test_version_1_tells_what_to_do() -> None:
    finding = imported("v1.json")[0]
    assert finding.description.startswith("Attackers may use a container")
    assert finding.remediation.startswith("Set allowPrivilegeEscalation to false.")
    assert finding.severity == "medium"


def test_resource_outside_of_the_list_is_told_by_its_id() -> None:
    places = {finding.place for finding in imported("v2_no_status.json")}
    assert places == {IacPlace("k8s/web.yaml", "shop/Deployment/web")}


def test_only_a_cluster_is_taken_of_the_clouds() -> None:
    tool = Kubescape()
    assert tool.takes("cloud_account", "kubernetes")
    assert tool.takes("cloud_account", "kubernetes:kind-shop")
    assert not tool.takes("cloud_account", "aws:123456789012")
    assert tool.takes("iac", "/targets/shop")


def test_nothing_is_sent_to_its_makers(tmp_path: Path) -> None:
    for job in (Job("iac", "/t", tmp_path), Job("cloud_account", "kubernetes:shop", tmp_path)):
        arguments = Kubescape().command(job).arguments
        assert "--keep-local" in arguments
        assert ("--kube-context" in arguments) == (job.target_kind == "cloud_account")
