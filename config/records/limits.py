"""Rate limits: how often a caller may, counted over all processes.

A request counts in every limit that it is under, or, refused, in none. Counting costs no query and
never fails a request: where neither Redis nor the file can be used, everything passes.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from django.conf import settings
from limits.storage import RedisStorage
from limits.storage import SlidingWindowCounterSupport as Storage

from config.errors.catalog import ErrorCode
from config.errors.encoding import timestamp
from config.errors.exceptions import ApiError

from . import counters
from .counters import Counters
from .rates import Rate, words
from .windows import FileWindows

# Redis tells times in whole milliseconds, and a client's wait must not end a moment too early.
_MARGIN_SECONDS = 0.01

Asked = list[tuple[str, Rate, str]]  # the limits that a request is under: name, rate, key


@dataclass(frozen=True)
class Usage:
    """How far one limit is used. `wait` and `resets` in whole seconds.

    `wait` is the time until one more request passes, 0 where it would now; `resets` that until
    the present window ends.
    """

    name: str
    rate: Rate
    used: int
    wait: int
    resets: int

    @property
    def remaining(self) -> int:
        return max(0, self.rate.amount - self.used)


@dataclass(frozen=True)
class Answer:
    """What counting a request said: whether it passes, and the use of each limit it is under."""

    passes: bool
    usages: tuple[Usage, ...] = ()


def count(caller: str, names: Sequence[str], *, within: Counters | None = None) -> Answer:
    """Count a request of `caller` ("user:7") in the limits of these names; off ones are left out.

    A refused request counts in none of them.
    """
    return _asked(caller, names, within, _hit)


def look(caller: str, names: Sequence[str], *, within: Counters | None = None) -> Answer:
    """What `count` would answer, without counting."""
    return _asked(caller, names, within, _room)


def most(name: str) -> int:
    """How many at once the limit `name` allows; a number past reach where it is off."""
    bound = settings.RATE_LIMITS[name]
    return sys.maxsize if bound is None else bound


def exceeded(answer: Answer) -> ApiError:
    """The refusal that `answer` stands for: of its limits, the one that lasts longest."""
    usage = max(answer.usages, key=lambda usage: usage.wait)
    wait = max(1, usage.wait)
    return ApiError(
        ErrorCode.RATE_LIMIT_EXCEEDED,
        f"Rate limit exceeded. Try again in {wait} seconds.",
        context={
            "limit": usage.rate.amount,
            "window": words(usage.rate),
            "current_usage": usage.used,
            "reset_time": timestamp(datetime.now(UTC) + timedelta(seconds=wait)),
            "retry_after": wait,
        },
        retry_after=wait,
    )


def usage(name: str, rate: Rate, window: tuple[int, float, int, float]) -> Usage:
    """The use of a limit, from what the storage tells of its windows (`get_sliding_window`)."""
    before, before_left, hits, hits_left = window
    length = rate.get_expiry()
    left = max(0.0, hits_left - length)
    used = math.floor(before * before_left / length) + hits
    wait = 0
    if used >= rate.amount:
        wait = math.floor(_seconds_until_room(rate, before, before_left, hits, left)) + 1
    return Usage(name, rate, used, wait, math.ceil(left))


def _seconds_until_room(
    rate: Rate, before: int, before_left: float, hits: int, left: float
) -> float:
    """The moment after which the weighted count is below the rate's amount again."""
    length, room = rate.get_expiry(), rate.amount - hits
    if room > 0:  # as soon as less than `room` of the window before weighs in
        return before_left - room * length / before + _MARGIN_SECONDS
    return left + length * (1 - rate.amount / hits) + _MARGIN_SECONDS


def _asked(
    caller: str,
    names: Sequence[str],
    within: Counters | None,
    ask: Callable[[Storage, Asked], Answer],
) -> Answer:
    asked = [
        (name, rate, rate.key_for(name, caller))
        for name in names
        if (rate := settings.RATE_LIMITS[name]) is not None
    ]
    if not asked:
        return Answer(passes=True)
    shared = within or counters.current()
    in_redis, in_file = _storages(shared)
    return shared.answer(
        lambda: ask(in_redis, asked), lambda: ask(in_file, asked), Answer(passes=True)
    )


def _hit(storage: Storage, asked: Asked) -> Answer:
    # The others are asked first, so that a request that one of them refuses counts in none.
    passes = all(not _usage(storage, *limit).wait for limit in asked[1:]) and all(
        storage.acquire_sliding_window_entry(key, rate.amount, rate.get_expiry())
        for _, rate, key in asked
    )
    return Answer(passes, tuple(_usage(storage, *limit) for limit in asked))


def _room(storage: Storage, asked: Asked) -> Answer:
    usages = tuple(_usage(storage, *limit) for limit in asked)
    return Answer(not any(usage.wait for usage in usages), usages)


def _usage(storage: Storage, name: str, rate: Rate, key: str) -> Usage:
    return usage(name, rate, storage.get_sliding_window(key, rate.get_expiry()))


@lru_cache(maxsize=8)
def _storages(shared: Counters) -> tuple[Storage, Storage]:
    """In Redis (where there is none, nobody asks it) and in the file."""
    in_file = FileWindows(shared.file)
    if shared.redis is None:
        return in_file, in_file
    pool = shared.redis.connection_pool
    prefix = f"{shared.prefix}:rates"
    return RedisStorage("redis://", connection_pool=pool, key_prefix=prefix), in_file
