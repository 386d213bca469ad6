"""The product's web process, and a websocket whose consumer fails before it says a word."""

from __future__ import annotations

from channels.routing import URLRouter
from django.urls import path, re_path

from config import asgi
from config.entrance import Entrance
from scans.live.consumers import ScanConsumer
from scans.live.routing import websocket
from tests.config.doors import FAILURES


class FailingConsumer(ScanConsumer):
    async def connect(self) -> None:
        raise FAILURES["bug"]()


application = Entrance(
    asgi.http,
    URLRouter([path("ws/failing", FailingConsumer.as_asgi()), re_path(r"", websocket)]),
)
