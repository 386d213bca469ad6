"""Gitleaks: passwords, keys and tokens in files, or in the history of a git repository."""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tooling.base import (
    Command,
    Examined,
    ExitMeaning,
    GenericPlace,
    Job,
    Option,
    Outcome,
    ParsedFinding,
    Pattern,
    Problem,
    Record,
    Report,
    Sample,
    SecretPlace,
    Tool,
    UnreadableReport,
)
from tooling.reading import (
    Malformed,
    documents,
    elements,
    lines,
    mapping,
    nothing_examined,
    number,
    opened,
    record,
    relative,
    rows,
    shortened,
    text,
    texts,
)

RULES = Path(__file__).parent / "rules" / "gitleaks" / "gitleaks.toml"
# What gitleaks gives git itself, and that a converter named by the target's own .git/config is
# not started.
GIT_LOG = "--full-history --all --diff-filter=tuxdb --no-textconv --no-ext-diff"
SCANNED = re.compile(r"\bINF scanned ~(\d+) bytes")
HIDDEN = re.compile(r"\bDBG skipping finding: (?:global|commit)? ?fingerprint")
NO_REPOSITORY = re.compile(r"\bfatal: not a git repository")
UNREAD = re.compile(r"\b(?:ERR|WRN) (?!leaks found)(.+)")
NO_SECRET = re.compile(r"REDACT(ED)?|.*\.\.\.", re.DOTALL)  # `--redact=20` leaves a beginning
# Gitleaks grades nothing. Its rules are shapes of known keys, but for this one, which is entropy
# beside a telling name. The words are ours.
UNCERTAIN = frozenset({"generic-api-key", "generic api key", "generic credential"})


class Gitleaks(Tool):
    name = "gitleaks"
    title = "Gitleaks"
    binary = "gitleaks"
    environment = "gitleaks"
    homepage = "https://github.com/gitleaks/gitleaks"
    install_hint = (
        "put the released binary (github.com/gitleaks/gitleaks/releases) into PATH; or, a third "
        "party's package of it: python3 -m tooling.environments install gitleaks"
    )
    accepts = frozenset({"repository", "iac"})
    image = "docker.io/zricethezav/gitleaks:v8.30.1"
    options = (
        Option(
            "history",
            {"type": "boolean"},
            "Look at every commit of the git repository instead of the files as they are.",
            selects=True,
        ),
        Option(
            "max_target_megabytes",
            {"type": "integer", "minimum": 1, "maximum": 10_000},
            "Files larger than this are not looked at.",
            selects=True,
        ),
        Option(
            "max_archive_depth",
            {"type": "integer", "minimum": 1, "maximum": 8},
            "Look into archives, and archives in them, this deep. Default: not at all.",
            selects=True,
        ),
        Option("ignore_allow", {"type": "boolean"}, "Report lines marked gitleaks:allow too."),
    )
    exit_codes = {
        0: ExitMeaning.OK,
        1: ExitMeaning.CRASHED,  # any error; leaks are told by 42, which --exit-code asks for
        42: ExitMeaning.FINDINGS,
        126: ExitMeaning.BAD_ARGUMENTS,
    }
    exit_codes_source = "README of gitleaks, exit codes, and recorded with 8.30.1"
    patterns = (
        Pattern(re.compile(r"\bunknown (shorthand )?flag: "), Outcome.BAD_ARGUMENTS),
        Pattern(re.compile(r"\bFTL\b.*no such file or directory"), Outcome.BAD_ARGUMENTS),
        Pattern(re.compile(r"\bFTL\b.*permission denied"), Outcome.PERMISSION_DENIED),
    )
    version_arguments = ("version",)
    version_pattern = re.compile(r"^v?(\d+\.\d+\.\d+)\s*$", re.MULTILINE)

    def command(self, job: Job) -> Command:
        """`--config` and `-i`, or the target's own `.gitleaks.toml` would replace the rules.

        Of a `.gitleaksignore` in the target only the log tells (`--log-level debug`).
        """
        chosen = job.options
        arguments = ["git" if chosen.get("history") else "dir", job.locator]
        arguments += ["--config", str(RULES), "--gitleaks-ignore-path", os.devnull]
        arguments += ["--report-format", "json", "--report-path", str(job.work / "report.json")]
        arguments += ["--no-banner", "--no-color", "--log-level", "debug"]
        arguments += ["--redact", "--exit-code", "42"]
        if chosen.get("history"):
            arguments.append(f"--log-opts={GIT_LOG}")
        for name in ("max_target_megabytes", "max_archive_depth"):
            if name in chosen:
                arguments.append(f"--{name.replace('_', '-')}={chosen[name]}")
        if chosen.get("ignore_allow"):
            arguments.append("--ignore-gitleaks-allow")
        return Command(arguments, reads=(RULES,))

    def recognise(self, sample: Sample) -> str | None:
        if sample.has("RuleID", "Commit", "File") and (sample.has("Secret") or sample.has("Match")):
            return "its items have RuleID, Secret, File and Commit"
        if sample.has("offender", "commit", "file"):
            return "its items have offender, commit and file (gitleaks before 8)"
        if sample.has_columns("ruleid", "commit", "file", "secret", "startline"):
            return "its columns are RuleID, Commit, File, Secret and StartLine"
        return None

    def read(self, report: Report) -> Iterator[Record]:
        found = 0
        for position, raw in _items(report):
            found += 1
            yield from record(self, position, raw, self._finding, report)
        if report.stderr is None:
            return  # an import: nothing tells how much was read
        size = hidden = 0
        for line in lines(report.stderr):
            if told := SCANNED.search(line):
                size = int(told[1])
            elif HIDDEN.search(line):
                hidden += 1
            elif told := UNREAD.search(line):
                yield _problem(told[1], report)
        if hidden:
            yield Problem(f"{hidden} findings are hidden by the target's own .gitleaksignore")
        yield Examined("bytes", size)
        if not size and not found:
            yield nothing_examined("the target holds no file that can be read")

    def _finding(self, raw: Mapping[str, Any], report: Report) -> ParsedFinding:
        """Names of 8 first, then those of 2 to 7, then those of CSV, which are in lower case."""
        said = _first(raw, "Description", "info")
        rule = _first(raw, "RuleID", "rule", "reason", "ruleid") or said
        if not rule:
            raise Malformed("RuleID is missing")
        secret = _first(raw, "Secret", "offender", "secret")
        path = relative(_first(raw, "File", "file"), report)
        commit = _first(raw, "Commit", "commit")
        line = number(_first(raw, "StartLine", "lineNumber", "startline")) or None
        told = {
            "commit": commit,
            "author": _first(raw, "Author", "author"),
            "date": _first(raw, "Date", "date"),
            "entropy": _first(raw, "Entropy", "offenderEntropy"),
            "fingerprint": _first(raw, "Fingerprint", "fingerprint"),
            "link_to": _first(raw, "SymlinkFile", "symlinkfile"),
            "repository": _first(raw, "repo"),
        }
        tags = raw.get("Tags", raw.get("tags"))
        links = texts([_first(raw, "Link", "leakURL")])
        return ParsedFinding(
            rule_id=rule,
            title=shortened(said.split(", ")[0], 160).rstrip(".")
            or shortened(f"Secret: {rule}", 160),
            description=said,
            severity="medium" if rule.lower() in UNCERTAIN else "high",
            place=SecretPlace(
                path=path, line=line, secret="" if NO_SECRET.fullmatch(secret) else secret
            )
            if path
            else GenericPlace(_first(raw, "repo", "repoURL") or "repository", commit),
            remediation="Revoke the secret, take it out of the file and its history, and read it "
            "from the environment or a secret store.",
            cwe=("CWE-798",),
            references=tuple(link for link in links if link.startswith(("http://", "https://"))),
            tags=texts(re.split(r"[, ]+", tags)) if isinstance(tags, str) else texts(tags),
            evidence={name: value for name, value in told.items() if value},
        )


def _problem(said: str, report: Report) -> Problem:
    """What the log warns of. A missing target is exit 0 and an empty list, and so is the history
    of what is no repository."""
    root = report.job.locator.rstrip("/") if report.job else ""
    if NO_REPOSITORY.search(said):
        return Problem("the target is not a git repository", Outcome.BAD_ARGUMENTS)
    if root and said.endswith(f'no such file or directory" path={root}'):
        return Problem("the target does not exist", Outcome.BAD_ARGUMENTS)
    return Problem(text(said.replace(f"{root}/", "") if root else said, 300))


def _items(report: Report) -> Iterator[tuple[str, Any]]:
    """The findings of a JSON list, of `null`, which gitleaks 7 wrote for none, or of CSV."""
    with opened(report) as file:
        head = file.read(64).strip()
    if head == b"null":
        return
    if head.lower().startswith((b"ruleid,", b'"ruleid"')):
        yield from rows(report)
    elif head.startswith(b"["):
        for _, position, raw in elements(report, "[]"):
            yield position, raw
    elif head.startswith(b"{"):
        yield from _one_a_line(report)
    else:
        raise UnreadableReport("it is no list of findings", "the start")


def _one_a_line(report: Report) -> Iterator[tuple[str, Any]]:
    """A finding by itself, or one a line: what others make of the list."""
    known = False
    for position, raw in documents(report):
        known = known or not {"RuleID", "rule", "offender"}.isdisjoint(mapping(raw))
        if not known:
            raise UnreadableReport("it is no list of findings", position)
        yield position, raw


def _first(raw: Mapping[str, Any], *names: str) -> str:
    """The first text under one of `names`, "" for none."""
    return next((found for name in names if (found := text(raw.get(name)))), "")
