"""Nmap: open ports of a host, and what its scripts say of them."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from tooling.addresses import host_and_port
from tooling.base import (
    Command,
    Examined,
    ExitMeaning,
    Job,
    NetworkPlace,
    Option,
    Outcome,
    ParsedFinding,
    Pattern,
    Problem,
    Progress,
    Record,
    Rejected,
    Report,
    Sample,
    SeverityWord,
    Tool,
    UnreadableReport,
)
from tooling.reading import cves, number, shortened, text, texts, xml_elements

# Of the scripts' categories those that neither break nor guess, nor ask third parties.
SCRIPTS = {
    "default": "default and safe and not external",
    "vulnerabilities": "vuln and not (dos or exploit or brute or external)",
}
# Vulnerabilities of one script of one port; more is told as a problem.
MOST_MATCHES = 5000
# A line of the script vulners before it wrote tables, and of vulscan, which matches names only.
VULNERS_LINE = re.compile(r"^\s+(\S+)\t+(\d+(?:\.\d+)?)\t+(https?://\S+)(\t+\*EXPLOIT\*)?\s*$")
VULSCAN_LINE = re.compile(r"^\[([^\]\s]{1,40})\] (\S.*)$")
TASKS = (
    re.compile(r"^(\w[\w ]*) Timing: About ([\d.]+)% done"),
    re.compile(r'<taskprogress task="([^"]+)" time="\d+" percent="([\d.]+)"'),
)


class Nmap(Tool):
    name = "nmap"
    title = "Nmap"
    binary = "nmap"
    homepage = "https://nmap.org/"
    install_hint = "apt-get install --no-install-recommends nmap"
    accepts = frozenset({"host", "web"})
    image = "docker.io/instrumentisto/nmap:7.95"
    image_environment = {"NMAP_UNPRIVILEGED": "1"}  # a container has no raw sockets
    options = (
        Option(
            "ports",
            {
                "type": "string",
                "pattern": r"^[0-9]{1,5}(-[0-9]{1,5})?(,[0-9]{1,5}(-[0-9]{1,5})?){0,99}$",
                "examples": ["22,80,8000-8100"],
            },
            "Ports and ranges, such as 22,80,8000-8100. Default: the 1000 most used ones, for a "
            "web target its own port.",
            selects=True,
        ),
        Option(
            "services", {"type": "boolean"}, "Ask open ports which service they run.", selects=True
        ),
        Option(
            "scripts",
            {"type": "string", "enum": [*SCRIPTS]},
            "Run the scripts of this group on open ports.",
            selects=True,
        ),
    )
    exit_codes = {0: ExitMeaning.OK, 1: ExitMeaning.CRASHED, 255: ExitMeaning.BAD_ARGUMENTS}
    exit_codes_source = "recorded with 7.93: 0 for a name that does not resolve too"
    patterns = (
        Pattern(
            re.compile(r"requires root privileges|Operation not permitted"),
            Outcome.PERMISSION_DENIED,
        ),
        Pattern(re.compile(r"Failed to resolve "), Outcome.NETWORK, fatal=True),
        Pattern(
            re.compile(r"unrecognized option|Your port specifications are illegal"),
            Outcome.BAD_ARGUMENTS,
        ),
    )
    version_arguments = ("-V",)
    version_pattern = re.compile(r"^Nmap version (\d+\.\d+)", re.MULTILINE)

    def command(self, job: Job) -> Command:
        """nmap is given the checked address; a name or range it would expand by itself."""
        host, port = host_and_port(job.locator)
        ports = job.options.get("ports") or (str(port) if port else "")
        address = job.address or host
        arguments = ["-Pn", "-n", *(["-p", ports] if ports else [])]
        if excluded := job.target_options.get("excluded_ports"):  # the server's own
            arguments += ["--exclude-ports", ",".join(map(str, excluded))]
        if job.options.get("services"):
            arguments += ["-sV", "--version-intensity", "2"]
        if job.options.get("scripts"):
            arguments += ["--script", SCRIPTS[job.options["scripts"]]]
        arguments += [
            "--stats-every",
            "1s",
            "-oX",
            str(job.work / "report.xml"),
            *(["-6"] if ":" in address else []),
        ]
        return Command([*arguments, address], report="report.xml")

    def progress(self, line: str) -> Progress | None:
        for pattern in TASKS:
            if found := pattern.search(line):
                return Progress(min(100, int(float(found[2]))), found[1])
        return None

    def recognise(self, sample: Sample) -> str | None:
        return "its root is <nmaprun>" if sample.root == "nmaprun" else None

    def read(self, report: Report) -> Iterator[Record]:
        counts = {"answered": 0, "silent": 0}
        hosts = down = total = 0
        finished = False
        wanted = ("host", "runstats/finished", "runstats/hosts")
        for path, position, element in xml_elements(report, *wanted, roots=("nmaprun",)):
            if path == "host":
                hosts += 1
                status = element.find("status")
                down += status is not None and status.get("state") == "down"
                yield from self._host(element, position, report, counts)
            elif path == "runstats/hosts":
                total = number(element.get("total")) or 0
                down = max(down, number(element.get("down")) or 0)
            else:
                finished = True
                if element.get("exit") == "error":
                    yield Problem(text(element.get("errormsg")) or "nmap ended with an error")
        if not finished:
            raise UnreadableReport("it does not tell that the scan finished", "the end")
        answered, silent = counts["answered"], counts["silent"]
        yield Examined("ports", answered + silent)
        if not hosts and not total:
            yield Problem("no host was scanned: the name does not resolve", Outcome.NETWORK)
        elif down and not answered:
            yield Problem(f"{down} of {max(total, hosts)} hosts are down", Outcome.NETWORK)
        elif silent and not answered:
            yield Problem(
                f"none of {silent} ports answered: the host is down, or a filter drops everything",
                Outcome.NETWORK,
            )

    def _host(
        self, host: Element, at: str, report: Report, counts: dict[str, int]
    ) -> Iterator[Record]:
        """A port that is `open|filtered` gave no answer: nmap itself does not say that it is open.

        Imported, a host has the name that nmap was given, where it was given one."""
        known = [a for a in host.iter("address") if a.get("addrtype") != "mac"]
        address = next((text(a.get("addr")) for a in known if a.get("addr")), "")
        given = (n.get("name") for n in host.iter("hostname") if n.get("type") == "user")
        name = next((text(one) for one in given if one), "") or address
        if report.job is not None:
            name = host_and_port(report.job.locator)[0]
        for extra in host.iter("extraports"):
            answers = extra.get("state") in ("open", "closed", "unfiltered")
            counts["answered" if answers else "silent"] += number(extra.get("count")) or 0
        match = host.find("os/osmatch")
        about = {"address": address, "os": text(match.get("name")) if match is not None else ""}
        for place, port in enumerate(host.iter("port")):
            position = f"{at}.port[{place}]"
            state = port.find("state")
            word = text(state.get("state")) if state is not None else ""
            counts["answered" if word in ("open", "closed", "unfiltered") else "silent"] += 1
            if word != "open":
                continue
            if not name or number(port.get("portid")) is None:
                yield Rejected(position, "the host or the port is missing")
                continue
            yield self._open(port, name, {k: v for k, v in about.items() if v})
            for script in port.findall("script"):
                yield from self._told_by(script, _place(port, name), _what(port))
        for script in host.findall("hostscript/script"):
            yield from self._told_by(script, NetworkPlace(name or "unknown"), "")

    def _told_by(self, script: Element, place: NetworkPlace, what: str) -> Iterator[Record]:
        match script.get("id"):
            case "vulners":
                found = _vulners(script, place, what)
            case "vulscan" | "vulscan.nse":
                found = _vulscan(script, place, what)
            case _:
                found = self._vulnerabilities(script, place)
        for count, one in enumerate(found):
            if count == MOST_MATCHES:
                yield Problem(f"{script.get('id')} names more than {MOST_MATCHES} vulnerabilities")
                return
            yield one

    def _open(self, port: Element, host: str, about: dict[str, str]) -> ParsedFinding:
        place = _place(port, host)
        service = port.find("service")
        told: dict[str, str] = {}
        if service is not None:
            names = ("name", "product", "version", "extrainfo", "tunnel", "method", "ostype")
            told = {n: text(service.get(n)) for n in names if service.get(n)}
            told |= {"cpe": ", ".join(texts([c.text for c in service.iter("cpe")]))}
        what = _what(port)
        scripts = {
            text(script.get("id")): text(script.get("output"), 2000)
            for script in port.iter("script")
        }
        return ParsedFinding(
            rule_id="open-port",
            title=f"Open port {place.port}/{place.protocol}" + (f" ({what})" if what else ""),
            severity="info",
            place=place,
            description="The port accepts connections."
            + (
                " The service is guessed from the port's number."
                if told.get("method") == "table"
                else ""
            ),
            tags=("open-port", *texts(told.get("name"))),
            evidence={**about, "service": {k: v for k, v in told.items() if v}}
            | ({"scripts": scripts} if scripts else {}),
        )

    def _vulnerabilities(self, script: Element, place: NetworkPlace) -> Iterator[ParsedFinding]:
        """What a script itself calls vulnerable (nselib/vulns.lua: `state` in a table)."""
        for table in script.iter("table"):
            told = {text(e.get("key")): text(e.text) for e in table.findall("elem")}
            state = told.get("state", "")
            if not re.match(r"(LIKELY )?VULNERABLE", state):
                continue
            ids = texts(
                [table.get("key"), *(e.text for e in table.iterfind("table[@key='ids']/elem"))]
            )
            rule, cve = text(script.get("id")), cves(list(ids))
            parts = ("description", "extra_info", "check_results")
            said = [e.text for n in parts for e in table.iterfind(f"table[@key='{n}']/elem")]
            scores = [text(e.text) for e in table.iterfind("table[@key='scores']/elem")]
            yield ParsedFinding(
                rule_id=f"{rule}:{cve[0]}" if cve else rule,
                title=shortened(told.get("title") or f"{rule} reports a vulnerability", 200),
                severity=_risk(text(script.get("output"))),
                tool_severity=state,
                place=place,
                description="\n".join(texts(said)),
                cve=cve,
                cvss=next((score for score in map(_score, scores) if score), None),
                references=links([text(e.text) for e in table.iterfind("table[@key='refs']/elem")]),
                evidence={"script": rule, "output": text(script.get("output"), 4000)},
            )


def _vulners(script: Element, place: NetworkPlace, what: str) -> Iterator[ParsedFinding]:
    """One finding an id that the script vulners names for the port's software, with its CVSS.

    It writes tables since 2019, lines before. What it names are CVEs, and exploits of them.
    """
    entries: list[tuple[str, str, str, bool]] = []
    for table in script.iter("table"):
        told = {text(e.get("key")): text(e.text) for e in table.findall("elem")}
        if told.get("id"):
            link = f"https://vulners.com/{told.get('type') or 'cve'}/{told['id']}"
            exploit = told.get("is_exploit") == "true"
            entries.append((told["id"], told.get("cvss", ""), link, exploit))
    if not entries:
        for line in (script.get("output") or "").splitlines():
            if found := VULNERS_LINE.match(line):
                entries.append((found[1], found[2], found[3], bool(found[4])))
    for name, cvss, link, exploit in dict.fromkeys(entries):
        score = _score(cvss)
        yield ParsedFinding(
            rule_id=f"vulners:{name}",
            title=shortened(f"{name}: {what}" if what else name, 200),
            severity=_severity(score),
            tool_severity=cvss,
            place=place,
            description="The version that the service tells has this vulnerability; whether it was "
            "repaired without a new version is not known."
            + (" An exploit of it is public." if exploit else ""),
            cve=cves(name),
            cvss=score,
            references=links([link]),
            tags=texts(["exploit" if exploit else ""]),
            evidence={"script": "vulners", "service": what},
        )


def _vulscan(script: Element, place: NetworkPlace, what: str) -> Iterator[ParsedFinding]:
    """One finding a line of vulscan. It compares names and grades nothing: all are `info`."""
    source, seen = "", set()
    for line in (script.get("output") or "").splitlines():
        found = VULSCAN_LINE.match(line.strip())
        if found is None:
            source = line.strip().rstrip(":") or source
        elif (source, found[1]) not in seen:
            seen.add((source, found[1]))
            rule = f"{source.partition(' - ')[0]}:{found[1]}" if source else found[1]
            yield ParsedFinding(
                rule_id=f"vulscan:{rule}"[:200],
                title=shortened(f"{found[1]}: {found[2]}", 200),
                severity="info",
                place=place,
                description=text(found[2], 2000),
                cve=cves([found[1], found[2]]),
                references=links([source]),
                evidence={"script": "vulscan", "source": source, "service": what},
            )


def _place(port: Element, host: str) -> NetworkPlace:
    return NetworkPlace(host, number(port.get("portid")), text(port.get("protocol")) or "tcp")


def _what(port: Element) -> str:
    """Product and version of a port's service, or its name."""
    service = port.find("service")
    if service is None:
        return ""
    named = text(service.get("name")).replace("unknown", "")
    parts = (text(service.get("product")) or named, text(service.get("version")))
    return " ".join(filter(None, parts))


def _score(said: str) -> float | None:
    """A CVSS score at the start of a text, such as `10.0 (HIGH)`."""
    found = re.match(r"(\d{1,2}(?:\.\d+)?)\b", said)
    score = float(found[1]) if found else 0.0
    return score if 0 < score <= 10 else None


def _severity(score: float | None) -> SeverityWord:
    """CVSS 3.1, section 5: the words for scores."""
    if score is None:
        return "info"
    bounds: tuple[tuple[float, SeverityWord], ...] = (
        (9.0, "critical"),
        (7.0, "high"),
        (4.0, "medium"),
    )
    return next((word for least, word in bounds if score >= least), "low")


def _risk(output: str) -> SeverityWord:
    """`Risk factor: High` of the script's output; a vulnerability without one is medium."""
    found = re.search(r"Risk factor: (critical|high|medium|low)\b", output, re.IGNORECASE)
    words: dict[str, SeverityWord] = {
        "critical": "critical",
        "high": "high",
        "medium": "medium",
        "low": "low",
    }
    return words[found[1].lower()] if found else "medium"


def links(said: list[str]) -> tuple[str, ...]:
    """The addresses in texts."""
    return texts([found for one in said for found in re.findall(r"https?://[^\s,;]+", one)])
