"""`manage.py up`: web server and workers together, in one terminal."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.env import BASE_DIR
from scans.supervisor import Child, Supervisor


class Command(BaseCommand):
    help = "Starts the web server and the workers, restarts what dies; Ctrl-C ends all."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, help="Tools at once; default: settings.")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        _refuse_if_taken(host, port)
        supervisor = Supervisor(
            children(host, port, options["workers"]), lambda line: self.stderr.write(line)
        )
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, supervisor.stop)
        threading.Thread(target=self._announce, args=(host, port), daemon=True).start()
        supervisor.run()

    def _announce(self, host: str, port: int) -> None:
        shown = f"[{host}]" if ":" in host else host
        while not _answers(host, port):
            time.sleep(0.1)
        self.stdout.write(f"Wardroom is up: http://{shown}:{port}/  (Ctrl-C ends it)")
        self.stdout.flush()


def children(host: str, port: int, workers: int | None = None) -> list[Child]:
    """The web server and the worker cluster, with the environment that each needs."""
    ports = dict.fromkeys([*settings.SERVER_PORTS, port])
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE,
        "WARDROOM_SERVER_PORTS": ",".join(map(str, ports)),
    }
    if workers is not None:
        environment["WARDROOM_WORKERS"] = str(workers)
    daphne = [
        sys.executable, "-m", "daphne", "-b", host, "-p", str(port), "--ping-interval", "10",
        "--ping-timeout", "10", "config.asgi:application",
    ]  # fmt: skip
    qcluster = [sys.executable, "-m", "django", "qcluster"]
    # Web processes pool their database connections; workers fork and must not.
    return [
        Child("web server", daphne, {**environment, "DB_POOL": "1"}, BASE_DIR),
        Child("workers", qcluster, {**environment, "DB_POOL": "0"}, BASE_DIR),
    ]


def _refuse_if_taken(host: str, port: int) -> None:
    if _answers(host, port):
        raise CommandError(f"Something else answers on {host}:{port}; choose another --port")


def _answers(host: str, port: int) -> bool:
    reached = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - asked, not bound
    try:
        with socket.create_connection((reached, port), timeout=1):
            return True
    except OSError:
        return False
