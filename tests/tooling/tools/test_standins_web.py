"""Nuclei and ZAP, which cannot be installed here: stand-ins that replay a recording through the
real runner, and look at what they were given."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.tooling.tools.recordings import recording
from tooling import foreground
from tooling.base import Job, Outcome, Progress
from tooling.registry import get

# Writes what the recording holds to where the arguments or the plan say, and ends as it ended.
STAND_IN = """#!{python}
import json, os, pathlib, shutil, sys
case = pathlib.Path({folder!r})
facts = json.loads((case / "case.json").read_text())
words = dict(zip(sys.argv, sys.argv[1:]))
given = words.get("-autorun") or words.get("-l")
if given:
    assert os.stat(given).st_mode & 0o777 == 0o600, oct(os.stat(given).st_mode)
    pathlib.Path({folder_seen!r}).write_text(pathlib.Path(given).read_text())
report = words.get("-json-export")
if "-autorun" in words:
    last = json.loads(pathlib.Path(given).read_text())["jobs"][-1]["parameters"]
    report = os.path.join(last["reportDir"], last["reportFile"])
if (case / "report.json").exists():
    shutil.copy(case / "report.json", report)
sys.stdout.write((case / "stdout").read_text())
sys.stderr.write((case / "stderr").read_text())
sys.exit(facts["exit_code"])
"""


def run(name: str, case: str, work: Path, settings: Any, **target: Any) -> tuple[Any, list[Any]]:
    """The verdict on the stand-in's run, and the progress that it told."""
    binary = work.parent / "stand-in"
    folder = recording(name, case).folder
    seen = work.parent / "seen"
    binary.write_text(
        STAND_IN.format(python=sys.executable, folder=str(folder), folder_seen=str(seen))
    )
    binary.chmod(0o755)
    settings.TOOL_PATHS = {get(name).binary: str(binary), name: str(binary)}
    told: list[Progress] = []
    job = Job("web", "http://127.0.0.1:18080/", work, target_options=target)
    finished = foreground.run(get(name), job, told.append)
    return finished.verdict, told


@pytest.mark.parametrize(
    ("name", "case"),
    [
        ("nuclei", "findings"),
        ("nuclei", "clean"),
        ("nuclei", "dead_target"),
        ("nuclei", "host_skipped"),
        ("nuclei", "no_templates"),
        ("nuclei", "bad_arguments"),
        ("zap", "findings"),
        ("zap", "clean"),
        ("zap", "nothing_found"),
        ("zap", "dead_target"),
        ("zap", "warnings"),
        ("zap", "bad_arguments"),
    ],
)
def test_run_ends_as_recorded(name: str, case: str, tmp_path: Path, settings: Any) -> None:
    verdict, _ = run(name, case, tmp_path / "work", settings)
    expected = recording(name, case).case["expect"]
    assert verdict.outcome == Outcome(expected["outcome"]), verdict
    if verdict.is_success:
        assert verdict.findings == expected["findings"]


def test_progress_of_nuclei_is_told(tmp_path: Path, settings: Any) -> None:
    _, told = run("nuclei", "findings", tmp_path / "work", settings)
    assert told[-1] == Progress(100, "1020 of 1020 requests, 6 matches")


def test_zap_is_given_its_plan_in_a_private_file(tmp_path: Path, settings: Any) -> None:
    run("zap", "findings", tmp_path / "work", settings)
    plan = json.loads((tmp_path / "seen").read_text())
    assert plan["env"]["contexts"][0]["urls"] == ["http://127.0.0.1:18080/"]


def test_nuclei_is_given_requests_in_a_private_file(tmp_path: Path, settings: Any) -> None:
    asked = {"url": "http://127.0.0.1:18080/a", "headers": {"Authorization": "Bearer t"}}
    verdict, _ = run("nuclei", "findings", tmp_path / "work", settings, requests=[asked])
    assert verdict.outcome is Outcome.FINDINGS
    assert "Authorization: Bearer t" in (tmp_path / "seen").read_text()
