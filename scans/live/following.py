"""Following a source: snapshot, replay, live events, heartbeats, and the rights asked for again.

What websockets and event streams have in common. Queries run in threads, and nothing is written.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any

from config.errors.catalog import ErrorCode
from config.errors.databases import database_is_down
from config.errors.exceptions import ApiError

from . import feed
from .admission import Admission
from .frames import Frame, encode
from .hub import Hub, Subscription, in_thread
from .sources import Source

SNAPSHOT, HEARTBEAT = "snapshot", "heartbeat"


class RightsChanged(ApiError):
    """Whoever listens may no longer see the source."""

    def __init__(self) -> None:
        super().__init__(ErrorCode.FORBIDDEN, "The rights have changed, or the session ended")


@dataclass(frozen=True)
class Opening:
    """What a listener starts with: `position` is read before `snapshot`, which tells at least
    everything up to it. Events numbered above `after` are wanted; None: only new ones."""

    admission: Admission
    position: int
    after: int | None
    snapshot: Any


def opened(source: Source, admission: Admission, after: str | None) -> Opening:
    """Rights and first state. Synchronous; raises the API's errors, INVALID_QUERY where `after` is
    not the number of an event."""
    source.find(admission.caller)
    number = None if after is None else _number(after)
    position = feed.position(source.topic)
    return Opening(admission, position, number, source.snapshot())


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise ApiError(ErrorCode.INVALID_QUERY, "after is not the number of an event")
    return int(text)


class Following:
    """One listener's way through a source. `last` is the number of the last event given out."""

    def __init__(self, hub: Hub, source: Source, opening: Opening) -> None:
        self._hub = hub
        self._limits = hub.limits
        self._source = source
        self._opening = opening
        # A number that was never given (of another database) does not silence the feed.
        after = opening.position if opening.after is None else opening.after
        self.last = min(after, opening.position)
        self.is_interrupted = False
        """What the listener was last told of the feed."""

    async def batches(self) -> AsyncGenerator[list[Frame], None]:
        """Frames in order: a snapshot first, then events and now and then a heartbeat.

        The next batch is looked for when the last one is dealt with, so that the listener sets the
        pace. Raises `RightsChanged`, and what the database raises outside the hub's own reading.
        """
        opening = self._opening
        yield [self._notice(SNAPSHOT, opening.snapshot, opening.position)]
        now = asyncio.get_running_loop().time()
        self._heartbeat_due = now + self._limits.heartbeat_seconds
        self._rights_due = now + self._limits.rights_seconds
        position = opening.position
        while True:
            with self._hub.subscription(self._source.topic, position) as subscription:
                async for frames in self._replay(subscription.start):
                    yield frames
                while not subscription.dropped:
                    await self._wait(subscription)
                    yield await self._duties()
                    yield self._new(subscription.take())
            # Its queue was full: what it missed is read from the database, at the client's pace.
            position = await in_thread(feed.position)(self._source.topic)

    async def _replay(self, until: int) -> AsyncGenerator[list[Frame], None]:
        """What the database holds after `last` up to `until`."""
        read = in_thread(feed.frames_after)
        while self.last < until:
            frames = await read(self._source.topic, self.last, self._limits.page_events)
            yield self._new(frames)
            if len(frames) < self._limits.page_events:
                return
            yield await self._duties()

    async def _wait(self, subscription: Subscription) -> None:
        """Until something came, or a duty is due."""
        try:
            async with asyncio.timeout_at(min(self._heartbeat_due, self._rights_due)):
                await subscription.ready.wait()
        except TimeoutError:
            pass

    async def _duties(self) -> list[Frame]:
        """What is done from time to time: ask for the rights again, and tell that we are here."""
        now = asyncio.get_running_loop().time()
        if now >= self._rights_due:
            await self._check_rights(now)
        if now < self._heartbeat_due and self.is_interrupted == self._hub.is_interrupted:
            return []
        self._heartbeat_due = now + self._limits.heartbeat_seconds
        self.is_interrupted = self._hub.is_interrupted
        state = "interrupted" if self.is_interrupted else "live"
        return [self._notice(HEARTBEAT, {"feed": state}, self.last)]

    async def _check_rights(self, now: float) -> None:
        try:
            may = await in_thread(self._may_still_see)()
        except Exception as error:
            if not database_is_down(error):
                raise
            # Nothing can be read now, so nothing can leak; asked again before long.
            self._rights_due = now + self._limits.outage_seconds
            return
        self._rights_due = now + self._limits.rights_seconds
        if not may:
            raise RightsChanged

    def _may_still_see(self) -> bool:
        source = self._source
        return self._opening.admission.still_shows(source.objects(), source.action)

    def _new(self, frames: list[Frame]) -> list[Frame]:
        """Those of `frames` that the listener has not had."""
        new = [frame for frame in frames if frame.seq > self.last]
        if new:
            self.last = new[-1].seq
        return new

    def _notice(self, kind: str, data: Any, seq: int) -> Frame:
        return encode(kind, data, seq=seq, scan_id=self._source.scan_id)
