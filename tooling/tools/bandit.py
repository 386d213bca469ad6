"""Bandit: security mistakes in Python code."""

import glob
import re
from collections.abc import Iterator, Mapping
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
    Malformed,
    cwes,
    elements,
    items,
    mapping,
    nothing_examined,
    number,
    record,
    relative,
    text,
    texts,
)

LEVELS = {"type": "string", "enum": ["low", "medium", "high"]}
TEST_IDS = {
    "type": "array",
    "items": {"type": "string", "pattern": "^B[0-9]{3}$"},
    "minItems": 1,
    "maxItems": 100,
    "uniqueItems": True,
    "examples": [["B101", "B602"]],
}
PATHS = {
    "type": "array",
    "items": {"type": "string", "pattern": r"^[^-,\x00-\x1f][^,\x00-\x1f]{0,199}$"},
    "minItems": 1,
    "maxItems": 50,
    "uniqueItems": True,
    "examples": [["tests", "*/generated/*"]],
}
NEVER_SCANNED = (".git/*", "__pycache__/*", ".tox/*", ".eggs/*")


class Bandit(Tool):
    name = "bandit"
    title = "Bandit"
    binary = "bandit"
    environment = "code"
    homepage = "https://bandit.readthedocs.io/"
    install_hint = "python3 -m tooling.environments install code"
    accepts = frozenset({"repository"})
    image = "ghcr.io/pycqa/bandit/bandit:1.9.4"
    options = (
        Option("severity", LEVELS, "Report this severity and above.", selects=True),
        Option("confidence", LEVELS, "Report this confidence and above.", selects=True),
        Option(
            "exclude",
            PATHS,
            "Names and globs below the target that are not looked at, such as `tests`.",
            selects=True,
        ),
        Option("tests", TEST_IDS, "Run only these tests.", selects=True),
        Option("skips", TEST_IDS, "Leave these tests out.", selects=True),
        Option("ignore_nosec", {"type": "boolean"}, "Report lines marked # nosec too."),
    )
    exit_codes = {
        0: ExitMeaning.OK,  # also where the path is missing and where files do not parse
        1: ExitMeaning.FINDINGS,
        2: ExitMeaning.BAD_ARGUMENTS,
    }
    exit_codes_source = "bandit/cli/main.py of 1.9.4, and recorded"
    # The tool's own words: bandit/core/constants.py, RANKING.
    severities = {"high": "high", "medium": "medium", "low": "low", "undefined": "info"}
    version_pattern = re.compile(r"^bandit (\d+\.\d+(?:\.\d+)?)", re.MULTILINE)

    def command(self, job: Job) -> Command:
        """`--ini /dev/null`: a `.bandit` file in the target would choose what is looked at.

        `-x` is always given: bandit's own list is compared as parts of the whole path, so that a
        target below `my.github.io` would be left out entirely (`.git`), with exit 0.
        """
        chosen = job.options
        arguments = ["-r", job.locator, "-f", "json", "-o", str(job.work / "report.json"), "-q"]
        arguments += ["--ini", "/dev/null"]
        for name in ("severity", "confidence"):
            if name in chosen:
                arguments += [f"--{name}-level", chosen[name]]
        root = "*" if "," in job.locator else glob.escape(job.locator.rstrip("/"))
        names = [
            name for word in (*NEVER_SCANNED, *chosen.get("exclude", ())) for name in below(word)
        ]
        globs = [f"{root}/{between}{name}" for name in names for between in ("", "*/")]
        arguments += ["-x", ",".join(globs)]
        for name in ("tests", "skips"):
            if name in chosen:
                arguments += [f"--{name.removesuffix('s')}", ",".join(chosen[name])]
        if chosen.get("ignore_nosec"):
            arguments.append("--ignore-nosec")
        return Command(arguments)

    def recognise(self, sample: Sample) -> str | None:
        if sample.has("results/[]/issue_text", "results/[]/issue_severity"):
            return "it has results[] with issue_text and issue_severity"
        if sample.has("results", "metrics/_totals") or sample.has("results", "stats", "errors"):
            return "it has results, and metrics or stats for each file"
        return None

    def read(self, report: Report) -> Iterator[Record]:
        """Before 1.0 `stats` lists the files, not `metrics`."""
        files = found = 0
        failed: set[str] = set()
        for what, position, raw in elements(
            report, "errors/[]", "metrics/*", "stats/[]", "results/[]", required=("results",)
        ):
            if what == "results/[]":
                found += 1
                yield from record(self, position, raw, self._finding, report)
            elif what == "errors/[]":
                file, reason = text(mapping(raw).get("filename")), text(mapping(raw).get("reason"))
                failed.add(file)
                missing = report.job is not None and file == report.job.locator
                yield Problem(
                    f"{file if missing else relative(file, report)}: {reason or 'not read'}",
                    Outcome.BAD_ARGUMENTS if missing and "No such file" in reason else None,
                )
            elif what == "stats/[]":
                files += 1
            else:
                key = position.removeprefix("metrics.")
                files += key != "_totals" and key not in failed
        yield Examined("files", files)
        if not files and not found:
            yield nothing_examined("no Python file that parses")

    def _finding(self, raw: Mapping[str, Any], report: Report) -> ParsedFinding:
        word = text(raw.get("issue_severity"))
        name, said = text(raw.get("test_name")), text(raw.get("issue_text"))
        test = text(raw.get("test_id")) or name
        if not test and not said:
            raise Malformed("test_id, test_name and issue_text are missing")
        first = number(raw.get("line_number"))
        flagged = [n for n in map(number, items(raw.get("line_range"))) if n]
        path = relative(text(raw.get("filename")), report)
        quoted = flagged_lines(text(raw.get("code")), set(flagged) or {first})
        others = [mapping(one) for one in items(raw.get("candidates"))]  # of a baseline
        return ParsedFinding(
            rule_id=test or said,
            title=title(test, said) or test,
            description=said,
            severity=self.severity(word) or "info",
            tool_severity=word,
            place=CodePlace(path, first, max(flagged, default=first), quoted)
            if path
            else GenericPlace("a file without a name"),
            cwe=cwes(mapping(raw.get("issue_cwe")).get("id")),
            references=tuple(
                link
                for link in texts([raw.get("more_info"), mapping(raw.get("issue_cwe")).get("link")])
                if link.startswith("http")
            ),
            evidence={
                "test": name,
                "confidence": text(raw.get("issue_confidence")).lower(),
                "code": text(raw.get("code"), 4000),
                "candidate_lines": [number(one.get("line_number")) for one in others],
            },
        )


def below(name: str) -> list[str]:
    """Globs for a name or glob of `exclude`. What has no glob sign bandit would look for anywhere
    in a path, so that `tests` would leave `tests_of_time.py` out as well."""
    if any(sign in name for sign in "*?[") or name[-1] in "!]^":
        return [name]
    return [f"{name[:-1]}[{name[-1]}]", f"{name}/*"]


def title(test: str, said: str) -> str:
    """Bandit's sentence; B105 to B107 quote the password at its end."""
    if test in ("B105", "B106", "B107"):
        said = said.split(":")[0]
    return re.sub(r",? (possible )?security issue$", "", said.rstrip("."))


def flagged_lines(code: str, wanted: set[int | None]) -> str:
    """The lines numbered `wanted` of bandit's numbered excerpt, without their numbers.

    The numbers, and the neighbours, would change the fingerprint of code that only moved.
    """
    kept = []
    for line in code.splitlines():
        found = re.match(r"\s*(\d+) ?(.*)", line)
        if found and number(found[1]) in wanted:
            kept.append(found[2])
    return "\n".join(kept)
