"""Metrics of the API's answers."""

from __future__ import annotations

import os
import socket
from collections import Counter
from collections.abc import Iterator

from prometheus_client import Metric
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, SummaryMetricFamily

from .exposition import collector
from .watching.collector import collector as watched
from .watching.figures import Figures, Totals, everything
from .watching.noting import WEBSOCKET

WINDOW = "The window hour is the running hour and the one before, day the 24 before."


def process() -> str:
    """This process, for what each process knows of itself only."""
    return f"{socket.gethostname()}:{os.getpid()}"


@collector
def api() -> Iterator[Metric]:
    """Answers, errors, response times and the figures. One query."""
    totals, windows = everything()
    yield _requests(totals)
    yield _errors(totals)
    yield _times(totals)
    yield from _figures(windows)


@collector
def dropped() -> Iterator[Metric]:
    """What did not fit into this process' memory while the database was away. No query."""
    family = CounterMetricFamily(
        "wardroom_watching_dropped",
        "Answers and samples of errors that could not be kept until they were stored.",
        labels=["process", "what"],
    )
    for what in ("answers", "samples"):
        family.add_metric([process(), what], watched.dropped[what])
    yield family


def _status_class(status: int) -> str:
    return f"{status // 100}xx"


def _requests(totals: list[Totals]) -> Metric:
    family = CounterMetricFamily(
        "wardroom_api_requests",
        "Answers of the API; of websockets (WS), 1xx were admitted, others refused.",
        labels=["route", "method", "status_class"],
    )
    counts: Counter[tuple[str, ...]] = Counter()
    for row in totals:
        counts[row.route, row.method, _status_class(row.status)] += row.answers
    for labels, count in sorted(counts.items()):
        family.add_metric(labels, count)
    return family


def _errors(totals: list[Totals]) -> Metric:
    family = CounterMetricFamily(
        "wardroom_api_errors",
        "Errors that the API answered with, by code of the catalogue.",
        labels=["route", "code", "status_class"],
    )
    counts: Counter[tuple[str, ...]] = Counter()
    for row in totals:
        if row.code:
            counts[row.route, row.code, _status_class(row.status)] += row.answers
    for labels, count in sorted(counts.items()):
        family.add_metric(labels, count)
    return family


def _times(totals: list[Totals]) -> Metric:
    family = SummaryMetricFamily(
        "wardroom_api_response_time_seconds", "Time until the answer.", labels=["route"]
    )
    answers: Counter[str] = Counter()
    milliseconds: Counter[str] = Counter()
    for row in totals:
        if row.method != WEBSOCKET:
            answers[row.route] += row.answers
            milliseconds[row.route] += row.milliseconds
    for route, count in sorted(answers.items()):
        family.add_metric([route], count_value=count, sum_value=milliseconds[route] / 1000)
    return family


def _figures(windows: dict[str, Figures]) -> Iterator[Metric]:
    by_endpoint = GaugeMetricFamily(
        "wardroom_api_error_rate", f"Errors of all answers. {WINDOW}", labels=["route", "window"]
    )
    by_code = GaugeMetricFamily(
        "wardroom_api_error_rate_by_code",
        f"Errors with this code, of all answers. {WINDOW}",
        labels=["code", "window"],
    )
    retries = GaugeMetricFamily(
        "wardroom_api_retry_attempts_average",
        f"Repeats that a repeated request needed. {WINDOW}",
        labels=["window"],
    )
    ratio = GaugeMetricFamily(
        "wardroom_api_client_server_error_ratio",
        f"4xx for each 5xx; absent without a 5xx. {WINDOW}",
        labels=["window"],
    )
    for window, figures in windows.items():
        for rate in figures.by_endpoint:
            by_endpoint.add_metric([rate.name, window], rate.rate)
        for rate in figures.by_code:
            by_code.add_metric([rate.name, window], rate.rate)
        if figures.average_retry_attempts is not None:
            retries.add_metric([window], figures.average_retry_attempts)
        if figures.client_to_server_ratio is not None:
            ratio.add_metric([window], figures.client_to_server_ratio)
    yield from (by_endpoint, by_code, retries, ratio)
