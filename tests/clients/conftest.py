"""A clock that nobody waits for, and one real server for all clients."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.clients.standin import Waits
from tests.running.server import Server


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Mara owns a project, Vic looks on, and a bandit is there that only tells its version."""
    folder = tmp_path_factory.mktemp("clients")
    bandit = folder / "bandit"
    bandit.write_text("#!/bin/sh\necho bandit 1.9.2\n")
    bandit.chmod(0o755)
    with closing(Server(folder, TOOL_PATHS=f"bandit={bandit}")) as server:
        server.do("person", username="mara", role="owner")
        server.do("person", username="vic", role="viewer")
        server.start()
        yield server
