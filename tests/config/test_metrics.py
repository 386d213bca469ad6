"""`/api/v1/metrics`: who may, what is told, in which form, at which cost."""

from __future__ import annotations

import shutil
import subprocess
from datetime import timedelta
from time import process_time
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from config.records import exposition
from config.records.models import ApiCount
from config.records.retention import EPOCH, fold
from config.records.watching.collector import collector
from config.records.watching.writing import flush
from scans.models import Attempt
from scans.states import RunState
from tests.contract.client import ContractClient
from tests.make import make_key, make_scan, make_user

pytestmark = pytest.mark.django_db
QUERIES = 8  # beside those that find out who asks


@pytest.fixture(autouse=True)
def _nothing_pending() -> None:
    collector.take()


@pytest.fixture
def staff(api: ContractClient) -> ContractClient:
    return api.as_user(make_user(is_staff=True))


def samples(text: bytes) -> dict[str, dict[tuple[str, ...], float]]:
    """By name, the values by their labels' values in order of the labels' names."""
    told: dict[str, dict[tuple[str, ...], float]] = {}
    for family in text_string_to_metric_families(text.decode()):
        for sample in family.samples:
            labels = tuple(value for _, value in sorted(sample.labels.items()))
            told.setdefault(sample.name, {})[labels] = sample.value
    return told


def count(**fields: Any) -> ApiCount:
    fields = {
        "hour": timezone.now().replace(minute=0, second=0, microsecond=0),
        "method": "GET",
        "route": "/api/v1/scans",
        "status": 200,
        "answers": 1,
        **fields,
    }
    return ApiCount.objects.create(**fields)


# --- Who may ---------------------------------------------------------------------------------


def test_without_credentials_a_key_is_asked_for(api: ContractClient) -> None:
    for path in ("/api/v1/metrics", "/api/metrics"):
        response = api.get(path)
        assert response.status_code == 401
        body = response.json()
        del body["request_id"]
        assert body == {
            "error": "API key required",
            "code": "MISSING_API_KEY",
            "details": "X-API-Key header required",
        }


def test_an_unknown_key_is_refused(api: ContractClient) -> None:
    response = api.as_key("wr_000000000000_" + "x" * 43).get("/api/v1/metrics")
    assert response.status_code == 403
    body = response.json()
    del body["request_id"]
    assert body == {
        "error": "Invalid API key",
        "code": "INVALID_API_KEY",
        "details": "API key not recognized",
    }


@pytest.mark.parametrize("path", ["/api/v1/metrics", "/api/v1/metrics/errors"])
def test_a_key_needs_the_scope(path: str) -> None:
    owner = make_user(is_staff=True)
    refused = ContractClient().as_key(make_key(owner, "scans:read", "findings:read")).get(path)
    assert (refused.status_code, refused.json()["code"]) == (403, "FORBIDDEN")
    assert "metrics:read" in refused.json()["details"]
    assert ContractClient().as_key(make_key(owner, "metrics:read")).get(path).status_code == 200


def test_people_must_be_of_the_staff(api: ContractClient) -> None:
    assert api.as_session(make_user()).get("/api/v1/metrics").status_code == 403
    for rights in ({"is_staff": True}, {"is_superuser": True}):
        client = ContractClient().as_session(make_user(**rights))
        assert client.get("/api/v1/metrics").status_code == 200


# --- In which form ---------------------------------------------------------------------------


def test_the_answer_is_prometheus_text_whatever_a_scraper_prefers(staff: ContractClient) -> None:
    accept = "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3"
    for wanted in (accept, "*/*", "application/json"):
        response = staff.get("/api/v1/metrics", HTTP_ACCEPT=wanted)
        assert response["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
        assert samples(response.content)["wardroom_queue_length"] == {(): 0}


def test_unknown_parameters_are_refused(staff: ContractClient) -> None:
    assert staff.get("/api/v1/metrics?name=x").status_code == 400


def test_empty_tables_are_told(staff: ContractClient) -> None:
    told = samples(staff.get("/api/v1/metrics").content)
    assert told["wardroom_workers_alive"] == {(): 0}
    assert "wardroom_api_client_server_error_ratio" not in told
    figures = staff.get("/api/v1/metrics/errors").json()
    assert figures["day"]["error_rate"] is None
    assert figures["hour"]["error_rate_by_code"] == []


@pytest.mark.skipif(not shutil.which("promtool"), reason="promtool is not installed")
def test_promtool_finds_nothing_to_say(staff: ContractClient) -> None:
    text = staff.get("/api/v1/metrics").content
    said = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True)
    assert (said.returncode, said.stdout + said.stderr) == (0, b"")


# --- What is told ----------------------------------------------------------------------------


def test_errors_requests_and_times_by_route(staff: ContractClient) -> None:
    count(answers=6, milliseconds=600)
    count(status=404, code="SCAN_NOT_FOUND", answers=3, milliseconds=90)
    count(status=503, code="DATABASE_UNAVAILABLE", answers=1, milliseconds=310)
    count(method="WS", route="/ws/scans/{scan_id}", status=101, answers=9)
    told = samples(staff.get("/api/v1/metrics").content)
    route = "/api/v1/scans"
    assert told["wardroom_api_errors_total"] == {
        ("SCAN_NOT_FOUND", route, "4xx"): 3,
        ("DATABASE_UNAVAILABLE", route, "5xx"): 1,
    }
    assert told["wardroom_api_requests_total"] == {
        ("GET", route, "2xx"): 6,
        ("GET", route, "4xx"): 3,
        ("GET", route, "5xx"): 1,
        ("WS", "/ws/scans/{scan_id}", "1xx"): 9,
    }
    assert told["wardroom_api_response_time_seconds_sum"] == {(route,): 1.0}
    assert told["wardroom_api_response_time_seconds_count"] == {(route,): 10}


def test_the_five_figures(staff: ContractClient) -> None:
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    count(answers=6, retried=2, repeats=3)
    count(status=404, code="SCAN_NOT_FOUND", answers=3)
    count(status=503, code="DATABASE_UNAVAILABLE", answers=1)
    count(hour=now - timedelta(hours=20), answers=10)
    count(hour=now - timedelta(hours=30), status=500, code="INTERNAL_ERROR", answers=99)
    told = samples(staff.get("/api/v1/metrics").content)
    route = "/api/v1/scans"
    assert told["wardroom_api_error_rate"] == {(route, "hour"): 0.4, (route, "day"): 0.2}
    assert told["wardroom_api_error_rate_by_code"] == {
        ("SCAN_NOT_FOUND", "hour"): 0.3,
        ("DATABASE_UNAVAILABLE", "hour"): 0.1,
        ("SCAN_NOT_FOUND", "day"): 0.15,
        ("DATABASE_UNAVAILABLE", "day"): 0.05,
    }
    assert told["wardroom_api_retry_attempts_average"] == {("hour",): 1.5, ("day",): 1.5}
    assert told["wardroom_api_client_server_error_ratio"] == {("hour",): 3, ("day",): 3}


def test_the_five_figures_as_json(staff: ContractClient) -> None:
    count(answers=7, retried=1, repeats=2)
    count(status=404, code="SCAN_NOT_FOUND", answers=2)
    count(status=503, code="DATABASE_UNAVAILABLE", answers=1)
    failed_and_repaired(seconds=90)
    told = staff.get("/api/v1/metrics/errors").json()["hour"]
    del told["since"]
    assert told == {
        "answers": 10,
        "client_errors": 2,
        "server_errors": 1,
        "error_rate": 0.3,
        "error_rate_by_endpoint": [
            {"route": "/api/v1/scans", "answers": 10, "errors": 3, "rate": 0.3}
        ],
        "error_rate_by_code": [
            {"code": "SCAN_NOT_FOUND", "errors": 2, "rate": 0.2},
            {"code": "DATABASE_UNAVAILABLE", "errors": 1, "rate": 0.1},
        ],
        "average_retry_attempts": 2.0,
        "error_resolution": [
            {"tool": "bandit", "resolved": 1, "mean_seconds": 90.0, "median_seconds": 90.0}
        ],
        "client_to_server_error_ratio": 2.0,
    }


def test_scanning_is_told_too(staff: ContractClient) -> None:
    failed_and_repaired(seconds=90)
    make_scan(tools=("nmap",))
    told = samples(staff.get("/api/v1/metrics").content)
    assert told["wardroom_queue_length"] == {(): 1}
    assert told["wardroom_queue_oldest_seconds"][()] >= 0
    assert told["wardroom_tool_runs"][("", "queued", "nmap")] == 1
    assert told["wardroom_tool_error_resolution_seconds"] == {
        ("mean", "bandit", "hour"): 90,
        ("median", "bandit", "hour"): 90,
        ("mean", "bandit", "day"): 90,
        ("median", "bandit", "day"): 90,
    }
    assert list(told["wardroom_live_connections"].values()) == [0]


def failed_and_repaired(seconds: float) -> None:
    """A run of bandit whose first attempt failed and whose second came `seconds` later."""
    run = make_scan(tools=("bandit",)).runs.get()
    now = timezone.now()
    for number, (state, ended) in enumerate(
        [(RunState.FAILED, now - timedelta(seconds=seconds)), (RunState.SUCCEEDED, now)], 1
    ):
        Attempt.objects.create(
            run=run, number=number, state=state, finished=ended, fencing_token=run.pk
        )
    run.state = RunState.SUCCEEDED
    run.save()


# --- At which cost ---------------------------------------------------------------------------


def test_a_scrape_costs_the_same_however_much_there_is(
    staff: ContractClient, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(QUERIES):
        staff.get("/api/v1/metrics")
    for number in range(20):
        count(route=f"/api/v1/{number}", status=404, code="NOT_FOUND")
        failed_and_repaired(5)
    with django_assert_num_queries(QUERIES):
        staff.get("/api/v1/metrics")
    with django_assert_num_queries(2):
        staff.get("/api/v1/metrics/errors")


def test_a_hundred_thousand_rows_are_told_in_a_moment() -> None:
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    ApiCount.objects.bulk_create(
        ApiCount(hour=now - timedelta(hours=hour), method="PUT", route="/", status=200)
        for hour in range(700)
    )
    with connection.cursor() as cursor:  # 143 answers alike in each hour
        cursor.execute(
            "INSERT INTO records_apicount"
            " (hour, method, route, status, code, answers, milliseconds, retried, repeats)"
            " WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 142)"
            " SELECT hour, 'GET', '/api/v1/' || (i % 40), 404, 'CODE_' || (i / 40), 2, 10, 0, 0"
            " FROM records_apicount, n"
        )
    assert ApiCount.objects.count() == 100_800
    began = process_time()
    text = exposition.text()
    seconds = process_time() - began
    assert sum(samples(text)["wardroom_api_errors_total"].values()) == 200_200
    assert seconds < 2


def test_totals_stay_when_old_hours_are_folded(staff: ContractClient) -> None:
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    fields = {"status": 404, "code": "NOT_FOUND", "answers": 5, "milliseconds": 50}
    for days in (40, 35, 1):
        count(hour=now - timedelta(days=days), **fields)
    before = samples(staff.get("/api/v1/metrics").content)
    assert fold(now - timedelta(days=30)) == 2
    after = samples(staff.get("/api/v1/metrics").content)
    for name in ("wardroom_api_errors_total", "wardroom_api_response_time_seconds_sum"):
        assert after[name] == before[name]
    folded = ApiCount.objects.get(hour=EPOCH)
    assert (folded.answers, folded.milliseconds) == (10, 100)
    assert fold(now) == 1  # into the row that is there
    assert ApiCount.objects.get().answers == 15


def test_what_is_answered_is_told_after_the_next_flush(staff: ContractClient) -> None:
    staff.get("/api/v1/scans/7")
    flush()
    told = samples(staff.get("/api/v1/metrics").content)
    key = ("SCAN_NOT_FOUND", "/api/v1/scans/{scan_id}", "4xx")
    assert told["wardroom_api_errors_total"] == {key: 1}
