"""The shared client notices what is outside the contract; each answer here is one step off."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.http import HttpResponse
from rest_framework.permissions import AllowAny
from rest_framework.views import APIView

from config.errors.catalog import ErrorCode
from config.errors.openapi import raises
from tests.contract.client import ContractClient, check_error

FLAT = {
    "error": "Scan not found",
    "code": "SCAN_NOT_FOUND",
    "details": None,
    "request_id": "request-1",
}
HEADERS = {"X-Request-ID": "request-1", "X-Error-Code": "SCAN_NOT_FOUND"}
REQUEST = {"PATH_INFO": "/api/v1/scans/7", "REQUEST_METHOD": "GET"}


class Answer(HttpResponse):
    def json(self) -> Any:
        return json.loads(self.content)


def answer(body: Any = FLAT, status: int = 404, **headers: str) -> Answer:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    response = Answer(json.dumps(body), status=status, content_type="application/json")
    for name, value in {**HEADERS, **given}.items():
        if value:
            response[name] = value
    return response


def test_a_good_answer_passes() -> None:
    check_error(answer(), REQUEST, checks_codes=False)


@pytest.mark.parametrize(
    "response",
    [
        answer(X_Error_Code=""),
        answer(X_Error_Code="NO_SUCH_CODE"),
        answer(X_Error_Code="NOT_FOUND"),
        answer(status=400),
        answer(X_Request_ID=""),
        answer(X_Request_ID="another-1"),
        answer({**FLAT, "extra": 1}),
        answer({**FLAT, "error": "Nothing here"}),
        answer({**FLAT, "details": {"a": 1}}),
        answer({**FLAT, "details": 'File "/srv/app/views.py", line 3'}),
        answer({**FLAT, "details": "no such column: SELECT a FROM users"}),
        answer({**FLAT, "retry_after": 5}),
        answer({**FLAT, "errors": [{"field": "a"}]}),
        answer({"detail": "Scan not found"}),
        answer({**FLAT, "code": "RATE_LIMITED"}, 429, X_Error_Code="RATE_LIMITED"),
        answer({**FLAT, "code": "MISSING_API_KEY"}, 401, X_Error_Code="MISSING_API_KEY"),
        answer({**FLAT, "code": "METHOD_NOT_ALLOWED"}, 405, X_Error_Code="METHOD_NOT_ALLOWED"),
    ],
)
def test_an_answer_one_step_off_fails(response: Answer) -> None:
    with pytest.raises(AssertionError):
        check_error(response, REQUEST, checks_codes=False)


@pytest.mark.parametrize("path", ["/api/processes/7", "/api/v1/iocs", "/api/scan/7"])
def test_flat_is_wrong_where_the_family_says_otherwise(path: str) -> None:
    with pytest.raises(AssertionError):
        check_error(answer(), {**REQUEST, "PATH_INFO": path}, checks_codes=False)


def test_flat_is_wrong_where_another_was_asked_for() -> None:
    request = {**REQUEST, "HTTP_ACCEPT": "application/problem+json"}
    with pytest.raises(AssertionError):
        check_error(answer(), request, checks_codes=False)


def test_a_code_that_the_operation_does_not_list_fails() -> None:
    off = answer({**FLAT, "code": "CONFLICT", "error": "Conflict"}, 409, X_Error_Code="CONFLICT")
    with pytest.raises(AssertionError, match="does not list"):
        check_error(off, {**REQUEST, "PATH_INFO": "/api/v1/error-codes"})
    check_error(off, {**REQUEST, "PATH_INFO": "/api/v1/error-codes"}, checks_codes=False)


def test_marks_stay_on_the_action() -> None:
    class View(APIView):
        permission_classes = [AllowAny]

        @raises(ErrorCode.CONFLICT)
        def get(self, request: Any) -> None: ...

    assert View.get.error_codes == (ErrorCode.CONFLICT,)  # type: ignore[attr-defined]


def test_it_can_be_told_to_overlook_the_list() -> None:
    client = ContractClient()
    with client.undocumented() as same:
        assert same is client
        assert not client.checks_codes
    assert client.checks_codes
