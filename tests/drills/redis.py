"""A Redis server of a drill's own, which can be stopped and started."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from tests.running.server import free_port, wait_for_port


class Redis:
    """In `folder`, without persistence. `url` is what REDIS_URL takes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    @staticmethod
    def why_not() -> str:
        """Why none can be made here; empty where it can."""
        return "" if shutil.which("redis-server") else "redis-server is not installed"

    def start(self) -> None:
        self._process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--save", "", "--bind", "127.0.0.1"],
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
        )
        wait_for_port(self.port)

    def stop(self) -> None:
        """As a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
