"""What a database's exception means to whoever waits: it is away, it took too long, or it is a bug.

Django folds what drivers say into a few classes, in which a lost connection stands beside a column
that does not exist. The driver's own code, in the cause, tells them apart.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from django.db import DatabaseError, InterfaceError, OperationalError

from .catalog import ErrorCode

# SQLSTATEs (PostgreSQL's appendix A): the first two characters are the class.
CANCELLED = "57014"  # by statement_timeout, or by an administrator
_AWAY_CLASSES = (
    "08",  # connection exceptions
    "28",  # the server's own credentials are refused
    "40",  # deadlock, serialization failure: rolled back, a repetition can succeed
    "53",  # disk full, out of memory, too many connections
    "57",  # shut down, crashed, starting
    "58",  # errors of its operating system
)
_AWAY = (
    "25006",  # a standby that only reads
    "25P03",  # ended by idle_in_transaction_session_timeout
    "25P04",  # ended by transaction_timeout
    "3D000",  # there is no such database
    "55P03",  # lock_timeout
)

# Primary result codes of SQLite (sqlite.org/rescode.html); SQLITE_ERROR, a bad statement, is a bug.
_SQLITE_AWAY = {
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_NOTADB,
}

try:
    import psycopg
except ImportError:  # without the scaled shape's packages
    _POSTGRES: tuple[type[BaseException], ...] = ()
else:
    _POSTGRES = (psycopg.Error,)


def database_trouble(error: BaseException | None) -> ErrorCode | None:
    """DATABASE_UNAVAILABLE where the database is silent or overloaded, UPSTREAM_TIMEOUT where it
    ended a query that took too long, None where `error` is something else.

    Looks at `error`, its causes, and what it was raised over.
    """
    for link in _chain(error):
        code = _meaning(link)
        if code is not None:
            return code
    return None


def database_is_down(error: BaseException | None) -> bool:
    """Whether the database's silence is `error`, its cause, or what it was raised over."""
    return database_trouble(error) is ErrorCode.DATABASE_UNAVAILABLE


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        yield error
        seen.add(id(error))
        error = error.__cause__ or error.__context__


def _meaning(error: BaseException) -> ErrorCode | None:
    if isinstance(error, sqlite3.Error):
        # Python's own complaints (a closed connection, a bad binding) have no code.
        number = getattr(error, "sqlite_errorcode", None)
        is_away = number is not None and number & 0xFF in _SQLITE_AWAY
        return ErrorCode.DATABASE_UNAVAILABLE if is_away else None
    if isinstance(error, _POSTGRES):
        return _of_state(error)
    if isinstance(error, DatabaseError | InterfaceError):
        if isinstance(error.__cause__, (sqlite3.Error, *_POSTGRES)):
            return None  # the cause, which comes next, knows better
        if isinstance(error, OperationalError | InterfaceError):
            return ErrorCode.DATABASE_UNAVAILABLE  # Django's own: no connection
    return None


def _of_state(error: BaseException) -> ErrorCode | None:
    state = getattr(error, "sqlstate", None)
    if state == CANCELLED:
        return ErrorCode.UPSTREAM_TIMEOUT
    if state is None:  # psycopg's own and its pool's: no connection, or it was lost
        is_away = isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
    else:
        is_away = state in _AWAY or state.startswith(_AWAY_CLASSES)
    return ErrorCode.DATABASE_UNAVAILABLE if is_away else None
