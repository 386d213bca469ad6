"""The job of an uploaded report: unpack it, read it to its end, store its runs, import each.

It may be delivered twice and may die at any moment. Each step is repeated without harm: only one
job stores the runs, under the upload's lock, and importing a run is idempotent. Whoever works on an
upload touches its row every few seconds, also while a parser tells nothing; one that nobody touches
is begun again (`resend`). The queue ends a job after `IMPORT_SECONDS`.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Event, Thread
from uuid import UUID

import structlog
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from django_q.exceptions import TimeoutException

from config.errors.catalog import ErrorCode
from projects.models import Target
from scans import events, queue
from scans.models import Scan, ToolRun
from scans.settling import settle_locked
from scans.states import RunState
from scans.work import STATES
from tooling.base import Record, UnreadableReport

from . import collector, unpacking
from .importing import import_run
from .models import Upload
from .receiving import TASK, Moved
from .surveying import Judged, Survey, Unimportable, survey
from .unpacking import BadArchive
from .upload_records import records_of

MAX_TRIES = 5
BEAT_SECONDS = 2.0
HELD_SECONDS = 5.0
LEFT_SECONDS = 15
KEPT_FILES = timedelta(days=1)  # whoever still writes one is done by then
OPEN = (Upload.State.QUEUED, Upload.State.RUNNING)

logger = structlog.get_logger(__name__)


def carry_out(upload_id: UUID | str, told: Callable[[int | None, str], None] | None = None) -> str:
    """Import the upload as far as it is not; what became of it, for the queue's log.

    A report that cannot be imported ends as failed, with nothing stored. A fault is raised, and the
    upload is begun again up to five times. `told` hears of the progress.
    """
    upload = _claim(UUID(str(upload_id)))
    if upload is None:
        return "nothing to do"
    context = {"request_id": upload.request_id, "upload_id": str(upload.pk)}
    with structlog.contextvars.bound_contextvars(**context):
        if upload.tries > MAX_TRIES:
            fail(upload, ErrorCode.INTERNAL_ERROR, f"It was begun {MAX_TRIES} times and not ended")
            return "given up"
        try:
            with collector.seldom(), _held(upload):
                Work(upload, told).do()
        except (Unimportable, BadArchive, UnreadableReport) as error:
            where = getattr(error, "where", "")
            message = str(error).removesuffix(f" ({where})") if where else str(error)
            fail(
                upload,
                ErrorCode.REPORT_UNREADABLE,
                f"The report cannot be read: {message}",
                where,
            )
        except (OperationalError, InterfaceError):
            # The database's fault, not the report's: no try of it.
            with suppress(DatabaseError, InterfaceError):
                Upload.objects.filter(pk=upload.pk, tries__gt=0).update(tries=F("tries") - 1)
            raise
        except TimeoutException:
            seconds = settings.IMPORT_SECONDS
            fail(
                upload,
                ErrorCode.REPORT_UNREADABLE,
                f"The import took longer than {seconds:,} seconds (WARDROOM_IMPORT_SECONDS)",
            )
            raise
        except Exception as error:
            logger.exception("upload_failed", tries=upload.tries)
            if upload.tries >= MAX_TRIES:
                told_as = f"The import failed {upload.tries} times ({type(error).__name__})"
                fail(upload, ErrorCode.INTERNAL_ERROR, told_as)
            raise
    upload.refresh_from_db(fields=["state"])
    return str(upload.state)


@contextmanager
def _held(upload: Upload) -> Iterator[None]:
    """Touch the upload's row from a thread: a parser that passes over much tells nothing of it."""
    ended = Event()

    def touch() -> None:
        try:
            while not ended.wait(HELD_SECONDS):
                with suppress(DatabaseError, InterfaceError):
                    Upload.objects.filter(pk=upload.pk, state=Upload.State.RUNNING).update(
                        updated=timezone.now()
                    )
        finally:
            connection.close()

    thread = Thread(target=touch, name="import-held", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def resend(now: datetime | None = None) -> int:
    """Queue again the uploads that nobody works on; how many. One query where there is none."""
    before = (now or timezone.now()) - timedelta(seconds=LEFT_SECONDS)
    sent = 0
    for pk in Upload.objects.left_behind(before).values_list("pk", flat=True)[:20]:
        # Every worker's reaper asks; one of them sends.
        mine = Upload.objects.left_behind(before).filter(pk=pk)
        if mine.update(updated=timezone.now(), state=Upload.State.QUEUED):
            queue.hand_over_again(TASK, pk)
            sent += 1
    return sent


def remove_forgotten(now: datetime | None = None) -> int:
    """Remove the files of uploads that are gone, or that never came to be because their process
    died: those in the storage, and what lies in the folder where files arrive. How many."""
    before = ((now or timezone.now()) - KEPT_FILES).timestamp()
    folders = [
        path for path in (settings.DATA_DIR / "files" / "imports").glob("*") if path.is_dir()
    ]
    kept = {str(pk) for pk in Upload.objects.values_list("pk", flat=True)}
    forgotten = [path for path in folders if path.name not in kept]
    forgotten += [path for path in settings.INCOMING_DIR.iterdir() if path.is_file()]
    removed = 0
    for path in forgotten:
        if path.stat().st_mtime < before:
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
            removed += 1
    return removed


def _claim(pk: UUID) -> Upload | None:
    """The upload, now worked on by the caller; None where it is finished or somebody has it."""
    before = timezone.now() - timedelta(seconds=LEFT_SECONDS)
    free = Q(state=Upload.State.QUEUED) | Q(state=Upload.State.RUNNING, updated__lt=before)
    now = timezone.now()
    claimed = Upload.objects.filter(free, pk=pk).update(
        state=Upload.State.RUNNING, tries=F("tries") + 1, updated=now
    )
    if not claimed:
        return None
    Upload.objects.filter(pk=pk, started=None).update(started=now)
    return Upload.objects.select_related("project", "target", "scan__project").get(pk=pk)


@transaction.atomic
def fail(upload: Upload, code: ErrorCode, message: str, where: str = "") -> None:
    """End an upload of which nothing was stored, or not all."""
    now = timezone.now()
    ended = Upload.objects.filter(pk=upload.pk, state__in=OPEN).update(
        state=Upload.State.FAILED,
        error_code=code.name,
        error=message[:1000],
        error_position=where[:200],
        progress_percent=None,
        progress_message="",
        finished=now,
        updated=now,
    )
    if ended:
        upload.refresh_from_db()
        _tell(upload, events.import_finished(upload.pk, upload.state, code.name, upload.error))


def _tell(upload: Upload, event: events.Event) -> None:
    """One event, to the scan where there is one, and to the project."""
    if upload.scan is not None:
        events.emit_all(upload.scan, [event])
    else:
        events.emit_to_project(upload.project_id, event)


class Work:
    """One try at one upload."""

    def __init__(
        self, upload: Upload, told: Callable[[int | None, str], None] | None = None
    ) -> None:
        self.upload = upload
        self._told = told
        self._last = time.monotonic()

    def do(self) -> None:
        found: Survey | None = None
        self._unpack()
        if self.upload.scan is None:
            found = survey(self.upload, self._read)
            self._store(found)
        scan = self.upload.scan
        assert scan is not None  # noqa: S101 - stored just now
        for run in scan.runs.order_by("position"):
            import_run(run.pk, partial(self._passing, run, found.records if found else None))
        self._finish()

    def beat(self, percent: int | None, message: str) -> None:
        """Say that somebody works on it, and how far that is; every two seconds at most."""
        if self._told is not None:
            self._told(percent, message)
        now = time.monotonic()
        if now - self._last < BEAT_SECONDS:
            return
        self._last = now
        with transaction.atomic():
            Upload.objects.filter(pk=self.upload.pk, state=Upload.State.RUNNING).update(
                progress_percent=percent, progress_message=message, updated=timezone.now()
            )
            _tell(self.upload, events.import_progress(self.upload.pk, percent, message))

    # --- Steps ------------------------------------------------------------------------------

    def _unpack(self) -> None:
        upload = self.upload
        if upload.content:
            return
        name = str(upload.file.name)
        if upload.packing:
            name = self._unpacked(Path(upload.file.path))
        if not Upload.objects.filter(pk=upload.pk, content="").update(content=name):
            if upload.packing:
                default_storage.delete(name)
            upload.refresh_from_db(fields=["content"])
            return
        upload.content = name

    def _unpacked(self, path: Path) -> str:
        unpacked = settings.INCOMING_DIR / f"{self.upload.pk}.{time.monotonic_ns()}"
        try:
            with unpacked.open("xb") as into:
                unpacked.chmod(0o600)
                unpacking.unpack(
                    path,
                    self.upload.packing,
                    into,
                    lambda came: self.beat(None, f"{came >> 20} MiB unpacked"),
                )
            with Moved(unpacked) as content:
                return default_storage.save(f"imports/{self.upload.pk}/report", content)
        finally:
            unpacked.unlink(missing_ok=True)

    def _read(self, count: int) -> None:
        if count % 500 == 0:
            self.beat(None, f"{count:,} records read")

    def _passing(self, run: ToolRun, kept: Sequence[Record] | None) -> Iterator[tuple[int, Record]]:
        """The run's records as they are stored."""
        most = max(1, self.upload.records)
        for number, record in records_of(self.upload, run, kept):
            if number % 500 == 0:
                self.beat(min(99, number * 100 // most), f"{run.tool}: {number:,} records stored")
            yield number, record

    @transaction.atomic
    def _store(self, found: Survey) -> None:
        """The scan and its runs, as the report tells of them; once."""
        upload = Upload.objects.select_for_update(of=("self",)).get(pk=self.upload.pk)
        if upload.scan_id is None:
            judged = found.judged()
            scan = _scan(upload, judged)
            runs = [_run(upload, scan, position, one) for position, one in enumerate(judged)]
            ToolRun.objects.bulk_create(runs)
            told = [events.scan_created(scan)]
            told += [events.tool_finished(run, run, None) for run in runs]
            told += settle_locked(scan)
            Upload.objects.filter(pk=upload.pk).update(
                scan=scan, records=found.count, problems=found.contents.problems
            )
            events.emit_all(scan, told)
        fresh = Upload.objects.select_related("project", "target", "scan__project")
        self.upload = fresh.get(pk=upload.pk)

    def _finish(self) -> None:
        with transaction.atomic():
            now = timezone.now()
            runs = ToolRun.objects.filter(scan=self.upload.scan)
            broken = runs.exclude(import_error="").values_list("import_error", flat=True).first()
            if broken:
                fail(self.upload, ErrorCode.REPORT_UNREADABLE, broken)
                return
            if runs.filter(state=RunState.SUCCEEDED, findings_imported=False).exists():
                return
            ended = Upload.objects.filter(pk=self.upload.pk, state__in=OPEN).update(
                state=Upload.State.DONE,
                progress_percent=100,
                progress_message="",
                finished=now,
                updated=now,
            )
            if ended:
                _tell(self.upload, events.import_finished(self.upload.pk, "done", "", ""))


def _scan(upload: Upload, judged: Sequence[Judged]) -> Scan:
    return Scan.objects.create(
        project=upload.project,
        target=upload.target or _imported_target(upload, judged),
        origin=Scan.Origin.IMPORT,
        requested_by=upload.requested_by,
        request_id=upload.request_id,
        tools=[one.tool for one in judged],
    )


def _imported_target(upload: Upload, judged: Sequence[Judged]) -> Target:
    """The project's target for reports without one: one a tool, so that they find their findings
    again; one for what several tools wrote together."""
    name = judged[0].tool if len(judged) == 1 else upload.format
    target, _ = Target.objects.get_or_create(
        project=upload.project,
        kind=Target.Kind.IMPORTED,
        locator=name,
        defaults={"name": f"Reports of {name}"},
    )
    if target.retired:
        target.retired = False
        target.save(update_fields=["retired", "updated"])
    return target


def _run(upload: Upload, scan: Scan, position: int, one: Judged) -> ToolRun:
    """A run that has ended; it began to look, as far as one knows, when its report came."""
    return ToolRun(
        scan=scan,
        tool=one.tool,
        position=position,
        state=STATES.get(one.outcome, RunState.FAILED),
        outcome=one.outcome,
        error=one.error,
        hint=one.hint,
        coverage=one.coverage,
        full_scope=one.full_scope,
        report=upload.content.name,
        started=upload.created,
        finished=timezone.now(),
        max_attempts=1,
    )
