"""The web process: HTTP by Django, websockets by the live consumers."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# Web processes pool their PostgreSQL connections; workers fork and must not (docs/decisions).
os.environ.setdefault("DB_POOL", "1")

from functools import partialmethod

from channels.routing import ProtocolTypeRouter
from daphne.http_protocol import WebRequest
from django.core.asgi import get_asgi_application

# Django reads forms. Twisted would, too, and answers what it cannot read with a bare 400.
WebRequest.__init__ = partialmethod(  # type: ignore[method-assign,assignment]
    WebRequest.__init__, parsePOSTFormSubmission=False
)
http = get_asgi_application()

from scans.live.routing import websocket  # noqa: E402

application = ProtocolTypeRouter({"http": http, "websocket": websocket})
