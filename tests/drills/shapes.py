"""The two shapes of an installation, each on services and a data folder of its own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import django
from django.core.management import call_command

from tests.drills.redis import Redis
from tests.running import postgres
from tests.running.postgres import Postgres

STANDIN = Path(__file__).parents[1] / "scans" / "standin.py"
ENDS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
SHAPES = {
    "embedded": "SQLite, everything on one machine",
    "scaled": "PostgreSQL and Redis of its own",
}


@dataclass(frozen=True)
class Shape:
    """What an installation stands on; None: it has no such server."""

    folder: Path
    postgres: Postgres | None = None
    redis: Redis | None = None


def why_not(name: str) -> str:
    """Why the shape `name` cannot be had on this machine; empty where it can."""
    return postgres.why_not() or Redis.why_not() if name == "scaled" else ""


@contextmanager
def ended_in_order() -> Iterator[None]:
    """TERM, INT and HUP unwind what is inside, once: what they end is not interrupted again.

    A handler, not SIG_IGN: that would be inherited by what is started meanwhile.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard: list[int] = []

    def hear(number: int, _frame: object) -> None:
        heard.append(number)
        if len(heard) == 1:
            sys.exit(128 + number)

    before = {number: signal.signal(number, hear) for number in ENDS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def run_in_turn(commands: Sequence[Sequence[str]], folder: Path) -> int:
    """Run the commands one after the other, each ended with this process; the worst exit code."""
    worst = 0
    for command in commands:
        with ended_in_order(), subprocess.Popen(command, cwd=folder) as process:
            try:
                worst = max(worst, abs(process.wait()))
            except SystemExit:
                process.terminate()  # and wait for what it takes down, as `with` does
                raise
    return worst


@contextmanager
def installed(name: str, settings_module: str, *, keep: bool = False) -> Iterator[Shape]:
    """The shape, with its database migrated and this process's Django on it; once a process."""
    with ended_in_order():
        folder = Path(tempfile.mkdtemp(prefix="wardroom-drills-"))
        shape = Shape(folder)
        try:
            if name == "scaled":
                shape = Shape(folder, Postgres(), Redis(folder))
            _settle(shape, settings_module)
            yield shape
        finally:
            if shape.postgres is not None and shape.redis is not None:
                shape.postgres.close()
                shape.redis.stop()
            if keep:
                print(f"kept: {folder}")
            else:
                shutil.rmtree(folder, ignore_errors=True)


def _settle(shape: Shape, settings_module: str) -> None:
    for name in ("DATABASE_URL", "REDIS_URL", "WARDROOM_PRODUCTION", "TOOL_EXECUTORS"):
        os.environ.pop(name, None)
    os.environ.update(
        DJANGO_SETTINGS_MODULE=settings_module,
        WARDROOM_DATA_DIR=str(shape.folder / "data"),
        WARDROOM_LOG_LEVEL="WARNING",
        SCAN_ALLOWED_PATHS=str(shape.folder),
        TOOL_PATHS=f"bandit={STANDIN}",
    )
    if shape.postgres is not None and shape.redis is not None:
        shape.postgres.start()
        shape.redis.start()
        os.environ.update(DATABASE_URL=shape.postgres.url, REDIS_URL=shape.redis.url)
    django.setup()
    call_command("migrate", verbosity=0)
