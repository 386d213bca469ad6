"""The stores behind limits and slots: what is done when one is down, broken or replaced."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from config.records import counters
from config.records.counters import FILE_NAME, Counters, CountersFile
from tests.running.server import free_port

WRITE = "INSERT INTO slots VALUES (:key, 'x', 1e12) RETURNING key"
COUNT = "SELECT count(*) FROM slots"


def used(shared: Counters, unknown: str = "unknown") -> str:
    """Which store answered."""

    def in_redis() -> str:
        shared.redis.ping()
        return "redis"

    def in_file() -> str:
        shared.file.run(COUNT, {})
        return "file"

    return shared.answer(in_redis, in_file, unknown)


def test_processes_that_start_at_once_make_one_file(tmp_path: Path) -> None:
    files = [CountersFile(tmp_path / FILE_NAME) for _ in range(5)]
    for number, file in enumerate(files):
        file.run(WRITE, {"key": str(number)})
    assert [file.run(COUNT, {}) for file in files] == [[(5,)]] * 5


@pytest.mark.parametrize("content", [b"", b"not a database " * 1000])
def test_a_broken_file_is_replaced(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    shared = Counters("", tmp_path)
    with capture_logs() as logs:
        assert used(shared) == "unknown"
    assert [line["event"] for line in logs] == ["counters_file_unusable"]
    assert used(shared) == "file"


def test_of_a_file_that_breaks_in_use_every_process_gets_the_new_one(tmp_path: Path) -> None:
    one, other = (Counters("", tmp_path) for _ in range(2))
    one.file.run(WRITE, {"key": "old"})
    one.file.run("PRAGMA wal_checkpoint(TRUNCATE)", {})
    assert used(other) == "file"
    with (tmp_path / FILE_NAME).open("r+b") as stream:
        stream.write(b"broken" * 4000)
    late = Counters("", tmp_path)
    assert [used(late) for _ in range(2)] == ["unknown", "file"]
    assert [used(one), used(other)] == ["file", "file"]
    for number, shared in enumerate((one, other, late)):
        shared.file.run(WRITE, {"key": str(number)})
    assert [shared.file.run(COUNT, {}) for shared in (one, other, late)] == [[(3,)]] * 3


def test_a_file_of_another_version_is_replaced(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / FILE_NAME)
    other.execute("PRAGMA user_version = 99")
    other.close()
    shared = Counters("", tmp_path)
    assert [used(shared) for _ in range(2)] == ["unknown", "file"]


def test_all_processes_follow_when_one_replaces_the_file(tmp_path: Path) -> None:
    one, other = (CountersFile(tmp_path / FILE_NAME) for _ in range(2))
    one.run(WRITE, {"key": "old"})
    assert other.run(COUNT, {}) == [(1,)]
    (tmp_path / FILE_NAME).unlink()
    one.run(WRITE, {"key": "new"})
    one.run(WRITE, {"key": "newer"})
    assert other.run(COUNT, {}) == [(2,)]


def test_files_of_hosts_that_are_gone_are_cleared_away(tmp_path: Path) -> None:
    gone, busy = (tmp_path / f"counters-{host}.sqlite3" for host in ("gone", "busy"))
    for path in (gone, busy):
        path.touch()
    os.utime(gone, (0, 0))
    assert used(Counters("", tmp_path)) == "file"
    assert not gone.exists()
    assert busy.exists()


def test_a_folder_that_cannot_be_written_is_said_once(tmp_path: Path) -> None:
    shared = Counters("", tmp_path / "missing")
    with capture_logs() as logs:
        assert [used(shared) for _ in range(3)] == ["unknown"] * 3
    assert [line["log_level"] for line in logs] == ["error"]


def test_what_has_expired_is_deleted_now_and_then(tmp_path: Path, monkeypatch: Any) -> None:
    file = CountersFile(tmp_path / FILE_NAME)
    file.run("INSERT INTO slots VALUES ('past', 'x', 1)", {})
    file.run("INSERT INTO windows VALUES ('past', 1, 60, 1, 0)", {})
    file.run(WRITE, {"key": "future"})
    monkeypatch.setattr(counters, "SWEEP_SECONDS", -1)
    assert file.run("SELECT key FROM slots", {}) == [("future",)]
    assert file.run("SELECT key FROM windows", {}) == []


def test_a_locked_file_lets_the_request_pass(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(counters, "BUSY_SECONDS", 0.05)
    shared = Counters("", tmp_path)
    shared.file.run(COUNT, {})
    writer = sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    with capture_logs() as logs:
        answer = shared.answer(str, lambda: shared.file.run(WRITE, {"key": "x"}), "unknown")
    writer.close()
    assert answer == "unknown"
    assert "locked" in logs[0]["error"]
    assert used(shared) == "file"


@pytest.mark.skipif(not shutil.which("redis-server"), reason="redis-server is not installed")
def test_while_redis_is_silent_the_file_counts(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(counters, "REDIS_REST_SECONDS", 0.1)
    port = free_port()
    shared = Counters(f"redis://127.0.0.1:{port}/0", tmp_path)
    with capture_logs() as logs:
        assert [used(shared) for _ in range(20)] == ["file"] * 20
    assert [line["event"] for line in logs] == ["counters_redis_silent"]

    server = subprocess.Popen(
        ["redis-server", "--port", str(port), "--save", "", "--dir", str(tmp_path)],
        stdout=subprocess.DEVNULL,
    )
    try:
        end = time.monotonic() + 10
        while used(shared) != "redis":
            assert time.monotonic() < end
            time.sleep(0.05)
    finally:
        server.kill()
        server.wait()
    assert used(shared) == "file"
