"""Principal Mapper: who in an AWS account can become whom."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tooling import aws
from tooling.base import (
    CloudPlace,
    Command,
    Examined,
    ExitMeaning,
    Job,
    Option,
    Outcome,
    ParsedFinding,
    Pattern,
    Problem,
    Progress,
    Record,
    Report,
    Sample,
    Tool,
)
from tooling.reading import Malformed, elements, lines, nothing_examined, record, shortened, text

LAUNCHER = Path(__file__).parent / "launchers" / "pmapper.py"
PRINCIPALS = 200  # of a finding that are kept as evidence
# Its titles count (`User`, `Users`), so a title is no rule; analysis/find_risks.py of 1.1.5.
RULES = (
    (re.compile("Can Escalate Privileges"), "privilege-escalation"),
    (re.compile("Can Call Sensitive Actions Without MFA"), "sensitive-actions-without-mfa"),
    (re.compile("Administrative Permissions But No MFA"), "admin-without-mfa"),
    (re.compile("Instance Profiles? Ha"), "admin-instance-profile"),
    (re.compile("Available to Lambda"), "admin-lambda-role"),
    (re.compile("Available to CloudFormation"), "admin-cloudformation-role"),
    (re.compile("Unsafe SSM Permissions"), "unsafe-ssm-permissions"),
    (re.compile("Circular Access"), "circular-access"),
)
STEPS = (
    ("Obtaining IAM Users", 5),
    ("Determining which principals", 25),
    ("Initiating edge checks", 35),
    ("Caching policy for", 80),
    ("Graph Data for Account", 90),
)
UNSEEN = re.compile(r"\| (?P<message>Unable to (?:search|retrieve) .+)")
NODES = re.compile(r"# of Nodes:\s+(\d+)")
NAMED = re.compile(r"^\* (.+)$", re.MULTILINE)


class PMapper(Tool):
    name = "pmapper"
    title = "Principal Mapper"
    binary = "python"  # of its environment: a launcher of ours runs it
    environment = "pmapper"
    homepage = "https://github.com/nccgroup/PMapper"
    install_hint = "python3 -m tooling.environments install pmapper"
    accepts = frozenset({"cloud_account"})
    needs_credentials = True
    options = (
        aws.REGIONS,
        Option(
            "ignore_organizations",
            {"type": "boolean"},
            "Leave the service control policies of its organization out.",
            selects=True,
        ),
    )
    exit_codes = {
        0: ExitMeaning.OK,
        1: ExitMeaning.CRASHED,  # its traceback tells why
        2: ExitMeaning.BAD_ARGUMENTS,
        64: ExitMeaning.BAD_ARGUMENTS,
    }
    exit_codes_source = "principalmapper/__main__.py of 1.1.5 (sysexits.h), and recorded"
    patterns = (
        Pattern(re.compile(r"^pmapper.*: error: "), Outcome.BAD_ARGUMENTS),
        Pattern(re.compile(r"^ImportError: cannot import name"), Outcome.CRASHED, fatal=True),
    )
    severities = {"high": "high", "medium": "medium", "low": "low"}  # analysis/find_risks.py
    version_arguments = (str(LAUNCHER), "--version")
    version_pattern = re.compile(r"^Principal Mapper (\d+\.\d+\.\d+)", re.MULTILINE)

    def takes(self, kind: str, locator: str) -> bool:
        return super().takes(kind, locator) and aws.is_aws(locator)

    def command(self, job: Job) -> Command:
        aws.account(job.locator)
        arguments = [str(LAUNCHER), str(job.work / "report.json")]
        if job.options.get("ignore_organizations"):
            arguments.append("--ignore-orgs")
        if regions := aws.regions(job):
            arguments += ["--include-regions", *regions]
        environment = aws.environment(job) | {
            "PMAPPER_STORAGE": str(job.work / "graphs"),
            "PYTHONUNBUFFERED": "1",
        }
        return Command(arguments, environment=environment, reads=(LAUNCHER,))

    def progress(self, line: str) -> Progress | None:
        for said, percent in STEPS:
            if said in line:
                return Progress(percent, said)
        return None

    def recognise(self, sample: Sample) -> str | None:
        if "Principal Mapper" in sample.value("source") and sample.has("findings"):
            return "it has findings, and its source names Principal Mapper"
        fields = ("title", "severity", "impact", "description", "recommendation")
        if sample.has("account", *(f"findings/[]/{name}" for name in fields)):
            return "it has account and findings with impact and recommendation"
        return None

    def read(self, report: Report) -> Iterator[Record]:
        """One finding a risk, whose text lists the principals: its account is where it is.

        Resource policies that it cannot read it passes over in silence (`except: pass` in
        graphing/gathering.py of 1.1.5); what it could not search otherwise it says on stdout.
        """
        account, examined = _account(report), 1
        if (foreign := aws.other_account(report.job, account)) is not None:
            yield from (foreign, Examined("accounts", 0))
            return
        for line in lines(report.stdout):
            if found := UNSEEN.search(line):
                yield Problem(found["message"])
            elif found := NODES.search(line):
                examined = int(found[1])
                yield Examined("principals", examined)
        for _, position, raw in elements(report, "findings/[]", required=("findings",)):
            yield from record(self, position, raw, self._finding, account)
        yield Examined("accounts", 1 if examined else 0)
        if not examined:
            yield nothing_examined("the account has no principal that could be read")

    def _finding(self, raw: Mapping[str, Any], account: str) -> ParsedFinding:
        title, word = text(raw.get("title")), text(raw.get("severity"))
        description = text(raw.get("description"))
        if not title and not description:
            raise Malformed("title is missing")
        title = title or description.splitlines()[0]
        named = (name for pattern, name in RULES if pattern.search(title))
        return ParsedFinding(
            rule_id=next(named, re.sub(r"\W+", "-", title.lower()).strip("-")[:200] or "risk"),
            title=shortened(title, 200),
            severity=self.severity(word) or "info",
            tool_severity=word,
            place=CloudPlace("aws", account, "", account or "account", "AwsAccount"),
            description="\n\n".join(
                part for part in (text(raw.get("impact")), description) if part
            ),
            remediation=text(raw.get("recommendation")),
            evidence={"principals": NAMED.findall(description)[:PRINCIPALS]},
        )


def _account(report: Report) -> str:
    """The account's number, "" where the report names none; raises `UnreadableReport` where it
    holds no findings either."""
    for _, _, value in elements(report, "account", required=("findings",)):
        return text(value)
    return ""
