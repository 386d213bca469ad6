"""What one batch of a report does to findings and attributions, and what absence does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone

from config.records.rows import new_id
from scans import events
from scans.models import Scan, ToolRun

from . import bulk, lifecycle
from .columns import FACTS
from .fingerprint import VERSION, Fingerprint
from .lifecycle import Change, Standing
from .models import Attribution, Finding, ReportImport, Sighting, Status

ROW = ("id", "created", "updated")
NEW_FINDING = (
    *ROW, "project_id", "fingerprint", "fingerprint_version", "fingerprint_parts", "kind", *FACTS,
    "first_seen", "last_seen", "last_run_id", "occurrences", "status", "import_status", "version",
)  # fmt: skip
NEW_ATTRIBUTION = (
    *ROW, "finding_id", "tool", "target_id", "rule_id", "first_seen", "last_seen", "last_run_id",
    "selection_key", "reported",
)  # fmt: skip
CHANGED_FINDING = ("id", "updated", *FACTS)


@dataclass(frozen=True, slots=True)
class Seen:
    """One finding as a report tells it, masked; `wanted` by the scan's severity filter."""

    fingerprint: Fingerprint
    kind: str
    tool: str
    facts: dict[str, Any]
    wanted: bool = True


@dataclass(frozen=True, slots=True)
class Reporting:
    """An attribution, as far as a sighting needs to know it."""

    pk: UUID
    finding_id: UUID
    tool: str
    target_id: UUID
    first_seen: datetime
    last_seen: datetime
    reported: bool


@dataclass
class Result:
    """What a batch changed."""

    tool: str
    new_ids: list[UUID] = field(default_factory=list)
    seen_again: int = 0
    below_filter: int = 0
    opened: list[Change] = field(default_factory=list)
    closed: list[Change] = field(default_factory=list)
    more: bool = False

    @property
    def created(self) -> int:
        return len(self.new_ids)

    @property
    def reopened(self) -> int:
        return sum(change.now == Status.OPEN for change in self.opened)

    @property
    def fixed(self) -> int:
        return len(self.closed)

    def tell(self, scan: Scan) -> None:
        """Write the batch's events, last in its transaction; an event a kind, none for nothing."""
        told = []
        if self.new_ids:
            told.append(events.findings_created(self.created, self.new_ids, self.tool))
        told += lifecycle.told("reopened", self.opened, self.tool)
        told += lifecycle.told("fixed", self.closed, self.tool)
        if told:
            events.emit_all(scan, told)


def record_batch(run: ToolRun, record: ReportImport, seen: Sequence[Seen]) -> Result:
    """Store what `run` has seen, in the caller's transaction under the project's lock.

    About ten queries, whatever the number of findings, besides the rows that are written.
    """
    result = Result(run.tool)
    if seen:
        Recorder(run, record, result).store(seen)
    return result


class Recorder:
    """Sorts the sightings of a batch into what to write, then writes it set by set."""

    def __init__(self, run: ToolRun, record: ReportImport, result: Result) -> None:
        self.run = run
        self.looked_at: datetime = record.looked_at
        self.selection_key = record.selection_key
        self.result = result
        self.superseded = _newer_full_look(run, record)
        self.reports: dict[UUID, list[Reporting]] = defaultdict(list)
        self.now = timezone.now()
        self.new: list[tuple[Any, ...]] = []
        self.new_attributions: list[tuple[Any, ...]] = []
        self.changed: list[tuple[Any, ...]] = []
        self.seen: list[UUID] = []
        self.seen_late: list[UUID] = []
        self.seen_earlier: list[UUID] = []
        self.attributions: list[UUID] = []
        self.first_earlier: list[UUID] = []
        self.reopened: list[Standing] = []
        self.lapsed: list[Standing] = []

    def store(self, seen: Sequence[Seen]) -> None:
        known = self._known([one.fingerprint.hex for one in seen])
        for one in seen:
            finding = known.get(one.fingerprint.hex)
            if finding is not None:
                self._again(finding, one)
            elif one.wanted:
                self._first(one)
            else:
                self.result.below_filter += 1
        self._write()

    def _known(self, fingerprints: Sequence[str]) -> dict[str, Standing]:
        """The stored findings of these fingerprints; their attributions go to `self.reports`.

        Two queries, of narrow rows: texts and evidence are compared by digest.
        """
        names = [name.name for name in fields(Standing)]
        rows = (
            Finding.objects.filter(
                project_id=self.run.scan.project_id, fingerprint__in=bulk.these_texts(fingerprints)
            )
            .order_by()
            .values_list(*names)
        )
        known = {row[1]: Standing(*row) for row in rows}
        names = [name.name for name in fields(Reporting)]
        found = (
            Attribution.objects.filter(finding__in=bulk.these_ids(one.pk for one in known.values()))
            .order_by()
            .values_list(*names)
        )
        for row in found:
            self.reports[row[1]].append(Reporting(*row))
        return known

    def _first(self, seen: Seen) -> None:
        """A row of `NEW_FINDING`."""
        status = (Status.FIXED if self.superseded else Status.OPEN).value
        pk = new_id()
        parts = [list(part) for part in seen.fingerprint.parts]
        known = (pk, self.now, self.now, self.run.scan.project_id, seen.fingerprint.hex, VERSION)
        sighted = (self.looked_at, self.looked_at, self.run.pk, 1, status, status, 1)
        facts = [seen.facts[name] for name in FACTS]
        self.new.append((*known, parts, seen.kind, *facts, *sighted))
        self.result.new_ids.append(pk)
        self._attribute(pk, seen)

    def _again(self, finding: Standing, seen: Seen) -> None:
        attributions = self.reports[finding.pk]
        own = next((a for a in attributions if self._is_own(a, seen.tool)), None)
        newest = own is None or self.looked_at >= own.last_seen
        if own is None:
            self._attribute(finding.pk, seen)
        elif newest:
            self.attributions.append(own.pk)
        if own is not None and self.looked_at < own.first_seen:
            self.first_earlier.append(own.pk)
        (self.seen if self.looked_at >= finding.last_seen else self.seen_late).append(finding.pk)
        if self.looked_at < finding.first_seen:
            self.seen_earlier.append(finding.pk)
        if newest and self._tells(attributions, seen.tool):
            self._refresh(finding, seen)
        if newest and not self.superseded:
            self._revive(finding)
        self.result.seen_again += 1

    def _is_own(self, attribution: Reporting, tool: str) -> bool:
        return attribution.tool == tool and attribution.target_id == self.run.scan.target_id

    def _attribute(self, finding_id: UUID, seen: Seen) -> None:
        """A row of `NEW_ATTRIBUTION`."""
        known = (new_id(), self.now, self.now, finding_id, seen.tool, self.run.scan.target_id)
        sighted = (self.looked_at, self.looked_at, self.run.pk, self.selection_key)
        self.new_attributions.append((*known, seen.facts["rule_id"], *sighted, not self.superseded))

    @staticmethod
    def _tells(attributions: Sequence[Reporting], tool: str) -> bool:
        """Whether `tool` is the one whose words the finding shows: the first that reports it."""
        reporting = [a for a in attributions if a.reported]
        if not reporting:
            return True
        return min(reporting, key=lambda a: (a.first_seen, a.tool)).tool == tool

    def _refresh(self, finding: Standing, seen: Seen) -> None:
        """A row of `CHANGED_FINDING`, where the sighting tells anything new."""
        if finding.facts_digest != seen.facts["facts_digest"]:
            self.changed.append((finding.pk, self.now, *[seen.facts[name] for name in FACTS]))

    def _revive(self, finding: Standing) -> None:
        """A sighting opens the import layer. A person's `fixed` lapses when the run looked after
        the decision; a person's `open` lapses because the import now says the same."""
        decided = finding.person_decided
        if finding.person_status == Status.FIXED:
            if decided is None or self.looked_at > decided:
                self.lapsed.append(finding)
        elif finding.person_status == Status.OPEN and finding.rule_status in {None, Status.OPEN}:
            self.lapsed.append(finding)
        if finding.import_status != Status.OPEN:
            self.reopened.append(finding)

    def _write(self) -> None:
        bulk.insert(Finding, NEW_FINDING, self.new)
        bulk.update(Finding, CHANGED_FINDING, self.changed)
        if self.changed:
            Finding.objects.filter(pk__in=bulk.these_ids(row[0] for row in self.changed)).update(
                version=F("version") + 1
            )
        again = {"occurrences": F("occurrences") + 1, "updated": self.now}
        if self.seen:
            Finding.objects.filter(pk__in=bulk.these_ids(self.seen)).update(
                last_seen=self.looked_at, last_run=self.run, **again
            )
        if self.seen_late:
            Finding.objects.filter(pk__in=bulk.these_ids(self.seen_late)).update(**again)
        if self.seen_earlier:
            Finding.objects.filter(pk__in=bulk.these_ids(self.seen_earlier)).update(
                first_seen=self.looked_at
            )
        bulk.insert(Attribution, NEW_ATTRIBUTION, self.new_attributions)
        if self.attributions:
            Attribution.objects.filter(pk__in=bulk.these_ids(self.attributions)).update(
                last_seen=self.looked_at,
                last_run=self.run,
                selection_key=self.selection_key,
                reported=not self.superseded,
                updated=self.now,
            )
        if self.first_earlier:
            Attribution.objects.filter(pk__in=bulk.these_ids(self.first_earlier)).update(
                first_seen=self.looked_at
            )
        sighted = [*self.result.new_ids, *self.seen, *self.seen_late]
        bulk.insert(Sighting, ["run_id", "finding_id"], [(self.run.pk, pk) for pk in sighted])
        self.result.opened = lifecycle.reopen(self.reopened, self.lapsed, self.run)
        if self.superseded and self.seen:
            self.result.closed = lifecycle.fix_unreported(self.seen, self.run)


def _newer_full_look(run: ToolRun, record: ReportImport) -> bool:
    """Whether a run that began later has already looked at all that `run` looked at. One query."""
    return (
        ReportImport.objects.filter(
            run__tool=run.tool,
            scan__target=run.scan.target_id,
            closes=True,
            looked_at__gt=record.looked_at,
            selection_key__in={"", record.selection_key},
        )
        .exclude(pk=record.pk)
        .exists()
    )


def close_absent(run: ToolRun, record: ReportImport, limit: int) -> Result:
    """Of what `run` should have seen and did not, close up to `limit` attributions; `more` says
    that there may be others. A run closes what was last seen under its own selection, or, when it
    had none, under any. At most five queries."""
    result = Result(run.tool)
    absent = Attribution.objects.filter(
        tool=run.tool,
        target=run.scan.target_id,
        reported=True,
    ).filter(Q(last_seen__lt=record.looked_at) | Q(last_seen=record.looked_at) & ~Q(last_run=run))
    if record.selection_key:
        absent = absent.filter(selection_key=record.selection_key)
    rows = list(absent.order_by("pk").values_list("pk", "finding_id")[:limit])
    if rows:
        Attribution.objects.filter(pk__in=[pk for pk, _ in rows]).update(
            reported=False, updated=timezone.now()
        )
        result.closed = lifecycle.fix_unreported([finding for _, finding in rows], run)
    result.more = len(rows) == limit
    return result
