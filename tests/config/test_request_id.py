"""The request id: accepted or made, in header, body, log lines, and gone afterwards."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
import structlog
from django.test import AsyncClient, Client

from config.errors import request_id
from tests.contract.client import ContractClient

GOOD = ["12345678", "a" * 128, "Trace-1_2.3-xyz", "58ba12a3-d4e1-40d1-938f-41523d1b4a3b"]
BAD = [
    "",
    "1234567",
    "a" * 129,
    "has space",
    "semi;colon",
    "täglich-er",
    "a/b/c/d/e",
    "newline\n-id",
]


@pytest.mark.parametrize("value", GOOD)
def test_a_good_id_is_kept(api: ContractClient, value: str) -> None:
    response = api.get("/api/v1/nothing", HTTP_X_REQUEST_ID=value)
    assert response["X-Request-ID"] == value
    assert response.json()["request_id"] == value


@pytest.mark.parametrize("value", BAD)
def test_a_bad_id_is_replaced_by_a_uuid4(api: ContractClient, value: str) -> None:
    response = api.get("/api/v1/nothing", HTTP_X_REQUEST_ID=value)
    made = uuid.UUID(response["X-Request-ID"])
    assert made.version == 4


def test_without_one_each_request_gets_its_own(api: ContractClient) -> None:
    seen = {api.get("/api/v1/error-codes")["X-Request-ID"] for _ in range(3)}
    assert len(seen) == 3


def test_pages_have_it_too(client: Client) -> None:
    response = client.get("/docs/errors", headers={"X-Request-ID": "a-page-please"})
    assert response.status_code == 200
    assert response["X-Request-ID"] == "a-page-please"


def test_it_is_current_and_in_the_log_context_during_the_request() -> None:
    seen: list[Any] = []

    def view(request: Any) -> dict[str, str]:
        seen.extend([request_id.current(), structlog.contextvars.get_contextvars()])
        return {}

    request = type(
        "Request", (), {"headers": {"X-Request-ID": "during-1"}, "path_info": "/", "path": "/"}
    )()
    assert request_id.RequestIdMiddleware(view)(request) == {"X-Request-ID": "during-1"}  # type: ignore[arg-type]
    assert seen == ["during-1", {"request_id": "during-1"}]
    assert request_id.current() == ""
    assert structlog.contextvars.get_contextvars() == {}


async def test_the_same_through_asgi() -> None:
    response = await AsyncClient().get("/docs/errors", headers={"X-Request-ID": "async-page"})
    assert response["X-Request-ID"] == "async-page"
    assert request_id.current() == ""


def test_outside_a_request_there_is_none() -> None:
    assert request_id.current() == ""


@pytest.mark.parametrize("path", ["/api/v1/error-codes", "/api/error-codes"])
def test_a_trailing_slash_gets_the_same_answer_without_redirect(
    api: ContractClient, path: str
) -> None:
    plain, slashed = api.get(path), api.get(f"{path}/")
    assert plain.status_code == slashed.status_code == 200
    assert plain.content == slashed.content


def test_a_slash_elsewhere_is_left_alone(client: Client) -> None:
    assert client.get("/admin/").status_code in (200, 302)
