"""Questions asked of scans, runs and events."""

from __future__ import annotations

from typing import Self

from django.db import models

from projects.querysets import InProjectQuerySet

from .states import ACTIVE, RunState


class ScanQuerySet(InProjectQuerySet):
    pass


class ToolRunQuerySet(InProjectQuerySet):
    project_path = "scan__project"

    def queued(self) -> Self:
        return self.filter(state=RunState.QUEUED)

    def active(self) -> Self:
        return self.filter(state__in=ACTIVE)


class EventQuerySet(models.QuerySet):
    def after(self, topic: str, seq: int, limit: int = 500) -> Self:
        """Events of `topic` numbered above `seq`, oldest first, at most `limit`."""
        return self.filter(topic=topic, seq__gt=seq).order_by("seq")[:limit]
