"""Fixtures that every test can use."""

import pytest

from tests import services
from tests.contract.client import ContractClient


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out, with the reason, what needs a service that does not answer."""
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
