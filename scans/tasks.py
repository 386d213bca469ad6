"""What the queue calls. Tasks carry ids at most; rows hold the truth."""

from __future__ import annotations

import uuid

from django.conf import settings

from tooling import health

from . import cluster, leases, workers
from . import work as engine
from .models import ToolRun
from .signals import run_finished


def work() -> str:
    """Claim the next eligible run and work on it; what became of it, for the queue's log.

    Delivered twice, or to two workers at once, it does no harm: a run is claimed once.
    """
    if cluster.is_draining():
        return "draining"
    claim = leases.claim(workers.name())
    if claim is None:
        return "nothing to do"
    try:
        engine.run(claim)
    finally:
        leases.wake_next(settings.Q_CLUSTER["workers"])
    return f"{claim.run.tool} of scan {claim.scan.pk}"


def tell_finished(run_id: str) -> None:
    """Send `run_finished` again for a run whose report did not become findings."""
    run_finished.send(sender=ToolRun, run_id=uuid.UUID(run_id))


def look_at_tools() -> int:
    """Probe the tools of this machine that were not looked at lately; how many."""
    return len(health.refresh_stale())
