"""Semgrep: patterns in source code, with local rules only."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
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
    Pattern,
    Place,
    Problem,
    Progress,
    Record,
    Report,
    Sample,
    Tool,
)
from tooling.reading import (
    Malformed,
    cves,
    cwes,
    elements,
    items,
    mapping,
    nothing_examined,
    number,
    record,
    relative,
    source,
    text,
    texts,
)
from tooling.semgrep_records import (
    fix,
    is_settled,
    links,
    more,
    of_platform,
    of_supply_chain,
    package,
    title,
)

RULES = Path(__file__).parent / "rules" / "semgrep" / "wardroom.yml"
GLOBS = {
    "type": "array",
    "items": {"type": "string", "pattern": r"^[^-\x00-\x1f][^\x00-\x1f]{0,199}$"},
    "minItems": 1,
    "maxItems": 50,
    "uniqueItems": True,
    "examples": [["tests/**", "*.min.js"]],
}
NOT_TOLD = {"", "requires login"}  # only paying users are given the lines
# With --verbose the report lists what was left out. These reasons are the tool's failing;
# the others are what the options asked for, or files that no rule is about.
NOT_SCANNED = {
    "exceeded_size_limit": "larger than the limit",
    "analysis_failed_parser_or_internal_error": "semgrep could not analyse it",
    "insufficient_permissions": "no permission to read it",
    "too_many_matches": "too many matches",
}


class Semgrep(Tool):
    name = "semgrep"
    title = "Semgrep"
    binary = "semgrep"
    environment = "code"
    homepage = "https://semgrep.dev/docs/"
    install_hint = "python3 -m tooling.environments install code"
    accepts = frozenset({"repository", "iac"})
    image = "docker.io/semgrep/semgrep:1.182.0"
    limits = {"memory_bytes": 4_000_000_000}  # a core for each job, and large files each
    options = (
        Option(
            "severity",
            {"type": "string", "enum": ["info", "warning", "error"]},
            "Run the rules of this severity and above.",
            selects=True,
        ),
        Option("exclude", GLOBS, "Globs (as in .gitignore) that are not looked at.", selects=True),
        Option("include", GLOBS, "Look at these globs only.", selects=True),
        Option(
            "max_target_bytes",
            {"type": "integer", "minimum": 1000, "maximum": 100_000_000},
            "Files larger than this are not looked at. Default 1000000.",
            selects=True,
        ),
        Option("ignore_nosem", {"type": "boolean"}, "Report lines marked nosemgrep too."),
    )
    exit_codes = {
        0: ExitMeaning.OK,
        1: ExitMeaning.FINDINGS,
        2: ExitMeaning.PARTIAL,  # a broken rule, with the results of the others; a bad option
        3: ExitMeaning.PARTIAL,
        4: ExitMeaning.BAD_ARGUMENTS,
        5: ExitMeaning.BAD_ARGUMENTS,
        7: ExitMeaning.BAD_ARGUMENTS,
        8: ExitMeaning.BAD_ARGUMENTS,
        13: ExitMeaning.AUTH_FAILED,
    }
    exit_codes_source = "`semgrep scan --help`, exit status, of 1.182.0, and recorded"
    patterns = (
        Pattern(re.compile(r"unknown option|Usage: semgrep scan"), Outcome.BAD_ARGUMENTS),
        Pattern(re.compile(r"Invalid scanning root"), Outcome.BAD_ARGUMENTS),
    )
    # The first three are the old words, of which ERROR is documented as "High".
    severities = {
        "error": "high",
        "warning": "medium",
        "info": "low",
        "critical": "critical",
        "high": "high",
        "medium": "medium",
        "low": "low",
        "inventory": "info",
        "experiment": "info",
    }
    version_environment = {"SEMGREP_ENABLE_VERSION_CHECK": "0", "SEMGREP_SEND_METRICS": "off"}
    version_pattern = re.compile(r"^(\d+\.\d+\.\d+)\s*$", re.MULTILINE)

    def command(self, job: Job) -> Command:
        """Rule ids are not rewritten, since they would begin with the path of the rules file.

        A `.semgrepignore` in the target is not honoured: the options say what is looked at.
        """
        chosen = job.options
        arguments = ["scan", "--config", str(RULES), "--metrics=off", "--disable-version-check"]
        arguments += ["--no-git-ignore", "--x-ignore-semgrepignore-files", "--no-rewrite-rule-ids"]
        arguments += ["--verbose", "--json", "--output", str(job.work / "report.json")]
        if "severity" in chosen:
            words = ["info", "warning", "error"]
            for word in words[words.index(chosen["severity"]) :]:
                arguments.append(f"--severity={word.upper()}")
        for name in ("exclude", "include"):
            arguments += [f"--{name}={glob}" for glob in chosen.get(name, ())]
        if "max_target_bytes" in chosen:
            arguments.append(f"--max-target-bytes={chosen['max_target_bytes']}")
        if chosen.get("ignore_nosem"):
            arguments.append("--disable-nosem")
        environment = {
            "SEMGREP_ENABLE_VERSION_CHECK": "0",
            "SEMGREP_SEND_METRICS": "off",
            "SEMGREP_SETTINGS_FILE": str(job.work / "semgrep-settings.yml"),
            "SEMGREP_LOG_FILE": str(job.work / "semgrep.log"),
        }
        return Command([*arguments, job.locator], environment=environment, reads=(RULES,))

    def progress(self, line: str) -> Progress | None:
        """`Scanning 9 files tracked by git with 4 Code rules:`"""
        found = re.search(r"Scanning (\d+) files?\b.* with (\d+) Code rules?", line)
        return Progress(None, f"{found[1]} files, {found[2]} rules") if found else None

    def recognise(self, sample: Sample) -> str | None:
        if sample.has("results/[]/check_id", "results/[]/extra"):
            return "it has results[] with check_id and extra"
        if sample.has("results", "errors", "paths/scanned"):
            return "it has results, errors and paths.scanned"
        if set(sample.values) == {"results", "errors"}:
            return "it has results and errors, both empty, and nothing else"
        if sample.has("vulns/[]/advisory", "vulns/[]/matchedDependency"):
            return "it has vulns[] with advisory and matchedDependency, as Semgrep Supply Chain"
        if sample.has("findings/[]/rule_name", "findings/[]/rule_message"):
            return "it has findings[] with rule_name and rule_message, as Semgrep's platform"
        return None

    def read(self, report: Report) -> Iterator[Record]:
        """What `semgrep` writes, since 0.x, and what the platform answers: findings and vulns.

        Left out is what the tool itself marks: ignored by a comment, by triage, or fixed.
        """
        scanned = found = 0
        for what, position, raw in elements(
            report,
            "results/[]",
            "findings/[]",
            "vulns/[]",
            "errors/[]",
            "paths/scanned/[]",
            "paths/skipped/[]",
            required=("results", "findings", "vulns"),
        ):
            if what == "results/[]":
                found += 1
                if mapping(mapping(raw).get("extra")).get("is_ignored") is not True:
                    yield from record(self, position, raw, self._finding, report)
            elif what in ("findings/[]", "vulns/[]"):
                found += 1
                make = of_platform if what == "findings/[]" else of_supply_chain
                if not is_settled(mapping(raw)):
                    yield from record(self, position, raw, make, report, self.severity)
            elif what == "errors/[]":
                yield self._problem(mapping(raw), report)
            elif what == "paths/scanned/[]":
                scanned += 1
            elif (reason := text(mapping(raw).get("reason"))) in NOT_SCANNED:
                path = relative(text(mapping(raw).get("path")), report)
                yield Problem(f"{path}: {NOT_SCANNED[reason]}")
        yield Examined("files", scanned)
        if not scanned and not found:
            yield nothing_examined("no file in a language of the rules")

    def _problem(self, raw: Mapping[str, Any], report: Report) -> Problem:
        message = text(raw.get("message"), 500) or "an error without a message"
        said = message.splitlines()[0].rstrip(": ")
        if report.job is not None:
            said = said.replace(report.job.locator.rstrip("/") + "/", "")
        path = relative(text(raw.get("path")), report)
        fatal = "Invalid scanning root" in said or number(raw.get("code")) == 7
        return Problem(
            f"{path}: {said}" if path and path not in said else said,
            Outcome.BAD_ARGUMENTS if fatal else None,
        )

    def _finding(self, raw: Mapping[str, Any], report: Report) -> ParsedFinding:
        extra = mapping(raw.get("extra"))
        metadata = mapping(extra.get("metadata"))
        word = text(extra.get("severity"))
        path = relative(text(raw.get("path")), report)
        first = number(mapping(raw.get("start")).get("line"))
        last = number(mapping(raw.get("end")).get("line"))
        quoted = text(extra.get("lines"))
        if quoted in NOT_TOLD:
            quoted = source(report, path, first, last)
        message = text(extra.get("message"))
        rule = text(raw.get("check_id"))
        if not rule and not message:
            raise Malformed("check_id and message are missing")
        sca = mapping(extra.get("sca_info"))
        matched = mapping(sca.get("dependency_match"))
        known = texts(metadata.get("cve")) + texts(metadata.get("sca-vuln-database-identifier"))
        place: Place = GenericPlace("a file without a name")
        if path:
            place = CodePlace(path, first, last, quoted)
        place = package(matched, (*known, rule)[0], report) or place
        fixed = [
            f"{k} {text(v)}"
            for one in items(metadata.get("sca-fix-versions"))
            for k, v in mapping(one).items()
        ]
        return ParsedFinding(
            rule_id=rule or title(message),
            title=title(message) or rule,
            description=message,
            severity=self.severity(word) or "info",
            tool_severity=word,
            place=place,
            remediation=fix(extra) or (f"Update to {', '.join(fixed)}." * bool(fixed)),
            cwe=cwes(metadata.get("cwe")),
            cve=cves(list(known)),
            references=links(
                [
                    *texts(metadata.get("references")),
                    metadata.get("source"),
                    metadata.get("shortlink"),
                ]
            ),
            tags=texts(
                [
                    *texts(metadata.get("owasp")),
                    *texts(metadata.get("category")),
                    *texts(metadata.get("technology")),
                    *(["reachable"] if sca.get("reachable") is True else []),
                ]
            ),
            evidence={
                **{
                    name: text(metadata.get(name)).lower()
                    for name in ("confidence", "likelihood", "impact")
                    if text(metadata.get(name))
                },
                **more(extra, sca, path, first),
            },
        )
