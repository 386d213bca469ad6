"""What the tests of containers share: a stand-in for docker in a folder of its own."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

STANDIN = Path(__file__).with_name("standin_docker.py")


class Docker:
    """The stand-in, what it was asked, and what it shall do."""

    def __init__(self, folder: Path, name: str = "docker") -> None:
        self.folder = folder
        self.path = folder / name
        (folder / "programs").mkdir(parents=True)
        shutil.copy(STANDIN, self.path)

    def program(self, name: str, code: str) -> None:
        """What `--entrypoint name` means: a script with its interpreter's line."""
        file = self.folder / "programs" / name
        file.write_text(code)
        file.chmod(0o755)

    def says(self, name: str, text: str = "") -> None:
        """Prepare a file: `silent`, `oom` or `images`."""
        (self.folder / name).write_text(text)

    def calls(self, verb: str = "") -> list[list[str]]:
        """The argument vectors of `verb`, of all for "", in order."""
        file = self.folder / "calls.jsonl"
        lines = file.read_text().splitlines() if file.exists() else []
        return [call for call in map(json.loads, lines) if not verb or call[0] == verb]

    def environments(self) -> list[dict[str, Any]]:
        lines = (self.folder / "environments.jsonl").read_text().splitlines()
        return [json.loads(line) for line in lines]

    def containers(self) -> dict[str, dict[str, Any]]:
        """By name, of all that are there, running or not."""
        files = (self.folder / "containers").glob("*/state.json")
        states = [json.loads(file.read_text()) for file in files]
        return {state["Name"]: state for state in states}


@pytest.fixture
def docker(tmp_path: Path, settings: Any) -> Docker:
    """bandit runs in containers, by the stand-in."""
    made = Docker(tmp_path / "engine")
    settings.CONTAINER_ENGINE = str(made.path)
    settings.TOOL_EXECUTORS = {"bandit": "container"}
    return made
