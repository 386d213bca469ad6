"""Scout Suite: the configuration of AWS accounts against its rules; its reports of any cloud."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import ijson

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
    Rejected,
    Report,
    Sample,
    Tool,
    UnreadableReport,
)
from tooling.reading import (
    WithoutLongNumbers,
    elements,
    items,
    mapping,
    number,
    opened,
    record,
    shortened,
    text,
    texts,
)

SERVICES = """acm awslambda cloudformation cloudfront cloudtrail cloudwatch codebuild config
directconnect dynamodb ec2 efs elasticache elb elbv2 emr iam kms rds redshift route53 s3
secretsmanager ses sns sqs vpc""".split()
PREAMBLE = b"scoutsuite_results =\n"
# Its name in JavaScript, which people take off; `aws_info` is what Scout2 wrote before version 5.
NAMED = re.compile(rb"\s*(?:(?:var\s+)?(?P<name>scoutsuite_results|aws_info)\s*=\s*)?")
# What a path names the account with, in clouds whose report is of several.
ACCOUNTS = ("subscriptions", "projects")
ERROR_LINE = re.compile(r" scout\[\d+\] (?:ERROR|CRITICAL) (?P<message>.+)")
STEPS = (
    ("Authenticating to cloud provider", 2),
    ("Gathering data from APIs", 5),
    ("Running pre-processing engine", 85),
    ("Running rule engine", 90),
    ("Saving data to", 97),
)
FETCHING = re.compile(r"Fetching resources for the (.+) service")
POSITIONS = frozenset({"Statement", "cidrs"})  # what follows is a place in a list, which may move


def service_list(example: list[str]) -> dict[str, Any]:
    """Schema of a list of services."""
    return {
        "type": "array",
        "items": {"type": "string", "enum": SERVICES},
        "minItems": 1,
        "uniqueItems": True,
        "examples": [example],
    }


class ScoutSuite(Tool):
    name = "scoutsuite"
    title = "Scout Suite"
    binary = "scout"
    environment = "scoutsuite"
    homepage = "https://github.com/nccgroup/ScoutSuite"
    install_hint = "python3 -m tooling.environments install scoutsuite  # 1.5 GB"
    accepts = frozenset({"cloud_account"})
    needs_credentials = True
    timeout_seconds = 2 * 3600
    options = (
        Option(
            "services",
            service_list(["s3", "iam", "ec2"]),
            "Look at these services only. Default: all.",
            selects=True,
        ),
        Option(
            "skipped_services",
            service_list(["cloudformation"]),
            "Leave these services out.",
            selects=True,
        ),
        aws.REGIONS,
    )
    exit_codes = {
        0: ExitMeaning.OK,  # with and without findings, and where the service is unknown
        2: ExitMeaning.BAD_ARGUMENTS,
        101: ExitMeaning.AUTH_FAILED,  # also where the endpoint does not answer: its words tell
        102: ExitMeaning.CRASHED,  # initialization
        103: ExitMeaning.CRASHED,  # report initialization
        104: ExitMeaning.CRASHED,  # gathering
        105: ExitMeaning.CRASHED,  # pre-processing
        106: ExitMeaning.CRASHED,  # rules
        107: ExitMeaning.CRASHED,  # display filters
        108: ExitMeaning.CRASHED,  # post-processing
        109: ExitMeaning.CRASHED,  # writing
        200: ExitMeaning.PARTIAL,  # a report, and errors on the way to it
    }
    exit_codes_source = "ScoutSuite/__main__.py of 5.14.0, and recorded"
    patterns = (
        Pattern(
            re.compile(r"Authentication failure: .*(?:Could not connect|[Tt]imed? ?out)"),
            Outcome.NETWORK,
        ),
        Pattern(
            re.compile(r"Authentication failure: .*(?:Throttl|Rate exceeded)"), Outcome.THROTTLED
        ),
    )
    # The levels of its rulesets (providers/aws/rules/rulesets/*.json): there are two.
    severities = {"danger": "high", "warning": "medium"}
    version_pattern = re.compile(r"Scout Suite (\d+\.\d+\.\d+)")

    def takes(self, kind: str, locator: str) -> bool:
        """Of the clouds that Scout Suite knows, only AWS was tried."""
        return super().takes(kind, locator) and aws.is_aws(locator)

    def command(self, job: Job) -> Command:
        aws.account(job.locator)
        chosen = job.options
        arguments = ["aws", "--no-browser", "--force", "--result-format", "json"]
        arguments += ["--report-dir", str(job.work), "--report-name", "report"]
        for name, flag in (("services", "--services"), ("skipped_services", "--skip")):
            if name in chosen:
                arguments += [flag, *chosen[name]]
        if regions := aws.regions(job):
            arguments += ["--regions", *regions]
        return Command(
            arguments,
            report="scoutsuite-results/scoutsuite_results_report.js",
            environment=aws.environment(job),
        )

    def progress(self, line: str) -> Progress | None:
        if found := FETCHING.search(line):
            return Progress(None, f"Fetching {found[1]}")
        for said, percent in STEPS:
            if said in line:
                return Progress(percent, said)
        return None

    def recognise(self, sample: Sample) -> str | None:
        found = NAMED.match(sample.head.encode())
        if sample.kind == "text" and found and found["name"]:
            return f"it begins with {found['name'].decode()} ="
        if sample.has("last_run/ruleset_name", "provider_code"):
            return "it has provider_code and last_run with ruleset_name"
        return None

    def read(self, report: Report) -> Iterator[Record]:
        """Twice through the file: what is flagged, then the names of those resources.

        Its rules also flag what it was not allowed to read, such as the policy for passwords. AWS
        puts roles into every account, so one without any was not read.
        """
        contents = _Contents(report)
        problems = list(aws.errors(report.stderr, ERROR_LINE))
        if (foreign := aws.other_account(report.job, contents.account)) is not None:
            yield from (foreign, Examined("items", 0))
            return
        checked = contents.total("checked_items") or contents.checked
        resources = contents.total("resources_count")
        yield from problems
        yield from contents.unlooked(report.job)
        could_not_read = contents.provider == "aws" and (problems or "iam" in contents.asked)
        if not checked or (not resources and could_not_read):
            yield from (aws.nothing_looked_at(problems), Examined("items", 0))
            return
        described = _described(report, contents.preamble, contents.flagged_resources())
        for position, raw in contents.flagged:
            if position.startswith("services.iam.") and contents.could_not_read_iam:
                continue
            yield from self._findings(position, raw, contents, described)
        yield from (Examined("items", checked), Examined("resources", resources))

    def _findings(
        self,
        position: str,
        raw: Mapping[str, Any],
        contents: "_Contents",
        resources: Mapping[str, Mapping[str, str]],
    ) -> Iterator[Record]:
        flagged = texts(raw.get("items"))
        if not flagged:
            yield Rejected(position, "it has flagged items and does not name them")
        for item in flagged:
            yield from record(
                self, position, raw, self._finding, position, item, contents, resources
            )

    def _finding(
        self,
        raw: Mapping[str, Any],
        position: str,
        item: str,
        contents: "_Contents",
        resources: Mapping[str, Mapping[str, str]],
    ) -> ParsedFinding:
        rule = position.rpartition(".findings.")[2]
        word = text(raw.get("level"))
        what = text(raw.get("description")) or rule
        prefix, inside = _resource(raw, item)
        known = resources.get(prefix, {})
        key = prefix.rpartition(".")[2]
        name = known.get("name") or key
        identity = known.get("arn", "").removesuffix("/*")
        if not identity and contents.provider != "aws":
            identity = known.get("id", "")
        if not identity:
            identity = name if key.startswith("scoutid-") else key
        parts = prefix.split(".")
        region = parts[parts.index("regions") + 1] if "regions" in parts[:-1] else ""
        if key.isdecimal() or len(parts) == 2:  # a setting of the region or account, nameless
            identity, name = prefix, region
        return ParsedFinding(
            rule_id=rule,
            title=_title(what, name),
            severity=self.severity(word) or "info",
            tool_severity=word,
            place=CloudPlace(
                provider=contents.provider,
                account=next(
                    (parts[n + 1] for n, part in enumerate(parts[:-1]) if part in ACCOUNTS),
                    contents.account,
                ),
                region=region,
                resource_id=f"{identity}#{inside}" if inside else identity,
                resource_type=text(raw.get("dashboard_name")),
            ),
            description=_plain(text(raw.get("rationale"))) or what,
            remediation=_plain(text(raw.get("remediation"))),
            references=tuple(
                link for link in texts(raw.get("references")) if link.startswith("http")
            ),
            tags=texts(raw.get("service")),
            evidence={
                "path": item,
                "resource": name,
                "compliance": [
                    " ".join(texts([c.get("name"), c.get("version"), c.get("reference")]))
                    for c in map(mapping, items(raw.get("compliance")))
                ],
            },
        )


class _Contents:
    """What the report says beside the configuration itself."""

    def __init__(self, report: Report) -> None:
        self.account, self.provider = "", "aws"
        self.preamble = _preamble(report)
        self.summary: dict[str, Mapping[str, Any]] = {}
        self.asked: tuple[str, ...] = ()
        self.flagged: list[tuple[str, Mapping[str, Any]]] = []
        self.without_region: set[str] = set()
        self.rules = self.checked = 0
        wanted = ["account_id", "aws_account_id", "provider_code", "service_list"]
        wanted += ["last_run/summary/*", "services/*/findings/*", "services/*/regions_count"]
        for what, position, raw in elements(
            report, *wanted, required=("services",), preamble=self.preamble
        ):
            if what == "services/*/findings/*":
                self._rule(position, mapping(raw))
            else:
                self._fact(what, position, raw)
        if not self.summary and not self.rules:
            raise UnreadableReport("it holds no last_run.summary and no findings", "the end")
        self.has_summary = bool(self.summary)
        if not self.has_summary:  # Scout2 and the first 5 have none
            self.summary = {"": {"checked_items": self.checked, "resources_count": 1}}

    def _rule(self, position: str, raw: Mapping[str, Any]) -> None:
        self.rules += 1
        self.checked += _count(raw, "checked_items")
        if _count(raw, "flagged_items"):
            self.flagged.append((position, raw))

    def _fact(self, what: str, position: str, raw: Any) -> None:
        if what in ("account_id", "aws_account_id"):
            self.account = text(raw) or self.account
        elif what == "provider_code":
            self.provider = text(raw) or "aws"
        elif what == "service_list":
            self.asked = texts(raw)
        elif what == "last_run/summary/*":
            self.summary[position.rpartition(".")[2]] = mapping(raw)
        elif number(raw) == 0:
            self.without_region.add(position.split(".")[1])

    @property
    def could_not_read_iam(self) -> bool:
        if self.provider != "aws" or not self.has_summary:
            return False
        return _count(self.summary.get("iam", {}), "resources_count") == 0

    def total(self, name: str) -> int:
        return sum(_count(summary, name) for summary in self.summary.values())

    def flagged_resources(self) -> set[str]:
        return {
            _resource(raw, item)[0] for _, raw in self.flagged for item in texts(raw.get("items"))
        }

    def unlooked(self, job: Job | None) -> Iterator[Problem]:
        """Services that were asked for and not looked at: the exit code is 0 all the same."""
        wanted = job.options.get("services", ()) if job is not None else ()
        if left := [name for name in wanted if name not in self.asked]:
            alone = Outcome.BAD_ARGUMENTS if len(left) == len(wanted) else None
            yield Problem(f"no such service: {', '.join(left)}", alone)
        for name in sorted(self.without_region):
            if _count(self.summary.get(name, {}), "rules_count"):
                yield Problem(f"{name}: no region was looked at")
        if "iam" in self.asked and self.could_not_read_iam:
            yield Problem("iam: nothing could be read")


def _resource(raw: Mapping[str, Any], item: str) -> tuple[str, str]:
    """The path of the resource that `item` is a part of, and what tells the part from others.

    `path` is the pattern of the item, `display_path` that of the resource: a word `id` in it stands
    for a key. Without one the resource is the last key of `path`.
    """
    if not text(raw.get("path")):
        return item, ""
    steps, values = text(raw.get("path")).split("."), item.split(".")
    whole = len(steps) + bool(text(raw.get("id_suffix")))
    if steps[-1] == "id" and (extra := len(values) - whole) > 0:  # a key with dots: an address
        at = len(steps) - 1
        values[at : at + extra + 1] = [".".join(values[at : at + extra + 1])]
    shown = text(raw.get("display_path")).split(".")
    if steps[: len(shown)] != shown or shown == [""]:
        shown = steps
    ids = [n for n, step in enumerate(shown) if step == "id"]
    end = (ids[-1] if ids else 1) + 1
    inside = [
        value
        for before, step, value in zip(steps[end - 1 :], steps[end:], values[end:], strict=False)
        if step == "id" and before not in POSITIONS
    ]
    return ".".join(values[:end]), "/".join(inside)


def _preamble(report: Report) -> bytes:
    """What stands before the document: `scoutsuite_results =`, or nothing."""
    with opened(report) as file:
        found = NAMED.match(file.read(200))
    return found[0] if found else b""


def _described(report: Report, preamble: bytes, wanted: set[str]) -> dict[str, dict[str, str]]:
    """`name`, `arn` and `id` of the resources at the paths `wanted`."""
    found: dict[str, dict[str, str]] = {}
    if not wanted:
        return found
    with opened(report, preamble) as file:
        for path, event, value in ijson.parse(WithoutLongNumbers(file)):
            if event != "string":
                continue
            place, _, field = path.removeprefix("services.").rpartition(".")
            if field in ("name", "arn", "id") and place in wanted:
                found.setdefault(place, {})[field] = text(value)
    return found


def _count(raw: Mapping[str, Any], name: str) -> int:
    return number(raw.get(name)) or 0


def _title(what: str, name: str) -> str:
    return shortened(f"{what}: {name}" if name else what, 200)


def _plain(said: str) -> str:
    """Scout Suite's texts are HTML with line breaks and lists."""
    said = re.sub(r"<(?:br|/?p|/?ul|/li)\s*/?>", "\n", said)
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"<[^>]{0,200}>", "", said)).strip()
