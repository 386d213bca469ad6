"""The four renderings: exact bodies, who gets which, and how a client asks for another."""

from __future__ import annotations

from typing import Any

import pytest

from config.errors.negotiation import MEDIA_TYPES, default_for
from config.errors.renderings import PYDANTIC_WORDS
from tests.contract.client import ContractClient

ENVELOPE = MEDIA_TYPES["envelope"]
DETAIL = MEDIA_TYPES["detail"]
FLAT = MEDIA_TYPES["flat"]
PROBLEM = "application/problem+json"
ID = {"HTTP_X_REQUEST_ID": "the-request"}


def test_flat(doors: ContractClient) -> None:
    response = doors.get("/api/v1/fails/api", **ID)
    assert response["Content-Type"] == "application/json"
    assert response.json() == {
        "error": "Scan not found",
        "code": "SCAN_NOT_FOUND",
        "details": "No scan 7",
        "request_id": "the-request",
    }


def test_flat_with_errors_and_a_delay(doors: ContractClient) -> None:
    assert doors.get("/api/v1/fails/field-errors", **ID).json()["errors"] == [
        {"field": "severity", "message": "is wrong", "code": "invalid_choice"}
    ]
    response = doors.get("/api/v1/fails/delay")
    assert response["Retry-After"] == "7"
    assert response.json()["retry_after"] == 7


def test_envelope(doors: ContractClient) -> None:
    body = doors.get("/api/v1/processes/process", **ID).json()
    error = body["error"]
    assert error["code"] == "PROCESS_NOT_FOUND"
    assert error["message"] == "Process with specified PID not found"
    assert error["details"] == {"pid": 7, "possible_reasons": ["invalid_pid"]}
    assert error["request_id"] == "the-request"
    assert error["documentation_url"] == "http://testserver/docs/errors#PROCESS_NOT_FOUND"
    assert body["meta"]["api_version"] == "v1"


def test_envelope_has_exactly_the_documented_keys(doors: ContractClient) -> None:
    details = doors.get("/api/v1/processes/incomplete-context").json()["error"]["details"]
    assert details == {"pid": 7, "possible_reasons": None}


def test_envelope_of_a_code_without_documented_keys_still_says_why(doors: ContractClient) -> None:
    details = doors.get("/api/v1/processes/api").json()["error"]["details"]
    assert details == {"reason": "No scan 7"}


def test_detail(doors: ContractClient) -> None:
    response = doors.get("/api/v1/iocs/api", **ID)
    assert response.json() == {"detail": "No scan 7"}
    assert response["X-Request-ID"] == "the-request"


def test_detail_sentences_of_the_operations_centre(doors: ContractClient) -> None:
    throttled = doors.get("/api/iocs/throttled")
    assert throttled.json() == {"detail": "Rate limit exceeded. Try again in 42 seconds."}
    assert throttled["Retry-After"] == "42"
    down = doors.get("/api/iocs/operational")
    assert down.json() == {"detail": "Database unavailable — running in degraded mode"}


def test_detail_lists_refused_fields_in_pydantics_words(doors: ContractClient) -> None:
    body = {"severity": "awful", "tools": [1, "x"]}
    listed = doors.post("/api/v1/iocs", body).json()["detail"]
    assert {"loc": ["body", "name"], "msg": "Field required", "type": "missing"} in listed
    by_place = {tuple(entry["loc"]): entry["type"] for entry in listed}
    assert by_place == {
        ("body", "name"): "missing",
        ("body", "severity"): "enum",
        ("body", "tools", 1): "value_error",
    }


def test_detail_of_a_refused_query_starts_with_query(doors: ContractClient) -> None:
    listed = doors.get("/api/v1/iocs/field-errors").json()["detail"]
    assert listed == [{"loc": ["query", "severity"], "msg": "is wrong", "type": "enum"}]


def test_problem(doors: ContractClient) -> None:
    response = doors.get("/api/v1/fails/api", HTTP_ACCEPT=PROBLEM, **ID)
    assert response["Content-Type"] == PROBLEM
    assert response.json() == {
        "type": "http://testserver/docs/errors#SCAN_NOT_FOUND",
        "title": "Scan not found",
        "status": 404,
        "detail": "No scan 7",
        "instance": "/api/v1/fails/api",
        "code": "SCAN_NOT_FOUND",
        "request_id": "the-request",
    }


@pytest.mark.parametrize(
    ("accept", "key"),
    [
        (PROBLEM, "title"),
        (f"{PROBLEM}, application/json", "title"),
        (f"application/json, {PROBLEM};q=0.5", "title"),
        (ENVELOPE, "meta"),
        (f"{ENVELOPE}, application/json", "meta"),
        (DETAIL, "detail"),
        (FLAT, "error"),
        (f"{DETAIL};q=0.3, {ENVELOPE};q=0.9", "meta"),
        (f"{PROBLEM};q=0, application/json", "error"),
        ("application/json", "error"),
        ("*/*", "error"),
        ("rubbish", "error"),
        ("text/xml", "error"),
        (";;q=nan,,", "error"),
    ],
)
def test_the_client_asks(doors: ContractClient, accept: str, key: str) -> None:
    client = doors.get("/api/v1/plain/api", HTTP_ACCEPT=accept)
    assert key in client.json()


@pytest.mark.parametrize("asked", [FLAT, ENVELOPE, DETAIL, PROBLEM])
@pytest.mark.parametrize(
    "path",
    ["/api/v1/nothing", "/api/processes/nothing/at/all", "/p/acme/nothing", "/api/v1/fails/bug"],
)
def test_every_door_speaks_every_rendering(doors: ContractClient, path: str, asked: str) -> None:
    response = doors.get(path, HTTP_ACCEPT=asked)
    assert response["Content-Type"] == asked


@pytest.mark.parametrize("accept", [PROBLEM, ENVELOPE, f"{DETAIL}, application/json"])
def test_success_is_plain_json_whatever_accept_says_of_errors(
    doors: ContractClient, accept: str
) -> None:
    response = doors.get("/api/v1/things", HTTP_ACCEPT=accept)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("path", "rendering"),
    [
        ("/api/processes", "envelope"),
        ("/api/v1/processes/7/scan", "envelope"),
        ("/api/scan/7", "envelope"),
        ("/api/scans/7", "flat"),
        ("/api/processesx", "flat"),
        ("/api/v1/iocs", "detail"),
        ("/api/investigations/1", "detail"),
        ("/api/v1/playbooks/runs", "detail"),
        ("/api/agents", "detail"),
        ("/api", "flat"),
        ("/api/v1", "flat"),
        ("/p/acme/processes", "flat"),
        ("/p/iocs", "flat"),
    ],
)
def test_the_path_decides_where_no_view_does(path: str, rendering: str) -> None:
    assert default_for(path) == rendering


def test_the_view_decides_before_the_path(doors: ContractClient) -> None:
    assert "meta" in doors.get("/api/v1/envelopes/api", HTTP_ACCEPT=ENVELOPE).json()
    body = doors.get("/p/acme/plain/api").json()
    assert body["code"] == "SCAN_NOT_FOUND"


@pytest.mark.parametrize("body", [[], "text", 7, None])
def test_a_body_of_the_wrong_shape(doors: ContractClient, body: Any) -> None:
    response = doors.post("/api/v1/things", body, format="json")
    assert response.status_code == 400


def test_nested_errors_have_dotted_fields(doors: ContractClient) -> None:
    body = {"parts": [{"size": 1}, {"size": 0}, {}]}
    errors = doors.post("/api/v1/wholes", body).json()["errors"]
    assert [(error["field"], error["code"]) for error in errors] == [
        ("parts.1.size", "min_value"),
        ("parts.2.size", "required"),
    ]


def test_an_error_of_the_whole_has_an_empty_field(doors: ContractClient) -> None:
    body = doors.post("/api/v1/wholes", {"parts": []}).json()
    assert body["details"] == "The whole is wrong."
    assert body["errors"][0]["field"] == ""


def test_details_of_many_errors_stay_short(doors: ContractClient) -> None:
    body = {"name": "x", "tools": ["a"] * 50}
    answer = doors.post("/api/v1/things", body).json()
    assert len(answer["errors"]) == 50
    assert answer["details"].endswith("(and 45 more)")


def test_pydantics_words_are_lower_case_words() -> None:
    assert all(word.replace("_", "").islower() for word in PYDANTIC_WORDS.values())
