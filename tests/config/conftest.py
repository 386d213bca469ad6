"""The URLconf of failing views, for the tests that need it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.client import ContractClient


@pytest.fixture
def doors(settings: Any) -> ContractClient:
    """A client of `tests.config.doors`; what a view made for a test raises, nobody documents."""
    settings.ROOT_URLCONF = "tests.config.doors"
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.config.doors.FailingMiddleware"]
    return ContractClient(raise_request_exception=False, checks_codes=False)
