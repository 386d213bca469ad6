"""What is on its way to a client and not yet acknowledged; it bounds what the server buffers.

daphne's `send` never waits, so a client that does not read would otherwise fill the memory.
"""

from __future__ import annotations

import asyncio
from collections import deque

from .frames import Frame
from .limits import Limits


class Window:
    """The unacknowledged frames of one connection: their numbers and sizes."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._sent: deque[tuple[int, int]] = deque()
        self._bytes = 0
        self._moved = asyncio.Event()

    def sent(self, frame: Frame) -> None:
        self._sent.append((frame.seq, frame.size))
        self._bytes += frame.size

    def acknowledge(self, seq: int) -> None:
        """The client has everything up to `seq`."""
        while self._sent and self._sent[0][0] <= seq:
            self._bytes -= self._sent.popleft()[1]
            self._moved.set()

    async def room_for(self, frame: Frame) -> bool:
        """Whether `frame` fits, after waiting for the client as long as our patience allows."""
        while self._is_full(frame):
            self._moved.clear()
            try:
                async with asyncio.timeout(self._limits.window_patience_seconds):
                    await self._moved.wait()
            except TimeoutError:
                return False
        return True

    def _is_full(self, frame: Frame) -> bool:
        """A frame that alone is larger than the window travels in an empty one."""
        return bool(self._sent) and (
            len(self._sent) >= self._limits.window_events
            or self._bytes + frame.size > self._limits.window_bytes
        )
