"""What a superuser opens in projects of others is on record, once an hour a project."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from config.records import audit
from config.records.models import AuditEntry

from .models import Membership

if TYPE_CHECKING:
    from .callers import Caller
    from .models import Project

RECORDED_EVERY = timedelta(hours=1)


def note_opening(caller: Caller, project: Project) -> None:
    """Records that a superuser who is no member sees `project`. No query for anybody else."""
    if not caller.user.is_superuser:
        return
    if Membership.objects.filter(user=caller.user, project=project).exists():
        return
    noted = AuditEntry.objects.filter(
        action="project.open",
        project_id=project.pk,
        actor_id=str((caller.key or caller.user).pk),
        created__gte=timezone.now() - RECORDED_EVERY,
    )
    if not noted.exists():
        audit.record(caller, "project.open", project, project=project)
