"""Counters that all processes share: in Redis where it is set, else in a small file of their own.

Rate limits and slots count here. The file is SQLite beside the main database, never in it, so that
counting waits for nobody's transaction, costs no query, and goes on while that database is down.
What it holds is worth minutes: it is written without fsync, and a broken file is replaced.
"""

from __future__ import annotations

import fcntl
import os
import socket
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import structlog
from django.conf import settings

try:
    import redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry
except ImportError:  # without the scaled shape's packages
    REDIS_ERRORS: tuple[type[Exception], ...] = ()
else:
    REDIS_ERRORS = (redis.RedisError,)

T = TypeVar("T")
log = structlog.get_logger(__name__)

# One a host: hosts may share the folder, and SQLite's write-ahead log does not work across them.
FILES = "counters-*"
FILE_NAME = f"counters-{socket.gethostname()}.sqlite3"
FORGOTTEN_SECONDS = 24 * 3600  # without a change: the file of a host that is gone
BUSY_SECONDS = 1.0
SWEEP_SECONDS = 60.0
QUIET_SECONDS = 60.0  # between two log lines about the same trouble
REDIS_SECONDS = 0.5  # to connect, and to answer
REDIS_REST_SECONDS = 5.0  # after silence

VERSION = 1
# A window's row: hits of the window that began at `started`, and of the one before it.
SCHEMA = f"""
    PRAGMA journal_mode = WAL;
    PRAGMA user_version = {VERSION};
    CREATE TABLE windows (
        key TEXT PRIMARY KEY, started REAL NOT NULL, seconds INTEGER NOT NULL,
        hits INTEGER NOT NULL, before INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE slots (
        key TEXT NOT NULL, holder TEXT NOT NULL, ends REAL NOT NULL, PRIMARY KEY (key, holder)
    ) WITHOUT ROWID;
"""


class CountersFile:
    """One SQLite file and this process's connection to it, for all of its threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        # Closing the last connection to a file deletes the `-wal` of that name, which may be that
        # of the file's successor by then. So connections to replaced files are kept.
        self._abandoned: list[sqlite3.Connection] = []
        self._connection: sqlite3.Connection | None = None
        self._start()
        # Neither a connection nor a lock that another thread held may be carried over a fork.
        os.register_at_fork(after_in_child=self._start)

    def run(self, statement: str, values: dict[str, Any]) -> list[tuple]:
        """The rows that one statement returns, in a transaction of its own.

        Raises `sqlite3.Error`; of a file that is no database (any more) once, since it is replaced.
        """
        with self._lock:
            try:
                return self._opened().execute(statement, values).fetchall()
            except sqlite3.DatabaseError as error:
                if type(error) is sqlite3.DatabaseError:  # the subclasses are no corruption
                    self._make(instead_of=self._inode)
                raise

    def _start(self) -> None:
        self._lock = threading.Lock()
        self._swept = time.monotonic()
        self._inode = 0
        self._abandon()

    def _abandon(self) -> None:
        if self._connection is not None:
            self._abandoned.append(self._connection)
            self._connection = None

    def _opened(self) -> sqlite3.Connection:
        """The connection to the file that lies there now: another process may have replaced it."""
        inode = self._inode_there()
        if self._connection is None or inode != self._inode:
            self._abandon()
            if not inode:
                self._make(instead_of=0)
            self._inode = self._inode_there()
            self._connection = self._connected(self.path)
            if self._connection.execute("PRAGMA user_version").fetchone() != (VERSION,):
                raise sqlite3.DatabaseError("the file is of another version")
        if time.monotonic() - self._swept > SWEEP_SECONDS:
            self._sweep(self._connection)
        return self._connection

    def _make(self, instead_of: int) -> None:
        """Put an empty file in the place of the one with that inode, 0 for none.

        It is complete before it has its name; of several processes one makes it.
        """
        temporary = self.path.with_name(f"{self.path.name}.new")
        try:
            with self.path.with_suffix(".lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                if self._inode_there() != instead_of:
                    return
                self._clear_away()
                temporary.unlink(missing_ok=True)
                with closing(self._connected(temporary)) as made:
                    made.executescript(SCHEMA)
                for suffix in ("-wal", "-shm"):
                    Path(f"{self.path}{suffix}").unlink(missing_ok=True)
                temporary.replace(self.path)
        except OSError as error:
            raise sqlite3.OperationalError(f"the file cannot be made: {error}") from error

    def _clear_away(self) -> None:
        """Delete the files of hosts that are gone (containers change their names). One that is
        not gone makes its file anew."""
        oldest = time.time() - FORGOTTEN_SECONDS
        for path in self.path.parent.glob(FILES):
            if path.stat().st_mtime < oldest:
                path.unlink(missing_ok=True)

    @staticmethod
    def _connected(path: Path) -> sqlite3.Connection:
        connection = sqlite3.connect(
            path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        connection.execute("PRAGMA synchronous = OFF")
        return connection

    def _inode_there(self) -> int:
        try:
            return self.path.stat().st_ino
        except OSError:
            return 0

    def _sweep(self, connection: sqlite3.Connection) -> None:
        self._swept = time.monotonic()
        now = time.time()
        connection.execute("DELETE FROM windows WHERE started + 2 * seconds < ?", (now,))
        connection.execute("DELETE FROM slots WHERE ends < ?", (now,))


class Counters:
    """Where this process counts. Keys in Redis begin with `prefix`."""

    def __init__(self, redis_url: str, folder: Path, prefix: str = "wardroom") -> None:
        self.prefix = prefix
        self.file = CountersFile(folder / FILE_NAME)
        self.redis: Any = _client(redis_url) if redis_url else None
        self._redis_rests_until = 0.0
        self._quiet_until: dict[str, float] = {}

    def answer(self, in_redis: Callable[[], T], in_file: Callable[[], T], unknown: T) -> T:
        """What Redis says; where it is silent, the file for some seconds; `unknown` without both.

        Never raises for a store that is down or broken.
        """
        if self.redis is not None and time.monotonic() >= self._redis_rests_until:
            try:
                return in_redis()
            except REDIS_ERRORS as error:
                self._redis_rests_until = time.monotonic() + REDIS_REST_SECONDS
                self._say("counters_redis_silent", error)
        try:
            return in_file()
        except sqlite3.Error as error:
            self._say("counters_file_unusable", error)
            return unknown

    def _say(self, event: str, error: Exception) -> None:
        now = time.monotonic()
        if now >= self._quiet_until.get(event, 0.0):
            self._quiet_until[event] = now + QUIET_SECONDS
            log.error(event, error=str(error), path=str(self.file.path))


def _client(url: str) -> Any:
    # One retry without a pause, for a connection that Redis has closed meanwhile; the client's own
    # default would wait for seconds.
    return redis.Redis.from_url(
        url,
        socket_connect_timeout=REDIS_SECONDS,
        socket_timeout=REDIS_SECONDS,
        retry=Retry(NoBackoff(), 1),
    )


@cache
def _counters(redis_url: str, folder: Path) -> Counters:
    return Counters(redis_url, folder)


def current() -> Counters:
    """This process's counters, by the settings."""
    return _counters(settings.REDIS_URL, settings.DATA_DIR)
