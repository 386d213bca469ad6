"""One real server with failing views for all tests of this folder."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.running.server import Server

DOORS = {"DJANGO_SETTINGS_MODULE": "tests.contract.settings"}
APPLICATION = "tests.contract.asgi:application"


class Log:
    """What the server has logged since the last look, as dicts."""

    def __init__(self, server: Server) -> None:
        self._file = server.folder / "daphne.log"
        self._at = self._file.stat().st_size

    def lines(self) -> list[dict[str, Any]]:
        with self._file.open("rb") as file:
            file.seek(self._at)
            text = file.read().decode("utf-8", "replace")
        return [json.loads(line) for line in text.splitlines() if line.startswith("{")]

    def of(self, request_id: str) -> list[dict[str, Any]]:
        return [line for line in self.lines() if line.get("request_id") == request_id]


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(
        tmp_path_factory.mktemp("doors"),
        application=APPLICATION,
        WARDROOM_REQUEST_SECONDS="2",
        DB_BUSY_SECONDS="1",
        **DOORS,
    )
    server.do("person", username="mara", role="admin", staff=True)
    server.do("person", username="vic", role="viewer")
    server.do("stranger", username="sam")
    server.start()
    yield server
    server.close()


@pytest.fixture
def log(server: Server) -> Log:
    return Log(server)
