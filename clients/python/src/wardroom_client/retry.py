"""The rules of repeating, without input or output: `Wardroom` and `AsyncWardroom` carry them out.

At most three attempts in all. An error is repeated where the catalogue calls its code retryable;
no answer where a repeat cannot do the work twice. The wait is what the server asked for, else one
second, then two, and up to a quarter more (at most five seconds), so that many clients do not come
back at once.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any, cast

import httpx

from .answers import error_of, no_answer
from .codes import AuthTokenExpired
from .errors import ClientError, RetryableError, WardroomError

ATTEMPTS = 3
BACKOFF_SECONDS = (1.0, 2.0)
JITTER = 0.25
MOST_JITTER_SECONDS = 5.0

IDEMPOTENT = {"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"}  # RFC 9110, 9.2.2
IDEMPOTENCY_KEY = "Idempotency-Key"
RETRY_ATTEMPT = "X-Retry-Attempt"

_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
_NEVER = (httpx.UnsupportedProtocol, httpx.LocalProtocolError)


@dataclass(frozen=True)
class Wait:
    """Wait for so many seconds."""

    seconds: float


@dataclass(frozen=True)
class Renew:
    """Get a token that is not `stale`, and answer with its text."""

    stale: str | None


Step = httpx.Request | Wait | Renew


def delay(retry_after: float | None, attempt: int, chance: float) -> float:
    """Seconds between attempt `attempt` (1 or 2) and the next; `chance` from 0 to 1.

    Never less than `retry_after`.
    """
    wait = BACKOFF_SECONDS[attempt - 1] if retry_after is None else retry_after
    return wait + chance * min(wait * JITTER, MOST_JITTER_SECONDS)


def may_repeat(request: httpx.Request, error: WardroomError) -> bool:
    """Whether `request` can be sent again after `error`.

    Where a connection broke in the middle the work may have been done: only what is idempotent by
    its method, or by a key, is sent again.
    """
    if not isinstance(error, ClientError):
        return isinstance(error, RetryableError)
    cause = error.__cause__
    if isinstance(cause, _NOT_SENT):
        return True
    if not isinstance(cause, httpx.TransportError) or isinstance(cause, _NEVER):
        return False
    return request.method in IDEMPOTENT or IDEMPOTENCY_KEY in request.headers


def exchange(
    request: httpx.Request,
    *,
    token: str | None,
    renewable: bool,
    max_wait: float,
    chance: Callable[[], float],
) -> Generator[Step, Any, httpx.Response]:
    """Yield what is to be done next; return the answer, or raise a `WardroomError`.

    A yielded request is answered with its response or with the `httpx.RequestError`, `Renew` (only
    if `renewable`) with the text of a token. `chance` gives numbers from 0 to 1.
    """
    attempt, renewed = 1, not renewable
    if token is None and renewable:
        token = yield Renew(None)
    while True:
        if token is not None:
            request.headers["Authorization"] = f"Bearer {token}"
        answer = yield request
        error = error_of(answer) if isinstance(answer, httpx.Response) else no_answer(answer)
        if error is None:
            return cast(httpx.Response, answer)
        error.attempts = attempt
        if isinstance(error, AuthTokenExpired) and not renewed:
            renewed = True
            token = yield Renew(token)
            continue
        asked = error.retry_after
        if attempt == ATTEMPTS or not may_repeat(request, error) or (asked or 0) > max_wait:
            raise error
        yield Wait(delay(asked, attempt, chance()))
        attempt += 1
        request.headers[RETRY_ATTEMPT] = str(attempt)
