"""testssl.sh: protocols, ciphers, certificates and known weaknesses of a TLS server."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tooling.addresses import bracketed, host_and_port
from tooling.base import (
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
    Rejected,
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
    opened,
    record,
    rows,
    shortened,
    text,
    texts,
)
from tooling.tls_rules import RULES

# Option of ours, and its own.
CHECKS = {
    "protocols": "-p",
    "ciphers": "-s",
    "forward_secrecy": "-f",
    "server_preference": "-P",
    "server_defaults": "-S",
    "headers": "-h",
    "heartbleed": "-H",
    "ccs": "-I",
    "ticketbleed": "-T",
    "robot": "-BB",
    "renegotiation": "-R",
    "crime": "-C",
    "breach": "-B",
    "poodle": "-O",
    "fallback": "-Z",
    "sweet32": "-W",
    "beast": "-A",
    "lucky13": "-L",
    "freak": "-F",
    "logjam": "-J",
    "drown": "-D",
    "rc4": "-4",
}
# Ids of its that say what one of our rules says, which knows why and what to do.
EXPLAINED = {
    "SSLv2": "sslv2-accepted",
    "SSLv3": "sslv3-accepted",
    "TLS1": "tls-1.0-accepted",
    "TLS1_1": "tls-1.1-accepted",
    "cipherlist_NULL": "null-cipher",
    "cipherlist_aNULL": "anonymous-cipher",
    "cipherlist_EXPORT": "export-cipher",
    "cipherlist_3DES_IDEA": "64-bit-block-cipher",
    "RC4": "rc4-cipher",
    "heartbleed": "heartbleed",
    "CCS": "openssl-ccs-injection",
    "ROBOT": "robot",
    "CRIME_TLS": "tls-compression",
    "SWEET32": "64-bit-block-cipher",
    "secure_renego": "insecure-renegotiation",
    "secure_client_renego": "client-renegotiation",
    "fallback_SCSV": "no-fallback-scsv",
    "early_data": "early-data",
}
PASSED = frozenset({"ok", "info", "debug"})
FAILED = frozenset({"warn", "fatal"})
# What this machine's OpenSSL lacks, not what the server could not be asked: only GOST needs it.
OF_THE_CLIENT = frozenset({"engine_problem"})


class Testssl(Tool):
    """Its LOW and above are findings, WARN and FATAL are what it could not test, the rest passed.

    A finding is about a port; the host is the name that was asked for, its address is evidence.
    """

    name = "testssl"
    title = "testssl.sh"
    binary = "testssl"
    homepage = "https://testssl.sh/"
    install_hint = "apt-get install --no-install-recommends testssl.sh"
    accepts = frozenset({"web", "host"})
    timeout_seconds = 1800
    options = (
        Option(
            "checks",
            {
                "type": "array",
                "items": {"type": "string", "enum": [*CHECKS]},
                "minItems": 1,
                "uniqueItems": True,
            },
            "What is tried. Default: all, and how known clients would connect (minutes).",
            selects=True,
        ),
        Option(
            "starttls",
            {
                "type": "string",
                "enum": "ftp smtp lmtp pop3 imap xmpp ldap nntp postgres mysql".split(),
            },
            "Speak this protocol before TLS starts.",
            selects=True,
        ),
    )
    exit_codes = {
        0: ExitMeaning.OK,
        # How many situations were ambiguous, or errors: the scan went on.
        **{count: ExitMeaning.PARTIAL for count in range(1, 50)},
        242: ExitMeaning.CRASHED,
        244: ExitMeaning.CRASHED,
        245: ExitMeaning.CRASHED,
        246: ExitMeaning.NETWORK,
        247: ExitMeaning.NETWORK,
        248: ExitMeaning.CRASHED,
        249: ExitMeaning.CRASHED,
        250: ExitMeaning.CRASHED,
        251: ExitMeaning.BAD_ARGUMENTS,
        252: ExitMeaning.BAD_ARGUMENTS,
        253: ExitMeaning.CRASHED,
        254: ExitMeaning.BAD_ARGUMENTS,
        255: ExitMeaning.CRASHED,
    }
    exit_codes_source = "doc/testssl.1.md (EXIT STATUS) of 3.0, and recorded with 3.0.8"
    patterns = (
        Pattern(re.compile(r"testssl(?:\.sh)?: unrecognized option"), Outcome.BAD_ARGUMENTS),
        Pattern(re.compile(r"doesn't seem to be a TLS/SSL enabled server"), Outcome.BAD_ARGUMENTS),
        Pattern(re.compile(r"Fatal error: Can't connect to"), Outcome.NETWORK),
        Pattern(re.compile(r"No IPv4/IPv6 address\(es\) for"), Outcome.NETWORK),
    )
    # Its own words: doc/testssl.1.md of 3.0 (--severity); "not ok" and "minor_issue" are those
    # of 2.8 and 2.9.
    severities = {
        "critical": "critical",
        "high": "high",
        "not ok": "high",
        "medium": "medium",
        "low": "low",
        "minor_issue": "low",
    }
    version_pattern = re.compile(r"testssl(?:\.sh)?\s+(?:version\s+)?(\d+\.\d+(?:\.\d+)?)")
    version_environment = {"TERM": "dumb"}

    def command(self, job: Job) -> Command:
        """The checked address is pinned by `--ip`; `--warnings batch` never asks, and ends where
        the port speaks no TLS. Without `--phone-out` no third party is asked."""
        host, port = host_and_port(job.locator, 443)
        arguments = ["--quiet", "--color", "0", "--warnings", "batch"]
        arguments += ["--connect-timeout", "20", "--openssl-timeout", "20"]
        arguments += ["--jsonfile", str(job.work / "report.json")]
        arguments += [CHECKS[check] for check in job.options.get("checks", ())]
        if "starttls" in job.options:
            arguments += ["--starttls", job.options["starttls"]]
        if job.address and job.address != host:
            arguments += ["--ip", bracketed(job.address)]
        if ":" in host or ":" in job.address:
            arguments.append("-6")
        return Command([*arguments, f"{bracketed(host)}:{port}"], environment={"TERM": "dumb"})

    def progress(self, line: str) -> Progress | None:
        found = re.match(r" ?(Testing|Running|Checking) ([\w ]{3,60}?)(?: \(|\.\.\.| *$)", line)
        return Progress(None, f"{found[1]} {found[2]}".strip()) if found else None

    def recognise(self, sample: Sample) -> str | None:
        if sample.has("scanResult") and sample.has("Invocation"):
            return "it has scanResult and Invocation"
        if sample.has("id", "ip", "port", "severity", "finding"):
            return "it is a list of objects with id, ip, port, severity and finding"
        if sample.has_columns("id", "fqdn/ip", "port", "severity", "finding"):
            return "it has the columns id, fqdn/ip, port, severity and finding"
        return None

    def read(self, report: Report) -> Iterator[Record]:
        tested = 0
        hosts: set[str] = set()
        for position, raw in entries(report):
            entry = raw if isinstance(raw, dict) else {}
            word, name = text(entry.get("severity")).lower(), text(entry.get("id"))
            if word in FAILED or name == "scanTime":
                yield from problems(entry)
                continue
            if text(entry.get("ip")).strip("/"):
                hosts.add(text(entry.get("ip")))
            tested += 1
            if word not in PASSED:
                yield from record(self, position, raw, self._finding, report)
        yield Examined("checks", tested if hosts else 0)
        if not hosts:
            yield nothing_examined("the report holds no test of a server")

    def _finding(self, raw: Mapping[str, Any], report: Report) -> ParsedFinding:
        said, word = text(raw.get("finding")), text(raw.get("severity"))
        name = text(raw.get("id")) or said
        if not name:
            raise Malformed("id and finding are missing")
        rule = RULES.get(EXPLAINED.get(name.split(" ")[0], ""))
        host, _, address = text(raw.get("ip")).rpartition("/")
        port = number(raw.get("port"))
        host = host or address
        if report.job is not None:
            host = host_and_port(report.job.locator)[0]
        place: Place = NetworkPlace(host, port) if host else GenericPlace("TLS server", name)
        title = f"{name}: {said}" if said.strip("-. ") and said != name else name
        return ParsedFinding(
            rule_id=name,
            title=shortened(title, 200),
            severity=self.severity(word) or "info",
            tool_severity=word,
            place=place,
            description=" ".join(filter(None, (rule and rule.why, said))),
            remediation=text(raw.get("hint")) or (rule.remedy if rule else ""),
            cwe=cwes(raw.get("cwe")) or ((rule.cwe,) if rule and rule.cwe else ()),
            cve=cves(raw.get("cve")) or ((rule.cve,) if rule and rule.cve else ()),
            references=texts([rule.reference]) if rule else (),
            tags=("tls",),
            evidence={"address": address, "finding": said},
        )


def problems(entry: Mapping[str, Any]) -> Iterator[Problem]:
    """What could not be tested. `scanTime` tells the seconds of a scan that came to its end."""
    name, said = text(entry.get("id")), text(entry.get("finding"), 300)
    if text(entry.get("severity")).lower() == "fatal":
        unreached = re.search(r"connect|address|resolve|reachable", said, re.IGNORECASE)
        no_tls = re.search(r"TLS/SSL enabled", said)
        outcome = Outcome.NETWORK if unreached else Outcome.BAD_ARGUMENTS if no_tls else None
        yield Problem(f"{name}: {said}", outcome)
    elif name == "scanTime":
        if "interrupted" in said:
            yield Problem("the scan was interrupted")
    elif name not in OF_THE_CLIENT:
        yield Problem(f"{name}: {said}" if said else name)


def entries(report: Report) -> Iterator[tuple[str, Any]]:
    """Entries of a flat JSON list, of `--jsonfile-pretty` (hosts, then sections) or of CSV, each
    with the host that it is about."""
    with opened(report) as file:
        head = file.read(4096).lstrip()
    if head[:1] == b"[":
        for _, position, raw in elements(report, "[]"):
            yield position, raw
    elif head[:1] == b"{":
        yield from pretty(report)
    else:
        for position, row in rows(report, required=("id", "fqdn/ip", "severity", "finding")):
            if isinstance(row, Rejected):
                yield position, row
            else:
                yield position, {**row, "ip": row["fqdn/ip"]}


def pretty(report: Report) -> Iterator[tuple[str, Any]]:
    """Of 2.9 and later; what stands beside the hosts is about the client."""
    for what, position, raw in elements(
        report, "scanResult/[]", "scanTime", "*/[]", required=("scanResult",)
    ):
        if what == "scanTime":
            yield position, {"id": "scanTime", "severity": "INFO", "finding": raw}
            continue
        host = mapping(raw)
        named, address = text(host.get("targetHost")), text(host.get("ip"))
        about = {"ip": f"{named}/{address}", "port": host.get("port")}
        if "id" in host:
            yield position, raw
        for section, found in host.items():
            for index, entry in enumerate(items(found)):
                known = {**about, **entry} if isinstance(entry, dict) else entry
                yield f"{position}.{section}[{index}]", known
