"""What the engine itself costs: `python -m tests.benchmarks.engine [--shape embedded|scaled]`.

A real installation with a stand-in tool: from the order to the tool's process, processor time that
is not the tool's, tools side by side, a cancel, a worker that is killed. docs/scaling.md has the
figures.
"""

from __future__ import annotations

import argparse
import importlib
import os
import signal
import statistics
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

from tests.drills.shapes import SHAPES, installed, run_in_turn, why_not
from tooling.proc import TICKS_A_SECOND, proportional_bytes

WORKERS = 4


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.engine")
    parser.add_argument("--shape", choices=SHAPES, help="default: one after the other")
    parser.add_argument("--runs", type=int, default=40)
    asked = parser.parse_args()
    if not asked.shape:
        command = [sys.executable, "-m", "tests.benchmarks.engine", *sys.argv[1:]]
        sys.exit(run_in_turn([[*command, "--shape", shape] for shape in SHAPES], Path.cwd()))
    print(f"\n{asked.shape}: {SHAPES[asked.shape]}, {WORKERS} tools at once")
    if why := why_not(asked.shape):
        print(f"left out: {why}")
        return
    with installed(asked.shape, "config.settings") as shape:
        site = importlib.import_module("tests.drills.site").Site(shape)
        try:
            site.up(WORKERS)
            Engine(site, asked.runs).measure()
            site.down()
        finally:
            site.close()


class Engine:
    """The measurements, one after the other."""

    def __init__(self, site: Any, runs: int) -> None:
        self.site = site
        self.runs = runs
        self.clean = importlib.import_module("tests.scans.conftest").CLEAN
        self.models = importlib.import_module("scans.models")
        self.orchestration = importlib.import_module("scans.orchestration")

    def measure(self) -> None:
        self.site.finished(self.site.scan(["report", self.clean]))
        starts = self._starts()
        p50, p95 = statistics.median(starts), statistics.quantiles(starts, n=20)[-1]
        self._tell("order to tool's process, p50", f"{p50:.0f} ms", "")
        self._tell("order to tool's process, p95", f"{p95:.0f} ms", "200 ms", p95 <= 200)
        number = len(self._family())
        self._tell(f"memory of its {number} processes", f"{self._memory() / 1e6:.0f} MB", "")
        own = self._own_processor_time()
        self._tell("processor time of one run, not the tool's", f"{own:.0f} ms", "60 ms", own <= 60)
        took = self._side_by_side(10)
        self._tell("four tools of 10 s", f"{took:.1f} s", "15 s", took <= 15)
        cancels = [self._cancel() for _ in range(5)]
        longest = max(cancels)
        self._tell("cancel until confirmed, longest of 5", f"{longest:.1f} s", "3 s", longest <= 3)
        kills = [self._kill() for _ in range(5)]
        longest = max(kills)
        self._tell("killed worker noticed, longest of 5", f"{longest:.1f} s", "30 s", longest <= 30)

    @staticmethod
    def _tell(what: str, figure: str, goal: str, is_met: bool = True) -> None:
        mark = f"goal {goal}: {'met' if is_met else 'MISSED'}" if goal else ""
        print(f"  {what:46} {figure:>9}  {mark}", flush=True)

    def _family(self) -> Sequence[psutil.Process]:
        first = psutil.Process(self.site.process.pid)
        tools = {process.pid for process in self.site.tools()}
        return [p for p in [first, *first.children(recursive=True)] if p.pid not in tools]

    def _memory(self) -> int:
        """Proportional, so that pages which forks share are counted once."""
        return sum(proportional_bytes(process.pid) or 0 for process in self._family())

    def _starts(self) -> list[float]:
        """Milliseconds from the stored order to the start of the tool's process (±10 ms)."""
        found = []
        for _ in range(self.runs):
            scan = self.site.scan(["sleep", 0.4], ["report", self.clean])
            ordered = time.clock_gettime(time.CLOCK_BOOTTIME)
            self.site.finished(scan)
            attempt = self.models.Attempt.objects.get(run__scan=scan)
            found.append(1000 * (attempt.process_start / TICKS_A_SECOND - ordered))
        return found

    def _spent(self) -> float:
        spent = 0.0
        for process in self._family():
            with suppress(psutil.Error):
                times = process.cpu_times()
                spent += times.user + times.system
        return spent

    def _own_processor_time(self) -> float:
        """Milliseconds a run, over what the installation spends when nothing is asked of it."""
        begun, before = time.monotonic(), self._spent()
        time.sleep(10)
        idle = (self._spent() - before) / (time.monotonic() - begun)
        begun, before = time.monotonic(), self._spent()
        scans = [self.site.scan(["report", self.clean]) for _ in range(self.runs)]
        for scan in scans:
            self.site.finished(scan)
        spent = self._spent() - before - idle * (time.monotonic() - begun)
        return 1000 * spent / self.runs

    def _side_by_side(self, seconds: float) -> float:
        begun = time.monotonic()
        orders = (["sleep", seconds], ["report", self.clean])
        for scan in [self.site.scan(*orders) for _ in range(WORKERS)]:
            self.site.finished(scan)
        return time.monotonic() - begun

    def _cancel(self) -> float:
        scan = self.site.scan(["ignore_term", 0], ["sleep", 300])
        self.site.attempt(scan)
        begun = time.monotonic()
        self.orchestration.cancel(scan, self.site.caller)
        self.site.finished(scan)
        return time.monotonic() - begun

    def _kill(self) -> float:
        """Seconds until the loss of a killed worker is stored."""
        scan = self.site.scan(["sleep", 300])
        attempt = self.site.attempt(scan)
        begun = time.monotonic()
        os.kill(int(attempt.worker.rpartition(":")[2]), signal.SIGKILL)
        lost = self.models.Attempt.objects.filter(pk=attempt.pk, state="lost")
        self.site.wait(lost.exists, "the loss is noticed")
        took = time.monotonic() - begun
        self.site.attempt(scan)
        self.orchestration.cancel(scan, self.site.caller)
        self.site.finished(scan)
        return took


if __name__ == "__main__":
    main()
