"""The real server on a data folder of its own, and hands that do what a worker would."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, ClassVar

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 30
PASSWORD = "correct horse battery"


class Server:
    """A daphne process that can be ended and started again on the same port and data."""

    logs: ClassVar[list[Path]] = []  # of every server of this process that runs the product only

    def __init__(
        self, folder: Path, *, application: str = "config.asgi:application", **environment: str
    ) -> None:
        """`environment`: variables of `config.env` that this server is to have."""
        self.folder = folder
        self.application = application
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("WARDROOM_", "DJANGO_"))},
            "WARDROOM_DATA_DIR": str(folder / "data"),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "SECRET_KEY": "for the tests only",
            "RATE_LIMITS": "general=100000/minute,pages=100000/minute,sign_ins=100000/minute,"
            "credential_checks=100000/minute",
        }
        for name in ("DATABASE_URL", "REDIS_URL", "DEBUG", "TRUSTED_PROXIES"):
            self.environment.pop(name, None)
        self.environment.update(environment)
        self._process: subprocess.Popen[bytes] | None = None
        log = folder / "daphne.log"
        self._log = log.open("ab")
        if self.environment["DJANGO_SETTINGS_MODULE"] == "config.settings":
            self.logs.append(log)
        self._run("manage.py", "migrate", "--verbosity", "0")
        self._hands = subprocess.Popen(
            [sys.executable, "-m", "tests.running.hands"],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )

    def do(self, call: str, /, **arguments: Any) -> Any:
        """Call a function of `tests.running.hands` in their process."""
        assert self._hands.stdin is not None
        assert self._hands.stdout is not None
        self._hands.stdin.write(json.dumps([call, arguments]) + "\n")
        self._hands.stdin.flush()
        line = self._hands.stdout.readline()
        assert line, f"{call} failed: {(self.folder / 'daphne.log').read_text()[-2000:]}"
        return json.loads(line)

    def start(self) -> None:
        """Start serving, and wait until the port answers."""
        self._process = subprocess.Popen(
            [
                *[sys.executable, "-m", "daphne", "-b", "127.0.0.1", "-p", str(self.port)],
                *["--ping-interval", "10", "--ping-timeout", "10"],
                self.application,
            ],
            cwd=ROOT,
            env=self.environment,
            stdout=self._log,
            stderr=self._log,
        )
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if self._process.poll() is not None:
                break
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 0.2):
                return
            time.sleep(0.05)
        raise AssertionError(f"daphne: {(self.folder / 'daphne.log').read_text()[-3000:]}")

    def stop(self) -> None:
        """End the server as a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def end(self, signum: int = signal.SIGTERM) -> None:
        """End the server as an operator does, and wait for it."""
        if self._process is not None:
            self._process.send_signal(signum)
            self._process.wait(START_SECONDS)
            self._process = None

    @classmethod
    def answered_errors(cls) -> Iterator[tuple[str, str, str]]:
        """Method, path and code of each error that any server of this process answered."""
        for log in cls.logs:
            for line in log.read_text().splitlines() if log.exists() else ():
                with suppress(ValueError):
                    told = json.loads(line)
                    if isinstance(told, dict) and told.get("event") == "api_error":
                        yield told["method"], told["endpoint"], told["error_code"]

    def close(self) -> None:
        self.stop()
        self._hands.kill()
        self._hands.wait()
        self._log.close()

    def _run(self, *arguments: str) -> None:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_for_port(port: int, seconds: float = START_SECONDS) -> None:
    """Wait until somebody listens on it."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
            return
        time.sleep(0.05)
    raise AssertionError(f"nobody listens on {port}")
