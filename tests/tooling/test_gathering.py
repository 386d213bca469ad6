"""Several files of a run as its one report."""

import json
import stat
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tooling import executors
from tooling.base import Command, Job, Report, UnreadableReport
from tooling.gathering import gather, is_pattern
from tooling.reading import elements

PATTERN = "output/*/json/*.json"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for account in ("one", "two"):
        (tmp_path / "output" / account / "json").mkdir(parents=True)
    return tmp_path


def test_each_file_stands_under_its_name(folder: Path) -> None:
    (folder / "output" / "one" / "json" / "roles.json").write_text("[1, 2]")
    (folder / "output" / "two" / "json" / "roles.json").write_text("[3]")
    (folder / "output" / "one" / "json" / "users.json").write_text("[]")
    gathered = gather(folder, PATTERN)
    assert json.loads(gathered.read_text()) == {"roles": [1, 2], "users": [], "roles-2": [3]}
    assert stat.S_IMODE(gathered.stat().st_mode) == 0o600


def test_without_a_file_there_is_no_report(folder: Path) -> None:
    assert not gather(folder, PATTERN).exists()
    assert is_pattern(PATTERN)
    assert not is_pattern("report.json")


def test_links_are_left_out(folder: Path) -> None:
    (folder / "secret").write_text('"s3cret"')
    (folder / "output" / "one" / "json" / "x.json").symlink_to(folder / "secret")
    assert not gather(folder, PATTERN).exists()


def test_a_broken_file_breaks_the_whole(folder: Path) -> None:
    (folder / "output" / "one" / "json" / "roles.json").write_text('[{"a": ')
    gathered = gather(folder, PATTERN)
    with pytest.raises(UnreadableReport):
        list(elements(Report(gathered), "*/[]"))


def test_a_command_may_name_its_reports_by_a_pattern(folder: Path) -> None:
    (folder / "output" / "one" / "json" / "roles.json").write_text("[1]")
    started = SimpleNamespace(
        stdout_is_report=False, stdout=folder / "stdout", stderr_file=folder / "stderr"
    )
    told = executors.report(
        Job("cloud_account", "aws", folder), Command([], report=PATTERN), cast(Any, started)
    )
    assert told.path == folder / "report.json"
