"""A run's stored report becomes findings: streamed, in batches, as often as it is asked for.

A batch is one short transaction under the project's lock: one query finds the known fingerprints,
a few write what is new and what was seen again, one event tells of it. How far the import is
stands in the same transaction, so an import that was interrupted, or runs twice at once, goes on
where the other stopped and counts nothing twice.

Order of sightings is the order in which runs began to look, not in which they are imported: an
older run that comes late neither moves a finding back nor reopens what a newer one has closed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Count, F, Max
from django.utils import timezone

from scans import events, orchestration
from scans.jobs import handed_of
from scans.models import Scan, ToolRun
from scans.states import TERMINAL, RunState
from tooling import registry
from tooling.base import (
    Job,
    Outcome,
    ParsedFinding,
    Problem,
    Record,
    Rejected,
    Report,
    UnknownSeverity,
    UnreadableReport,
)
from tooling.sanitizer import Sanitizer

from . import collector
from .columns import Masker, columns, masked
from .fingerprint import Fingerprint, Fingerprinter
from .lifecycle import locked
from .models import FingerprintKey, ReportImport, Sighting
from .sightings import Result, Seen, close_absent, record_batch
from .upload_records import family_of, records_of, upload_of

BATCH = 2000
BATCH_BYTES = 4_000_000  # of facts, several times that in memory
MAX_TRIES = 5
MAX_NOTES = 100  # rejected records and unknown severity words that are kept

# A run's records, each with its number in the whole report.
Source = Callable[[], Iterator[tuple[int, Record]]]

logger = structlog.get_logger(__name__)


def import_run(run_id: UUID | str, source: Source | None = None) -> ReportImport:
    """Import the report of a run that has ended; idempotent. `source` reads it, where the caller
    knows better how.

    A report that cannot be read marks the run (`import_error`) for good. Anything else that goes
    wrong is raised, counted, and marks the run after `MAX_TRIES` tries; a database that is away
    is raised and not counted. Queries: about a dozen a batch, whatever the number of findings.
    """
    run = ToolRun.objects.select_related("scan__project", "scan__target", "scan__credential").get(
        pk=run_id
    )
    record = _begin(run)
    if run.state not in TERMINAL:
        return record
    if record.state != ReportImport.State.DONE:
        importer = Import(run, record, source)
        try:
            with collector.seldom():
                importer.carry_out()
            return importer.record  # it has settled the scan, too
        except UnreadableReport as error:
            _fail(run, record, f"The report of {run.tool} cannot be read: {error}")
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            _count_try(run, record, error)
            raise
    orchestration.settle(run.scan)
    record.refresh_from_db()
    return record


def _begin(run: ToolRun) -> ReportImport:
    """The import's row; emptied where the run has made a new attempt since. Two queries."""
    number = run.attempts.aggregate(last=Max("number"))["last"] or 1
    fresh: dict[str, Any] = {
        "attempt_number": number,
        "looked_at": run.started or run.created,
        "selection_key": run.selection_key,
    }
    record, created = ReportImport.objects.get_or_create(
        run=run, defaults={"scan": run.scan, **fresh}
    )
    if not created and record.attempt_number < number:
        empty = ReportImport(**fresh)
        kept = {"id", "run", "scan", "created", "updated"}
        again = {
            column.name: getattr(empty, column.name)
            for column in ReportImport._meta.concrete_fields
            if column.name not in kept
        }
        with transaction.atomic():
            locked(run.scan.project_id)
            if ReportImport.objects.filter(pk=record.pk, attempt_number__lt=number).update(**again):
                Sighting.objects.filter(run=run).delete()
        record.refresh_from_db()
    return record


@transaction.atomic
def _fail(run: ToolRun, record: ReportImport, reason: str) -> None:
    locked(run.scan.project_id)
    reason = Sanitizer(addresses=False).text(reason.replace("\0", ""))
    ReportImport.objects.filter(pk=record.pk, attempt_number=record.attempt_number).exclude(
        state=ReportImport.State.DONE
    ).update(state=ReportImport.State.FAILED, reason=reason, updated=timezone.now())
    ToolRun.objects.filter(pk=run.pk, state__in=TERMINAL, findings_imported=False).update(
        import_error=reason, updated=timezone.now()
    )


def _count_try(run: ToolRun, record: ReportImport, error: Exception) -> None:
    ReportImport.objects.filter(pk=record.pk).update(tries=F("tries") + 1)
    record.refresh_from_db(fields=["tries"])
    logger.error("import_failed", run_id=str(run.pk), tool=run.tool, tries=record.tries)
    if record.tries >= MAX_TRIES:
        _fail(run, record, f"The import failed {record.tries} times ({type(error).__name__})")
        orchestration.settle(run.scan)


def _counts(scan: Scan) -> dict[str, int]:
    """Findings that the scan's runs have reported, by severity. One query."""
    reported = Sighting.objects.filter(run__scan=scan).order_by()
    rows = reported.values("finding__severity").annotate(count=Count("finding", distinct=True))
    return {row["finding__severity"]: row["count"] for row in rows}


class Superseded(Exception):
    """The run has made a new attempt, or another worker has finished this import."""


@dataclass
class Batch:
    """What a stretch of the report holds. `end` is the number of its last record."""

    start: int
    end: int = 0
    seen: list[Seen] = field(default_factory=list)
    size: int = 0
    rejected: list[dict[str, str]] = field(default_factory=list)
    rejected_count: int = 0
    words: list[str] = field(default_factory=list)

    @property
    def tells(self) -> bool:
        """Whether there is anything to store; most reports end with what does not."""
        return bool(self.seen or self.rejected_count or self.words)


class Import:
    """One pass over one report."""

    def __init__(self, run: ToolRun, record: ReportImport, source: Source | None = None) -> None:
        self.run = run
        self.source = source
        self.scan: Scan = run.scan
        self.record = record
        self.wanted = frozenset(self.scan.severity_filter)
        self.problems = 0
        self.upload = upload_of(self.scan)

    def carry_out(self) -> None:
        """Read and store the whole report, then close what a full look did not see."""
        if not self.run.report:
            self._finish(readable=False)
            return
        try:
            for batch in self._batches():
                if batch.tells and batch.end > self.record.records_done:
                    self._store(batch)
            self._finish(readable=True)
        except Superseded:
            logger.info("import_superseded", run_id=str(self.run.pk))

    def _batches(self) -> Iterator[Batch]:
        sanitizer = self._sanitizer()
        masker = Masker(sanitizer.text, sanitizer.is_quiet)
        fingerprinter = Fingerprinter(
            tool=self.run.tool,
            family=family_of(self.run.tool),
            target_id=str(self.scan.target_id),
            key=FingerprintKey.of(self.scan.project_id),
        )
        seen: set[int] = set()
        done = self.record.records_done
        batch = Batch(0)
        for number, record in self._records():
            batch.end = number
            match record:
                case ParsedFinding():
                    self._take(record, number, batch, masker, fingerprinter, seen)
                case Rejected(position=position, reason=reason):
                    self._reject(batch, masker, position, reason)
                case UnknownSeverity(word=word):
                    batch.words.append(masker.text(word)[:60])
                case Problem():
                    self.problems += 1
            if number == done:  # so far it is stored, in batches of whatever size
                batch = Batch(number)
            if number - batch.start >= BATCH or batch.size >= BATCH_BYTES:
                yield batch
                batch = Batch(number)
        if batch.end > batch.start:
            yield batch

    def _records(self) -> Iterator[tuple[int, Record]]:
        """The run's records, each with its number in the report, which others may share."""
        if self.source is not None:
            return self.source()
        if self.upload is not None:
            return records_of(self.upload, self.run)
        try:
            tool = registry.get(self.run.tool)
        except KeyError:
            raise UnreadableReport(f"no tool is named {self.run.tool}") from None
        return enumerate(tool.read(self._report()), 1)

    def _take(
        self,
        record: ParsedFinding,
        number: int,
        batch: Batch,
        masker: Masker,
        fingerprinter: Fingerprinter,
        seen: set[int],
    ) -> None:
        try:
            # Of an upload, the run is its tool's, however the report spells the name.
            clean = masked(record, masker, "" if self.upload else None)
            identity: Fingerprint = fingerprinter(clean)
            facts = columns(clean)
        except (TypeError, ValueError, AttributeError) as error:
            self._reject(batch, masker, f"record {number}", str(error))
            return
        digest = int(identity.hex[:16], 16)
        if digest in seen:  # the report says it twice: one sighting
            return
        seen.add(digest)
        batch.size += facts["size"]
        batch.seen.append(
            Seen(
                fingerprint=identity,
                kind=clean.place.kind,
                tool=clean.tool or self.run.tool,
                facts=facts,
                wanted=not self.wanted or clean.severity in self.wanted,
            )
        )

    def _reject(self, batch: Batch, masker: Masker, position: str, reason: str) -> None:
        batch.rejected_count += 1
        if len(batch.rejected) < MAX_NOTES:
            batch.rejected.append(
                {"position": masker.text(position)[:200], "reason": masker.text(reason)[:300]}
            )

    def _sanitizer(self) -> Sanitizer:
        secrets = handed_of(self.scan.credential).secrets
        return Sanitizer(secrets, addresses=False)  # they are what a finding is about

    def _report(self) -> Report:
        path = Path(self.run.report.path)
        target = self.scan.target
        job = Job(
            target_kind=target.kind,
            locator=target.locator,
            work=path.parent,
            options=self.run.options,
            target_options=target.options,
            timeout_seconds=self.run.timeout_seconds,
        )
        return Report(path, job)

    @transaction.atomic
    def _store(self, batch: Batch) -> None:
        self._lock()
        done = self.record.records_done
        if done >= batch.end:
            return
        result = record_batch(self.run, self.record, batch.seen)
        self.record.created_count += result.created
        self.record.seen_again += result.seen_again
        self.record.reopened += result.reopened
        self.record.fixed += result.fixed
        self.record.below_filter += result.below_filter
        self.record.rejected_count += batch.rejected_count
        self.record.rejected = (self.record.rejected + batch.rejected)[:MAX_NOTES]
        words = dict.fromkeys([*self.record.unknown_severities, *batch.words])
        self.record.unknown_severities = list(words)[:MAX_NOTES]
        self.record.records_done = batch.end
        self.record.state = ReportImport.State.RUNNING
        self.record.save()
        # Else a reaper takes an import that goes on for one that was missed.
        ToolRun.objects.filter(pk=self.run.pk).update(updated=timezone.now())
        result.tell(self.scan)

    def _finish(self, *, readable: bool) -> None:
        """Close what was absent, if the run may, and mark the run as imported."""
        closes = readable and self._may_close()
        while not self._ended(closes):
            pass

    @transaction.atomic
    def _ended(self, closes: bool) -> bool:
        """Close up to a batch of what was absent; with the last of it, mark the run as imported."""
        self._lock()
        scan = orchestration.lock(self.scan)
        result = close_absent(self.run, self.record, BATCH) if closes else Result(self.run.tool)
        self.record.closes = self.record.closes or closes
        self.record.fixed += result.fixed
        if not result.more:
            self.record.state = ReportImport.State.DONE
            self.record.reason = self._why_nothing_closed()
            # Not where the run was queued again meanwhile.
            same = ToolRun.objects.filter(
                pk=self.run.pk, state__in=TERMINAL, started=self.run.started
            )
            same.update(findings_imported=True, import_error="", updated=timezone.now())
            scan.counts = _counts(scan)
            Scan.objects.filter(pk=scan.pk).update(counts=scan.counts, updated=timezone.now())
        self.record.save()
        result.tell(scan)
        if not result.more:
            events.emit_all(scan, orchestration.settle_locked(scan))
        return not result.more

    def _lock(self) -> None:
        """Hold the project and read again how far the import is; two queries."""
        locked(self.scan.project_id)
        number = self.record.attempt_number
        self.record = ReportImport.objects.get(pk=self.record.pk)
        if self.record.attempt_number != number or self.record.state == ReportImport.State.DONE:
            raise Superseded

    def _may_close(self) -> bool:
        return self._covered() and not self.record.rejected_count and not self.problems

    def _covered(self) -> bool:
        return (
            self.run.full_scope
            and self.run.state == RunState.SUCCEEDED
            and self.run.outcome in {Outcome.CLEAN, Outcome.FINDINGS}
        )

    def _why_nothing_closed(self) -> str:
        if self.record.closes or not self._covered():
            return ""
        if self.record.rejected_count:
            return "Records were rejected, so absent findings were not closed."
        if self.problems:
            return "The report names problems, so absent findings were not closed."
        return "There was no report, so absent findings were not closed."
