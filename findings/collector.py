"""Python's collector of circular garbage, asked to look less often while a report is imported."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = (50_000, 20, 100)  # instead of 700, 10, 10


@contextmanager
def seldom() -> Iterator[None]:
    """Collect seldom inside. Parsed records are no circles and go by themselves: looking through
    a batch of them again and again took a quarter of an import's processor time, and freed
    nothing (memory is the same)."""
    before = gc.get_threshold()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
