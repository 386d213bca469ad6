"""ffuf: paths of a web application that answer, from a short list of our own."""

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from tooling.base import (
    Command,
    Examined,
    ExitMeaning,
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
    WebPlace,
)
from tooling.reading import (
    Malformed,
    elements,
    lines,
    mapping,
    nothing_examined,
    number,
    record,
    shortened,
    text,
    texts,
)

WORDS = Path(__file__).parent / "rules" / "ffuf" / "paths.txt"
KEYWORD = "FUZZ"
PROGRESS = re.compile(r":: Progress: \[(\d+)/(\d+)\].* :: Errors: (\d+) ::")


class Ffuf(Tool):
    """A finding is an answer, one a URL; it grades none, so all are `info`."""

    name = "ffuf"
    title = "ffuf"
    binary = "ffuf"
    homepage = "https://github.com/ffuf/ffuf"
    install_hint = "apt-get install --no-install-recommends ffuf"
    accepts = frozenset({"web"})
    timeout_seconds = 900
    options = (
        Option(
            "extensions",
            {
                "type": "array",
                "items": {"type": "string", "pattern": r"^\.[A-Za-z0-9]{1,8}$"},
                "minItems": 1,
                "maxItems": 10,
                "uniqueItems": True,
                "examples": [[".bak", ".old"]],
            },
            "Try each path with these endings too.",
            selects=True,
        ),
        Option(
            "statuses",
            {
                "type": "array",
                "items": {"type": "integer", "minimum": 100, "maximum": 599},
                "minItems": 1,
                "maxItems": 50,
                "uniqueItems": True,
            },
            "Answers that count. Default: 200, 204, 301, 302, 307, 401, 403.",
            selects=True,
        ),
        Option(
            "calibrate",
            {"type": "boolean"},
            "Leave out what the server answers to nonsense as well.",
            selects=True,
        ),
    )
    exit_codes = {
        0: ExitMeaning.OK,  # also where nothing listens, or time ran out
        1: ExitMeaning.BAD_ARGUMENTS,
        2: ExitMeaning.BAD_ARGUMENTS,
    }
    exit_codes_source = "recorded with 1.1.0: 2 an unknown option, 1 a list that does not exist"
    patterns = (
        Pattern(re.compile(r"^flag provided but not defined"), Outcome.BAD_ARGUMENTS),
        Pattern(re.compile(r"Keyword \w+ defined, but not found"), Outcome.BAD_ARGUMENTS),
    )
    version_arguments = ("-V",)
    version_pattern = re.compile(r"^ffuf version: v?(\d+\.\d+\.\d+)", re.MULTILINE)

    def command(self, job: Job) -> Command:
        """ffuf resolves the name itself, and puts the word wherever `FUZZ` stands in the URL: what
        the target's own URL holds of it is percent-encoded."""
        parts = urlsplit(job.locator)
        folder = parts.path.rstrip("/").replace(KEYWORD, "%46UZZ")
        url = urlunsplit((parts.scheme, parts.netloc, f"{folder}/{KEYWORD}", "", ""))
        arguments = ["-u", url, "-w", str(WORDS), "-t", "20", "-timeout", "10"]
        arguments += ["-maxtime", str(max(1, int(job.timeout_seconds * 0.95)))]
        arguments += ["-of", "json", "-o", str(job.work / "report.json")]
        if "extensions" in job.options:
            arguments += ["-e", ",".join(job.options["extensions"])]
        if "statuses" in job.options:
            arguments += ["-mc", ",".join(map(str, job.options["statuses"]))]
        if job.options.get("calibrate"):
            arguments.append("-ac")
        return Command(arguments, reads=(WORDS,))

    def progress(self, line: str) -> Progress | None:
        found = PROGRESS.search(line)
        if not found or not int(found[2]):
            return None
        done = min(100, 100 * int(found[1]) // int(found[2]))
        return Progress(done, f"{found[1]} of {found[2]} paths")

    def recognise(self, sample: Sample) -> str | None:
        if sample.has("commandline", "time", "results", "config"):
            return "it has commandline, time, results and config"
        if sample.has("results/[]/input", "results/[]/redirectlocation", "results/[]/words"):
            return "it has results[] with input, words and redirectlocation"
        return None

    def read(self, report: Report) -> Iterator[Record]:
        settings: dict[str, str] = {}
        wanted = ("config/url", "config/method", "config/outputformat")
        for what, _, raw in elements(report, *wanted, required=("results",)):
            settings[what.removeprefix("config/")] = text(raw)
        answers = 0
        for _, position, raw in elements(report, "results/[]"):
            answers += 1
            yield from record(self, position, raw, self._finding, settings)
        yield from self._examined(report, answers)

    def _examined(self, report: Report, answers: int) -> Iterator[Record]:
        """Only the counters on stderr tell how many requests were made, and how many failed."""
        done = failed = total = 0
        for line in lines(report.stderr, 300):
            if told := PROGRESS.search(line):
                done, total, failed = map(int, told.groups())
            elif found := re.search(r"\[WARN\] (Maximum running time.*?), exiting", line):
                yield Problem(found[1])
        yield Examined("paths", max(done - failed, answers))
        if failed and failed >= done:
            yield Problem(f"none of {failed} requests was answered", Outcome.NETWORK)
        elif failed:
            yield Problem(f"{failed} of {done} requests failed")
        elif done < total:  # it ends so, with success, when it is asked to stop
            yield Problem(f"it stopped after {done} of {total} requests")
        elif not done and not answers:
            yield nothing_examined("no answer, and nothing tells how many requests were made")

    def _finding(self, raw: Mapping[str, Any], settings: Mapping[str, str]) -> ParsedFinding:
        coded = settings.get("outputformat") == "ejson"
        # 2.x adds FFUFHASH, a number of the request.
        words = {
            key: decoded(text(value)) if coded else text(value)
            for key, value in mapping(raw.get("input")).items()
            if key != "FFUFHASH"
        }
        template, url = settings.get("url", ""), text(raw.get("url"))
        if not url:
            url = template
            for keyword, word in words.items():
                url = url.replace(keyword, word)
        if not url:
            raise Malformed("url is missing")
        status = number(raw.get("status"))
        moved = text(raw.get("redirectlocation"))
        # A word that went elsewhere (a header, the body) is what tells two results apart.
        elsewhere = [f"{k}={w}" for k, w in words.items() if template and k not in template]
        path = path_of(url)
        answer = f" answers {status}" if status else " answers"
        return ParsedFinding(
            rule_id="discovered-path",
            title=shortened(f"{', '.join(elsewhere) or path or '/'}{answer}", 200),
            severity="info",
            place=WebPlace(url, settings.get("method") or "GET", "&".join(elsewhere)),
            description="The server answered a request for a path that nothing need link to."
            + (f" It redirects to {moved}." if moved else ""),
            tags=texts(["discovery", f"status-{status}" if status else ""]),
            evidence={
                "input": words,
                "status": status,
                **{key: number(raw.get(key)) for key in ("length", "words", "lines")},
                **{
                    key: text(raw.get(name))
                    for key, name in (("type", "content-type"), ("redirect", "redirectlocation"))
                    if raw.get(name)
                },
            },
        )


def path_of(url: str) -> str:
    """The path of an address; what is none as it stands."""
    try:
        return urlsplit(url).path if "://" in url else url
    except ValueError:  # such as http://[FUZZ
        return url


def decoded(word: str) -> str:
    """A word of an `ejson` report, which is base64; the word itself where it is not."""
    try:
        return base64.b64decode(word, validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return word
