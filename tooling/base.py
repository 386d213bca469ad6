"""What a tool is: one class in one file, complete with command line, exit codes and parser.

Nothing here knows Django. A tool's file can be tested with a string and a list.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar, Literal, get_args

TargetKind = Literal["repository", "iac", "web", "host", "cloud_account", "image"]
SeverityWord = Literal["critical", "high", "medium", "low", "info"]
SEVERITIES: tuple[SeverityWord, ...] = get_args(SeverityWord)  # worst first


class Outcome(StrEnum):
    """How a run of a tool ended, in one word."""

    CLEAN = "clean"
    FINDINGS = "findings"
    FINDINGS_WITH_ERRORS = "findings_with_errors"
    AUTH_FAILED = "auth_failed"
    PERMISSION_DENIED = "permission_denied"
    THROTTLED = "throttled"
    NETWORK = "network"
    TIMED_OUT = "timed_out"
    OUT_OF_MEMORY = "out_of_memory"
    KILLED = "killed"
    CRASHED = "crashed"
    BAD_ARGUMENTS = "bad_arguments"
    NOT_INSTALLED = "not_installed"
    UNREADABLE_REPORT = "unreadable_report"
    CANCELLED = "cancelled"
    LOST = "lost"
    BREAKER_OPEN = "breaker_open"


# --- What a report says -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CodePlace:
    """A place in source code; `path` is relative to what was scanned, with forward slashes."""

    kind: ClassVar[str] = "code"
    path: str
    line: int | None = None
    end_line: int | None = None
    snippet: str = ""
    partial_fingerprints: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SecretPlace:
    """A secret in a file. `secret_hash` is the tool's own hash, `secret` the clear text where the
    tool gives it: it is hashed with a key and never stored."""

    kind: ClassVar[str] = "secret"
    path: str
    line: int | None = None
    secret_hash: str = ""
    secret: str = ""


@dataclass(frozen=True, slots=True)
class IacPlace:
    """A resource in infrastructure code, such as aws_s3_bucket.logs in main.tf."""

    kind: ClassVar[str] = "iac"
    path: str
    address: str = ""
    line: int | None = None
    end_line: int | None = None
    snippet: str = ""


@dataclass(frozen=True, slots=True)
class PackagePlace:
    """A vulnerable dependency: package URL with version, and the manifest that names it."""

    kind: ClassVar[str] = "dependency"
    package_url: str
    vulnerability_id: str
    manifest: str = ""


@dataclass(frozen=True, slots=True)
class CloudPlace:
    """A cloud resource."""

    kind: ClassVar[str] = "cloud"
    provider: str
    account: str
    region: str
    resource_id: str
    resource_type: str = ""


@dataclass(frozen=True, slots=True)
class WebPlace:
    """A request of a web application."""

    kind: ClassVar[str] = "web"
    url: str
    method: str = "GET"
    parameter: str = ""
    request: str = ""
    response: str = ""


@dataclass(frozen=True, slots=True)
class NetworkPlace:
    """A port of a host; port None where the finding is about the host."""

    kind: ClassVar[str] = "network"
    host: str
    port: int | None = None
    protocol: str = "tcp"


@dataclass(frozen=True, slots=True)
class HostPlace:
    """A program, or a setting, on a host."""

    kind: ClassVar[str] = "host"
    program: str
    user: str = ""
    pid: int | None = None


@dataclass(frozen=True, slots=True)
class GenericPlace:
    """Anything else."""

    kind: ClassVar[str] = "generic"
    resource: str
    location: str = ""


Place = (
    CodePlace
    | SecretPlace
    | IacPlace
    | PackagePlace
    | CloudPlace
    | WebPlace
    | NetworkPlace
    | HostPlace
    | GenericPlace
)


@dataclass(frozen=True, slots=True)
class ParsedFinding:
    """One finding as a report tells it. `severity` is mapped, `tool_severity` the tool's word."""

    rule_id: str
    title: str
    severity: SeverityWord
    place: Place
    tool_severity: str = ""
    description: str = ""
    remediation: str = ""
    cwe: tuple[str, ...] = ()
    cve: tuple[str, ...] = ()
    cvss: float | None = None
    attack_ids: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    evidence: Mapping[str, Any] = field(default_factory=dict)
    tool: str = ""  # set where one report holds several tools (SARIF)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record of the report that cannot become a finding: where it stands, and why."""

    position: str
    reason: str
    tool: str = ""  # of this record and the next two: as of a finding, "" for the whole report


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that the tool could not do: a file that does not parse, a host that is down.

    `outcome` is set where the problem alone decides the run (nothing was scanned); `hint` says
    what to do where the outcome's own words are too general.
    """

    message: str
    outcome: Outcome | None = None
    hint: str = ""
    tool: str = ""


@dataclass(frozen=True, slots=True)
class Examined:
    """What the tool says that it looked at: `count` of `what` (files, pages, ports, checks)."""

    what: str
    count: int
    tool: str = ""


@dataclass(frozen=True, slots=True)
class UnknownSeverity:
    """A severity word that the tool's table does not hold; its finding is kept as `info`."""

    word: str


Record = ParsedFinding | Rejected | Problem | Examined | UnknownSeverity


class UnreadableReport(Exception):
    """The report is not what the tool writes: `where` names the place, the message the fault."""

    def __init__(self, message: str, where: str = "") -> None:
        super().__init__(f"{message} ({where})" if where else message)
        self.where = where


# --- How a tool is started ----------------------------------------------------------------


@dataclass(frozen=True)
class Option:
    """One option of a tool, as its JSON schema and what it does.

    `selects` marks an option that narrows what is looked at: it belongs to the selection key.
    """

    name: str
    schema: Mapping[str, Any]
    help: str
    selects: bool = False


@dataclass(frozen=True)
class Job:
    """What a tool is asked to do. Paths are absolute.

    `locator` is the target as checked (path, URL, host); `secrets` are environment names and
    values, some of them paths of private files, and `masked` the values to mask wherever they
    appear; `work` is the run's private folder, into which reports go; `address` is the checked
    address of a network target; `cache` is the tool's own folder, which outlives the run.
    """

    target_kind: str
    locator: str
    work: Path
    options: Mapping[str, Any] = field(default_factory=dict)
    target_options: Mapping[str, Any] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    masked: tuple[str, ...] = field(default=(), repr=False)
    timeout_seconds: int = 3600
    address: str = ""
    cache: Path | None = None


@dataclass(frozen=True)
class Command:
    """An argument vector, without the binary, and where the report will be.

    `report` is a path below the job's work folder, or "stdout"; a pattern with `*` is of the JSON
    files that are gathered into one (`tooling.gathering`). `reads` are files and folders
    that the tool reads beside its target, such as rules that are shipped with us; `files` are
    texts that are written for it before it starts, readable by itself only, by their names in
    the work folder.
    """

    arguments: Sequence[str]
    report: str = "report.json"
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None
    reads: tuple[Path, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Progress:
    """How far the tool is: per cent (None: unknown) and a short sentence."""

    percent: int | None
    message: str = ""


@dataclass(frozen=True)
class Report:
    """What a run left behind. Of an import only `path` and `job` None.

    `path` is the report (absent: the tool wrote none); `stdout` and `stderr` hold text that is
    not the report.
    """

    path: Path | None
    job: Job | None = None
    stdout: Path | None = None
    stderr: Path | None = None


class ExitMeaning(StrEnum):
    """What an exit code says of a tool. OK codes still need a readable report."""

    CLEAN = "clean"
    FINDINGS = "findings"
    OK = "ok"  # the report tells whether there are findings
    PARTIAL = "partial"  # finished, with errors
    AUTH_FAILED = "auth_failed"
    PERMISSION_DENIED = "permission_denied"
    NETWORK = "network"
    BAD_ARGUMENTS = "bad_arguments"
    CRASHED = "crashed"


@dataclass(frozen=True)
class Pattern:
    """A line of stdout or stderr that tells an outcome; `fatal` even where a report exists."""

    regex: re.Pattern[str]
    outcome: Outcome
    fatal: bool = False


@dataclass(frozen=True)
class Sample:
    """The beginning of a file, as those see it who say whether they know it.

    `kind` is what the file is made of. Of JSON, also of JSON lines, `values` are the first
    scalar, or None for an object or list, at each path that the beginning holds ("results",
    "results/[]/check_id"); of XML `root` and `attributes` are those of the outermost element,
    `tags` all names seen; of CSV `header` are the columns, in lower case. `name` is the file's
    own name, which proves nothing.
    """

    kind: Literal["json", "xml", "csv", "text"]
    name: str = ""
    head: str = ""  # the first 64 KiB
    values: Mapping[str, Any] = field(default_factory=dict)
    root: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    tags: frozenset[str] = frozenset()
    header: tuple[str, ...] = ()

    def has(self, *paths: str) -> bool:
        """Whether a document, or an item of the list that the document is, has all `paths`."""
        return any(all(f"{at}{path}" in self.values for path in paths) for at in ("", "[]/"))

    def value(self, path: str) -> str:
        """The first text at `path`, of the document or of the items of its list; "" for none."""
        found = self.values.get(path, self.values.get(f"[]/{path}"))
        return found if isinstance(found, str) else ""

    def has_columns(self, *names: str) -> bool:
        """Whether it is CSV with all these columns."""
        return set(names) <= set(self.header)


class ReportFormat(ABC):
    """What reads one kind of report: a tool its own, a standard those of many tools."""

    name: ClassVar[str]
    title: ClassVar[str]
    homepage: ClassVar[str] = ""
    severities: ClassVar[Mapping[str, SeverityWord]] = {}

    def recognise(self, sample: Sample) -> str | None:
        """Why a file that begins so is a report of this kind, as a clause; None where it is not.

        "it has results[] with check_id and extra": what others' reports do not have together.
        """
        return None

    @abstractmethod
    def read(self, report: Report) -> Iterator[Record]:
        """The report as a stream of records, memory flat; raises `UnreadableReport`.

        What the tool could not do is a `Problem`, what it looked at an `Examined`: a report that
        examined nothing is never clean.
        """

    def severity(self, word: str | None) -> SeverityWord | None:
        """The mapped severity of the tool's own word, None where the table does not hold it."""
        return self.severities.get((word or "").strip().lower())


class Tool(ReportFormat):
    """One scanner. Subclasses set the attributes and write `command`, `read` and `recognise`."""

    binary: ClassVar[str]
    environment: ClassVar[str | None] = None  # name of the tool environment that provides it
    install_hint: ClassVar[str]
    accepts: ClassVar[frozenset[str]]
    family: ClassVar[str] = ""  # tools of one family share code fingerprints; default: the name
    options: ClassVar[tuple[Option, ...]] = ()
    exit_codes: ClassVar[Mapping[int, ExitMeaning]] = {0: ExitMeaning.OK, 1: ExitMeaning.OK}
    exit_codes_source: ClassVar[str] = ""
    patterns: ClassVar[tuple[Pattern, ...]] = ()
    version_arguments: ClassVar[Sequence[str]] = ("--version",)
    version_pattern: ClassVar[re.Pattern[str]] = re.compile(r"(\d+\.\d+(?:\.\d+)?)")
    version_environment: ClassVar[Mapping[str, str]] = {}
    probe_seconds: ClassVar[float | None] = None  # to tell its version, where health's is too short
    timeout_seconds: ClassVar[int] = 3600
    limits: ClassVar[Mapping[str, float]] = {}  # over those of `tooling.limits.DEFAULTS`
    max_runs: ClassVar[int | None] = None  # at once over all workers, of a heavy tool
    # Between TERM and KILL. A cancel is confirmed within three seconds: more needs its reason.
    grace_seconds: ClassVar[float] = 1.5
    grace_reason: ClassVar[str] = ""
    image: ClassVar[str] = ""  # for the container executor: pinned, and `binary` is in its PATH
    image_environment: ClassVar[Mapping[str, str]] = {}  # beside the command's own, in a container
    repeatable: ClassVar[bool] = True  # a lost run may be started again
    needs_credentials: ClassVar[bool] = False
    keeps_cache: ClassVar[bool] = False  # `job.cache` is made for it (`tooling.caches`)
    origin: ClassVar[Literal["recorded", "documentation"]] = "recorded"

    @abstractmethod
    def command(self, job: Job) -> Command:
        """The arguments for `job`, and where the report will be."""

    def takes(self, kind: str, locator: str) -> bool:
        """Whether it can scan that target; overridden where the kind alone does not tell."""
        return kind in self.accepts

    def progress(self, line: str) -> Progress | None:
        """The progress that a line of stdout or stderr tells, if any."""
        return None

    def follow(self, job: Job) -> Callable[[str], Progress | None]:
        """`progress` for one run; overridden where only lines taken together tell how far it is."""
        return self.progress

    def options_schema(self) -> dict[str, Any]:
        """JSON schema (draft 2020-12) of the tool's options."""
        return {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                option.name: {**option.schema, "description": option.help}
                for option in self.options
            },
        }

    def selection(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """The part of `options` that narrows what is looked at."""
        return {o.name: options[o.name] for o in self.options if o.selects and o.name in options}
