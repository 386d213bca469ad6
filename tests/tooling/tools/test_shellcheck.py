"""ShellCheck: which files are its own, and what it says when it could not look."""

import itertools
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.tooling.tools.recordings import recording
from tooling.base import CodePlace, Job, Problem
from tooling.registry import get
from tooling.tools.shellcheck import MOST_ARGUMENT_BYTES, fitting, scripts


def make(target: Path, **files: str) -> None:
    for name, content in files.items():
        (target / name.replace("__", "/").replace("_", ".")).parent.mkdir(exist_ok=True)
        (target / name.replace("__", "/").replace("_", ".")).write_text(content, "utf-8")


def test_scripts_are_told_by_suffix_or_first_line(tmp_path: Path) -> None:
    make(
        tmp_path,
        a_sh="",
        bin__start="#!/usr/bin/env -S bash\n",
        dash="#! /bin/dash -e\n",
        python="#!/usr/bin/env python3\n",
        fish="#!/usr/bin/fish\n",
        text_txt="#!/bin/sh\n",
    )
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "hook").write_text("#!/bin/sh\n", "utf-8")
    (tmp_path / "link.sh").symlink_to("/etc/profile")
    (tmp_path / "folder.sh").mkdir()
    assert sorted(scripts(str(tmp_path))) == ["./a.sh", "./bin/start", "./dash"]


def test_name_of_a_script_is_no_option(tmp_path: Path) -> None:
    (tmp_path / "--shell=ksh.sh").write_text("", "utf-8")
    command = get("shellcheck").command(Job("repository", str(tmp_path), tmp_path / "run"))
    assert command.arguments[-2:] == ["--", "./--shell=ksh.sh"]
    assert command.folder == tmp_path


def test_too_many_scripts_are_counted() -> None:
    path = "./" + "a" * 90 + ".sh"
    count = MOST_ARGUMENT_BYTES // (len(path) + 9)
    taken, missed = fitting(itertools.repeat(path, count + 5))
    assert (len(taken), missed) == (count, 5)


def test_script_that_does_not_parse_is_a_problem_and_findings() -> None:
    recorded = recording("shellcheck", "unparsable")
    assert {f.rule_id for f in recorded.findings()} >= {"SC1073", "SC1071"}
    assert len([r for r in recorded.records() if isinstance(r, Problem)]) == 3


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="needs shellcheck")
def test_settings_of_the_target_are_not_read(tmp_path: Path) -> None:
    make(tmp_path, a_sh="#!/bin/sh\necho $1\n")
    (tmp_path / ".shellcheckrc").write_text("disable=all\n", "utf-8")
    command = get("shellcheck").command(Job("repository", str(tmp_path), tmp_path / "run"))
    done = subprocess.run(
        ["shellcheck", *command.arguments],
        cwd=command.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "SC2086" in done.stdout


def test_title_is_the_first_sentence() -> None:
    titles = {f.rule_id: f.title for f in recording("shellcheck", "findings").findings()}
    assert titles["SC2164"] == "Use 'cd ... || exit' or 'cd ... || return' in case cd fails"
    place = recording("shellcheck", "findings").findings()[0].place
    assert isinstance(place, CodePlace)
    assert place.path == "deploy.sh"
