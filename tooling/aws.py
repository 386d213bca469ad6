"""AWS accounts as targets, `aws` or `aws:123456789012`, and what their scanners have in common."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from .addresses import BadAddress
from .base import Job, Option, Outcome, Pattern, Problem
from .reading import lines, nothing_examined, texts
from .tool_words import first_sign

REGION = r"[a-z]{2}(-[a-z]+){1,3}-[0-9]{1,2}"  # eu-central-1, us-gov-west-1
DEFAULT_REGION = "us-east-1"  # where one must be named to sign in; it narrows nothing
_LOCATOR = re.compile(r"aws(?::(?P<account>[0-9]{12}))?", re.ASCII)
# What stops a scanner's requests; the others are faults of one answer.
_STOPPING = frozenset(
    {Outcome.AUTH_FAILED, Outcome.PERMISSION_DENIED, Outcome.THROTTLED, Outcome.NETWORK}
)

# How the SDKs of JavaScript (2 and 3) and Go say it; those of Python have a sign that all share.
NO_CREDENTIALS = Pattern(
    re.compile(
        r"Missing credentials in config|Could not load credentials from any providers"
        r"|no EC2 IMDS role found|Error retrieving credentials from environment variables"
    ),
    Outcome.AUTH_FAILED,
)
REGIONS = Option(
    "regions",
    {
        "type": "array",
        "items": {"type": "string", "pattern": f"^{REGION}$"},
        "minItems": 1,
        "maxItems": 50,
        "uniqueItems": True,
        "examples": [["eu-central-1", "us-east-1"]],
    },
    "Look at these regions only. Default: those of the target, else all that are enabled.",
    selects=True,
)


def is_aws(locator: str) -> bool:
    """Whether `locator` names an AWS account."""
    return _LOCATOR.fullmatch(locator) is not None


def account(locator: str) -> str:
    """The account's number, empty where the locator leaves it to the credential.

    Raises `BadAddress` for an account of another cloud.
    """
    found = _LOCATOR.fullmatch(locator)
    if found is None:
        raise BadAddress(f"{locator!r} is not an AWS account: aws or aws:<12 digits>")
    return found["account"] or ""


def regions(job: Job) -> tuple[str, ...]:
    """The regions that are asked for, none for all: the tool's options before the target's."""
    found = texts(job.options.get("regions") or job.target_options.get("regions"))
    if bad := [region for region in found if not re.fullmatch(REGION, region)]:
        raise BadAddress(f"{bad[0]!r} is not an AWS region")
    return found


def environment(job: Job) -> dict[str, str]:
    """What every AWS client is told beside its keys, which are in the job's secrets.

    The machine's own role is never taken: the findings would be of another account.
    """
    chosen = {
        "AWS_DEFAULT_REGION": next(iter(regions(job)), DEFAULT_REGION),
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    if endpoint := job.target_options.get("endpoint_url"):
        chosen["AWS_ENDPOINT_URL"] = str(endpoint)
    return chosen


def other_account(job: Job | None, found: str) -> Problem | None:
    """The problem of a report about account `found`, where the target names another one."""
    wanted = account(job.locator) if job is not None and is_aws(job.locator) else ""
    if not wanted or not found or found == wanted:
        return None
    return Problem(
        f"the credential is of account {found}, the target is account {wanted}",
        Outcome.AUTH_FAILED,
        "Give the target a credential of its own account, or correct its number.",
    )


def errors(stderr: Path | None, pattern: re.Pattern[str]) -> Iterator[Problem]:
    """What a scanner logged as an error: each says that a part was not looked at.

    The group `message` of `pattern` is what it says.
    """
    for line in lines(stderr):
        if found := pattern.search(line):
            yield Problem(found["message"])


def nothing_looked_at(problems: list[Problem]) -> Problem:
    """Why a scanner examined nothing: the error that explains it, or any, or that there was nothing
    to look at."""
    for problem in problems:
        if NO_CREDENTIALS.regex.search(problem.message):
            return Problem(problem.message, NO_CREDENTIALS.outcome)
    found = first_sign([problem.message for problem in problems])
    if found is not None and found[0].outcome in _STOPPING:
        return Problem(found[1], found[0].outcome)
    if problems:
        return Problem(f"nothing was examined: {problems[0].message}", Outcome.UNREADABLE_REPORT)
    return nothing_examined("the account holds nothing of what was asked for")
