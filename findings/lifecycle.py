"""How reports change the status of findings: reopened by a sighting, fixed by absence.

Everything here is set-based and belongs to the caller's transaction, which holds the project's
lock (`locked`): whoever changes findings takes it first, so that nothing can wait in a circle.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import CharField, Exists, F, OuterRef, Value
from django.db.models.functions import Coalesce, Now

from config.errors import request_id
from projects.models import Project
from scans.events import Event, findings_changed
from scans.models import ToolRun

from .models import Attribution, Finding, Status, TriageDecision


@dataclass(frozen=True, slots=True)
class Standing:
    """What of a stored finding decides how a sighting changes it."""

    pk: UUID
    fingerprint: str
    facts_digest: str
    first_seen: datetime
    last_seen: datetime
    status: str
    import_status: str
    rule_status: str | None
    person_status: str | None
    person_decided: datetime | None


@dataclass(frozen=True)
class Change:
    """A finding whose status a report changed."""

    finding_id: UUID
    was: str
    now: str


def locked(project_id: UUID) -> None:
    """Wait for, and hold, the project's lock until the transaction ends. One query.

    NO KEY: rows that refer to the project can still be written meanwhile. On SQLite the write
    transaction itself is the lock.
    """
    Project.objects.select_for_update(no_key=True).values_list("pk").get(pk=project_id)


def from_layers(import_status: str, rule_status: str | None, person_status: str | None) -> str:
    """The status of the layers import < rule < person."""
    return person_status or rule_status or import_status


def reopen(
    findings: Collection[Standing], lapsed: Collection[Standing], run: ToolRun
) -> list[Change]:
    """Open the import layer of `findings`, clear the person layer of `lapsed`, and note each
    change of status. At most three queries."""
    opened = [finding for finding in findings if finding.import_status != Status.OPEN]
    if opened:
        Finding.objects.filter(pk__in=[finding.pk for finding in opened]).update(
            import_status=Status.OPEN,
            status=Coalesce("person_status", "rule_status", _word(Status.OPEN)),
            version=F("version") + 1,
            updated=Now(),
        )
    if lapsed:
        Finding.objects.filter(pk__in=[finding.pk for finding in lapsed]).update(
            person_status=None,
            person_decided=None,
            accepted_until=None,
            status=Coalesce("rule_status", "import_status"),
            version=F("version") + 1,
            updated=Now(),
        )
    gone = {finding.pk for finding in lapsed}
    touched = {finding.pk: finding for finding in [*opened, *lapsed]}
    changes = []
    for finding in touched.values():
        person = None if finding.pk in gone else finding.person_status
        now = from_layers(Status.OPEN, finding.rule_status, person)
        if now != finding.status:
            changes.append(Change(finding.pk, finding.status, now))
    note(changes, run, f"{run.tool} reported it again")
    return changes


def fix_unreported(finding_ids: Iterable[UUID], run: ToolRun) -> list[Change]:
    """Fix, in the import layer, those of `finding_ids` that no tool reports any more, and note
    each change of status. At most three queries."""
    reported = Attribution.objects.filter(finding=OuterRef("pk"), reported=True)
    gone = list(
        Finding.objects.filter(pk__in=set(finding_ids), import_status=Status.OPEN)
        .exclude(Exists(reported))
        .values_list("pk", "status", "rule_status", "person_status")
    )
    if not gone:
        return []
    Finding.objects.filter(pk__in=[row[0] for row in gone]).update(
        import_status=Status.FIXED,
        status=Coalesce("person_status", "rule_status", _word(Status.FIXED)),
        version=F("version") + 1,
        updated=Now(),
    )
    changes = [
        Change(pk, was, now)
        for pk, was, rule, person in gone
        if (now := from_layers(Status.FIXED, rule, person)) != was
    ]
    note(changes, run, f"{run.tool} looked at all of it and did not report it")
    return changes


def note(changes: Iterable[Change], run: ToolRun, reason: str) -> None:
    """One decision of the import for each change."""
    TriageDecision.objects.bulk_create(
        [
            TriageDecision(
                finding_id=change.finding_id,
                source=TriageDecision.Source.IMPORT,
                from_status=change.was,
                to_status=change.now,
                by_name=run.tool,
                reason=reason,
                run=run,
                request_id=request_id.current() or run.scan.request_id,
            )
            for change in changes
        ],
        batch_size=500,
    )


def told(kind: str, changes: Collection[Change], tool: str) -> list[Event]:
    """The event of a batch's changes, none where nothing changed."""
    if not changes:
        return []
    ids = [change.finding_id for change in changes]
    return [findings_changed(kind, len(ids), ids, tool)]


def _word(status: Status) -> Value:
    return Value(status.value, output_field=CharField())
