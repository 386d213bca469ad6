"""The URLconf of failing views, and places to count in, for the tests that need them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import redis

from config.records.counters import Counters
from tests.contract.client import ContractClient
from tests.services import REDIS


@pytest.fixture
def doors(settings: Any) -> ContractClient:
    """A client of `tests.config.doors`; what a view made for a test raises, nobody documents."""
    settings.ROOT_URLCONF = "tests.config.doors"
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.config.doors.FailingMiddleware"]
    return ContractClient(raise_request_exception=False, checks_codes=False)


@dataclass(frozen=True)
class Store:
    """What another process needs to count in the same place."""

    url: str
    folder: Path
    prefix: str

    @property
    def arguments(self) -> str:
        return f"{self.url!r}, Path({str(self.folder)!r}), {self.prefix!r}"


@pytest.fixture(params=["file", pytest.param("redis", marks=pytest.mark.redis)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A place to count in: a fresh file, and Redis under keys of its own."""
    prefix = f"wardroom-test-{uuid4().hex}"
    yield Store(REDIS if request.param == "redis" else "", tmp_path, prefix)
    if request.param == "redis":
        client = redis.Redis.from_url(REDIS)
        for key in client.scan_iter(f"{prefix}:*"):
            client.delete(key)


@pytest.fixture
def shared(store: Store) -> Counters:
    return Counters(store.url, store.folder, store.prefix)
