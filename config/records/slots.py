"""Slots: at most so many at once of something, counted over all processes.

A slot is a lease. Its holder renews it; a holder that was killed loses it when the lease ends.
"""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field
from types import TracebackType

from . import counters
from .counters import Counters

# A holder that has its slot keeps it, and one whose lease has ended gets one if there is room.
_HOLD = """
    INSERT INTO slots (key, holder, ends) SELECT :key, :holder, :now + :lease
    WHERE (
        SELECT count(*) FROM slots WHERE key = :key AND holder <> :holder AND ends > :now
    ) < :most
    ON CONFLICT (key, holder) DO UPDATE SET ends = excluded.ends
    RETURNING 1
"""
_DROP = "DELETE FROM slots WHERE key = :key AND holder = :holder"
# The same in Redis, by Redis' clock: a sorted set of holders by the end of their leases, in ms.
_HOLD_IN_REDIS = """
    local time = redis.call('TIME')
    local now = time[1] * 1000 + math.floor(time[2] / 1000)
    redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
    local others = redis.call('ZCARD', KEYS[1])
    if redis.call('ZSCORE', KEYS[1], ARGV[1]) then others = others - 1 end
    if others >= tonumber(ARGV[2]) then return 0 end
    redis.call('ZADD', KEYS[1], now + ARGV[3], ARGV[1])
    redis.call('PEXPIRE', KEYS[1], math.max(redis.call('PTTL', KEYS[1]), ARGV[3]))
    return 1
"""


@dataclass(frozen=True)
class Slot:
    """One of the `most` slots of `key`. As a context manager it is released at the end."""

    key: str
    most: int
    lease_seconds: float
    counters: Counters = field(repr=False)
    holder: str = field(default_factory=lambda: uuid.uuid4().hex)

    def renew(self) -> bool:
        """Hold it for another lease; False where it had lapsed and others have taken the room."""
        return _hold(self)

    def release(self) -> None:
        self.counters.answer(
            lambda: self.counters.redis.zrem(_redis_key(self), self.holder),
            lambda: self.counters.file.run(_DROP, {"key": self.key, "holder": self.holder}),
            None,
        )

    def __enter__(self) -> Slot:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.release()


def take(
    key: str, most: int, lease_seconds: float = 30, *, within: Counters | None = None
) -> Slot | None:
    """A slot of `key`, None where all `most` are held.

    Costs no query. It waits at most about a second, and only for a store that is down; where no
    store can be used the answer is a slot, because counting must not stop the work. Blocking: in
    async code call it (and `renew`, `release`) in a thread.
    """
    slot = Slot(key, most, lease_seconds, within or counters.current())
    return slot if _hold(slot) else None


def _hold(slot: Slot) -> bool:
    arguments = [slot.holder, slot.most, round(slot.lease_seconds * 1000)]
    values = {
        "key": slot.key,
        "holder": slot.holder,
        "most": slot.most,
        "lease": slot.lease_seconds,
        "now": time.time(),
    }
    return slot.counters.answer(
        lambda: bool(slot.counters.redis.eval(_HOLD_IN_REDIS, 1, _redis_key(slot), *arguments)),
        lambda: bool(slot.counters.file.run(_HOLD, values)),
        True,
    )


def _redis_key(slot: Slot) -> str:
    return f"{slot.counters.prefix}:slots:{slot.key}"
