"""Questions asked of scans, runs and events."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from django.db import models

from projects.callers import Caller
from projects.querysets import InProjectQuerySet
from projects.roles import Action

from .states import ACTIVE, UNFINISHED, BreakerState, RunState


class ScanQuerySet(InProjectQuerySet):
    def unfinished(self) -> Self:
        return self.filter(status__in=UNFINISHED)


# Paused ones last.
NEXT_FIRST: list[Any] = [models.F("next_run").asc(nulls_last=True), "name", "pk"]


class ScheduleQuerySet(InProjectQuerySet):
    def next_first(self) -> Self:
        return self.order_by(*NEXT_FIRST)

    def due(self, now: datetime) -> Self:
        """Those to decide at `now`, which waited longest first."""
        return self.filter(active=True, next_run__lte=now).order_by("next_run")


class ToolRunQuerySet(InProjectQuerySet):
    project_path = "scan__project"

    def queued(self) -> Self:
        return self.filter(state=RunState.QUEUED)

    def active(self) -> Self:
        return self.filter(state__in=ACTIVE)


class BreakerQuerySet(InProjectQuerySet):
    project_path = "target__project"

    def for_caller(self, caller: Caller, action: Action = Action.VIEW_SCANS) -> Self:
        """Those of tools, which everybody who is signed in sees, and of the caller's targets."""
        return self.filter(target=None) | super().for_caller(caller, action)

    def guarding(self, tool: str, target_id: UUID) -> Self:
        """The tool's own and the one of the tool at that target: in this order, which is also
        the order in which their rows are locked."""
        mine = models.Q(target=None) | models.Q(target=target_id)
        return self.filter(mine, tool=tool).order_by(models.F("target").asc(nulls_first=True))

    def in_state(self, *states: str) -> Self:
        of = {
            BreakerState.CLOSED: models.Q(opened=None),
            BreakerState.OPEN: models.Q(opened__isnull=False, probe=None),
            BreakerState.HALF_OPEN: models.Q(probe__isnull=False),
        }
        wanted = models.Q(pk__in=[])
        for state in states:
            wanted |= of[BreakerState(state)]
        return self.filter(wanted)


class EventQuerySet(models.QuerySet):
    def after(self, topic: str, seq: int, limit: int = 500) -> Self:
        """Events of `topic` numbered above `seq`, oldest first, at most `limit`."""
        return self.filter(topic=topic, seq__gt=seq).order_by("seq")[:limit]
