"""What a worker would do, done at a word: reads one JSON call a line, answers one a line.

Runs as a process of its own on the database of the server under test, since a page must see what
another process writes. `python -m tests.running.hands` with the server's environment.
"""

from __future__ import annotations

import json
import os
import sys
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import close_old_connections, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402
from knox.models import AuthToken  # noqa: E402

from findings import uploads  # noqa: E402
from findings.models import Finding, Severity, Sighting, Upload  # noqa: E402
from projects.models import ApiKey, Credential, Membership, Project, Target, User  # noqa: E402
from scans import events  # noqa: E402
from scans.models import Attempt, Scan, ScanEvent, ToolRun  # noqa: E402
from scans.states import RunState, ScanStatus  # noqa: E402
from tests.contract import fuzz_world  # noqa: E402
from tests.running.server import PASSWORD  # noqa: E402


def person(username: str, role: str = "admin", staff: bool = False) -> str:
    """A member of the one project."""
    user, _ = User.objects.get_or_create(username=username, defaults={"is_staff": staff})
    user.set_password(PASSWORD)
    user.save()
    project, _ = Project.objects.get_or_create(slug="harbour", defaults={"name": "Harbour shop"})
    Membership.objects.update_or_create(project=project, user=user, defaults={"role": role})
    return str(user.pk)


def import_uploads() -> list[str]:
    """Do the jobs of the uploads that wait; how each ended."""
    waiting = Upload.objects.filter(state="queued").order_by("created")
    return [uploads.carry_out(pk) for pk in waiting.values_list("pk", flat=True)]


def stranger(username: str) -> None:
    """Somebody who is a member of nothing."""
    User.objects.create_user(username, password=PASSWORD)


def leave(username: str) -> None:
    """Take somebody's memberships away."""
    Membership.objects.filter(user__username=username).delete()


def session(username: str) -> str:
    """The key of a new session, as signing in makes one."""
    user = User.objects.get(username=username)
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)


def token(username: str, hours: float = 1) -> str:
    """The text of a new bearer token; below 0 hours it has expired."""
    user = User.objects.get(username=username)
    return str(AuthToken.objects.create(user=user, expiry=timedelta(hours=hours))[1])


def key(username: str, scopes: list[str]) -> str:
    """The text of a new API key."""
    row, text = ApiKey.make(
        name="test key", owner=User.objects.get(username=username), scopes=scopes
    )
    row.save()
    return text


def scan(tools: list[str], status: str = ScanStatus.RUNNING, by: str = "") -> str:
    """A scan whose tools wait."""
    project = Project.objects.get(slug="harbour")
    target, _ = Target.objects.get_or_create(
        project=project,
        kind=Target.Kind.REPOSITORY,
        locator="/srv/harbour/shop",
        defaults={"name": "shop backend"},
    )
    made = Scan.objects.create(
        project=project,
        target=target,
        tools=tools,
        status=status,
        started=timezone.now(),
        request_id="0191f7a2-5c3e-7d4b-9a51-2f6d7c8e9b10",
        requested_by=User.objects.filter(username=by).first(),
    )
    for position, tool in enumerate(tools):
        ToolRun.objects.create(scan=made, tool=tool, position=position)
    return str(made.pk)


def credential(name: str, kind: str, values: dict[str, str], hours: float | None = None) -> str:
    """A credential of the one project, which ends in so many hours."""
    made = Credential.objects.create(
        project=Project.objects.get(slug="harbour"),
        name=name,
        kind=kind,
        values=values,
        expires=None if hours is None else timezone.now() + timedelta(hours=hours),
    )
    return str(made.pk)


def new_attempt(run: ToolRun, **fields: Any) -> Attempt:
    """The next attempt of `run`."""
    return Attempt.objects.create(
        run=run,
        number=run.attempts.count() + 1,
        worker="worker-1",
        host="browser-tests",
        boot_id="0",
        fencing_token=uuid.uuid4(),
        **fields,
    )


@transaction.atomic
def run(scan: str, tool: str, state: str, seconds: float = 0, **fields: Any) -> None:
    """Bring a tool run to `state`, `seconds` after its start, with the event that tells of it."""
    row = ToolRun.objects.get(scan_id=scan, tool=tool)
    now = timezone.now()
    if state == RunState.RUNNING:
        row.started = now - timedelta(seconds=seconds)
        attempt = new_attempt(row, started=row.started)
        told = events.tool_started(row, attempt.number)
    else:
        attempt = Attempt.objects.filter(run=row).order_by("-number").first() or new_attempt(row)
        row.started = row.started or now - timedelta(seconds=seconds)
        for name, value in {**fields, "state": state, "finished": now}.items():
            setattr(row, name, value)
            setattr(attempt, name, value)
        attempt.save()
        told = events.tool_finished(row, attempt, attempt.number)
    row.state = state
    row.save()
    events.emit_all(row.scan, [told])


@transaction.atomic
def keep_back(scan: str, tool: str, error: str, hint: str) -> None:
    """End a queued run as an open circuit breaker does."""
    row = ToolRun.objects.get(scan_id=scan, tool=tool)
    row.state, row.outcome, row.error, row.hint = RunState.SKIPPED, "breaker_open", error, hint
    row.finished = timezone.now()
    row.save()
    events.emit_all(row.scan, [events.tool_finished(row, row, None)])


@transaction.atomic
def try_again(scan: str, tool: str, seconds: float, error: str) -> None:
    """End the attempt that runs, and let the run wait `seconds` for the next."""
    row = ToolRun.objects.get(scan_id=scan, tool=tool)
    attempt = row.attempts.get(state=RunState.RUNNING)
    attempt.state, attempt.outcome, attempt.error = RunState.FAILED, "network", error
    attempt.finished = timezone.now()
    attempt.save()
    row.state, row.started = RunState.QUEUED, None
    row.not_before = timezone.now() + timedelta(seconds=seconds)
    row.save()
    told = [events.tool_finished(row, attempt, attempt.number)]
    events.emit_all(row.scan, [*told, events.tool_queued(row, attempt.number + 1)])


@transaction.atomic
def progress(scan: str, tool: str, percent: int | None, message: str) -> None:
    row = ToolRun.objects.get(scan_id=scan, tool=tool)
    row.progress_percent, row.progress_message = percent, message
    row.save()
    events.emit_all(row.scan, [events.tool_progress(row, percent, message)])


@transaction.atomic
def burst(scan: str, tool: str, count: int) -> None:
    """`count` progress events at once."""
    row = ToolRun.objects.get(scan_id=scan, tool=tool)
    events.emit_all(
        row.scan, [events.tool_progress(row, n * 100 // count, f"step {n}") for n in range(count)]
    )


@transaction.atomic
def findings(scan: str, tool: str, rows: list[list[str]]) -> None:
    """Rows of severity, title, location and rule, as an import would store them."""
    run = ToolRun.objects.select_related("scan").get(scan_id=scan, tool=tool)
    now = timezone.now()
    ids = []
    for severity, title, location, rule in rows:
        finding = Finding.objects.create(
            project=run.scan.project,
            fingerprint=uuid.uuid4().hex * 2,
            kind="code",
            title=title,
            severity=severity,
            severity_rank=list(Severity.values).index(severity),
            rule_id=rule,
            location=location,
            first_seen=now,
            last_seen=now,
            last_run=run,
        )
        Sighting.objects.create(run=run, finding=finding)
        ids.append(finding.pk)
        run.scan.counts[severity] = run.scan.counts.get(severity, 0) + 1
    run.scan.save()
    events.emit_all(run.scan, [events.findings_created(len(ids), ids, tool)])


@transaction.atomic
def finish(scan: str, status: str, silently: bool = False) -> None:
    """End the scan; `silently` without the event, as a page that missed it would find it."""
    row = Scan.objects.get(pk=scan)
    row.status, row.finished = status, timezone.now()
    row.save()
    if silently:
        row.runs.filter(state__in=["queued", "running"]).update(state=RunState.SUCCEEDED)
    else:
        events.emit_all(row, [events.scan_finished(row)])


def last_number(scan: str) -> int:
    return ScanEvent.objects.filter(topic=events.scan_topic(scan)).count()


def states(scan: str) -> dict[str, str]:
    return dict(ToolRun.objects.filter(scan_id=scan).values_list("tool", "state"))


CALLS: dict[str, Callable[..., Any]] = {
    call.__name__: call
    for call in (
        *(
            person,
            import_uploads,
            stranger,
            leave,
            session,
            token,
            key,
            scan,
            credential,
            run,
            keep_back,
            try_again,
            progress,
            burst,
            findings,
            finish,
        ),
        *(last_number, states, fuzz_world.everything, fuzz_world.restore),
    )
}


def main() -> None:
    for line in sys.stdin:
        name, arguments = json.loads(line)
        close_old_connections()  # the database may have been away
        print(json.dumps(CALLS[name](**arguments)), flush=True)


if __name__ == "__main__":
    main()
