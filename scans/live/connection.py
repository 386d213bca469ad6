"""One websocket: admission, snapshot, replay, live events, and its end, whatever ends it."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from contextlib import aclosing
from typing import Any, ClassVar

import orjson
import structlog
from channels.generic.websocket import AsyncWebsocketConsumer

from config.errors.catalog import ErrorCode
from config.errors.conversion import failure, failure_of
from config.errors.renderings import FLAT, Failure, render
from config.records.watching.noting import note_socket

from .admission import admit, handshake
from .following import HEARTBEAT, SNAPSHOT, Following, Opening, RightsChanged, opened
from .frames import Frame, encode
from .hub import Hub, hub, in_thread
from .sources import Source
from .window import Window

log = structlog.get_logger(__name__)

SLOW = 4008
RIGHTS_CHANGED = 4408


def close_code(told: Failure) -> int:
    """The websocket's close code of a failure: status 401 becomes 4401."""
    return 4000 + told.status


class TooSlow(Exception):
    """The client leaves its window full."""


class LiveConsumer(AsyncWebsocketConsumer, ABC):
    """One connection to one topic. Subclasses say which topic, its snapshot and who may see it.

    Queries run in threads; the only thing that a connection ever writes is the end of its ticket.
    """

    channel: ClassVar[str]

    @abstractmethod
    def source(self) -> Source:
        """What is listened to; raises the error of the API where there is nothing."""

    @property
    def route(self) -> str:
        """Its path with names for the values, as it is counted."""
        path = str(self.scope["path"])
        for name, value in self.scope["url_route"]["kwargs"].items():
            path = path.replace(str(value), f"{{{name}}}")
        return path

    # --- The connection ---------------------------------------------------------------------

    async def connect(self) -> None:
        self.hub: Hub = hub()
        self.limits = self.hub.limits
        self.window = Window(self.limits)
        self.following: Following | None = None
        self.strikes = 0
        self.request = handshake(self.scope)
        await self.accept()
        # Kept here, since the loop itself holds tasks weakly.
        self.stream_task = asyncio.create_task(self._serve(), name=f"live {self.channel}")

    async def disconnect(self, code: int) -> None:
        self.stream_task.cancel()
        await asyncio.wait([self.stream_task])

    async def dispatch(self, message: dict[str, Any]) -> None:
        # The parent class closes old database connections in a thread at every message of a
        # client; here every query does that itself, and an acknowledgement needs none.
        await getattr(self, message["type"].replace(".", "_"))(message)

    async def _serve(self) -> None:
        """Everything from admission to the end, whatever ends it."""
        try:
            with self.hub.seat(self.channel):
                source, opening = await in_thread(self._open)()
                note_socket(self.request, self.route)
                self.following = Following(self.hub, source, opening)
                async with aclosing(self.following.batches()) as batches:
                    async for frames in batches:
                        await self._send_frames(frames)
        except TooSlow:
            await self.close(code=SLOW)
        except Exception as error:
            told = failure_of(error)
            if told is None:
                log.exception("live_connection_failed", channel=self.channel)
                told = failure(ErrorCode.INTERNAL_ERROR)
            code = RIGHTS_CHANGED if isinstance(error, RightsChanged) else close_code(told)
            await self._end(code, told)

    def _open(self) -> tuple[Source, Opening]:
        """Admission, rights and first state. In a thread; raises `ApiError`."""
        source = self.source()
        admission = admit(self.request)
        return source, opened(source, admission, self.request.GET.get("after"))

    async def _send_frames(self, frames: list[Frame]) -> None:
        """Send them; events within the client's window. Raises `TooSlow`."""
        for frame in frames:
            is_event = frame.kind not in (SNAPSHOT, HEARTBEAT)
            if is_event and not await self.window.room_for(frame):
                raise TooSlow
            await self.send(text_data=frame.text)
            if is_event:
                self.window.sent(frame)

    # --- What the client says ---------------------------------------------------------------

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        problem = self._read_frame(text_data)
        if problem is None:
            return
        self.strikes += 1
        if self.strikes < self.limits.client_errors:
            await self._tell_failure(problem)
        else:
            self.stream_task.cancel()
            await self._end(close_code(problem), problem)

    def _read_frame(self, text: str | None) -> Failure | None:
        """Obey a client's frame, of which there is one kind: `{"type": "ack", "seq": N}`.

        Anything else comes back as what is wrong with it.
        """
        if text is None or len(text) > self.limits.client_frame_bytes:
            return failure(ErrorCode.MALFORMED_BODY, "Frames of clients are short JSON texts")
        try:
            frame = orjson.loads(text)
        except orjson.JSONDecodeError as error:
            return failure(ErrorCode.MALFORMED_BODY, str(error))
        if not isinstance(frame, dict) or frame.get("type") != "ack":
            return failure(ErrorCode.BAD_REQUEST, "The type of a client's frame is ack")
        seq = frame.get("seq")
        last = self.following.last if self.following else 0
        if type(seq) is not int or not 0 <= seq <= last:
            return failure(ErrorCode.BAD_REQUEST, "seq is not the number of an event that came")
        self.window.acknowledge(seq)
        return None

    # --- Frames that are not events ---------------------------------------------------------

    async def _tell_failure(self, told: Failure) -> None:
        body = render(told, self.request, FLAT).data
        scan_id = self.scope["url_route"]["kwargs"].get("scan_id")
        await self.send(text_data=encode("error", body, seq=None, scan_id=scan_id).text)

    async def _end(self, code: int, told: Failure) -> None:
        note_socket(self.request, self.route, told)
        await self._tell_failure(told)
        await self.close(code=code, reason=told.code.name)
