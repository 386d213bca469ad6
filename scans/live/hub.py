"""The hub of a web process: one reader of event rows, fanned out to bounded queues.

It reads only while somebody listens. A subscriber that does not keep up is dropped from the hub and
reads the rest from the database; it delays nobody and holds no memory.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

import structlog
from channels.db import database_sync_to_async

from config.errors.catalog import ErrorCode
from config.errors.databases import database_is_down
from config.errors.exceptions import ApiError

from . import feed
from .frames import Frame
from .limits import Limits

log = structlog.get_logger(__name__)


class Subscription:
    """The bounded queue of one listener: every event of its topic numbered above `start`.

    `dropped` becomes true when the queue was full: what it held is discarded, and the listener
    reads on from the database. `ready` is set when there is something to look at.
    """

    def __init__(self, topic: str, start: int, limits: Limits) -> None:
        self.topic = topic
        self.start = start
        self.dropped = False
        self.ready = asyncio.Event()
        self._limits = limits
        self._frames: deque[Frame] = deque()
        self._bytes = 0

    def put(self, frames: list[Frame]) -> None:
        """Append `frames`, or drop the subscription where they do not fit. Never waits."""
        if self.dropped:
            return
        self._bytes += sum(frame.size for frame in frames)
        self._frames.extend(frames)
        if len(self._frames) > self._limits.queue_events or self._bytes > self._limits.queue_bytes:
            self.dropped = True
            self._frames.clear()
            self._bytes = 0
        self.ready.set()

    def take(self) -> list[Frame]:
        """What has arrived since the last call, oldest first."""
        frames = list(self._frames)
        self._frames.clear()
        self._bytes = 0
        self.ready.clear()
        return frames


@dataclass
class _Tail:
    """A topic that is being read: everything up to `cursor` has been handed out."""

    cursor: int
    subscriptions: set[Subscription] = field(default_factory=set)


class Hub:
    """Fan-out of one event loop. Not thread-safe: everything runs on that loop."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.is_interrupted = False
        """The database does not answer, so that silence says nothing."""
        self._tails: dict[str, _Tail] = {}
        self._seats: Counter[str] = Counter()
        self._wake = asyncio.Event()
        self._reader: asyncio.Task[None] | None = None

    @contextmanager
    def seat(self, channel: str) -> Iterator[None]:
        """A place among the connections of `channel` in this process; 429 where all are taken."""
        bound = self.limits.connections_a_channel
        if self._seats[channel] >= bound:
            raise ApiError(
                ErrorCode.RATE_LIMITED, f"Maximum {bound} connections to a channel of this server"
            )
        self._seats[channel] += 1
        try:
            yield
        finally:
            self._seats[channel] -= 1
            if not self._seats[channel]:
                del self._seats[channel]

    @contextmanager
    def subscription(self, topic: str, position: int) -> Iterator[Subscription]:
        """Listen to `topic`, whose last number the caller has just read as `position`.

        Everything numbered above `Subscription.start` will be put into it; what lies between the
        caller's own last number and `start` is in the database already.
        """
        tail = self._tails.setdefault(topic, _Tail(position))
        subscription = Subscription(topic, tail.cursor, self.limits)
        tail.subscriptions.add(subscription)
        if self._reader is None or self._reader.done():
            self._reader = asyncio.create_task(self._read(), name="live-feed")
        try:
            yield subscription
        finally:
            tail.subscriptions.discard(subscription)
            if not tail.subscriptions and self._tails.get(topic) is tail:
                del self._tails[topic]
            if not self._tails:
                self._wake.set()

    def wake(self) -> None:
        """A hint that there is something to read; without one it is read at the next poll."""
        self._wake.set()

    @property
    def topics(self) -> int:
        return len(self._tails)

    @property
    def connections(self) -> int:
        return self._seats.total()

    async def _read(self) -> None:
        """Poll while anybody listens; quickly after something came, back to idle in ten steps."""
        limits = self.limits
        idle_step = (limits.poll_idle_seconds - limits.poll_active_seconds) / 10
        pause = limits.poll_active_seconds
        thread = ThreadPoolExecutor(1, thread_name_prefix="live-feed")
        try:
            while self._tails:
                try:
                    came = await self._poll(thread)
                except Exception as failure:
                    # Whatever it is, those who listen are told, and the next poll tries again.
                    if not self.is_interrupted:
                        is_bug = not database_is_down(failure)
                        log.warning("live_feed_interrupted", error=str(failure), exc_info=is_bug)
                    self._interrupt(True)
                    pause = limits.outage_seconds
                else:
                    if self.is_interrupted:
                        log.info("live_feed_resumed")
                        self._interrupt(False)
                    pause = (
                        limits.poll_active_seconds
                        if came
                        else min(pause + idle_step, limits.poll_idle_seconds)
                    )
                with suppress(TimeoutError):
                    async with asyncio.timeout(pause):
                        await self._wake.wait()
                self._wake.clear()
        finally:
            thread.shutdown(wait=False)

    async def _poll(self, thread: ThreadPoolExecutor) -> bool:
        """Hand out what came since the last poll; whether anything did."""
        tails = dict(self._tails)
        cursors = {topic: tail.cursor for topic, tail in tails.items()}
        read = in_thread(feed.advanced, thread)
        came = await read(cursors, self.limits.page_events)
        for topic, (cursor, frames) in came.items():
            tail = tails[topic]
            if self._tails.get(topic) is not tail:
                continue
            tail.cursor = cursor
            for subscription in list(tail.subscriptions):
                subscription.put(frames)
                if subscription.dropped:
                    tail.subscriptions.discard(subscription)
            if len(frames) == self.limits.page_events:
                self._wake.set()  # there is more: read on without a pause
        return bool(came)

    def _interrupt(self, is_interrupted: bool) -> None:
        """Tell every listener when the database goes and when it is back."""
        if self.is_interrupted == is_interrupted:
            return
        self.is_interrupted = is_interrupted
        for tail in self._tails.values():
            for subscription in tail.subscriptions:
                subscription.ready.set()


def in_thread(function: Callable[..., Any], thread: ThreadPoolExecutor | None = None) -> Any:
    """`function` with its queries, awaitable, outside the thread that all requests share."""
    return database_sync_to_async(function, thread_sensitive=False, executor=thread)


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub() -> Hub:
    """The hub of the running event loop, made at its first use."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub(Limits.current())
    return _hubs[loop]


def connections() -> int:
    """How many websockets this process serves; from any thread, so a moment old."""
    return sum(each.connections for each in list(_hubs.values()))
