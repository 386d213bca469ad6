"""The channels: what each listens to, who may, and what it shows first."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError
from projects.api.scoping import require
from projects.callers import Caller
from projects.querysets import InProjectQuerySet
from projects.roles import Action
from scans.api.serializers import ScanSerializer
from scans.api.views import shown
from scans.events import scan_topic
from scans.models import Scan

from .connection import LiveConsumer, Opening


class ScanConsumer(LiveConsumer):
    """`/ws/scans/<id>`."""

    channel = "scans"
    action = Action.VIEW_SCANS

    @property
    def scan_id(self) -> UUID:
        return self.scope["url_route"]["kwargs"]["scan_id"]

    def topic(self) -> str:
        return scan_topic(self.scan_id)

    def objects(self) -> InProjectQuerySet:
        return Scan.objects.filter(pk=self.scan_id)

    def find(self, caller: Caller) -> None:
        if self.objects().for_caller(caller, self.action).exists():
            return
        # A key whose owner sees the scan lacks a scope; for everybody else there is none.
        scan = self.objects().for_caller(Caller(caller.user), self.action).first()
        if (
            scan is None
            or caller.key is None
            or caller.key.project_id
            not in (
                None,
                scan.project_id,
            )
        ):
            raise ApiError(ErrorCode.SCAN_NOT_FOUND)
        require(caller, self.action, scan.project)

    def snapshot(self) -> Any:
        return ScanSerializer(shown().get(pk=self.scan_id)).data


class NoSuchChannel(LiveConsumer):
    """Every other path: tells so by the contract, since a refused handshake could not."""

    channel = "none"

    def _open(self) -> Opening:
        raise ApiError(ErrorCode.NOT_FOUND, "There is no such channel")
