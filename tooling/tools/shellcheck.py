"""ShellCheck: mistakes in shell scripts."""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

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
    Pattern,
    Problem,
    Record,
    Report,
    Sample,
    Tool,
)
from tooling.reading import (
    Malformed,
    elements,
    mapping,
    nothing_examined,
    number,
    opened,
    record,
    relative,
    shortened,
    source,
    text,
    xml_elements,
)

SUFFIXES = frozenset({".sh", ".bash", ".dash", ".ksh", ".bats"})
SHEBANG = re.compile(rb"#!\s*(?:\S*/)?(?:env\s+(?:-\S+\s+)*)?(?:ba|da|k|a)?sh(?:\s|$)")
OWN_FOLDERS = frozenset({".git", ".hg", ".svn"})
MOST_ARGUMENT_BYTES = 1_000_000  # of the two million that the kernel takes, with the environment
# Codes that say that ShellCheck could not look, not that a script is wrong: another dialect, and
# a syntax that it cannot read past.
NOT_LOOKED_AT = frozenset({"SC1071"})
BROKEN_OFF = frozenset({"SC1072", "SC1073", "SC1088", "SC1089"})


class Shellcheck(Tool):
    name = "shellcheck"
    title = "ShellCheck"
    binary = "shellcheck"
    homepage = "https://www.shellcheck.net/"
    install_hint = "apt-get install --no-install-recommends shellcheck"
    accepts = frozenset({"repository"})
    image = "docker.io/koalaman/shellcheck:v0.9.0"
    options = (
        Option(
            "severity",
            {"type": "string", "enum": ["error", "warning", "info", "style"]},
            "Report this severity and above.",
            selects=True,
        ),
        Option(
            "exclude",
            {
                "type": "array",
                "items": {"type": "string", "pattern": "^SC[23][0-9]{3}$"},  # not: unreadable
                "minItems": 1,
                "maxItems": 100,
                "uniqueItems": True,
                "examples": [["SC2086"]],
            },
            "Leave these checks out.",
            selects=True,
        ),
    )
    exit_codes = {
        0: ExitMeaning.OK,
        1: ExitMeaning.FINDINGS,
        2: ExitMeaning.PARTIAL,  # a file could not be read; the others were looked at
        3: ExitMeaning.BAD_ARGUMENTS,
        4: ExitMeaning.BAD_ARGUMENTS,
    }
    exit_codes_source = "shellcheck(1), return values, and recorded with 0.9.0"
    patterns = (Pattern(re.compile(r"unrecognized option|^No files"), Outcome.BAD_ARGUMENTS),)
    # Its words speak of correctness, not of security. The table is ours.
    severities = {"error": "medium", "warning": "low", "info": "info", "style": "info"}
    version_pattern = re.compile(r"^version: (\d+\.\d+\.\d+)", re.MULTILINE)

    def command(self, job: Job) -> Command:
        """Checkstyle, since of its formats only that one names the files with nothing to report.

        `--norc`: a `.shellcheckrc` of the target would leave checks out. Without any script it is
        given its empty standard input, which is not counted; it refuses to be given nothing.
        """
        chosen = job.options
        arguments = ["--norc", "--format=checkstyle"]
        if "severity" in chosen:
            arguments.append(f"--severity={chosen['severity']}")
        if "exclude" in chosen:
            arguments.append(f"--exclude={','.join(chosen['exclude'])}")
        found, _ = fitting(scripts(job.locator))
        root = os.path.dirname(job.locator) if os.path.isfile(job.locator) else job.locator
        return Command(
            [*arguments, *(["--", *found] if found else ["--shell=sh", "-"])],
            report="stdout",
            folder=Path(root) if found else None,
        )

    def recognise(self, sample: Sample) -> str | None:
        if sample.root == "checkstyle" and "ShellCheck" in sample.head:
            return "it is checkstyle, and its sources are ShellCheck's"
        names = ("file", "line", "level", "code", "message")
        if sample.has(*names, "fix") or sample.has(*names, "endColumn"):
            return "its items have file, line, level, code and message"
        if sample.has(*(f"comments/[]/{name}" for name in names)):
            return "its comments[] have file, line, level, code and message"
        return None

    def read(self, report: Report) -> Iterator[Record]:
        """Checkstyle, or JSON as a list (json) or under `comments` (json1)."""
        with opened(report) as file:
            begins = file.read(4096).lstrip()[:1]
        if begins != b"<":
            yield from self._read_json(report, is_list=begins == b"[")
            return
        files = 0
        # The file's element is freed when the next one comes: with all of its errors.
        for _, position, element in xml_elements(report, "file", roots=("checkstyle",)):
            name = text(element.get("name"))
            looked = name not in ("", "-")
            for index, error in enumerate(element.iter("error")):
                at = f"{position}.error[{index}]"
                raw = _from_checkstyle(error, name)
                looked = looked and raw["code"] not in ("", *NOT_LOOKED_AT)
                if raw["code"]:
                    yield from self._told(at, raw, report)
                else:  # it could not open the file
                    yield Problem(text(raw["message"], 300) or f"{name}: it was not read")
            files += looked
        if report.job is None:
            return
        yield Examined("files", files)
        _, missed = fitting(scripts(report.job.locator))
        if missed:
            yield Problem(f"{missed} scripts were not looked at: too many for one run")
        if not files and not os.path.exists(report.job.locator):
            yield Problem("the target does not exist", Outcome.BAD_ARGUMENTS)
        if not files:
            yield nothing_examined("the target holds no shell script that can be read")

    def _read_json(self, report: Report, is_list: bool) -> Iterator[Record]:
        patterns = ("[]",) if is_list else ("comments/[]",)
        required = () if is_list else ("comments",)
        for _, position, raw in elements(report, *patterns, required=required):
            yield from self._told(position, raw, report)

    def _told(self, position: str, raw: Any, report: Report) -> Iterator[Record]:
        """A finding; and a problem as well where ShellCheck says that it could not look."""
        told = mapping(raw)
        code = _code(told.get("code"))
        if code in NOT_LOOKED_AT | BROKEN_OFF:
            path = relative(text(told.get("file")), report)
            yield Problem(f"{path}: {text(told.get('message'), 300)}")
        yield from record(self, position, raw, self._finding, report)

    def _finding(self, raw: Mapping[str, Any], report: Report) -> ParsedFinding:
        code, said = _code(raw.get("code")), text(raw.get("message"))
        word = text(raw.get("level"))
        first = number(raw.get("line")) or None
        last = number(raw.get("endLine")) or first
        path = relative(text(raw.get("file")), report)
        if not code and not said:
            raise Malformed("code and message are missing")
        column = number(raw.get("column"))
        return ParsedFinding(
            rule_id=code or "shellcheck",
            title=shortened(
                re.split(r"(?<=[.!?])\s(?=[A-Z])", said, maxsplit=1)[0].rstrip("."), 160
            )
            or code,
            description=said,
            severity=self.severity(word) or "info",
            tool_severity=word,
            place=CodePlace(path, first, last, source(report, path, first, last))
            if path
            else GenericPlace("a file without a name", said),
            references=(f"https://www.shellcheck.net/wiki/{code}",) if code else (),
            evidence={"column": column} if column else {},
        )


def _from_checkstyle(error: Element, file: str) -> dict[str, Any]:
    """A checkstyle error under the names of JSON. Its source is "ShellCheck" alone where a file
    could not be read."""
    return {
        "file": file,
        "line": error.get("line"),
        "column": error.get("column"),
        "level": error.get("severity"),
        "code": text(error.get("source")).rpartition("ShellCheck.")[2].replace("ShellCheck", ""),
        "message": error.get("message"),
    }


def _code(value: Any) -> str:
    """`SC2086`, of that or of the number alone."""
    plain = number(value)
    return f"SC{plain}" if plain else text(value, 100)


def scripts(locator: str) -> Iterator[str]:
    """Paths, from the target's folder, of its shell scripts: by suffix, or by the first line of
    files without one. Sorted in each folder; links are not followed."""
    if not os.path.isdir(locator):
        if os.path.isfile(locator):
            yield f"./{os.path.basename(locator)}"
        return
    for folder, folders, names in os.walk(locator):
        folders[:] = sorted(set(folders) - OWN_FOLDERS)
        for name in sorted(names):
            path = os.path.join(folder, name)
            if os.path.islink(path) or not os.path.isfile(path):
                continue
            suffix = os.path.splitext(name)[1].lower()
            if suffix in SUFFIXES or (not suffix and _has_shebang(path)):
                yield f"./{os.path.relpath(path, locator)}"


def fitting(paths: Iterator[str]) -> tuple[list[str], int]:
    """The paths that one command line takes, and how many more there are."""
    taken: list[str] = []
    size = missed = 0
    for path in paths:
        size += len(os.fsencode(path)) + 9  # its end, and the kernel's pointer
        if size <= MOST_ARGUMENT_BYTES:
            taken.append(path)
        else:
            missed += 1
    return taken, missed


def _has_shebang(path: str) -> bool:
    try:
        with open(path, "rb") as file:
            return SHEBANG.match(file.read(128)) is not None
    except OSError:
        return False
