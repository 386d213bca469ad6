"""Whose turn it is: which scans' runs start next, and why the others wait.

Manual before scheduled, then the projects with the fewest running tools, then the oldest. A scan
has its `max_parallel`, a project and a tool have caps. What is read here may be old by the time it
is used: `scans.leases` counts again under locks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Now

from projects.models import Project
from tooling import registry

from . import retries, workers
from .models import Scan, ToolRun
from .states import RunState


def project_limit(max_runs: int | None) -> int:
    """The most runs at once of a project whose own number is `max_runs`."""
    return max_runs or settings.PROJECT_RUNS


def tool_limit(name: str) -> int | None:
    """The most runs at once of a tool, over all workers; None: as many as there are workers."""
    allowed: dict[str, int] = settings.TOOL_RUNS
    if name in allowed or "default" in allowed:
        return allowed.get(name, allowed.get("default"))
    tool = registry.all_tools().get(name)
    return tool.max_runs if tool else None


@dataclass(frozen=True)
class Running:
    """How much runs, of which scan, project and tool, and what may not have more at the moment.

    The values of `full_…` are the caps that are reached.
    """

    projects: Counter[UUID]
    full_scans: dict[UUID, int]
    full_projects: dict[UUID, int]
    full_tools: dict[str, int]


def running() -> Running:
    """What runs now. One query; as many rows as there are busy workers."""
    rows = list(
        ToolRun.objects.active()
        .order_by()
        .values_list(
            *("tool", "scan", "scan__max_parallel", "scan__project", "scan__project__max_runs")
        )
    )
    tools = Counter(row[0] for row in rows)
    scans = Counter(row[1] for row in rows)
    projects = Counter(row[3] for row in rows)
    limits = {name: tool_limit(name) for name in tools}
    return Running(
        projects=projects,
        full_scans={pk: most for _, pk, most, _, _ in rows if scans[pk] >= most},
        full_projects={
            pk: project_limit(most)
            for _, _, _, pk, most in rows
            if projects[pk] >= project_limit(most)
        },
        full_tools={name: most for name, most in limits.items() if most and tools[name] >= most},
    )


class Turn(NamedTuple):
    """A scan that has a run whose turn it is."""

    scan: UUID
    project: UUID


def upcoming(limit: int, now: datetime | None = None) -> list[Turn]:
    """The next scan of each project that may have one more run, best first, at most `limit`.

    Two queries. They cost an index probe a project, however many runs wait.
    """
    busy = running()
    ready = (
        ToolRun.objects.queued()
        .filter(retries.due(now), scan=OuterRef("pk"))
        .exclude(tool__in=busy.full_tools)
    )
    scans = (
        Scan.objects.filter(Exists(ready), project=OuterRef("pk"), finished=None)
        .exclude(pk__in=busy.full_scans)
        .order_by("urgency", "created")
    )
    heads = (
        Project.objects.order_by()
        .exclude(pk__in=busy.full_projects)
        .annotate(head=Subquery(scans.values("pk")[:1]))
        .values("head")
    )
    found = Scan.objects.filter(pk__in=heads).values_list("urgency", "project", "created", "pk")
    best = sorted(found.order_by(), key=lambda row: (row[0], busy.projects[row[1]], row[2]))
    return [Turn(scan, project) for _, project, _, scan in best[:limit]]


def hold_tool(name: str) -> None:
    """Let nobody else count the runs of a tool, until the transaction ends.

    SQLite's transactions have the whole database for themselves already.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"run {name}"])


# --- Why a run waits --------------------------------------------------------------------------

NO_WORKER = "waits for a worker, and none is running"
FREE_WORKER = "waits for a free worker"


def told(runs: QuerySet[ToolRun]) -> QuerySet[ToolRun]:
    """`runs` with `waits_for`: why each does not run yet, in words; "" where it is not queued.

    One query now, none more later.
    """
    busy = running()
    queued = Q(state=RunState.QUEUED)
    cases = [
        When(~queued, then=Value("")),
        When(not_before__gt=Now(), then=Value("waits for its next try")),
        *_by_number(busy.full_scans, "scan__in", "the scan has its"),
        *_by_number(busy.full_projects, "scan__project__in", "the project has its"),
        *(
            When(tool=name, then=Value(f"{name} has its {_runs(most)} at once, of all projects"))
            for name, most in busy.full_tools.items()
        ),
        When(Exists(workers.alive()), then=Value(FREE_WORKER)),
    ]
    reason = Case(*cases, default=Value(NO_WORKER), output_field=CharField())
    return runs.annotate(waits_for=reason)


def _by_number(full: dict[UUID, int], lookup: str, words: str) -> Iterable[When]:
    """A case for each cap that is reached; several projects may have the same."""
    for most in sorted(set(full.values())):
        those: dict[str, Any] = {lookup: [pk for pk, number in full.items() if number == most]}
        yield When(**those, then=Value(f"{words} {_runs(most)} at once"))


def _runs(number: int) -> str:
    return "one run" if number == 1 else f"{number} runs"
