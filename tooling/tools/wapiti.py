"""Wapiti: attacks a web application's pages and forms and reports what gave way."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

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
    UnreadableReport,
    WebPlace,
)
from tooling.reading import (
    cves,
    cwes,
    elements,
    items,
    lines,
    mapping,
    nothing_examined,
    number,
    opened,
    record,
    text,
    texts,
    xml_elements,
)

DEFAULT_MODULES = "sql xss exec file redirect cookieflags http_headers csp permanentxss".split()
# Not ssrf, xxe, log4shell, takeover (they need servers of third parties) nor those that download
# their data first (nikto, wapp, htp, cms, wp_enum, network_device).
MODULES = [
    *DEFAULT_MODULES,
    *"""backup brute_login_form buster crlf csrf htaccess https_redirect ldap methods
    shellshock spring4shell ssl timesql upload""".split(),
]
LAUNCHING = re.compile(r"\[\*\] Launching module (\w+)")
# What stdout tells of a run whose exit code and report look complete (`-v 1` tells the limits).
SIGNALS: tuple[tuple[re.Pattern[str], Outcome | None], ...] = (
    (re.compile(r"\[!\] (ConnectError|ConnectTimeout|ReadTimeout) with URL \S+"), None),
    (re.compile(r"\[!\] Unable to find a module named \S+"), Outcome.BAD_ARGUMENTS),
    (re.compile(r"\[!\] (Unable to import module|Module \S+ seems broken).*"), None),
    (re.compile(r"\[!\] HTTP authentication failed.*"), Outcome.AUTH_FAILED),
    (re.compile(r"Max (scan|attack) time was reached.*"), None),
    (re.compile(r"\d+ requests were skipped due to network issues"), None),
    # The last line of a module's traceback.
    (re.compile(r"^(?:\w+\.)*\w+(?:Error|Exception): .+|^(?:[a-z]\w*\.)+[A-Z]\w+: .+"), None),
)


class Wapiti(Tool):
    name = "wapiti"
    title = "Wapiti"
    binary = "wapiti"
    environment = "wapiti"
    homepage = "https://wapiti-scanner.github.io/"
    install_hint = "python3 -m tooling.environments install wapiti"
    accepts = frozenset({"web"})
    timeout_seconds = 1800
    options = (
        Option(
            "modules",
            {
                "type": "array",
                "items": {"type": "string", "enum": MODULES},
                "minItems": 1,
                "uniqueItems": True,
            },
            f"Attack modules to run. Default: {', '.join(DEFAULT_MODULES)}.",
            selects=True,
        ),
        Option(
            "scope",
            {"type": "string", "enum": ["url", "page", "folder", "domain"]},
            "How far links are followed. Default: folder.",
            selects=True,
        ),
        Option(
            "depth", {"type": "integer", "minimum": 0, "maximum": 100}, "Links deep.", selects=True
        ),
        Option(
            "max_scan_time",
            {"type": "integer", "minimum": 1, "maximum": 86400},
            "Seconds for finding pages, and again for each module. Default: shares of the limit "
            "of the run.",
        ),
    )
    exit_codes = {0: ExitMeaning.OK, 1: ExitMeaning.CRASHED, 2: ExitMeaning.BAD_ARGUMENTS}
    exit_codes_source = "recorded with 3.2.3: 0 for a dead target and an unknown module too"
    patterns = (
        Pattern(re.compile(r"Invalid base URL was specified"), Outcome.BAD_ARGUMENTS, fatal=True),
    )
    # Wapiti's own levels: wapitiCore/language/vulnerability.py.
    severities = {"4": "critical", "3": "high", "2": "medium", "1": "low", "0": "info"}
    version_pattern = re.compile(r"^Wapiti (\d+\.\d+\.\d+)", re.MULTILINE)

    def command(self, job: Job) -> Command:
        """Wapiti resolves the name itself: it has no way to be given a checked address.

        `--dns-endpoint` keeps it from asking for a name of its makers at each start.
        """
        chosen = job.options
        modules = chosen.get("modules", DEFAULT_MODULES)
        share = int(job.timeout_seconds * 0.9 / (len(modules) + 1))
        limit = str(chosen.get("max_scan_time") or max(share, 1))
        arguments = ["-u", job.locator, "-f", "json", "-o", str(job.work / "report.json")]
        arguments += ["--flush-session", "--store-session", str(job.work / "session")]
        arguments += ["--store-config", str(job.work / "session"), "-v", "1"]
        arguments += ["-m", ",".join(modules), "--scope", chosen.get("scope", "folder")]
        arguments += ["--max-scan-time", limit, "--max-attack-time", limit]
        arguments += ["--no-bugreport", "--dns-endpoint", "localhost"]
        if "depth" in chosen:
            arguments += ["-d", str(chosen["depth"])]
        return Command(arguments, environment={"PYTHONUNBUFFERED": "1", "PYTHONWARNINGS": "ignore"})

    def follow(self, job: Job) -> Callable[[str], Progress | None]:
        """Per cent of the modules, since wapiti says the name of each only."""
        modules = max(len(job.options.get("modules", DEFAULT_MODULES)), 1)
        launched = 0

        def progress(line: str) -> Progress | None:
            nonlocal launched
            told = self.progress(line)
            if told is None or not LAUNCHING.search(line):
                return told
            launched += 1
            return Progress(min(99, 5 + 94 * (launched - 1) // modules), told.message)

        return progress

    def progress(self, line: str) -> Progress | None:
        found = LAUNCHING.search(line)
        if found:
            return Progress(None, f"module {found[1]}")
        pages = re.search(r"\[\*\] Wapiti found (\d+) URLs and forms", line)
        return Progress(5, f"{pages[1]} pages and forms") if pages else None

    def recognise(self, sample: Sample) -> str | None:
        if sample.kind == "xml":
            known = sample.root == "report" and "report_infos" in sample.tags
            return "its root is <report>, with <report_infos>" if known else None
        if sample.has("vulnerabilities", "anomalies", "infos"):
            return "it has vulnerabilities, anomalies and infos"
        return None

    def read(self, report: Report) -> Iterator[Record]:
        with opened(report) as file:
            head = file.read(4096).lstrip()
        is_xml = head.startswith(b"<")
        if is_xml and b"<report_infos" not in head:
            raise UnreadableReport("it is not wapiti's <report>", "the start")
        pages, target = told_of(report, is_xml)
        base = report.job.locator if report.job else target
        paths: set[str] = set()  # of findings: what 3.0 and before tell of the pages they saw
        for position, raw, category, about in found_in(report, is_xml):
            for one in record(self, position, raw, self._finding, category, about, base):
                if isinstance(one, ParsedFinding) and pages is None and len(paths) < 10_000:
                    paths.add(getattr(one.place, "url", ""))
                yield one
        yield from self._told(report)
        yield Examined("pages", len(paths) if pages is None else pages)
        if pages == 0:
            yield Problem(f"no page of {base or 'the target'} could be read", Outcome.NETWORK)
        elif pages is None and not paths:
            yield nothing_examined("the report does not tell how many pages were read")

    def _told(self, report: Report) -> Iterator[Problem]:
        """What stdout says that the report keeps silent, each sentence once, at most 100."""
        said: set[str] = set()
        module = ""
        for line in lines(report.stdout, 300):
            line = re.sub(r"\x1b\[[0-9;]*m", "", line)
            if launched := LAUNCHING.search(line):
                module = launched[1]
            for pattern, outcome in SIGNALS:
                found = pattern.search(line)
                if not found:
                    continue
                sentence = found[0].removeprefix("[!] ").rstrip(".")
                if module and module not in sentence:
                    sentence = f"module {module}: {sentence}"
                if sentence not in said and len(said) < 100:
                    said.add(sentence)
                    # A module that is missing decides only where no other was there to run.
                    yield Problem(sentence, None if module else outcome)

    def _finding(
        self, raw: Mapping[str, Any], category: str, about: Mapping[str, Any], base: str
    ) -> ParsedFinding:
        word = text(raw.get("level"))
        info = re.sub(r"\s+:\s+", " ", text(raw.get("info")))
        links = mapping(about.get("ref"))
        named = re.search(r"in the cookie (\S+)$", info) or re.search(r'"([a-z-]+)"', info)
        return ParsedFinding(
            rule_id=re.sub(r"[^a-z0-9]+", "-", category.lower()).strip("-") or "unnamed",
            title=title(category, info),
            severity=self.severity(word) or "info",
            tool_severity=word,
            place=WebPlace(
                url=joined(base, text(raw.get("path"))),
                method=text(raw.get("method")) or "GET",
                parameter=text(raw.get("parameter")) or (named[1] if named else ""),
                request=text(raw.get("http_request")),
                response=answer(mapping(raw.get("detail")).get("response")),
            ),
            description=text(about.get("desc")),
            remediation=text(about.get("sol")),
            cwe=cwes([*links.keys(), *links.values()]),
            cve=cves([info, *links.keys()]),
            references=texts(list(links.values())),
            tags=texts([*texts(raw.get("wstg")), text(raw.get("module"))]),
            evidence={
                "info": info,
                "curl": text(raw.get("curl_command")),
                "referer": text(raw.get("referer")),
            },
        )


def joined(base: str, path: str) -> str:
    """The page's address, without the query: it holds the attack's own, ever changing text."""
    try:
        return urljoin(base, urlsplit(path).path or "/")
    except ValueError:  # such as http://[x
        return base or path


def told_of(report: Report, is_xml: bool) -> tuple[int | None, str]:
    """How many pages were read (None: not told, before 3.1), and the target."""
    infos: dict[str, Any] = {}
    if is_xml:
        for _, _, info in xml_elements(report, "report/report_infos/info", in_a_row=True):
            infos[info.get("name", "")] = info.text
        return number(infos.get("crawledPages")), text(infos.get("target"))
    for _, _, raw in elements(report, "infos", required=("vulnerabilities",)):
        infos |= mapping(raw)
    return number(infos.get("crawled_pages_nbr")), text(infos.get("target"))


Found = Iterator[tuple[str, Any, str, Mapping[str, Any]]]  # position, record, category, its text


def found_in(report: Report, is_xml: bool) -> Found:
    """Vulnerabilities and anomalies; what it calls additionals are facts."""
    if is_xml:
        yield from _found_in_xml(report)
        return
    # First what stands around the findings: the descriptions of their categories.
    kinds = {
        position.removeprefix("classifications."): mapping(raw)
        for _, position, raw in elements(report, "classifications/*")
    }
    parts = ("vulnerabilities", "anomalies")
    for what, position, raw in elements(report, *(f"{part}/*/[]" for part in parts)):
        part = what.split("/")[0]
        category = position.removeprefix(f"{part}.").rpartition("[")[0]
        yield position, raw, category, kinds.get(category, {})


def _found_in_xml(report: Report) -> Found:
    """Each category has its texts before its entries. Read as if it stood among others, since it
    uses a prefix that it does not declare."""
    heads = ("report/vulnerabilities/vulnerability", "report/anomalies/anomaly")
    parts = ("description", "solution", "references/reference", "entries/entry")
    category = ""
    about: dict[str, Any] = {}
    wanted = [f"{head}/{part}" for head in heads for part in parts]
    for path, position, element in xml_elements(report, *wanted, begins=heads, in_a_row=True):
        if path in heads:
            category, about = element.get("name", ""), {"ref": {}}
        elif path.endswith("/description"):
            about["desc"] = element.text
        elif path.endswith("/solution"):
            about["sol"] = element.text
        elif path.endswith("/reference"):
            about["ref"][text(element.findtext("title"))] = text(element.findtext("url"))
        else:
            yield position, _entry(element), category, about


def _entry(element: Element) -> dict[str, Any]:
    """An entry as JSON has it."""
    entry: dict[str, Any] = {part.tag: part.text for part in element if not len(part)}
    entry["wstg"] = [code.text for code in element.iterfind("wstg/code")]
    response = element.find("detail/response")
    if response is not None:
        headers = [[h.get("name"), h.text] for h in response.iterfind("headers/header")]
        told = {"status_code": response.findtext("status_code"), "headers": headers}
        entry["detail"] = {"response": {**told, "body": response.findtext("body")}}
    return entry


def answer(response: Any) -> str:
    """A response of `--detailed-report`, as it came."""
    told = mapping(response)
    if not told:
        return text(response)
    pairs = [texts(pair) for pair in items(told.get("headers"))]
    head = [f"HTTP {text(told.get('status_code'))}", *(": ".join(pair) for pair in pairs)]
    return text("\r\n".join([*head, "", text(told.get("body"))]))


def title(category: str, info: str) -> str:
    """The category, and what wapiti says where that says more."""
    if not info:
        return category
    info = info.replace(" vulnerability found", "")
    if found := re.match(r"The server responded with a 500 HTTP error code (while .+)", info):
        return f"{category} {found[1]}"
    if " ".join(category.lower().split()[:2]) in info.lower():
        return info
    return f"{category}: {info}"
