"""Tools in the foreground: several at once leave each other alone."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tooling import foreground, registry
from tooling.base import Job, Outcome
from tooling.foreground import Finished

# A stand-in for bandit: the first finishes while the second still works, then writes its report.
STAND_IN = """#!/bin/sh
case "$1" in --version) echo "bandit 1.9.4"; exit 0;; esac
case "$2" in *slow*) sleep 1;; esac
while [ "$1" != "-o" ]; do shift; done
cat > "$2" <<END
{"errors": [], "generated_at": "2026-01-01T00:00:00Z", "results": [],
 "metrics": {"_totals": {"loc": 9}, "a.py": {"loc": 9}}}
END
"""


@pytest.fixture
def stand_in(tmp_path: Path, settings: Any) -> None:
    path = tmp_path / "bandit"
    path.write_text(STAND_IN)
    path.chmod(0o755)
    settings.TOOL_PATHS = {"bandit": str(path)}


def test_the_end_of_one_run_does_not_end_another_of_the_same_tool(
    tmp_path: Path, stand_in: None
) -> None:
    def run(name: str) -> Finished:
        target, work = tmp_path / name, tmp_path / f"{name}-work"
        target.mkdir()
        work.mkdir()
        job = Job(target_kind="repository", locator=str(target), work=work, timeout_seconds=20)
        return foreground.run(registry.get("bandit"), job, lambda progress: None)

    with ThreadPoolExecutor() as pool:
        quick, slow = pool.map(run, ["quick", "slow"])
    assert quick.verdict.outcome == Outcome.CLEAN, quick.verdict
    assert slow.verdict.outcome == Outcome.CLEAN, slow.verdict
