"""What the engine's tests share: a target folder whose orders a stand-in tool carries out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from projects.callers import Caller
from projects.models import Project, Target, User
from projects.roles import Role
from scans import orchestration
from scans.models import Attempt, Scan, ToolRun
from scans.states import RunState
from tests.make import make_member, make_project, make_scan, make_target
from tests.tooling.conftest import docker

STANDIN = Path(__file__).with_name("standin.py")
RECORDINGS = Path(__file__).parents[1] / "tooling" / "tools" / "fixtures" / "bandit"
FINDINGS = str(RECORDINGS / "findings" / "report.json")
CLEAN = str(RECORDINGS / "clean" / "report.json")


class Desk:
    """A project with an admin and one target that the stand-in scans."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.project: Project = make_project()
        self.admin: User = make_member(self.project, Role.ADMIN)
        self.caller = Caller(self.admin)
        self.target: Target = make_target(self.project, locator=str(folder))
        self.order(["report", CLEAN])

    def order(self, *orders: list[Any]) -> None:
        """What the stand-in does from now on."""
        (self.folder / "orders.json").write_text(json.dumps(orders))

    def start(self, **asked: Any) -> Scan:
        asked.setdefault("tools", ["bandit"])
        return orchestration.start(self.caller, project=self.project, **asked)


@pytest.fixture
def standin(settings: Any, tmp_path: Path) -> Path:
    """The folder in which the stand-in's orders lie; bandit and semgrep are the stand-in."""
    folder = tmp_path / "target"
    folder.mkdir()
    settings.SCAN_ALLOWED_PATHS = [tmp_path]
    settings.TOOL_PATHS = {"bandit": str(STANDIN)}
    return folder


@pytest.fixture
def desk(db: None, standin: Path) -> Desk:
    return Desk(standin)


@pytest.fixture
def live_desk(transactional_db: None, standin: Path) -> Desk:
    """A desk whose rows other threads see."""
    return Desk(standin)


def make_attempt(run: ToolRun, state: str = RunState.RUNNING, **fields: Any) -> Attempt:
    """An attempt of `run` as a worker would have made it, by a worker that does not exist."""
    import uuid

    number = run.attempts.count() + 1
    values: dict[str, Any] = {
        "worker": "elsewhere:1", "host": "elsewhere", "boot_id": "other",
        "fencing_token": uuid.uuid4(), **fields,
    }  # fmt: skip
    ToolRun.objects.filter(pk=run.pk).update(state=state)
    return Attempt.objects.create(run=run, number=number, state=state, **values)


MakeScan = Callable[..., Scan]
__all__ = ["CLEAN", "FINDINGS", "Desk", "docker", "make_attempt", "make_scan"]
