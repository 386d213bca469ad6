"""Nikto: known files, versions and settings of a web server."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from tooling.addresses import bracketed
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
    opened,
    record,
    shortened,
    text,
    texts,
    xml_elements,
)

PLUGINS = (
    "apache_expect_xss apacheusers cgi clientaccesspolicy content_search cookies embedded favicon"
    " fileops headers httpoptions msgs multiple_index outdated parked robots ssl tests"
).split()
# What an item is about, beside its URL: a header or a cookie.
ABOUT = (
    re.compile(r"header,? '([\w-]+)'", re.IGNORECASE),
    re.compile(r"(\w+(?:-\w+)+) header\b"),
    re.compile(r"Cookie (\S+) created"),
)
# A text, which stays, or a comma before the end of a list or an object.
TRAILING_COMMA = re.compile(rb'("(?:[^"\\]|\\.)*")|,(?=\s*[\]}])')
LARGEST_REPAIRED = 32 << 20
# Items that it writes where it could not look: nikto.pl and nikto_core.plugin.
UNREACHED = re.compile(r"ERROR: Cannot resolve hostname |No web server found on ")
PATH_SAID = re.compile(r"(/\S*): ")
# 2.1.5 prints a reference of Perl's between the address and the port.
BROKEN = re.compile(r'SCALAR\(0x[0-9a-f]+\)"')


class Nikto(Tool):
    """It grades nothing: every item is `info`. Each is one finding, at its URL; where an item is
    about a header or a cookie, that is the parameter, since one id stands for all headers."""

    name = "nikto"
    title = "Nikto"
    binary = "nikto"
    homepage = "https://cirt.net/Nikto2"
    install_hint = "apt-get install --no-install-recommends nikto (Debian: the non-free part)"
    accepts = frozenset({"web"})
    timeout_seconds = 1800
    options = (
        Option(
            "plugins",
            {
                "type": "array",
                "items": {"type": "string", "enum": PLUGINS},
                "minItems": 1,
                "uniqueItems": True,
            },
            "What is looked at. Default: all that does not guess names or passwords.",
            selects=True,
        ),
        Option(
            "pause",
            {"type": "number", "minimum": 0.1, "maximum": 10},
            "Seconds between two requests.",
        ),
    )
    exit_codes = {0: ExitMeaning.OK, 1: ExitMeaning.OK}
    exit_codes_source = "recorded with 2.1.5: 0 always, also for a dead target"
    patterns = (
        Pattern(re.compile(r"^Unknown option: "), Outcome.BAD_ARGUMENTS, fatal=True),
        Pattern(re.compile(r"^\+ ERROR: Invalid output format"), Outcome.BAD_ARGUMENTS, True),
        Pattern(re.compile(r"^\+ ERROR: reading DTD"), Outcome.CRASHED, fatal=True),
        Pattern(re.compile(r"^\+ No web server found on "), Outcome.NETWORK, fatal=True),
        Pattern(re.compile(r"^\+ ERROR: Cannot resolve hostname "), Outcome.NETWORK, fatal=True),
    )
    version_arguments = ("-Version",)
    version_pattern = re.compile(r"Nikto(?: main| v)\s*(\d+\.\d+\.\d+)", re.IGNORECASE)

    def command(self, job: Job) -> Command:
        """XML, since the CSV of 2.1.5 is broken and its JSON does not exist. Nikto resolves the
        name itself; `-ask no`: nothing is sent to its makers."""
        parts = urlsplit(job.locator)
        host = bracketed(parts.hostname or "")
        port = parts.port or (443 if parts.scheme == "https" else 80)
        arguments = ["-host", host, "-port", str(port)]
        arguments += ["-ssl"] if parts.scheme == "https" else ["-nossl"]
        if folder := parts.path.rstrip("/"):
            arguments += ["-root", folder]
        arguments += ["-Format", "xml", "-output", str(job.work / "report.xml")]
        arguments += ["-nointeractive", "-ask", "no", "-timeout", "10"]
        arguments += ["-maxtime", f"{max(1, int(job.timeout_seconds * 0.9))}s"]
        if "plugins" in job.options:
            arguments += ["-Plugins", ";".join([*job.options["plugins"], "report_xml"])]
        if "pause" in job.options:
            arguments += ["-Pause", str(job.options["pause"])]
        return Command(arguments, report="report.xml")

    def recognise(self, sample: Sample) -> str | None:
        if sample.kind == "xml" and sample.root in ("niktoscan", "niktoscans"):
            return f"its root is <{sample.root}>"
        if sample.kind == "text" and "<!DOCTYPE niktoscan" in sample.head[:200]:
            return "its document type is niktoscan"
        if sample.has("host", "port", "banner", "vulnerabilities"):
            return "it has host, port, banner and vulnerabilities"
        if sample.has("id", "OSVDB", "url", "msg"):
            return "it has id, OSVDB, url and msg, as of a host that did not answer"
        if sample.head.lstrip().startswith('"Nikto - v'):
            return 'its first line begins with "Nikto - v'
        return None

    def read(self, report: Report) -> Iterator[Record]:
        with opened(report) as file:
            head = file.read(4096).lstrip()
        if head.startswith(b"<"):
            if b"niktoscan" not in head:
                raise UnreadableReport("it is not <niktoscan>", "the start")
            if _bare(head) == b"</niktoscan>":  # what it writes where no server answered
                yield Examined("tests", 0)
                yield Problem("no web server was found", Outcome.NETWORK)
            else:
                yield from self._xml(report)
        elif head.startswith(b'"Nikto'):
            yield from self._csv(report)
        else:
            yield from self._json(report)
        # What stderr says of the time limit, 2.1.5 says after each run.
        for line in lines(report.stdout, 300):
            if re.match(r"\+ Scan terminated:", line):
                yield Problem("the scan was ended before it was done: the time limit was reached")
            elif found := re.match(r"\+ (?:ERROR: )?(Error limit \(\d+\) reached.*)", line):
                yield Problem(found[1])

    def _xml(self, report: Report) -> Iterator[Record]:
        """Several scans stand one after another in the file, or inside of each other (2.1.6)."""
        hosts = tests = 0
        places = ("niktoscan", "niktoscan/niktoscan", "niktoscans/niktoscan")
        wanted = [f"{place}/scandetails" for place in places]
        for _, position, host in xml_elements(report, *wanted, in_a_row=True):
            hosts += 1
            done = [number(one.get("itemstested")) or 0 for one in host.iter("statistics")]
            found = host.findall("item")
            tests += max(number(host.get("checks")) or 0, len(found), *done, 0)
            base = next(
                (text(host.get(n)) for n in ("sitename", "siteip") if "://" in host.get(n, "")), ""
            )
            for index, item in enumerate(found):
                raw = {
                    "id": item.get("id"),
                    "osvdb": item.get("osvdbid"),
                    "osvdblink": item.get("osvdblink"),
                    "method": item.get("method"),
                    "msg": item.findtext("description"),
                    "url": item.findtext("uri"),
                    "link": item.findtext("namelink") or item.findtext("iplink"),
                    "references": item.findtext("references"),
                }
                where = f"{position}.item[{index}]"
                yield from self._told(where, raw, base, report)
        yield Examined("tests", tests)
        if not hosts:
            yield nothing_examined("the report holds no host")

    def _json(self, report: Report) -> Iterator[Record]:
        hosts = 0
        for position, raw in hosts_of(report):
            host = mapping(raw)
            if "vulnerabilities" not in host:
                if not {"id", "msg"} <= host.keys():
                    raise UnreadableReport("it holds no vulnerabilities", position)
                yield from self._told(position, raw, "", report)  # no server, so no host either
                continue
            port = text(host.get("port"))
            name = text(host.get("host")) or text(host.get("ip"))
            told = items(host.get("vulnerabilities"))
            hosts += not any(UNREACHED.match(text(mapping(one).get("msg"))) for one in told)
            for index, one in enumerate(told):
                where = f"{position}.vulnerabilities[{index}]"
                yield from self._told(where, one, _base(name, port), report)
        yield Examined("hosts", hosts)
        if not hosts:
            yield nothing_examined("the report holds no host")

    def _csv(self, report: Report) -> Iterator[Record]:
        """Rows of host, address, port, reference, method, path and message, without a header."""
        hosts = 0
        names = ("host", "ip", "port", "references", "method", "url", "msg")
        with opened(report) as file:
            for number_, line in enumerate(file, 1):
                row = BROKEN.sub('","', line.decode("utf-8", "replace").strip())
                if not row or row.startswith('"Nikto - v'):
                    continue
                cells = row.removeprefix('"').removesuffix('"').split('","', 6)
                raw = dict(zip(names, cells, strict=False))
                if not row.endswith('"'):
                    raise UnreadableReport("it ends too early", f"line {number_}")
                if len(cells) == 7 and not raw["method"] and not raw["url"]:
                    hosts += 1  # the line of the host holds its banner
                    continue
                base = _base(raw.get("host", ""), raw.get("port", ""))
                yield from self._told(f"line {number_}", raw, base, report)
        yield Examined("hosts", hosts)
        if not hosts:
            yield nothing_examined("the report holds no host")

    def _told(self, position: str, raw: Any, base: str, report: Report) -> Iterator[Record]:
        """What an item tells: a finding, or that there was no server to look at."""
        said = text(mapping(raw).get("msg"), 300)
        if UNREACHED.match(said):
            yield Problem(said.removeprefix("ERROR: "), Outcome.NETWORK)
        else:
            yield from record(self, position, raw, self._finding, base, report)

    def _finding(self, raw: Mapping[str, Any], base: str, report: Report) -> ParsedFinding:
        said = text(raw.get("msg"))
        path = text(raw.get("url"))
        if not path and (found := PATH_SAID.match(said)):  # 2.5's JSON leaves url empty
            path = found[1]
        # 2.1.6 and later begin the message with the path.
        said = said.removeprefix(f"{path}: ").strip() or said
        osvdb = re.search(r"[1-9]\d*", text(raw.get("osvdb") or raw.get("OSVDB")))
        told = text(raw.get("references"))
        if found := re.search(r"OSVDB-([1-9]\d*)", told):
            osvdb = re.search(r"\d+", found[0])
        rule = text(raw.get("id")).strip("0") and text(raw.get("id"))
        if not said and not rule:
            raise Malformed("id and msg are missing")
        url = text(raw.get("link"))
        if "://" not in url:
            url = _joined(report.job.locator if report.job else base, path or "/")
        link = f"http://osvdb.org/{osvdb[0]}" if osvdb else ""
        return ParsedFinding(
            rule_id=rule or (f"OSVDB-{osvdb[0]}" if osvdb else _slug(said)),
            title=shortened(said or f"Nikto item {rule}", 200),
            severity="info",
            place=WebPlace(
                url,
                text(raw.get("method")) or "GET",
                next((found[1] for found in (p.search(said) for p in ABOUT) if found), ""),
            ),
            description=said,
            cwe=cwes([said, told]),
            cve=cves([said, told]),
            references=texts([*re.findall(r"https?://[^\s,;]+", told), link]),
            tags=texts([f"OSVDB-{osvdb[0]}" if osvdb else ""]),
            evidence={"path": path},
        )


def hosts_of(report: Report) -> Iterator[tuple[str, Any]]:
    """Hosts of a JSON report. 2.1.6 puts a comma after each item, also the last one: such a report
    is read whole, where it is of a usual size."""
    told = False
    try:
        for one in documents(report):
            told = True
            yield one
    except UnreadableReport:
        with opened(report) as file:
            written = file.read(LARGEST_REPAIRED + 1)
        if told or len(written) > LARGEST_REPAIRED:
            raise
        repaired = TRAILING_COMMA.sub(lambda found: found[1] or b"", written)
        try:
            whole = json.loads(repaired)
        except ValueError:
            whole = None
        if whole is None:
            raise
        yield "document 1", whole


def _bare(head: bytes) -> bytes:
    return re.sub(rb"<\?xml[^>]*\?>|<!DOCTYPE[^>\[]*>", b"", head).strip()


def _base(host: str, port: str) -> str:
    """The address of a server of which only host and port are told; 443 is taken for HTTPS."""
    if not host:
        return ""
    scheme = "https" if port in ("443", "8443") else "http"
    return f"{scheme}://{bracketed(host)}" + (f":{port}" if port not in ("", "80", "443") else "")


def _joined(base: str, path: str) -> str:
    """The address of a path; of one that is none, such as an attack's `//[`, both as they stand."""
    try:
        return urljoin(base, path)
    except ValueError:
        return f"{base}{path}"


def _slug(said: str) -> str:
    """A name for what has no id: the message without what changes from server to server."""
    plain = re.sub(r"'[^']*'|\"[^\"]*\"|[\d.]+|\bhttps?://\S+", " ", said.lower())
    return re.sub(r"[^a-z]+", "-", plain).strip("-")[:80] or "item"
