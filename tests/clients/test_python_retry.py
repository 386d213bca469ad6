"""The Python client's rules: what is repeated, when, and how often."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from wardroom_client import (
    AsyncWardroom,
    ClientError,
    RetryableError,
    Wardroom,
    WardroomError,
    codes,
)
from wardroom_client.api.projects import auth_revoke
from wardroom_client.api.scans import scans_list, scans_start
from wardroom_client.retry import ATTEMPTS, BACKOFF_SECONDS, delay

from config.errors.catalog import ErrorCode
from tests.clients.standin import (
    DEAD,
    OK,
    RENDERINGS,
    Answer,
    Waits,
    asked,
    refusal,
    stand_in,
)

RETRYABLE = [code for code in ErrorCode if code.value.retryable]
PERMANENT = [code for code in ErrorCode if not code.value.retryable]
LOCKED = refusal(ErrorCode.RESOURCE_LOCKED)  # sets no delay of its own
BY_RENDERING = pytest.mark.parametrize("rendering", RENDERINGS)


@BY_RENDERING
def test_retryable_twice_then_an_answer(rendering: str, waits: Waits) -> None:
    busy = refusal(ErrorCode.RESOURCE_EXHAUSTED, rendering, retry_after=7)
    with stand_in(busy, busy, OK) as server:
        assert asked(server, waits).status_code == 200
    assert server.attempts == [None, "2", "3"]
    assert [7 <= seconds <= 8.75 for seconds in waits] == [True, True]


@pytest.mark.parametrize("code", RETRYABLE, ids=lambda code: code.name)
def test_three_attempts_and_no_more(code: ErrorCode, waits: Waits) -> None:
    with stand_in(refusal(code)) as server, pytest.raises(RetryableError) as caught:
        asked(server, waits)
    assert caught.value.attempts == len(server.requests) == ATTEMPTS == 3
    assert type(caught.value) is codes.BY_CODE[code.name]


@pytest.mark.parametrize("code", PERMANENT, ids=lambda code: code.name)
def test_permanent_error_is_never_repeated(code: ErrorCode, waits: Waits) -> None:
    with stand_in(refusal(code, retry_after=1)) as server, pytest.raises(codes.BY_CODE[code.name]):
        asked(server, waits)
    assert len(server.requests) == 1
    assert waits == []


def test_unknown_code_is_not_repeated(waits: Waits) -> None:
    body = b'{"error": "Low tide", "code": "TIDE_TOO_LOW", "details": null, "retry_after": 1}'
    with stand_in(Answer(503, body)) as server, pytest.raises(WardroomError, match="TIDE_TOO_LOW"):
        asked(server, waits)
    assert len(server.requests) == 1


def test_second_error_decides_anew(waits: Waits) -> None:
    with stand_in(LOCKED, refusal(ErrorCode.SCAN_NOT_FOUND)) as server:
        with pytest.raises(codes.ScanNotFound) as caught:
            asked(server, waits)
    assert caught.value.attempts == 2


def test_without_retry_after_it_waits_one_then_two_seconds(waits: Waits) -> None:
    with stand_in(LOCKED, LOCKED, OK) as server:
        asked(server, waits)
    first, second = waits
    assert 1 <= first <= 1.25
    assert 2 <= second <= 2.5


@pytest.mark.parametrize("body", [b"", b"null", b'{"detail": "Try again"}'])
def test_retry_after_header_counts_where_the_body_names_none(body: bytes, waits: Waits) -> None:
    headers = {"X-Error-Code": "RATE_LIMIT_EXCEEDED", "Retry-After": "9"}
    with stand_in(Answer(429, body, headers), OK) as server:
        asked(server, waits)
    assert 9 <= waits[0] <= 11.25


def test_body_counts_before_the_header(waits: Waits) -> None:
    answer = refusal(ErrorCode.RATE_LIMIT_EXCEEDED, retry_after=3)
    with stand_in(Answer(429, answer.body, {**answer.headers, "Retry-After": "50"}), OK) as server:
        asked(server, waits)
    assert 3 <= waits[0] <= 3.75


def test_retry_after_may_be_a_date(waits: Waits) -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    earlier = format_datetime(datetime.now(UTC) - timedelta(seconds=30), usegmt=True)
    told = [
        Answer(409, LOCKED.body, {**LOCKED.headers, "Retry-After": d}) for d in (later, earlier)
    ]
    with stand_in(*told, OK) as server:
        asked(server, waits)
    assert 28 < waits[0] <= 35
    assert waits[1] == 0


@pytest.mark.parametrize("text", ["soon", "-5", "", "1.5e3", "99/99/9999", "NaN", "²"])
def test_retry_after_that_says_nothing_is_none(text: str, waits: Waits) -> None:
    answer = Answer(409, LOCKED.body, {"X-Error-Code": "RESOURCE_LOCKED"})
    headers = {**answer.headers, "Retry-After": text.encode().decode("latin-1")}
    with stand_in(Answer(409, LOCKED.body, headers), OK) as server:
        asked(server, waits)
    assert 1 <= waits[0] <= 1.25


@pytest.mark.parametrize("retry_after", [121, 10**9])
def test_absurd_wait_is_not_waited_for(retry_after: int, waits: Waits) -> None:
    slow = refusal(ErrorCode.RATE_LIMIT_EXCEEDED, retry_after=retry_after)
    with stand_in(slow) as server, pytest.raises(codes.RateLimitExceeded) as caught:
        asked(server, waits)
    assert (len(server.requests), waits) == (1, [])
    assert caught.value.retry_after == retry_after


def test_what_is_too_long_is_for_the_caller_to_say(waits: Waits) -> None:
    with stand_in(refusal(ErrorCode.RATE_LIMIT_EXCEEDED, retry_after=121), OK) as server:
        assert asked(server, waits, max_wait=200).status_code == 200


@given(
    retry_after=st.none() | st.floats(0, 1e6),
    attempt=st.integers(1, ATTEMPTS - 1),
    chance=st.floats(0, 1),
)
def test_delay_is_never_less_than_asked_and_little_more(
    retry_after: float | None, attempt: int, chance: float
) -> None:
    least = BACKOFF_SECONDS[attempt - 1] if retry_after is None else retry_after
    seconds = delay(retry_after, attempt, chance)
    assert least <= seconds <= least + min(least / 4, 5)
    assert delay(retry_after, attempt, 0) == least


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_connection_that_dies_is_repeated_where_that_is_harmless(method: str, waits: Waits) -> None:
    with stand_in(DEAD, DEAD, OK) as server:
        assert asked(server, waits, method).status_code == 200
    assert server.attempts == [None, "2", "3"]


@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_connection_that_dies_may_have_done_the_work(method: str, waits: Waits) -> None:
    with stand_in(DEAD) as server, pytest.raises(ClientError) as caught:
        asked(server, waits, method, json={"name": "harbour"})
    assert (len(server.requests), caught.value.status) == (1, None)


def test_post_with_a_key_is_repeated_with_the_same_key(waits: Waits) -> None:
    with stand_in(DEAD, OK) as server:
        asked(server, waits, "POST", json={}, headers={"Idempotency-Key": "mine"})
    assert server.values("Idempotency-Key") == ["mine", "mine"]
    assert server.requests[0].body == server.requests[1].body


def test_starting_work_brings_a_key_of_its_own(waits: Waits) -> None:
    with stand_in(DEAD, refusal(ErrorCode.SCAN_NOT_FOUND)) as server:
        with Wardroom(server.url, sleep=waits) as wardroom:
            for _ in range(2):
                with pytest.raises(codes.ScanNotFound):
                    scans_start.sync(client=wardroom)
            with pytest.raises(codes.ScanNotFound):
                scans_start.sync(client=wardroom, idempotency_key="mine")
            with pytest.raises(codes.ScanNotFound):
                auth_revoke.sync(client=wardroom)
    first, again, second, third, fourth = server.values("Idempotency-Key")
    assert first
    assert first == again != second
    assert (third, fourth) == ("mine", None)


async def test_asyncio_keeps_the_same_rules(waits: Waits) -> None:
    busy = refusal(ErrorCode.RESOURCE_EXHAUSTED, "envelope", retry_after=7)
    with stand_in(DEAD, busy, OK, refusal(ErrorCode.FORBIDDEN)) as server:
        async with AsyncWardroom(server.url, sleep=waits.awaited, api_key="k") as wardroom:
            assert (await scans_list.asyncio(client=wardroom)).results == []
            with pytest.raises(codes.Forbidden):
                await scans_list.asyncio(client=wardroom)
    assert server.attempts == [None, "2", "3", None]
    assert server.values("X-API-Key") == ["k"] * 4
    assert 1 <= waits[0] <= 1.25
    assert 7 <= waits[1] <= 8.75


def test_a_client_of_ones_own_is_used_and_left_open(waits: Waits) -> None:
    with stand_in(OK) as server, httpx.Client(headers={"X-Edge": "7"}) as http:
        asked(server, waits, http=http)
        assert not http.is_closed
    assert server.values("X-Edge") == ["7"]
