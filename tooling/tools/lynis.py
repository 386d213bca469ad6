"""Lynis: settings of this very machine, audited against its own list of tests."""

import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tooling.addresses import BadAddress, host_and_port
from tooling.base import (
    Command,
    Examined,
    ExitMeaning,
    HostPlace,
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
)
from tooling.reading import (
    Malformed,
    cves,
    lines,
    nothing_examined,
    number,
    opened,
    record,
    shortened,
    text,
    texts,
)

# `lynis show groups` of 3.0.8.
GROUPS = """accounting authentication banners boot_services containers crypto databases dns
    file_integrity file_permissions filesystems firewalls hardening homedirs insecure_services
    kernel kernel_hardening ldap logging mac_frameworks mail_messaging malware memory_processes
    nameservices networking php ports_packages printers_spoolers scheduling shells snmp squid ssh
    storage storage_nfs system_integrity time tooling usb virtualization webservers""".split()
SECTION = re.compile(r"^\[\+\] (\S.*)$")
PAIR = re.compile(r"([A-Za-z_][\w.-]*)(\[\])?=(.*)", re.DOTALL)
UNPRIVILEGED = re.compile(r"NON-PRIVILEGED SCAN MODE")
LEFT_OUT = re.compile(r"Error: Can't find file \(category: (.+)\)")
MOST_DETAILS = 100  # of a test
CONTROLS = "https://cisofy.com/lynis/controls"
LONGEST_LINE = 1 << 20


class Lynis(Tool):
    name = "lynis"
    title = "Lynis"
    binary = "lynis"
    homepage = "https://cisofy.com/lynis/"
    install_hint = "apt-get install --no-install-recommends lynis"
    accepts = frozenset({"host"})
    options = (
        Option(
            "groups",
            {
                "type": "array",
                "items": {"type": "string", "enum": GROUPS},
                "minItems": 1,
                "maxItems": len(GROUPS),
                "uniqueItems": True,
                "examples": [["ssh", "authentication"]],
            },
            "Run only the tests of these groups.",
            selects=True,
        ),
    )
    exit_codes = {
        0: ExitMeaning.OK,  # with and without findings, as root and not
        1: ExitMeaning.CRASHED,
        64: ExitMeaning.BAD_ARGUMENTS,
        66: ExitMeaning.BAD_ARGUMENTS,
        78: ExitMeaning.FINDINGS,  # where the machine's own profile says error-on-warnings
    }
    exit_codes_source = "lynis, and include/functions, of 3.0.8, and recorded"
    patterns = (
        Pattern(re.compile(r"Invalid option '|No command provided"), Outcome.BAD_ARGUMENTS),
        Pattern(re.compile(r"Interrupt detected"), Outcome.KILLED),
    )
    # Lynis has these two words, and calls warnings the ones to begin with. The table is ours.
    severities = {"warning": "medium", "suggestion": "low", "vulnerable_package": "medium"}
    version_arguments = ("show", "version")
    version_pattern = re.compile(r"^(\d+\.\d+\.\d+)\s*$", re.MULTILINE)
    timeout_seconds = 1800
    max_runs = 1  # it keeps a file with its process id, and asks the one who starts a second

    def takes(self, kind: str, locator: str) -> bool:
        """The machine that it runs on, under one of its names."""
        try:
            host, port = host_and_port(locator)
        except BadAddress:
            return False
        own = {"localhost", "127.0.0.1", "::1", socket.gethostname().lower()}
        return super().takes(kind, locator) and port is None and host.lower().rstrip(".") in own

    def command(self, job: Job) -> Command:
        """It is told no host: `audit system` is this one. Profiles are those of /etc/lynis."""
        arguments = ["audit", "system", "--quick", "--no-colors"]
        arguments += ["--logfile", str(job.work / "lynis.log")]
        arguments += ["--report-file", str(job.work / "report.dat")]
        if groups := job.options.get("groups"):
            arguments += ["--tests-from-group", " ".join(groups)]
        return Command(arguments, report="report.dat")

    def progress(self, line: str) -> Progress | None:
        """`[+] Boot and services`"""
        found = SECTION.match(line)
        return Progress(None, found[1][:120]) if found else None

    def recognise(self, sample: Sample) -> str | None:
        if sample.kind in ("text", "csv") and re.search(r"^lynis_version=", sample.head, re.M):
            return "it is key=value with lynis_version"
        return None

    def read(self, report: Report) -> Iterator[Record]:
        """`key=value` a line, `key[]=value` for those that come several times."""
        told = _Told()
        for position, key, value in _pairs(report):
            if key in self.severities:
                yield from record(self, position, {"kind": key, "said": value}, _finding, told)
            elif key == "exception_event":
                event, _, said = value.strip("|").partition("|")
                yield Problem(f"{event}: {said}" if said else event)
            else:
                told.keep(key, value)
        if not told.finished:
            raise UnreadableReport("it has no report_datetime_end: Lynis did not finish", "the end")
        yield Examined("tests", told.tests)
        if not told.tests:
            yield nothing_examined("no test was run")
        for line in lines(report.stdout):
            if UNPRIVILEGED.search(line):
                yield Problem("Lynis was not started as root: it leaves tests out")
            elif left := LEFT_OUT.search(line):
                yield Problem(f"there are no tests of the group {left[1]}")


@dataclass
class _Told:
    """What a report says of the audit, and of its tests before their suggestions come."""

    host: str = ""
    tests: int = 0
    finished: bool = False
    details: dict[str, list[str]] = field(default_factory=dict)

    def keep(self, key: str, value: str) -> None:
        if key == "details":
            test, _, said = value.partition("|")
            if len(kept := self.details.setdefault(test, [])) < MOST_DETAILS:
                kept.append(text(said.strip("|"), 500))
        elif key == "hostname":
            self.host = text(value)
        elif key == "lynis_tests_done":
            self.tests = number(value) or 0
        elif key == "tests_executed":
            self.tests = self.tests or len([name for name in value.split("|") if name])
        self.finished = self.finished or key in ("report_datetime_end", "finish")


def _pairs(report: Report) -> Iterator[tuple[str, str, str]]:
    """Position, key and value of each line that has them; comments and empty lines are left out."""
    lynis = False
    with opened(report) as file:
        count = 0
        while line := file.readline(LONGEST_LINE):
            count += 1
            said = line.decode("utf-8", "replace").strip()
            pair = PAIR.fullmatch(said)
            if pair is None:
                continue
            lynis = lynis or pair[1] in ("lynis_version", "report_version_major")
            if lynis:
                yield f"line {count}", pair[1], pair[3]
    if not lynis:
        raise UnreadableReport("it has no lynis_version", "the end")


def _finding(raw: dict[str, str], audit: _Told) -> ParsedFinding:
    """`TEST|sentence|details|solution|` of a warning or suggestion; of a package its name, and
    perhaps the version behind it."""
    kind, parts = raw["kind"], [text(part) for part in raw["said"].split("|")]
    test, said, told, mends = ("" if part == "-" else part for part in [*parts, *"----"][:4])
    if not test and not said:
        raise Malformed("it names no test and says nothing")
    evidence: dict[str, Any] = {"host": audit.host} if audit.host else {}
    if kind == "vulnerable_package":
        return ParsedFinding(
            rule_id="vulnerable-package",
            title=shortened(f"Vulnerable package {test} {said}".rstrip(), 160),
            description="The package manager knows a newer version that mends a vulnerability.",
            severity="medium",
            tool_severity=kind,
            place=HostPlace(program=test),
            remediation="Install the newer version of the package.",
            cve=cves(raw["said"]),
            evidence=evidence,
        )
    if settings := audit.details.get(test):
        evidence["details"] = settings
    is_test = re.fullmatch(r"[A-Z]{2,5}-\d{4}", test) is not None
    return ParsedFinding(
        rule_id=test or "lynis",
        title=shortened(said.rstrip(".") or test, 160),
        description="\n".join(texts([said, told])),
        severity="info" if test == "LYNIS" else Lynis.severities[kind],  # about Lynis itself
        tool_severity=kind,
        # Tests with several suggestions differ in their sentence only.
        place=HostPlace(program=told or said or test),
        remediation=mends.removeprefix("text:"),
        cve=cves([said, told]),
        references=(f"{CONTROLS}/{test}/",) if is_test else (),
        tags=(test[: test.index("-")].lower(),) if is_test else (),
        evidence=evidence,
    )
