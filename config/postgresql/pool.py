"""A connection pool whose clients hear within two seconds that the server does not answer.

psycopg's pool lets its clients wait while it tries to connect at growing intervals, hands out
connections that have died meanwhile, and knows nothing of a server that is frozen or behind a dead
network: a query on a live connection then waits for ever. Here

- a connection is looked at before it is handed out, without a round trip,
- an attempt to connect that fails is told to everybody, and the next one is made on demand,
- a thread asks the server for a sign of life while a client waits; without one it cuts all
  connections, so that whoever waits on them gets an `OperationalError`.
"""

from __future__ import annotations

import os
import select
import socket
import threading
from contextlib import suppress
from time import monotonic, sleep
from typing import Any

import psycopg
import structlog
from psycopg.pq import TransactionStatus
from psycopg_pool import ConnectionPool, PoolTimeout

log = structlog.get_logger(__name__)

SLICE_SECONDS = 0.1  # a waiting client looks up that often
TICK_SECONDS = 0.1
PATIENCE_SECONDS = 0.3  # a client that has waited longer makes us ask
SIGN_OF_LIFE_SECONDS = 1.0
ASK_AGAIN_SECONDS = 0.3
# For so long nobody tries after a failure: to be refused costs little, to wait for silence much.
REST_SECONDS = {"refused": 0.1, "silent": 0.5}

# PostgreSQL answers this before it asks who is there (protocol 3.0, SSLRequest): one byte.
_SSL_REQUEST = (8).to_bytes(4, "big") + (80877103).to_bytes(4, "big")
Address = tuple[str, int] | str


class Away(psycopg.OperationalError):
    """The server did not answer a moment ago."""


class Pool(ConnectionPool[Any]):
    """`getconn` raises `Away` or `PoolTimeout`, at the latest after `timeout` seconds."""

    def __init__(self, **options: Any) -> None:
        self._rests_until = 0.0
        self._waiting_since: dict[int, float] = {}
        self._lent: dict[Any, float] = {}
        self._address = _configured(options["kwargs"])
        self._is_used = threading.Event()
        self._watch: threading.Thread | None = None
        super().__init__(
            open=False,
            reconnect_timeout=0,
            reconnect_failed=self._note_refusal,
            **options,
        )

    def getconn(self, timeout: float | None = None) -> Any:
        deadline = monotonic() + (self.timeout if timeout is None else timeout)
        me = threading.get_ident()
        self._waiting_since[me] = monotonic()
        self._wake_watch()
        try:
            connection = self._get(deadline)
        finally:
            del self._waiting_since[me]
        self._address = _address(connection)
        self._lent[connection] = monotonic()
        return connection

    def putconn(self, conn: Any) -> None:
        self._lent.pop(conn, None)
        super().putconn(conn)

    @staticmethod
    def check_connection(conn: Any) -> None:
        """Raises where the server has closed the connection.

        An idle one has nothing to read, but for a notice; what is closed can be read for ever.
        """
        reading = select.poll()  # `select` itself ends at 1,024 open files
        reading.register(conn.pgconn.socket, select.POLLIN)
        while reading.poll(0):
            conn.pgconn.consume_input()

    def _get(self, deadline: float) -> Any:
        while True:
            if monotonic() < self._rests_until:
                raise Away("the database did not answer a moment ago")
            try:
                connection = super().getconn(max(0.001, min(SLICE_SECONDS, deadline - monotonic())))
            except PoolTimeout:
                if monotonic() >= deadline:
                    raise
                continue
            try:
                self.check_connection(connection)
            except (psycopg.Error, OSError):  # closed by the server, or by us
                connection.close()
                super().putconn(connection)
                self.check()  # where one has died, others have
                continue
            return connection

    # --- The server is away ---------------------------------------------------------------------

    def _note_refusal(self, pool: ConnectionPool[Any]) -> None:
        """An attempt to connect failed. While others have connections, one will come back."""
        if not self._lent:
            self._rest("refused")

    def _rest(self, how: str) -> None:
        """For a moment nobody asks the server."""
        if monotonic() >= self._rests_until:
            log.warning("database_away", how=how)
        self._rests_until = monotonic() + REST_SECONDS[how]

    def _wake_watch(self) -> None:
        if self._watch is None or not self._watch.is_alive():
            self._watch = threading.Thread(target=self._look, name="database-watch", daemon=True)
            self._watch.start()
        self._is_used.set()

    def _look(self) -> None:
        """While somebody waits for the server, see to it that there is a server."""
        while not self.closed:
            self._is_used.wait()
            self._is_used.clear()
            while self._lent or self._waiting_since:
                if self._address and self._somebody_waits():
                    self._ask(self._address)
                sleep(TICK_SECONDS)

    def _ask(self, address: Address) -> None:
        if _gives_sign(address):
            sleep(ASK_AGAIN_SECONDS)
            return
        self._rest("silent")
        for connection in list(self._lent):
            _cut(connection)
        self.drain()

    def _somebody_waits(self) -> bool:
        long_ago = monotonic() - PATIENCE_SECONDS
        return any(since < long_ago for since in list(self._waiting_since.values())) or any(
            since < long_ago and _is_busy(connection)
            for connection, since in list(self._lent.items())
        )


def _is_busy(connection: Any) -> bool:
    return connection.pgconn.transaction_status == TransactionStatus.ACTIVE


def _configured(parameters: dict[str, Any]) -> Address | None:
    """Where the settings say that the server listens, as far as they name one place."""
    host, port = str(parameters.get("host", "")), str(parameters.get("port", "")) or "5432"
    if not host or "," in host or not port.isdecimal():
        return None
    return f"{host}/.s.PGSQL.{port}" if host.startswith("/") else (host, int(port))


def _address(connection: Any) -> Address:
    """Where the server of `connection` listens: address and port, or the path of its socket."""
    info = connection.info
    host = info.hostaddr or info.host
    if host.startswith("/"):
        return f"{host}/.s.PGSQL.{info.port}"
    return host, info.port


def _gives_sign(address: Address) -> bool:
    """Whether a server answers at `address`; one that refuses is there, in this sense."""
    try:
        if isinstance(address, str):
            line = socket.socket(socket.AF_UNIX)
            line.settimeout(SIGN_OF_LIFE_SECONDS)
            line.connect(address)
        else:
            line = socket.create_connection(address, SIGN_OF_LIFE_SECONDS)
        with line:
            line.sendall(_SSL_REQUEST)
            line.recv(1)
    except TimeoutError:
        return False
    except OSError:
        return True
    return True


def _cut(connection: Any) -> None:
    """End the wait of whoever waits on `connection`."""
    with suppress(OSError, ValueError, psycopg.Error):
        if _is_busy(connection):
            line = socket.socket(fileno=os.dup(connection.pgconn.socket))
            with line:
                line.shutdown(socket.SHUT_RDWR)
