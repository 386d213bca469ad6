"""The pool of web processes: nobody waits long for a server that says nothing."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from time import monotonic
from typing import Any

import psycopg
import pytest

from config.postgresql.pool import Pool
from tests.running.server import free_port
from tests.services import POSTGRES

WITHIN_SECONDS = 2


@pytest.fixture
def made() -> Iterator[Any]:
    """`made(port)`: an open pool on a server at that port of loopback."""
    pools: list[Pool] = []

    def make(**parameters: Any) -> Pool:
        pool = Pool(
            kwargs={"host": "127.0.0.1", "user": "postgres", "connect_timeout": 2, **parameters},
            min_size=1,
            max_size=4,
            timeout=10,
        )
        pools.append(pool)
        pool.open()
        return pool

    yield make
    for pool in pools:
        pool.close(timeout=0)


def test_a_server_that_refuses(made: Any) -> None:
    pool = made(port=free_port())
    began = monotonic()
    with pytest.raises(psycopg.OperationalError):
        pool.getconn()
    assert monotonic() - began < 1


@pytest.fixture
def silent() -> Iterator[int]:
    """The port of a server that accepts and says nothing, like one that is frozen."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        yield listener.getsockname()[1]


@pytest.fixture
def black_hole() -> Iterator[int]:
    """A port where connections are not even refused: its queue is full, and nobody accepts."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        address = listener.getsockname()
        waiting = [socket.socket() for _ in range(4)]
        for line in waiting:
            line.setblocking(False)
            line.connect_ex(address)
        yield address[1]
        for line in waiting:
            line.close()


@pytest.mark.parametrize("kind", ["silent", "black_hole"])
def test_a_server_that_says_nothing(made: Any, request: pytest.FixtureRequest, kind: str) -> None:
    pool = made(port=request.getfixturevalue(kind))
    began = monotonic()
    errors: list[Exception] = []

    def ask() -> None:
        try:
            pool.getconn()
        except psycopg.OperationalError as error:
            errors.append(error)

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(errors) == 20
    assert monotonic() - began < WITHIN_SECONDS


@pytest.mark.postgres
def test_a_connection_that_was_ended_is_not_handed_out(made: Any) -> None:
    pool = made(**psycopg.conninfo.conninfo_to_dict(POSTGRES), autocommit=True)
    connection = pool.getconn()
    process = connection.info.backend_pid
    pool.putconn(connection)
    with psycopg.connect(POSTGRES, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 2000)", [process])
    connection = pool.getconn()
    assert connection.info.backend_pid != process
    assert connection.execute("SELECT 1").fetchone() == (1,)
    pool.putconn(connection)


@pytest.mark.postgres
def test_a_slow_query_is_left_alone(made: Any) -> None:
    """The server answers beside it, so it is slow, not gone."""
    pool = made(**psycopg.conninfo.conninfo_to_dict(POSTGRES), autocommit=True)
    connection = pool.getconn()
    assert connection.execute("SELECT 1 FROM pg_sleep(2)").fetchone() == (1,)
    pool.putconn(connection)
