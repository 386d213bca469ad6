"""The log file: several processes, one file, turned over by size, no line lost or torn."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from config.env import BASE_DIR
from config.log_file import SharedFileHandler, files

WRITE = """
import logging, sys
from pathlib import Path
from config.log_file import SharedFileHandler
from config.logs import configure

configure("INFO", open("/dev/null", "w"), Path(sys.argv[1]))
(handler,) = [h for h in logging.getLogger().handlers if isinstance(h, SharedFileHandler)]
handler.most_bytes, handler.most_files = 20_000, 1000
for number in range(int(sys.argv[3])):
    logging.getLogger("writer").error("%s %s %s", sys.argv[2], number, "x" * 200)
"""


def record(text: str, level: int = logging.ERROR) -> logging.LogRecord:
    return logging.LogRecord("test", level, __file__, 1, text, None, None)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "logs" / "wardroom.jsonl"


def test_four_processes_lose_and_tear_nothing(path: Path) -> None:
    lines, writers = 500, 4
    running = [
        subprocess.Popen([sys.executable, "-c", WRITE, path, str(n), str(lines)], cwd=BASE_DIR)
        for n in range(writers)
    ]
    assert [process.wait(60) for process in running] == [0] * writers
    parts = [part for part in path.parent.iterdir() if part.suffix != ".lock"]
    assert len(parts) > 20
    seen: dict[str, list[int]] = {}
    for part in parts:
        for line in part.read_text().splitlines():
            writer, number, _ = json.loads(line)["event"].split()
            seen.setdefault(writer, []).append(int(number))
    assert {writer: sorted(numbers) for writer, numbers in seen.items()} == {
        str(n): list(range(lines)) for n in range(writers)
    }


def test_the_file_is_for_its_owner_only(path: Path) -> None:
    handler = SharedFileHandler(path)
    handler.handle(record("one"))
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_the_newest_files_are_kept(path: Path) -> None:
    handler = SharedFileHandler(path, most_bytes=50, most_files=3)
    for number in range(10):
        handler.handle(record(f"{number} " + "x" * 60))
    kept = [part.read_text()[0] for part in files(path)]
    assert kept == ["9", "8", "7", "6"]


def test_a_file_that_was_moved_away_is_made_anew(path: Path) -> None:
    handler = SharedFileHandler(path)
    handler.handle(record("one"))
    path.rename(path.with_name("taken"))
    handler.handle(record("two"))
    path.unlink()
    handler.handle(record("three"))
    assert path.read_text() == "three\n"


def test_only_what_an_operator_looks_for_is_in_it(path: Path) -> None:
    logger = logging.Logger("test")
    logger.addHandler(SharedFileHandler(path))
    logger.info("nothing")
    logger.warning("something")
    assert path.read_text() == "something\n"


def test_a_full_disk_costs_lines_and_says_so(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    handler = SharedFileHandler(path)
    handler.handle(record("one"))
    write = os.write

    def full(file: int, line: bytes) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("config.log_file.write", lambda file, line: write(file, line[:2]))
        handler.handle(record("two"))  # of which two bytes still fit
        patched.setattr("config.log_file.write", full)
        handler.handle(record("three"))
    handler.handle(record("four"))
    assert path.read_text() == "one\ntw\n2 lines were lost\nfour\n"


def test_a_folder_that_cannot_be_written_breaks_nothing(tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "logs").write_text("a file in the way")
    handler = SharedFileHandler(tmp_path / "logs" / "wardroom.jsonl")
    for _ in range(3):
        handler.handle(record("one"))
    assert handler.lost == 3
    assert capsys.readouterr().err == ""
