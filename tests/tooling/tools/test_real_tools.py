"""The real tools on the demo target, and on targets that try to choose what is looked at."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.tooling.tools.recordings import recording
from tooling import foreground
from tooling.base import Job, Outcome, Progress
from tooling.environments import find_binary
from tooling.registry import all_tools, get

pytestmark = pytest.mark.tools
CHECKOUT = Path(__file__).resolve().parents[3]
DEMO = CHECKOUT / "docs" / "demo"


@pytest.fixture(autouse=True)
def installed(settings: Any) -> None:
    """The tools of the checkout's own data folder, since that of the tests is empty."""
    settings.TOOL_PATHS = {
        tool.name: str(path)
        for tool in all_tools().values()
        if (path := find_binary(tool.binary, tool.environment, CHECKOUT / "var", {}))
    }


def run(name: str, kind: str, locator: Path | str, work: Path, **options: Any) -> Any:
    tool = get(name)
    told: list[Progress] = []
    job = Job(kind, str(locator), work, options=options, timeout_seconds=120)
    finished = foreground.run(tool, job, told.append)
    if finished.ended.not_started:
        pytest.skip(finished.ended.not_started)
    return finished.verdict


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The addresses of the demo application, running."""
    command = [sys.executable, str(DEMO / "app" / "server.py"), "--data", str(tmp_path)]
    command += ["--http", "127.0.0.1:0", "--https", "127.0.0.1:0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield dict(pair.split("=") for pair in process.stdout.readline().split()[1:])
        process.terminate()


@pytest.mark.parametrize(
    ("name", "kind", "folder"),
    [
        ("bandit", "repository", "app"),
        ("semgrep", "repository", "app"),
        ("detect_secrets", "repository", "app"),
        ("checkov", "iac", "infrastructure"),
    ],
)
def test_demo_target(name: str, kind: str, folder: str, tmp_path: Path) -> None:
    verdict = run(name, kind, DEMO / folder, tmp_path)
    assert (verdict.outcome, verdict.error) == (Outcome.FINDINGS, "")
    assert verdict.full_scope
    assert verdict.findings == recording(name, "findings").case["expect"]["findings"]


@pytest.mark.parametrize("name", ["bandit", "semgrep", "detect_secrets", "checkov"])
def test_missing_target_is_never_clean(name: str, tmp_path: Path) -> None:
    verdict = run(name, "repository", tmp_path / "absent", tmp_path / "work")
    assert verdict.outcome is Outcome.BAD_ARGUMENTS


def test_web_application(demo: dict[str, str], tmp_path: Path) -> None:
    url = f"http://{demo['http']}/"
    verdict = run("wapiti", "web", url, tmp_path, modules=["sql", "http_headers"])
    assert verdict.outcome is Outcome.FINDINGS
    assert verdict.coverage["examined"]["pages"] > 5


def test_tls_server(demo: dict[str, str], tmp_path: Path) -> None:
    verdict = run("sslyze", "web", f"https://{demo['https']}/", tmp_path)
    assert verdict.outcome is Outcome.FINDINGS
    assert verdict.full_scope
    refused = run("sslyze", "host", "127.0.0.1:9", tmp_path)
    assert refused.outcome is Outcome.NETWORK


def test_ports(demo: dict[str, str], tmp_path: Path) -> None:
    port = demo["http"].split(":")[1]
    verdict = run("nmap", "host", "127.0.0.1", tmp_path, ports=f"{port},9")
    assert (verdict.outcome, verdict.findings) == (Outcome.FINDINGS, 1)
    assert verdict.coverage["examined"] == {"ports": 2}


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A repository that asks every scanner to look away, below a name that hides it by itself."""
    target = tmp_path / "my.github.io" / "target"
    target.mkdir(parents=True)
    (target / "a.py").write_text("import pickle\n\npickle.loads(open('x', 'rb').read())\n")
    (target / "main.tf").write_text(
        'resource "aws_ebs_volume" "v" {\n  availability_zone = "a"\n  size = 8\n}\n'
    )
    (target / ".bandit").write_text("[bandit]\nskips: B301,B403\nexclude: /\n")
    (target / ".checkov.yaml").write_text("framework: [helm]\nsoft-fail: true\n")
    (target / ".semgrepignore").write_text("*\n")
    return target


@pytest.mark.parametrize("name", ["bandit", "semgrep", "checkov"])
def test_target_does_not_choose_what_is_looked_at(name: str, hostile: Path, tmp_path: Path) -> None:
    verdict = run(name, "repository", hostile, tmp_path / "work")
    assert verdict.outcome is Outcome.FINDINGS, verdict


def test_excluded_names_do_not_hide_longer_ones(tmp_path: Path) -> None:
    for name in ("tests/a.py", "tests_of_time.py"):
        (tmp_path / "target" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "target" / name).write_text("import pickle\npickle.loads(b'')\n")
    work = tmp_path / "work"
    verdict = run("bandit", "repository", tmp_path / "target", work, exclude=["tests"])
    assert verdict.coverage["examined"] == {"files": 1}
