"""SQLite that is locked, or no database at all: refused by the contract, and no path is told."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.running.server import Server

from . import raw
from .raw import request

WITHIN_SECONDS = 2
SQLITE_FILES = ("", "-wal", "-shm")


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Another process is writing, and does not stop."""
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


def test_while_another_process_writes_to_sqlite_reading_goes_on(server: Server) -> None:
    file = server.folder / "data" / "wardroom.sqlite3"
    bearer = f"Authorization: Bearer {server.do('token', username='vic')}"
    with locked(file):
        reading = raw.send(server.port, request("GET", "/api/v1/scans", bearer))
        assert reading.status_code == 200
        assert reading.seconds < WITHIN_SECONDS
        writing = raw.send(server.port, request("GET", "/api/v1/made/locked"))
        assert writing.code == "DATABASE_UNAVAILABLE"
        assert writing.seconds < WITHIN_SECONDS  # this server waits for one second
        raw.check(writing, "GET", "/api/v1/made/locked")
    assert raw.send(server.port, request("GET", "/api/v1/made/locked")).status_code == 200


@pytest.fixture
def sqlite_moved_away(server: Server) -> Iterator[Path]:
    """The place where the database should be, empty."""
    file = server.folder / "data" / "wardroom.sqlite3"
    moved = [Path(f"{file}{suffix}") for suffix in SQLITE_FILES]
    moved = [path for path in moved if path.exists()]
    for path in moved:
        path.rename(f"{path}.away")
    yield file
    if file.is_dir():
        file.rmdir()
    for suffix in SQLITE_FILES:
        Path(f"{file}{suffix}").unlink(missing_ok=True)
    for path in moved:
        Path(f"{path}.away").rename(path)


@pytest.mark.parametrize("instead", ["garbage", "folder", "nothing"])
def test_a_database_file_that_is_none(
    server: Server, sqlite_moved_away: Path, instead: str
) -> None:
    if instead == "garbage":
        sqlite_moved_away.write_bytes(b"this is not a database" * 500)
    elif instead == "folder":
        sqlite_moved_away.mkdir()
    bearer = f"Authorization: Bearer {'0' * 64}"
    answer = raw.send(server.port, request("GET", "/api/v1/scans", bearer))
    # An empty file in its place has no tables: that is no outage, and nobody should wait for it.
    assert answer.code == ("INTERNAL_ERROR" if instead == "nothing" else "DATABASE_UNAVAILABLE")
    raw.check(answer, "GET", "/api/v1/scans")
    assert raw.has_no_secret(answer, (str(sqlite_moved_away), "sqlite", "no such table"))
