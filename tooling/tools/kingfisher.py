"""Kingfisher: passwords, keys and tokens in files, or in the history of a git repository."""

import os
import re
from collections.abc import Iterator, Mapping
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
    Progress,
    Record,
    Rejected,
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
    items,
    mapping,
    nothing_examined,
    number,
    opened,
    record,
    relative,
    shortened,
    text,
    texts,
)

ENVELOPE = re.compile(rb'\{\s*"findings"\s*:\s*\[')
RULES = re.compile(r"rule_loader: Loaded (\d+) rules")
SCANNED_WHOLE = frozenset({"completed", "succeeded", "not_applicable", ""})
SUMMARY_BYTES = 1 << 20
PARTS = ("findings/[]", "audit", "metadata/summary", "blobs_scanned")


class Kingfisher(Tool):
    name = "kingfisher"
    title = "Kingfisher"
    binary = "kingfisher"
    environment = "secrets"
    homepage = "https://github.com/mongodb/kingfisher"
    install_hint = "python3 -m tooling.environments install secrets"
    accepts = frozenset({"repository", "iac"})
    options = (
        Option(
            "history",
            {"type": "boolean"},
            "Look at every commit of git repositories instead of the files as they are.",
            selects=True,
        ),
        Option(
            "confidence",
            {"type": "string", "enum": ["low", "medium", "high"]},
            "Report this confidence and above. Default medium.",
            selects=True,
        ),
        Option(
            "max_file_megabytes",
            {"type": "integer", "minimum": 1, "maximum": 10_000},
            "Files larger than this are not looked at. Default 256.",
            selects=True,
        ),
        Option("ignore_directives", {"type": "boolean"}, "Report lines marked to be ignored too."),
    )
    keeps_cache = True
    exit_codes = {
        0: ExitMeaning.OK,
        1: ExitMeaning.CRASHED,
        2: ExitMeaning.BAD_ARGUMENTS,
        200: ExitMeaning.FINDINGS,
        205: ExitMeaning.FINDINGS,  # some are valid; never with --no-validate
    }
    exit_codes_source = "docs/USAGE.md of Kingfisher, exit codes, and recorded with 2.14.0"
    patterns = (
        Pattern(
            re.compile(r"unrecognized scan target or path does not exist"), Outcome.BAD_ARGUMENTS
        ),
    )
    # Kingfisher tells how sure it is of a rule, not how bad it is; a key that its provider takes
    # is critical, one that it refuses low.
    severities = {"high": "high", "medium": "medium", "low": "low"}
    version_pattern = re.compile(r"^kingfisher (\d+\.\d+\.\d+)", re.MULTILINE)

    def command(self, job: Job) -> Command:
        """`--no-validate`: it would send each secret to its provider. `--no-dedup`: of a secret
        in several files it would tell one."""
        chosen = job.options
        arguments = ["scan", job.locator, "--no-validate", "--no-update-check", "--redact"]
        arguments += ["--no-dedup", "--git-history", "full" if chosen.get("history") else "none"]
        if "confidence" in chosen:
            arguments += ["--confidence", chosen["confidence"]]
        if "max_file_megabytes" in chosen:
            arguments += ["--max-file-size", str(chosen["max_file_megabytes"])]
        if chosen.get("ignore_directives"):
            arguments.append("--no-ignore")
        # Its thousand rules, compiled: three of the four seconds that a small scan takes.
        environment = {"KF_RULE_CACHE_DIR": str(job.cache)} if job.cache else {}
        arguments += ["-f", "json", "-o", str(job.work / "report.json")]
        return Command(arguments, environment=environment)

    def progress(self, line: str) -> Progress | None:
        found = RULES.search(line)
        return Progress(None, f"{found[1]} rules") if found else None

    def recognise(self, sample: Sample) -> str | None:
        if sample.has("findings/[]/rule", "findings/[]/finding"):
            return "its findings[] have rule and finding"
        if sample.has("rule/id", "finding/fingerprint"):
            return "its items have rule.id and finding.fingerprint"
        if "kingfisher" in sample.value("audit/schema"):
            return "its audit.schema is kingfisher's"
        if sample.has("metadata/kingfisher_version") or sample.has("kingfisher/version_used"):
            return "it tells kingfisher's version"
        return None

    def read(self, report: Report) -> Iterator[Record]:
        """The JSON report; JSON with the summary behind it, as on stdout; or JSON lines."""
        blobs: int | None = None
        known = False
        for what, position, raw in _parts(report):
            if what == "findings/[]":
                known = True
                yield from record(self, position, raw, self._finding, report)
            elif what == "audit":
                known = True
                yield from _unscanned(mapping(raw))
            elif what in ("metadata/summary", "blobs_scanned"):
                known = True
                count = mapping(raw).get("blobs_scanned") if isinstance(raw, dict) else raw
                blobs = number(count) if blobs is None else blobs
            elif what == "findings":
                known = True
            else:
                yield Rejected(position, "it is neither a finding nor a summary")
        if not known:
            raise UnreadableReport("it holds no findings", "the end")
        if blobs is not None:
            yield Examined("files", blobs)
            if not blobs:
                yield nothing_examined("the target holds no file that can be read")

    def _finding(self, raw: Mapping[str, Any], report: Report) -> ParsedFinding:
        rule, told = mapping(raw.get("rule")), mapping(raw.get("finding"))
        said = text(rule.get("description"))
        name = text(rule.get("id")) or text(rule.get("name"))
        if not name:
            raise Malformed("rule.id is missing")
        validation = mapping(told.get("validation"))
        status = text(validation.get("status"))
        outcome = text(validation.get("outcome")) or status.lower().replace(" ", "_")
        word = text(told.get("confidence"))
        severity = self.severity(word) or "info"
        if outcome in ("verified_active", "active_credential"):
            severity = "critical"
        elif outcome in ("verified_inactive", "inactive_credential"):
            severity = "low"
        git = mapping(told.get("git_metadata"))
        commit, file = mapping(git.get("commit")), mapping(git.get("file"))
        path = relative(text(told.get("path")) or text(file.get("path")), report)
        secret = text(told.get("snippet"))
        links = texts([file.get("url"), commit.get("url")])
        evidence = {
            "confidence": word,
            "entropy": text(told.get("entropy")),
            "validation": status,
            "fingerprint": text(told.get("fingerprint")),
            "language": text(told.get("language")).replace("Unknown", ""),
            "commit": text(commit.get("id")),
            "date": text(commit.get("date")),
            "author": text(mapping(commit.get("author")).get("name")),
        }
        return ParsedFinding(
            rule_id=name,
            title=shortened(said.split(", ")[0], 160).rstrip(".")
            or text(rule.get("name"), 160)
            or name,
            description=said,
            severity=severity,
            tool_severity=word,
            place=SecretPlace(
                path=path,
                line=number(told.get("line")) or None,
                secret="" if "[REDACTED" in secret else secret,
            )
            if path
            else GenericPlace(text(git.get("repository_url")) or "unknown file"),
            remediation="Revoke the secret, take it out of the file and its history, and read it "
            "from the environment or a secret store.",
            cwe=("CWE-798",),
            references=tuple(link for link in links if link.startswith(("http://", "https://"))),
            evidence={key: value for key, value in evidence.items() if value},
        )


def _parts(report: Report) -> Iterator[tuple[str, str, Any]]:
    """What the report is made of, whichever of its three shapes it has."""
    with opened(report) as file:
        is_envelope = ENVELOPE.match(file.read(4096).lstrip()) is not None
    if is_envelope and not _is_followed(report):
        yield from elements(report, *PARTS, required=("findings",))
        yield "findings", "", None
        return
    for position, raw in documents(report):
        told = mapping(raw)
        if isinstance(raw, Rejected) or "rule" in told or "finding" in told:
            yield "findings/[]", position, raw
            continue
        parts = [("audit", told.get("audit")), ("blobs_scanned", told.get("blobs_scanned"))]
        parts.append(("metadata/summary", mapping(told.get("metadata")).get("summary")))
        if "findings" in told:
            parts.append(("findings", None))
        told_of = [(name, part) for name, part in parts if part is not None or name == "findings"]
        for name, part in told_of:
            yield name, position, part
        for place, one in enumerate(items(told.get("findings"))):
            yield "findings/[]", f"{position}.findings[{place}]", one
        if not told_of:
            yield "", position, raw


def _is_followed(report: Report) -> bool:
    """Whether a summary stands behind the report on a line of its own: what stdout holds."""
    with opened(report) as file:
        size = file.seek(0, os.SEEK_END) if file.seekable() else 0
        file.seek(max(0, size - SUMMARY_BYTES)) if size else None
        tail = file.read(SUMMARY_BYTES).rstrip().rpartition(b"\n")[2]
    return tail.startswith(b'{"findings":') and b'"scan_date"' in tail


def _unscanned(audit: Mapping[str, Any]) -> Iterator[Problem]:
    """What the audit of the run says that was not read to its end."""
    for one in items(audit.get("repositories")):
        for step in ("fetch", "scan"):
            told = mapping(mapping(one).get(step))
            status = text(told.get("status"))
            if status not in SCANNED_WHOLE:
                why = text(told.get("error"), 300)
                yield Problem(f"{step} {status}" + (f": {why}" if why else ""))
