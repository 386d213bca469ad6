"""The real scanners of web and TLS servers on the demo application, through the real runner."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.tooling.tools.recordings import recording
from tooling import foreground
from tooling.base import Job, Outcome, Progress
from tooling.registry import get

pytestmark = pytest.mark.tools
SERVER = Path(__file__).resolve().parents[3] / "docs" / "demo" / "app" / "server.py"


def run(name: str, kind: str, locator: str, work: Path, **options: Any) -> Any:
    told: list[Progress] = []
    job = Job(kind, locator, work, options=options, timeout_seconds=120)
    finished = foreground.run(get(name), job, told.append)
    if finished.ended.not_started:
        pytest.skip(finished.ended.not_started)
    return finished.verdict


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The addresses of the demo application, running."""
    command = [sys.executable, str(SERVER), "--data", str(tmp_path)]
    command += ["--http", "127.0.0.1:0", "--https", "127.0.0.1:0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield dict(pair.split("=") for pair in process.stdout.readline().split()[1:])
        process.terminate()


@pytest.fixture
def dead() -> str:
    """An address at which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    return f"127.0.0.1:{port}"


@pytest.mark.parametrize("name", ["ffuf", "nikto"])
def test_web_application(name: str, demo: dict[str, str], tmp_path: Path) -> None:
    verdict = run(name, "web", f"http://{demo['http']}/", tmp_path / "work")
    assert (verdict.outcome, verdict.error) == (Outcome.FINDINGS, "")
    assert verdict.findings == recording(name, "findings").case["expect"]["findings"]
    assert verdict.full_scope


@pytest.mark.parametrize("name", ["ffuf", "nikto"])
def test_server_that_is_down_is_never_clean(name: str, dead: str, tmp_path: Path) -> None:
    verdict = run(name, "web", f"http://{dead}/", tmp_path / "work")
    assert verdict.outcome is Outcome.NETWORK


def test_tls_server(demo: dict[str, str], dead: str, tmp_path: Path) -> None:
    verdict = run("testssl", "host", demo["https"], tmp_path / "work", checks=["protocols"])
    assert (verdict.outcome, verdict.error) == (Outcome.FINDINGS, "")
    assert verdict.findings == 2
    refused = run("testssl", "host", dead, tmp_path / "again", checks=["protocols"])
    assert refused.outcome is Outcome.NETWORK
