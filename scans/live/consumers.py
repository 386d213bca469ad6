"""The channels: what each listens to."""

from __future__ import annotations

from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError
from config.records.watching.noting import UNMATCHED

from .connection import LiveConsumer
from .sources import ScanSource, Source


class ScanConsumer(LiveConsumer):
    """`/ws/scans/<id>`."""

    channel = "scans"

    def source(self) -> Source:
        return ScanSource(self.scope["url_route"]["kwargs"]["scan_id"])


class NoSuchChannel(LiveConsumer):
    """Every other path: tells so by the contract, since a refused handshake could not."""

    channel = "none"
    route = UNMATCHED

    def source(self) -> Source:
        raise ApiError(ErrorCode.NOT_FOUND, "There is no such channel")
