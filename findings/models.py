"""Findings, who reported them, and every decision about them."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, Never

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from config.records.rows import Row
from projects.encryption import EncryptedJSONField
from projects.models import Project, Target
from scans.models import Scan, ToolRun

from .querysets import DecisionQuerySet, FindingQuerySet, ReportImportQuerySet, UploadQuerySet

if TYPE_CHECKING:
    from uuid import UUID


class Severity(models.TextChoices):
    CRITICAL = "critical", "Critical"
    HIGH = "high", "High"
    MEDIUM = "medium", "Medium"
    LOW = "low", "Low"
    INFO = "info", "Info"


# Rank for ordering: 0 is the worst.
SEVERITY_RANK: dict[str, int] = {severity.value: rank for rank, severity in enumerate(Severity)}


class Status(models.TextChoices):
    OPEN = "open", "Open"
    ACCEPTED_RISK = "accepted_risk", "Accepted risk"
    FALSE_POSITIVE = "false_positive", "False positive"
    FIXED = "fixed", "Fixed"


class Finding(Row):
    """One weakness of a project, whoever reported it.

    `status` is computed from three layers, import < rule < person, so that taking one away leaves
    the truth; a constraint holds that it is what the layers say.
    """

    # Indexes below begin with it. Each index is written anew at every sighting of the finding.
    project = models.ForeignKey(Project, models.CASCADE, related_name="findings", db_index=False)
    fingerprint = models.CharField(max_length=64)
    fingerprint_version = models.PositiveSmallIntegerField(default=1)
    fingerprint_parts = models.JSONField(default=list)
    kind = models.CharField(max_length=16)
    title = models.CharField(max_length=500)
    severity = models.CharField(max_length=8, choices=Severity.choices)
    severity_rank = models.PositiveSmallIntegerField(editable=False)
    tool_severity = models.CharField(max_length=60, blank=True)
    rule_id = models.CharField(max_length=300, blank=True)
    description = models.TextField(blank=True)
    remediation = models.TextField(blank=True)
    resource_kind = models.CharField(max_length=24, blank=True)
    resource = models.CharField(max_length=2000, blank=True)
    location = models.CharField(max_length=2000, blank=True)
    cwe = models.JSONField(default=list, blank=True)
    cve = models.JSONField(default=list, blank=True)
    cvss = models.DecimalField(max_digits=3, decimal_places=1, null=True, blank=True)
    attack_ids = models.JSONField(default=list, blank=True)
    references = models.JSONField(default=list, blank=True)
    tags = models.JSONField(default=list, blank=True)
    evidence = models.JSONField(default=dict, blank=True)
    facts_digest = models.CharField(
        max_length=32, editable=False, help_text="Of the facts above: has a sighting changed them?"
    )
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()
    last_run = models.ForeignKey(ToolRun, models.SET_NULL, null=True, blank=True)
    occurrences = models.PositiveIntegerField(default=1)

    status = models.CharField(max_length=16, choices=Status.choices, default=Status.OPEN)
    import_status = models.CharField(max_length=16, choices=Status.choices, default=Status.OPEN)
    # NULL: the layer says nothing.
    rule_status = models.CharField(  # noqa: DJ001
        max_length=16, choices=Status.choices, null=True, blank=True
    )
    person_status = models.CharField(  # noqa: DJ001
        max_length=16, choices=Status.choices, null=True, blank=True
    )
    person_decided = models.DateTimeField(
        null=True, blank=True, help_text="When the person layer was last decided."
    )
    accepted_until = models.DateTimeField(null=True, blank=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="assigned",
        db_index=False,
    )
    version = models.PositiveIntegerField(
        default=1,
        help_text="Counts changes of status, assignee and facts, not mere sightings; the ETag.",
    )

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["severity_rank", "-last_seen"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "fingerprint"], name="one_finding_a_fingerprint"
            ),
            models.CheckConstraint(
                condition=Q(severity__in=Severity.values), name="finding_severity_known"
            ),
            models.CheckConstraint(
                condition=Q(import_status__in=[Status.OPEN, Status.FIXED]),
                name="import_opens_or_fixes",
            ),
            models.CheckConstraint(
                condition=Q(person_status__isnull=False, status=F("person_status"))
                | Q(person_status__isnull=True, rule_status__isnull=False, status=F("rule_status"))
                | Q(
                    person_status__isnull=True,
                    rule_status__isnull=True,
                    status=F("import_status"),
                ),
                name="finding_status_from_layers",
            ),
            models.CheckConstraint(
                condition=~Q(person_status=Status.ACCEPTED_RISK)
                | Q(person_status__isnull=True)
                | Q(accepted_until__isnull=False),
                name="accepted_risk_ends",
            ),
            models.CheckConstraint(
                condition=Q(person_status__isnull=True, person_decided__isnull=True)
                | Q(person_status__isnull=False, person_decided__isnull=False),
                name="person_layer_is_dated",
            ),
        ]
        indexes = [
            models.Index(fields=["project", "severity_rank", "-last_seen", "-id"]),
            models.Index(fields=["project", "status", "severity_rank", "-last_seen", "-id"]),
            models.Index(fields=["project", "-last_seen", "-id"]),
            models.Index(fields=["project", "rule_id"]),
            # Few findings have an end; they are looked for every ten minutes.
            models.Index(
                fields=["project", "accepted_until"],
                condition=Q(accepted_until__isnull=False),
                name="accepted_risk_by_end",
            ),
            models.Index(  # few are assigned
                fields=["assignee"],
                condition=Q(assignee__isnull=False),
                name="finding_by_assignee",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def etag(self) -> str:
        """The strong entity tag of the finding as it stands."""
        return f'"{self.version}"'


class FingerprintKey(Row):
    """The key under which a project's secrets are hashed into fingerprints.

    It lives in the database, encrypted, so that all hosts share it and rotating the server's keys
    does not turn every known secret into a new finding.
    """

    project = models.OneToOneField(Project, models.CASCADE, related_name="+")
    key = EncryptedJSONField()

    def __str__(self) -> str:
        return f"fingerprint key of {self.project_id}"

    @classmethod
    def of(cls, project_id: UUID) -> bytes:
        """The project's key, made when it is first asked for. One query when it exists."""
        row, _ = cls.objects.get_or_create(
            project_id=project_id, defaults={"key": secrets.token_hex(32)}
        )
        return bytes.fromhex(row.key)


class Attribution(Row):
    """That a tool reports a finding on a target; `reported` until a full-scope run misses it."""

    # Indexes below begin with finding and target.
    finding = models.ForeignKey(
        Finding, models.CASCADE, related_name="attributions", db_index=False
    )
    tool = models.CharField(max_length=40)
    target = models.ForeignKey(Target, models.CASCADE, related_name="+", db_index=False)
    rule_id = models.CharField(max_length=300, blank=True)
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()
    last_run = models.ForeignKey(
        ToolRun, models.SET_NULL, null=True, blank=True, related_name="attributions"
    )
    selection_key = models.CharField(max_length=64, blank=True, help_text="Of the last run.")
    reported = models.BooleanField(default=True)

    class Meta:
        ordering = ["tool"]
        constraints = [
            models.UniqueConstraint(
                fields=["finding", "tool", "target"], name="one_attribution_a_tool"
            )
        ]
        indexes = [models.Index(fields=["target", "tool", "reported"])]

    def __str__(self) -> str:
        return f"{self.tool}: {self.finding_id}"


class Sighting(models.Model):
    """That a run's report holds a finding: what a scan's list, counts and comparison stand on.

    Sightings go with their run; the finding and its attributions stay.
    """

    run = models.ForeignKey(ToolRun, models.CASCADE, related_name="sightings")
    finding = models.ForeignKey(Finding, models.CASCADE, related_name="sightings", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["finding", "run"], name="one_sighting_a_run")
        ]

    def __str__(self) -> str:
        return f"{self.finding_id} in {self.run_id}"


class TriageDecision(Row):
    """A change of a finding's status: who, when, why, from what.

    Append-only: a trigger refuses changes of what was decided. Decisions go only with their
    finding, and forget a user or run that is deleted, whose name they keep.
    """

    class Source(models.TextChoices):
        PERSON = "person", "Person"
        RULE = "rule", "Rule"
        IMPORT = "import", "Import"
        EXPIRY = "expiry", "Expiry"

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="decisions")
    source = models.CharField(max_length=8, choices=Source.choices)
    from_status = models.CharField(max_length=16, choices=Status.choices)
    to_status = models.CharField(max_length=16, choices=Status.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    by_name = models.CharField(max_length=150, blank=True, help_text="Kept when the user goes.")
    reason = models.TextField(blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    run = models.ForeignKey(ToolRun, models.SET_NULL, null=True, blank=True)
    request_id = models.CharField(max_length=128, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-created", "-id"]

    def __str__(self) -> str:
        return f"{self.from_status} → {self.to_status}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("decisions are append-only")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise TypeError("decisions are append-only")


class ReportImport(Row):
    """The import of one run's report: what it brought, and what was refused and why."""

    class State(models.TextChoices):
        PENDING = "pending", "Pending"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    run = models.OneToOneField(ToolRun, models.CASCADE, related_name="report_import")
    scan = models.ForeignKey(Scan, models.CASCADE, related_name="report_imports")
    attempt_number = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)
    looked_at = models.DateTimeField(help_text="When the run began to look; orders sightings.")
    selection_key = models.CharField(max_length=64, blank=True, help_text="The run's.")
    closes = models.BooleanField(
        default=False, help_text="It looked at everything: what it did not see was closed."
    )
    records_done = models.PositiveIntegerField(
        default=0, help_text="Records of the report that are stored; a repeat goes on from here."
    )
    tries = models.PositiveSmallIntegerField(default=0, help_text="Tries that ended in a fault.")
    created_count = models.PositiveIntegerField(default=0)
    seen_again = models.PositiveIntegerField(default=0)
    reopened = models.PositiveIntegerField(default=0)
    fixed = models.PositiveIntegerField(default=0)
    below_filter = models.PositiveIntegerField(
        default=0, help_text="New findings that the scan's severity filter left out."
    )
    rejected = models.JSONField(default=list, help_text="At most 100: position and reason.")
    rejected_count = models.PositiveIntegerField(default=0)
    unknown_severities = models.JSONField(default=list)
    reason = models.TextField(blank=True)

    objects = ReportImportQuerySet.as_manager()

    def __str__(self) -> str:
        return f"import of {self.run_id}: {self.state}"


class Upload(Row):
    """A report that somebody sent: the file as it came, what it is, and what became of it.

    `scan` is none until the report has been read to its end: of a report that cannot be, nothing
    is stored but this row.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Queued"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    project = models.ForeignKey(Project, models.CASCADE, related_name="uploads")
    target = models.ForeignKey(
        Target, models.CASCADE, null=True, blank=True, related_name="+", help_text="As asked."
    )
    scan = models.OneToOneField(
        Scan, models.CASCADE, null=True, blank=True, related_name="upload", editable=False
    )
    file = models.FileField(max_length=300, help_text="As it came.")
    content = models.FileField(max_length=300, blank=True, help_text="The report, unpacked.")
    name = models.CharField(max_length=200, help_text="Its owner's; shown, never a path.")
    size_bytes = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    packing = models.CharField(max_length=8, blank=True, help_text="gzip, zip, or nothing.")
    asked_tool = models.CharField(max_length=40, blank=True)
    tool = models.CharField(max_length=40, blank=True, help_text="Whose report it is, if asked.")
    full_scope = models.BooleanField(
        default=False, help_text="It tells all that there is: what it does not name is fixed."
    )
    format = models.CharField(max_length=40, help_text="The tool or standard that reads it.")
    reason = models.CharField(max_length=500, help_text="Why that one.")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    request_id = models.CharField(max_length=128, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    error_code = models.CharField(max_length=40, blank=True)
    error = models.TextField(blank=True, help_text="One sanitized sentence.")
    error_position = models.CharField(max_length=200, blank=True)
    progress_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    progress_message = models.CharField(max_length=100, blank=True)
    records = models.PositiveIntegerField(default=0, help_text="Records that the report holds.")
    problems = models.JSONField(
        default=list, help_text="What the report says that its tools could not do: at most 50."
    )
    tries = models.PositiveSmallIntegerField(default=0, help_text="How often it was begun.")
    started = models.DateTimeField(null=True, blank=True)
    finished = models.DateTimeField(null=True, blank=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering = ["-created", "-id"]
        verbose_name = "uploaded report"
        indexes = [
            models.Index(fields=["project", "-created", "-id"]),
            # What the reaper looks for every few seconds.
            models.Index(
                fields=["updated"],
                condition=Q(state__in=["queued", "running"]),
                name="upload_is_open",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running", "done", "failed"]),
                name="upload_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(error_code=""), name="upload_failure_has_code"
            ),
        ]

    def __str__(self) -> str:
        return self.name
