"""Health answers what a load balancer asks, also while the database is away."""

from collections import namedtuple

import pytest
from django.db import OperationalError
from django.test import Client

from config import health
from scans import workers

pytestmark = pytest.mark.django_db


def test_live_needs_nothing(client: Client, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    with django_assert_num_queries(0):
        answer = client.get("/health/live")
    assert (answer.status_code, answer.json()["status"]) == (200, "pass")
    assert answer["Content-Type"] == "application/health+json"


def test_without_a_worker_ready_warns(client: Client) -> None:
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "warn",
        "checks": {
            "database": [{"status": "pass"}],
            "workers": [{"status": "warn"}],
            "disk": [{"status": "pass"}],
        },
    }


def test_with_a_worker_ready_passes(client: Client) -> None:
    workers.tell("")
    assert client.get("/health/ready").json()["status"] == "pass"


def test_without_the_database_it_is_not_ready(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(workers, "alive", away)
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["checks"]["database"] == [{"status": "fail"}]
    assert "refused" not in answer.content.decode()
    assert answer["X-Error-Code"] == "DATABASE_UNAVAILABLE"
    assert answer["Retry-After"] == "5"


def test_a_full_disk_is_not_ready(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(health.shutil, "disk_usage", lambda path: usage(10, 9, 1))
    answer = client.get("/health/ready")
    assert (answer.status_code, answer["X-Error-Code"]) == (503, "SERVICE_UNAVAILABLE")
