"""Records what scanners of clouds write: `python tests/tooling/tools/record_cloud.py [tool...]`.

Runs every case below with the real tools against the account of docs/demo/cloud on loopback, with
the command line that the tool's own file makes, and replaces the folders of `fixtures/<tool>/`.
Needs `python3 -m tooling.environments install prowler scoutsuite pmapper moto` (4 GB), and some
minutes.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(CHECKOUT))

from tests.tooling.tools import record as plain  # noqa: E402
from tooling import registry  # noqa: E402
from tooling.base import Job, Tool  # noqa: E402
from tooling.environments import directory, find_binary  # noqa: E402
from tooling.outcomes import SUCCESSES  # noqa: E402

ACCOUNT = CHECKOUT / "docs" / "demo" / "cloud" / "account.py"
KEYS = {
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
}
TOKEN = {**KEYS, "AWS_SESSION_TOKEN": "FwoGZXIvYXdzEXAMPLE"}
DEAD = "http://127.0.0.1:9"
REPORTS = {
    "report.ocsf.json": "report.ocsf.json",
    "scoutsuite_results_report.js": "report.js",
    "report.json": "report.json",
}
# Accounts that are seeded otherwise: with one user who may nothing, or with nothing at all.
OTHER_SEEDS = {"powerless": "account.make_powerless(endpoint)", "empty": "None"}
OTHERWISE = """
import importlib.util, sys
spec = importlib.util.spec_from_file_location("account", sys.argv.pop(1))
account = importlib.util.module_from_spec(spec)
spec.loader.exec_module(account)
account.seed = lambda endpoint: {seed}
account.main()
"""


@dataclass(frozen=True)
class Case:
    """One run: the account that it meets (`server`: arguments of account.py, one of `OTHER_SEEDS`,
    a code that every request is refused with, or none), its options and keys, and what it must
    mean. `program` is run with `extra` alone, in place of the tool's own command line."""

    name: str
    outcome: str
    note: str
    options: Mapping[str, Any] = field(default_factory=dict)
    server: str = ""
    keys: Mapping[str, str] | str = field(default_factory=lambda: KEYS)
    locator: str = "aws:123456789012"
    extra: tuple[str, ...] = ()
    kill_when: str = ""
    program: str = ""


COMMON = [
    Case("wrong_keys", "auth_failed", "Keys that AWS does not know.", server="--check-keys"),
    Case("no_keys", "auth_failed", "No keys at all.", keys={}),
    Case("expired", "auth_failed", "The session has ended.", server="ExpiredToken", keys=TOKEN),
    Case("throttled", "throttled", "Too many requests.", server="Throttling"),
    Case("endpoint_dead", "network", "Nothing listens at the endpoint.", server=DEAD),
]
SOME_CHECKS = [
    "ec2_ebs_volume_encryption",
    "ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_22",
    "iam_policy_allows_privilege_escalation",
    "iam_user_mfa_enabled_console_access",
    "s3_bucket_object_versioning",
    "s3_bucket_acl_prohibited",
]
PROWLER = [
    Case(
        "findings",
        "findings",
        "Six checks of three services: exit 3.",
        {"checks": SOME_CHECKS},
    ),
    Case(
        "clean",
        "clean",
        "Two checks that all pass: exit 0.",
        {"checks": ["ec2_ami_public", "ec2_ebs_public_snapshot"]},
    ),
    Case(
        "nothing_found",
        "findings_with_errors",
        "A service that the account does not use: exit 0 and no report.",
        {"services": ["glacier"]},
    ),
    Case(
        "endpoint_died",
        "findings_with_errors",
        "The endpoint is gone in the middle: exit 3 and a complete-looking report without S3.",
        {"checks": SOME_CHECKS},
        server="--die-after 40",
    ),
    Case(
        "endpoint_died_early",
        "network",
        "The endpoint is gone after the sign-in: exit 0, `There are no findings`, no report.",
        {"checks": ["s3_bucket_object_versioning"]},
        server="--die-after 2",
    ),
    Case(
        "denied",
        "permission_denied",
        "The user may nothing: exit 0, `There are no findings`, no report.",
        {"checks": ["s3_bucket_object_versioning"]},
        server="--check-keys",
        keys="of the account",
    ),
    Case(
        "other_account",
        "auth_failed",
        "The keys are of another account than the target: exit 3 and a whole report.",
        {"checks": ["s3_bucket_acl_prohibited"]},
        locator="aws:210987654321",
    ),
    *COMMON,
    Case(
        "unknown_check",
        "bad_arguments",
        "A check that does not exist: exit 1.",
        {"checks": ["no_such_check"]},
    ),
    Case(
        "unknown_service",
        "bad_arguments",
        "A service that does not exist: exit 1.",
        {"services": ["nosuch"]},
    ),
    Case(
        "bad_arguments",
        "bad_arguments",
        "A region that does not exist: exit 2.",
        {"regions": ["xx-nowhere-1"]},
    ),
    Case(
        "killed",
        "killed",
        "SIGTERM while it runs its checks: no report.",
        {"services": ["ec2", "iam"]},
        kill_when="Check ID: ec2_ebs",
    ),
]
SCOUTSUITE = [
    Case("findings", "findings", "Two services.", {"services": ["iam", "ec2"]}),
    Case("clean", "clean", "One service with nothing to find.", {"services": ["sqs"]}),
    Case(
        "partial",
        "findings_with_errors",
        "One request cannot be made: exit 200 and a report.",
        {"services": ["s3"]},
    ),
    Case(
        "no_region",
        "findings_with_errors",
        "No such region: exit 0 and a report of no region.",
        {"services": ["ec2", "iam"], "regions": ["xx-nowhere-1"]},
    ),
    Case(
        "nothing_found",
        "findings_with_errors",
        "A service that the account does not use: exit 0 and nothing checked.",
        {"services": ["efs"]},
    ),
    Case(
        "unknown_service",
        "bad_arguments",
        "A service that does not exist: exit 0 and an empty report.",
        {"services": ["nosuch"]},
    ),
    Case(
        "endpoint_died",
        "findings_with_errors",
        "The endpoint is gone in the middle: exit 200 and a report of what was there before.",
        {"services": ["iam", "ec2", "s3"]},
        server="--die-after 40",
    ),
    Case(
        "endpoint_died_early",
        "network",
        "The endpoint is gone after the sign-in: exit 200 and a report with nothing in it.",
        {"services": ["iam"]},
        server="--die-after 2",
    ),
    Case(
        "denied",
        "permission_denied",
        "The user may nothing: exit 200 and a report with nothing in it.",
        {"services": ["iam"]},
        server="--check-keys",
        keys="of the account",
    ),
    Case(
        "other_account",
        "auth_failed",
        "The keys are of another account than the target: exit 0 and a whole report.",
        {"services": ["sqs"]},
        locator="aws:210987654321",
    ),
    *COMMON,
    Case(
        "bad_arguments",
        "bad_arguments",
        "An option that does not exist: exit 2.",
        extra=("--no-such-option",),
    ),
    Case(
        "killed",
        "killed",
        "SIGTERM while it fetches: no report.",
        {"services": ["ec2", "iam"]},
        kill_when="Gathering data",
    ),
]
PMAPPER = [
    Case("findings", "findings", "An administrator without MFA."),
    Case("clean", "clean", "One user, who may nothing.", server="powerless"),
    Case(
        "nothing_found",
        "findings_with_errors",
        "An account without any principal: exit 0 and a report without findings.",
        server="empty",
    ),
    Case(
        "endpoint_died",
        "network",
        "The endpoint is gone after IAM was read: the analysis asks once more whose keys they are.",
        server="--die-after 16",
    ),
    Case(
        "endpoint_died_early",
        "network",
        "The endpoint is gone after the sign-in: exit 1.",
        server="--die-after 1",
    ),
    Case(
        "denied",
        "permission_denied",
        "The user may nothing: exit 1.",
        server="--check-keys",
        keys="of the account",
    ),
    Case(
        "other_account",
        "auth_failed",
        "The keys are of another account than the target: exit 0 and a whole report.",
        locator="aws:210987654321",
    ),
    *COMMON,
    Case(
        "bad_arguments",
        "bad_arguments",
        "An option that does not exist: exit 2.",
        extra=("--no-such-option",),
    ),
    Case(
        "killed",
        "killed",
        "SIGTERM while it gathers: no report.",
        kill_when="Initiating edge checks",
    ),
    Case(
        "crashed",
        "crashed",
        "Its own program on Python 3.11, without our launcher: it does not even start.",
        program="pmapper",
        extra=("graph", "create"),
    ),
]
CASES = {"prowler": PROWLER, "scoutsuite": SCOUTSUITE, "pmapper": PMAPPER}


@contextmanager
def account(arguments: str) -> Iterator[dict[str, str]]:
    """The account of docs/demo/cloud, and what it says of itself."""
    python = directory(plain.DATA_DIR, "moto") / "bin" / "python"
    script = [str(ACCOUNT), *arguments.split()]
    if arguments in OTHER_SEEDS:
        script = ["-c", OTHERWISE.format(seed=OTHER_SEEDS[arguments]), str(ACCOUNT)]
    with subprocess.Popen(
        [str(python), *script],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout
        yield dict(pair.split("=", 1) for pair in process.stdout.readline().split()[1:])
        process.kill()


@contextmanager
def refusing(code: str) -> Iterator[dict[str, str]]:
    """An endpoint that refuses every request, as AWS words it."""
    messages = {
        "ExpiredToken": "The security token included in the request is expired",
        "Throttling": "Rate exceeded",
    }

    class Refusal(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told = f"<Type>Sender</Type><Code>{code}</Code><Message>{messages[code]}</Message>"
            body = f"<ErrorResponse><Error>{told}</Error></ErrorResponse>".encode()
            self.send_response(403 if code == "ExpiredToken" else 400)
            self.send_header("Content-Type", "text/xml")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Refusal)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield {"endpoint": f"http://127.0.0.1:{server.server_port}"}
    finally:
        server.shutdown()


@contextmanager
def met(case: Case) -> Iterator[dict[str, str]]:
    """What stands for AWS in this case."""
    if case.server == DEAD:
        yield {"endpoint": DEAD}
        return
    refuses = case.server and not case.server.startswith("--") and case.server not in OTHER_SEEDS
    with refusing(case.server) if refuses else account(case.server) as said:
        yield said


def record(name: str, case: Case, root: Path) -> str:
    """Run one case under `root` and write its folder; a line that says what happened."""
    tool = registry.get(name)
    binary = find_binary(tool.binary, tool.environment, plain.DATA_DIR, {})
    if not binary:
        raise SystemExit(f"{tool.binary} is not installed")
    for folder in ("run", "home"):
        shutil.rmtree(root / folder, ignore_errors=True)
        (root / folder).mkdir()
    with met(case) as said:
        keys = case.keys
        if isinstance(keys, str):
            keys = {"AWS_ACCESS_KEY_ID": said["key"], "AWS_SECRET_ACCESS_KEY": said["secret"]}
        target = {"endpoint_url": said["endpoint"], "regions": ["us-east-1"]}
        job = Job("cloud_account", case.locator, root / "run", case.options, target)
        command = tool.command(job)
        environ = {"PATH": "/usr/bin:/bin", "HOME": str(root / "home"), "LANG": "C.UTF-8"}
        argv = list(case.extra) if case.program else [*command.arguments, *case.extra]
        if case.program:
            binary = binary.with_name(case.program)
        started = time.monotonic()
        code = run([str(binary), *argv], case, root, {**environ, **command.environment, **keys})
        seconds = time.monotonic() - started
    place = plain.FIXTURES / name / case.name
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)

    def kept(content: bytes) -> bytes:
        content = plain.neutral(content, root).replace(said["endpoint"].encode(), b"http://aws")
        port = said["endpoint"].rpartition(":")[2].encode()
        content = re.sub(rb"127\.0\.0\.1:%b\b" % port, b"aws", content)
        return re.sub(rb"\bvm scout\[", b"host scout[", content)

    count = 0
    for file in sorted((root / "run").rglob("*")):
        shown = REPORTS.get(file.name, file.name if file.name in ("stdout", "stderr") else "")
        if shown:
            (place / shown).write_bytes(kept(file.read_bytes()))
        if shown.startswith("report"):
            count = count_results(place / shown)
    facts = {
        "origin": "recorded",
        "tool_version": version_of(tool),
        "argv": [case.program or tool.binary, *(kept(word.encode()).decode() for word in argv)],
        "options": dict(case.options),
        "exit_code": code if code >= 0 else None,
        "signal": -code if code < 0 else None,
        "target": {"kind": "cloud_account", "locator": case.locator},
        "note": case.note,
        "expect": {
            "outcome": case.outcome,
            "findings": count if case.outcome in SUCCESSES else 0,
        },
    }
    (place / "case.json").write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
    largest = max(file.stat().st_size for file in place.iterdir())
    return f"{name}/{case.name}: {code} {case.outcome} {count} {seconds:.1f} s {largest} B"


@cache
def version_of(tool: Tool) -> str:
    """The version that the tool gives itself."""
    binary = find_binary(tool.binary, tool.environment, plain.DATA_DIR, {})
    command = [str(binary), *tool.version_arguments]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = tool.version_pattern.search(said)
    assert found, said
    return found[1]


def run(command: list[str], case: Case, root: Path, environ: Mapping[str, str]) -> int:
    """Run to the end, or kill at `kill_when`; Scout Suite says on stderr how far it is."""
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
            while process.poll() is None:
                said = (place / "stdout").read_text("utf-8", errors="replace")
                if case.kill_when in said + (place / "stderr").read_text(errors="replace"):
                    process.terminate()
                    break
                time.sleep(0.01)
        return process.wait(timeout=900)


def count_results(report: Path) -> int:
    """Prowler: results with FAIL. Scout Suite: items that are flagged, over all rules. Principal
    Mapper: findings."""
    content = report.read_text("utf-8")
    if report.name == "report.json":
        return len(json.loads(content)["findings"])
    if report.suffix == ".json":
        return sum(one["status_code"] == "FAIL" for one in json.loads(content))
    services = json.loads(content.partition("\n")[2])["services"]
    return sum(
        rule["flagged_items"] for one in services.values() for rule in one["findings"].values()
    )


def main() -> None:
    """Record the tools or cases (`prowler/clean`) that were named, or all."""
    parser = argparse.ArgumentParser(description="Record fixtures from the scanners of clouds.")
    parser.add_argument("names", nargs="*", metavar="tool[/case]", help=", ".join(CASES))
    names = parser.parse_args().names or list(CASES)
    with tempfile.TemporaryDirectory(prefix="recording-") as root:
        for name, cases in CASES.items():
            for case in cases:
                if name in names or f"{name}/{case.name}" in names:
                    print(record(name, case, Path(root)), flush=True)


if __name__ == "__main__":
    main()
