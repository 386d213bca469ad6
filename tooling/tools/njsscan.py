"""njsscan: insecure patterns in Node.js code and templates. It looks with a semgrep of its own."""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePath
from typing import Any

from tooling.base import (
    CodePlace,
    Command,
    Examined,
    ExitMeaning,
    GenericPlace,
    Job,
    Option,
    Outcome,
    ParsedFinding,
    Problem,
    Record,
    Report,
    Sample,
    Tool,
)
from tooling.reading import (
    cves,
    cwes,
    elements,
    items,
    mapping,
    nothing_examined,
    number,
    record,
    relative,
    shortened,
    text,
    texts,
)

RULES = Path(__file__).parent / "rules" / "njsscan" / "njsscan.yml"
# What it looks at and leaves out: njsscan/settings.py of 1.0.2, and the names of RULES. A file's
# path, below the target, is compared with `LEFT_OUT` as text, wherever that stands in it.
EXTENSIONS = frozenset(
    ".js .jsx .mjs .cjs .html .mustache .hbs .vue .hdbs .ejs .dust .json .tl .tpl .tmpl .pug .haml"
    " .ect .sh .yml .toml .jade".split()
)
LEFT_OUT = (
    *("__MACOSX", "node_modules", "bower_components", "fixtures", "jquery", "spec"),
    *("example", ".min.js", ".git", ".svn"),
)
NAMES_LEFT_OUT = frozenset(
    "jquery.js axios.js bootstrap-tour.js raphael-min.js react.js tinymce.js vue.js"
    " codemirror-compressed.js codemirror.js bootstrap.js angular.js react-dom.production.js"
    " react.production.js".split()
)
SECTIONS = ("nodejs", "templates", "results")


class Njsscan(Tool):
    name = "njsscan"
    title = "njsscan"
    binary = "njsscan"
    environment = "njsscan"
    homepage = "https://github.com/ajinabraham/njsscan"
    install_hint = "python3 -m tooling.environments install njsscan"
    accepts = frozenset({"repository"})
    limits = {"memory_bytes": 4_000_000_000}  # semgrep's jobs
    options = (
        Option(
            "missing_controls",
            {"type": "boolean"},
            "Report controls that no file has, such as a rate limit.",
            selects=True,
        ),
    )
    exit_codes = {
        0: ExitMeaning.OK,  # also where the path is missing
        1: ExitMeaning.OK,  # findings of severity ERROR, or something could not be looked at
        2: ExitMeaning.BAD_ARGUMENTS,
    }
    exit_codes_source = "njsscan/__main__.py of 1.0.2, and recorded"
    # njsscan/formatters/defectdojo.py, SEVERITY_MAPPING; for GitLab it calls ERROR critical.
    severities = {"error": "high", "warning": "medium", "info": "info"}
    version_pattern = re.compile(r"njsscan: v(\d+\.\d+\.\d+)")
    version_environment = {"SEMGREP_SEND_METRICS": "off"}

    def command(self, job: Job) -> Command:
        """Started inside the target: its folders' names would decide what is left out otherwise.

        semgrep is found because PATH begins with the folder of njsscan itself.
        """
        file = os.path.isfile(job.locator)
        root = os.path.dirname(job.locator) if file else job.locator
        arguments = ["--json", "-o", str(job.work / "report.json"), "-c", str(RULES)]
        if job.options.get("missing_controls"):
            arguments.append("--missing-controls")
        environment = {
            "SEMGREP_SEND_METRICS": "off",
            "SEMGREP_ENABLE_VERSION_CHECK": "0",
            "SEMGREP_SETTINGS_FILE": str(job.work / "semgrep-settings.yml"),
        }
        if not os.path.isdir(root):
            return Command([*arguments, job.locator], environment=environment, reads=(RULES,))
        what = f"./{os.path.basename(job.locator)}" if file else "."
        return Command(
            [*arguments, what], environment=environment, folder=Path(root), reads=(RULES,)
        )

    def recognise(self, sample: Sample) -> str | None:
        if sample.has("njsscan_version") or sample.has("nodejs", "templates"):
            return "it has nodejs and templates, or njsscan_version"
        if sample.has("mobsfscan_version", "results"):
            return "it has results and mobsfscan_version"
        return None

    def read(self, report: Report) -> Iterator[Record]:
        """Its report does not tell which files were looked at: they are counted in the target."""
        found = False
        for what, position, raw in elements(
            report, *(f"{name}/*" for name in SECTIONS), "errors/[]", required=SECTIONS
        ):
            if what == "errors/[]":
                yield _problem(raw, report)
                continue
            section, _, rule = position.partition(".")
            tool = "mobsfscan" if section == "results" else ""
            metadata = mapping(mapping(raw).get("metadata"))
            places = mapping(raw).get("files")
            given = items(places) if places else [raw if not isinstance(raw, dict) else {}]
            for index, place in enumerate(given):
                found = True
                at = f"{position}.files[{index}]" if places else position
                yield from record(self, at, place, self._finding, rule, metadata, tool, report)
        if report.job is None:
            return
        count = sum(1 for _ in looked_at(report.job.locator))
        yield Examined("files", count)
        if not count and not found:
            if not os.path.exists(report.job.locator):
                yield Problem("the target does not exist", Outcome.BAD_ARGUMENTS)
            yield nothing_examined("the target holds no JavaScript and no template")

    def _finding(
        self,
        raw: Mapping[str, Any],
        rule: str,
        metadata: Mapping[str, Any],
        tool: str,
        report: Report,
    ) -> ParsedFinding:
        said = text(metadata.get("description"))
        word = text(metadata.get("severity"))
        path = relative(text(raw.get("file_path")), report)
        lines = [number(line) or None for line in items(raw.get("match_lines"))] or [None]
        named = ("owasp-web", "owasp", "owasp-mobile", "masvs")
        links = texts([*items(metadata.get("references")), metadata.get("reference")])
        return ParsedFinding(
            rule_id=rule,
            title=shortened(re.split(r"(?<=[.!?])\s", said, maxsplit=1)[0].rstrip("."), 160)
            or rule,
            description=said,
            severity=self.severity(word) or "info",
            tool_severity=word,
            place=CodePlace(path, lines[0], lines[-1], text(raw.get("match_string")))
            if path
            else GenericPlace("application"),
            cwe=cwes(metadata.get("cwe")),
            cve=cves([said, *links]),
            references=tuple(link for link in links if link.startswith(("http://", "https://"))),
            tags=texts([metadata.get(name) for name in named]),
            evidence={"columns": items(raw.get("match_position"))[:2]}
            if raw.get("match_position")
            else {},
            tool=tool,
        )


def looked_at(locator: str) -> Iterator[str]:
    """Paths below the target of the files that njsscan looks at; links are not followed."""
    if os.path.isfile(locator) and not os.path.islink(locator):
        if _is_looked_at(os.path.basename(locator)):
            yield os.path.basename(locator)
        return
    for folder, _, names in os.walk(locator):
        for name in names:
            path = os.path.join(folder, name)
            below = os.path.relpath(path, locator)
            if _is_looked_at(below) and os.path.isfile(path) and not os.path.islink(path):
                yield below


def _is_looked_at(below: str) -> bool:
    name = PurePath(below)
    return (
        name.suffix.lower() in EXTENSIONS
        and name.name not in NAMES_LEFT_OUT
        and not any(part in name.as_posix() for part in LEFT_OUT)
    )


def _problem(raw: Any, report: Report) -> Problem:
    """An error of its own, or one of semgrep: text, or an object with message and path."""
    if not isinstance(raw, dict):
        said = text(raw, 500) or "an error without a message"
        if "semgrep not found" in said:
            return Problem(said, Outcome.NOT_INSTALLED, Njsscan.install_hint)
        return Problem(said)
    told = mapping(raw)
    said = (
        (text(told.get("message"), 500) or "an error without a message")
        .splitlines()[0]
        .rstrip(": ")
    )
    path = relative(text(told.get("path")), report)
    return Problem(f"{path}: {said}" if path and path not in said else said)
