"""The outermost application: bounds every request, and answers where nobody else does.

A body over the limit is refused before Django writes it to disk. A request whose answer does not
begin in time is answered with 504; once it has begun (streams, downloads) it may go on, and
websockets have no limit. What Django's own ASGI handler answers in plain text, and what escapes
from it, becomes an error of the contract.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import structlog
from django.conf import settings

from config.errors.catalog import ErrorCode
from config.errors.conversion import failure, failure_of, failure_of_status
from config.errors.renderings import Failure
from scans.live.frames import encode

from . import gate
from .refusals import most_bytes, refusal, wire_headers, with_request_id

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[dict[str, Any], Any, Any], Awaitable[None]]

log = structlog.get_logger(__name__)

DISCONNECT: Message = {"type": "http.disconnect"}
CHUNK_BYTES = 1 << 20
LATE = "The server did not finish within {seconds} seconds"
TOO_LARGE = "The body is larger than {most} bytes"


class Entrance:
    """`http` and `websocket` behind one door."""

    def __init__(self, http: Application, websocket: Application) -> None:
        self._http = http
        self._websocket = websocket
        # What goes on after its client was told that it takes too long; held, so that it ends.
        self._late: set[asyncio.Future[None]] = set()

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._exchange(Exchange(with_request_id(scope), receive, send))
        elif scope["type"] == "websocket":
            await self._converse(scope, receive, send)
        else:
            raise ValueError(f"No application for {scope['type']}")

    async def _exchange(self, exchange: Exchange) -> None:
        if exchange.declared_bytes > exchange.most:
            await exchange.refuse(too_large(exchange.most))
            return
        if gate.guards(exchange.scope["path"], exchange.declared_bytes):
            if nobody := gate.without_credentials(exchange.scope):
                await exchange.refuse(nobody)
                return
        work = asyncio.ensure_future(self._http(exchange.scope, exchange.receive, exchange.send))
        try:
            await asyncio.wait(
                {work, exchange.begun},
                timeout=settings.REQUEST_SECONDS,
                return_when=asyncio.FIRST_COMPLETED,
            )
            if exchange.begun.done() or work.done():
                await self._finish(exchange, work)
                return
        except asyncio.CancelledError:
            work.cancel()
            raise
        self._late.add(work)
        work.add_done_callback(self._forget)
        details = LATE.format(seconds=settings.REQUEST_SECONDS)
        await exchange.refuse(failure(ErrorCode.UPSTREAM_TIMEOUT, details))

    async def _finish(self, exchange: Exchange, work: asyncio.Future[None]) -> None:
        try:
            await work
        except TooLarge:
            await exchange.refuse(too_large(exchange.most))
        except Exception as error:
            log.exception("application_failed", path=exchange.scope["path"])
            if exchange.begun.done():
                raise  # the server breaks the connection, so that nobody takes it for complete
            found = failure_of(error) or failure(ErrorCode.INTERNAL_ERROR)
            await exchange.refuse(found, type(error).__name__)

    def _forget(self, work: asyncio.Future[None]) -> None:
        self._late.discard(work)
        if not work.cancelled() and work.exception() is not None:
            log.warning("late_request_failed", error=repr(work.exception()))

    async def _converse(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        seen: set[str] = set()

        async def tracked(message: Message) -> None:
            seen.add(message["type"])
            await send(message)

        try:
            await self._websocket(scope, receive, tracked)
        except Exception as error:
            log.exception("websocket_application_failed", path=scope["path"])
            if "websocket.close" in seen:
                return
            found = failure_of(error) or failure(ErrorCode.INTERNAL_ERROR)
            told = refusal(scope, found, cause=type(error).__name__)
            if "websocket.accept" not in seen:
                await send({"type": "websocket.accept"})
            frame = encode("error", told.data, seq=None, scan_id=None)
            await send({"type": "websocket.send", "text": frame.text})
            await send({"type": "websocket.close", "code": 4000 + found.status})


class OnDisk(bytes):
    """Stands for a whole body that lies in `file`; itself it is empty."""

    file: Any

    def __new__(cls, file: Any) -> OnDisk:
        body = super().__new__(cls)
        body.file = file
        return body

    def next_chunk(self) -> Message:
        """The next of its messages; that the client has gone where the file is closed."""
        try:
            chunk = self.file.read(CHUNK_BYTES)
        except ValueError:  # closed: the connection was lost
            return DISCONNECT
        more = len(chunk) == CHUNK_BYTES
        return {"type": "http.request", "body": chunk, "more_body": more}


class TooLarge(Exception):
    """More came than the limit allows, whatever Content-Length said."""


def too_large(most: int) -> Failure:
    return failure(ErrorCode.PAYLOAD_TOO_LARGE, TOO_LARGE.format(most=most))


class Exchange:
    """One request and its answer. `begun` is done when the client has the answer's beginning."""

    def __init__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        self.scope = scope
        self.most = most_bytes(scope["path"])
        self.begun: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._refused: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._receive = receive
        self._send = send
        self._came = 0
        self._has_whole_body = False
        self._on_disk: OnDisk | None = None
        self._arrived = time.perf_counter()

    @property
    def declared_bytes(self) -> int:
        """Content-Length, 0 without one; nonsense is left to the server and to Django."""
        values = [value for name, value in self.scope["headers"] if name == b"content-length"]
        return int(values[0]) if len(values) == 1 and values[0].isdigit() else 0

    async def receive(self) -> Message:
        if not self._has_whole_body:
            message = await self._next()
            self._came += len(message.get("body", b""))
            if self._came > self.most:
                raise TooLarge
            self._has_whole_body = not message.get("more_body", False)
            return message
        # Whoever reads on waits for the client to go; a refusal counts as that.
        waiting = asyncio.ensure_future(self._receive())
        try:
            both: set[asyncio.Future[Any]] = {waiting, self._refused}
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            return waiting.result() if waiting.done() else DISCONNECT
        finally:
            waiting.cancel()

    async def _next(self) -> Message:
        if self._on_disk is None:
            message = await self._receive()
            body = message.get("body")
            if not isinstance(body, OnDisk):
                return message
            self._on_disk = body
        await asyncio.sleep(0)  # others have their turn between two chunks
        return self._on_disk.next_chunk()

    async def send(self, message: Message) -> None:
        if self._refused.done():
            return
        if message["type"] == "http.response.start":
            names = {bytes(name).lower() for name, _ in message["headers"]}
            if message["status"] >= 400 and b"x-request-id" not in names:
                await self.refuse(failure_of_status(message["status"]))  # Django's own plain text
                return
            if not self.begun.done():
                self.begun.set_result(None)
        await self._send(message)

    async def refuse(self, found: Failure, cause: str = "") -> None:
        """Answer with `found`; what the application still says is dropped."""
        self._refused.set_result(None)
        response = refusal(self.scope, found, began=self._arrived, cause=cause)
        if not self.begun.done():
            self.begun.set_result(None)
        await self._send(
            {
                "type": "http.response.start",
                "status": response.status_code,
                "headers": wire_headers(response),
            }
        )
        body = b"" if self.scope["method"] == "HEAD" else response.content
        await self._send({"type": "http.response.body", "body": body})
