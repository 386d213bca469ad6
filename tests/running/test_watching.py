"""The real server writes what it counts: once a second, and the last of it when it is ended."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests

from tests.running.server import Server

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("watching"))
    running.start()
    yield running
    running.close()


def stored(server: Server, sql: str) -> Any:
    with sqlite3.connect(server.folder / "data" / "wardroom.sqlite3", timeout=10) as database:
        return database.execute(sql).fetchone()[0]


def until(condition: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to that in time"
        time.sleep(0.05)


def ask(server: Server, number: int) -> None:
    for _ in range(number):
        answer = requests.get(
            f"{server.url}/api/v1/scans/7",
            headers={"X-Request-ID": "asked-and-refused"},
            timeout=10,
        )
        assert answer.status_code == 401


ANSWERS = "SELECT coalesce(sum(answers), 0) FROM records_apicount"


def test_counts_are_written_by_the_way(server: Server) -> None:
    ask(server, 20)
    until(lambda: stored(server, ANSWERS) == 20)
    assert stored(server, "SELECT count(*) FROM records_recenterror") <= 20
    assert stored(server, "SELECT sum(occurrences) FROM records_recenterror") == 20
    log = server.folder / "data" / "logs" / "wardroom.jsonl"
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert {line["request_id"] for line in lines} == {"asked-and-refused"}


def test_a_database_that_is_away_costs_no_count(server: Server) -> None:
    before = stored(server, ANSWERS)
    log = server.folder / "data" / "logs" / "wardroom.jsonl"
    with sqlite3.connect(server.folder / "data" / "wardroom.sqlite3") as database:
        database.execute("ALTER TABLE records_apicount RENAME TO away")
    ask(server, 3)
    until(lambda: "watching_interrupted" in log.read_text())
    ask(server, 3)
    with sqlite3.connect(server.folder / "data" / "wardroom.sqlite3") as database:
        database.execute("ALTER TABLE away RENAME TO records_apicount")
    until(lambda: stored(server, ANSWERS) == before + 6)
    until(lambda: "watching_resumed" in log.read_text())
    assert log.read_text().count("watching_interrupted") == 1


def test_the_last_of_it_is_written_when_the_server_is_ended(server: Server) -> None:
    before = stored(server, ANSWERS)
    ask(server, 5)
    server.end()
    assert stored(server, ANSWERS) == before + 5
    server.start()
