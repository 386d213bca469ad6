"""Who may use which route: the one table that `test_every_route` walks.

A new route fails the walk until it has an entry here. Most need one line:

    "v1:targets POST": Entry(ADMIN, body=lambda w: {"project": w.project.slug, ...}),
    "v1:target GET": Entry(VIEWER, args={"id": "target"}),
    "v1:targets GET": Entry(SIGNED_IN, lists="target", answers={"other_scope": 403}),

The callers are anonymous; an expired token; an unknown key; a key of the owner whose scope is
another (metrics); a member of another project; viewer, analyst, admin and owner of the project;
a superuser. Who is below `who` gets `below` (members) or `foreign` (others); who is not gets
anything but 401, 403 and 404.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

OPEN = "open"
SIGNED_IN = "signed in"
VIEWER, ANALYST, ADMIN, OWNER = "viewer", "analyst", "admin", "owner"
SUPERUSER = "superuser"  # or a permission of Django's that members lack
NOBODY = "nobody"


@dataclass(frozen=True)
class Entry:
    """`args` names attributes of the world whose `pk` fills the path (other text: as it is).

    `lists` names the object of the world that the answer shows to whom `seen_by` allows it, and
    to nobody else. `answers` overrides the status for single callers.
    """

    who: str
    args: dict[str, str] = field(default_factory=dict)
    body: Callable[[Any], dict[str, Any]] | None = None
    lists: str = ""
    seen_by: str = VIEWER
    below: int = 403
    foreign: int = 404
    answers: dict[str, int] = field(default_factory=dict)


PROJECT = {"id": "project"}
MEMBER = {"id": "project", "username": "viewer"}
TARGET = {"id": "target"}
CREDENTIAL = {"id": "credential"}
KEY = {"id": "key"}
SCAN = {"scan_id": "scan"}
RUN = {"scan_id": "scan", "tool": "bandit"}
PROFILE = {"profile_id": "profile"}
TOOL = {"name": "bandit"}
BREAKER = {"breaker_id": "breaker"}
SCHEDULE = {"schedule_id": "scan_schedule"}
FINDING = {"finding_id": "finding"}
UPLOAD = {"import_id": "upload"}


def _in_project(**fields: Any) -> Callable[[Any], dict[str, Any]]:
    return lambda world: {"project": world.project.slug, **fields}


def _with_file(content: bytes, **fields: Any) -> Callable[[Any], dict[str, Any]]:
    """A multipart body: a file of the world's project."""
    return lambda world: {
        "file": SimpleUploadedFile("file", content), "project": world.project.slug, **fields
    }  # fmt: skip


ROUTES: dict[str, Entry] = {
    # The error reference and the API document
    "v1:error-codes GET": Entry(OPEN),
    "v1:schema GET": Entry(OPEN),
    "v1:docs GET": Entry(OPEN),
    "error-reference GET": Entry(OPEN),
    # Metrics: for the staff, or a key with their scope
    "v1:metrics GET": Entry(SUPERUSER, foreign=403, answers={"other_scope": 200}),
    "v1:metrics-errors GET": Entry(SUPERUSER, foreign=403, answers={"other_scope": 200}),
    # Accounts
    "v1:auth-token POST": Entry(
        OPEN, body=lambda w: {"username": w.viewer.username, "password": "correct horse"}
    ),
    # Reads its token itself: without one it is refused, an expired one is welcome.
    "v1:auth-refresh POST": Entry(
        SIGNED_IN, answers={"expired": 200, "unknown_key": 401, "other_scope": 401}
    ),
    "v1:auth-revoke POST": Entry(
        SIGNED_IN, body=lambda w: {"all": True}, answers={"other_scope": 403}
    ),
    "v1:me GET": Entry(SIGNED_IN),
    "v1:me PATCH": Entry(
        VIEWER, body=lambda w: {"default_project": w.project.slug}, answers={"superuser": 403}
    ),
    "v1:api-keys GET": Entry(SIGNED_IN, lists="key", seen_by=ADMIN),
    "v1:api-keys POST": Entry(ADMIN, body=_in_project(name="ci", scopes=["scans:read"])),
    "v1:api-key GET": Entry(ADMIN, KEY, below=404),
    "v1:api-key DELETE": Entry(ADMIN, KEY, below=404),
    # Only the key's own owner: its text acts for that person.
    "v1:api-key-rotate POST": Entry(
        OWNER, KEY, body=lambda w: {}, below=404, answers={"admin": 403, "superuser": 403}
    ),
    "health-live GET": Entry(OPEN),
    "health-ready GET": Entry(OPEN),
    "login GET": Entry(OPEN),
    "login POST": Entry(
        OPEN, body=lambda w: {"username": w.viewer.username, "password": "correct horse"}
    ),
    "logout POST": Entry(OPEN),
    # Projects; a key without the scope is refused, since an empty list would read as clean
    "v1:projects GET": Entry(SIGNED_IN, lists="project", answers={"other_scope": 403}),
    "v1:projects POST": Entry(SUPERUSER, body=lambda w: {"name": "New"}, foreign=403),
    "v1:project GET": Entry(VIEWER, PROJECT),
    "v1:project PATCH": Entry(ADMIN, PROJECT, body=lambda w: {"name": "New"}),
    "v1:project DELETE": Entry(OWNER, PROJECT),
    "v1:members GET": Entry(VIEWER, PROJECT),
    "v1:members POST": Entry(
        OWNER, PROJECT, body=lambda w: {"username": w.foreign.username, "role": "viewer"}
    ),
    "v1:member GET": Entry(VIEWER, MEMBER),
    "v1:member PATCH": Entry(OWNER, MEMBER, body=lambda w: {"role": "analyst"}),
    "v1:member DELETE": Entry(OWNER, MEMBER),
    # Targets and credentials
    "v1:targets GET": Entry(SIGNED_IN, lists="target", answers={"other_scope": 403}),
    "v1:targets POST": Entry(ADMIN, body=_in_project(kind="web", locator="http://127.0.0.1:81/")),
    "v1:target GET": Entry(VIEWER, TARGET),
    "v1:target PATCH": Entry(ADMIN, TARGET, body=lambda w: {"name": "New"}),
    "v1:target DELETE": Entry(ADMIN, TARGET),
    "v1:credentials GET": Entry(
        SIGNED_IN, lists="credential", seen_by=ADMIN, answers={"other_scope": 403}
    ),
    "v1:credentials POST": Entry(
        ADMIN, body=_in_project(name="new", kind="generic", values={"A_TOKEN": "b"})
    ),
    "v1:credential GET": Entry(ADMIN, CREDENTIAL, below=404),
    "v1:credential PATCH": Entry(ADMIN, CREDENTIAL, body=lambda w: {"name": "New"}, below=404),
    "v1:credential DELETE": Entry(ADMIN, CREDENTIAL, below=404),
    "v1:credential-check POST": Entry(ADMIN, CREDENTIAL, below=404),
    # Tools
    "v1:tools GET": Entry(SIGNED_IN),
    "v1:tool GET": Entry(SIGNED_IN, TOOL),
    "v1:tool-check POST": Entry(SUPERUSER, TOOL, foreign=403),
    # Scans
    "v1:scans GET": Entry(SIGNED_IN, lists="scan", answers={"other_scope": 403}),
    "v1:scans POST": Entry(
        ADMIN,
        body=lambda w: {
            "project": w.project.slug,
            "target": str(w.target.pk),
            "tools": ["bandit"],
            "dry_run": True,
        },
    ),
    "v1:scan GET": Entry(VIEWER, SCAN),
    "v1:scan-errors GET": Entry(VIEWER, SCAN),
    "v1:scan-tool-runs GET": Entry(VIEWER, SCAN),
    "v1:scan-tool-log GET": Entry(ANALYST, RUN),
    "v1:scan-tool-report GET": Entry(ADMIN, RUN),
    "v1:scan-cancel POST": Entry(ADMIN, SCAN, body=lambda w: {}),
    "v1:scan-retry POST": Entry(ADMIN, SCAN, body=lambda w: {}),
    "v1:scan-events GET": Entry(VIEWER, SCAN),
    "v1:scan-stream GET": Entry(VIEWER, SCAN),
    "v1:profiles GET": Entry(SIGNED_IN, lists="profile", answers={"other_scope": 403}),
    "v1:profiles POST": Entry(ADMIN, body=_in_project(name="mine", tools=[{"tool": "bandit"}])),
    "v1:profile GET": Entry(VIEWER, PROFILE),
    "v1:profile PATCH": Entry(ADMIN, PROFILE, body=lambda w: {"description": "New"}),
    "v1:profile DELETE": Entry(ADMIN, PROFILE),
    "v1:profile-versions GET": Entry(VIEWER, PROFILE),
    "v1:profile-export GET": Entry(VIEWER, PROFILE),
    "v1:profile-copy POST": Entry(ADMIN, PROFILE, body=_in_project(name="copied")),
    "v1:profile-import POST": Entry(ADMIN, body=_with_file(b"name: mine\ntools: [{tool: bandit}]")),
    "v1:schedules GET": Entry(SIGNED_IN, lists="scan_schedule", answers={"other_scope": 403}),
    "v1:schedules POST": Entry(
        ADMIN,
        body=lambda w: {
            "project": w.project.slug,
            "name": "mine",
            "target": str(w.target.pk),
            "tools": ["bandit"],
            "cron": "0 3 * * *",
        },
    ),
    "v1:schedule GET": Entry(VIEWER, SCHEDULE),
    "v1:schedule PATCH": Entry(ADMIN, SCHEDULE, body=lambda w: {"name": "New"}),
    "v1:schedule DELETE": Entry(ADMIN, SCHEDULE),
    "v1:schedule-run POST": Entry(ADMIN, SCHEDULE, body=lambda w: {}),
    "v1:breakers GET": Entry(SIGNED_IN, lists="breaker"),
    "v1:breaker-close POST": Entry(ADMIN, BREAKER),
    "v1:ws-tickets POST": Entry(SIGNED_IN),
    # Findings
    "v1:findings GET": Entry(SIGNED_IN, lists="finding", answers={"other_scope": 403}),
    "v1:finding GET": Entry(VIEWER, FINDING),
    "v1:finding-triage POST": Entry(
        ANALYST, FINDING, body=lambda w: {"status": "false_positive", "reason": "a test"}
    ),
    "v1:finding-fingerprint GET": Entry(VIEWER, FINDING),
    "v1:finding-history GET": Entry(VIEWER, FINDING),
    "v1:imports GET": Entry(SIGNED_IN, lists="upload", answers={"other_scope": 403}),
    "v1:imports POST": Entry(ANALYST, body=_with_file(b"{}", tool="bandit")),
    "v1:import GET": Entry(VIEWER, UPLOAD),
    "project:findings GET": Entry(VIEWER),
    "project:findings-triage POST": Entry(
        ANALYST,
        body=lambda w: {
            "finding_id": str(w.finding.pk),
            "status": "false_positive",
            "reason": "a test",
        },
    ),
    # Pages
    "dashboard GET": Entry(SIGNED_IN, lists="scan"),
    "dashboard POST": Entry(
        ADMIN, body=lambda w: {"target": str(w.target.pk), "profile": "quick"}, below=404
    ),
    "scans GET": Entry(SIGNED_IN, lists="scan"),
    "credentials GET": Entry(SIGNED_IN, lists="credential", seen_by=ADMIN),
    "scan GET": Entry(VIEWER, SCAN),
    "schedules GET": Entry(SIGNED_IN, lists="scan_schedule"),
    # Answered with the page again, which tells what happened or why not.
    "schedules POST": Entry(
        SIGNED_IN, body=lambda w: {"schedule": str(w.scan_schedule.pk), "verb": "pause"}
    ),
}


@dataclass(frozen=True)
class Desk:
    """Who may do what with a model in the admin, staff all; `obj` names its row in the world.

    `add` is about the empty form: a project is chosen in it, among those where one may add.
    """

    obj: str
    view: str = VIEWER
    add: str = NOBODY
    change: str = NOBODY
    delete: str = NOBODY


STAFF = SIGNED_IN

ADMIN_MODELS: dict[str, Desk] = {
    "projects.Project": Desk("project", add=STAFF, change=ADMIN, delete=OWNER),
    "projects.Membership": Desk("membership", add=STAFF, change=OWNER, delete=OWNER),
    "projects.Target": Desk("target", add=STAFF, change=ADMIN),
    "projects.Credential": Desk("credential", view=ADMIN, add=STAFF, change=ADMIN, delete=ADMIN),
    "projects.ApiKey": Desk("key", view=ADMIN, add=STAFF),
    "projects.User": Desk("viewer", SUPERUSER, SUPERUSER, SUPERUSER, SUPERUSER),
    "auth.Group": Desk("group", SUPERUSER, SUPERUSER, SUPERUSER, SUPERUSER),
    "knox.AuthToken": Desk("token", SUPERUSER, NOBODY, NOBODY, SUPERUSER),
    "records.AuditEntry": Desk("entry", SUPERUSER),
    "records.IdempotencyKey": Desk("idempotency_key", SUPERUSER),
    "records.RecentError": Desk("recent_error", SUPERUSER),
    "tooling.ToolStatus": Desk("status", STAFF),
    "scans.Scan": Desk("scan"),
    "scans.ToolRun": Desk("run"),
    "scans.Worker": Desk("worker", STAFF),
    "scans.Breaker": Desk("breaker"),
    "scans.Schedule": Desk("scan_schedule", add=STAFF, change=ADMIN, delete=ADMIN),
    "scans.Profile": Desk("profile", add=STAFF, change=ADMIN, delete=ADMIN),
    "findings.Finding": Desk("finding"),
    "findings.ReportImport": Desk("report_import"),
    "findings.Upload": Desk("upload", add=STAFF),
    "django_q.Schedule": Desk("schedule", SUPERUSER, SUPERUSER, SUPERUSER, SUPERUSER),
    "django_q.Success": Desk("success", SUPERUSER, NOBODY, SUPERUSER, SUPERUSER),
    "django_q.Failure": Desk("failure", SUPERUSER, NOBODY, SUPERUSER, SUPERUSER),
    "django_q.OrmQ": Desk("queued", SUPERUSER, NOBODY, SUPERUSER, SUPERUSER),
}
