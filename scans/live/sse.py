"""Event streams (`text/event-stream`): a source over plain HTTP, as `EventSource` reads it.

The view is an ordinary one: all credentials, and every refusal is an error of the API. Once the
stream has begun, a failure is one last `event: error` with the flat body as its data. A stream ends
by itself when its source does (`event: end`), and quietly after `MOST_BYTES` or when the server
stops; clients come back with `Last-Event-ID`, and a source that is over answers 204 then, on which
`EventSource` stays away.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Any
from uuid import UUID

import structlog
from asgiref.sync import sync_to_async
from django.db import close_old_connections
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.errors.catalog import ErrorCode
from config.errors.conversion import failure, failure_of
from config.errors.exceptions import ApiError
from config.errors.handlers import log_failure
from config.errors.openapi import raises
from config.errors.renderings import FLAT, render
from config.queries import known_parameters
from config.records import limits, slots
from projects.models import Project

from . import admission
from .following import HEARTBEAT, SNAPSHOT, Following, Opening, opened
from .frames import Frame
from .hub import hub, in_thread
from .sources import ScanSource, Source

log = structlog.get_logger(__name__)

MEDIA_TYPE = "text/event-stream"
LEASE_SECONDS = 30  # several heartbeats, at each of which it is renewed
RECONNECT_MS = 2_000
# Nothing tells how much of it a client has read, so what can wait for one is bounded like this.
MOST_BYTES = 4 * 1024**2
LAST_EVENT_ID = "Last-Event-ID"


class EventStreamRenderer(BaseRenderer):
    """For the negotiation only: a stream writes itself."""

    media_type = MEDIA_TYPE
    format = "stream"
    charset = None

    def render(self, data: Any, *args: Any, **kwargs: Any) -> bytes:
        return b""


class EventStreamView(APIView, ABC):
    """A view that streams `source(...)`. Subclasses say what that is, and in which project."""

    renderer_classes = [EventStreamRenderer]

    @abstractmethod
    def source(self, request: Request, **kwargs: Any) -> Source:
        """What is streamed; raises the API's errors. Rights are asked of what it returns."""

    @abstractmethod
    def project(self, source: Source) -> Project:
        """The project whose streams are counted."""

    def stream(self, request: Request, **kwargs: Any) -> HttpResponseBase:
        """The answer to a GET: the stream, or 204 where it would have nothing to tell."""
        known_parameters(request, ["after"])
        source = self.source(request, **kwargs)
        after = request.headers.get(LAST_EVENT_ID, request.query_params.get("after"))
        opening = opened(source, admission.of_request(request), after)
        has_all = opening.after is not None and opening.after >= opening.position
        if has_all and source.is_over(opening.snapshot):
            return Response(status=204)
        slot = _slot(self.project(source))
        return EventStream(request._request, source, opening, slot)


def _slot(project: Project) -> slots.Slot:
    """One of the project's places for streams; RATE_LIMITED where all are taken."""
    most = limits.most("streams")
    slot = slots.take(f"streams:{project.pk}", most, LEASE_SECONDS)
    if slot is None:
        raise ApiError(ErrorCode.RATE_LIMITED, f"Maximum {most} concurrent streams per project")
    return slot


class EventStream(StreamingHttpResponse):
    """The stream. It holds a slot, and gives it back however it ends."""

    def __init__(
        self, request: HttpRequest, source: Source, opening: Opening, slot: slots.Slot
    ) -> None:
        super().__init__(content_type=f"{MEDIA_TYPE}; charset=utf-8")
        self["Cache-Control"] = "no-store"
        self["X-Accel-Buffering"] = "no"  # nginx would collect it
        self._request = request
        self._source = source
        self._opening = opening
        self._slot = slot

    async def __aiter__(self) -> AsyncIterator[bytes]:
        # Not by way of `streaming_content`: this one is closed in its turn when the client goes.
        async with aclosing(self._written()) as texts:
            async for text in texts:
                yield text.encode()

    def close(self) -> None:
        self._slot.release()
        super().close()

    async def _written(self) -> AsyncGenerator[str, None]:
        # The thread of the request keeps its database connection until the request ends.
        await sync_to_async(close_old_connections)()
        yield f"retry: {RECONNECT_MS}\n\n"
        try:
            async with aclosing(self._events()) as events:
                async for text in events:
                    yield text
        except Exception as error:
            yield self._last_words(error)
        finally:
            await in_thread(self._slot.release)()

    async def _events(self) -> AsyncGenerator[str, None]:
        following = Following(hub(), self._source, self._opening)
        is_over = self._source.is_over(self._opening.snapshot)
        told_interrupted = False
        size = 0
        async with aclosing(following.batches()) as batches:
            async for frames in batches:
                for frame in frames:
                    if frame.kind == HEARTBEAT:
                        await self._keep_slot()
                        if following.is_interrupted == told_interrupted:
                            yield ": still here\n\n"
                            continue
                        told_interrupted = following.is_interrupted
                    yield _event(frame, self._opening)
                    size += frame.size
                if is_over and following.last >= self._opening.position:
                    yield "event: end\ndata: {}\n\n"
                    return
                if frames and self._source.ends_with(frames[-1]):
                    yield "event: end\ndata: {}\n\n"
                    return
                if size > MOST_BYTES:
                    return

    async def _keep_slot(self) -> None:
        if not await in_thread(self._slot.renew)():
            raise ApiError(ErrorCode.RATE_LIMITED, "The stream had lost its place to another")

    def _last_words(self, error: Exception) -> str:
        told = failure_of(error)
        if told is None:
            log.exception("event_stream_failed", path=self._request.path)
            told = failure(ErrorCode.INTERNAL_ERROR)
        self._request.failure_cause = type(error).__name__  # type: ignore[attr-defined]
        log_failure(self._request, told, told.status)
        body = render(told, self._request, FLAT).content.decode()
        return f"event: error\ndata: {body}\n\n"


def _event(frame: Frame, opening: Opening) -> str:
    """A frame as the format has it. The number of a snapshot counts as seen only where no older
    event is still to come."""
    has_number = frame.kind not in (SNAPSHOT, HEARTBEAT) or (
        frame.kind == SNAPSHOT and (opening.after is None or opening.after >= opening.position)
    )
    number = f"id: {frame.seq}\n" if has_number else ""
    return f"{number}event: {frame.kind}\ndata: {frame.text}\n\n"


class ScanStreamView(EventStreamView):
    """`GET /api/scans/{scan_id}/stream`."""

    def source(self, request: Request, **kwargs: Any) -> Source:
        try:
            return ScanSource(UUID(kwargs["scan_id"]))
        except ValueError:
            raise ApiError(ErrorCode.SCAN_NOT_FOUND) from None

    def project(self, source: Source) -> Project:
        return Project.objects.get(scans=source.scan_id)

    @raises(ErrorCode.SCAN_NOT_FOUND, ErrorCode.FORBIDDEN, ErrorCode.RATE_LIMITED)
    @extend_schema(
        operation_id="scans_stream",
        summary="Follow a scan as server-sent events",
        description="What the websocket of the scan tells, for clients without websockets: an "
        "event `snapshot` (the scan), then its numbered events, each with its number as `id` and "
        "the frame `{type, seq, timestamp, scan_id, data}` as `data`; comments in between keep "
        "the connection alive. `heartbeat` tells when the feed is interrupted and live again, "
        "`error` is the last event of a stream that fails (data: the flat error), `end` that of a "
        "scan that has finished. Clients come back with `Last-Event-ID`.",
        parameters=[
            OpenApiParameter(
                LAST_EVENT_ID,
                int,
                OpenApiParameter.HEADER,
                description="The last event that came; goes before `after`.",
            ),
            OpenApiParameter(
                "after", int, description="Events numbered above it first; absent: only new ones."
            ),
        ],
        responses={
            (200, MEDIA_TYPE): OpenApiResponse(
                str, description="The stream (WHATWG HTML, server-sent events)."
            ),
            204: OpenApiResponse(
                description="The scan has finished and the client has every event: do not return."
            ),
        },
    )
    def get(self, request: Request, **kwargs: Any) -> HttpResponseBase:
        return self.stream(request, **kwargs)
