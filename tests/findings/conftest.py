"""Fixtures of the findings' tests."""

import pytest

from tests.findings.sample import OtherSample, Sample
from tooling import registry


@pytest.fixture(autouse=True)
def _sample_tools(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two tools of the tests' own in the registry."""
    for tool in (Sample(), OtherSample()):
        monkeypatch.setitem(registry.all_tools(), tool.name, tool)
