"""TruffleHog: keys and tokens of many hundred services in files, or in a repository's history."""

import json
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
    Place,
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
    items,
    lines,
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

FINISHED = "finished scanning"
# What a source calls the file, and what the file is in; proto/source_metadata.proto.
FILES = ("file", "filename", "path")
WITHOUT_FILE = (
    *("link", "repository", "issue", "page", "index", "project_name", "channel_name"),
    *("collection_name", "event_id", "hostname"),
)
STORES = ("bucket", "container", "image")
ABOUT = (
    *("commit", "repository", "timestamp", "layer", "tag", "link", "package", "project_name"),
    *("channel_name", "issue", "page", "space", "workspace_name", "collection_name"),
)
KEYS = frozenset({"DetectorName", "SourceMetadata", "reason", "stringsFound", "rule"})
MENDING = (
    "Revoke the secret, take it out of the file and its history, and read it from the environment "
    "or a secret store."
)


class Trufflehog(Tool):
    name = "trufflehog"
    title = "TruffleHog"
    binary = "trufflehog"
    homepage = "https://github.com/trufflesecurity/trufflehog"
    install_hint = (
        "put the released binary (github.com/trufflesecurity/trufflehog/releases) into PATH; the "
        "package truffleHog on PyPI is version 2, of 2021, and is not started"
    )
    accepts = frozenset({"repository", "iac"})
    image = "docker.io/trufflesecurity/trufflehog:3.90.5"
    origin = "documentation"
    options = (
        Option(
            "history",
            {"type": "boolean"},
            "Look at every commit of the git repository instead of the files as they are.",
            selects=True,
        ),
        Option(
            "verify",
            {"type": "boolean"},
            "Ask each service whether the secret is valid. This sends the secret there.",
        ),
        Option(
            "exclude_detectors",
            {
                "type": "array",
                "items": {"type": "string", "pattern": "^[A-Za-z0-9]{1,60}$"},
                "minItems": 1,
                "maxItems": 50,
                "uniqueItems": True,
                "examples": [["URI", "Box"]],
            },
            "Leave these detectors out.",
            selects=True,
        ),
    )
    exit_codes = {0: ExitMeaning.OK, 1: ExitMeaning.CRASHED, 183: ExitMeaning.FINDINGS}
    exit_codes_source = "README and main.go of TruffleHog 3: 183 with --fail, 1 for fatal errors"
    patterns = (
        Pattern(
            re.compile(r"trufflehog: error: (unknown|unexpected|expected|required)"),
            Outcome.BAD_ARGUMENTS,
        ),
        Pattern(re.compile(r"no such file or directory"), Outcome.BAD_ARGUMENTS),
    )
    # TruffleHog only tells whether the service took the secret. TruffleHog3 has words of its own.
    severities = {
        "verified": "critical",
        "unverified": "high",
        "high": "high",
        "medium": "medium",
        "low": "low",
    }
    # Version 2 has no such option, and is not taken for the tool.
    version_pattern = re.compile(r"^trufflehog (3\.\d+\.\d+)", re.MULTILINE)

    def command(self, job: Job) -> Command:
        """Its report, on stdout, holds the secrets: it has no option to mask them."""
        chosen = job.options
        source = ["filesystem", job.locator]
        if chosen.get("history"):
            source = ["git", Path(os.path.abspath(job.locator)).as_uri()]
        arguments = [*source, "--json", "--no-update", "--fail"]
        if not chosen.get("verify"):
            arguments.append("--no-verification")
        if "exclude_detectors" in chosen:
            arguments.append(f"--exclude-detectors={','.join(chosen['exclude_detectors'])}")
        return Command(arguments, report="stdout")

    def recognise(self, sample: Sample) -> str | None:
        if sample.has("DetectorName") and (sample.has("SourceMetadata") or sample.has("Raw")):
            return "its items have DetectorName and SourceMetadata"
        if sample.has("stringsFound", "reason"):
            return "its items have reason and stringsFound (TruffleHog 2)"
        if sample.has("rule/id", "rule/severity", "secret", "path"):
            return "its items have rule.severity, secret and path (TruffleHog3)"
        return None

    def read(self, report: Report) -> Iterator[Record]:
        """JSON lines, also with the lines of its log among them; a list; those of version 2."""
        found, told_of = 0, _is_empty(report)
        for position, raw in () if told_of else documents(report):
            told = mapping(raw)
            if "level" in told and "msg" in told:
                yield from _of_log(told, report)
            else:
                for one in record(self, position, raw, self._finding, report):
                    found += isinstance(one, ParsedFinding)
                    yield one
            told_of = told_of or "level" in told or not KEYS.isdisjoint(told)
        if not told_of and not _is_list(report):
            raise UnreadableReport("it holds neither findings nor a log", "the end")
        if report.stderr is None:
            return  # an import: nothing tells how much was read
        chunks: int | None = None
        for line in lines(report.stderr, 20_000):
            for one in _of_log(_logged(line), report):
                chunks = one.count if isinstance(one, Examined) else chunks
                yield one
        if chunks is None:
            raise UnreadableReport("its log does not tell that the scan finished", "the end")
        if not chunks and not found:
            yield nothing_examined("the target holds no file that can be read")

    def _finding(self, raw: Mapping[str, Any], report: Report) -> ParsedFinding:
        if "DetectorName" in raw or "SourceMetadata" in raw:
            return self._of_3(raw, report)
        if "reason" in raw or "stringsFound" in raw:
            return self._of_2(raw, report)
        if isinstance(raw.get("rule"), dict):
            return self._of_trufflehog3(raw, report)
        raise Malformed("it has no DetectorName, no reason and no rule")

    def _of_3(self, raw: Mapping[str, Any], report: Report) -> ParsedFinding:
        extra = mapping(raw.get("ExtraData"))
        name = text(raw.get("DetectorName")) or text(raw.get("DetectorType"))
        if not name:
            raise Malformed("DetectorName is missing")
        if own := text(extra.get("name"), 200):
            name = f"{name}:{own}" if name == "CustomRegex" else name
        said = text(raw.get("DetectorDescription"))
        word = "verified" if raw.get("Verified") is True else "unverified"
        secret = text(raw.get("Raw")) or text(raw.get("RawV2"))
        kind, source = _source(raw)
        links = texts([source.get("link"), extra.get("rotation_guide")])
        secrets = {secret, text(raw.get("RawV2")), text(raw.get("Redacted"))} - {""}
        told = {key: text(value, 500) for key, value in extra.items()}
        return ParsedFinding(
            rule_id=name,
            title=f"{name} secret" + (" that its service takes" if word == "verified" else ""),
            description=said,
            severity=self.severities[word],
            tool_severity=word,
            place=_place(kind, source, secret, report),
            remediation=MENDING,
            cwe=("CWE-798",),
            references=tuple(link for link in links if link.startswith(("http://", "https://"))),
            evidence=_without(
                {
                    "source": kind,
                    **{key: text(source.get(key), 500) for key in ABOUT},
                    "decoder": text(raw.get("DecoderName")),
                    "not_verified_because": text(raw.get("VerificationError"), 500),
                    **told,
                },
                secrets,
            ),
        )

    def _of_2(self, raw: Mapping[str, Any], report: Report) -> ParsedFinding:
        reason = text(raw.get("reason"))
        if not reason:
            raise Malformed("reason is missing")
        secrets = texts(raw.get("stringsFound"))
        guessed = reason.lower() == "high entropy"
        word = text(raw.get("severity"))  # of TruffleHog3 before version 3
        place = _place("Git", {"file": raw.get("path")}, "\n".join(secrets), report)
        if isinstance(place, GenericPlace):
            place = GenericPlace("repository", text(raw.get("commitHash")))
        return ParsedFinding(
            rule_id=reason,
            title=shortened(f"Secret: {reason}", 160),
            severity=self.severity(word) or ("medium" if guessed else "high"),
            tool_severity=word,
            place=place,
            remediation=MENDING,
            cwe=("CWE-798",),
            evidence=_without(
                {
                    "commit": text(raw.get("commitHash")),
                    "branch": text(raw.get("branch")),
                    "date": text(raw.get("date")),
                },
                set(secrets),
            ),
        )

    def _of_trufflehog3(self, raw: Mapping[str, Any], report: Report) -> ParsedFinding:
        rule = mapping(raw.get("rule"))
        said = text(rule.get("message"))
        name = text(rule.get("id")) or said
        if not name:
            raise Malformed("rule.id is missing")
        word, secret = text(rule.get("severity")), text(raw.get("secret"))
        source = {"file": raw.get("path"), "line": raw.get("line"), "commit": raw.get("commit")}
        return ParsedFinding(
            rule_id=name,
            title=shortened(said or name, 160),
            description=said,
            severity=self.severity(word) or "info",
            tool_severity=word,
            place=_place("Git", source, secret, report),
            remediation=MENDING,
            cwe=("CWE-798",),
            evidence=_without(
                {key: text(raw.get(key), 200) for key in ("commit", "branch", "date", "author")},
                {secret} - {""},
            ),
        )


def _source(raw: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """The kind of source ("Git") and what it tells; its metadata may be null."""
    data = mapping(mapping(raw.get("SourceMetadata")).get("Data"))
    kind = next((key for key, value in data.items() if isinstance(value, dict)), "")
    return kind or text(raw.get("SourceName")), mapping(data.get(kind))


def _place(kind: str, source: Mapping[str, Any], secret: str, report: Report) -> Place:
    path = next((told for name in FILES if (told := text(source.get(name)))), "")
    store = next((told for name in STORES if (told := text(source.get(name)))), "")
    if not path:  # a commit's message, or a source without files
        where = next((told for name in WITHOUT_FILE if (told := text(source.get(name)))), store)
        commit = text(source.get("commit"))
        if where and secret:
            return SecretPlace(path=where, line=number(source.get("line")) or None, secret=secret)
        return GenericPlace(where or kind or "unknown", commit)
    path = relative(path, report)
    return SecretPlace(
        path=f"{store}/{path.lstrip('/')}" if store else path,
        line=number(source.get("line")) or None,
        secret=secret,
    )


def _without(told: Mapping[str, str], secrets: set[str]) -> dict[str, str]:
    """What is told, but for what is empty or holds a secret."""
    return {
        key: value
        for key, value in told.items()
        if value and not any(secret in value for secret in secrets)
    }


def _logged(line: str) -> Mapping[str, Any]:
    try:
        return mapping(json.loads(line)) if line.startswith("{") else {}
    except ValueError:
        return {}


def _of_log(told: Mapping[str, Any], report: Report) -> Iterator[Record]:
    """What a line of its log says that it looked at, or could not."""
    message = text(told.get("msg"), 300)
    if message == FINISHED and (chunks := number(told.get("chunks"))) is not None:
        yield Examined("chunks", chunks)
    elif text(told.get("level")) in ("error", "fatal"):
        reasons = texts([told.get("error"), *items(told.get("errors"))])
        said = ": ".join([message, *(text(reason, 300) for reason in reasons)])
        missing = report.job and f"{report.job.locator}: no such file or directory" in said
        yield Problem(said, Outcome.BAD_ARGUMENTS if missing else None)


def _is_list(report: Report) -> bool:
    with opened(report) as file:
        return file.read(64).lstrip()[:1] == b"["


def _is_empty(report: Report) -> bool:
    """Whether a run, which writes a line a secret, wrote none."""
    path = report.path
    return bool(report.job and path and path.exists() and not path.stat().st_size)
