"""What is configured, reachable and missing, each with what to do about it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.core.checks import Error, run_checks
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from projects.models import Credential
from projects.querysets import EXPIRES_SOON
from tooling import cgroups, executors, health, registry
from tooling.base import Outcome, Tool
from tooling.outcome import OUTCOMES

from . import expiry, queue, workers
from .models import Breaker, ToolRun

LEAST_DISK_BYTES = 1024**3
CLOCK_SECONDS = 5


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `needed`: without it Wardroom does not work; else `word` says
    what is the matter."""

    subject: str
    is_ok: bool
    told: str
    remedy: str = ""
    needed: bool = True
    word: str = "absent"


def examine() -> Iterator[Finding]:
    """Look at everything, one after the other; where the database is away, at the rest."""
    yield from _settings()
    reachable = True
    for look in (_database, _migrations, _queue, _workers, _breakers, _credentials, _clock):
        if not reachable:
            break
        for finding in _guarded(look):
            reachable &= finding.is_ok or finding.subject != "database"
            yield finding
    yield from _limits(reachable)
    yield from _containers()
    yield from _tools(reachable)
    yield from _disk()


def _guarded(look: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    try:
        yield from look()
    except (DatabaseError, InterfaceError) as error:
        first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        yield Finding(
            "database", False, first, "Start the database, or correct DATABASE_URL; then migrate."
        )


def _settings() -> Iterator[Finding]:
    errors = [message for message in run_checks() if isinstance(message, Error)]
    for error in errors:
        yield Finding("settings", False, str(error.msg), str(error.hint or ""))
    if not errors:
        mode = "production" if settings.PRODUCTION else "development"
        yield Finding("settings", True, f"{mode} mode, data in {settings.DATA_DIR}")


def _database() -> Iterator[Finding]:
    connection.ensure_connection()
    yield Finding("database", True, f"{connection.vendor} answers")


def _migrations() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    told = f"{len(missing)} not applied" if missing else "all applied"
    yield Finding("migrations", not missing, told, "Run: manage.py migrate")


def _queue() -> Iterator[Finding]:
    try:
        queue.ping()
    except queue.BROKER_ERRORS as error:
        yield Finding("queue", False, f"does not answer: {error}", "Start the queue's broker.")
        return
    waiting = ToolRun.objects.queued().count()
    yield Finding("queue", True, f"answers; {waiting} tool runs wait")


def _workers() -> Iterator[Finding]:
    alive = list(workers.alive())
    busy = sum(bool(worker.busy_with) for worker in alive)
    yield Finding(
        "workers",
        bool(alive),
        f"{len(alive)} alive, {busy} busy" if alive else "none was seen in the last 30 seconds",
        "Start them: manage.py up, or manage.py qcluster",
    )
    served = {name for worker in alive for name in worker.queues.split(", ")}
    for name in settings.QUEUES if alive else ():
        if name not in served:
            told = "no worker takes work from it"
            yield Finding(f"queue {name}", False, told, f"Start: manage.py qcluster --name {name}")


def _breakers() -> Iterator[Finding]:
    stopped = Breaker.objects.exclude(opened=None).select_related("target")
    for breaker in stopped:
        until = f"next try {breaker.next_probe:%H:%M:%S} UTC" if breaker.next_probe else "trying"
        yield Finding(
            f"breaker {breaker}",
            False,
            f"{breaker.failures} failures in a row, last {breaker.last_outcome}; {until}",
            OUTCOMES[Outcome(breaker.last_outcome)].hint,
            needed=False,
            word="open",
        )
    if not stopped:
        yield Finding("breakers", True, "none is open")


def _credentials() -> Iterator[Finding]:
    """Those that bite now or within a week. The project's people read them on /credentials."""
    ending = Credential.objects.filter(expires__lte=timezone.now() + EXPIRES_SOON)
    for credential in ending.defer("values").select_related("project").order_by("expires"):
        yield Finding(
            f"credential {credential.project.slug}/{credential.name}",
            False,
            f"{'expired' if credential.has_expired() else 'expires'} "
            f"{expiry.in_words(credential.expires)}",
            "Replace its values on /credentials.",
            needed=False,
            word="expired" if credential.has_expired() else "ends soon",
        )


def _clock() -> Iterator[Finding]:
    """Several hosts compare nothing by the clock, but people read their times together."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (there,) = cursor.fetchone()
    apart = abs((there - datetime.now(UTC)).total_seconds())
    yield Finding(
        "clock",
        apart < CLOCK_SECONDS,
        f"{apart:.1f} s apart from the database's",
        "Synchronise the clocks (NTP).",
        needed=False,
        word="apart",
    )


def _tools(reachable: bool) -> Iterator[Finding]:
    if reachable:
        health.refresh_stale()
    installed = 0
    for tool in registry.all_tools().values():
        path = health.find(tool)
        usable = path is not None and (not reachable or health.is_installed(tool))
        installed += usable
        version = (health.version(tool) or "version unknown") if reachable and usable else ""
        told = f"{version} {path}".strip() if usable else "not installed"
        remedy = _container_remedy(tool, reachable) or tool.install_hint
        yield Finding(f"tool {tool.name}", usable, told, remedy, needed=False)
    yield Finding(
        "tools",
        installed > 0,
        f"{installed} of {len(registry.all_tools())} installed",
        "Install at least one; the lines above say how.",
    )


def _limits(reachable: bool) -> Iterator[Finding]:
    """By what runs are held to their limits: as the workers of this machine see it, else we."""
    here = workers.alive().filter(host=health.host()).first() if reachable else None
    place = cgroups.look(settings.WARDROOM_CGROUP, here.process_id if here else "self")
    if place.folder is not None:
        yield Finding("limits", True, f"held by cgroups below {place.folder}")
    else:
        told = f"held by watching the processes, for {place.told}. {cgroups.HOW}"
        is_ok = not settings.WARDROOM_CGROUP
        yield Finding("limits", is_ok, told, "Correct WARDROOM_CGROUP.", needed=False)


def _containers() -> Iterator[Finding]:
    """The container engine, where a tool needs it."""
    users = [t.name for t in registry.all_tools().values() if executors.executor(t) == "container"]
    if not users:
        return
    engine = executors.engine()
    subject = "container engine"
    if engine is None:
        refusal = executors.place(registry.get(users[0])).refusal
        told, hint = (refusal.sentence, refusal.hint) if refusal else ("was not found", "")
        yield Finding(subject, False, told, hint)
        return
    answer = engine.ask("version", "--format", "{{.Server.Version}}")
    told = answer.text.splitlines()[-1] if answer.text else "it does not say why"
    yield Finding(
        subject,
        answer.is_ok,
        f"{engine.path} {told}, for {', '.join(users)}",
        f"`{engine.path} version` fails: start the engine, or give the worker's user the right"
        " to use it.",
    )


def _container_remedy(tool: Tool, reachable: bool) -> str:
    """Why a tool cannot run in its container, with what to do; empty for one that runs here."""
    at = executors.place(tool)
    if at.executor == "local":
        return ""
    if at.refusal is not None:
        return f"{at.refusal.sentence}. {at.refusal.hint}"
    seen = health.availability().get(tool.name) if reachable else None
    return seen.error if seen else ""


def _disk() -> Iterator[Finding]:
    free = shutil.disk_usage(settings.DATA_DIR).free
    yield Finding(
        "disk",
        free >= LEAST_DISK_BYTES,
        f"{free / 1024**3:.1f} GiB free in {settings.DATA_DIR}",
        "Free some space; logs and reports need at least 1 GiB.",
    )
