"""Every answer is counted, errors are sampled, and both are written by the way."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import OperationalError, connection

from config.errors.catalog import ErrorCode
from config.records.models import ApiCount, RecentError
from config.records.watching import collector as collecting
from config.records.watching.collector import Collector, collector
from config.records.watching.noting import shown_route
from config.records.watching.writing import Writer, flush
from tests.contract.client import ContractClient
from tests.make import make_key, make_user

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _nothing_pending() -> Iterator[None]:
    collector.take()
    yield
    collector.take()


class Clock:
    def __init__(self) -> None:
        self.now = NOON.timestamp()

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def an_error(kept: Collector, route: str = "/api/v1/scans", code: str = "FORBIDDEN") -> None:
    kept.note(
        method="GET",
        route=route,
        status=403,
        code=code,
        milliseconds=5,
        sample=lambda: {
            "request_id": "some-request",
            "code": code,
            "status": 403,
            "method": "GET",
            "route": route,
            "path": route,
            "message": "No",
        },
    )


# --- What is noted ---------------------------------------------------------------------------


def test_an_answer_is_counted_by_route_not_by_value(api: ContractClient) -> None:
    api.as_user(make_user())
    for value in ("8b0e8c1e-0000-7000-8000-000000000001", "8b0e8c1e-0000-7000-8000-000000000002"):
        api.get(f"/api/v1/scans/{value}")
    api.get("/api/scans/8b0e8c1e-0000-7000-8000-000000000003")
    api.get("/api/v1/error-codes")
    flush()
    counts = {(c.method, c.route, c.status, c.code): c.answers for c in ApiCount.objects.all()}
    assert counts == {
        ("GET", "/api/v1/scans/{scan_id}", 404, "SCAN_NOT_FOUND"): 3,
        ("GET", "/api/v1/error-codes", 200, ""): 1,
    }


def test_what_has_no_route_is_one_route_and_strange_methods_are_one(api: ContractClient) -> None:
    api.get("/api/v1/nothing/1")
    api.get("/api/nothing/2")
    api.generic("BREW", "/api/v1/nothing/3")
    flush()
    counts = {(c.method, c.route): c.answers for c in ApiCount.objects.all()}
    assert counts == {("GET", "unmatched"): 2, ("OTHER", "unmatched"): 1}


def test_pages_are_not_counted(client: Any) -> None:
    client.get("/docs/errors")
    client.get("/nowhere")
    assert flush() == 0


def test_repeats_are_counted_from_the_clients_header(api: ContractClient) -> None:
    for attempt in ("1", "2", "3", "9", "10", "0", "x", "²"):
        api.get("/api/v1/error-codes", HTTP_X_RETRY_ATTEMPT=attempt)
    flush()
    count = ApiCount.objects.get()
    assert (count.answers, count.retried, count.repeats) == (8, 1, 3)


def test_an_error_keeps_who_what_and_where(api: ContractClient) -> None:
    key = make_key(make_user(), "scans:read")
    api.as_key(key).get(
        "/api/v1/scans/7",
        HTTP_X_REQUEST_ID="a-request-id",
        HTTP_USER_AGENT="Client/1.0\x1b[31m",
        HTTP_TRACEPARENT="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        HTTP_X_RETRY_ATTEMPT="3",
        REMOTE_ADDR="192.0.2.7",
    )
    flush()
    error = RecentError.objects.get()
    assert (error.request_id, error.code, error.status) == ("a-request-id", "SCAN_NOT_FOUND", 404)
    assert (error.path, error.user, error.client_ip) == ("/api/v1/scans/7", "test key", "192.0.2.7")
    assert error.user_agent == "Client/1.0 [31m"
    assert error.trace_id == "0af7651916cd43dd8448eb211c80319c"
    assert (error.attempt, error.occurrences) == (3, 1)
    assert error.message == ErrorCode.SCAN_NOT_FOUND.message


@pytest.mark.parametrize("address", ["", "unix:", "fe80::1%eth0", "testserver"])
def test_whatever_a_client_sends_can_be_stored(api: ContractClient, address: str) -> None:
    api.get("/api/v1/%00\x00" + "x" * 900, HTTP_USER_AGENT="\x00" * 900, REMOTE_ADDR=address)
    flush()
    assert RecentError.objects.get().code == "BAD_REQUEST"


def test_the_cause_of_a_bug_is_kept_and_its_text_is_not(doors: ContractClient) -> None:
    doors.get("/api/v1/fails/bug")
    flush()
    error = RecentError.objects.get()
    assert (error.cause, error.details) == ("RuntimeError", "An unexpected error occurred")


def test_noting_costs_no_query(api: ContractClient, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        api.get("/api/v1/error-codes")
        api.get("/api/v1/scans")


def test_a_pattern_becomes_a_route() -> None:
    assert shown_route("api/v1/scans/<str:scan_id>") == "/api/v1/scans/{scan_id}"
    assert shown_route("api/scans/<uuid:a>/<b>") == "/api/v1/scans/{a}/{b}"
    assert shown_route("p/<str:pid>/findings") == "/p/{pid}/findings"


# --- What is kept ----------------------------------------------------------------------------


def test_a_storm_is_a_few_rows_and_an_exact_count(clock: Clock) -> None:
    kept = Collector(clock)
    for second in range(3):
        clock.now = NOON.timestamp() + second
        for _ in range(1000):
            an_error(kept)
    assert kept.pending == 1 + 3 * collecting.SAMPLES_A_SECOND
    assert flush(kept) == 1 + 3 * collecting.SAMPLES_A_SECOND
    assert ApiCount.objects.get().answers == 3000
    assert sum(RecentError.objects.values_list("occurrences", flat=True)) == 3000


def test_the_memory_has_a_bound_and_what_does_not_fit_is_counted(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collecting, "MOST_COUNTS", 10)
    monkeypatch.setattr(collecting, "MOST_SAMPLES", 4)
    kept = Collector(clock)
    for number in range(30):
        an_error(kept, route=f"/api/v1/{number}")
    assert kept.pending == 14
    assert kept.dropped == {"answers": 20, "samples": 26}


def test_hours_are_apart_and_counts_add_up_over_flushes(clock: Clock) -> None:
    kept = Collector(clock)
    for _ in range(2):
        an_error(kept)
        flush(kept)
    clock.now += 3600
    an_error(kept)
    flush(kept)
    rows = ApiCount.objects.order_by("hour").values_list("hour__hour", "answers", "milliseconds")
    assert list(rows) == [(12, 2, 10), (13, 1, 5)]


def test_an_error_is_dated_when_it_happened_not_when_it_was_written(clock: Clock) -> None:
    kept = Collector(clock)
    an_error(kept)
    flush(kept)
    assert RecentError.objects.get().created == NOON


@pytest.mark.django_db(transaction=True)
def test_while_the_database_is_away_counts_wait_in_memory(clock: Clock) -> None:
    kept = Collector(clock)
    writer = Writer(kept)

    def refuse(*_arguments: Any) -> None:
        raise OperationalError("away")

    for _ in range(3):
        an_error(kept)
        with connection.execute_wrapper(refuse), pytest.raises(OperationalError):
            flush(kept)
    assert kept.pending == 1 + 3
    an_error(kept)
    writer.try_flush()
    assert ApiCount.objects.get().answers == 4
    assert sum(RecentError.objects.values_list("occurrences", flat=True)) == 4
    assert kept.pending == 0


def test_a_fork_begins_anew(clock: Clock) -> None:
    kept = Collector(clock)
    an_error(kept)
    child = os.fork()
    if child == 0:
        os._exit(kept.pending)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert kept.pending == 2


def test_a_flush_is_one_short_transaction(clock: Clock, django_assert_num_queries: Any) -> None:
    kept = Collector(clock)
    for number in range(40):
        an_error(kept, route=f"/api/v1/{number}")
    with django_assert_num_queries(4):  # savepoint, counts, samples, release
        flush(kept)
    with django_assert_num_queries(0):
        flush(kept)
