"""From memory into the database: once a second, in one short transaction, from a thread."""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import structlog
from django.db import close_old_connections, connection, connections, transaction

from config.records.models import ApiCount, RecentError

from .collector import Batch, Collector, Count, Key, collector

FLUSH_SECONDS = 1.0
END_SECONDS = 5.0
ROWS_A_STATEMENT = 500
KEYS = ("hour", "method", "route", "status", "code")
SUMS = ("answers", "milliseconds", "retried", "repeats")

log = structlog.get_logger(__name__)


def flush(source: Collector = collector) -> int:
    """Write what is pending; how many rows. One transaction, or none where nothing is pending.

    Raises what the database raises; what was pending is then pending again.
    """
    batch = source.take()
    if not batch:
        return 0
    try:
        with transaction.atomic():
            add(batch.counts.items())
            RecentError.objects.bulk_create(_rows(batch), batch_size=ROWS_A_STATEMENT)
    except BaseException:
        source.give_back(batch)
        raise
    return len(batch.counts) + len(batch.samples)


def add(counts: Iterable[tuple[Key, Count]]) -> None:
    """Add to the stored counts, making the rows that are missing. One statement for 500 rows.

    Rows are locked in one order, so that two processes never wait for each other.
    """
    ordered = sorted(counts)
    for start in range(0, len(ordered), ROWS_A_STATEMENT):
        _upsert(ordered[start : start + ROWS_A_STATEMENT])


def _upsert(counts: list[tuple[Key, Count]]) -> None:
    # Django's update_conflicts replaces values; it cannot add to them.
    table = connection.ops.quote_name(ApiCount._meta.db_table)
    row = f"({', '.join(['%s'] * (len(KEYS) + len(SUMS)))})"
    parameters: list[Any] = []
    for key, count in counts:
        hour = datetime.fromtimestamp(key.hour, UTC)
        parameters.append(connection.ops.adapt_datetimefield_value(hour))
        parameters.extend(key[1:])
        parameters.extend(getattr(count, name) for name in SUMS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(KEYS + SUMS)})"  # noqa: S608  # names of our own
            f" VALUES {', '.join([row] * len(counts))} ON CONFLICT ({', '.join(KEYS)})"
            f" DO UPDATE SET {', '.join(f'{n} = {table}.{n} + excluded.{n}' for n in SUMS)}",
            parameters,
        )


def _rows(batch: Batch) -> list[RecentError]:
    return [
        RecentError(**sample.fields, occurrences=sample.occurrences) for sample in batch.samples
    ]


class Writer:
    """The thread that flushes. `wake` starts it where it does not run, so it survives a fork."""

    def __init__(self, source: Collector = collector, seconds: float = FLUSH_SECONDS) -> None:
        self.source = source
        self.seconds = seconds
        self.is_enabled = False
        self.is_failing = False
        self._forget()
        os.register_at_fork(after_in_child=self._forget)

    def _forget(self) -> None:
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()
        self._ending = threading.Event()

    def enable(self) -> None:
        """From now on, and until it ends, this process writes what it collects."""
        if not self.is_enabled:
            self.is_enabled = True
            atexit.register(self._end)

    def wake(self) -> None:
        """Start the thread unless it runs, or this process does not write."""
        if not self.is_enabled or self._thread is not None:
            return
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._loop, name="watching", daemon=True)
                self._thread.start()

    def _loop(self) -> None:
        while not self._ending.wait(self.seconds):
            self.try_flush()

    def _end(self) -> None:
        """Write the last of it; not beside the thread, whose own transaction would be cut off."""
        self._ending.set()
        if self._thread is not None:
            self._thread.join(END_SECONDS)
        self.try_flush()

    def try_flush(self) -> None:
        """Flush; a failure is told once, and once that it is over."""
        try:
            flush(self.source)
        except Exception as error:  # the loop must survive whatever the database does
            if not self.is_failing:
                log.warning("watching_interrupted", cause=type(error).__name__)
            self.is_failing = True
            connections.close_all()
        else:
            if self.is_failing:
                log.warning("watching_resumed", dropped=dict(self.source.dropped))
            self.is_failing = False
        close_old_connections()


writer = Writer()
"""The one of this process; `config.asgi` enables it."""
