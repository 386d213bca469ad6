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
    SeverityWord,
    Tool,
    UnreadableReport,
)
from tooling.reading import cves, number, text, texts, xml_elements

# Of the scripts' categories those that neither break nor guess, nor ask third parties.
SCRIPTS = {
    "default": "default and safe and not external",
    "vulnerabilities": "vuln and not (dos or exploit or brute or external)",
}
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

    def read(self, report: Report) -> Iterator[Record]:
        answered = silent = hosts = 0
        finished = False
        wanted = ("host", "runstats/finished")
        for path, _, element in xml_elements(report, *wanted, roots=("nmaprun",)):
            if path == "host":
                hosts += 1
                counts = {"answered": 0, "silent": 0}
                yield from self._host(element, hosts - 1, report, counts)
                answered += counts["answered"]
                silent += counts["silent"]
            else:
                finished = True
                if element.get("exit") == "error":
                    yield Problem(text(element.get("errormsg")) or "nmap ended with an error")
        if not finished:
            raise UnreadableReport("it does not tell that the scan finished", "the end")
        yield Examined("ports", answered + silent)
        if not hosts:
            yield Problem("no host was scanned: the name does not resolve", Outcome.NETWORK)
        elif silent and not answered:
            yield Problem(
                f"none of {silent} ports answered: the host is down, or a filter drops everything",
                Outcome.NETWORK,
            )

    def _host(
        self, host: Element, index: int, report: Report, counts: dict[str, int]
    ) -> Iterator[Record]:
        address = next((text(a.get("addr")) for a in host.iter("address") if a.get("addr")), "")
        name = host_and_port(report.job.locator)[0] if report.job else address
        for extra in host.iter("extraports"):
            answers = extra.get("state") in ("open", "closed", "unfiltered")
            counts["answered" if answers else "silent"] += number(extra.get("count")) or 0
        for place, port in enumerate(host.iter("port")):
            position = f"host[{index}].port[{place}]"
            state = port.find("state")
            word = text(state.get("state")) if state is not None else ""
            counts["answered" if word in ("open", "closed", "unfiltered") else "silent"] += 1
            if word != "open":
                continue
            if not name or number(port.get("portid")) is None:
                yield Rejected(position, "the host or the port is missing")
                continue
            yield self._open(port, name, address)
            yield from self._vulnerabilities(port, name)
        yield from self._vulnerabilities(host, name, host.findall("hostscript/script"))

    def _open(self, port: Element, host: str, address: str) -> ParsedFinding:
        place = _place(port, host)
        service = port.find("service")
        told: dict[str, str] = {}
        if service is not None:
            names = ("name", "product", "version", "extrainfo", "tunnel", "method", "ostype")
            told = {n: text(service.get(n)) for n in names if service.get(n)}
            told |= {"cpe": ", ".join(texts([c.text for c in service.iter("cpe")]))}
        named = told.get("name", "").replace("unknown", "")
        what = " ".join(filter(None, (told.get("product") or named, told.get("version"))))
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
            evidence={"address": address, "service": {k: v for k, v in told.items() if v}}
            | ({"scripts": scripts} if scripts else {}),
        )

    def _vulnerabilities(
        self, element: Element, host: str, scripts: list[Element] | None = None
    ) -> Iterator[ParsedFinding]:
        """What a script itself calls vulnerable (nselib/vulns.lua: `state` in a table)."""
        for script in element.findall("script") if scripts is None else scripts:
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
                yield ParsedFinding(
                    rule_id=f"{rule}:{cve[0]}" if cve else rule,
                    title=told.get("title") or f"{rule} reports a vulnerability",
                    severity=_risk(text(script.get("output"))),
                    tool_severity=state,
                    place=_place(element, host) if element.tag == "port" else NetworkPlace(host),
                    description="\n".join(texts(said)),
                    cve=cve,
                    references=texts([e.text for e in table.iterfind("table[@key='refs']/elem")]),
                    evidence={"script": rule, "output": text(script.get("output"), 4000)},
                )


def _place(port: Element, host: str) -> NetworkPlace:
    return NetworkPlace(host, number(port.get("portid")), text(port.get("protocol")) or "tcp")


def _risk(output: str) -> SeverityWord:
    """`Risk factor: High` of the script's output; a vulnerability without one is medium."""
    found = re.search(r"Risk factor: (High|Medium|Low)\b", output)
    words: dict[str, SeverityWord] = {"High": "high", "Medium": "medium", "Low": "low"}
    return words[found[1]] if found else "medium"
