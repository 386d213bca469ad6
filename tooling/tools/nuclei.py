"""Nuclei: thousands of templates, each a request and what its answer gives away."""

import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tooling.addresses import host_and_port
from tooling.base import (
    CodePlace,
    Command,
    Examined,
    ExitMeaning,
    GenericPlace,
    Job,
    NetworkPlace,
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
    UnreadableReport,
    WebPlace,
)
from tooling.reading import (
    Malformed,
    cves,
    cwes,
    documents,
    items,
    lines,
    mapping,
    nothing_examined,
    number,
    record,
    relative,
    shortened,
    text,
    texts,
)

DEFAULT_TEMPLATES = "/usr/share/nuclei-templates"
NAMES = {
    "type": "array",
    "items": {"type": "string", "pattern": r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$"},
    "minItems": 1,
    "maxItems": 200,
    "uniqueItems": True,
    "examples": [["CVE-2021-44228"]],
}
LINK = re.compile(r"https?://[^\s,]+")
SEVERITIES = ["info", "low", "medium", "high", "critical", "unknown"]
# What stderr tells of a run that ends with exit code 0.
SIGNALS = (
    re.compile(r"Skipped \S+ from target list as found unresponsive.*"),
    re.compile(r"Could not find template '[^']*'.*"),
    re.compile(r"Found \d+ templates? with (?:runtime|syntax) error.*"),
)


class Nuclei(Tool):
    """A finding is one match: a template, its matcher, and the place. The targets are the job's
    locator, or the requests in `target_options["requests"]`: objects with url, method, headers and
    body, which reach it in a private file.
    """

    name = "nuclei"
    title = "Nuclei"
    binary = "nuclei"
    homepage = "https://docs.projectdiscovery.io/tools/nuclei"
    install_hint = (
        "Download nuclei 3 and nuclei-templates from github.com/projectdiscovery; set NUCLEI_PATH "
        "and NUCLEI_TEMPLATES. The packages of that name on PyPI and npm are other programs."
    )
    accepts = frozenset({"web", "host"})
    image = "docker.io/projectdiscovery/nuclei:v3.4.10"
    origin = "documentation"
    timeout_seconds = 3600
    options = (
        Option(
            "templates",
            {
                "type": "array",
                "items": {
                    "type": "string",
                    "pattern": r"^(?!.*\.\.)[A-Za-z0-9][A-Za-z0-9_./-]{0,199}$",
                },
                "minItems": 1,
                "maxItems": 200,
                "uniqueItems": True,
                "examples": [["http/cves", "ssl"]],
            },
            "Files and folders below the folder of templates. Default: all.",
            selects=True,
        ),
        Option("ids", NAMES, "Only templates with these ids.", selects=True),
        Option("tags", NAMES, "Only templates with one of these tags.", selects=True),
        Option("exclude", NAMES, "Leave out templates with these ids.", selects=True),
        Option(
            "severity",
            {
                "type": "array",
                "items": {"type": "string", "enum": SEVERITIES},
                "minItems": 1,
                "uniqueItems": True,
            },
            "Only templates of these severities.",
            selects=True,
        ),
        Option(
            "rate_limit",
            {"type": "integer", "minimum": 1, "maximum": 1000},
            "Requests a second. Default: 50.",
        ),
        Option(
            "fuzz",
            {"type": "boolean"},
            "Attack the parameters of the requests (its DAST templates).",
            selects=True,
        ),
    )
    exit_codes = {0: ExitMeaning.OK, 1: ExitMeaning.CRASHED, 2: ExitMeaning.BAD_ARGUMENTS}
    exit_codes_source = "cmd/nuclei/main.go of 3.4: 0 with and without matches, 1 for [FTL]"
    patterns = (
        Pattern(
            re.compile(r"no (?:valid )?templates (?:were found|provided)"),
            Outcome.BAD_ARGUMENTS,
            fatal=True,
        ),
        Pattern(re.compile(r"^flag provided but not defined"), Outcome.BAD_ARGUMENTS),
        Pattern(re.compile(r"\[FTL\] .*(?:no such file|not found)"), Outcome.BAD_ARGUMENTS),
    )
    # pkg/model/types/severity of 3.4; an unknown one is told as such by the template's author.
    severities = {
        "critical": "critical",
        "high": "high",
        "medium": "medium",
        "low": "low",
        "info": "info",
        "unknown": "info",
    }
    version_arguments = ("-version",)
    # On stderr. The PyPI package called nuclei says nothing like it.
    version_pattern = re.compile(r"(?:Nuclei Engine Version|Current Version): v?(\d+\.\d+\.\d+)")

    def command(self, job: Job) -> Command:
        """`-duc -ni`: it neither updates itself nor asks servers of its makers. The templates must
        be there: without them it ends with an error, since none can be downloaded. It resolves
        names itself. Secrets, such as a token in a header, stand in the file of requests only."""
        folder = Path(os.environ.get("NUCLEI_TEMPLATES") or DEFAULT_TEMPLATES)
        chosen = job.options
        arguments = ["-duc", "-ni", "-nc", "-no-stdin", "-stats", "-stats-json", "-si", "2"]
        arguments += ["-ot", "-rl", str(chosen.get("rate_limit", 50))]
        for name in chosen.get("templates", [""]):
            arguments += ["-t", str(folder / name)]
        for name, flag in (("ids", "-id"), ("tags", "-tags"), ("exclude", "-eid")):
            if name in chosen:
                arguments += [flag, ",".join(chosen[name])]
        if "severity" in chosen:
            arguments += ["-s", ",".join(chosen["severity"])]
        if chosen.get("fuzz"):
            arguments.append("-dast")
        files = {}
        if requests := items(job.target_options.get("requests")):
            files["requests.jsonl"] = "".join(f"{asked(mapping(one))}\n" for one in requests)
            arguments += ["-im", "jsonl", "-l", str(job.work / "requests.jsonl")]
        else:
            arguments += ["-u", job.locator]
        arguments += ["-json-export", str(job.work / "report.json")]
        return Command(arguments, reads=(folder,) if folder.is_dir() else (), files=files)

    def progress(self, line: str) -> Progress | None:
        told = counters(line)
        if told is None:
            return None
        done, total = told["requests"], told["total"]
        percent = min(100, 100 * done // total) if total else None
        return Progress(percent, f"{done} of {total} requests, {told['matched']} matches")

    def recognise(self, sample: Sample) -> str | None:
        for name in ("template-id", "templateID"):
            if sample.has(name, "info", "type"):
                return f"it has {name}, info and type"
            if sample.has(name, "info/severity"):
                return f"it has {name} and info.severity"
        return None

    def read(self, report: Report) -> Iterator[Record]:
        results = 0
        for position, raw in documents(report):
            result = mapping(raw)
            if not results and isinstance(raw, dict) and not _id(result) and not result.get("info"):
                raise UnreadableReport("it is no result of nuclei: it has no template-id", position)
            results += 1
            if result.get("error") and result.get("matcher-status") is not True:
                yield Problem(f"{_id(result)}: {text(result.get('error'), 300)}")
            elif result.get("matcher-status") is False:
                continue  # `-matcher-status`: a template that did not match
            else:
                yield from record(self, position, raw, self._finding, report)
        yield from self._examined(report, results)

    def _examined(self, report: Report, results: int) -> Iterator[Record]:
        """Single requests that fail are usual, since templates ask ports that are closed: only a
        host that was given up, and requests that failed all, are problems."""
        last: dict[str, int] = {}
        said: set[str] = set()
        for line in lines(report.stderr, 500):
            last = counters(line) or last
            for pattern in SIGNALS:
                if (found := pattern.search(line)) and found[0] not in said and len(said) < 100:
                    said.add(found[0])
                    yield Problem(found[0])
        if not last:
            yield Examined("results", results)
            if not results:
                yield nothing_examined("nothing tells how many requests were made")
            return
        done, failed = last["requests"], last["errors"]
        yield Examined("requests", max(done - failed, results))
        yield Examined("templates", last["templates"])
        if done <= failed and not results:
            yield Problem(f"none of {done} requests was answered", Outcome.NETWORK)

    def _finding(self, raw: Mapping[str, Any], report: Report) -> ParsedFinding:
        info = mapping(raw.get("info"))
        template, name = _id(raw), text(info.get("name"))
        if not template and not name:
            raise Malformed("template-id and info.name are missing")
        matcher = text(raw.get("matcher-name") or raw.get("matcher_name"))
        matcher = matcher or text(raw.get("extractor-name") or raw.get("extractor_name"))
        about = mapping(info.get("classification"))
        word = text(info.get("severity"))
        title = (name or template) + (f" ({matcher})" if matcher else "")
        ids = [*texts(about.get("cve-id")), template]
        said = [text(info.get("description")), text(info.get("impact"))]
        tags = info.get("tags")
        return ParsedFinding(
            rule_id=f"{template or name}:{matcher}" if matcher else template or name,
            title=shortened(title, 200),
            severity=self.severity(word) or "info",
            tool_severity=word,
            place=place(raw, report),
            description="\n\n".join(filter(None, said)),
            remediation=text(info.get("remediation")),
            cwe=cwes(list(texts(about.get("cwe-id")))),
            cve=cves(ids),
            cvss=_score(about.get("cvss-score")),
            references=texts(
                re.findall(r"https?://[^\s,]+", " ".join(texts(info.get("reference"))))
            ),
            tags=texts(tags.split(",") if isinstance(tags, str) else tags),
            evidence={
                name: value
                for name, value in {
                    "matched": _matched(raw),
                    "extracted": list(texts(raw.get("extracted-results"))[:50])
                    or list(texts(raw.get("extracted_results"))[:50]),
                    "curl": text(raw.get("curl-command")),
                    "cvss_metrics": text(about.get("cvss-metrics")),
                    "epss": text(about.get("epss-score")),
                    "address": text(raw.get("ip")),
                    "author": ", ".join(texts(info.get("author"))),
                }.items()
                if value
            },
        )


def asked(request: Mapping[str, Any]) -> str:
    """A request as nuclei's input mode `jsonl` takes it: pkg/input/formats/json of 3.4."""
    url = text(request.get("url"))
    path = re.sub(r"^[a-z]+://[^/?#]*", "", url).partition("#")[0]
    head = [f"{text(request.get('method')) or 'GET'} /{path.removeprefix('/')} HTTP/1.1"]
    headers = {k: v for k, v in mapping(request.get("headers")).items() if isinstance(v, str)}
    if "host" not in {name.lower() for name in headers}:
        headers = {"Host": re.sub(r"^[a-z]+://([^/?#]*).*", r"\1", url), **headers}
    for name, value in headers.items():
        if re.search(r"[\r\n\0]", name + value):
            raise ValueError(f"the header {name[:40]!r} holds a line break")
        head.append(f"{name}: {value}")
    body = request.get("body")
    raw = "\r\n".join(head) + "\r\n\r\n" + (body if isinstance(body, str) else "")
    return json.dumps({"url": url, "request": {"header": headers, "raw": raw}})


def counters(line: str) -> dict[str, int] | None:
    """The counters of a line of `-stats-json`, whose numbers are texts; None for other lines."""
    if not line.startswith("{") or '"requests"' not in line:
        return None
    try:
        told = json.loads(line)
    except ValueError:
        return None
    names = ("requests", "total", "errors", "matched", "templates")
    return {name: number(mapping(told).get(name)) or 0 for name in names}


def place(raw: Mapping[str, Any], report: Report) -> Place:
    """Where it matched: a URL, a port, a name, or a line of a file, by the template's protocol."""
    kind = text(raw.get("type")).lower()
    matched = _matched(raw) or text(raw.get("url")) or text(raw.get("host"))
    if kind in ("file", "code"):
        found = [n for n in map(number, items(raw.get("matched-line"))) if n]
        path = re.sub(r":\d+$", "", text(raw.get("path")) or matched)
        if path:
            return CodePlace(relative(path, report).lstrip("/"), min(found, default=None))
    elif kind in ("http", "headless", "websocket", "") and ("://" in matched or kind == "http"):
        request = text(raw.get("request"))
        method = re.match(r"([A-Z]{3,10}) ", request)
        return WebPlace(
            matched or text(raw.get("path")) or "/",
            text(raw.get("fuzzing_method")) or (method[1] if method else "GET"),
            text(raw.get("fuzzing_parameter")),
            request,
            text(raw.get("response")),
        )
    for told in (matched, text(raw.get("host"))):
        try:
            host, port = host_and_port(told)
        except ValueError:  # `BadAddress`, and what is no address at all
            continue
        port = port or number(raw.get("port"))
        return NetworkPlace(host, port, "udp" if kind == "dns" else "tcp")
    return GenericPlace(matched or "unknown", text(raw.get("matcher-name")))


def _id(raw: Mapping[str, Any]) -> str:
    """The template's id; `templateID` is that of 2.x."""
    names = ("template-id", "templateID", "template_id")
    return next((found for name in names if (found := text(raw.get(name)))), "")


def _matched(raw: Mapping[str, Any]) -> str:
    return text(raw.get("matched-at")) or text(raw.get("matched"))


def _score(value: Any) -> float | None:
    try:
        score = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return score if 0 < score <= 10 else None
