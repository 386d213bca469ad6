"""The Python client's credentials: tokens that expire, callbacks, keys, and where they are sent."""

from __future__ import annotations

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from wardroom_client import AsyncWardroom, Wardroom, codes
from wardroom_client.api.scans import scans_list

from config.errors.catalog import ErrorCode
from tests.clients.standin import OK, RENDERINGS, Answer, Request, Waits, asked, refusal, stand_in

LOCKED = refusal(ErrorCode.RESOURCE_LOCKED)
BY_RENDERING = pytest.mark.parametrize("rendering", RENDERINGS)


def expiring(good: str) -> Any:
    """Answers to those who bring `good`; every other token has expired."""
    expired = refusal(ErrorCode.AUTH_TOKEN_EXPIRED)

    def script(request: Request) -> Answer:
        return OK if request.headers.get("authorization") == f"Bearer {good}" else expired

    return script


@BY_RENDERING
def test_expired_token_is_renewed_once_and_the_request_repeated(
    rendering: str, waits: Waits
) -> None:
    calls: list[int] = []
    with stand_in(refusal(ErrorCode.AUTH_TOKEN_EXPIRED, rendering), LOCKED, LOCKED, OK) as server:
        answer = asked(server, waits, token="old", credentials=lambda: calls.append(1) or "new")
    assert answer.status_code == 200
    assert calls == [1]
    assert server.values("Authorization") == ["Bearer old"] + ["Bearer new"] * 3
    assert server.attempts == [None, None, "2", "3"]  # the renewal is not an attempt


def test_second_expiry_raises(waits: Waits) -> None:
    calls: list[int] = []
    with stand_in(refusal(ErrorCode.AUTH_TOKEN_EXPIRED)) as server:
        with pytest.raises(codes.AuthTokenExpired):
            asked(server, waits, token="old", credentials=lambda: calls.append(1) or "also old")
    assert (calls, len(server.requests), waits) == ([1], 2, [])


@pytest.mark.parametrize(
    ("code", "options"),
    [
        (ErrorCode.AUTH_TOKEN_EXPIRED, {"token": "old"}),
        (ErrorCode.AUTH_TOKEN_INVALID, {"credentials": lambda: "wrong"}),
    ],
)
def test_nothing_is_renewed_that_cannot_be(
    code: ErrorCode, options: dict[str, Any], waits: Waits
) -> None:
    with stand_in(refusal(code)) as server, pytest.raises(codes.BY_CODE[code.name]):
        asked(server, waits, **options)
    assert len(server.requests) == 1


def test_credentials_are_asked_for_the_first_token_and_kept() -> None:
    calls: list[int] = []
    with stand_in(OK) as server:
        with Wardroom(server.url, credentials=lambda: calls.append(1) or "first") as wardroom:
            scans_list.sync(client=wardroom)
            scans_list.sync(client=wardroom)
    assert calls == [1]
    assert server.values("Authorization") == ["Bearer first"] * 2


def test_twenty_threads_with_an_expired_token_renew_it_once() -> None:
    calls: list[int] = []
    everybody = threading.Barrier(20)
    served = expiring("new")

    def script(request: Request) -> Answer:
        if request.headers["authorization"] == "Bearer old":
            everybody.wait(timeout=10)  # all of them have seen the old token fail
        return served(request)

    def credentials() -> str:
        calls.append(1)
        time.sleep(0.02)  # long enough for the others to queue up
        return "new"

    with (
        stand_in(script=script) as server,
        Wardroom(server.url, token="old", credentials=credentials) as wardroom,
        ThreadPoolExecutor(20) as pool,
    ):
        answers = list(pool.map(lambda _: scans_list.sync(client=wardroom), range(20)))
    assert (len(answers), calls, len(server.requests)) == (20, [1], 40)


@pytest.mark.parametrize("kind", ["coroutine", "function", "other"])
async def test_twenty_tasks_with_an_expired_token_renew_it_once(kind: str) -> None:
    calls: list[str] = []

    async def coroutine() -> str:
        calls.append("new")
        await asyncio.sleep(0)
        return "new"

    def function() -> str:
        calls.append("new")
        return "new"

    kinds: dict[str, Any] = {"coroutine": coroutine, "function": function}
    credentials = kinds.get(kind, lambda: coroutine())
    with stand_in(script=expiring("new")) as server:
        async with AsyncWardroom(server.url, token="old", credentials=credentials) as wardroom:
            one = [scans_list.asyncio(client=wardroom) for _ in range(20)]
            assert len(await asyncio.gather(*one)) == 20
    assert calls == ["new"]


def test_credentials_go_to_the_server_only() -> None:
    with Wardroom("http://127.0.0.1:9", token="t") as wardroom:
        for path in ("http://elsewhere.example/", "elsewhere", ""):
            with pytest.raises(ValueError, match="from the root"):
                wardroom.request("GET", path)
    with pytest.raises(ValueError, match="not both"):
        Wardroom("http://127.0.0.1:9", token="t", api_key="k")
