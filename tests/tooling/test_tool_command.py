"""`manage.py tool`, with a stand-in executable that replays a recording through the real runner."""

import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.tooling.tools.recordings import recording, recordings
from tooling.registry import all_tools

pytestmark = pytest.mark.django_db


def tool(*arguments: str) -> str:
    out = io.StringIO()
    call_command("tool", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def replayed(tmp_path: Path, settings: Any) -> Path:
    """bandit is a script that writes the recorded report where it is told, and exits with 1."""
    report = recording("bandit", "findings").report.path
    script = tmp_path / "bandit"
    script.write_text(
        f'#!/bin/sh\nif [ "$1" = --version ]; then echo bandit 1.9.4; exit; fi\n'
        f'while [ "$1" != -o ]; do shift; done\ncp {report} "$2"\nexit 1\n'
    )
    script.chmod(0o755)
    settings.TOOL_PATHS = {**{name: "/absent" for name in all_tools()}, "bandit": str(script)}
    return tmp_path


def test_run_shows_what_would_be_stored(replayed: Path) -> None:
    facts = json.loads(tool("run", "bandit", str(replayed), "--format", "json"))
    expected = recording("bandit", "findings").case["expect"]["findings"]
    assert (facts["outcome"], facts["exit_code"], facts["error"]) == ("findings", 1, "")
    assert len(facts["findings"]) == expected
    assert facts["coverage"]["examined"] == {"files": 2}
    assert facts["findings"][0]["place"]["kind"] == "code"


def test_run_as_a_table(replayed: Path) -> None:
    shown = tool("run", "bandit", str(replayed))
    assert "findings" in shown
    assert "B602" in shown
    assert "CWE-78" in shown


def test_run_of_a_missing_tool_says_so(replayed: Path) -> None:
    facts = json.loads(tool("run", "semgrep", str(replayed), "--format", "json"))
    assert (facts["outcome"], facts["error"]) == ("not_installed", "semgrep is not installed")
    assert facts["findings"] == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("run", "nosuch", "/"), "no tool is called nosuch"),
        (("run", "bandit", "https://x/"), "bandit takes repository, not web"),
        (("run", "bandit", "/", "--option", "severity=huge"), "must be one of low, medium, high"),
        (("run", "bandit", "/", "--option", "severity"), "takes name=value"),
        (("run", "nmap", "10.0.0.1-9", "--kind", "host"), "is not one host"),
        (("show", "nosuch"), "no tool is called nosuch"),
    ],
)
def test_bad_arguments(replayed: Path, arguments: tuple[str, ...], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        tool(*arguments)


def test_options_are_taken_by_their_type(replayed: Path) -> None:
    given = ("--option", "tests=B101,B602", "--option", "ignore_nosec=true")
    facts = json.loads(tool("run", "bandit", str(replayed), "--format", "json", *given))
    assert "B101,B602" in facts["argv"]
    assert "--ignore-nosec" in facts["argv"]


def test_check_remembers_and_list_shows(replayed: Path) -> None:
    tool("check", "bandit")
    rows = {row["name"]: row for row in json.loads(tool("list", "--format", "json"))}
    assert list(rows) == list(all_tools())
    assert (rows["bandit"]["installed"], rows["bandit"]["version"]) == (True, "1.9.4")
    assert rows["nmap"]["installed"] is False
    shown = tool("list")
    assert "1.9.4" in shown
    assert "detect_secrets" in shown


def test_show(replayed: Path) -> None:
    shown = tool("show", "bandit")
    assert "exit code 2" in shown
    assert "Report this severity and above." in shown


def test_recordings_are_replayed_and_differences_told(tmp_path: Path) -> None:
    shown = json.loads(tool("test", "bandit", "--format", "json"))
    assert [one["recording"] for one in shown] == [str(one) for one in recordings("bandit")]
    assert all(one["right"] for one in shown)
    assert "as recorded" in tool("test", "bandit")

    copy = shutil.copytree(recording("bandit", "clean").folder, tmp_path / "bandit" / "clean")
    case = json.loads((copy / "case.json").read_text())
    case["expect"]["outcome"] = "crashed"
    (copy / "case.json").write_text(json.dumps(case))
    with pytest.raises(CommandError, match="1 of 1 end otherwise: bandit-clean"):
        tool("test", "bandit", "--fixtures", str(tmp_path))
    with pytest.raises(CommandError, match="holds no recording"):
        tool("test", "nmap", "--fixtures", str(tmp_path))


def test_a_folder_that_is_missing_is_the_tools_to_tell(replayed: Path) -> None:
    facts = json.loads(tool("run", "bandit", "nosuchfolder", "--format", "json"))
    assert facts["coverage"]["asked"]["target"].endswith("/nosuchfolder")
