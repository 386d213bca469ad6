"""CloudSploit: the configuration of cloud accounts against its plugins."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
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
    Rejected,
    Report,
    Sample,
    SeverityWord,
    Tool,
    UnreadableReport,
)
from tooling.reading import documents, lines, opened, record, rows, shortened, text, texts

COLUMNS = ("category", "title", "resource", "region", "message")
STATUS = ("status", "statusword")  # the second in the CSV
EXAMINED = ("OK", "WARN", "FAIL")  # of an UNKNOWN nothing was seen
STEPS = (
    ("Determining API calls to make", 2),
    ("Collecting metadata", 5),
    ("Metadata collection complete", 85),
    ("Scan report to follow", 90),
    ("Scan complete", 100),
)
EMPTY_PLUGIN = re.compile(r"Plugin (?P<title>.+) returned no results\. There may be a problem")
NOT_AVAILABLE = "N/A"


class CloudSploit(Tool):
    name = "cloudsploit"
    title = "CloudSploit"
    binary = "cloudsploit-scan"  # the name that its package.json gives index.js
    homepage = "https://github.com/aquasecurity/cloudsploit"
    install_hint = (
        "git clone https://github.com/aquasecurity/cloudsploit, npm install, npm link; "
        "the npm package of that name is not it"
    )
    accepts = frozenset({"cloud_account"})
    needs_credentials = True
    timeout_seconds = 2 * 3600
    options = (
        Option(
            "plugin",
            {"type": "string", "pattern": "^[A-Za-z0-9]{2,80}$", "examples": ["rootMfaEnabled"]},
            "Run this plugin only, as its exports.js names it. Default: all.",
            selects=True,
        ),
        Option(
            "compliance",
            {
                "type": "array",
                "items": {"type": "string", "enum": ["hipaa", "cis1", "cis2", "pci"]},
                "minItems": 1,
                "uniqueItems": True,
            },
            "Run the plugins of these programmes only.",
            selects=True,
        ),
        Option(
            "partition",
            {"type": "string", "enum": ["govcloud", "china"]},
            "Look at the regions of AWS GovCloud or of AWS China.",
            selects=True,
        ),
    )
    # Without --exit-code, which would make 1 and 2 mean WARN and FAIL too, it ends with 0 whatever
    # it found, and also where it could not collect anything.
    exit_codes = {
        0: ExitMeaning.OK,
        1: ExitMeaning.CRASHED,
        2: ExitMeaning.BAD_ARGUMENTS,
    }
    exit_codes_source = "index.js and engine.js of 3.0, argparse of npm for 2"
    patterns = (
        Pattern(re.compile(r"ERROR: (?:Invalid plugin|Nothing to collect)"), Outcome.BAD_ARGUMENTS),
        aws.NO_CREDENTIALS,
    )
    # Its severities are its result codes (docs/writing-plugins.md): FAIL is "an immediate risk to
    # the security of the account", WARN "a potential misconfiguration", not immediate.
    severities = {"fail": "high", "warn": "medium"}
    version_arguments = ("--help",)  # it tells no version
    version_pattern = re.compile(r"CloudSploit by Aqua Security()")
    origin = "documentation"

    def takes(self, kind: str, locator: str) -> bool:
        """Other clouds need a configuration file with their keys, which AWS does not."""
        return super().takes(kind, locator) and aws.is_aws(locator)

    def command(self, job: Job) -> Command:
        """AWS keys come from the environment; it knows no choice of regions."""
        aws.account(job.locator)
        chosen = job.options
        arguments = ["--json", str(job.work / "report.json"), "--console", "none"]
        if "plugin" in chosen:
            arguments += ["--plugin", chosen["plugin"]]
        for programme in chosen.get("compliance", ()):
            arguments += ["--compliance", programme]
        if "partition" in chosen:
            arguments.append(f"--{chosen['partition']}")
        environment = aws.environment(job)
        # The SDK of version 2 reads profiles, and so roles to assume, only when it is told to.
        environment |= {"AWS_REGION": environment["AWS_DEFAULT_REGION"], "AWS_SDK_LOAD_CONFIG": "1"}
        return Command(arguments, environment=environment)

    def progress(self, line: str) -> Progress | None:
        for said, percent in STEPS:
            if said in line:
                return Progress(percent, said)
        return None

    def recognise(self, sample: Sample) -> str | None:
        if sample.has("category", "resource", "region", "status", "message"):
            return "it has category, resource, region, status and message"
        if sample.has_columns(*COLUMNS) and set(STATUS) & set(sample.header):
            return "it has the columns category, title, resource, region, statusWord and message"
        return None

    def read(self, report: Report) -> Iterator[Record]:
        """FAIL and WARN are findings. UNKNOWN is what it could not look at: a problem each."""
        counts: Counter[str] = Counter()
        problems: list[Problem] = []  # the first, for the reason of an empty scan
        plugins: set[str] = set()
        known = False
        for position, raw in _results(report):
            known = known or _is_result(raw)
            word = _status(raw) if isinstance(raw, dict) else ""
            counts[word] += 1
            if word == "UNKNOWN":
                problem = Problem(f"{_name(raw)}: {text(raw.get('message')) or 'unknown'}")
                problems = [*problems, problem][:50]
                yield problem
            elif word in ("FAIL", "WARN") or not isinstance(raw, dict):
                yield from record(self, position, raw, self._finding, report.job)
            elif word != "OK":
                yield Rejected(position, f"its status is {word or 'missing'}")
            if word in EXAMINED:
                plugins.add(_name(raw))
        if not known:
            raise UnreadableReport("it is not a report of CloudSploit", "the start")
        yield from _silent(report)
        examined = sum(counts[word] for word in EXAMINED)
        yield Examined("results", examined)
        if examined:
            yield Examined("plugins", len(plugins))
        else:
            yield aws.nothing_looked_at(problems)

    def _finding(self, raw: Mapping[str, Any], job: Job | None) -> ParsedFinding:
        word = _status(raw)
        title, said = text(raw.get("title")) or text(raw.get("plugin")), text(raw.get("message"))
        category = text(raw.get("category"))
        resource = _told(raw.get("resource"))
        region = _told(raw.get("region"))
        provider, account = _cloud(resource, region, job)
        severity = text(raw.get("severity"))
        return ParsedFinding(
            rule_id=_rule(raw) or category,
            title=_title(f"{title}: {said}" if title and said else title or said or category),
            severity=_graded(severity) or self.severity(word) or "info",
            tool_severity=word,
            place=CloudPlace(
                provider=provider,
                account=account,
                region="" if region.lower() == "global" else region,
                resource_id=resource or category or title or said,
                resource_type=category,
            ),
            description=text(raw.get("description")) or said,
            remediation=text(raw.get("recommended_action")) or text(raw.get("recommendation")),
            references=tuple(u for u in texts(raw.get("link")) if u.startswith("http")),
            tags=texts([category, *text(raw.get("compliance")).split("; ")]),
            evidence={"said": said, "plugin": text(raw.get("plugin"))}
            | ({"severity": severity} if severity else {}),
        )


def _results(report: Report) -> Iterator[tuple[str, Any]]:
    with opened(report) as file:
        while (first := file.read(1)).isspace():
            pass
    if first.isalpha() or first == b'"':
        yield from rows(report, required=COLUMNS)
    else:
        yield from documents(report)


def _is_result(raw: Any) -> bool:
    return isinstance(raw, dict) and bool(set(STATUS) & set(raw)) and "message" in raw


def _status(raw: Mapping[str, Any]) -> str:
    """OK, WARN, FAIL or UNKNOWN; forks of it say PASS."""
    word = next((text(raw[name]).upper() for name in STATUS if raw.get(name)), "")
    return "OK" if word == "PASS" else word


def _name(raw: Mapping[str, Any]) -> str:
    return text(raw.get("title")) or text(raw.get("plugin")) or text(raw.get("category"))


def _rule(raw: Mapping[str, Any]) -> str:
    """The plugin; the CSV, and the JSON before 2.0, tell only its title."""
    return text(raw.get("plugin")) or re.sub(r"\W+", "-", text(raw.get("title")).lower()).strip("-")


def _told(value: Any) -> str:
    said = text(value)
    return "" if said == NOT_AVAILABLE else said


def _cloud(resource: str, region: str, job: Job | None) -> tuple[str, str]:
    """Provider and account, as far as the resource's id, its region or the target tell them."""
    if job is not None and aws.is_aws(job.locator):
        known = aws.account(job.locator)
    else:
        known = ""
    if found := re.match(r"arn:aws[\w-]*:[^:]*:[^:]*:(\d{12})?", resource):
        return "aws", found[1] or known
    if found := re.match(r"/subscriptions/([^/]+)", resource):
        return "azure", found[1]
    if found := re.match(r"projects/([^/]+)", resource):
        return "gcp", found[1]
    if resource.startswith("ocid1."):
        return "oci", ""
    if found := re.match(r"acs:[^:]*:[^:]*:(\d+)?", resource):
        return "alibaba", found[1] or ""
    return ("aws" if job is not None or re.fullmatch(aws.REGION, region) else ""), known


def _graded(word: str) -> SeverityWord | None:
    """A plugin's own severity, which forks of it write beside the status."""
    words: dict[str, SeverityWord] = {
        "critical": "critical",
        "high": "high",
        "medium": "medium",
        "low": "low",
    }
    return words.get(word.lower())


def _silent(report: Report) -> Iterator[Problem]:
    for line in lines(report.stdout):
        if found := EMPTY_PLUGIN.search(line):
            yield Problem(f"{found['title']}: no results")


def _title(said: str) -> str:
    return shortened(" ".join(said.split()), 200)
