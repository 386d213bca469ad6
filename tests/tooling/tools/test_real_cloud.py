"""Prowler, Scout Suite and Principal Mapper for real, against the stand-in for an AWS account on
loopback.

They bring 4 GB: `python3 -m tooling.environments install prowler scoutsuite pmapper moto`. Without
them each test is skipped, and says so.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tooling import environments, foreground
from tooling.base import Job, Outcome, ParsedFinding
from tooling.registry import get

pytestmark = pytest.mark.tools
CHECKOUT = Path(__file__).resolve().parents[3]
DATA = CHECKOUT / "var"
ACCOUNT = CHECKOUT / "docs" / "demo" / "cloud" / "account.py"
KEYS = {
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
}
OPTIONS: dict[str, dict[str, Any]] = {
    "prowler": {
        "checks": [
            "ec2_ebs_volume_encryption",
            "iam_policy_allows_privilege_escalation",
            "s3_bucket_acl_prohibited",
        ]
    },
    "scoutsuite": {"services": ["ec2", "iam"]},
    "pmapper": {},
}
REQUESTS = {"prowler": "40", "scoutsuite": "20", "pmapper": "16"}  # are answered, of its requests
both = pytest.mark.parametrize("name", ["prowler", "scoutsuite"])
every = pytest.mark.parametrize("name", list(OPTIONS))


@pytest.fixture(autouse=True)
def installed(name: str, settings: Any) -> None:
    """The tools of the checkout's own data folder, since that of the tests is empty."""
    for environment in (name, "moto"):
        if not environments.is_ready(DATA, environment):
            pytest.skip(f"{environment} is not installed (make demo-cloud installs it)")
    binary = get(name).binary
    settings.TOOL_PATHS = {name: str(environments.directory(DATA, name) / "bin" / binary)}


@contextmanager
def account(*arguments: str) -> Iterator[str]:
    """The endpoint of the account, served."""
    python = environments.directory(DATA, "moto") / "bin" / "python"
    with subprocess.Popen(
        [str(python), str(ACCOUNT), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout
        yield process.stdout.readline().split()[1].partition("=")[2]
        process.kill()


def run(
    name: str, endpoint: str, work: Path, keys: dict[str, str] = KEYS, **options: Any
) -> foreground.Finished:
    job = Job(
        "cloud_account",
        "aws:123456789012",
        work,
        options=options or OPTIONS[name],
        target_options={"endpoint_url": endpoint, "regions": ["us-east-1"]},
        secrets=keys,
        timeout_seconds=600,
    )
    return foreground.run(get(name), job, lambda progress: None)


@both
def test_good_keys_give_the_mistakes_that_were_planted(name: str, tmp_path: Path) -> None:
    with account() as endpoint:
        finished = run(name, endpoint, tmp_path)
    verdict = finished.verdict
    assert (verdict.outcome, verdict.error) == (Outcome.FINDINGS, "")
    assert verdict.full_scope
    found = [one for one in finished.records() if isinstance(one, ParsedFinding)]
    places = " ".join(getattr(one.place, "resource_id", "") for one in found)
    assert "policy/star-star" in places
    assert ":volume/vol-" in places
    assert {getattr(one.place, "account", "") for one in found} == {"123456789012"}


@pytest.mark.parametrize("name", ["pmapper"])
def test_good_keys_give_the_risks_of_the_account(name: str, tmp_path: Path) -> None:
    with account() as endpoint:
        finished = run(name, endpoint, tmp_path)
    assert finished.verdict.outcome is Outcome.FINDINGS
    assert finished.verdict.full_scope
    found = [one for one in finished.records() if isinstance(one, ParsedFinding)]
    assert {one.rule_id for one in found} == {"admin-without-mfa", "sensitive-actions-without-mfa"}


@every
def test_wrong_keys_are_refused_keys(name: str, tmp_path: Path) -> None:
    with account("--check-keys") as endpoint:
        verdict = run(name, endpoint, tmp_path).verdict
    assert verdict.outcome is Outcome.AUTH_FAILED
    assert verdict.error == "Authentication failed: invalid credentials"


@every
def test_an_endpoint_that_dies_in_the_middle_never_gives_a_whole_scan(
    name: str, tmp_path: Path
) -> None:
    with account("--die-after", REQUESTS[name]) as endpoint:
        verdict = run(name, endpoint, tmp_path).verdict
    assert verdict.outcome in (Outcome.FINDINGS_WITH_ERRORS, Outcome.NETWORK), verdict
    assert not verdict.full_scope
    assert verdict.coverage["skipped_total"] or verdict.error


@every
def test_no_keys_and_no_endpoint_are_told_apart(name: str, tmp_path: Path) -> None:
    nowhere = "http://127.0.0.1:9"
    without = run(name, nowhere, tmp_path / "without", {}).verdict
    assert without.error == "No valid credentials found"
    unreached = run(name, nowhere, tmp_path / "unreached").verdict
    assert unreached.outcome is Outcome.NETWORK


@pytest.mark.parametrize("name", ["prowler"])
@pytest.mark.parametrize(
    ("framework", "outcome"),
    [("cis_3.0_aws", "findings_with_errors"), ("no_such_1.0", "bad_arguments")],
)
def test_a_framework_alone(name: str, framework: str, outcome: str, tmp_path: Path) -> None:
    """moto lacks some of the services that CIS looks at, which Prowler tells as errors."""
    with account() as endpoint:
        finished = run(name, endpoint, tmp_path, compliance=[framework])
    assert finished.verdict.outcome == outcome, finished.verdict
