"""Metrics of findings."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count
from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily

from config.records.exposition import collector

from .models import Finding


@collector
def findings() -> Iterator[Metric]:
    """Findings of all projects. One query."""
    family = GaugeMetricFamily(
        "wardroom_findings", "Findings of all projects.", labels=["status", "severity"]
    )
    counts = Finding.objects.order_by().values_list("status", "severity").annotate(Count("pk"))
    for status, severity, count in counts:
        family.add_metric([status, severity], count)
    yield family
