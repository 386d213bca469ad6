"""Sliding windows in the counters' file, for the package `limits`.

The count of a window is its own hits plus those of the window before it, weighted by how much of
that one is still in sight. The first window begins with the first hit, as it does in Redis.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable

from limits.storage import SlidingWindowCounterSupport

from .counters import CountersFile

# The clocks of two processes, or one set back a little, may be behind the row: less than a window
# counts as this window. What is further off begins anew.
_THIS = "(:now - started >= -:seconds AND :now - started < :seconds)"
_NEXT = "(:now - started >= :seconds AND :now - started < 2 * :seconds)"
_STARTED = f"CASE WHEN {_THIS} THEN started WHEN {_NEXT} THEN started + :seconds ELSE :now END"
_HITS = f"CASE WHEN {_THIS} THEN hits ELSE 0 END"
_BEFORE = f"CASE WHEN {_THIS} THEN before WHEN {_NEXT} THEN hits ELSE 0 END"
_PART_IN_SIGHT = f"(1 - max(0, :now - ({_STARTED})) / :seconds)"

_HIT = f"""
    INSERT INTO windows (key, started, seconds, hits, before)
    VALUES (:key, :now, :seconds, :amount, 0)
    ON CONFLICT (key) DO UPDATE SET
        started = {_STARTED}, hits = {_HITS} + :amount, before = {_BEFORE}, seconds = :seconds
    WHERE CAST(({_BEFORE}) * {_PART_IN_SIGHT} AS INTEGER) + ({_HITS}) + :amount <= :limit
    RETURNING 1
"""  # noqa: S608
_READ = f"SELECT {_STARTED}, {_HITS}, {_BEFORE} FROM windows WHERE key = :key"  # noqa: S608
_CLEAR = "DELETE FROM windows WHERE key = :key"


class FileWindows(SlidingWindowCounterSupport):
    """The sliding window counters of `limits`, each hit one atomic statement. Windows in seconds.

    Its methods raise `sqlite3.Error` where the file cannot be used.
    """

    base_exceptions = sqlite3.Error
    wrap_exceptions = False

    def __init__(self, file: CountersFile, clock: Callable[[], float] = time.time) -> None:
        self.file = file
        self.clock = clock

    def acquire_sliding_window_entry(
        self, key: str, limit: int, expiry: int, amount: int = 1
    ) -> bool:
        """Count `amount` if the window then holds at most `limit`; whether it was counted."""
        if amount > limit:
            return False
        values = {"key": key, "limit": limit, "amount": amount, **self._moment(expiry)}
        return bool(self.file.run(_HIT, values))

    def get_sliding_window(self, key: str, expiry: int) -> tuple[int, float, int, float]:
        """Hits of the window before and seconds until it is out of sight; the same of this one."""
        moment = self._moment(expiry)
        rows = self.file.run(_READ, {"key": key, **moment})
        if not rows:
            return 0, 0.0, 0, 0.0
        started, hits, before = rows[0]
        left = min(started + expiry - moment["now"], expiry)
        return before, left if before else 0.0, hits, left + expiry

    def clear_sliding_window(self, key: str, expiry: int) -> None:
        self.file.run(_CLEAR, {"key": key})

    def _moment(self, expiry: int) -> dict[str, float]:
        # As a float: SQLite would divide two integers without a remainder.
        return {"now": self.clock(), "seconds": float(expiry)}
