"""`manage.py demo`: the main job on real input, on this machine, without any service.

Sets up an administrator and a project, serves the demo application of docs/demo/ on loopback, scans
it with the real tools that are installed (one of them fails on purpose: TLS is asked of a port that
speaks none), shows each tool as it goes, then errors and findings, then serves.
"""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from rich.console import Console
from rich.live import Live

from config.terminal import describe, summarise, table
from findings.models import Sighting
from projects.callers import Caller
from projects.models import Membership, Project, Target, User
from projects.roles import Role
from scans.models import Scan, ToolRun
from scans.orchestration import start
from tooling import health, registry

DEMO = settings.BASE_DIR / "docs" / "demo"


class Command(BaseCommand):
    help = "Scan the demo application with real tools, then serve what was found."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-serve", action="store_true", help="End after the scan.")
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--timeout", type=int, default=600, help="Seconds for all scans.")

    def handle(self, *args: Any, **options: Any) -> None:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        try:
            self.run(Console(), **options)
        except KeyboardInterrupt:
            self.stdout.write("\nEnded.")

    def run(self, console: Console, **options: Any) -> None:
        began = time.monotonic()
        call_command("migrate", verbosity=0)
        user, password = administrator()
        project = demo_project(user)
        with ExitStack() as stack:
            http, https = stack.enter_context(demo_application())
            worker = stack.enter_context(engine(console, options))
            sign_in(console, user, password)
            scans = start_scans(Caller(user), project, http, https)
            console.print(
                f"Scanning the demo application with {sum(s.runs.count() for s in scans)} tool "
                f"runs in {len(scans)} scans, in parallel.\n"
            )
            first_finding = watch(console, scans, worker, began, options["timeout"])
            summarise(console, project, scans)
            if first_finding is not None:
                console.print(
                    f"First finding {first_finding:.0f} s after the command began, "
                    f"all done after {time.monotonic() - began:.0f} s."
                )
            serve(console, worker, options)


@contextmanager
def engine(console: Console, options: dict[str, Any]) -> Iterator[subprocess.Popen[bytes]]:
    """What runs the tools: a worker, and with pages the server around it."""
    if options["no_serve"]:
        with child("worker", "qcluster") as worker:
            yield worker
        return
    host, port = options["host"], options["port"]
    with socket.socket() as probe:
        if not probe.connect_ex((host, port)):
            raise CommandError(f"something listens on {address(options)} already; use --port")
    with child("server", "up", "--host", host, "--port", port) as server:
        wait_until_served(server, address(options))
        console.print(f"Live pages while it runs: [bold]{address(options)}[/]")
        yield server


def serve(console: Console, server: subprocess.Popen[bytes], options: dict[str, Any]) -> None:
    """Until the server ends, unless the demo is to end by itself."""
    if options["no_serve"]:
        return
    url = address(options)
    console.print(f"\nServing [bold]{url}[/] — admin {url}/admin/ — API {url}/api/docs")
    console.print("The sign-in stands above. Ctrl-C ends everything.")
    server.wait()
    raise failed("The server", "server")


def address(options: dict[str, Any]) -> str:
    return f"http://{options['host']}:{options['port']}"


def sign_in(console: Console, user: User, password: str | None) -> None:
    shown = password or "(as printed at the first run; `manage.py changepassword` sets another)"
    console.print(f"Sign in as [bold]{user.get_username()}[/] with password [bold]{shown}[/]")


def administrator() -> tuple[User, str | None]:
    """The user `admin`; its password only where it was made just now."""
    user = User.objects.filter(username="admin").first()
    if user is not None:
        return user, None
    password = secrets.token_urlsafe(12)
    return User.objects.create_superuser("admin", "admin@localhost", password), password


def demo_project(user: User) -> Project:
    project, _ = Project.objects.get_or_create(slug="demo", defaults={"name": "Demo"})
    Membership.objects.get_or_create(project=project, user=user, defaults={"role": Role.OWNER})
    return project


def failed(what: str, log: str) -> CommandError:
    """The error of a child that ended by itself, with the last line of its log."""
    path = settings.DATA_DIR / "logs" / f"{log}.log"
    lines = path.read_text(errors="replace").strip().splitlines()
    return CommandError(f"{what} ended by itself: {lines[-1] if lines else 'no word'} ({path})")


def wait_until_served(server: subprocess.Popen[bytes], url: str, patience: float = 30) -> None:
    """Until the server answers; CommandError where it ends or stays silent."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        if server.poll() is not None:
            raise failed("The server", "server")
        try:
            with urllib.request.urlopen(f"{url}/health/live", timeout=1):  # noqa: S310 - http only
                return
        except OSError:
            time.sleep(0.1)
    raise CommandError(f"the server did not answer at {url} within {patience:.0f} s")


@contextmanager
def child(name: str, *arguments: object) -> Iterator[subprocess.Popen[bytes]]:
    """A `manage.py` child in a process group of its own, logging to the data folder."""
    logs = settings.DATA_DIR / "logs"
    logs.mkdir(mode=0o700, exist_ok=True)
    with (logs / f"{name}.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, str(settings.BASE_DIR / "manage.py"), *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        end(process)


def end(process: subprocess.Popen[Any], patience: float = 10) -> None:
    """TERM, wait, then KILL to what is left of the child's group."""
    try:
        process.terminate()
        process.wait(patience)
    except subprocess.TimeoutExpired:
        pass
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def free_port(wanted: int) -> int:
    """`wanted`, so that a second run finds the same findings again; 0 (any) where it is taken."""
    with socket.socket() as probe:
        return 0 if not probe.connect_ex(("127.0.0.1", wanted)) else wanted


@contextmanager
def demo_application() -> Iterator[tuple[str, str]]:
    """The vulnerable application on loopback; yields its http and https address (host:port)."""
    with scanned_program(
        sys.executable,
        DEMO / "app" / "server.py",
        f"--http=127.0.0.1:{free_port(8071)}",
        f"--https=127.0.0.1:{free_port(8443)}",
        f"--data={settings.DATA_DIR / 'demo'}",
    ) as said:
        yield said["http"], said.get("https", "")


@contextmanager
def scanned_program(*command: object) -> Iterator[dict[str, str]]:
    """A program to be scanned, running; yields the `name=value` words of its line `ready …`."""
    process = subprocess.Popen(
        [str(word) for word in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    try:
        line = process.stdout.readline() if process.stdout else ""
        if not line.startswith("ready "):
            raise CommandError(f"what is to be scanned did not start: {command[1]}")
        yield dict(word.split("=", 1) for word in line.split()[1:])
    finally:
        end(process)


def start_scans(caller: Caller, project: Project, http: str, https: str) -> list[Scan]:
    """One scan a target: code, infrastructure, web application, TLS."""
    ports = ",".join(address.rsplit(":", 1)[1] for address in (http, https) if address)
    # The only tool that pip cannot install is taken where the machine has it.
    nmap = ["nmap"] if health.find(registry.get("nmap")) else []
    wanted: list[tuple[str, str, str, list[str], dict[str, Any]]] = [
        (
            Target.Kind.REPOSITORY,
            str(DEMO / "app"),
            "Demo code",
            ["bandit", "semgrep", "detect_secrets"],
            {},
        ),
        (
            Target.Kind.IAC,
            str(DEMO / "infrastructure"),
            "Demo infrastructure",
            ["checkov"],
            {},
        ),
        (
            Target.Kind.WEB,
            f"http://{http}/",
            "Demo web application",
            ["wapiti", *nmap, "sslyze"],
            {tool: {"ports": ports} for tool in nmap},
        ),
    ]
    if https:
        wanted.append((Target.Kind.WEB, f"https://{https}/", "Demo TLS", ["sslyze"], {}))
    scans = []
    for kind, locator, name, tools, options in wanted:
        target, _ = Target.objects.get_or_create(
            project=project, kind=kind, locator=locator, defaults={"name": name}
        )
        scans.append(start(caller, project=project, target=target, tools=tools, options=options))
    return scans


def watch(
    console: Console,
    scans: list[Scan],
    worker: subprocess.Popen[bytes],
    began: float,
    timeout: float,
) -> float | None:
    """Show the runs until all scans have ended; seconds until the first finding, if any."""
    ids = [scan.pk for scan in scans]
    shown: dict[Any, str] = {}
    first: float | None = None
    deadline = time.monotonic() + timeout
    with Live(console=console, refresh_per_second=8, transient=False) as live:
        while True:
            runs = list(
                ToolRun.objects.filter(scan__in=ids)
                .select_related("scan__target")
                .order_by("scan__created", "position")
            )
            if first is None and Sighting.objects.filter(run__scan__in=ids).exists():
                first = time.monotonic() - began
            if console.is_terminal:
                live.update(table(runs))
            else:
                for run in runs:
                    if shown.get(run.pk) != run.state:
                        shown[run.pk] = run.state
                        console.print(" ".join(str(cell) for cell in describe(run)))
            if not Scan.objects.filter(pk__in=ids, finished=None).exists():
                break
            if worker.poll() is not None:
                raise CommandError(f"the worker ended; see {settings.DATA_DIR / 'logs'}")
            if time.monotonic() > deadline:
                raise CommandError(
                    f"the scans did not end within {timeout:.0f} s; "
                    f"see {settings.DATA_DIR / 'logs'}"
                )
            time.sleep(0.2)
        if console.is_terminal:
            live.update(table(runs))
    return first
