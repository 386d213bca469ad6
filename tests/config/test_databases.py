"""Which exceptions mean that the database is away, which that it took too long, which are bugs."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import psycopg
import pytest
from django import db
from psycopg_pool import PoolTimeout, TooManyRequests

from config.errors.catalog import ErrorCode
from config.errors.conversion import failure_of
from config.errors.databases import database_is_down, database_trouble

AWAY = ErrorCode.DATABASE_UNAVAILABLE
LATE = ErrorCode.UPSTREAM_TIMEOUT

STATES = {
    "08006": AWAY,  # connection failure
    "25006": AWAY,  # a standby that only reads
    "28P01": AWAY,  # the server's password is refused
    "3D000": AWAY,  # no such database
    "40001": AWAY,  # serialization failure
    "40P01": AWAY,  # deadlock
    "53100": AWAY,  # disk full
    "53300": AWAY,  # too many connections
    "55P03": AWAY,  # lock_timeout
    "57014": LATE,  # statement_timeout
    "57P01": AWAY,  # shut down by an administrator
    "57P03": AWAY,  # starting up
    "58030": AWAY,  # input/output error
    "22021": None,  # a bad value
    "23505": None,  # unique violation
    "42703": None,  # no such column
    "42P01": None,  # no such table
    "54001": None,  # a statement that is too complex
}


def folded(error: Exception) -> Exception:
    """`error` as Django raises it."""
    kind = next(
        getattr(db, base.__name__) for base in type(error).__mro__ if hasattr(db, base.__name__)
    )
    django_error: Exception = kind(*error.args)
    django_error.__cause__ = error
    return django_error


@pytest.mark.parametrize(("state", "code"), STATES.items())
def test_postgresql_by_its_sqlstate(state: str, code: ErrorCode | None) -> None:
    assert database_trouble(folded(psycopg.errors.lookup(state)("told"))) is code


@pytest.mark.parametrize(
    "error",
    [
        psycopg.OperationalError("server closed the connection unexpectedly"),
        psycopg.InterfaceError("the connection is closed"),
        PoolTimeout("couldn't get a connection"),
        TooManyRequests("the pool has already 7 requests waiting"),
        psycopg.errors.ConnectionTimeout("connection timeout expired"),
    ],
)
def test_what_psycopg_says_itself_is_a_lost_connection(error: Exception) -> None:
    assert database_trouble(folded(error)) is AWAY


def sqlite_error(statement: str, file: str = ":memory:", **options: object) -> Exception:
    try:
        with sqlite3.connect(file, timeout=0, **options) as connection:  # type: ignore[call-overload]
            connection.execute(statement)
    except sqlite3.Error as error:
        return error
    raise AssertionError("no error")


def test_sqlite_that_is_locked(tmp_path: Path) -> None:
    file = str(tmp_path / "db")
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    error = sqlite_error("CREATE TABLE a (b)", file)
    holder.close()
    assert (str(error), database_trouble(folded(error))) == ("database is locked", AWAY)


@pytest.mark.parametrize("instead", ["garbage", "folder", "read-only"])
def test_sqlite_whose_file_is_none(tmp_path: Path, instead: str) -> None:
    file = tmp_path / "db"
    if instead == "garbage":
        file.write_bytes(b"this is not a database" * 500)
        error = sqlite_error("SELECT * FROM a", str(file))
    elif instead == "folder":
        file.mkdir()
        error = sqlite_error("SELECT * FROM a", str(file))
    else:
        sqlite3.connect(file).close()
        error = sqlite_error("CREATE TABLE a (b)", f"file:{file}?mode=ro", uri=True)
    assert database_trouble(folded(error)) is AWAY


@pytest.mark.parametrize(
    "statement", ["SELECT a FROM nowhere", "SELEC 1", "SELECT max(1, 2) OVER ()"]
)
def test_sqlite_that_is_asked_nonsense_is_not_away(statement: str) -> None:
    error = folded(sqlite_error(statement))
    assert isinstance(error, db.OperationalError)
    assert database_trouble(error) is None
    assert failure_of(error) is None


def test_a_value_that_sqlite_cannot_take_is_a_bug() -> None:
    assert database_trouble(folded(sqlite3.InterfaceError("Error binding parameter 0"))) is None


def test_what_django_says_itself_is_a_lost_connection() -> None:
    assert database_is_down(db.InterfaceError("connection already closed"))


def test_a_late_query_says_whose_fault_it_is() -> None:
    found = failure_of(folded(psycopg.errors.QueryCanceled("canceling statement")))
    assert found is not None
    assert found.details == "The database did not finish the query in time"
    assert found.retry_after == 5


def test_circles_end() -> None:
    first, second = ValueError(), KeyError()
    first.__context__, second.__context__ = second, first
    assert database_trouble(first) is None
