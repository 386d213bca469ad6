"""Prowler: security and compliance checks of AWS accounts; its reports since version 2."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tooling import aws
from tooling import prowler_reports as reports
from tooling.addresses import BadAddress
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
    Rejected,
    Report,
    Sample,
    Tool,
    UnreadableReport,
)
from tooling.reading import Malformed, kind, lines, record, shortened

SEVERITIES = ("critical", "high", "medium", "low", "informational")
FRAMEWORK = r"[a-z0-9]+([_.][a-z0-9]+)+"
CHECK = r"[a-z0-9]+(_[a-z0-9]+)+"  # the part before the first _ is the service
# Sends the account's public addresses to a third party, and without its key logs an error.
NEVER_BY_DEFAULT = ("ec2_elastic_ip_shodan",)
EXECUTING = re.compile(r"^Executing (\d+) checks?, please wait")
CHECKING = re.compile(r"^Check ID: (?P<check>[a-z0-9_]+) - (?P<service>\w+) \[")
EXAMINED = ("FAIL", "PASS", "muted")  # MANUAL: somebody has to look
NOTHING_FOUND = re.compile(r"There are no findings")
ERROR_LINE = re.compile(r"\[Module: [^\]]*\]\s+(?:ERROR|CRITICAL): (?P<message>.+)")


def names(pattern: str, most: int, example: list[str]) -> dict[str, Any]:
    """Schema of a list of names."""
    return {
        "type": "array",
        "items": {"type": "string", "pattern": f"^{pattern}$", "maxLength": 120},
        "minItems": 1,
        "maxItems": most,
        "uniqueItems": True,
        "examples": [example],
    }


class Prowler(Tool):
    name = "prowler"
    title = "Prowler"
    binary = "prowler"
    environment = "prowler"
    homepage = "https://docs.prowler.com/"
    install_hint = "python3 -m tooling.environments install prowler  # 2.3 GB"
    accepts = frozenset({"cloud_account"})
    needs_credentials = True
    timeout_seconds = 4 * 3600
    limits = {"memory_bytes": 4_000_000_000}  # 440 MB with nothing to hold; results stay in memory
    options = (
        Option(
            "services",
            names("[a-z0-9]{2,40}", 100, ["s3", "iam", "ec2"]),
            "Look at these services only. Default: all.",
            selects=True,
        ),
        aws.REGIONS,
        Option(
            "checks",
            names(CHECK, 500, ["s3_bucket_public_access"]),
            "Run only these checks; with services, those of them that belong to one.",
            selects=True,
        ),
        Option(
            "excluded_checks",
            names(CHECK, 500, ["ec2_instance_public_ip"]),
            "Leave these checks out.",
            selects=True,
        ),
        Option(
            "severities",
            {
                "type": "array",
                "items": {"type": "string", "enum": list(SEVERITIES)},
                "minItems": 1,
                "uniqueItems": True,
            },
            "Run only the checks of these severities.",
            selects=True,
        ),
        Option(
            "compliance",
            names(FRAMEWORK, 20, ["cis_3.0_aws"]),
            "Run only the checks of these frameworks (`prowler aws --list-compliance`); not with "
            "services, checks or severities.",
            selects=True,
        ),
    )
    exit_codes = {
        0: ExitMeaning.CLEAN,  # also where every request failed
        1: ExitMeaning.CRASHED,  # no or bad keys, endpoint, check, service: its words tell which
        2: ExitMeaning.BAD_ARGUMENTS,
        3: ExitMeaning.FINDINGS,  # also where the endpoint died in the middle
    }
    exit_codes_source = "prowler/__main__.py of 5.46.0, and recorded"
    patterns = (
        Pattern(
            re.compile(r"CRITICAL: (?:Invalid (?:check|service)|Please provide valid)", re.I),
            Outcome.BAD_ARGUMENTS,
        ),
    )
    # prowler/lib/check/models.py, Severity; reports write them with a capital, or in capitals.
    severities = {
        "critical": "critical",
        "high": "high",
        "medium": "medium",
        "low": "low",
        "informational": "info",
    }
    version_arguments = ("--version",)
    version_pattern = re.compile(r"^Prowler (\d+\.\d+\.\d+)", re.MULTILINE)
    probe_seconds = 120  # it loads for six seconds of processor time, then asks for newer versions

    def takes(self, kind: str, locator: str) -> bool:
        """Of the clouds that Prowler knows, only AWS was tried."""
        return super().takes(kind, locator) and aws.is_aws(locator)

    def command(self, job: Job) -> Command:
        """`--severity` is always given: without any filter Prowler writes a file for each of its
        compliance frameworks. `--verbose` is what tells how far it is, unbuffered.
        """
        aws.account(job.locator)
        chosen = job.options
        arguments = ["aws", *_selected(chosen)]
        excluded = [*chosen.get("excluded_checks", ())]
        excluded += [name for name in NEVER_BY_DEFAULT if name not in chosen.get("checks", ())]
        arguments += ["--excluded-checks", *dict.fromkeys(excluded)] if excluded else []
        if regions := aws.regions(job):
            arguments += ["--region", *regions]
        arguments += ["--output-formats", "json-ocsf", "--output-filename", "report"]
        arguments += ["--output-directory", str(job.work), "--no-banner", "--no-color"]
        arguments += ["--verbose", "--log-level", "ERROR"]
        environment = {**aws.environment(job), "PYTHONUNBUFFERED": "1", "LOG_LEVEL": "ERROR"}
        return Command(arguments, report="report.ocsf.json", environment=environment)

    def progress(self, line: str) -> Progress | None:
        if EXECUTING.search(line):
            return Progress(1, line.partition(",")[0])
        found = CHECKING.search(line)
        return Progress(None, f"Checking {found['service']}") if found else None

    def follow(self, job: Job) -> Callable[[str], Progress | None]:
        """Per cent of the checks, whose number Prowler says first."""
        checks, begun = 0, 0

        def progress(line: str) -> Progress | None:
            nonlocal checks, begun
            told = self.progress(line)
            if found := EXECUTING.search(line):
                checks = int(found[1])
            elif told is not None and checks:
                begun += 1
                return Progress(min(99, 1 + 98 * begun // checks), told.message)
            return told

        return progress

    def recognise(self, sample: Sample) -> str | None:
        return reports.reason(sample)

    def read(self, report: Report) -> Iterator[Record]:
        """Only FAIL is a finding. What Prowler's own list mutes (resources of AWS Control Tower,
        which their owner cannot change) is counted and left out."""
        problems = list(aws.errors(report.stderr, ERROR_LINE))
        seen: set[str] = set()
        counts: Counter[str] = Counter()
        for position, raw, result in _results(report, problems):
            if result is None:
                what = "it has none of Prowler's shapes" if raw else "it is empty"
                told = raw if isinstance(raw, Rejected) else Rejected(position, what)
                is_object = isinstance(raw, (Rejected, dict))
                yield told if is_object else Rejected(position, f"it is {kind(raw)}, not an object")
                continue
            if (foreign := aws.other_account(report.job, result.account)) is not None:
                yield from (foreign, Examined("results", 0))
                return
            counts[result.status] += 1
            seen.add(result.check)
            if result.status == "FAIL":
                yield from record(self, position, raw, self._finding, result)
            elif result.status not in EXAMINED and result.status != "MANUAL":
                yield Rejected(position, f"its status is {result.status or 'missing'}")
        yield from problems
        yield from _unseen(report, seen, bool(problems))
        yield from _examined(counts, seen - {""}, problems)

    def _finding(self, raw: Mapping[str, Any], result: reports.Result) -> ParsedFinding:
        """The title is what is wrong with this resource: Prowler's own says what should be."""
        check = result.check or result.should_be
        said = result.said or result.should_be or check
        if not said:
            raise Malformed("its check and its title are missing")
        place = CloudPlace(
            provider=result.provider,
            account=result.account,
            region=result.region,
            resource_id=result.resource
            or result.name
            or result.account
            or result.service
            or check.partition("_")[0],
            resource_type=result.resource_type,
        )
        evidence = {
            "check": result.should_be,
            "said": said,
            "resource": result.name,
            "labels": list(result.labels),
            "compliance": result.compliance,
        }
        return ParsedFinding(
            rule_id=check or said[:200],
            title=_title(said),
            severity=self.severity(result.severity) or "info",
            tool_severity=result.severity,
            place=place,
            description="\n\n".join(p for p in (result.description, result.risk) if p),
            remediation=result.remediation,
            attack_ids=result.attacks or reports.techniques(result.compliance),
            references=result.links,
            tags=result.tags,
            evidence=evidence | ({"resources": list(result.related)} if result.related else {}),
        )


def _examined(counts: Counter[str], checks: set[str], problems: list[Problem]) -> Iterator[Record]:
    results = sum(counts[status] for status in EXAMINED)
    yield Examined("results", results)
    if not results:
        yield aws.nothing_looked_at(problems)
        return
    yield Examined("checks", len(checks))
    for what, count in (("manual checks", counts["MANUAL"]), ("muted results", counts["muted"])):
        if count:
            yield Examined(what, count)


def _selected(chosen: Mapping[str, Any]) -> list[str]:
    """Prowler takes checks or services, not both; a check's service stands in its name."""
    services, checks = chosen.get("services"), chosen.get("checks")
    if checks and services:
        checks = [name for name in checks if name.partition("_")[0] in services]
        if not checks:
            raise BadAddress("none of the checks belongs to one of the services")
    if frameworks := chosen.get("compliance"):
        if others := {"services", "checks", "severities"} & set(chosen):
            # checks_loader.py takes the first of them, and leaves the frameworks out of account.
            raise BadAddress(f"compliance goes without {' and '.join(sorted(others))}")
        return ["--compliance", *frameworks]
    selected = ["--services", *services] if services else []
    if checks:
        selected = ["--checks", *checks]
    return [*selected, "--severity", *chosen.get("severities", SEVERITIES)]


def _results(
    report: Report, problems: list[Problem]
) -> Iterator[tuple[str, Any, reports.Result | None]]:
    """The results with their positions; none where Prowler says that there was nothing to write.

    With an error in its log that means that the checks could not look.
    """
    if report.path is None and not problems:
        if any(NOTHING_FOUND.search(line) for line in lines(report.stdout)):
            return
    known = reports.is_table(report)  # whose header tells, also without a row
    for position, raw in reports.records(report):
        result = reports.result(raw)
        known = known or result is not None
        yield position, raw, result
    if not known:
        raise UnreadableReport("it is not a report of Prowler", "the start")


def _unseen(report: Report, seen: set[str], had_errors: bool) -> Iterator[Problem]:
    """Checks and services that were asked for by name and gave no result.

    A service without any is one that the account does not use, if Prowler says that it ran its
    checks and logged no error.
    """
    if report.job is None:
        return
    services = report.job.options.get("services", ())
    checks = [name for name in report.job.options.get("checks", ()) if name not in seen]
    if left := [name for name in checks if not services or name.partition("_")[0] in services]:
        yield Problem(f"no result of {', '.join(left)}")
    if report.stdout is None:
        return
    began = {name.partition("_")[0] for name in seen}
    if not had_errors:
        told = (CHECKING.search(line) for line in lines(report.stdout))
        began |= {found["check"].partition("_")[0] for found in told if found}
    if silent := [name for name in services if name not in began]:
        yield Problem(f"no result of the service {', '.join(silent)}")


def _title(said: str) -> str:
    return shortened(said.splitlines()[0].rstrip("."), 200)
