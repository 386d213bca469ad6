"""Metrics of scanning: what ran, what waits, who works, how long errors last, who listens."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Min
from django.utils import timezone
from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily

from config.records.exposition import collector
from config.records.metrics import process
from config.records.rows import first_id
from config.records.watching.figures import WINDOWS

from . import workers
from .live.hub import connections
from .models import Attempt, Breaker, ToolRun
from .resolution import resolutions
from .states import BreakerState, RunState

DAY = timedelta(days=1)
LEVEL = {BreakerState.CLOSED: 0, BreakerState.HALF_OPEN: 1, BreakerState.OPEN: 2}


@collector
def runs() -> Iterator[Metric]:
    """Tool runs of the last day by state and outcome, and lost leases. Two queries."""
    since = first_id(timezone.now() - DAY)
    family = GaugeMetricFamily(
        "wardroom_tool_runs",
        "Tool runs that were made in the last 24 hours.",
        labels=["tool", "state", "outcome"],
    )
    recent = ToolRun.objects.filter(pk__gte=since).order_by()
    for *labels, count in recent.values_list("tool", "state", "outcome").annotate(Count("pk")):
        family.add_metric(labels, count)
    yield family
    lost = Attempt.objects.filter(pk__gte=since, state=RunState.LOST).count()
    yield GaugeMetricFamily(
        "wardroom_leases_lost",
        "Attempts of the last 24 hours whose worker was lost.",
        value=lost,
    )


@collector
def waiting() -> Iterator[Metric]:
    """The queue and its workers. Two queries."""
    queue = ToolRun.objects.queued().aggregate(length=Count("pk"), oldest=Min("created"))
    age = (timezone.now() - queue["oldest"]).total_seconds() if queue["oldest"] else 0
    yield GaugeMetricFamily("wardroom_queue_length", "Tool runs that wait.", value=queue["length"])
    yield GaugeMetricFamily(
        "wardroom_queue_oldest_seconds", "Age of the tool run that has waited longest.", value=age
    )
    yield GaugeMetricFamily(
        "wardroom_workers_alive",
        f"Worker processes seen in the last {workers.SEEN_SECONDS} seconds.",
        value=workers.alive().count(),
    )


@collector
def breakers() -> Iterator[Metric]:
    """Circuit breakers, from their first failure on. One query."""
    states = GaugeMetricFamily(
        "wardroom_breaker_state",
        "0 closed, 1 half-open, 2 open; target empty: the tool's own.",
        labels=["tool", "target"],
    )
    opened = 0
    for breaker in Breaker.objects.all():
        states.add_metric([breaker.tool, str(breaker.target_id or "")], LEVEL[breaker.state])
        opened += breaker.opened is not None
    yield states
    yield GaugeMetricFamily(
        "wardroom_breakers_open", "Circuit breakers that are not closed.", value=opened
    )


@collector
def errors() -> Iterator[Metric]:
    """How long errors of tools lasted. One query."""
    found = resolutions()
    now = timezone.now()
    times = GaugeMetricFamily(
        "wardroom_tool_error_resolution_seconds",
        "From a failure to the same tool's next success on that target, of the errors that ended "
        "in the window (the last 1 or 24 hours).",
        labels=["tool", "window", "statistic"],
    )
    resolved = GaugeMetricFamily(
        "wardroom_tool_errors_resolved", "Errors that ended.", labels=["tool", "window"]
    )
    for window, hours in WINDOWS.items():
        for tool, told in found.since(now - timedelta(hours=hours)).items():
            times.add_metric([tool, window, "mean"], told.mean_seconds)
            times.add_metric([tool, window, "median"], told.median_seconds)
            resolved.add_metric([tool, window], told.count)
    lasting = GaugeMetricFamily(
        "wardroom_tool_errors_lasting",
        "Targets on which the tool has failed in the last seven days and not succeeded since.",
        labels=["tool"],
    )
    for tool, count in sorted(found.lasting.items()):
        lasting.add_metric([tool], count)
    yield from (times, resolved, lasting)


@collector
def sockets() -> Iterator[Metric]:
    """Websockets of the process that answers. No query."""
    family = GaugeMetricFamily(
        "wardroom_live_connections", "Websockets of one web process.", labels=["process"]
    )
    family.add_metric([process()], connections())
    yield family
