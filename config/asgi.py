"""The web process: HTTP by Django, websockets by the live consumers."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# Web processes pool their PostgreSQL connections; workers fork and must not (docs/decisions).
os.environ.setdefault("DB_POOL", "1")
# Whoever asks for a page does not wait as long for SQLite as a run that wants its result stored.
os.environ.setdefault("DB_BUSY_SECONDS", "5")

from django.conf import settings
from django.core.asgi import get_asgi_application

http = get_asgi_application()

from config import wire  # noqa: E402
from config.entrance import Entrance  # noqa: E402
from config.records.watching.writing import writer  # noqa: E402
from scans.live.routing import websocket  # noqa: E402

if settings.WATCHING_THREAD:
    writer.enable()

wire.install()
application = Entrance(http, websocket)
