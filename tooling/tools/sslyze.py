"""SSLyze: TLS protocols, ciphers and certificates of a server.

It reports facts and grades none of them; `tooling.sslyze_facts` does. Reports of 0 to 4 are put
into today's shape by `tooling.sslyze_reports`.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from tooling import sslyze_reports
from tooling.addresses import bracketed, host_and_port
from tooling.base import (
    Command,
    Examined,
    ExitMeaning,
    Job,
    NetworkPlace,
    Option,
    Outcome,
    Problem,
    Progress,
    Record,
    Rejected,
    Report,
    Sample,
    Tool,
)
from tooling.reading import (
    elements,
    kind,
    mapping,
    nothing_examined,
    number,
    opened,
    text,
    xml_elements,
)
from tooling.sslyze_facts import broken_rules, moment

# Scan in the report, and its option.
SCANS = {
    "certificate_info": "certinfo",
    "ssl_2_0_cipher_suites": "sslv2",
    "ssl_3_0_cipher_suites": "sslv3",
    "tls_1_0_cipher_suites": "tlsv1",
    "tls_1_1_cipher_suites": "tlsv1_1",
    "tls_1_2_cipher_suites": "tlsv1_2",
    "tls_1_3_cipher_suites": "tlsv1_3",
    "tls_compression": "compression",
    "tls_1_3_early_data": "early_data",
    "openssl_ccs_injection": "openssl_ccs",
    "tls_fallback_scsv": "fallback",
    "heartbleed": "heartbleed",
    "robot": "robot",
    "session_renegotiation": "reneg",
    "tls_extended_master_secret": "ems",
}


class Sslyze(Tool):
    name = "sslyze"
    title = "SSLyze"
    binary = "sslyze"
    environment = "code"
    homepage = "https://github.com/nabla-c0d3/sslyze"
    install_hint = "python3 -m tooling.environments install code"
    accepts = frozenset({"web", "host"})
    image = "docker.io/nablac0d3/sslyze:6.3.1"
    timeout_seconds = 900
    options = (
        Option(
            "scans",
            {
                "type": "array",
                "items": {"type": "string", "enum": list(SCANS.values())},
                "minItems": 1,
                "uniqueItems": True,
            },
            "What is tried. Default: all.",
            selects=True,
        ),
        Option(
            "starttls",
            {
                "type": "string",
                "enum": "auto smtp xmpp pop3 imap ftp ldap rdp postgres".split(),
            },
            "Speak this protocol before TLS starts.",
            selects=True,
        ),
        Option("slow_connection", {"type": "boolean"}, "Fewer connections at once."),
    )
    exit_codes = {
        0: ExitMeaning.OK,  # also where nothing was reached or scanned
        1: ExitMeaning.OK,  # with --mozilla_config: not compliant; without a report: a crash
        2: ExitMeaning.BAD_ARGUMENTS,
    }
    exit_codes_source = "sslyze/__main__.py of 6.3.1, and recorded"
    version_arguments = ("--help",)
    version_pattern = re.compile(r"^SSLyze version (\d+\.\d+\.\d+)", re.MULTILINE)

    def command(self, job: Job) -> Command:
        """The checked address is pinned as sslyze spells it: `host:port{address}`.

        Scans are always named: with Mozilla's profile off and none named, nothing is scanned.
        """
        host, port = host_and_port(job.locator, 443)
        arguments = [f"--{option}" for option in job.options.get("scans", SCANS.values())]
        arguments += ["--mozilla_config=disable", f"--json_out={job.work / 'report.json'}"]
        if "starttls" in job.options:
            arguments.append(f"--starttls={job.options['starttls']}")
        if job.options.get("slow_connection"):
            arguments.append("--slow_connection")
        pinned = f"{{{job.address}}}" if job.address and job.address != host else ""
        return Command([*arguments, f"{bracketed(host)}:{port}{pinned}"])

    def progress(self, line: str) -> Progress | None:
        found = re.match(r" (CHECKING CONNECTIVITY|SCAN RESULTS FOR|SCANS COMPLETED)", line)
        percent = {"C": 5, "S": 90}
        return Progress(percent[found[1][0]], found[1].capitalize()) if found else None

    def recognise(self, sample: Sample) -> str | None:
        if sample.kind == "xml":
            titled = sample.attributes.get("title", "").startswith("SSLyze")
            return 'its root is titled "SSLyze Scan Results"' if titled else None
        if sample.has("server_scan_results") and (
            sample.has("sslyze_version") or sample.has("server_scan_results/[]/server_location")
        ):
            return "it has server_scan_results and sslyze_version"
        if sample.has("server_scan_results/[]/scan_commands_results"):
            return "it has server_scan_results[] with scan_commands_results"
        if sample.has("accepted_targets/[]/commands_results") or sample.has(
            "accepted_targets", "invalid_targets"
        ):
            return "it has accepted_targets with commands_results, or with invalid_targets"
        return None

    def read(self, report: Report) -> Iterator[Record]:
        asked: Mapping[str, str] = {}
        if report.job is not None:
            chosen = set(report.job.options.get("scans", SCANS.values()))
            asked = {scan: option for scan, option in SCANS.items() if option in chosen}
        with opened(report) as file:
            is_xml = file.read(512).lstrip().startswith(b"<")
        now = None if is_xml else _scanned_at(report)
        done = servers = 0
        for position, told in _of_xml(report) if is_xml else _of_json(report):
            if isinstance(told, Problem):
                servers += 1
                yield told
                continue
            server = mapping(told)
            place = mapping(server.get("server_location"))
            host = text(place.get("hostname")) or text(place.get("ip_address"))
            port = number(place.get("port"))
            servers += 1
            if not host or port is None:
                what = kind(told) if not server else "an object without hostname and port"
                yield Rejected(position, f"it is {what}")
            elif server.get("connectivity_status") == "ERROR":
                yield _unreached(f"{host}:{port}", server)
            else:
                scans = mapping(server.get("scan_result"))
                done += sum(mapping(s).get("status") == "COMPLETED" for s in scans.values())
                yield from self._problems(scans, asked)
                yield from broken_rules(
                    scans, NetworkPlace(host, port), text(place.get("ip_address")), now
                )
        yield Examined("scans", done)
        if not servers:
            yield nothing_examined("the report holds no server")

    def _problems(self, scans: Mapping[str, Any], asked: Mapping[str, str]) -> Iterator[Problem]:
        """Scans that failed, and scans that were asked for and not made."""
        attempts = {name: mapping(scan) for name, scan in scans.items()}
        made = [name for name, scan in attempts.items() if scan.get("status") == "COMPLETED"]
        for name, scan in attempts.items():
            if scan.get("status") == "ERROR":
                reason = text(scan.get("error_reason"))
                failed = Outcome.NETWORK if reason == "CONNECTIVITY_ISSUE" else Outcome.CRASHED
                yield Problem(f"{name}: {reason or 'failed'}", None if made else failed)
        if not any(scan.get("status") in ("COMPLETED", "ERROR") for scan in attempts.values()):
            yield Problem("no scan was made: none was asked for", Outcome.BAD_ARGUMENTS)
        elif left := [
            n for n in asked if n not in made and attempts.get(n, {}).get("status") != "ERROR"
        ]:
            yield Problem(f"not scanned: {', '.join(left)}")
        oracle = mapping(attempts.get("robot", {}).get("result")).get("robot_result")
        if oracle == "UNKNOWN_INCONSISTENT_RESULTS":
            yield Problem("robot: the server's answers were inconsistent")


def _of_json(report: Report) -> Iterator[tuple[str, Any]]:
    """Servers, each in the shape of 5 and 6, and what could not be reached, as problems."""
    wanted = "invalid_server_strings/[] server_connectivity_errors/[] invalid_targets/[]".split()
    targets = ("server_scan_results/[]", "accepted_targets/[]")
    lists = ("server_scan_results", "accepted_targets")
    for what, position, raw in elements(report, *wanted, *targets, required=lists):
        told = mapping(raw)
        if what == "invalid_targets/[]":
            for server, why in told.items():
                yield position, Problem(f"{server}: {text(why, 300)}", Outcome.NETWORK)
        elif what in wanted:
            why = text(told.get("error_message")) or "not a server"
            yield position, Problem(f"{text(told.get('server_string'))}: {why}", Outcome.NETWORK)
        elif what == "accepted_targets/[]":
            place = mapping(told.get("server_info"))
            scans = sslyze_reports.of_target(told)
            yield position, {"server_location": place, "scan_result": scans} if told else raw
        elif "scan_commands_results" in told:
            place = mapping(mapping(told.get("server_info")).get("server_location"))
            scans = sslyze_reports.of_commands(told)
            yield position, {"server_location": place, "scan_result": scans}
        else:
            yield position, raw


def _of_xml(report: Report) -> Iterator[tuple[str, Any]]:
    for path, position, element in xml_elements(
        report, "results/target", "invalidTargets/invalidTarget", roots=("document",)
    ):
        if path == "results/target":
            place = {
                "hostname": element.get("host"),
                "port": element.get("port"),
                "ip_address": element.get("ip"),
            }
            scans = sslyze_reports.of_xml(element)
            yield position, {"server_location": place, "scan_result": scans}
        else:
            why = f"{text(element.text)}: {text(element.get('error'), 300)}"
            yield position, Problem(why, Outcome.NETWORK)


def _scanned_at(report: Report) -> datetime | None:
    """When the scan was made, as the report tells; dates are judged by that day."""
    for _, _, raw in elements(report, "date_scans_started"):
        return moment(raw)
    return None


def _unreached(address: str, server: Mapping[str, Any]) -> Problem:
    """Why nothing was examined: a port without TLS stays one, a silent host may come back."""
    trace = text(server.get("connectivity_error_trace"))
    if "ServerTlsConfigurationNotSupported" in trace:
        return Problem(
            f"{address} speaks no TLS that could be used",
            Outcome.BAD_ARGUMENTS,
            "Name a port that serves TLS, or leave sslyze out for this target.",
        )
    return Problem(f"{address}: {_last_line(server)}", Outcome.NETWORK)


def _last_line(server: Mapping[str, Any]) -> str:
    """The last sentence of a connectivity error's traceback."""
    said = text(server.get("connectivity_error_trace")).splitlines()
    return re.sub(r"^[\w.]+: (\S+ -> )?", "", said[-1]).strip('".') if said else "no connection"
