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

from tooling import health, registry

from . import queue, workers
from .models import ToolRun

LEAST_DISK_BYTES = 1024**3
CLOCK_SECONDS = 5


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `needed`: without it Wardroom does not work."""

    subject: str
    is_ok: bool
    told: str
    remedy: str = ""
    needed: bool = True


def examine() -> Iterator[Finding]:
    """Look at everything, one after the other; where the database is away, at the rest."""
    yield from _settings()
    reachable = True
    for look in (_database, _migrations, _queue, _workers, _clock):
        if not reachable:
            break
        for finding in _guarded(look):
            reachable &= finding.is_ok or finding.subject != "database"
            yield finding
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
        yield Finding(f"tool {tool.name}", usable, told, tool.install_hint, needed=False)
    yield Finding(
        "tools",
        installed > 0,
        f"{installed} of {len(registry.all_tools())} installed",
        "Install at least one; the lines above say how.",
    )


def _disk() -> Iterator[Finding]:
    free = shutil.disk_usage(settings.DATA_DIR).free
    yield Finding(
        "disk",
        free >= LEAST_DISK_BYTES,
        f"{free / 1024**3:.1f} GiB free in {settings.DATA_DIR}",
        "Free some space; logs and reports need at least 1 GiB.",
    )
