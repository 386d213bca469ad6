"""Fixtures that every test can use."""

import os
from collections.abc import Iterator

import hypothesis
import pytest

from config.errors.catalog import ErrorCode
from tests import services
from tests.contract.client import ContractClient, check_listed
from tests.running.server import Server

# Examples are the same in each run, unless somebody goes and looks for new ones: docs/testing.md.
hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None)
hypothesis.settings.register_profile(
    "explore", max_examples=5000, deadline=None, print_blob=True, database=None
)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

SERVERS = {"server", "on_postgres"}  # fixtures that start the application


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out, with the reason, what needs a service that does not answer.

    The tests of a folder that share a real server run in one worker, which starts it once.
    """
    for item in items:
        if not SERVERS.isdisjoint(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.xdist_group(item.path.parent.name))
    probes = {
        "postgres": services.why_no_postgres,
        "redis": services.why_no_redis,
        "browser": services.why_no_browser,
    }
    for name, probe in probes.items():
        marked = [item for item in items if item.get_closest_marker(name)]
        reason = probe() if marked else ""
        if reason:
            for item in marked:
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture
def api() -> ContractClient:
    """A client without credentials that checks every error body it sees against the contract."""
    return ContractClient()


@pytest.fixture(scope="session", autouse=True)
def errors_of_real_servers() -> Iterator[None]:
    """Hold what real servers answered to their operations, as `ContractClient` does at once."""
    yield
    for method, path, code in Server.answered_errors():
        if f"{path}/".startswith(("/api/", "/p/")):
            check_listed(ErrorCode[code], method, path)
