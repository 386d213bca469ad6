"""One JSON line for each error answer, with the fields of the contract."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest

from config.logs import configure
from tests.config.doors import SECRET
from tests.contract.client import ContractClient

TRACE = "0af7651916cd43dd8448eb211c80319c"


@pytest.fixture
def lines() -> Iterator[Any]:
    """The log, as it is written outside tests; a call gives the lines so far as dicts."""
    root = logging.getLogger()
    before, level = root.handlers, root.level
    stream = io.StringIO()
    configure("INFO", stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers = before
    root.setLevel(level)


def test_the_line_has_the_seeds_fields(doors: ContractClient, lines: Any) -> None:
    doors.get(
        "/api/v1/fails/api?secret=1",
        HTTP_X_REQUEST_ID="logged-1",
        HTTP_USER_AGENT="ProcessGuardClient/1.0",
        HTTP_TRACEPARENT=f"00-{TRACE}-b7ad6b7169203331-01",
        REMOTE_ADDR="192.168.1.100",
    )
    (line,) = lines()
    assert isinstance(line.pop("response_time_ms"), int)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line.pop("timestamp"))
    assert line == {
        "event": "api_error",
        "logger": "wardroom.errors",
        "level": "ERROR",
        "request_id": "logged-1",
        "client_ip": "192.168.1.100",
        "endpoint": "/api/v1/fails/api",
        "method": "GET",
        "status": 404,
        "error_code": "SCAN_NOT_FOUND",
        "error_message": "Scan not found",
        "user_agent": "ProcessGuardClient/1.0",
        "trace_id": TRACE,
        "cause": None,
    }


@pytest.mark.parametrize("kind", ["fails/operational", "plain/operational", "plain/throttled"])
def test_an_expected_failure_is_one_line(doors: ContractClient, lines: Any, kind: str) -> None:
    doors.get(f"/api/v1/{kind}")
    assert [line["logger"] for line in lines()] == ["wardroom.errors"]


@pytest.mark.parametrize("kind", ["fails/bug", "plain/bug"])
def test_a_bug_is_logged_with_its_traceback_under_the_request_id(
    doors: ContractClient, lines: Any, kind: str
) -> None:
    doors.get(f"/api/v1/{kind}", HTTP_X_REQUEST_ID="a-bug-here")
    logged = lines()
    assert {line["request_id"] for line in logged} == {"a-bug-here"}
    (traced,) = [line for line in logged if "exception" in line]
    assert "Traceback" in traced["exception"]
    assert SECRET in traced["exception"]
    (ours,) = [line for line in logged if line["logger"] == "wardroom.errors"]
    assert (ours["level"], ours["cause"]) == ("ERROR", "RuntimeError")


def test_success_is_not_logged(doors: ContractClient, lines: Any) -> None:
    doors.get("/api/v1/things")
    assert lines() == []


def test_a_page_is_logged_too(doors: ContractClient, lines: Any) -> None:
    doors.get("/nowhere")
    assert [(line["error_code"], line["level"]) for line in lines()] == [("NOT_FOUND", "WARNING")]
