"""`manage.py demo_cloud`: scanners of clouds on a stand-in for an AWS account, on this machine.

Serves the seeded account of docs/demo/cloud on loopback and scans it with Prowler and Scout Suite
through the engine: with good keys, with wrong keys, and with an endpoint that dies in the middle.
Each part shows how its runs ended, and fails where a person would have expected something else.
"""

from __future__ import annotations

import subprocess
import time
from argparse import ArgumentParser
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from rich.console import Console
from rich.text import Text

from config.management.commands import demo
from config.terminal import summarise
from findings.models import Finding
from projects import credentials
from projects.callers import Caller
from projects.models import Credential, Project, Target
from scans.models import Scan, ToolRun
from scans.orchestration import start
from tooling import environments
from tooling.base import Outcome

ACCOUNT_PROGRAM = settings.BASE_DIR / "docs" / "demo" / "cloud" / "account.py"
ENVIRONMENTS = ("prowler", "scoutsuite", "moto")
SHOWN = 3  # of what a run could not look at
KEYS = {
    "access_key_id": "AKIAIOSFODNN7EXAMPLE",
    "secret_access_key": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
}
REGIONS = ["us-east-1"]
# They ask S3 Control at a host whose name begins with the account's number, and no address of
# loopback has such a name.
BEYOND_LOOPBACK = [
    "s3_access_point_public_access_block",
    "s3_account_level_public_access_blocks",
    "s3_bucket_level_public_access_block",
    "s3_bucket_policy_public_write_access",
    "s3_bucket_public_access",
    "s3_bucket_public_list_acl",
    "s3_bucket_public_write_acl",
    "s3_multi_region_access_point_public_access_block",
]
OPTIONS: dict[str, dict[str, Any]] = {
    "prowler": {
        "services": ["ec2", "iam", "s3"],
        "excluded_checks": BEYOND_LOOPBACK,
        "regions": REGIONS,
    },
    "scoutsuite": {"services": ["ec2", "iam", "sqs"], "regions": REGIONS},
}


@dataclass(frozen=True)
class Part:
    """One try: what is done, how each tool's endpoint behaves (arguments of account.py), and what
    must come of it."""

    heading: str
    done: str
    endpoints: dict[str, str]
    expected: Outcome


PARTS = (
    Part(
        "Good keys",
        "An account with planted mistakes is scanned by both tools.",
        dict.fromkeys(OPTIONS, ""),
        Outcome.FINDINGS,
    ),
    Part(
        "Wrong keys",
        "The same account, but it does not know the keys.",
        dict.fromkeys(OPTIONS, "--check-keys"),
        Outcome.AUTH_FAILED,
    ),
    Part(
        "The endpoint dies in the middle",
        "The server of the account ends itself after some requests. Prowler waits for it a while.",
        {"prowler": "--die-after 60", "scoutsuite": "--die-after 30"},
        Outcome.FINDINGS_WITH_ERRORS,
    ),
)


class Command(demo.Command):
    help = "Scan a stand-in for an AWS account with Prowler and Scout Suite, then serve."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(timeout=1800)

    def run(self, console: Console, **options: Any) -> None:
        began = time.monotonic()
        if missing := [
            name for name in ENVIRONMENTS if not environments.is_ready(settings.DATA_DIR, name)
        ]:
            raise CommandError(f"not installed: {', '.join(missing)}; `make demo-cloud` does it")
        call_command("migrate", verbosity=0)
        user, password = demo.administrator()
        project = demo.demo_project(user)
        surprises: list[str] = []
        with demo.engine(console, options) as worker:
            demo.sign_in(console, user, password)
            for number, part in enumerate(PARTS, 1):
                console.print()
                console.rule(f"{number}. {part.heading}", align="left", style="dim")
                console.print(f"{part.done}\nExpected of each: [bold]{part.expected}[/]\n")
                open_before = open_findings(project)
                scans = scan(console, part, Caller(user), project, worker, options["timeout"])
                if part.expected is Outcome.FINDINGS:
                    summarise(console, project, scans)
                else:
                    console.print(
                        f"\nOpen findings before: {open_before}, after: {open_findings(project)}"
                    )
                console.print()
                surprises += told(console, part, scans)
            console.print(f"\nAll done after {time.monotonic() - began:.0f} s.")
            if surprises:
                raise CommandError(f"not as expected: {'; '.join(surprises)}")
            demo.serve(console, worker, options)


def scan(
    console: Console,
    part: Part,
    caller: Caller,
    project: Project,
    worker: subprocess.Popen[bytes],
    timeout: float,
) -> list[Scan]:
    """The scans of a part, ended: one a tool, each with an endpoint of its own."""
    with ExitStack() as stack:
        scans = []
        for tool, arguments in part.endpoints.items():
            said = stack.enter_context(cloud_account(arguments))
            target, _ = Target.objects.get_or_create(
                project=project,
                kind=Target.Kind.CLOUD_ACCOUNT,
                locator=f"aws:{said['account']}",
                defaults={"name": "Demo account"},
            )
            name = f"{part.heading}, for {tool}"
            credential = with_keys(caller, project, name, said["endpoint"])
            scans.append(
                start(
                    caller,
                    project=project,
                    target=target,
                    credential=credential,
                    tools=[tool],
                    options={tool: OPTIONS[tool]},
                )
            )
        demo.watch(console, scans, worker, time.monotonic(), timeout)
    return scans


def with_keys(caller: Caller, project: Project, name: str, endpoint: str) -> Credential:
    """The project's credential of that name, with `KEYS` for `endpoint`, whose port changes."""
    values = {**KEYS, "endpoint_url": endpoint}
    known = project.credentials.filter(name=name).first()
    if known is None:
        return credentials.create(caller, project, name, Credential.Kind.AWS, values)
    return credentials.change(caller, known, {"values": values})


def open_findings(project: Project) -> int:
    return Finding.objects.filter(
        project=project, resource_kind="cloud_resource", status="open"
    ).count()


def told(console: Console, part: Part, scans: list[Scan]) -> list[str]:
    """Say how each run ended, and what it left out; those that ended otherwise than expected."""
    surprises = []
    for run in ToolRun.objects.filter(scan__in=scans).order_by("tool"):
        is_right = run.outcome == part.expected
        mark = "[green]✓[/]" if is_right else "[red]✗[/]"
        counts = run.coverage.get("examined", {}).items()
        examined = ", ".join(f"{count} {what}" for what, count in counts if count) or "nothing"
        console.print(f"{mark} {run.tool}: [bold]{run.outcome}[/]; examined {examined}")
        for line in run.coverage.get("skipped", [])[:SHOWN]:
            console.print(Text(f"    {line}", "dim"), no_wrap=True, overflow="ellipsis")
        if (more := run.coverage.get("skipped_total", 0) - SHOWN) > 0:
            console.print(f"    and {more} more that could not be looked at", style="dim")
        if not is_right:
            surprises.append(f"{run.tool} ended as {run.outcome} in {part.heading!r}")
    return surprises


def cloud_account(arguments: str) -> AbstractContextManager[dict[str, str]]:
    """The stand-in account, running; yields what it says of itself (`endpoint`, `account`)."""
    python = environments.directory(settings.DATA_DIR, "moto") / "bin" / "python"
    return demo.scanned_program(python, ACCOUNT_PROGRAM, *arguments.split())
