"""Metrics in Prometheus' text format: who has some to tell registers a function here.

Each application may have a module `metrics`; its functions marked `@collector` are asked at every
scrape. They query; nothing is kept in the process, so that every web process tells the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from prometheus_client import Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4

Collect = Callable[[], Iterable[Metric]]
_collectors: dict[str, Collect] = {}


def collector(collect: Collect) -> Collect:
    """Register `collect`, whose metric families are told at every scrape. Its cost is its own."""
    _collectors[f"{collect.__module__}.{collect.__qualname__}"] = collect
    return collect


class _Everything(Collector):
    def collect(self) -> Iterator[Metric]:
        for collect in _collectors.values():
            yield from collect()


def text() -> bytes:
    """All metrics in the text format, version 0.0.4. Raises what a collector raises."""
    return generate_latest(_Everything())  # type: ignore[arg-type]  # asks for collect() only
