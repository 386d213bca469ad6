"""What `make fuzz` calls wrong."""

from __future__ import annotations

import json
from typing import Any

import requests
import schemathesis
from schemathesis import Response

from tests.contract.fuzz import wrong_with

NOT_FOUND = {
    "error": "Not Found",
    "code": "NOT_FOUND",
    "details": None,
    "request_id": "a-request-id",
}


def case(*codes: str) -> Any:
    """A call of an operation that answers 200 with a number, and lists `codes`."""
    body = {"application/json": {"schema": {"type": "integer"}}}
    error = {"application/json": {"schema": {"type": "object"}}}
    responses = {"200": {"description": "OK", "content": body}}
    responses |= {status: {"description": "", "content": error} for status in ("404", "500")}
    operation = {"responses": responses, "x-error-codes": codes}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "one", "version": "1"},
        "paths": {"/api/v1/thing": {"get": operation}},
    }
    return schemathesis.openapi.from_dict(document)["/api/v1/thing"]["GET"].Case()


def answer(status: int, body: Any, code: str = "", media_type: str = "application/json") -> Any:
    headers = {"content-type": [media_type], "x-request-id": ["a-request-id"]}
    if code:
        headers["x-error-code"] = [code]
    return Response(
        status_code=status,
        headers=headers,
        content=json.dumps(body).encode() if media_type.endswith("json") else body,
        request=requests.Request("GET", "http://127.0.0.1/api/v1/thing").prepare(),
        elapsed=0.1,
        verify=False,
    )


def test_documented_answers_are_not_wrong() -> None:
    assert list(wrong_with(case(), answer(200, 3))) == []
    assert list(wrong_with(case("NOT_FOUND"), answer(404, NOT_FOUND, "NOT_FOUND"))) == []


def test_body_that_the_document_does_not_describe_is_wrong() -> None:
    (sentence,) = wrong_with(case(), answer(200, "three"))
    assert "schema" in sentence


def test_status_that_the_document_does_not_describe_is_wrong() -> None:
    assert "status code" in " ".join(wrong_with(case(), answer(202, 3)))


def test_code_that_the_operation_does_not_list_is_wrong() -> None:
    (sentence,) = wrong_with(case(), answer(404, NOT_FOUND, "NOT_FOUND"))
    assert sentence.startswith("NOT_FOUND is not listed")


def test_error_outside_the_contract_is_wrong() -> None:
    page = answer(404, b"<h1>Not Found</h1>", media_type="text/html")
    assert "Outside the contract" in " ".join(wrong_with(case("NOT_FOUND"), page))


def test_server_error_is_wrong_even_where_it_is_listed() -> None:
    body = {**NOT_FOUND, "error": "Internal Server Error", "code": "INTERNAL_ERROR"}
    (sentence,) = wrong_with(case("INTERNAL_ERROR"), answer(500, body, "INTERNAL_ERROR"))
    assert sentence.startswith("A server error")
