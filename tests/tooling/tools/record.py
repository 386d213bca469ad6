"""Records what the real tools write: `python tests/tooling/tools/record.py [tool...]`.

Runs every case below on loopback targets with the installed tools and replaces the folders of
`fixtures/<tool>/`. Needs `python3 -m tooling.environments install code secrets wapiti`, nmap and
openssl. See `fixtures/README.md` for the layout.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

CHECKOUT = Path(__file__).resolve().parents[3]
FIXTURES = Path(__file__).resolve().parent / "fixtures"
sys.path.insert(0, str(CHECKOUT))

from tooling.environments import directory, find_binary  # noqa: E402

DATA_DIR = CHECKOUT / "var"
LARGEST_BYTES = 150_000
HTTP, HTTPS, MODERN, DEAD, SILENT, QUIET, CRASHER, MORTAL = range(18080, 18088)


@dataclass(frozen=True)
class Case:
    """One run: which files or servers it meets, the command line, and what it must mean."""

    name: str
    arguments: str
    outcome: str
    note: str
    kind: str = "repository"
    locator: str = "/target"
    prepare: Callable[[Path], None] | None = None
    kill: signal.Signals | None = None
    kill_when: str | float = 1.0  # seconds, or a text to wait for on stdout
    user: str | None = None


@dataclass(frozen=True)
class Tool:
    """How a tool is found, asked for its version, and its findings counted."""

    binary: str
    environment: str | None
    version: str
    count: Callable[[Path], int]
    cases: list[Case]
    environ: Mapping[str, str] = field(default_factory=dict)


# Targets that are files. Each is written into `/target` of its case.


def demo_app(target: Path) -> None:
    """The application under docs/demo."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(CHECKOUT / "docs/demo/app", target, dirs_exist_ok=True, ignore=ignored)


def demo_infrastructure(target: Path) -> None:
    """The infrastructure under docs/demo."""
    shutil.copytree(CHECKOUT / "docs/demo/infrastructure", target, dirs_exist_ok=True)


def tidy_python(target: Path) -> None:
    """A module with nothing to find."""
    (target / "addition.py").write_text(
        '"""Adds two numbers."""\n\n\ndef add(first: int, second: int) -> int:\n'
        '    """The sum of both."""\n    return first + second\n',
        encoding="utf-8",
    )


def broken_python(target: Path) -> None:
    """One module that no parser takes."""
    (target / "broken.py").write_text(
        "import pickle\n\n\ndef broken(:\n    pickle.loads(x\n  }}} class !!\n", encoding="utf-8"
    )


def vulnerable_python(target: Path) -> None:
    """One module with something to find."""
    (target / "loader.py").write_text(
        'import pickle\n\nVALUE = pickle.loads(open("state", "rb").read())\n', encoding="utf-8"
    )


def broken_and_vulnerable_python(target: Path) -> None:
    """A module that no parser takes beside one with something to find."""
    broken_python(target)
    vulnerable_python(target)


def plain_text(target: Path) -> None:
    """A folder that has nothing for a code scanner."""
    (target / "readme.txt").write_text("Nothing to scan here.\n", encoding="utf-8")


def nothing(target: Path) -> None:
    """No target at all: the folder does not exist."""
    target.rmdir()


def much_python(target: Path) -> None:
    """So many modules that a scan takes seconds."""
    source = (CHECKOUT / "docs/demo/app/server.py").read_text(encoding="utf-8")
    for number in range(600):
        (target / f"module{number:03}.py").write_text(source, encoding="utf-8")


def tidy_infrastructure(target: Path) -> None:
    """A Dockerfile that passes every check."""
    (target / "Dockerfile").write_text(
        "FROM python:3.11.7\nCOPY app /app\nHEALTHCHECK CMD true\nUSER nobody\nCMD true\n",
        encoding="utf-8",
    )


def broken_terraform(target: Path) -> None:
    """A Terraform file that ends too early."""
    (target / "main.tf").write_text('resource "aws_s3_bucket" "x" {\n  bucket =\n', "utf-8")


def half_broken_terraform(target: Path) -> None:
    """A Terraform file that ends too early beside one with findings."""
    broken_terraform(target)
    (target / "volume.tf").write_text(
        'resource "aws_ebs_volume" "plain" {\n  availability_zone = "us-east-1a"\n  size = 8\n}\n',
        encoding="utf-8",
    )


def rules(target: Path) -> None:
    """Beside the target, `/rules`: the product's own, and one file with a broken rule."""
    folder = target.parent / "rules"
    folder.mkdir(exist_ok=True)
    shutil.copy(CHECKOUT / "tooling/tools/rules/semgrep/wardroom.yml", folder)
    (folder / "broken.yml").write_text(
        "rules:\n"
        "  - {id: good, languages: [python], severity: WARNING, message: A pickle is loaded.,\n"
        "     pattern: pickle.loads(...)}\n"
        "  - {id: broken, languages: [python], severity: WARNING, message: Never matches.,\n"
        '     pattern: "def (("}\n',
        encoding="utf-8",
    )


def with_rules(prepare: Callable[[Path], None]) -> Callable[[Path], None]:
    """`prepare`, and the rules beside it."""

    def both(target: Path) -> None:
        rules(target)
        prepare(target)

    return both


# Targets that listen. All on loopback.


class Hardened(BaseHTTPRequestHandler):
    """One page with the headers that a web scanner wants to see."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 65536
    body = b"<!doctype html><html><head><title>ok</title></head><body><p>ok</p></body></html>"

    def do_GET(self) -> None:
        """The page, or 404."""
        self.answer(200 if self.path == "/" else 404, {})

    def answer(self, status: int, headers: dict[str, str]) -> None:
        """One response with the page as its body."""
        self.send_response(status)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(self.body)))
        self.send_header("Content-Security-Policy", "default-src 'none'; base-uri 'none'")
        self.send_header("X-Frame-Options", "DENY")
        self.send_header("X-Content-Type-Options", "nosniff")
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, format: str, *args: object) -> None:
        """Silence."""


class Crasher(Hardened):
    """Redirects anywhere, unquoted: wapiti's exec module dies on `data:`."""

    body = b"<html><body><a href='/go?url=/'>go</a></body></html>"

    def do_GET(self) -> None:
        """The page, or a redirect to what was asked."""
        if self.path.startswith("/go?url="):
            given = unquote(self.path[8:]).splitlines()
            self.answer(302, {"Location": given[0].encode("ascii", "ignore").decode()})
        else:
            self.answer(200, {})


class Mortal(Hardened):
    """Serves a page with a parameter, and nobody any more after 60 requests."""

    body = b"<html><body><a href='/page?id=1'>page</a></body></html>"
    served = 0
    server: ThreadingHTTPServer

    def do_GET(self) -> None:
        """The page, while it lives."""
        type(self).served += 1
        if type(self).served > 60:
            self.close_connection = True
            self.connection.close()
            self.server.socket.close()
            return
        self.answer(200, {})


@contextmanager
def serving(port: int, handler: type[BaseHTTPRequestHandler], tls: Path | None) -> Iterator[None]:
    """A server of `handler` on loopback; with TLS 1.2 and above when `tls` has a certificate."""
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tls / "demo-cert.pem", tls / "demo-key.pem")
        server.socket = context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        if server.socket.fileno() >= 0:
            server.shutdown()
        server.socket.close()


@contextmanager
def demo_server(data: Path) -> Iterator[None]:
    """The application of docs/demo on its two ports."""
    command = [sys.executable, str(CHECKOUT / "docs/demo/app/server.py"), "--data", str(data)]
    command += ["--http", f"127.0.0.1:{HTTP}", "--https", f"127.0.0.1:{HTTPS}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        print(process.stdout.readline().strip())
        try:
            yield
        finally:
            process.terminate()


@contextmanager
def silent_server() -> Iterator[None]:
    """Accepts connections and never says a word."""
    with socket.create_server(("127.0.0.1", SILENT), backlog=100):
        yield


# Counting, in the tools' own words: what a parser must find, no more and no less.


def count_results(report: Path) -> int:
    """bandit, semgrep: one a result."""
    return len(json.loads(report.read_text("utf-8"))["results"])


def count_secrets(report: Path) -> int:
    """detect-secrets: one a secret, over all files."""
    return sum(len(found) for found in json.loads(report.read_text("utf-8"))["results"].values())


def count_failed_checks(report: Path) -> int:
    """checkov: one a failed check, over all frameworks."""
    content = json.loads(report.read_text("utf-8"))
    frameworks = content if isinstance(content, list) else [content]
    return sum(len(one.get("results", {}).get("failed_checks", ())) for one in frameworks)


def count_wapiti(report: Path) -> int:
    """wapiti: vulnerabilities and anomalies; additionals are facts, not findings."""
    content = json.loads(report.read_text("utf-8"))
    return sum(
        len(found) for part in ("vulnerabilities", "anomalies") for found in content[part].values()
    )


# The parser also grades ciphers, which nothing else here counts.
COUNTED_RULES: dict[str, dict[str, list[str]]] = {
    "sslyze": {
        "rules": [
            *("certificate-self-signed", "certificate-untrusted", "certificate-hostname-mismatch"),
            *("certificate-expired", "sslv2-accepted", "sslv3-accepted", "tls-1.0-accepted"),
            *("tls-1.1-accepted", "heartbleed", "openssl-ccs-injection", "robot", "robot-weak"),
            "no-fallback-scsv",
        ]
    }
}


def count_sslyze(report: Path) -> int:
    """sslyze: an untrusted certificate (one a deployment), each protocol below TLS 1.2 that is
    accepted, Heartbleed, CCS injection, ROBOT, no TLS_FALLBACK_SCSV."""
    count = 0
    for server in json.loads(report.read_text("utf-8"))["server_scan_results"]:
        scans = {
            name: attempt["result"]
            for name, attempt in (server["scan_result"] or {}).items()
            if attempt["status"] == "COMPLETED"
        }
        for deployment in scans.get("certificate_info", {}).get("certificate_deployments", ()):
            validations = deployment["path_validation_results"]
            count += not any(one["was_validation_successful"] for one in validations)
        for old in ("ssl_2_0", "ssl_3_0", "tls_1_0", "tls_1_1"):
            count += bool(scans.get(f"{old}_cipher_suites", {}).get("accepted_cipher_suites"))
        count += scans.get("heartbleed", {}).get("is_vulnerable_to_heartbleed", False)
        count += scans.get("openssl_ccs_injection", {}).get("is_vulnerable_to_ccs_injection", False)
        count += "NOT_VULNERABLE" not in scans.get("robot", {}).get(
            "robot_result", "NOT_VULNERABLE"
        )
        count += not scans.get("tls_fallback_scsv", {}).get("supports_fallback_scsv", True)
    return count


def count_open_ports(report: Path) -> int:
    """nmap: one an open port."""
    try:
        states = ET.parse(report).iterfind(".//port/state")  # noqa: S314, our own recording
        return sum(state.get("state") == "open" for state in states)
    except ET.ParseError:
        return 0


BANDIT = "-r /target -f json -o report.json -q"
SEMGREP = (
    "scan --config /rules/wardroom.yml --metrics=off --disable-version-check --no-git-ignore"
    " --json --output report.json /target"
)
SECRETS = "-v -C /target scan -n --all-files"
CHECKOV = (
    "-d /target -o cli -o json --output-file-path console,report.json --quiet --compact"
    " --skip-download"
)
WAPITI = (
    f"-u http://127.0.0.1:{HTTP}/ -f json -o report.json --flush-session"
    " -m sql,xss,exec,file,redirect,cookieflags,http_headers,csp"
    " --max-scan-time 180 --no-bugreport -v 1"
)
SSLYZE_SCANS = (
    "--sslv2 --sslv3 --tlsv1 --tlsv1_1 --tlsv1_2 --tlsv1_3"
    " --heartbleed --openssl_ccs --fallback --robot --mozilla_config=disable"
)
SSLYZE = f"--certinfo {SSLYZE_SCANS} --json_out=report.json"
NMAP = "--stats-every 1s -oX - 127.0.0.1"
PORTS = f"-Pn -n -p {HTTP},{HTTPS},{DEAD}"


def web(port: int = HTTP) -> dict[str, Any]:
    """A web target."""
    return {"kind": "web", "locator": f"http://127.0.0.1:{port}/"}


def host(locator: str) -> dict[str, Any]:
    """A host target."""
    return {"kind": "host", "locator": locator}


IAC: dict[str, Any] = {"kind": "iac"}

TOOLS: dict[str, Tool] = {
    "bandit": Tool(
        "bandit",
        "code",
        "--version",
        count_results,
        [
            Case("clean", BANDIT, "clean", "A module with nothing to find.", prepare=tidy_python),
            Case("findings", BANDIT, "findings", "The demo application.", prepare=demo_app),
            Case(
                "missing_path",
                BANDIT,
                "bad_arguments",
                "The folder does not exist: exit 0, told only by `errors` and zero lines read.",
                prepare=nothing,
            ),
            Case(
                "syntax_error",
                BANDIT,
                "findings_with_errors",
                "The only module does not parse: exit 0, told only by `errors`.",
                prepare=broken_python,
            ),
            Case(
                "findings_and_syntax_error",
                BANDIT,
                "findings_with_errors",
                "One module does not parse, the other has findings: exit 1 and `errors`.",
                prepare=broken_and_vulnerable_python,
            ),
            Case(
                "no_python",
                BANDIT,
                "findings_with_errors",
                "A folder without Python: exit 0, nothing examined, told by zero lines read.",
                prepare=plain_text,
            ),
            Case(
                "bad_arguments",
                BANDIT.replace("-f json", "-f nosuch"),
                "bad_arguments",
                "An output format that does not exist.",
                prepare=tidy_python,
            ),
            Case(
                "killed",
                BANDIT,
                "killed",
                "SIGTERM in the middle: an empty report, opened at start.",
                prepare=much_python,
                kill=signal.SIGTERM,
            ),
        ],
    ),
    "semgrep": Tool(
        "semgrep",
        "code",
        "--version --disable-version-check",
        count_results,
        [
            Case(
                "clean",
                SEMGREP,
                "clean",
                "A module with nothing to find.",
                prepare=with_rules(tidy_python),
            ),
            Case(
                "findings",
                SEMGREP,
                "findings",
                "The demo application with the product's own rules: exit 0.",
                prepare=with_rules(demo_app),
            ),
            Case(
                "missing_path",
                SEMGREP,
                "bad_arguments",
                "The folder does not exist: exit 2, a report with `Invalid scanning root`.",
                prepare=with_rules(nothing),
            ),
            Case(
                "nothing_to_scan",
                SEMGREP,
                "findings_with_errors",
                "No file for the rules: exit 0, nothing examined, `paths.scanned` empty.",
                prepare=with_rules(plain_text),
            ),
            Case(
                "unparsable",
                SEMGREP,
                "findings_with_errors",
                "A file that does not parse: exit 0, told only by a `PartialParsing` warning.",
                prepare=with_rules(broken_python),
            ),
            Case(
                "broken_rule",
                SEMGREP.replace("wardroom.yml", "broken.yml"),
                "findings_with_errors",
                "One of two rules is broken: exit 2 while stderr says completed successfully.",
                prepare=with_rules(vulnerable_python),
            ),
            Case(
                "broken_rule_and_unparsable",
                SEMGREP.replace("wardroom.yml", "broken.yml"),
                "findings_with_errors",
                "A broken rule and a file that does not parse: exit 0, told only by `errors`.",
                prepare=with_rules(broken_and_vulnerable_python),
            ),
            Case(
                "no_config",
                SEMGREP.replace("wardroom.yml", "nosuch.yml"),
                "bad_arguments",
                "The rules file does not exist: exit 7 and a report with errors only.",
                prepare=with_rules(tidy_python),
            ),
            Case(
                "bad_arguments",
                SEMGREP.replace("--json", "--no-such-option --json"),
                "bad_arguments",
                "An option that does not exist: exit 2, no report.",
                prepare=with_rules(tidy_python),
            ),
            Case(
                "killed",
                SEMGREP,
                "killed",
                "SIGTERM in the middle: no report.",
                prepare=with_rules(much_python),
                kill=signal.SIGTERM,
                kill_when=2.0,
            ),
        ],
        {"SEMGREP_ENABLE_VERSION_CHECK": "0"},
    ),
    "detect_secrets": Tool(
        "detect-secrets",
        "secrets",
        "--version",
        count_secrets,
        [
            Case("clean", SECRETS, "clean", "A module without secrets.", prepare=tidy_python),
            Case("findings", SECRETS, "findings", "The demo application.", prepare=demo_app),
            Case(
                "missing_path",
                SECRETS,
                "bad_arguments",
                "The folder does not exist: exit 0, told only by no `Checking file` on stderr.",
                prepare=nothing,
            ),
            Case(
                "outside_folder",
                SECRETS.replace("-C /target scan", "scan") + " /target",
                "bad_arguments",
                "Without -C nothing outside the working folder is read: exit 0, looks clean.",
                prepare=demo_app,
            ),
            Case(
                "bad_arguments",
                SECRETS + " --no-such-option",
                "bad_arguments",
                "An option that does not exist.",
                prepare=tidy_python,
            ),
            Case(
                "killed",
                SECRETS,
                "killed",
                "SIGTERM in the middle: nothing on stdout.",
                prepare=much_python,
                kill=signal.SIGTERM,
                kill_when=0.4,
            ),
        ],
    ),
    "checkov": Tool(
        "checkov",
        "code",
        "--version",
        count_failed_checks,
        [
            Case(
                "clean",
                CHECKOV,
                "clean",
                "A Dockerfile that passes every check.",
                prepare=tidy_infrastructure,
                **IAC,
            ),
            Case(
                "findings",
                CHECKOV,
                "findings",
                "The demo infrastructure: a list, one object a framework.",
                prepare=demo_infrastructure,
                **IAC,
            ),
            Case(
                "nothing_to_scan",
                CHECKOV,
                "findings_with_errors",
                "Nothing examined: exit 0 and another shape, the summary alone with zeros.",
                prepare=plain_text,
                **IAC,
            ),
            Case(
                "missing_path",
                CHECKOV,
                "bad_arguments",
                "The folder does not exist: exit 0, no report, one ERROR line on stderr.",
                prepare=nothing,
                **IAC,
            ),
            Case(
                "parse_error",
                CHECKOV,
                "findings_with_errors",
                "The only file does not parse: exit 0, told only by `summary.parsing_errors`.",
                prepare=broken_terraform,
                **IAC,
            ),
            Case(
                "findings_and_parse_error",
                CHECKOV,
                "findings_with_errors",
                "One file does not parse, the other fails checks: exit 1 and `parsing_errors`.",
                prepare=half_broken_terraform,
                **IAC,
            ),
            Case(
                "bad_arguments",
                CHECKOV + " --no-such-option",
                "bad_arguments",
                "An option that does not exist.",
                prepare=tidy_infrastructure,
                **IAC,
            ),
            Case(
                "killed",
                CHECKOV,
                "killed",
                "SIGTERM in the middle: no report.",
                prepare=demo_infrastructure,
                kill=signal.SIGTERM,
                kill_when=2.0,
                **IAC,
            ),
        ],
    ),
    "wapiti": Tool(
        "wapiti",
        "wapiti",
        "--version",
        count_wapiti,
        [
            Case(
                "clean",
                WAPITI.replace(str(HTTP), str(QUIET)),
                "clean",
                "One page with all security headers.",
                **web(QUIET),
            ),
            Case("findings", WAPITI, "findings", "The demo application.", **web()),
            Case(
                "dead_target",
                WAPITI.replace(str(HTTP), str(DEAD)),
                "network",
                "Nothing listens: exit 0, told by `[!] ConnectError` and no page crawled.",
                **web(DEAD),
            ),
            Case(
                "unresolvable",
                WAPITI.replace(f"127.0.0.1:{HTTP}", "nosuch.invalid"),
                "network",
                "The name does not resolve: exit 0 and no page crawled.",
                kind="web",
                locator="http://nosuch.invalid/",
            ),
            Case(
                "unknown_module",
                re.sub(r"-m \S+", "-m nosuchmodule", WAPITI),
                "bad_arguments",
                "A module that does not exist: exit 0, told by `Unable to find a module`.",
                **web(),
            ),
            Case(
                "module_crashed",
                WAPITI.replace(str(HTTP), str(CRASHER)),
                "findings_with_errors",
                "A module dies of a traceback on one page: exit 0 and a complete-looking report.",
                **web(CRASHER),
            ),
            Case(
                "target_died",
                WAPITI.replace(str(HTTP), str(MORTAL)),
                "findings_with_errors",
                "The target goes away in the middle: exit 0, told by `requests were skipped`.",
                **web(MORTAL),
            ),
            Case(
                "time_limit",
                f"{WAPITI} --max-attack-time 0.2",
                "findings_with_errors",
                "Its own limit cuts modules short: exit 0, told by `Max attack time` with -v 1.",
                **web(),
            ),
            Case(
                "bad_arguments",
                WAPITI + " --no-such-option",
                "bad_arguments",
                "An option that does not exist.",
                **web(),
            ),
            Case(
                "killed",
                WAPITI,
                "killed",
                "SIGTERM in the middle: no report.",
                kill=signal.SIGTERM,
                kill_when="Launching module xss",
                **web(),
            ),
        ],
        {"PYTHONUNBUFFERED": "1"},
    ),
    "sslyze": Tool(
        "sslyze",
        "code",
        "--help",
        count_sslyze,
        [
            Case(
                "clean",
                f"{SSLYZE_SCANS} --json_out=report.json 127.0.0.1:{MODERN}",
                "clean",
                "TLS 1.2 and above only; without --certinfo, as no store trusts a loopback one.",
                **host(f"127.0.0.1:{MODERN}"),
            ),
            Case(
                "findings",
                f"{SSLYZE} 127.0.0.1:{HTTPS}",
                "findings",
                "The demo server: untrusted certificate, TLS 1.0 and 1.1. Exit 0.",
                **host(f"127.0.0.1:{HTTPS}"),
            ),
            Case(
                "refused",
                f"{SSLYZE} 127.0.0.1:{DEAD}",
                "network",
                "Nothing listens: exit 0, told by `connectivity_status`.",
                **host(f"127.0.0.1:{DEAD}"),
            ),
            Case(
                "not_tls",
                f"{SSLYZE} 127.0.0.1:{HTTP}",
                "network",
                "The port speaks no TLS: exit 0, told by `connectivity_status`.",
                **host(f"127.0.0.1:{HTTP}"),
            ),
            Case(
                "unresolvable",
                f"{SSLYZE} nosuch.invalid:443",
                "network",
                "The name does not resolve: exit 0, told by `invalid_server_strings`.",
                **host("nosuch.invalid:443"),
            ),
            Case(
                "not_scheduled",
                f"--mozilla_config=disable --json_out=report.json 127.0.0.1:{HTTPS}",
                "bad_arguments",
                "No scan was asked for: exit 0 and every scan NOT_SCHEDULED.",
                **host(f"127.0.0.1:{HTTPS}"),
            ),
            Case(
                "mozilla_noncompliant",
                "--certinfo --tlsv1 --tlsv1_1 --mozilla_config=intermediate"
                f" --json_out=report.json 127.0.0.1:{HTTPS}",
                "findings",
                "Not compliant with Mozilla's profile: exit 1; the verdict is on stdout only.",
                **host(f"127.0.0.1:{HTTPS}"),
            ),
            Case(
                "bad_arguments",
                f"{SSLYZE} --no-such-option 127.0.0.1:{HTTPS}",
                "bad_arguments",
                "An option that does not exist.",
                **host(f"127.0.0.1:{HTTPS}"),
            ),
            Case(
                "killed",
                f"{SSLYZE} 127.0.0.1:{SILENT}",
                "killed",
                "SIGTERM while it waits for a server that never answers: no report.",
                kill=signal.SIGTERM,
                kill_when=1.5,
                **host(f"127.0.0.1:{SILENT}"),
            ),
        ],
    ),
    "nmap": Tool(
        "nmap",
        None,
        "--version",
        count_open_ports,
        [
            Case(
                "clean",
                f"-Pn -n -p {DEAD} {NMAP}",
                "clean",
                "The host is up and the port closed.",
                **host("127.0.0.1"),
            ),
            Case(
                "findings",
                f"{PORTS} {NMAP}",
                "findings",
                "Two open ports, one closed; without service detection.",
                **host("127.0.0.1"),
            ),
            Case(
                "findings_with_versions",
                f"-sV --version-intensity 2 {PORTS} {NMAP}",
                "findings",
                "Two open ports with their services; taskprogress elements while it runs.",
                **host("127.0.0.1"),
            ),
            Case(
                "unresolvable",
                f"-Pn -n -p {HTTP} --stats-every 1s -oX - nosuch.invalid",
                "network",
                'The name does not resolve: exit 0 and exit="success", but no host.',
                **host("nosuch.invalid"),
            ),
            Case(
                "permission_denied",
                f"-sS -Pn -n -p {HTTP} {NMAP}",
                "permission_denied",
                "A SYN scan without root.",
                user="nobody",
                **host("127.0.0.1"),
            ),
            Case(
                "bad_arguments",
                f"--no-such-option {NMAP}",
                "bad_arguments",
                "An option that does not exist: exit 255.",
                **host("127.0.0.1"),
            ),
            Case(
                "killed",
                f"-sV --version-intensity 2 {PORTS} {NMAP}",
                "killed",
                "SIGTERM in the middle: XML without its end.",
                kill=signal.SIGTERM,
                kill_when=8.0,
                **host("127.0.0.1"),
            ),
            Case(
                "killed_hard",
                f"-sV --version-intensity 2 {PORTS} {NMAP}",
                "killed",
                "SIGKILL in the middle: XML without its end.",
                kill=signal.SIGKILL,
                kill_when=8.0,
                **host("127.0.0.1"),
            ),
        ],
    ),
}


def run(command: list[str], case: Case, root: Path, environ: Mapping[str, str]) -> int:
    """Run to the end, or until `case` says to kill; the return code, negative for a signal."""
    place = root / "run"
    with (place / "stdout").open("wb") as out, (place / "stderr").open("wb") as errors:
        process = subprocess.Popen(
            command,
            cwd=place,
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=errors,
            start_new_session=True,
            user=case.user,
        )
        try:
            if case.kill:
                if isinstance(case.kill_when, str):
                    wait_for_text(place / "stdout", case.kill_when)
                else:
                    time.sleep(case.kill_when)
                if process.poll() is not None:
                    raise SystemExit(f"{case.name}: ended before it could be killed")
                os.killpg(process.pid, case.kill)
            return process.wait(timeout=200)
        finally:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass


def wait_for_text(file: Path, text: str) -> None:
    """Until `text` stands in `file`; at most a minute."""
    for _ in range(1200):
        if text in file.read_text("utf-8", errors="replace"):
            return
        time.sleep(0.05)
    raise SystemExit(f"{text!r} never came")


def record(name: str, tool: Tool, case: Case, version: str, root: Path) -> str:
    """Run one case under `root` and write its folder; a line that says what happened."""
    for folder in ("target", "run", "home"):
        shutil.rmtree(root / folder, ignore_errors=True)
        (root / folder).mkdir()
    if case.prepare:
        case.prepare(root / "target")
    if case.user:
        shutil.chown(root / "run", case.user)
        root.chmod(0o755)
    binary = find_binary(tool.binary, tool.environment, DATA_DIR, {})
    if not binary:
        raise SystemExit(f"{tool.binary} is not installed")
    arguments = [
        re.sub(r"^/(target|rules)\b", lambda found: f"{root}/{found[1]}", word)
        for word in case.arguments.split()
    ]
    environ = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(root / "home"),
        "LANG": "C.UTF-8",
        **tool.environ,
    }
    started = time.monotonic()
    code = run([str(binary), *arguments], case, root, environ)
    seconds = time.monotonic() - started

    place = FIXTURES / name / case.name
    place.mkdir(parents=True)
    for file in sorted((root / "run").iterdir()):
        content = neutral(file.read_bytes(), root)
        if file.suffix == ".json" and len(content) > LARGEST_BYTES:
            # Large: its white space goes, the content stays whole.
            content = json.dumps(json.loads(content), separators=(",", ":")).encode() + b"\n"
        (place / file.name).write_bytes(content)
    report = place / ("report.json" if (place / "report.json").exists() else "stdout")
    written = report.name == "report.json" or name in ("nmap", "detect_secrets")
    count = tool.count(report) if written and report.stat().st_size else 0
    facts = {
        "origin": "recorded",
        "tool_version": version,
        "argv": [tool.binary, *case.arguments.split()],
        "exit_code": code if code >= 0 else None,
        "signal": -code if code < 0 else None,
        "target": {"kind": case.kind, "locator": case.locator},
        "note": case.note,
        "expect": {"outcome": case.outcome, "findings": count} | COUNTED_RULES.get(name, {}),
    }
    (place / "case.json").write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
    largest = max(file.stat().st_size for file in place.iterdir())
    return f"{name}/{case.name}: {code} {case.outcome} {count} {seconds:.1f} s {largest} B"


def neutral(content: bytes, root: Path) -> bytes:
    """`content` without the paths of this machine: /target, /run, /rules, /home, /tools."""
    places = {
        # semgrep puts the path of the rules file, with dots, before each rule's id.
        str(root).strip("/").replace("/", ".") + ".": "",
        str(root): "",
        str(directory(DATA_DIR, "")).rstrip("/"): "/tools",
        str(CHECKOUT): "/wardroom",
        sys.base_prefix: "/python",
    }
    for found, said in places.items():
        content = content.replace(found.encode(), said.encode())
    return content


def version_of(tool: Tool, root: Path) -> str:
    """The version that the tool gives itself."""
    binary = find_binary(tool.binary, tool.environment, DATA_DIR, {})
    if not binary:
        raise SystemExit(f"{tool.binary} is not installed")
    environ = {"PATH": "/usr/bin:/bin", "HOME": str(root), "LANG": "C.UTF-8", **tool.environ}
    command = [str(binary), *tool.version.split()]
    said = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    found = re.search(r"(?:[Vv]ersion |Wapiti |bandit |^)(\d+\.\d+[.\d]*)", said.stdout, re.M)
    if not found:
        raise SystemExit(f"{tool.binary} gave no version: {said.stdout}{said.stderr}")
    return found[1]


def main() -> None:
    """Record the tools that were named, or all."""
    parser = argparse.ArgumentParser(description="Record fixtures from the real tools.")
    parser.add_argument("tools", nargs="*", metavar="tool", help=", ".join(TOOLS))
    names = parser.parse_args().tools or list(TOOLS)
    if unknown := sorted(set(names) - set(TOOLS)):
        parser.error(f"unknown tool: {', '.join(unknown)}")
    with ExitStack() as stack:
        root = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="recording-")))
        data = root / "demo"
        stack.enter_context(demo_server(data))
        stack.enter_context(serving(MODERN, Hardened, data))
        stack.enter_context(serving(QUIET, Hardened, None))
        stack.enter_context(serving(CRASHER, Crasher, None))
        stack.enter_context(serving(MORTAL, Mortal, None))
        stack.enter_context(silent_server())
        for name in names:
            version = version_of(TOOLS[name], root)
            for folder in (FIXTURES / name).glob("*/case.json"):  # not the imports
                shutil.rmtree(folder.parent)
            for case in TOOLS[name].cases:
                if case.user and os.getuid():
                    print(f"{name}/{case.name}: left out, needs root to become {case.user}")
                    continue
                print(record(name, TOOLS[name], case, version, root), flush=True)


if __name__ == "__main__":
    main()
