"""The web process: HTTP by Django, websockets by the live consumers."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# Web processes pool their PostgreSQL connections; workers fork and must not (docs/decisions).
os.environ.setdefault("DB_POOL", "1")

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

http = get_asgi_application()

from scans.live.routing import websocket  # noqa: E402

application = ProtocolTypeRouter({"http": http, "websocket": websocket})
