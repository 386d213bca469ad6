"""The outermost application, under any server: it bounds requests and answers for the others."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from django.core.asgi import get_asgi_application
from django.test.client import AsyncRequestFactory

from config.entrance import Entrance
from config.refusals import most_bytes
from tests.config.doors import SECRET


def scope(path: str = "/api/v1/x", method: str = "POST", **headers: str) -> dict[str, Any]:
    made: dict[str, Any] = AsyncRequestFactory().generic(method, path).scope
    kept = [pair for pair in made["headers"] if pair[0] != b"content-length"]
    sent = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {**made, "type": "http", "headers": [*kept, *sent]}


def entrance(http: Any) -> Entrance:
    return Entrance(http, None)  # type: ignore[arg-type]


async def answer(
    http: Any, scope: dict[str, Any], *parts: bytes
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body that come back; `parts` are the body."""
    server = ApplicationCommunicator(entrance(http), scope)
    for number, part in enumerate(parts or (b"",)):
        more = number + 1 < len(parts)
        await server.send_input({"type": "http.request", "body": part, "more_body": more})
    start = await server.receive_output(5)
    body = await server.receive_output(5)
    headers = {name.decode().lower(): value.decode() for name, value in start["headers"]}
    return start["status"], headers, body["body"]


async def reads_everything(scope: Any, receive: Any, send: Any) -> None:
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"done"})


@pytest.fixture
def _small(settings: Any) -> None:
    settings.BODY_BYTES = {"/": 10, "/api/v1/imports": 100}


@pytest.mark.usefixtures("_small")
async def test_a_body_that_says_it_is_too_large_is_not_read() -> None:
    status, headers, body = await answer(None, scope(content_length="11"))
    assert (status, headers["x-error-code"]) == (413, "PAYLOAD_TOO_LARGE")
    assert json.loads(body)["request_id"] == headers["x-request-id"]


@pytest.mark.usefixtures("_small")
async def test_a_body_is_counted_as_it_comes() -> None:
    status, headers, _ = await answer(
        reads_everything, scope(content_length="3"), b"x" * 6, b"y" * 6
    )
    assert (status, headers["x-error-code"]) == (413, "PAYLOAD_TOO_LARGE")
    status, _, body = await answer(reads_everything, scope(), b"x" * 6, b"y" * 4)
    assert (status, body) == (200, b"done")


@pytest.mark.usefixtures("_small")
def test_the_longest_beginning_of_the_path_counts() -> None:
    assert most_bytes("/api/v1/imports/7") == 100
    assert most_bytes("/api/v1/import") == 10
    assert most_bytes("*") == 10


async def test_what_escapes_is_an_error_of_the_contract() -> None:
    async def fails(scope: Any, receive: Any, send: Any) -> None:
        raise RuntimeError(SECRET)

    status, headers, body = await answer(fails, scope(x_request_id="chosen-by-me"))
    assert (status, headers["x-error-code"]) == (500, "INTERNAL_ERROR")
    assert json.loads(body)["request_id"] == headers["x-request-id"] == "chosen-by-me"
    assert SECRET not in body.decode()


async def test_what_fails_after_it_began_is_broken_off() -> None:
    """Not ended, which would make a half answer look whole."""

    async def fails(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise RuntimeError(SECRET)

    server = ApplicationCommunicator(entrance(fails), scope())
    await server.send_input({"type": "http.request"})
    assert (await server.receive_output(5))["status"] == 200
    with pytest.raises(RuntimeError):
        await server.wait(5)


async def test_djangos_own_plain_answer_is_replaced() -> None:
    """To a query that is no text, its handler says 400 and nothing else."""
    odd = {**scope(method="GET"), "query_string": b"a=\xff"}
    status, headers, body = await answer(get_asgi_application(), odd)
    assert (status, headers["x-error-code"]) == (400, "BAD_REQUEST")
    assert json.loads(body)["request_id"] == headers["x-request-id"]


async def test_a_late_view_is_told_that_its_client_has_gone(settings: Any) -> None:
    settings.REQUEST_SECONDS = 0.05
    told: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def slow(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        told.set_result((await receive())["type"])
        await send({"type": "http.response.start", "status": 200, "headers": []})

    status, headers, body = await answer(slow, scope())
    assert (status, headers["x-error-code"]) == (504, "UPSTREAM_TIMEOUT")
    assert headers["retry-after"] == "5"
    assert await asyncio.wait_for(told, 1) == "http.disconnect"
    assert json.loads(body)["details"] == "The server did not finish within 0.05 seconds"


async def test_head_has_no_body() -> None:
    async def fails(scope: Any, receive: Any, send: Any) -> None:
        raise RuntimeError

    status, _, body = await answer(fails, scope(method="HEAD"))
    assert (status, body) == (500, b"")
