"""`X-Trace: true`: timings for staff, nothing for others, and no stack in production."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from config.env import BASE_DIR
from projects.tokens import issue
from tests.config.doors import SECRET
from tests.contract.client import ContractClient
from tests.make import make_key, make_user

pytestmark = pytest.mark.django_db
TRACED = {"HTTP_X_TRACE": "true"}
ENVELOPE = {"HTTP_ACCEPT": "application/vnd.wardroom.error.envelope+json"}


@pytest.fixture
def staff(api: ContractClient) -> ContractClient:
    return api.as_session(make_user(is_staff=True))


def timings(response: Any) -> dict[str, float]:
    """The phases of `Server-Timing` in milliseconds."""
    found = re.findall(r'(\w+)(?:;desc="[^"]*")?;dur=([\d.]+)', response["Server-Timing"])
    return {name: float(duration) for name, duration in found}


def test_staff_are_told_where_the_time_went(staff: ContractClient) -> None:
    response = staff.get("/api/v1/scans", **TRACED)
    told = timings(response)
    assert list(told) == ["total", "auth", "db", "view", "render"]
    assert told["total"] >= told["auth"] + told["view"] + told["render"]
    assert 0 < told["db"] < told["total"]


def test_the_queries_are_counted_truly(staff: ContractClient) -> None:
    with CaptureQueriesContext(connection) as queries:
        response = staff.get("/api/v1/scans", **TRACED)
    assert f'db;desc="{len(queries)} queries"' in response["Server-Timing"]


def test_the_envelope_of_an_error_shows_it_too(staff: ContractClient) -> None:
    response = staff.get(
        "/api/v1/scans/7", HTTP_X_REQUEST_ID="traced-by-staff", **TRACED, **ENVELOPE
    )
    trace = response.json()["meta"]["trace"]
    assert trace["trace_id"] == "traced-by-staff"
    assert list(trace["timings_ms"]) == ["total", "auth", "db", "view"]
    assert trace["queries"] > 0
    assert "Server-Timing" in response


def test_the_trace_id_is_that_of_the_traceparent(staff: ContractClient) -> None:
    parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    response = staff.get("/api/v1/scans/7", HTTP_TRACEPARENT=parent, **TRACED, **ENVELOPE)
    assert response.json()["meta"]["trace"]["trace_id"] == parent.split("-")[1]


def test_a_token_of_the_staff_is_as_good(api: ContractClient) -> None:
    api.as_token(issue(make_user(is_staff=True))[1])
    assert "Server-Timing" in api.get("/api/v1/scans", **TRACED)


@pytest.mark.parametrize("who", ["nobody", "member", "key of the staff"])
def test_others_are_not_told(api: ContractClient, who: str) -> None:
    if who == "member":
        api.as_session(make_user())
    elif who == "key of the staff":
        api.as_key(make_key(make_user(is_staff=True), "scans:read"))
    for path in ("/api/v1/scans", "/api/v1/scans/7"):
        response = api.get(path, **TRACED, **ENVELOPE)
        assert "Server-Timing" not in response
        assert b"trace" not in response.content


def test_without_the_header_there_is_no_trace(staff: ContractClient) -> None:
    for headers in ({}, {"HTTP_X_TRACE": "false"}, {"HTTP_X_TRACE": "1"}):
        response = staff.get("/api/v1/scans/7", **headers, **ENVELOPE)
        assert "Server-Timing" not in response
        assert "trace" not in response.json()["meta"]


# --- Stacks ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("debug", "allowed"), [(True, False), (False, True), (False, False)])
def test_a_stack_needs_both_debug_and_the_setting(
    settings: Any, debug: bool, allowed: bool
) -> None:
    settings.DEBUG, settings.INCLUDE_STACK_TRACES = debug, allowed
    assert "stack" not in _failing(settings)


def test_with_both_the_stack_is_in_the_envelope(settings: Any) -> None:
    settings.DEBUG = settings.INCLUDE_STACK_TRACES = True
    stack = _failing(settings)["stack"]
    assert "Traceback" in stack
    assert SECRET in stack


def _failing(settings: Any) -> dict[str, Any]:
    """`meta.trace` of a bug, for a person of the staff. Unchecked: a stack is no answer."""
    settings.ROOT_URLCONF = "tests.config.doors"
    client = APIClient(raise_request_exception=False)
    client.force_authenticate(make_user(is_staff=True))
    body = client.get("/api/v1/signed-in/bug", **TRACED, **ENVELOPE).json()
    assert SECRET not in str({**body, "meta": {}})
    trace: dict[str, Any] = body["meta"]["trace"]
    return trace


def test_production_cannot_show_stacks_whatever_the_environment_says(tmp_path: Any) -> None:
    """The setting alone is nothing, and DEBUG does not start in production."""
    environment = {
        **os.environ,
        "WARDROOM_DATA_DIR": str(tmp_path),
        "WARDROOM_PRODUCTION": "1",
        "WARDROOM_INCLUDE_STACK_TRACES": "1",
        "SECRET_KEY": "x" * 60,
        "FIELD_ENCRYPTION_KEYS": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    }
    ask = "import config.settings as s; print(s.DEBUG, s.INCLUDE_STACK_TRACES)"

    def run(**more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", ask],
            cwd=BASE_DIR,
            env={**environment, **more},
            capture_output=True,
            text=True,
            check=False,
        )

    assert run().stdout.strip() == "False False"
    assert "DEBUG cannot be on" in run(DEBUG="1").stderr
