"""Scans, their tool runs and attempts, profiles, and the numbered events that tell of them."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from config.records.rows import Row
from projects.models import Credential, Project, Target
from projects.querysets import InProjectQuerySet

from .querysets import (
    BreakerQuerySet,
    EventQuerySet,
    ScanQuerySet,
    ScheduleQuerySet,
    ToolRunQuerySet,
)
from .states import ACTIVE, BREAKER_OPEN_FOR, BreakerState, RunState, ScanStatus

MAX_JITTER_SECONDS = 6 * 3600
MAX_GRACE_SECONDS = 7 * 24 * 3600


class Profile(Row):
    """Which tools a scan runs and how. `project` none: shipped, for every project.

    `tools` is a list of `{"tool", "options"?, "timeout_seconds"?, "limits"?, "optional"?}` in
    order; `limits` by name as in `tooling.limits.KINDS`, an entry's over the profile's.
    """

    project = models.ForeignKey(
        Project, models.CASCADE, null=True, blank=True, related_name="profiles"
    )
    name = models.SlugField(max_length=60)
    description = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    tools = models.JSONField(default=list)
    max_parallel = models.PositiveSmallIntegerField(default=4)
    timeout_seconds = models.PositiveIntegerField(default=3600)
    limits = models.JSONField(
        default=dict,
        blank=True,
        help_text='What each tool may use, such as {"memory_bytes": 2000000000}.',
    )
    severity_filter = models.JSONField(
        default=list, blank=True, help_text="Of a scan that names none. Empty: every severity."
    )

    objects = InProjectQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="one_profile_a_project"),
            models.UniqueConstraint(
                fields=["name"], condition=models.Q(project=None), name="one_shipped_profile"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProfileVersion(Row):
    """What a profile said while it had this number; a scan keeps the one that it ran.

    It outlives its profile. `content` is as a file of the profile says it, without the name.
    """

    profile = models.ForeignKey(Profile, models.SET_NULL, null=True, related_name="versions")
    project = models.ForeignKey(Project, models.CASCADE, null=True, related_name="+")
    name = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    content = models.JSONField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["profile", "number"], name="one_version_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.number}"


class Schedule(Row):
    """What is scanned again and again, when, and on whose rights.

    Profile and credential are kept as they were named: where one is deleted, the schedule does not
    run with less or with others, it is refused. What the scheduler writes (`next_run` and the
    `last_` fields) leaves `updated`, and with it the ETag, as it is.
    """

    class Missed(models.TextChoices):
        RUN_ONCE = "run_once", "Run once, as soon as possible"
        SKIP = "skip", "Skip"

    class Result(models.TextChoices):
        STARTED = "started", "Started"
        OVERLAP = "overlap", "Skipped: the previous scan had not ended"
        BLACKOUT = "blackout", "Skipped: in a blackout window"
        MISSED = "missed", "Skipped: its time had passed"
        REFUSED = "refused", "Refused"

    project = models.ForeignKey(Project, models.CASCADE, related_name="schedules")
    name = models.CharField(max_length=120)
    target = models.ForeignKey(Target, models.CASCADE, related_name="schedules")
    profile = models.ForeignKey(
        Profile, models.DO_NOTHING, null=True, blank=True, db_constraint=False, related_name="+"
    )
    tools = models.JSONField(default=list, blank=True, help_text="Narrow or replace the profile's.")
    options = models.JSONField(default=dict, blank=True, help_text="By tool.")
    credential = models.ForeignKey(
        Credential, models.DO_NOTHING, null=True, blank=True, db_constraint=False, related_name="+"
    )
    severity_filter = models.JSONField(default=list, blank=True)
    timeout_seconds = models.PositiveIntegerField(
        null=True, blank=True, help_text="For each tool; empty: the profile's."
    )
    max_parallel = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Tools at once; empty: the profile's."
    )
    cron = models.CharField(
        max_length=120,
        help_text="Minute, hour, day of the month, month, day of the week: 30 2 * * 1-5.",
    )
    time_zone = models.CharField(max_length=60, default="UTC")
    blackouts = models.JSONField(default=list, blank=True)
    jitter_seconds = models.PositiveIntegerField(
        default=0,
        validators=[MaxValueValidator(MAX_JITTER_SECONDS)],
        help_text="Started by chance up to so much later.",
    )
    missed = models.CharField(
        max_length=16,
        choices=Missed.choices,
        default=Missed.RUN_ONCE,
        help_text="What becomes of a run that is later than its grace.",
    )
    grace_seconds = models.PositiveIntegerField(
        default=300,
        validators=[MinValueValidator(60), MaxValueValidator(MAX_GRACE_SECONDS)],
        help_text="So late is still on time.",
    )
    active = models.BooleanField(default=True)
    stopped = models.TextField(blank=True, help_text="Why it was stopped, by whatever did it.")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    planned_run = models.DateTimeField(null=True, editable=False, help_text="Without the jitter.")
    next_run = models.DateTimeField(null=True, editable=False)
    last_at = models.DateTimeField(null=True, editable=False)
    last_result = models.CharField(max_length=16, choices=Result.choices, blank=True)
    last_code = models.CharField(max_length=60, blank=True, help_text="Of a refusal.")
    last_reason = models.TextField(blank=True)
    last_scan = models.ForeignKey(
        "Scan", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )

    objects = ScheduleQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        indexes = [
            models.Index(
                fields=["next_run"], condition=models.Q(active=True), name="schedule_is_due"
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="one_schedule_a_project")
        ]

    def __str__(self) -> str:
        return self.name


class Scan(Row):
    class Origin(models.TextChoices):
        MANUAL = "manual", "Manual"
        SCHEDULED = "scheduled", "Scheduled"
        IMPORT = "import", "Import"
        PLAYBOOK = "playbook", "Playbook"

    project = models.ForeignKey(Project, models.CASCADE, related_name="scans")
    target = models.ForeignKey(Target, models.RESTRICT, related_name="scans")
    credential = models.ForeignKey(Credential, models.SET_NULL, null=True, blank=True)
    profile = models.ForeignKey(Profile, models.SET_NULL, null=True, blank=True)
    profile_version = models.PositiveIntegerField(default=0)
    profile_as_run = models.ForeignKey(
        ProfileVersion, models.SET_NULL, null=True, blank=True, editable=False, related_name="scans"
    )
    origin = models.CharField(max_length=16, choices=Origin.choices, default=Origin.MANUAL)
    schedule = models.ForeignKey(
        Schedule, models.SET_NULL, null=True, blank=True, related_name="scans"
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True
    )
    request_id = models.CharField(max_length=128, blank=True)
    tools = models.JSONField(default=list, help_text="As asked.")
    options = models.JSONField(default=dict, blank=True, help_text="By tool.")
    severity_filter = models.JSONField(default=list, blank=True)
    max_parallel = models.PositiveSmallIntegerField(default=4)
    status = models.CharField(
        max_length=16, choices=ScanStatus.choices, default=ScanStatus.PENDING, editable=False
    )
    counts = models.JSONField(
        default=dict, editable=False, help_text="Findings by severity, written by findings."
    )
    started = models.DateTimeField(null=True, blank=True, editable=False)
    finished = models.DateTimeField(null=True, blank=True, editable=False)
    idle_ms = models.BigIntegerField(
        default=0, editable=False, help_text="Between an end and a retry: not of its duration."
    )
    urgency = models.GeneratedField(
        expression=models.Case(models.When(origin="scheduled", then=1), default=0),
        output_field=models.PositiveSmallIntegerField(),
        db_persist=True,
        help_text="The lower, the earlier its turn.",
    )

    objects = ScanQuerySet.as_manager()

    class Meta:
        ordering = ["-created"]
        indexes = [
            models.Index(fields=["project", "-created"]),
            models.Index(fields=["status", "-created"]),
            models.Index(fields=["request_id"]),
            # A project's next scan, among all that ever were: `scans.turns`.
            models.Index(
                fields=["project", "urgency", "created"],
                condition=models.Q(finished=None),
                name="scan_waits_its_turn",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=ScanStatus.values), name="scan_status_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.target} {self.created:%Y-%m-%d %H:%M}"


class Ended(models.Model):
    """How a run or an attempt ended; a run carries a copy of its last attempt's."""

    outcome = models.CharField(max_length=24, blank=True)
    exit_code = models.IntegerField(null=True, blank=True)
    signal = models.PositiveSmallIntegerField(null=True, blank=True)
    error = models.TextField(blank=True, help_text="One sanitized sentence.")
    hint = models.TextField(blank=True)
    retryable = models.BooleanField(default=False)
    started = models.DateTimeField(null=True, blank=True)
    finished = models.DateTimeField(null=True, blank=True)
    peak_memory_bytes = models.BigIntegerField(null=True, blank=True)
    cpu_ms = models.BigIntegerField(null=True, blank=True)
    coverage = models.JSONField(
        default=dict, blank=True, help_text="asked, examined, skipped with reasons."
    )
    report = models.FileField(max_length=300, blank=True)
    log = models.FileField(max_length=300, blank=True)

    class Meta:
        abstract = True


class ToolRun(Row, Ended):
    scan = models.ForeignKey(Scan, models.CASCADE, related_name="runs")
    tool = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    optional = models.BooleanField(default=False)
    options = models.JSONField(default=dict, blank=True, help_text="Validated, as the tool got.")
    timeout_seconds = models.PositiveIntegerField(default=3600)
    limits = models.JSONField(default=dict, blank=True, help_text="What it may use.")
    state = models.CharField(max_length=16, choices=RunState.choices, default=RunState.QUEUED)
    progress_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    progress_message = models.CharField(max_length=200, blank=True)
    selection_key = models.CharField(
        max_length=64, blank=True, help_text="Hash of the options that select; empty: no filter."
    )
    full_scope = models.BooleanField(default=False)
    findings_imported = models.BooleanField(default=False)
    import_error = models.TextField(blank=True, help_text="Why its report could not be imported.")
    max_attempts = models.PositiveSmallIntegerField(default=4)
    not_before = models.DateTimeField(
        null=True, blank=True, help_text="Back-off: not claimed earlier."
    )

    objects = ToolRunQuerySet.as_manager()

    class Meta:
        ordering = ["scan", "position"]
        indexes = [
            models.Index(fields=["state", "created"]),
            models.Index(fields=["tool", "-created"]),
            # What the reaper looks for every few seconds, among all runs that ever were.
            models.Index(
                fields=["state", "finished"],
                condition=models.Q(findings_imported=False),
                name="run_waits_for_import",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["scan", "tool"], name="one_run_a_tool"),
            models.CheckConstraint(
                condition=models.Q(state__in=RunState.values), name="run_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tool}: {self.state}"


class Attempt(Row, Ended):
    """One try of a run by one worker. Only the holder of the fencing token may write it, and a
    terminal state is final (held by a trigger)."""

    run = models.ForeignKey(ToolRun, models.CASCADE, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=16, choices=RunState.choices, default=RunState.RUNNING)
    worker = models.CharField(max_length=80)
    worker_process = models.CharField(  # noqa: DJ001 - as for `limits`
        max_length=80, null=True, blank=True, help_text="Which process, until the machine's end."
    )
    host = models.CharField(max_length=255)
    boot_id = models.CharField(max_length=40)
    process_group = models.IntegerField(null=True, blank=True)
    process_start = models.BigIntegerField(
        null=True, blank=True, help_text="Clock ticks after boot, from /proc."
    )
    heartbeat = models.BigIntegerField(default=0)
    fencing_token = models.UUIDField()
    # Null without a default: SQLite rebuilds the table otherwise, and drops its triggers.
    limits = models.JSONField(
        null=True, blank=True, help_text="What it ran under, where, and who held it to that."
    )

    class Meta:
        ordering = ["run", "number"]
        indexes = [models.Index(fields=["state"])]
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="one_attempt_a_number"),
            models.UniqueConstraint(
                fields=["run"],
                condition=models.Q(state__in=sorted(ACTIVE)),
                name="one_active_attempt_a_run",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=RunState.values), name="attempt_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} #{self.number}: {self.state}"


class Breaker(Row):
    """Whether a tool may be started: anywhere (`target` none), or at one target.

    A row exists from the first failure that counts. `opened` is the database's time; while it is
    set, nothing is started until `next_probe`, and then one attempt, the `probe`.
    """

    tool = models.CharField(max_length=40)
    target = models.ForeignKey(
        Target, models.CASCADE, null=True, blank=True, related_name="breakers"
    )
    failures = models.PositiveIntegerField(default=0, help_text="In a row.")
    opened = models.DateTimeField(null=True, blank=True)
    probe = models.ForeignKey(Attempt, models.SET_NULL, null=True, blank=True, related_name="+")
    last_outcome = models.CharField(max_length=24, blank=True)
    last_run = models.ForeignKey(ToolRun, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = BreakerQuerySet.as_manager()

    class Meta:
        ordering = ["tool", "created"]
        verbose_name = "circuit breaker"
        constraints = [
            models.UniqueConstraint(fields=["tool", "target"], name="one_breaker_a_pair"),
            models.UniqueConstraint(
                fields=["tool"], condition=models.Q(target=None), name="one_breaker_a_tool"
            ),
            models.CheckConstraint(
                condition=models.Q(probe=None) | models.Q(opened__isnull=False),
                name="breaker_probes_while_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tool} at {self.target}" if self.target_id else self.tool

    @property
    def state(self) -> BreakerState:
        if self.opened is None:
            return BreakerState.CLOSED
        return BreakerState.OPEN if self.probe_id is None else BreakerState.HALF_OPEN

    @property
    def next_probe(self) -> datetime | None:
        """From when a run may try again; None while closed, or while one tries."""
        return self.opened + BREAKER_OPEN_FOR if self.opened and self.probe_id is None else None


class Topic(models.Model):
    """The counter of a stream of events; its row lock keeps the numbers without gaps."""

    name = models.CharField(max_length=80, primary_key=True)
    seq = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} at {self.seq}"


class ScanEvent(Row):
    """One numbered event of a topic (`scan:<id>`, `project:<id>`, `processes`)."""

    topic = models.CharField(max_length=80)
    seq = models.BigIntegerField()
    project = models.ForeignKey(Project, models.CASCADE, null=True, blank=True)
    scan = models.ForeignKey(Scan, models.CASCADE, null=True, blank=True, related_name="events")
    type = models.CharField(max_length=40)
    data = models.JSONField(default=dict)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["topic", "seq"]
        constraints = [models.UniqueConstraint(fields=["topic", "seq"], name="one_event_a_number")]

    def __str__(self) -> str:
        return f"{self.topic}#{self.seq} {self.type}"


class Worker(Row):
    """A worker process, as it last told of itself; nothing is decided by it, people look at it."""

    name = models.CharField(max_length=80, unique=True, help_text="host:process id")
    host = models.CharField(max_length=255)
    process_id = models.PositiveIntegerField()
    started = models.DateTimeField()
    seen = models.DateTimeField()
    busy_with = models.CharField(max_length=40, blank=True, help_text="The tool that it runs.")
    queues = models.CharField(max_length=80, blank=True, help_text="That it takes work from.")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class WebsocketTicket(Row):
    """A single-use pass for a websocket; only its digest is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    api_key = models.ForeignKey("projects.ApiKey", models.CASCADE, null=True, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    expires = models.DateTimeField()

    def __str__(self) -> str:
        return f"ticket of {self.user}"
