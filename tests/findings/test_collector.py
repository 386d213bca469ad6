"""The garbage collector is left as it was found."""

import gc

import pytest

from findings import collector


def test_it_collects_seldom_inside_and_as_before_after_a_fault() -> None:
    before = gc.get_threshold()
    with collector.seldom():
        assert gc.get_threshold() == collector.SELDOM
    assert gc.get_threshold() == before
    with pytest.raises(ZeroDivisionError), collector.seldom():
        1 / 0  # noqa: B018
    assert gc.get_threshold() == before
