"""Scans of cloud accounts: which tools may be asked, and what a missing one is called."""

from typing import Any

import pytest

from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError
from projects.models import Target
from scans import orchestration
from tests.make import make_target

KEYS = {"access_key_id": "AKIAIOSFODNN7EXAMPLE", "secret_access_key": "k" * 40}


@pytest.fixture
def account(desk: Any, settings: Any) -> Target:
    """An AWS account with its credential; neither scanner is installed."""
    settings.TOOL_PATHS |= {"prowler": "/nowhere/prowler", "scoutsuite": "/nowhere/scout"}
    credential = desk.project.credentials.create(name="aws", kind="aws", values=KEYS)
    return make_target(
        desk.project, kind="cloud_account", locator="aws:123456789012", credential=credential
    )


def refusal(desk: Any, **asked: Any) -> ApiError:
    with pytest.raises(ApiError) as caught:
        orchestration.start(desk.caller, **asked)
    return caught.value


def test_a_scanner_that_is_not_installed_is_unavailable(desk: Any, account: Target) -> None:
    # The body that the error contract shows.
    error = refusal(desk, profile="quick", tools=["prowler"])
    assert error.code == ErrorCode.TOOL_UNAVAILABLE
    assert error.details == "Not installed: prowler"
    for profile in ("cloud", "comprehensive"):
        error = refusal(desk, profile=profile, target=account)
        assert error.details is not None
        assert error.details.startswith("Not installed: prowler, scoutsuite, ")


def test_a_scanner_of_accounts_does_not_take_a_repository(desk: Any, account: Target) -> None:
    error = refusal(desk, tools=["prowler"], target=desk.target)
    assert error.code == ErrorCode.TOOL_NOT_APPLICABLE
    assert error.details == "prowler does not accept a target of kind repository"


def test_an_account_of_a_cloud_that_no_tool_takes_is_named(desk: Any, account: Target) -> None:
    azure = make_target(desk.project, kind="cloud_account", locator="azure")
    error = refusal(desk, tools=["prowler"], target=azure)
    assert error.code == ErrorCode.TOOL_NOT_APPLICABLE
    assert error.details == "prowler does not accept azure"


def test_an_account_is_not_scanned_without_credentials(desk: Any, account: Target) -> None:
    bare = make_target(desk.project, kind="cloud_account", locator="aws")
    error = refusal(desk, tools=["prowler", "scoutsuite"], target=bare)
    assert error.code == ErrorCode.CREDENTIALS_REQUIRED
    assert error.details.startswith("prowler, scoutsuite cannot run without credentials")


def test_a_scan_of_part_of_an_account_has_a_selection_of_its_own(
    desk: Any, account: Target, standin: Any, settings: Any
) -> None:
    settings.TOOL_PATHS |= {"prowler": settings.TOOL_PATHS["bandit"]}
    keys = [
        orchestration.start(desk.caller, tools=["prowler"], target=account, options=options)
        .runs.get()
        .selection_key
        for options in ({}, {"prowler": {"services": ["s3"]}}, {"prowler": {"services": ["iam"]}})
    ]
    assert keys[0] == ""
    assert len(set(keys)) == 3
