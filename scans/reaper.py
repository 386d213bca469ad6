"""The reaper: a thread in every worker process that finds what was lost and sets it going again.

It looks at heartbeats, at queued runs that nobody was woken for, at reports whose import was
missed, and at cancels without a holder. Several at once do no harm: each act is conditional.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable
from datetime import timedelta

import structlog
from django.db import close_old_connections, connections
from django.db.models import F, Q
from django.utils import timezone

from . import cluster, logfiles, queue, recovery, retries, turns, work, workers
from .models import Attempt, Scan, ToolRun
from .settling import REPORTING
from .signals import imports_are_idle
from .states import ACTIVE, RunState

TICK_SECONDS = 2.5
DUE_SECONDS = 0.05  # a look that comes too early comes for nothing
STILL_SECONDS = 20.0
IMPORT_MISSED_SECONDS = 15
RESEND_SECONDS = 60.0

logger = structlog.get_logger(__name__)


class Reaper:
    """One observer. `clock` is monotonic seconds; the wall clock decides nothing about leases."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._seen: dict[uuid.UUID, tuple[int, float]] = {}

    def tick(self) -> None:
        """One look at everything. A failure of the database forgets what was observed, because
        nobody could beat meanwhile."""
        try:
            self.reap()
            self.wake()
            self.resend()
            workers.tell(work.busy_with())
        except Exception:
            self._seen.clear()
            raise

    def reap(self) -> int:
        """Recover attempts whose worker is gone: its process, where that is on this machine, else
        its heartbeat, which stood still. How many. One query and those."""
        now = self.clock()
        attempts = list(Attempt.objects.filter(state__in=ACTIVE))
        seen: dict[uuid.UUID, tuple[int, float]] = {}
        still = []
        for attempt in attempts:
            beat, since = self._seen.get(attempt.pk, (None, now))
            if beat != attempt.heartbeat:
                since = now
            seen[attempt.pk] = (attempt.heartbeat, since)
            if now - since >= STILL_SECONDS or recovery.worker_is_gone(attempt):
                still.append(attempt)
        self._seen = seen
        return sum(recovery.recover(attempt) for attempt in still)

    def wake(self) -> None:
        """Wake one worker where a run is eligible, this worker is idle, and no wake-up waits."""
        is_idle = not work.busy_with() and cluster.places.has_room()
        if is_idle and not queue.waiting(queue.SCANS) and turns.upcoming(1):
            queue.nudge()

    def pause(self) -> float:
        """Seconds until the next look: sooner where a run's wait is over before, or a heartbeat
        has stood still for long enough. One query."""
        wait = retries.seconds_to_next()
        now = self.clock()
        waits = [since + STILL_SECONDS - now for _, since in self._seen.values()]
        if wait is not None:
            waits.append(wait + DUE_SECONDS)
        return min([TICK_SECONDS, *(seconds for seconds in waits if seconds > 0)])

    def resend(self) -> int:
        """Queue the import of reports that have waited too long to become findings; how many."""
        if work.busy_with() or queue.waiting(queue.IMPORTS):
            return 0
        now = timezone.now()
        missed, resend = timedelta(seconds=IMPORT_MISSED_SECONDS), timedelta(seconds=RESEND_SECONDS)
        # Sending it, and each batch that is imported, is a change of the run.
        is_left = Q(updated__lt=now - resend) | Q(updated__lt=F("finished") + missed)
        waiting = ToolRun.objects.filter(
            is_left,
            state=RunState.SUCCEEDED,
            outcome__in=REPORTING,
            findings_imported=False,
            import_error="",
            finished__lt=now - missed,
        ).exclude(scan__origin=Scan.Origin.IMPORT)  # whoever sent the report goes on with it
        sent = 0
        for pk in waiting.order_by("finished").values_list("pk", flat=True)[:20]:
            # Every worker's reaper asks; one of them sends.
            if ToolRun.objects.filter(is_left, pk=pk, findings_imported=False).update(updated=now):
                queue.import_again(pk)
                sent += 1
        imports_are_idle.send(sender=Reaper)
        return sent


def sweep() -> None:
    """End what lost attempts of this machine left running, wherever they were given up, and remove
    what they left on its disk: logs, reports, and the private files of credentials."""
    recent = timezone.now() - timedelta(days=1)
    for attempt in Attempt.objects.filter(
        state=RunState.LOST, finished__gt=recent, process_group__isnull=False
    )[:200]:
        recovery.end_leftovers(attempt)
    logfiles.remove_forgotten()


def _loop() -> None:
    reaper = Reaper()
    swept = False
    while not cluster.is_draining():
        pause = TICK_SECONDS
        try:
            if not swept:
                sweep()
                workers.forget_old()
                swept = True
            reaper.tick()
            pause = reaper.pause()
        except Exception:  # the loop must survive whatever the database does
            logger.exception("reaper tick failed")
            connections.close_all()
        close_old_connections()
        retries.begun.wait(pause)
        retries.begun.clear()


def start_in_worker(**_signal: object) -> None:
    """Receiver of django-q2's `post_spawn`, which each worker process sends once."""
    threading.Thread(target=_loop, name="reaper", daemon=True).start()
