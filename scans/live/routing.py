"""Paths of the websockets. Origins and credentials are checked by the consumers' admission."""

from channels.routing import URLRouter
from django.urls import path, re_path

from .consumers import NoSuchChannel, ScanConsumer

websocket = URLRouter(
    [
        path("ws/scans/<uuid:scan_id>", ScanConsumer.as_asgi()),
        re_path(r"", NoSuchChannel.as_asgi()),
    ]
)
