"""What this process has answered and not written yet: counts, and a few errors as samples.

Everything is bounded, so that neither a storm of errors nor a database that is away fills the
memory. What did not fit is counted in `dropped`.
"""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple

MOST_COUNTS = 20_000
MOST_SAMPLES = 200
SAMPLES_A_SECOND = 3  # of one code on one route
HOUR = 3600


class Key(NamedTuple):
    """What is counted together. `hour` is its start in seconds since 1970."""

    hour: int
    method: str
    route: str
    status: int
    code: str


@dataclass
class Count:
    answers: int = 0
    milliseconds: int = 0
    retried: int = 0
    repeats: int = 0

    def add(self, other: Count) -> None:
        self.answers += other.answers
        self.milliseconds += other.milliseconds
        self.retried += other.retried
        self.repeats += other.repeats


@dataclass
class Sample:
    """One error to be stored; `fields` are those of `RecentError`."""

    fields: dict[str, Any]
    occurrences: int = 1


@dataclass
class Batch:
    """What is to be written at once."""

    counts: dict[Key, Count] = field(default_factory=dict)
    samples: list[Sample] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.counts or self.samples)


class Collector:
    """Thread-safe; `clock` is wall time in seconds. Nothing here waits or queries."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.clock = clock
        self._forget()
        os.register_at_fork(after_in_child=self._forget)

    def _forget(self) -> None:
        """Begin anew; in a fork too, since what was pending is the parent's to write."""
        self._lock = threading.Lock()
        self._counts: dict[Key, Count] = {}
        self._samples: list[Sample] = []
        self._latest: dict[tuple[str, str], tuple[int, list[Sample]]] = {}
        self.dropped: Counter[str] = Counter()

    def note(
        self,
        *,
        method: str,
        route: str,
        status: int,
        code: str,
        milliseconds: int,
        attempt: int = 1,
        sample: Callable[[], dict[str, Any]] | None = None,
    ) -> None:
        """Count one answer; `attempt` is its number among the client's tries.

        `sample` gives the fields of an error's row. It is called for the first few of a code on a
        route in a second; the rest are counted in `occurrences` of the last of those.
        """
        now = int(self.clock())
        key = Key(now - now % HOUR, method, route, status, code)
        one = Count(1, milliseconds, int(attempt == 2), int(attempt > 1))
        with self._lock:
            self._add(key, one)
            if sample is not None:
                self._sample((route, code), now, sample)

    def _add(self, key: Key, count: Count) -> None:
        known = self._counts.get(key)
        if known is not None:
            known.add(count)
        elif len(self._counts) < MOST_COUNTS:
            self._counts[key] = count
        else:
            self.dropped["answers"] += count.answers

    def _sample(
        self, kind: tuple[str, str], second: int, sample: Callable[[], dict[str, Any]]
    ) -> None:
        since, taken = self._latest.get(kind, (second, []))
        if since != second:
            taken = []
        is_full = len(self._samples) >= MOST_SAMPLES
        if len(taken) < SAMPLES_A_SECOND and not is_full:
            row = Sample({**sample(), "created": datetime.fromtimestamp(self.clock(), UTC)})
            self._samples.append(row)
            taken.append(row)
            self._latest[kind] = (second, taken)
        elif taken:
            taken[-1].occurrences += 1
        else:
            self.dropped["samples"] += 1

    def take(self) -> Batch:
        """Everything that is pending; from now on it is the caller's to write."""
        with self._lock:
            batch = Batch(self._counts, self._samples)
            self._counts, self._samples, self._latest = {}, [], {}
        return batch

    def give_back(self, batch: Batch) -> None:
        """Put back what could not be written, as far as there is room."""
        with self._lock:
            newer, self._counts = self._counts, batch.counts
            for key, count in newer.items():
                self._add(key, count)
            samples = [*batch.samples, *self._samples]
            self._samples = samples[:MOST_SAMPLES]
            self.dropped["samples"] += sum(s.occurrences for s in samples[MOST_SAMPLES:])

    @property
    def pending(self) -> int:
        """Rows that wait to be written."""
        return len(self._counts) + len(self._samples)


collector = Collector()
"""The one of this process."""
