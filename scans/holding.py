"""Keeping a claimed run alive: a thread that beats, hears of a cancel, and tells progress.

It is apart from the tool's own watching, so that a database that is slow or away neither stops the
tool nor its deadline.
"""

from __future__ import annotations

import threading
import time
from types import TracebackType

import structlog
from django.db import DatabaseError, InterfaceError, close_old_connections, connections

from . import leases
from .states import RunState

BEAT_SECONDS = 5.0
LOOK_SECONDS = 0.5
TELL_SECONDS = 0.25  # at most four progress events a second

logger = structlog.get_logger(__name__)


class Hold:
    """The lease of one claim while its tool runs; use it in a `with`.

    `cancelled` and `lost` are set when the thread learns of it; `lost` means that somebody else
    has declared the attempt over, and no result of it will be taken.
    """

    def __init__(self, claim: leases.Claim) -> None:
        self.claim = claim
        self.cancelled = threading.Event()
        self.lost = threading.Event()
        self._process: tuple[int, int | None] | None = None
        self._progress: tuple[int | None, str] | None = None
        self._lines = 0
        self._guard = threading.Lock()
        self._news = threading.Event()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="hold", daemon=True)

    def __enter__(self) -> Hold:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._news.set()
        self._thread.join(timeout=30)

    def started(self, group: int, ticks: int | None) -> None:
        """The tool runs in process group `group`, started `ticks` clock ticks after boot."""
        with self._guard:
            self._process = (group, ticks)
        self._news.set()

    def progress(self, percent: int | None, message: str) -> None:
        with self._guard:
            self._progress = (percent, message)
        self._news.set()

    def log_lines(self, count: int = 1) -> None:
        with self._guard:
            self._lines += count
        self._news.set()

    def _run(self) -> None:
        next_beat = time.monotonic() + BEAT_SECONDS
        next_look = 0.0
        while not self._over.is_set() and not self.lost.is_set():
            try:
                now = time.monotonic()
                if now >= next_look:
                    next_look = now + LOOK_SECONDS
                    self._look()
                if now >= next_beat:
                    next_beat = now + BEAT_SECONDS
                    if not leases.beat(self.claim):
                        self.lost.set()
                self._tell()
            except (DatabaseError, InterfaceError) as error:
                # The tool goes on; the reaper cannot see us either, and starts anew when it can.
                logger.warning("lease not renewed", run=str(self.claim.run.pk), error=str(error))
                close_old_connections()
                next_beat = min(next_beat, time.monotonic() + 1)
            self._news.wait(LOOK_SECONDS - TELL_SECONDS)
            self._news.clear()
            self._over.wait(TELL_SECONDS)
        try:
            self._tell()  # the last lines and the last per cent
        except (DatabaseError, InterfaceError) as error:
            logger.warning("progress not told", run=str(self.claim.run.pk), error=str(error))
        connections.close_all()

    def _look(self) -> None:
        state = leases.state_of(self.claim)
        if state is None:
            self.lost.set()
        elif state == RunState.CANCELLING:
            self.cancelled.set()

    def _tell(self) -> None:
        with self._guard:
            process, self._process = self._process, None
            progress, self._progress = self._progress, None
            lines, self._lines = self._lines, 0
        try:
            if process is not None:
                leases.note_process(self.claim, *process)
            if progress is not None or lines:
                percent, message = progress or (None, "")
                leases.report_progress(self.claim, percent, message, lines)
        except (DatabaseError, InterfaceError):
            with self._guard:
                self._process = self._process or process
                self._progress = self._progress or progress
                self._lines += lines
            raise
