"""YARA: byte patterns of web shells, malware and miners in files, with rules of our own."""

import re
from collections.abc import Iterator
from pathlib import Path

from tooling.base import (
    CodePlace,
    Command,
    Examined,
    ExitMeaning,
    Job,
    Option,
    Outcome,
    ParsedFinding,
    Pattern,
    Problem,
    Record,
    Rejected,
    Report,
    Sample,
    Tool,
    UnknownSeverity,
    UnreadableReport,
)
from tooling.reading import (
    cves,
    cwes,
    lines,
    nothing_examined,
    opened,
    relative,
    shortened,
    text,
    texts,
)

FOLDER = Path(__file__).parent / "rules" / "yara"
GROUPS = ("malware", "webshell", "miner")
EXAMINED = "wardroom_examined"  # the rule that matches every file
# `rule [tags] [meta] path`, tags with -g, meta with -m. A path may hold brackets and spaces, a
# text of meta only quotes with a backslash before them.
META = r'\w+ ?=(?:"(?:[^"\\]|\\.)*"|-?\d+|true|false)'
MATCH = re.compile(
    r"(?:(?P<space>\w+):)?(?P<rule>[A-Za-z_]\w*) "
    r"(?:\[(?P<tags>[\w,]*)\] )?"
    rf"(?:\[(?P<meta>(?:{META}(?:,{META})*)?)\] )?"
    r"(?P<path>\S.*)"
)
PAIR = re.compile(r'(\w+) ?=(?:"((?:[^"\\]|\\.)*)"|(-?\d+|true|false))')
STRING = re.compile(r"0x([0-9a-f]+):(?:\d+:)?(\$\w*): ?(.*)")
FAILED = re.compile(r"^error scanning (.+?): (.+)|^((?:warning|skipping)\b.+)")
MOST_STRINGS = 20  # of a match, in the evidence
LONGEST_LINE = 1 << 20


class Yara(Tool):
    name = "yara"
    title = "YARA"
    binary = "yara"
    homepage = "https://virustotal.github.io/yara/"
    install_hint = "apt-get install --no-install-recommends yara"
    accepts = frozenset({"repository"})
    options = (
        Option(
            "rules",
            {
                "type": "array",
                "items": {"type": "string", "enum": [*GROUPS]},
                "minItems": 1,
                "maxItems": len(GROUPS),
                "uniqueItems": True,
                "examples": [["webshell"]],
            },
            "Look for these groups only.",
            selects=True,
        ),
        Option(
            "skip_larger_bytes",
            {"type": "integer", "minimum": 1000, "maximum": 2_000_000_000},
            "Files larger than this are not looked at.",
            selects=True,
        ),
    )
    exit_codes = {0: ExitMeaning.OK, 1: ExitMeaning.CRASHED}
    exit_codes_source = "recorded with 4.2.3: 0 with and without matches, 1 for any error"
    patterns = (
        Pattern(re.compile(r"^unknown option"), Outcome.BAD_ARGUMENTS),
        Pattern(re.compile(r"^error scanning .+: could not open file"), Outcome.BAD_ARGUMENTS),
        Pattern(re.compile(r"^error: (could not open file|rule )"), Outcome.BAD_ARGUMENTS),
    )
    # The words of `severity` in the rules' meta, ours; others' rules use them too.
    severities = {
        "critical": "critical",
        "high": "high",
        "medium": "medium",
        "low": "low",
        "info": "info",
        "informational": "info",
    }
    version_pattern = re.compile(r"^(?:yara )?(\d+\.\d+\.\d+)\s*$", re.MULTILINE)

    def command(self, job: Job) -> Command:
        """The rules are files of ours. `examined.yar` makes YARA name every file that it read:
        without it, a clean target and one that it could not read give the same empty output."""
        groups = job.options.get("rules", GROUPS)
        files = [FOLDER / f"{name}.yar" for name in ("examined", *groups)]
        arguments = ["--recursive", "--no-follow-symlinks"]
        arguments += ["--print-strings", "--print-meta", "--print-tags"]
        if "skip_larger_bytes" in job.options:
            arguments.append(f"--skip-larger={job.options['skip_larger_bytes']}")
        return Command(
            [*arguments, *map(str, files), job.locator], report="stdout", reads=(FOLDER,)
        )

    def recognise(self, sample: Sample) -> str | None:
        if sample.kind not in ("text", "csv"):
            return None
        first, _, rest = sample.head.partition("\n")
        match = MATCH.fullmatch(first.rstrip("\r"))
        if match and (match["meta"] or STRING.match(rest)):
            return "its lines are a rule with its meta and a path, and strings at offsets"
        return None

    def read(self, report: Report) -> Iterator[Record]:
        """A line a match, followed by those of its strings."""
        examined = 0
        for match, strings in _matches(report):
            if isinstance(match, Rejected):
                yield match
            elif match["rule"] == EXAMINED:
                examined += 1
            else:
                yield from self._finding(match, strings, report)
        if report.job is None:
            return
        yield Examined("files", examined)
        for line in lines(report.stderr):
            if failed := FAILED.match(line):
                path = relative(failed[1] or "", report)
                yield Problem(f"{path}: {failed[2]}" if failed[1] else text(failed[3], 300))
        if not examined:
            yield nothing_examined("the target holds no file that can be read")

    def _finding(
        self, match: re.Match[str], strings: list[str], report: Report
    ) -> Iterator[Record]:
        meta: dict[str, str] = {}
        links: list[str] = []
        for name, quoted, plain in PAIR.findall(match["meta"] or ""):
            value = text(re.sub(r"\\(.)", r"\1", quoted) or plain)
            meta.setdefault(name.lower(), value)
            if value.startswith(("http://", "https://")):
                links.append(value)
        tags = texts((match["tags"] or "").split(","))
        word = meta.get("severity", "")
        severity = self.severity(word)
        if severity is None and word:
            yield UnknownSeverity(word)
        rule = match["rule"]
        yield ParsedFinding(
            rule_id=rule,
            title=shortened(meta.get("title") or meta.get("description") or rule, 160),
            description=meta.get("description", ""),
            severity=severity or "medium",  # most rules of others have no such word
            tool_severity=word,
            place=CodePlace(relative(match["path"], report)),
            cwe=cwes(meta.get("cwe", "")),
            cve=cves([*meta.values(), rule.replace("_", "-")]),
            attack_ids=tuple(re.findall(r"\bT\d{4}(?:\.\d{3})?\b", meta.get("attack", ""))),
            references=texts(links),
            tags=tags,
            evidence={
                name: value
                for name, value in (
                    ("strings", [text(one, 300) for one in strings[:MOST_STRINGS]]),
                    ("string_count", len(strings)),
                    ("meta", meta),
                    ("namespace", match["space"] or ""),
                )
                if value
            },
        )


def _matches(report: Report) -> Iterator[tuple[re.Match[str] | Rejected, list[str]]]:
    """Each match with its strings, as `$a at 12: text`; what is neither as `Rejected`."""
    match: re.Match[str] | Rejected | None = None
    strings: list[str] = []
    shape: tuple[bool, ...] = ()  # what the options of the run print: the same in every line
    for number, line in _lines(report):
        if (string := STRING.fullmatch(line)) and isinstance(match, re.Match):
            strings.append(f"{string[2]} at {int(string[1], 16)}: {string[3]}")
            continue
        if match is not None:
            yield match, strings
        match, strings = MATCH.fullmatch(line), []
        has = tuple(match[part] is not None for part in ("space", "tags", "meta")) if match else ()
        shape = shape or has
        if match is None or has != shape:
            match = Rejected(f"line {number}", "it is neither a match nor a string of one")
    if match is not None:
        yield match, strings


def _lines(report: Report) -> Iterator[tuple[int, str]]:
    """Numbered lines of the report. A run that matches nothing leaves an empty one, a report that
    was handed in must have something; YARA ends every line, so one that is not ended was cut."""
    path = report.path
    if report.job is not None and path is not None and path.exists() and not path.stat().st_size:
        return
    number = 0
    with opened(report) as file:
        while line := file.readline(LONGEST_LINE):
            number += 1
            if b"\0" in line[:64] or (number == 1 and line.lstrip()[:1] in b'{[<"'):
                raise UnreadableReport("it is not YARA's text", f"line {number}")
            if not line.endswith(b"\n"):
                raise UnreadableReport("its last line is not ended", f"line {number}")
            said = line.decode("utf-8", "replace").rstrip("\r\n")
            if number == 1 and not MATCH.fullmatch(said):
                raise UnreadableReport("it does not begin with a match of a rule", "line 1")
            yield number, said
    if not number:
        raise UnreadableReport("it is empty", "the start")
