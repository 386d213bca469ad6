"""A websocket client for tests, over the real routing, and events written as workers write them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from asgiref.testing import ApplicationCommunicator
from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator
from django.db import transaction
from django.test import Client

from projects.models import User
from scans import events
from scans.live.routing import websocket
from scans.models import Scan

HOST = "testserver"
ORIGIN = f"http://{HOST}"


class Listener(WebsocketCommunicator):
    """One connection; `frames` reads JSON, heartbeats left out unless they are asked for.

    Channels' own communicator keeps database connections open while it waits, which would outlive
    the test in the threads of the feed; asgiref's does not.
    """

    send_input = ApplicationCommunicator.send_input
    receive_output = ApplicationCommunicator.receive_output

    async def frame(self, timeout: float = 3, *, heartbeats: bool = False) -> dict[str, Any]:
        while True:
            frame = json.loads(await self.receive_from(timeout))
            if heartbeats or frame["type"] != "heartbeat":
                return frame

    async def frames(self, count: int) -> list[dict[str, Any]]:
        return [await self.frame() for _ in range(count)]

    async def closed(self, timeout: float = 3) -> int:
        """The close code; frames before it are dropped."""
        while True:
            output = await self.receive_output(timeout)
            if output["type"] == "websocket.close":
                return int(output["code"])

    async def acknowledge(self, seq: int) -> None:
        await self.send_to(text_data=json.dumps({"type": "ack", "seq": seq}))


def path_of(scan: Scan, query: str = "") -> str:
    return f"/ws/scans/{scan.pk}" + (f"?{query}" if query else "")


def cookie_of(user: User) -> str:
    """A session cookie of `user`, signed in as a browser is."""
    client = Client()
    client.force_login(user)
    return f"sessionid={client.cookies['sessionid'].value}"


@asynccontextmanager
async def connection(
    path: str,
    user: User | None = None,
    *,
    origin: str | None = ORIGIN,
    headers: dict[str, str] | None = None,
) -> AsyncIterator[Listener]:
    """A connection of `user` by session, or of nobody; accepted, and ended at exit."""
    sent = {"host": HOST, **(headers or {})}
    if origin is not None:
        sent["origin"] = origin
    if user is not None:
        sent["cookie"] = await database_sync_to_async(cookie_of)(user)
    listener = Listener(
        websocket, path, headers=[(k.encode(), v.encode()) for k, v in sent.items()]
    )
    accepted, _ = await listener.connect(timeout=5)
    assert accepted
    try:
        yield listener
    finally:
        await listener.disconnect(timeout=5)


def write(scan: Scan, count: int = 1, **data: Any) -> None:
    """`count` events of `scan` in one transaction, numbered in `data["step"]`."""
    with transaction.atomic():
        events.emit_all(
            scan,
            [
                events.Event(
                    "tool.progress",
                    {"tool": "bandit", "percent": step % 101, "message": "", "step": step, **data},
                )
                for step in range(1, count + 1)
            ],
        )


write_events = database_sync_to_async(write, thread_sensitive=False)
