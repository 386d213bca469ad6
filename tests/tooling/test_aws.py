"""AWS accounts as targets: locators, regions, environment, and what explains an empty scan."""

from pathlib import Path
from typing import Any

import pytest

from tooling import aws
from tooling.addresses import BadAddress
from tooling.base import Job, Outcome, Problem
from tooling.registry import get

WORK = Path("/run")


def job(locator: str = "aws", **fields: Any) -> Job:
    return Job("cloud_account", locator, WORK, **fields)


@pytest.mark.parametrize(
    ("locator", "account"), [("aws", ""), ("aws:123456789012", "123456789012")]
)
def test_an_account_is_a_number_or_the_credentials_own(locator: str, account: str) -> None:
    assert aws.is_aws(locator)
    assert aws.account(locator) == account


@pytest.mark.parametrize("locator", ["azure", "aws:", "aws:1", "aws:123456789012 --x", "gcp:shop"])
def test_what_is_no_account_of_aws_is_refused(locator: str) -> None:
    assert not aws.is_aws(locator)
    with pytest.raises(BadAddress):
        aws.account(locator)


@pytest.mark.parametrize("name", ["cloudfox", "cloudsploit", "pmapper", "prowler", "scoutsuite"])
def test_scanners_take_accounts_of_aws_only(name: str) -> None:
    tool = get(name)
    assert tool.takes("cloud_account", "aws:123456789012")
    assert not tool.takes("cloud_account", "azure")
    assert not tool.takes("repository", "aws")
    assert tool.needs_credentials


def test_options_of_the_tool_go_before_those_of_the_target() -> None:
    of_target = {"regions": ["eu-central-1"]}
    assert aws.regions(job()) == ()
    assert aws.regions(job(target_options=of_target)) == ("eu-central-1",)
    of_tool = {"regions": ["us-gov-west-1"]}
    assert aws.regions(job(target_options=of_target, options=of_tool)) == ("us-gov-west-1",)


def test_a_region_is_never_an_option_of_the_command_line() -> None:
    with pytest.raises(BadAddress):
        aws.regions(job(target_options={"regions": ["--profile"]}))


def test_clients_never_take_the_machines_own_role() -> None:
    told = aws.environment(job())
    assert told == {"AWS_DEFAULT_REGION": "us-east-1", "AWS_EC2_METADATA_DISABLED": "true"}
    options = {"regions": ["eu-west-3"], "endpoint_url": "http://127.0.0.1:5000"}
    told = aws.environment(job(target_options=options))
    assert told["AWS_DEFAULT_REGION"] == "eu-west-3"
    assert told["AWS_ENDPOINT_URL"] == "http://127.0.0.1:5000"


def test_a_report_of_another_account_is_told() -> None:
    named = job("aws:123456789012")
    assert aws.other_account(named, "123456789012") is None
    assert aws.other_account(job("aws"), "210987654321") is None
    assert aws.other_account(None, "210987654321") is None
    problem = aws.other_account(named, "210987654321")
    assert problem is not None
    assert problem.outcome is Outcome.AUTH_FAILED
    assert "210987654321" in problem.message


@pytest.mark.parametrize(
    ("messages", "outcome"),
    [
        ([], Outcome.FINDINGS_WITH_ERRORS),
        (["it broke"], Outcome.UNREADABLE_REPORT),
        (["it broke", "Could not connect to the endpoint URL"], Outcome.NETWORK),
        (["Could not connect to it", "AccessDenied"], Outcome.PERMISSION_DENIED),
        (["An error occurred (ThrottlingException)"], Outcome.THROTTLED),
        (["it broke", "Missing credentials in config, if using"], Outcome.AUTH_FAILED),
    ],
)
def test_an_empty_scan_is_explained_by_its_gravest_error(
    messages: list[str], outcome: Outcome
) -> None:
    told = aws.nothing_looked_at([Problem(message) for message in messages])
    assert told.outcome is outcome
