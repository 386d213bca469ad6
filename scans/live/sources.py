"""What can be listened to: a topic, who may, and what is shown first."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar
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
from scans.states import ScanStatus

from .frames import Frame

UNFINISHED = (ScanStatus.PENDING, ScanStatus.RUNNING)


class Source(ABC):
    """One topic with its rules. All of it is synchronous: it is called in a thread."""

    action: ClassVar[Action]
    scan_id: UUID | None = None

    @property
    @abstractmethod
    def topic(self) -> str: ...

    @abstractmethod
    def objects(self) -> InProjectQuerySet:
        """The rows that the caller must be allowed to see, for as long as it listens."""

    @abstractmethod
    def find(self, caller: Caller) -> None:
        """Raises the error of the API where the object is not there or may not be seen."""

    @abstractmethod
    def snapshot(self) -> Any: ...

    def is_over(self, snapshot: Any) -> bool:
        """Whether nothing more is to come, as far as `snapshot` tells."""
        return False

    def ends_with(self, frame: Frame) -> bool:
        """Whether `frame` is the last of its topic."""
        return False


class ScanSource(Source):
    """The events of one scan. It ends when the scan does; a retry begins it again."""

    action = Action.VIEW_SCANS

    def __init__(self, scan_id: UUID) -> None:
        self.scan_id: UUID = scan_id

    @property
    def topic(self) -> str:
        return scan_topic(self.scan_id)

    def objects(self) -> InProjectQuerySet:
        return Scan.objects.filter(pk=self.scan_id)

    def find(self, caller: Caller) -> None:
        if self.objects().for_caller(caller, self.action).exists():
            return
        # A key whose owner sees the scan lacks a scope; for everybody else there is none.
        scan = self.objects().for_caller(Caller(caller.user), self.action).first()
        key = caller.key
        if scan is None or key is None or key.project_id not in (None, scan.project_id):
            raise ApiError(ErrorCode.SCAN_NOT_FOUND)
        require(caller, self.action, scan.project)

    def snapshot(self) -> Any:
        return ScanSerializer(shown().get(pk=self.scan_id)).data

    def is_over(self, snapshot: Any) -> bool:
        return snapshot["status"] not in UNFINISHED

    def ends_with(self, frame: Frame) -> bool:
        return frame.kind == "scan.finished"
