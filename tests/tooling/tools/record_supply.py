"""Records what the linters of policies write: `python tests/tooling/tools/record_supply.py`.

Runs every case below with the real tools, with the command line that the tool's own file makes, and
replaces the folders of `fixtures/<tool>/`, but not `imports`. Needs
`python3 -m tooling.environments install policies`.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(CHECKOUT))

from tests.tooling.tools import record as plain  # noqa: E402
from tests.tooling.tools.record_cloud import version_of  # noqa: E402
from tooling import registry  # noqa: E402
from tooling.base import Job  # noqa: E402
from tooling.environments import find_binary  # noqa: E402
from tooling.outcomes import SUCCESSES  # noqa: E402

NOW = "2026-11-01T08:00:00+00:00"
ACCOUNT = "arn:aws:iam::123456789012"
Content = Any


@dataclass(frozen=True)
class Case:
    """One run: the files that it meets (objects become JSON), and what it must mean."""

    name: str
    outcome: str
    note: str
    files: Mapping[str, Content]
    options: Mapping[str, Any] = field(default_factory=dict)
    extra: tuple[str, ...] = ()
    file: str = ""  # the target itself, where it is not the folder
    kill_after: float | None = None


def allow(*actions: str, resource: str = "*") -> dict[str, Any]:
    """A policy that allows `actions`."""
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": resource}
    return {"Version": "2012-10-17", "Statement": [statement]}


def account(*policies: dict[str, Any], role: str = "", inline: Content = None) -> dict[str, Any]:
    """What `aws iam get-account-authorization-details` writes of a small account."""
    attached = [{"PolicyName": p["PolicyName"], "PolicyArn": p["Arn"]} for p in policies]
    inlined = [{"PolicyName": "read-everything", "PolicyDocument": inline}] if inline else []
    trust = {"Effect": "Allow", "Principal": {"AWS": role}, "Action": "sts:AssumeRole"}
    roles = [
        {
            "Path": "/",
            "RoleName": "deployer",
            "RoleId": "AROAEXAMPLEDEPLOYER",
            "Arn": f"{ACCOUNT}:role/deployer",
            "CreateDate": NOW,
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]},
            "InstanceProfileList": [],
            "RolePolicyList": [],
            "AttachedManagedPolicies": [],
            "Tags": [],
            "RoleLastUsed": {},
        }
    ]
    user = {
        "Path": "/",
        "UserName": "alice",
        "UserId": "AIDAEXAMPLEALICE",
        "Arn": f"{ACCOUNT}:user/alice",
        "CreateDate": NOW,
        "UserPolicyList": inlined,
        "GroupList": [],
        "AttachedManagedPolicies": attached,
        "Tags": [],
    }
    return {
        "UserDetailList": [user],
        "GroupDetailList": [],
        "RoleDetailList": roles if role else [],
        "Policies": list(policies),
    }


def managed(name: str, document: dict[str, Any]) -> dict[str, Any]:
    """A policy of the account."""
    version = {
        "Document": document,
        "VersionId": "v1",
        "IsDefaultVersion": True,
        "CreateDate": NOW,
    }
    return {
        "PolicyName": name,
        "PolicyId": f"ANPAEXAMPLE{name.upper()}",
        "Arn": f"{ACCOUNT}:policy/{name}",
        "Path": "/",
        "DefaultVersionId": "v1",
        "AttachmentCount": 1,
        "PermissionsBoundaryUsageCount": 0,
        "IsAttachable": True,
        "CreateDate": NOW,
        "UpdateDate": NOW,
        "PolicyVersionList": [version],
    }


TIDY = allow("s3:GetObject", resource="arn:aws:s3:::shop-media/*")
RISKY = allow("iam:PassRole", "ec2:RunInstances", "iam:CreateAccessKey")
SLOPPY = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Action": ["s3:GetObject", "ec2:RunInstances"], "Resource": "*"},
        {"Effect": "Allow", "Action": ["iam:PassRole", "s3:NoSuchAction"], "Resource": "*"},
        {"Effect": "Allow", "Action": ["s3:PutObject"], "Resource": "arn:aws:s3:::shop-media"},
    ],
}
AUTHORIZATION = "authorization-details.json"
CLEAN_ACCOUNT = account(managed("reader", TIDY), role=f"{ACCOUNT}:root")
RISKY_ACCOUNT = account(
    managed("deploy", RISKY),
    role="*",
    inline=allow("s3:GetObject", "secretsmanager:GetSecretValue"),
)


def unnamed(content: dict[str, Any]) -> dict[str, Any]:
    """An account as moto writes it: attached policies without their names."""
    policy = {
        k: v for k, v in content["Policies"][0].items() if k not in ("PolicyName", "PolicyId")
    }
    return {**content, "Policies": [policy]}


PARLIAMENT = [
    Case(
        "clean",
        "clean",
        "One policy without a mistake: exit 0, nothing on stdout.",
        {"p.json": TIDY},
    ),
    Case(
        "findings",
        "findings",
        "Mistakes, privilege escalation, and a JSON file that is no policy: exit 1.",
        {"iam/deploy.json": SLOPPY, "iam/admin.json": RISKY, "package.json": {"name": "shop"}},
    ),
    Case(
        "not_json",
        "findings_with_errors",
        "One file is not JSON: a finding that does not name it, exit 1.",
        {"deploy.json": SLOPPY, "broken.json": '{"Version": \n'},
    ),
    Case(
        "nothing_to_scan",
        "findings_with_errors",
        "A folder without policies: exit 0, nothing on stdout, told by no `Found file`.",
        {"readme.txt": "Nothing to scan here.\n"},
    ),
    Case(
        "missing_path",
        "findings_with_errors",
        "The folder does not exist: exit 0, nothing on stdout, told by no `Found file`.",
        {},
        file="nosuch",
    ),
    Case(
        "crashed",
        "crashed",
        "One file is not UTF-8: exit 1 as for findings, a traceback, no finding of the others.",
        {"deploy.json": SLOPPY, "old.json": b'\xff\xfe{"Version": 1}'},
    ),
    Case(
        "bad_arguments",
        "bad_arguments",
        "An option that does not exist: exit 2.",
        {"p.json": TIDY},
        extra=("--no-such-option",),
    ),
    Case(
        "killed",
        "killed",
        "SIGTERM in the middle: nothing on stdout, since findings are printed at the end.",
        {f"p{number}.json": allow("*") for number in range(120)},
        kill_after=1.4,
    ),
]
CLOUDSPLAINING = [
    Case("clean", "clean", "One policy with limits.", {AUTHORIZATION: CLEAN_ACCOUNT}),
    Case(
        "findings",
        "findings",
        "A policy, an inline policy and a role with risks: exit 0.",
        {AUTHORIZATION: RISKY_ACCOUNT},
    ),
    Case(
        "excluded",
        "findings_with_errors",
        "The only policy is one that its own list excludes by name: exit 0, nothing examined.",
        {AUTHORIZATION: account(managed("MyRole", RISKY))},
    ),
    Case(
        "not_authorization_details",
        "bad_arguments",
        "The file holds a policy: exit 0 and an empty report, told by `Missing keys` only.",
        {AUTHORIZATION: RISKY},
    ),
    Case(
        "empty_account",
        "findings_with_errors",
        "An account without users, roles and policies: exit 0, nothing examined.",
        {
            AUTHORIZATION: {
                "UserDetailList": [],
                "GroupDetailList": [],
                "RoleDetailList": [],
                "Policies": [],
            }
        },
    ),
    Case(
        "missing_path",
        "bad_arguments",
        "The folder does not hold the file: exit 2.",
        {"readme.txt": "Nothing to scan here.\n"},
    ),
    Case(
        "crashed",
        "crashed",
        "Policies without their names, as moto writes them: exit 1 and a traceback.",
        {AUTHORIZATION: unnamed(RISKY_ACCOUNT)},
    ),
    Case(
        "not_json",
        "crashed",
        "The file is not JSON: exit 1 and a traceback.",
        {AUTHORIZATION: "{"},
    ),
    Case(
        "bad_arguments",
        "bad_arguments",
        "An option that does not exist: exit 2.",
        {AUTHORIZATION: CLEAN_ACCOUNT},
        extra=("--no-such-option",),
    ),
    Case(
        "killed",
        "killed",
        "SIGTERM in the middle: no report.",
        {AUTHORIZATION: RISKY_ACCOUNT},
        kill_after=0.4,
    ),
]
CASES = {"parliament": PARLIAMENT, "cloudsplaining": CLOUDSPLAINING}


def write(target: Path, files: Mapping[str, Content]) -> None:
    """The target's files: objects as JSON, text and bytes as they are."""
    for name, content in files.items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            said = content if isinstance(content, str) else json.dumps(content, indent=2) + "\n"
            path.write_text(said, encoding="utf-8")


def record(name: str, case: Case, root: Path) -> str:
    """Run one case under `root` and write its folder; a line that says what happened."""
    tool = registry.get(name)
    binary = find_binary(tool.binary, tool.environment, plain.DATA_DIR, {})
    if not binary:
        raise SystemExit(f"{tool.binary} is not installed")
    for folder in ("target", "run", "home"):
        shutil.rmtree(root / folder, ignore_errors=True)
        (root / folder).mkdir()
    write(root / "target", case.files)
    locator = root / "target" / case.file if case.file else root / "target"
    job = Job("iac", str(locator), root / "run", case.options)
    command = tool.command(job)
    environ = {"PATH": "/usr/bin:/bin", "HOME": str(root / "home"), "LANG": "C.UTF-8"}
    argv = [*command.arguments, *case.extra]
    started = time.monotonic()
    code = run([str(binary), *argv], case, root, {**environ, **command.environment})
    seconds = time.monotonic() - started
    place = plain.FIXTURES / name / case.name
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    report = "stdout" if command.report == "stdout" else "report.json"
    for file in sorted((root / "run").iterdir()):
        shown = report if file.name == command.report else file.name
        if shown in ("stdout", "stderr", "report.json"):
            (place / shown).write_bytes(plain.neutral(file.read_bytes(), root))
    facts = {
        "origin": "recorded",
        "tool_version": version_of(tool),
        "argv": [tool.binary, *(plain.neutral(word.encode(), root).decode() for word in argv)],
        "exit_code": code if code >= 0 else None,
        "signal": -code if code < 0 else None,
        "target": {"kind": "iac", "locator": str(locator).removeprefix(str(root))},
        "report": report,
        "options": dict(case.options),
        "note": case.note,
        "expect": {
            "outcome": case.outcome,
            "findings": count(name, place / report) if case.outcome in SUCCESSES else 0,
        },
    }
    (place / "case.json").write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
    largest = max(file.stat().st_size for file in place.iterdir())
    return f"{name}/{case.name}: {code} {case.outcome} {seconds:.1f} s {largest} B"


def run(command: list[str], case: Case, root: Path, environ: Mapping[str, str]) -> int:
    """Run to the end, or kill after the case's seconds."""
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
        if case.kill_after is not None:
            time.sleep(case.kill_after)
            if process.poll() is not None:
                raise SystemExit(f"{case.name}: ended before it could be killed")
            os.killpg(process.pid, signal.SIGTERM)
        return process.wait(timeout=200)


def count(name: str, report: Path) -> int:
    """parliament: lines. cloudsplaining: risks with findings, of what it does not exclude."""
    content = report.read_text("utf-8")
    if name == "parliament":
        return len(content.splitlines())
    return sum(
        bool(risk["findings"])
        for section in json.loads(content).values()
        for one in section.values()
        if isinstance(one, dict) and not one.get("is_excluded")
        for risk in one.values()
        if isinstance(risk, dict) and "findings" in risk
    )


def main() -> None:
    """Record the tools or cases (`parliament/clean`) that were named, or all."""
    parser = argparse.ArgumentParser(description="Record fixtures from the linters of policies.")
    parser.add_argument("names", nargs="*", metavar="tool[/case]", help=", ".join(CASES))
    names = parser.parse_args().names or list(CASES)
    with tempfile.TemporaryDirectory(prefix="recording") as root:
        for name, cases in CASES.items():
            for case in cases:
                if name not in names and f"{name}/{case.name}" not in names:
                    continue
                print(record(name, case, Path(root)), flush=True)


if __name__ == "__main__":
    main()
