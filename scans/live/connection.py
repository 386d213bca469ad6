"""One websocket: admission, snapshot, replay, live events, and its end, whatever ends it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

import orjson
import structlog
from channels.generic.websocket import AsyncWebsocketConsumer

from config.errors.catalog import ErrorCode
from config.errors.conversion import DATABASE_DOWN, failure, failure_of
from config.errors.exceptions import ApiError
from config.errors.renderings import FLAT, Failure, render
from projects.callers import Caller
from projects.querysets import InProjectQuerySet
from projects.roles import Action

from . import feed
from .admission import Admission, admit, handshake
from .frames import Frame, encode
from .hub import Hub, Subscription, hub, in_thread
from .window import Window

log = structlog.get_logger(__name__)

SLOW = 4008
RIGHTS_CHANGED = 4408


def close_code(told: Failure) -> int:
    """The websocket's close code of a failure: status 401 becomes 4401."""
    return 4000 + told.status


class Ended(Exception):
    """The server ends the connection with `code` after telling `failure`, where there is one."""

    def __init__(self, code: int, told: Failure | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.failure = told


@dataclass(frozen=True)
class Opening:
    """What a connection starts with: `position` is read before `snapshot`, which tells at least
    everything up to it."""

    admission: Admission
    position: int
    after: int | None
    snapshot: Any


class LiveConsumer(AsyncWebsocketConsumer):
    """One connection to one topic. Subclasses say which topic, its snapshot and who may see it.

    Queries run in threads; the only thing that a connection ever writes is the end of its ticket.
    """

    channel: ClassVar[str]
    action: ClassVar[Action]

    def topic(self) -> str:
        raise NotImplementedError

    def objects(self) -> InProjectQuerySet:
        """The rows that the caller must be allowed to see, for as long as it listens."""
        raise NotImplementedError

    def find(self, caller: Caller) -> None:
        """Raises the error of the API where the object is not there or may not be seen."""
        raise NotImplementedError

    def snapshot(self) -> Any:
        raise NotImplementedError

    @property
    def scan_id(self) -> UUID | None:
        return None

    # --- The connection ---------------------------------------------------------------------

    async def connect(self) -> None:
        self.hub: Hub = hub()
        self.limits = self.hub.limits
        self.window = Window(self.limits)
        self.last = 0
        self.strikes = 0
        self.told_interrupted = False
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
                await self._stream(await in_thread(self._open)())
        except Ended as end:
            await self._end(end.code, end.failure)
        except Exception as error:
            told = failure_of(error)
            if told is None:
                log.exception("live_connection_failed", channel=self.channel)
                told = failure(ErrorCode.INTERNAL_ERROR)
            await self._end(close_code(told), told)

    def _open(self) -> Opening:
        """Admission, rights and first state. In a thread; raises `ApiError`."""
        admission = admit(self.request)
        self.find(admission.caller)
        after = self._after()
        position = feed.position(self.topic())
        return Opening(admission, position, after, self.snapshot())

    def _after(self) -> int | None:
        text = self.request.GET.get("after")
        if text is None:
            return None
        if not (text.isascii() and text.isdigit() and len(text) < 19):
            raise ApiError(ErrorCode.INVALID_QUERY, "after is not the number of an event")
        return int(text)

    # --- The stream -------------------------------------------------------------------------

    async def _stream(self, opening: Opening) -> None:
        await self._tell("snapshot", opening.snapshot, seq=opening.position)
        # A number that was never given (of another database) does not silence the feed.
        after = opening.position if opening.after is None else opening.after
        self.last = min(after, opening.position)
        self._admission = opening.admission
        now = asyncio.get_running_loop().time()
        self._heartbeat_due = now + self.limits.heartbeat_seconds
        self._rights_due = now + self.limits.rights_seconds
        position = opening.position
        while True:
            with self.hub.subscription(self.topic(), position) as subscription:
                await self._replay(subscription.start)
                while not subscription.dropped:
                    await self._wait(subscription)
                    await self._send_events(subscription.take())
            # Its queue was full: what it missed is read from the database, at the client's pace.
            position = await in_thread(feed.position)(self.topic())

    async def _replay(self, until: int) -> None:
        """Send what the database holds after `last`, at the client's pace, up to `until`."""
        read = in_thread(feed.frames_after)
        while self.last < until:
            frames = await read(self.topic(), self.last, self.limits.page_events)
            await self._send_events(frames)
            if len(frames) < self.limits.page_events:
                return
            await self._duties()

    async def _wait(self, subscription: Subscription) -> None:
        """Until something came, or a duty is due; the duties are done then."""
        try:
            async with asyncio.timeout_at(min(self._heartbeat_due, self._rights_due)):
                await subscription.ready.wait()
        except TimeoutError:
            pass
        await self._duties()

    async def _duties(self) -> None:
        """What is done from time to time: ask for the rights again, and tell that we are here."""
        now = asyncio.get_running_loop().time()
        if now >= self._rights_due:
            await self._check_rights(now)
        if now >= self._heartbeat_due or self.told_interrupted != self.hub.is_interrupted:
            self._heartbeat_due = now + self.limits.heartbeat_seconds
            self.told_interrupted = self.hub.is_interrupted
            feed_state = "interrupted" if self.told_interrupted else "live"
            await self._tell("heartbeat", {"feed": feed_state}, seq=self.last)

    async def _check_rights(self, now: float) -> None:
        try:
            may = await in_thread(self._may_still_see)()
        except DATABASE_DOWN:
            # Nothing can be read now, so nothing can leak; asked again before long.
            self._rights_due = now + self.limits.outage_seconds
            return
        self._rights_due = now + self.limits.rights_seconds
        if not may:
            reason = "The rights have changed, or the session ended"
            raise Ended(RIGHTS_CHANGED, failure(ErrorCode.FORBIDDEN, reason))

    def _may_still_see(self) -> bool:
        return self._admission.still_shows(self.objects(), self.action)

    async def _send_events(self, frames: list[Frame]) -> None:
        """Send those of `frames` that the client has not had, within its window.

        Raises `Ended` with 4008 where the client leaves its window full.
        """
        for frame in frames:
            if frame.seq <= self.last:
                continue
            if not await self.window.room_for(frame):
                raise Ended(SLOW)
            await self.send(text_data=frame.text)
            self.window.sent(frame)
            self.last = frame.seq

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
        if type(seq) is not int or not 0 <= seq <= self.last:
            return failure(ErrorCode.BAD_REQUEST, "seq is not the number of an event that came")
        self.window.acknowledge(seq)
        return None

    # --- Frames that are not events ---------------------------------------------------------

    async def _tell(self, kind: str, data: Any, *, seq: int | None) -> None:
        await self.send(text_data=encode(kind, data, seq=seq, scan_id=self.scan_id).text)

    async def _tell_failure(self, told: Failure) -> None:
        await self._tell("error", render(told, self.request, FLAT).data, seq=None)

    async def _end(self, code: int, told: Failure | None = None) -> None:
        if told is not None:
            await self._tell_failure(told)
        await self.close(code=code, reason=told.code.name if told else None)
