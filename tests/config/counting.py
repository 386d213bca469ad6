"""What the tests of rate limits and slots do in other processes."""

from __future__ import annotations

import time
from pathlib import Path

from django.conf import settings

from config.records import limits, rates, slots
from config.records.counters import Counters


def passed(url: str, folder: Path, prefix: str, rate: str, times: int) -> int:
    """How many of `times` requests of one caller pass."""
    if not settings.configured:
        settings.configure(RATE_LIMITS=rates.table({"general": rate}))
    shared = Counters(url, folder, prefix)
    return sum(limits.count("user:1", ["general"], within=shared).passes for _ in range(times))


def hold(url: str, folder: Path, prefix: str, lease_seconds: float) -> None:
    """Hold the only slot, say so, and never give it back."""
    slot = slots.take("stream", 1, lease_seconds, within=Counters(url, folder, prefix))
    print("held" if slot else "refused", flush=True)
    time.sleep(60)
