"""Parliament: mistakes and risks in AWS policies that are kept as JSON files."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tooling.base import (
    Command,
    Examined,
    ExitMeaning,
    GenericPlace,
    IacPlace,
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
    record,
    relative,
    text,
    texts,
)

SEVERITIES = ("INFO", "LOW", "MEDIUM", "HIGH", "CRITICAL")
NEVER_SCANNED = (".git", "node_modules", ".terraform")
FOUND = re.compile(r"^Found file (.+)$")
SKIPPED = re.compile(r' matches exclude pattern "')
# Of a file that it could not judge, parliament says so in a finding.
NOT_JUDGED = {"MALFORMED_JSON", "EXCEPTION"}
LONGEST_ADDRESS = 500


class Parliament(Tool):
    name = "parliament"
    title = "Parliament"
    binary = "parliament"
    environment = "policies"
    homepage = "https://github.com/duo-labs/parliament"
    install_hint = "python3 -m tooling.environments install policies"
    accepts = frozenset({"repository", "iac"})
    options = (
        Option(
            "extension",
            {
                "type": "string",
                "pattern": r"^\.?[A-Za-z0-9][A-Za-z0-9._-]{0,59}$",
                "examples": [".policy.json"],
            },
            "Files whose names end so are policies, such as `.policy.json`. Default json.",
            selects=True,
        ),
        Option(
            "exclude",
            {
                "type": "array",
                "items": {"type": "string", "pattern": r"^[A-Za-z0-9._][A-Za-z0-9._ -]{0,99}$"},
                "minItems": 1,
                "maxItems": 50,
                "uniqueItems": True,
                "examples": [["tests", "package.json"]],
            },
            "Names of folders and files that are not looked at, wherever they are.",
            selects=True,
        ),
        Option(
            "severity",
            {"type": "string", "enum": [word.lower() for word in SEVERITIES]},
            "Report this severity and above. Default low.",
            selects=True,
        ),
        Option(
            "without_community",
            {"type": "boolean"},
            "Leave out the community's rules: privilege escalation, exposed credentials, "
            "management of permissions. Without them `*` on `*` is no finding.",
            selects=True,
        ),
    )
    exit_codes = {
        0: ExitMeaning.OK,  # also where the folder does not exist
        1: ExitMeaning.OK,  # findings, or a traceback: then it has told of no file at all
        2: ExitMeaning.BAD_ARGUMENTS,
    }
    exit_codes_source = "parliament/cli.py of 1.6.4, and recorded"
    patterns = (
        Pattern(re.compile(r"^(?:usage: )?parliament: error: "), Outcome.BAD_ARGUMENTS),
        Pattern(re.compile(r"^(?:\w+\.)*\w+(?:Error|Exception): .+"), Outcome.CRASHED, fatal=True),
    )
    # parliament/config.yaml; MUTE is never printed.
    severities = {
        "critical": "critical",
        "high": "high",
        "medium": "medium",
        "low": "low",
        "info": "info",
        "mute": "info",
    }
    version_pattern = re.compile(r"^parliament (\d+\.\d+\.\d+)", re.MULTILINE)

    def command(self, job: Job) -> Command:
        """`--directory`, since `--file` is refused where standard input is no terminal; `-v`, since
        only `Found file` on stderr tells that anything was read.

        It always writes its arguments to /tmp/parliament.log, and dies where it may not.
        """
        chosen = job.options
        arguments = ["--directory", job.locator, "--json", "-v"]
        arguments += [f"--include_policy_extension={chosen.get('extension', 'json')}"]
        names = "|".join(map(re.escape, (*NEVER_SCANNED, *chosen.get("exclude", ()))))
        root = re.escape(job.locator.rstrip("/"))
        arguments += [f"--exclude_pattern={root}/(?:.*/)?(?:{names})(?:/.*)?$"]
        if "severity" in chosen:
            arguments.append(f"--minimum_severity={chosen['severity'].upper()}")
        if not chosen.get("without_community"):
            arguments.append("--include-community-auditors")
        return Command(arguments, report="stdout")

    def progress(self, line: str) -> Progress | None:
        found = FOUND.search(line)
        return Progress(None, found[1][-120:]) if found and not SKIPPED.search(line) else None

    def recognise(self, sample: Sample) -> str | None:
        if sample.has("issue", "title", "severity", "detail", "location"):
            return "it has records with issue, title, severity, detail and location"
        return None

    def read(self, report: Report) -> Iterator[Record]:
        """JSON lines. Nothing at all is what it writes where it found nothing."""
        files = sum(bool(self.progress(line)) for line in lines(report.stderr))
        if files and report.path is not None and not report.path.stat().st_size:
            yield Examined("files", files)
            return
        found: set[str] = set()
        if files or report.stderr is None or report.path is None or report.path.stat().st_size:
            known = False
            for position, raw in documents(report):
                known = known or bool({"issue", "title"} & set(mapping(raw)))
                yield from record(self, position, raw, self._finding, report)
                raw = mapping(raw)
                found.add(text(mapping(raw.get("location")).get("filepath")))
                if text(raw.get("issue")) in NOT_JUDGED:
                    yield Problem(f"a file was not judged: {text(raw.get('detail'), 300)}")
            if not known:
                raise UnreadableReport("it is not a report of Parliament", "the end")
        yield Examined("files", files or len(found))
        if report.job is not None and not files and not found:
            yield nothing_examined("no file with that extension, or no such folder")

    def _finding(self, raw: Mapping[str, Any], report: Report) -> ParsedFinding:
        word, issue = text(raw.get("severity")), text(raw.get("issue"))
        title = text(raw.get("title")).rstrip(". ")
        if not issue and not title:
            raise Malformed("issue and title are missing")
        where = mapping(raw.get("location"))
        detail = _told(raw.get("detail"))
        path = relative(text(where.get("filepath")), report)
        address = next(filter(None, (_told(where.get(key)) for key in ("string", "type"))), "")
        address = (address or _told(where.get("actions")) or detail)[:LONGEST_ADDRESS]
        line = number(where.get("line")) or number(where.get("lineno"))
        return ParsedFinding(
            rule_id=issue or title,
            title=title or issue,
            description="\n".join(texts([raw.get("description"), detail])),
            severity=self.severity(word) or "info",
            tool_severity=word,
            # Of a file that is not JSON, its name is not told.
            place=IacPlace(path, address, line=line)
            if path
            else GenericPlace("a policy whose file is not named", address),
            tags=("aws", "iam"),
            evidence={
                name: _told(where.get(name), 4000)
                for name in ("string", "type", "actions")
                if where.get(name)
            },
        )


def _told(value: Any, limit: int = 2000) -> str:
    """A text, or the texts of a list; of objects their values, such as an action and its ARN."""
    parts: list[str] = []
    for one in items(value) or [value]:
        parts += (
            [f"{k}: {text(v)}" for k, v in one.items()] if isinstance(one, dict) else [text(one)]
        )
    return ", ".join(texts(parts))[:limit]
