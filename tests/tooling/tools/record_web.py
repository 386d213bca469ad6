"""Records what scanners of web and TLS servers write: `python tests/tooling/tools/record_web.py`.

Runs every case below with the real tools against the servers of `record.py` on loopback, with the
command line that the tool's own file makes, and replaces the folder of the case. Needs
`apt-get install ffuf testssl.sh` and, from Debian's non-free part, `nikto`; some minutes.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(CHECKOUT))

from tests.tooling.tools import record as plain  # noqa: E402
from tooling import registry  # noqa: E402
from tooling.base import Job, Tool  # noqa: E402
from tooling.environments import find_binary  # noqa: E402
from tooling.outcomes import SUCCESSES  # noqa: E402

DEMO, TLS = f"http://127.0.0.1:{plain.HTTP}/", f"127.0.0.1:{plain.HTTPS}"
QUIET, DEAD = f"http://127.0.0.1:{plain.QUIET}/", f"http://127.0.0.1:{plain.DEAD}/"
OVERLOADED = plain.MORTAL  # that one does not run here


class Overloaded(plain.Hardened):
    """Answers, and serves nothing."""

    def do_GET(self) -> None:
        """503."""
        self.answer(503, {})


@dataclass(frozen=True)
class Case:
    """One run: its target, options and limit, words put before the arguments, after how many
    seconds it is killed, and what it must mean."""

    name: str
    outcome: str
    note: str
    locator: str = DEMO
    options: Mapping[str, Any] = field(default_factory=dict)
    extra: tuple[str, ...] = ()
    kill_when: float = 0.0
    kill: signal.Signals = signal.SIGTERM
    seconds: int = 600


FFUF = [
    Case("findings", "findings", "The demo application: four paths answer."),
    Case("clean", "clean", "A server that knows one page only.", QUIET),
    Case("dead_target", "network", "Nothing listens: exit 0, told by `Errors` on stderr.", DEAD),
    Case(
        "unresolvable",
        "network",
        "The name does not resolve: exit 0, told by `Errors` on stderr.",
        "http://nosuch.invalid/",
    ),
    Case(
        "time_limit",
        "network",
        "A server that never answers, and the limit of the run: exit 0, told on stderr.",
        f"http://127.0.0.1:{plain.SILENT}/",
        seconds=3,
    ),
    Case("bad_arguments", "bad_arguments", "An unknown option.", extra=("-no-such-option",)),
    Case(
        "killed",
        "killed",
        "SIGKILL while it waits for a server that never answers: no report. After SIGTERM it waits"
        " for its requests, writes a report and ends with 0.",
        f"http://127.0.0.1:{plain.SILENT}/",
        kill_when=2.0,
        kill=signal.SIGKILL,
    ),
]
FEW = ["protocols", "heartbleed", "ccs", "robot", "crime", "fallback"]
TESTSSL = [
    Case("findings", "findings", "The demo server: TLS 1.0 and 1.1.", TLS, {"checks": FEW}),
    Case(
        "findings_with_errors",
        "findings_with_errors",
        "A server that is out of order: its page was not what it should be, exit 0.",
        f"127.0.0.1:{OVERLOADED}",
        {"checks": ["headers"]},
    ),
    Case(
        "clean",
        "clean",
        "TLS 1.2 and above only; without the certificate, as no store trusts a loopback one.",
        f"127.0.0.1:{plain.MODERN}",
        {"checks": FEW},
    ),
    Case("refused", "network", "Nothing listens.", f"127.0.0.1:{plain.DEAD}", {"checks": FEW}),
    Case("not_tls", "bad_arguments", "The port speaks no TLS.", f"127.0.0.1:{plain.HTTP}"),
    Case("unresolvable", "network", "The name does not resolve.", "nosuch.invalid:443"),
    Case("bad_arguments", "bad_arguments", "An unknown option.", TLS, extra=("--no-such-option",)),
    Case(
        "killed",
        "killed",
        "SIGTERM while it waits for a server that never answers.",
        f"127.0.0.1:{plain.SILENT}",
        kill_when=3.0,
    ),
]
NIKTO = [
    Case("findings", "findings", "The demo application."),
    Case(
        "clean",
        "clean",
        "Its files only: one page and nothing else.",
        QUIET,
        {"plugins": ["tests"]},
    ),
    Case("dead_target", "network", "Nothing listens: exit 0 and an empty report.", DEAD),
    Case(
        "unresolvable",
        "network",
        "The name does not resolve: exit 0 and an empty report.",
        "http://nosuch.invalid/",
    ),
    Case("time_limit", "findings_with_errors", "The limit of the run is reached.", seconds=2),
    Case("bad_arguments", "bad_arguments", "An unknown option: exit 0.", extra=("-nosuch",)),
    Case("killed", "killed", "SIGTERM in the middle: no whole report.", kill_when=1.5),
]
CASES = {"ffuf": FFUF, "testssl": TESTSSL, "nikto": NIKTO}


def count_ffuf(report: Path) -> int:
    """One a result."""
    return len(json.loads(report.read_text("utf-8"))["results"])


def count_testssl(report: Path) -> int:
    """One an entry of LOW and above."""
    graded = ("LOW", "MEDIUM", "HIGH", "CRITICAL")
    return sum(one["severity"] in graded for one in json.loads(report.read_text("utf-8")))


def count_nikto(report: Path) -> int:
    """One an item."""
    return len(ET.parse(report).findall(".//item"))  # noqa: S314, our own recording


COUNTS: dict[str, Callable[[Path], int]] = {
    "ffuf": count_ffuf,
    "testssl": count_testssl,
    "nikto": count_nikto,
}


def record(name: str, case: Case, root: Path) -> str:
    """Run one case under `root` and write its folder; a line that says what happened."""
    tool = registry.get(name)
    binary = find_binary(tool.binary, tool.environment, plain.DATA_DIR, {})
    if not binary:
        raise SystemExit(f"{tool.binary} is not installed")
    for folder in ("run", "home"):
        shutil.rmtree(root / folder, ignore_errors=True)
        (root / folder).mkdir()
    kind = "web" if "://" in case.locator else "host"
    job = Job(kind, case.locator, root / "run", case.options, timeout_seconds=case.seconds)
    command = tool.command(job)
    environ = {"PATH": "/usr/bin:/bin", "HOME": str(root / "home"), "LANG": "C.UTF-8"}
    argv = [*case.extra, *command.arguments]
    started = time.monotonic()
    code = run([str(binary), *argv], case, root, {**environ, **command.environment})
    seconds = time.monotonic() - started
    place = plain.FIXTURES / name / case.name
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    for file in ("stdout", "stderr", command.report):
        if (root / "run" / file).exists():
            content = plain.neutral((root / "run" / file).read_bytes(), root)
            (place / file).write_bytes(content)
    report = place / command.report
    counts = case.outcome in SUCCESSES
    facts = {
        "origin": "recorded",
        "tool_version": version_of(tool),
        "argv": [tool.binary, *(plain.neutral(w.encode(), root).decode() for w in argv)],
        "options": dict(case.options),
        "exit_code": code if code >= 0 else None,
        "signal": -code if code < 0 else None,
        "target": {"kind": kind, "locator": case.locator},
        "report": command.report,
        "note": case.note,
        "expect": {"outcome": case.outcome, "findings": COUNTS[name](report) if counts else 0},
    }
    (place / "case.json").write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
    largest = max(file.stat().st_size for file in place.iterdir())
    told = facts["expect"]
    return f"{name}/{case.name}: {code} {told} {seconds:.1f} s {largest} B"


@cache
def version_of(tool: Tool) -> str:
    """The version that the tool gives itself."""
    binary = find_binary(tool.binary, tool.environment, plain.DATA_DIR, {})
    command = [str(binary), *tool.version_arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    said = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout + done.stderr)
    found = tool.version_pattern.search(said)
    assert found, said
    return found[1]


def run(command: list[str], case: Case, root: Path, environ: Mapping[str, str]) -> int:
    """Run to the end, or end it after `kill_when`; the return code, negative for a signal."""
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
        )
        if case.kill_when:
            time.sleep(case.kill_when)
            process.send_signal(case.kill)
        return process.wait(timeout=900)


def main() -> None:
    """Record the tools or cases (`ffuf/clean`) that were named, or all."""
    parser = argparse.ArgumentParser(description="Record fixtures from scanners of servers.")
    parser.add_argument("names", nargs="*", metavar="tool[/case]", help=", ".join(CASES))
    names = parser.parse_args().names or list(CASES)
    with ExitStack() as stack:
        root = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="recording-")))
        data = root / "demo"
        stack.enter_context(plain.demo_server(data))
        stack.enter_context(plain.serving(plain.MODERN, plain.Hardened, data))
        stack.enter_context(plain.serving(plain.QUIET, plain.Hardened, None))
        stack.enter_context(plain.serving(OVERLOADED, Overloaded, data))
        stack.enter_context(plain.silent_server())
        for name, cases in CASES.items():
            for case in cases:
                if name in names or f"{name}/{case.name}" in names:
                    print(record(name, case, root), flush=True)


if __name__ == "__main__":
    main()
