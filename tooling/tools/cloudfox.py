"""CloudFox: what an attacker would look at first in an AWS account.

CloudFox lists and does not judge: each of its commands writes a table of what there is. A finding
is a row that CloudFox itself marks, graded here once and for all; every other row is inventory and
only counted.

| mark | rule | severity |
|---|---|---|
| `Public` or `Public?` is Yes or True (resource-trusts, buckets, sns, sqs, …) | `public` | medium |
| the same, of endpoints | `public-endpoint` | info |
| `Interesting` is Yes (resource-trusts) | `interesting-policy` | info |
| `CanPrivEscToAdmin?` is Yes | `privilege-escalation` | medium |
| `IsAdminRole?` is Yes (workloads, instances, lambda, ecs-tasks, …) | `admin-workload` | medium |
| `IsAdmin?` is Yes, of role-trusts | `admin-role-trust` | medium |
| the same, of pmapper | `admin-principal` | info |
| a row of pmapper's paths | `privilege-escalation-path` | medium |
| ALL REPOS or ALL SERVICE ACCOUNTS in role-trusts-federated | `federated-trust-of-all` | medium |
| a name in env-vars that says secret | `secret-in-environment` | medium |

The value of an environment variable is never kept.
"""

import json
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
from tooling.reading import elements, kind, lines, opened, record, rows, shortened, text, texts

COMMANDS = """access-keys all-checks buckets cloudformation codebuild databases ecr ecs-tasks eks
elastic-network-interfaces endpoints env-vars filesystems instances inventory lambda network-ports
org permissions pmapper principals ram resource-trusts role-trusts route53 secrets sns sqs tags
workloads""".split()
RULES: dict[str, tuple[SeverityWord, str]] = {
    "public": ("medium", "The resource is public"),
    "public-endpoint": ("info", "The endpoint is public"),
    "interesting-policy": ("info", "The resource policy deserves a look"),
    "privilege-escalation": ("medium", "It can escalate its privileges to administrator"),
    "admin-workload": ("medium", "The workload runs with an administrator's role"),
    "admin-role-trust": ("medium", "An administrator's role trusts others"),
    "admin-principal": ("info", "The principal is an administrator"),
    "privilege-escalation-path": ("medium", "There is a path to administrator"),
    "federated-trust-of-all": ("medium", "The role trusts every identity of its provider"),
    "secret-in-environment": ("medium", "An environment variable is named like a secret"),
}
# Columns that no other tool's table has, in lower case.
OWN_COLUMNS = ("canprivesctoadmin?", "isadminrole?", "resource policy summary", "path(s)")
TABLES = (
    frozenset({"service", "region", "name", "key", "value"}),
    frozenset({"service", "region", "name", "endpoint", "port", "protocol", "public"}),
)
IDENTITIES = (
    *("arn", "role arn", "principal arn", "resource arn", "start", "endpoint", "id", "name"),
    *("role", "rolearn", "noderole", "host", "user name"),
)
TRUSTED = ("trusted principal", "trusted service", "trusted provider")
SECRET_NAME = re.compile(
    r"pass(word|wd|phrase)?\b|pwd|secret|token|api_?key|private_?key|cred", re.I
)
STATUS = re.compile(r"\[(?P<module>[\w-]+)\] Status: \d+/\d+ \S+ complete \((?P<errors>\d+) errors")
RUNNING = re.compile(
    r"\[(?P<module>[\w-]+)\](?:\[[^\]]*\])? (?:Enumerating|Looking for|Collecting)"
)
NOTHING = re.compile(r"^\[[\w-]+\]\[[^\]]*\] No .+ (?:found|identified)")


class CloudFox(Tool):
    name = "cloudfox"
    title = "CloudFox"
    binary = "cloudfox"
    homepage = "https://github.com/BishopFox/cloudfox"
    install_hint = "go install github.com/BishopFox/cloudfox@latest, or its release on GitHub"
    accepts = frozenset({"cloud_account"})
    needs_credentials = True
    timeout_seconds = 2 * 3600
    options = (
        Option(
            "command",
            {"type": "string", "enum": COMMANDS},
            "Run this command of CloudFox only. Default: all-checks.",
            selects=True,
        ),
        Option(
            "skip_admin_check",
            {"type": "boolean"},
            "Do not ask AWS whether each role is an administrator's: faster, and less is marked.",
            selects=True,
        ),
    )
    # main.go lets cobra's error go by: an unknown command or flag, and keys that AWS refuses, end
    # with 0 too. What it cannot write ends it with 1 (log.Fatal), a bug with 2 (panic).
    exit_codes = {
        0: ExitMeaning.OK,
        1: ExitMeaning.CRASHED,
        2: ExitMeaning.CRASHED,
    }
    exit_codes_source = "main.go, cli/aws.go and internal/aws.go of 1.12"
    patterns = (
        Pattern(
            re.compile(r"^Error: unknown (?:command|flag|shorthand flag)"),
            Outcome.BAD_ARGUMENTS,
            fatal=True,
        ),
        aws.NO_CREDENTIALS,
    )
    # CloudFox itself has none: those of the table above.
    severities = {rule: severity for rule, (severity, _) in RULES.items()}
    version_pattern = re.compile(r"version v?(\d+\.\d+\.\d+)")
    origin = "documentation"

    def takes(self, kind: str, locator: str) -> bool:
        """Its commands for Azure and GCP write other tables."""
        return super().takes(kind, locator) and aws.is_aws(locator)

    def command(self, job: Job) -> Command:
        """Its folder is named after account and user, which only AWS knows: hence the pattern."""
        aws.account(job.locator)
        arguments = ["aws", "--outdir", str(job.work), "--verbosity", "1"]
        if job.options.get("skip_admin_check"):
            arguments.append("--skip-admin-check")
        arguments.append(job.options.get("command", "all-checks"))
        return Command(
            arguments,
            report="cloudfox-output/aws/*/json/*.json",
            environment=aws.environment(job),
        )

    def progress(self, line: str) -> Progress | None:
        found = RUNNING.search(line)
        return Progress(None, f"Running {found['module']}") if found else None

    def recognise(self, sample: Sample) -> str | None:
        if sample.kind == "csv":
            names = set(sample.header)
        else:
            paths = (path.rpartition("/") for path in sample.values)
            names = {name.lower() for at, _, name in paths if at == "[]" or at.endswith("/[]")}
        for column in OWN_COLUMNS:
            if column in names:
                return f"it has the column {column} of CloudFox's tables"
        if any(names == table for table in TABLES):
            return f"it has the columns {', '.join(sorted(names))}"
        return None

    def read(self, report: Report) -> Iterator[Record]:
        """What its rows mark, and the errors that it counts while it runs."""
        problems = [*_errors(report)]
        yield from problems
        counts: Counter[str] = Counter()
        for position, raw in _rows(report):
            if not isinstance(raw, dict):
                told = Rejected(position, f"it is {kind(raw)}, not an object")
                yield raw if isinstance(raw, Rejected) else told
                continue
            row = {text(name).lower(): text(cell) for name, cell in raw.items()}
            counts[position.partition("[")[0]] += 1
            account = row.get("account", "")
            if (foreign := aws.other_account(report.job, account)) is not None:
                yield from (foreign, Examined("rows", 0))
                return
            for rule in _marks(row):
                yield from record(self, position, raw, self._finding, row, rule, report.job)
        yield Examined("rows", sum(counts.values()))
        if not counts:
            yield aws.nothing_looked_at(problems)

    def _finding(
        self, raw: Mapping[str, Any], row: Mapping[str, str], rule: str, job: Job | None
    ) -> ParsedFinding:
        severity, what = RULES[rule]
        resource, about = _resource(row, rule)
        hidden = {"value"} if rule == "secret-in-environment" else set()
        shown = {name: cell[:2000] for name, cell in row.items() if cell and name not in hidden}
        said = row.get("resource policy summary") or row.get("path(s)") or ""
        account = re.match(r"arn:aws[\w-]*:[^:]*:[^:]*:(\d{12})", resource)
        known = aws.account(job.locator) if job is not None and aws.is_aws(job.locator) else ""
        region = re.match(r"arn:aws[\w-]*:[^:]*:([^:]*):", resource)
        return ParsedFinding(
            rule_id=rule,
            title=_title(f"{what}: {about}"),
            severity=severity,
            tool_severity=rule,
            place=CloudPlace(
                provider="aws",
                account=row.get("account") or (account[1] if account else "") or known,
                region=row.get("region") or (region[1] if region else ""),
                resource_id=resource,
                resource_type=row.get("service", ""),
            ),
            description=f"{what}.\n\n{said}".strip(),
            tags=texts([row.get("service", "")]),
            evidence={"row": shown},
        )


def _marks(row: Mapping[str, str]) -> Iterator[str]:
    def says_yes(*names: str) -> bool:
        return any(row.get(name, "").lower() in ("yes", "true") for name in names)

    if "path(s)" in row:
        if row["path(s)"] != "ADMIN":  # the others stand in the same file, as where paths end
            yield "privilege-escalation-path"
        return
    if says_yes("public", "public?", "ispublic"):
        yield "public-endpoint" if "endpoint" in row else "public"
    elif says_yes("interesting"):
        yield "interesting-policy"
    is_trust = any(name in row for name in TRUSTED)
    is_admin = says_yes("isadmin?", "isadminrole?", "isadmin")
    if is_admin:
        is_workload = "isadminrole?" in row
        yield (
            "admin-role-trust"
            if is_trust
            else ("admin-workload" if is_workload else "admin-principal")
        )
    elif says_yes("canprivesctoadmin?"):  # of an administrator it is always yes
        yield "privilege-escalation"
    if row.get("trusted subject", "").rstrip("!") in ("ALL REPOS", "ALL SERVICE ACCOUNTS"):
        yield "federated-trust-of-all"
    if set(row) >= {"key", "value", "name"} and SECRET_NAME.search(row["key"]) and row["value"]:
        yield "secret-in-environment"


def _resource(row: Mapping[str, str], rule: str) -> tuple[str, str]:
    """What the row is about: its identity, and its short name."""
    found = next((row[name] for name in IDENTITIES if row.get(name)), "")
    short = row.get("name") or row.get("role name") or found.rpartition("/")[2] or found
    also = next((row[name] for name in (*TRUSTED, "end") if row.get(name)), "")
    if rule == "secret-in-environment":
        also = row["key"]
    if rule == "public-endpoint" and row.get("port"):
        also = row["port"]
    if not found:
        found = json.dumps(row, sort_keys=True)[:500]  # no column that is known names it
    return (f"{found}#{also}" if also else found), (f"{short} ({also})" if also else short)


def _rows(report: Report) -> Iterator[tuple[str, Any]]:
    """The rows of a run's tables, each under its file's name; or those of one table.

    A run whose commands found nothing writes no table, and says so.
    """
    if report.path is None:
        if any(NOTHING.search(line) for line in lines(report.stdout)):
            return
    with opened(report) as file:
        head = file.read(4096).lstrip()
    if head[:1] not in (b"[", b"{"):
        columns = {cell.strip(' "').lower() for cell in _first_line(head).split(",")}
        if len(columns) < 2 or not columns & {*IDENTITIES, *OWN_COLUMNS, "service", "region"}:
            raise UnreadableReport("it has no column of CloudFox's tables", "line 1")
        yield from rows(report, delimiter=",")
        return
    known = False
    for _, position, raw in elements(report, "[]" if head[:1] == b"[" else "*/[]"):
        known = known or isinstance(raw, dict)
        yield position, raw
    if not known and not (report.job is not None and head[:1] == b"{"):
        raise UnreadableReport("it holds no row of a table of CloudFox", "the start")


def _first_line(head: bytes) -> str:
    return next(iter(head.decode("utf-8", "replace").splitlines()), "")


def _errors(report: Report) -> Iterator[Problem]:
    """Its errors go to a log of its own in the home folder; how many there were, it says here."""
    counts: dict[str, int] = {}
    for line in lines(report.stdout):
        if found := STATUS.search(line):
            counts[found["module"]] = int(found["errors"])
    for module, errors in counts.items():
        if errors:
            yield Problem(f"{module}: {errors} requests failed")


def _title(said: str) -> str:
    return shortened(" ".join(said.split()), 200)
