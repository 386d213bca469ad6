"""What the queue calls. Tasks carry ids at most; rows hold the truth."""

from __future__ import annotations

import time
import uuid

from tooling import health

from . import cluster, leases, workers
from . import work as engine
from .models import ToolRun
from .signals import run_finished

SPENT_SECONDS = 30  # of a task, after which no further run is begun: django-q2 limits tasks


def work() -> str:
    """Claim the run whose turn it is and work on it, and on the next ones while little time has
    passed; what became of it, for the queue's log.

    Delivered twice, or to two workers at once, it does no harm: a run is claimed once.
    """
    if cluster.is_draining():
        return "draining"
    if not cluster.places.take():
        return "as many tools run as may"  # whoever leaves its place sends another wake-up
    begun, done = time.monotonic(), 0
    try:
        while not cluster.is_draining() and time.monotonic() - begun < SPENT_SECONDS:
            claim = leases.claim(workers.name())
            if claim is None:
                break
            engine.run(claim)
            done += 1
    finally:
        cluster.places.leave()
        leases.wake_next()
    return f"tools run: {done}" if done else "nothing to do"


def tell_finished(run_id: str) -> None:
    """Send `run_finished` again for a run whose report did not become findings."""
    run_finished.send(sender=ToolRun, run_id=uuid.UUID(run_id))


def look_at_tools() -> int:
    """Probe the tools of this machine that were not looked at lately; how many."""
    return len(health.refresh_stale())
