"""Requests a second that can be counted: `python -m tests.benchmarks.rate_limits`."""

from __future__ import annotations

import multiprocessing
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from config.records import limits, rates
from config.records.counters import Counters
from tests.services import REDIS, why_no_redis

SECONDS = 3.0


def counted(url: str, folder: Path, prefix: str, begin: float) -> tuple[int, float]:
    """How many requests this process counts in the time, and the longest that one took (ms)."""
    settings.configure(RATE_LIMITS=rates.table({"general": "100000000/minute"}))
    shared = Counters(url, folder, prefix)
    limits.count("user:1", ["general"], within=shared)
    time.sleep(max(0.0, begin - time.time()))
    number, longest = 0, 0.0
    end = time.perf_counter() + SECONDS
    while (now := time.perf_counter()) < end:
        limits.count("user:1", ["general"], within=shared)
        longest = max(longest, time.perf_counter() - now)
        number += 1
    seen = limits.look("user:1", ["general"], within=shared)
    assert seen.usages, "nothing was counted"
    return number, longest * 1000


def main() -> None:
    stores = {"file": "", **({} if why_no_redis() else {"Redis": REDIS})}
    spawn = multiprocessing.get_context("spawn")
    for name, url in stores.items():
        for processes in (1, 4):
            with (
                tempfile.TemporaryDirectory() as folder,
                ProcessPoolExecutor(processes, mp_context=spawn) as pool,
            ):
                prefix, begin = f"wardroom-benchmark-{uuid4().hex}", time.time() + 2
                asked = [
                    pool.submit(counted, url, Path(folder), prefix, begin) for _ in range(processes)
                ]
                numbers, longest = zip(*(answer.result() for answer in asked), strict=True)
            print(
                f"{name:6} {processes} process{'es' if processes > 1 else ''}:"
                f" {sum(numbers) / SECONDS:8,.0f} requests/s, longest {max(longest):.0f} ms"
            )


if __name__ == "__main__":
    main()
