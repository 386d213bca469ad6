"""Circuit breakers: a tool that failed three times in a row is left alone, then tried once.

A row per tool, and one per tool and target, in the database, so that all workers of all hosts
count together. Each step is one conditional UPDATE, and the time is the database's: an open
breaker lets exactly one attempt through, whoever asks at once.

What counts is how runs end; tries that a run repeats by itself are one of its failures, not
several. Call within the transaction that claims or ends the attempt, after its scan is locked and
before its events are written.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.db.models import Case, DateTimeField, F, QuerySet, Value, When
from django.db.models.functions import Now
from django.utils import timezone

from config.errors.catalog import ErrorCode
from config.errors.encoding import timestamp
from config.errors.exceptions import ApiError
from config.records import audit
from projects.api.scoping import require
from projects.callers import Caller
from projects.roles import Action
from tooling.base import Outcome
from tooling.outcome import OUTCOMES, SUCCESSES

from . import events
from .models import Attempt, Breaker, ToolRun
from .states import BREAKER_OPEN_FOR, BREAKER_OPENS_AFTER, BreakerState

Moment = datetime | Now


@dataclass(frozen=True)
class Rule:
    """Which outcomes a breaker counts, and which show that its cause is gone. Others say nothing
    about it: they neither count nor reset."""

    counts: frozenset[Outcome]
    resets: frozenset[Outcome]


# A tool that reached its target, or worked until a limit of the run ended it, can work.
OF_TOOL = Rule(
    counts=frozenset({Outcome.CRASHED, Outcome.NOT_INSTALLED, Outcome.NETWORK}),
    resets=SUCCESSES
    | {
        Outcome.AUTH_FAILED,
        Outcome.PERMISSION_DENIED,
        Outcome.THROTTLED,
        Outcome.TIMED_OUT,
        Outcome.OUT_OF_MEMORY,
    },
)
OF_PAIR = Rule(counts=frozenset({Outcome.AUTH_FAILED}), resets=SUCCESSES)


# --- Asking -----------------------------------------------------------------------------------


def admit(
    tool: str, target_id: uuid.UUID, attempt_id: uuid.UUID, now: Moment | None = None
) -> Breaker | None:
    """The breaker that keeps the attempt from starting; None where it may start.

    It is the probe then of each breaker that was open. One query while none is.
    """
    is_due = {"opened__lte": (now or Now()) - BREAKER_OPEN_FOR}
    taken: list[uuid.UUID] = []
    for breaker in Breaker.objects.guarding(tool, target_id).exclude(opened=None):
        due = _row(breaker).filter(probe=None, **is_due)
        if due.update(probe=attempt_id, updated=timezone.now()):
            taken.append(breaker.pk)
            continue
        breaker.refresh_from_db()
        if breaker.state != BreakerState.CLOSED:  # else it was closed just now
            Breaker.objects.filter(pk__in=taken).update(probe=None)
            return breaker
    return None


def told(breaker: Breaker) -> tuple[str, str]:
    """The sentence and the hint of a run that the open `breaker` kept from starting."""
    cause = OUTCOMES[Outcome(breaker.last_outcome)]
    where = f"at {breaker.target} " if breaker.target else ""
    error = (
        f"{breaker.tool} was not started: {where}it failed {breaker.failures} times in a row, "
        f"last with: {cause.sentence}"
    )
    if breaker.next_probe is None:
        again = "One run is trying it at the moment; retry when that has ended."
    else:
        again = f"From {breaker.next_probe.astimezone(UTC):%H:%M:%S} UTC one run may try it again."
    closer = "an admin of the project" if breaker.target else "staff"
    return error, f"{again} {cause.hint} Once that is done, {closer} can close the breaker."


# --- Counting ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Judgement:
    """What the end of an attempt did to the breakers. `probe_failed`: do not try it again."""

    events: list[events.Event]
    probe_failed: bool = False


def judge(
    run: ToolRun,
    attempt: Attempt,
    target_id: uuid.UUID,
    outcome: Outcome | None,
    *,
    is_final: bool,
    now: Moment | None = None,
) -> Judgement:
    """Count the end of `attempt`, once; a probe that says nothing makes room for the next.

    `outcome` None: it did not run. Unless `is_final`, the run tries again by itself, and only a
    probe is judged. One query where no breaker is concerned.
    """
    known = {b.target_id: b for b in Breaker.objects.guarding(run.tool, target_id)}
    happened: list[events.Event] = []
    probe_failed = False
    for rule, of_target in ((OF_TOOL, None), (OF_PAIR, target_id)):
        breaker = known.get(of_target)
        is_probe = breaker is not None and breaker.probe_id == attempt.pk
        if not (is_final or is_probe):
            continue
        if outcome in rule.counts:
            breaker = breaker or _new(run.tool, of_target)
            if _fail(breaker, run, attempt, outcome, now or Now()):
                happened.append(events.breaker_opened(breaker))
                probe_failed |= is_probe
        elif breaker is not None and outcome in rule.resets:
            if _recover(breaker, run, attempt, outcome):
                happened.append(events.breaker_closed(breaker, "run"))
        elif breaker is not None and is_probe:
            _row(breaker).filter(probe=attempt).update(probe=None, updated=timezone.now())
    return Judgement(happened, probe_failed)


def _row(breaker: Breaker) -> QuerySet[Breaker]:
    return Breaker.objects.filter(pk=breaker.pk)


def _new(tool: str, target_id: uuid.UUID | None) -> Breaker:
    breaker, _ = Breaker.objects.get_or_create(tool=tool, target_id=target_id)  # type: ignore[misc]
    return breaker


def _last(run: ToolRun, outcome: Outcome) -> dict[str, Any]:
    return {"last_outcome": outcome, "last_run": run, "updated": timezone.now()}


def _fail(breaker: Breaker, run: ToolRun, attempt: Attempt, outcome: Outcome, now: Moment) -> bool:
    """Count a failure; whether it opened the breaker. While it is open only its probe counts:
    what was started before tells nothing new."""
    counted = {"failures": F("failures") + 1, **_last(run, outcome)}
    again = _row(breaker).filter(probe=attempt).update(**counted, opened=now, probe=None)
    if not again:
        opens = When(failures__gte=BREAKER_OPENS_AFTER - 1, then=now)
        opened = Case(opens, default=Value(None), output_field=DateTimeField())
        if not _row(breaker).filter(opened=None).update(**counted, opened=opened):
            return False
    breaker.refresh_from_db()
    return breaker.opened is not None


def _recover(breaker: Breaker, run: ToolRun, attempt: Attempt, outcome: Outcome) -> bool:
    """Reset the count; whether that closed the breaker, which its probe alone can do."""
    reset = {"failures": 0, "opened": None, "probe": None, **_last(run, outcome)}
    if _row(breaker).filter(probe=attempt).update(**reset):
        breaker.refresh_from_db()
        return True
    _row(breaker).filter(opened=None, failures__gt=0).update(**reset)
    return False


# --- By hand ----------------------------------------------------------------------------------


def may_close(caller: Caller, breaker: Breaker) -> bool:
    """Of a target: who configures its project. Of a tool, which concerns everybody: staff in
    person."""
    if breaker.target is not None:
        return caller.may(Action.CONFIGURE, breaker.target.project)
    user = caller.user
    return caller.key is None and user.is_active and (user.is_staff or user.is_superuser)


@transaction.atomic
def close(breaker: Breaker, by: Caller) -> Breaker:
    """Let the tool run again at once, its failures forgotten; nothing happens to a closed one.

    FORBIDDEN, as `may_close` says.
    """
    if not may_close(by, breaker):
        if breaker.target is not None:
            require(by, Action.CONFIGURE, breaker.target.project)
        raise ApiError(
            ErrorCode.FORBIDDEN, "Closing the breaker of a tool is for staff, signed in as a person"
        )
    before = Breaker.objects.select_for_update(of=("self",)).get(pk=breaker.pk)
    if before.failures or before.opened:
        _row(breaker).update(failures=0, opened=None, probe=None, updated=timezone.now())
        project = breaker.target.project if breaker.target else None
        audit.record(by, "breaker.close", breaker, project=project, before=_state_of(before))
        run = before.last_run
        if before.opened and run is not None:
            events.emit_all(run.scan, [events.breaker_closed(breaker, "person")])
    breaker.refresh_from_db()
    return breaker


def _state_of(breaker: Breaker) -> Mapping[str, Any]:
    return {
        "tool": breaker.tool,
        "target": str(breaker.target) if breaker.target else None,
        "state": breaker.state,
        "failures": breaker.failures,
        "opened": timestamp(breaker.opened) if breaker.opened else None,
        "last_outcome": breaker.last_outcome,
    }


# --- For others to see ------------------------------------------------------------------------


def of_tools(**_signal: object) -> dict[str, dict[str, Any]]:
    """By tool, the state of its own breaker, of tools that have one. One query.

    Answers `tooling.signals.breakers_asked`.
    """
    return {
        breaker.tool: {
            "state": breaker.state,
            "failures": breaker.failures,
            "next_probe": breaker.next_probe,
        }
        for breaker in Breaker.objects.filter(target=None)
    }
