"""The real server on a data folder of its own, and hands that do what a worker would."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 30
PASSWORD = "correct horse battery"


class Server:
    """A daphne process that can be ended and started again on the same port and data."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("WARDROOM_", "DJANGO_"))},
            "WARDROOM_DATA_DIR": str(folder / "data"),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "SECRET_KEY": "for the browser tests only",
        }
        for name in ("DATABASE_URL", "REDIS_URL", "DEBUG"):
            self.environment.pop(name, None)
        self._process: subprocess.Popen[bytes] | None = None
        self._log = (folder / "daphne.log").open("ab")
        self._run("manage.py", "migrate", "--verbosity", "0")
        self._hands = subprocess.Popen(
            [sys.executable, "-m", "tests.browser.hands"],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )

    def do(self, call: str, /, **arguments: Any) -> Any:
        """Call a function of `tests.browser.hands` in their process."""
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
                "config.asgi:application",
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


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
