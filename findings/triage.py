"""Decisions about findings: by a person or key, by assignment, and by the end of an acceptance.

The status is computed from layers, import < rule < person. A person's word is the top layer and
holds until it is taken back. An import ends it in two cases (`findings.sightings`): a person's
`fixed` lapses when a run that began later reports the finding again, and a person's `open` lapses
when a run reports it and no rule says otherwise.

Reopening: where the layers below say `open`, a person's `open` takes the person layer away, so
that later imports decide again; where they say otherwise (fixed by absence, a rule), `open` becomes
the person layer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import CharField, F
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from config.errors import request_id
from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError, FieldError
from config.etags import check
from config.records import audit
from projects.api.scoping import require
from projects.callers import Caller
from projects.models import User
from projects.roles import Action
from scans import events
from tooling.sanitizer import Sanitizer

from .lifecycle import from_layers, locked
from .models import Finding, Status, TriageDecision

ACCEPTED_DAYS = 90
MAX_ACCEPTED_DAYS = 365
MAX_REASON = 4000
BATCH = 500
_reasons = Sanitizer(addresses=False)


@dataclass(frozen=True)
class Decided:
    """What became of one finding of several: itself, or the error that refused it."""

    finding: Finding
    error: ApiError | None = None


def decide(
    finding: Finding,
    status: str,
    *,
    by: Caller,
    reason: str = "",
    expires_at: datetime | None = None,
    if_match: str | None = None,
) -> Finding:
    """Set the person layer of `finding`, append the decision, tell of it; the finding as it is.

    Raises FORBIDDEN, INVALID_STATUS, VALIDATION_ERROR (accepted risk without a reason, an end that
    is past or more than 365 days away, an end for another status) and PRECONDITION_FAILED
    (`if_match` is not the present ETag). A decision that changes nothing and gives no reason is
    not stored. About ten queries.
    """
    require(by, Action.TRIAGE, finding.project)
    decision = _checked(status, reason, expires_at)
    return _apply(finding.pk, decision, by, if_match)


def decide_many(
    findings: Iterable[Finding],
    status: str,
    *,
    by: Caller,
    reason: str = "",
    expires_at: datetime | None = None,
) -> Iterator[Decided]:
    """Decide each of `findings`, whose projects are loaded, in a transaction of its own.

    Raises what concerns the decision itself (INVALID_STATUS, VALIDATION_ERROR) before the first;
    what one finding refuses is told with it. Finished as far as it is consumed.
    """
    decision = _checked(status, reason, expires_at)
    rights: dict[UUID, ApiError | None] = {}
    for finding in findings:
        if finding.project_id not in rights:
            rights[finding.project_id] = _refusal(by, finding)
        error = rights[finding.project_id]
        if error is None:
            try:
                yield Decided(_apply(finding.pk, decision, by, None))
                continue
            except ApiError as refused:
                error = refused
        yield Decided(finding, error)


def assign(finding: Finding, to: User | None, *, by: Caller) -> Finding:
    """Make `to` the one who looks after `finding`, or nobody.

    Raises FORBIDDEN, and VALIDATION_ERROR where `to` may not triage in the project.
    """
    require(by, Action.TRIAGE, finding.project)
    if to is not None and not Caller(to).may(Action.TRIAGE, finding.project):
        raise _refused("assignee", f"{to} may not triage in {finding.project.slug}")
    with transaction.atomic():
        locked(finding.project_id)
        present = _present(finding.pk)
        if present.assignee_id == (to.pk if to else None):
            return present
        before = present.assignee.username if present.assignee else None
        present.assignee = to
        present.version += 1
        present.save(update_fields=["assignee", "version", "updated"])
        audit.record(
            by,
            "finding.assign",
            present,
            before={"assignee": before},
            after={"assignee": to.username if to else None},
        )
    return present


def expire_accepted(now: datetime | None = None) -> int:
    """Take away accepted risks that have ended; how many. The layers below say what follows.

    About five queries for each project and 500 findings.
    """
    now = now or timezone.now()
    ended = 0
    while True:
        project_id = (
            Finding.objects.acceptance_ended(now)
            .order_by("project_id", "accepted_until")
            .values_list("project_id", flat=True)
            .first()
        )
        if project_id is None:
            return ended
        ended += _expire_some(project_id, now)


@transaction.atomic
def _expire_some(project_id: UUID, now: datetime) -> int:
    locked(project_id)
    rows = list(
        Finding.objects.acceptance_ended(now)
        .filter(project_id=project_id)
        .order_by("accepted_until")[:BATCH]
    )
    Finding.objects.filter(pk__in=[finding.pk for finding in rows]).update(
        person_status=None,
        person_decided=None,
        accepted_until=None,
        status=Coalesce("rule_status", "import_status", output_field=CharField()),
        version=F("version") + 1,
        updated=Now(),
    )
    TriageDecision.objects.bulk_create(
        [
            TriageDecision(
                finding=finding,
                source=TriageDecision.Source.EXPIRY,
                from_status=finding.status,
                to_status=from_layers(finding.import_status, finding.rule_status, None),
                by_name="expiry",
                reason=f"The accepted risk ended on {finding.accepted_until:%Y-%m-%d}",
                expires_at=finding.accepted_until,
            )
            for finding in rows
        ]
    )
    events.emit_to_project(
        project_id,
        events.findings_triaged(
            [finding.pk for finding in rows], source=TriageDecision.Source.EXPIRY.value
        ),
    )
    return len(rows)


@dataclass(frozen=True)
class _Decision:
    status: Status
    reason: str
    expires_at: datetime | None


def _checked(status: str, reason: str, expires_at: datetime | None) -> _Decision:
    """The decision if it is one, its reason masked, its end filled in."""
    if status not in Status.values:
        raise ApiError(ErrorCode.INVALID_STATUS)
    reason = _reasons.text(reason.replace("\0", "").strip())
    if len(reason) > MAX_REASON:
        raise _refused("reason", f"A reason has at most {MAX_REASON} characters", "max_length")
    if status != Status.ACCEPTED_RISK:
        if expires_at is not None:
            raise _refused("expires_at", "Only accepted_risk has an end")
        return _Decision(Status(status), reason, None)
    if not reason:
        raise _refused("reason", "accepted_risk needs a reason", "required")
    now = timezone.now()
    expires_at = expires_at or now + timedelta(days=ACCEPTED_DAYS)
    if expires_at <= now:
        raise _refused("expires_at", "The end lies in the past", "min_value")
    if expires_at > now + timedelta(days=MAX_ACCEPTED_DAYS):
        raise _refused(
            "expires_at", f"The end is at most {MAX_ACCEPTED_DAYS} days away", "max_value"
        )
    return _Decision(Status.ACCEPTED_RISK, reason, expires_at)


def _refused(field: str, message: str, code: str = "invalid") -> ApiError:
    return ApiError(ErrorCode.VALIDATION_ERROR, message, errors=[FieldError(field, message, code)])


def _refusal(by: Caller, finding: Finding) -> ApiError | None:
    try:
        require(by, Action.TRIAGE, finding.project)
    except ApiError as error:
        return error
    return None


@transaction.atomic
def _apply(finding_id: UUID, decision: _Decision, by: Caller, if_match: str | None) -> Finding:
    project_id = Finding.objects.values_list("project_id", flat=True).filter(pk=finding_id).first()
    if project_id is None:
        raise ApiError(ErrorCode.FINDING_NOT_FOUND)
    locked(project_id)
    finding = _present(finding_id)
    check(finding, if_match)
    before = _layer(finding)
    was = finding.status
    _set_person_layer(finding, decision)
    if _layer(finding) == before and not decision.reason:
        return finding
    finding.version += 1
    finding.save(
        update_fields=[
            "person_status",
            "person_decided",
            "accepted_until",
            "status",
            "version",
            "updated",
        ]
    )
    user: Any = by.user
    TriageDecision.objects.create(
        finding=finding,
        source=TriageDecision.Source.PERSON,
        from_status=was,
        to_status=finding.status,
        by=user if user.is_authenticated else None,
        by_name=by.name,
        reason=decision.reason,
        expires_at=decision.expires_at,
        request_id=request_id.current(),
    )
    audit.record(
        by,
        "finding.triage",
        finding,
        before={"status": was, "person_layer": before[0], "expires_at": before[1]},
        after={
            "status": finding.status,
            "person_layer": finding.person_status,
            "expires_at": finding.accepted_until,
            "reason": decision.reason,
        },
    )
    events.emit_to_project(
        project_id,
        events.findings_triaged(
            [finding.pk], source=TriageDecision.Source.PERSON.value, was=was, now=finding.status
        ),
    )
    return finding


def _layer(finding: Finding) -> tuple[str | None, datetime | None]:
    return finding.person_status, finding.accepted_until


def _set_person_layer(finding: Finding, decision: _Decision) -> None:
    below = from_layers(finding.import_status, finding.rule_status, None)
    if decision.status == Status.OPEN and below == Status.OPEN:
        finding.person_status = finding.person_decided = None
    else:
        finding.person_status = decision.status.value
        finding.person_decided = timezone.now()
    finding.accepted_until = decision.expires_at
    finding.status = from_layers(finding.import_status, finding.rule_status, finding.person_status)


def _present(finding_id: UUID) -> Finding:
    """The finding's row as it stands, under the project's lock."""
    return Finding.objects.select_related("project", "assignee").get(pk=finding_id)
