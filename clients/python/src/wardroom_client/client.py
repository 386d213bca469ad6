"""`Wardroom` and `AsyncWardroom`: the doors that every generated operation goes through."""

from __future__ import annotations

import asyncio
import inspect
import random
import threading
import time
from collections.abc import Awaitable, Callable, Generator
from typing import Any, Literal, Self, cast

import httpx

from .answers import no_answer
from .retry import Renew, Step, Wait, exchange

VERSION = "0.1.0"
TIMEOUT = httpx.Timeout(30.0, connect=5.0)
MAX_WAIT_SECONDS = 120.0

Rendering = Literal["flat", "envelope", "detail", "problem"]


class _Door:
    """What both share: where to, who asks, how errors shall look."""

    _http: httpx.Client | httpx.AsyncClient

    def __init__(
        self,
        base_url: str,
        token: str | None,
        api_key: str | None,
        renewable: bool,
        rendering: Rendering | None,
        max_wait: float,
    ) -> None:
        if api_key is not None and (token is not None or renewable):
            raise ValueError("give an API key, or a token and its callback, not both")
        self.base_url = base_url.rstrip("/")
        self.max_wait = max_wait
        self._token = token
        self._renewable = renewable
        self._headers = {"User-Agent": f"wardroom-client/{VERSION}"}
        if api_key is not None:
            self._headers["X-API-Key"] = api_key
        if rendering is not None:
            kind = "problem" if rendering == "problem" else f"vnd.wardroom.error.{rendering}"
            self._headers["Accept"] = f"application/{kind}+json, */*"

    def _exchange(
        self, method: str, path: str, headers: dict[str, str] | None, content: dict[str, Any]
    ) -> Generator[Step, Any, httpx.Response]:
        if not path.startswith("/"):  # credentials go to this server only
            raise ValueError(f"a path from the root of the server, not {path!r}")
        try:
            request = self._http.build_request(
                method,
                self.base_url + path,
                headers={**self._headers, **(headers or {})},
                **content,
            )
        except httpx.InvalidURL as error:
            raise no_answer(error) from error
        return exchange(
            request,
            token=self._token,
            renewable=self._renewable,
            max_wait=self.max_wait,
            chance=random.random,
        )


class Wardroom(_Door):
    """A server of Wardroom, and who one is to it. Several threads may share it.

    What fails is raised as `WardroomError`, after the repeats that `wardroom_client.retry` allows.
    `credentials` is called for a token when there is none yet, and when it has expired: once,
    however many threads see that. A server that asks to wait more than `max_wait` seconds is not
    waited for. `rendering` asks for errors in one shape; every shape is understood. `http` is a
    client of yours (proxies, certificates, timeouts), which you close.
    """

    def __init__(
        self,
        base_url: str,
        *,
        token: str | None = None,
        api_key: str | None = None,
        credentials: Callable[[], str] | None = None,
        rendering: Rendering | None = None,
        max_wait: float = MAX_WAIT_SECONDS,
        timeout: httpx.Timeout | float = TIMEOUT,
        http: httpx.Client | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        super().__init__(base_url, token, api_key, credentials is not None, rendering, max_wait)
        self._http: httpx.Client = http or httpx.Client(timeout=timeout)
        self._owns_http = http is None
        self._credentials = credentials or _no_credentials
        self._sleep = sleep
        self._renewing = threading.Lock()

    def request(
        self, method: str, path: str, *, headers: dict[str, str] | None = None, **content: Any
    ) -> httpx.Response:
        """The answer to `method` on `path`; `content` (`params`, `json`, …) is httpx's.

        Raises `WardroomError` for a status from 400, and where no answer came.
        """
        steps = self._exchange(method, path, headers, content)
        answer: Any = None
        while True:
            try:
                step = steps.send(answer)
            except StopIteration as end:
                return cast(httpx.Response, end.value)
            match step:
                case Wait(seconds):
                    self._sleep(seconds)
                case Renew(stale):
                    answer = self._renew(stale)
                case _:
                    answer = self._send(step)

    def _send(self, request: httpx.Request) -> httpx.Response | httpx.RequestError:
        try:
            return self._http.send(request)
        except httpx.RequestError as error:
            return error

    def _renew(self, stale: str | None) -> str:
        with self._renewing:
            if self._token is None or self._token == stale:
                self._token = self._credentials()
            return self._token

    def close(self) -> None:
        """Close the connections; those of an `http` of yours stay open."""
        if self._owns_http:
            self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


class AsyncWardroom(_Door):
    """`Wardroom` for asyncio. `credentials` is a coroutine function, or one to run in a thread."""

    def __init__(
        self,
        base_url: str,
        *,
        token: str | None = None,
        api_key: str | None = None,
        credentials: Callable[[], str] | Callable[[], Awaitable[str]] | None = None,
        rendering: Rendering | None = None,
        max_wait: float = MAX_WAIT_SECONDS,
        timeout: httpx.Timeout | float = TIMEOUT,
        http: httpx.AsyncClient | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        super().__init__(base_url, token, api_key, credentials is not None, rendering, max_wait)
        self._http: httpx.AsyncClient = http or httpx.AsyncClient(timeout=timeout)
        self._owns_http = http is None
        self._credentials = _awaited(credentials or _no_credentials)
        self._sleep = sleep
        self._renewing = asyncio.Lock()

    async def request(
        self, method: str, path: str, *, headers: dict[str, str] | None = None, **content: Any
    ) -> httpx.Response:
        """As `Wardroom.request`."""
        steps = self._exchange(method, path, headers, content)
        answer: Any = None
        while True:
            try:
                step = steps.send(answer)
            except StopIteration as end:
                return cast(httpx.Response, end.value)
            match step:
                case Wait(seconds):
                    await self._sleep(seconds)
                case Renew(stale):
                    answer = await self._renew(stale)
                case _:
                    answer = await self._send(step)

    async def _send(self, request: httpx.Request) -> httpx.Response | httpx.RequestError:
        try:
            return await self._http.send(request)
        except httpx.RequestError as error:
            return error

    async def _renew(self, stale: str | None) -> str:
        async with self._renewing:
            if self._token is None or self._token == stale:
                self._token = await self._credentials()
            return self._token

    async def aclose(self) -> None:
        """Close the connections; those of an `http` of yours stay open."""
        if self._owns_http:
            await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.aclose()


def _no_credentials() -> str:
    raise LookupError("the exchange asked for a token that it was told it cannot have")


def _awaited(
    credentials: Callable[[], str] | Callable[[], Awaitable[str]],
) -> Callable[[], Awaitable[str]]:
    async def token() -> str:
        # Of a coroutine function this only makes the coroutine.
        given: Any = await asyncio.to_thread(credentials)
        return str(await given if inspect.isawaitable(given) else given)

    return token
