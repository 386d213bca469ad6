"""States of scans, tool runs and attempts, and which change may follow which."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import models


class RunState(models.TextChoices):
    QUEUED = "queued", "Queued"
    RUNNING = "running", "Running"
    CANCELLING = "cancelling", "Cancelling"
    SUCCEEDED = "succeeded", "Succeeded"
    FAILED = "failed", "Failed"
    TIMED_OUT = "timed_out", "Timed out"
    LOST = "lost", "Lost"
    CANCELLED = "cancelled", "Cancelled"
    SKIPPED = "skipped", "Skipped"


ACTIVE = frozenset({RunState.RUNNING, RunState.CANCELLING})
OPEN = frozenset({RunState.QUEUED, *ACTIVE})
TERMINAL = frozenset(RunState) - OPEN
FAILURES = frozenset({RunState.FAILED, RunState.TIMED_OUT, RunState.LOST, RunState.CANCELLED})
RETRYABLE = FAILURES | {RunState.SKIPPED}

# A run returns to `queued` only together with a new attempt.
TRANSITIONS: dict[RunState, frozenset[RunState]] = {
    # To a failure: that of its last attempt, where a breaker refuses the next.
    RunState.QUEUED: frozenset({RunState.RUNNING, RunState.SKIPPED, *FAILURES}),
    RunState.RUNNING: frozenset(
        {
            RunState.CANCELLING,
            RunState.SUCCEEDED,
            RunState.FAILED,
            RunState.TIMED_OUT,
            RunState.LOST,
            RunState.SKIPPED,
            RunState.QUEUED,
        }
    ),
    RunState.CANCELLING: frozenset({RunState.CANCELLED}),
    **{state: frozenset({RunState.QUEUED}) for state in RETRYABLE},
    RunState.SUCCEEDED: frozenset({RunState.QUEUED}),
}


class ScanStatus(models.TextChoices):
    PENDING = "pending", "Pending"
    RUNNING = "running", "Running"
    COMPLETED = "completed", "Completed"
    PARTIAL = "partial", "Partial"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


UNFINISHED = (ScanStatus.PENDING, ScanStatus.RUNNING)


class BreakerState(models.TextChoices):
    CLOSED = "closed", "Closed"
    OPEN = "open", "Open"
    HALF_OPEN = "half_open", "One run is trying"


BREAKER_OPENS_AFTER = 3  # failures in a row
BREAKER_OPEN_FOR = timedelta(seconds=30)


@dataclass(frozen=True)
class RunFacts:
    """What of a run decides its scan's status.

    `executed`: an attempt has started, or an import brought its report.
    `importing`: its report waits to become findings.
    `import_failed`: the report could not be imported for good.
    """

    state: str
    executed: bool
    importing: bool = False
    import_failed: bool = False


def derive(runs: Iterable[RunFacts]) -> ScanStatus:
    """The status of a scan from its runs; a scan is not finished before its findings are in.

    Skipped runs and runs cancelled before their turn were not executed; they decide nothing unless
    nothing was.
    """
    facts = list(runs)
    if not facts:
        return ScanStatus.PENDING
    if any(run.state in OPEN or run.importing for run in facts):
        started = any(run.executed or run.state in ACTIVE for run in facts)
        return ScanStatus.RUNNING if started else ScanStatus.PENDING
    if any(run.state == RunState.CANCELLED for run in facts):
        return ScanStatus.CANCELLED
    failed = any(run.state in FAILURES or run.import_failed for run in facts)
    succeeded = any(run.state == RunState.SUCCEEDED and not run.import_failed for run in facts)
    if succeeded:
        return ScanStatus.PARTIAL if failed else ScanStatus.COMPLETED
    return ScanStatus.FAILED
