"""A PostgreSQL server of the test's own, which can be stopped, frozen and started again."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

import psutil

from tests.running.server import free_port

BINARIES = Path("/usr/lib/postgresql/15/bin")
# Commits are written out, but not synced: they outlive a crash of the server, not of the host.
SETTINGS = ("fsync=off", "full_page_writes=off", "max_connections=60")


def why_not() -> str:
    """Why no server can be made here; empty where it can."""
    if not (BINARIES / "initdb").exists():
        return f"PostgreSQL's server programs are not in {BINARIES}"
    if os.geteuid() == 0 and not shutil.which("setpriv"):
        return "PostgreSQL does not run as root, and setpriv is not installed"
    return ""


class Postgres:
    """A cluster in a temporary folder, without durability. `url` is what DATABASE_URL takes."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/postgres"
        self.dsn = f"host=127.0.0.1 port={self.port} user=postgres dbname=postgres"
        self.folder = Path(tempfile.mkdtemp(prefix="wardroom-postgres-"))
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        self.data = self.folder / "data"
        self._run(
            *("initdb", "--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8"),
            *("--locale=C", "--pgdata", str(self.data)),
        )

    def start(self) -> None:
        options = " ".join(f"-c {setting}" for setting in SETTINGS)
        self._run(
            *("pg_ctl", "start", "--wait", "--silent", "--pgdata", str(self.data)),
            *("--log", str(self.folder / "log"), "--options"),
            f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 {options}",
        )

    def stop(self) -> None:
        """As a crash would: open connections break."""
        self._run("pg_ctl", "stop", "--silent", "--mode=immediate", "--pgdata", str(self.data))

    def freeze(self) -> None:
        """Every process of the server stands still; the kernel goes on accepting connections."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def revive(self) -> None:
        """Up and running, whatever was done to it."""
        if self._is_there:
            self.thaw()
        else:
            self.start()

    @property
    def _is_there(self) -> bool:
        return (self.data / "postmaster.pid").exists()

    def close(self) -> None:
        # Control-C in a terminal ends the server as well, at the same time.
        with suppress(psutil.NoSuchProcess, FileNotFoundError):
            self.thaw()
        if self._is_there:
            try:
                self.stop()
            except AssertionError:
                if self._is_there:
                    raise
        shutil.rmtree(self.folder, ignore_errors=True)

    def _signal(self, number: signal.Signals) -> None:
        """First the one that would start others."""
        first = psutil.Process(int((self.data / "postmaster.pid").read_text().split()[0]))
        first.send_signal(number)
        for process in first.children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                process.send_signal(number)

    def _run(self, program: str, *arguments: str) -> None:
        as_postgres = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        done = subprocess.run(
            [
                *(as_postgres if os.geteuid() == 0 else []),
                *(str(BINARIES / program), *arguments),
            ],
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
