"""Questions asked of findings, decisions and imports."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Never, Self

from django.db.models import QuerySet

from projects.querysets import InProjectQuerySet


class FindingQuerySet(InProjectQuerySet):
    def acceptance_ended(self, now: datetime) -> Self:
        """Findings whose accepted risk has come to its end."""
        return self.filter(person_status="accepted_risk", accepted_until__lte=now)


class DecisionQuerySet(QuerySet):
    """Append-only: no updates and no deletes."""

    def update(self, **kwargs: Any) -> Never:
        raise TypeError("decisions are append-only")

    def delete(self) -> Never:
        raise TypeError("decisions are append-only")


class ReportImportQuerySet(InProjectQuerySet):
    project_path = "scan__project"


class UploadQuerySet(InProjectQuerySet):
    def left_behind(self, before: datetime) -> Self:
        """Uploads that are not finished and that nobody has touched since `before`."""
        return self.filter(state__in=["queued", "running"], updated__lt=before)
