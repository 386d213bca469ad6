"""Scans, runs, attempts, events and profiles as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from projects.models import Target
from scans.intake import MAX_PARALLEL
from scans.models import Attempt, Profile, ProfileVersion, Scan, ScanEvent, ToolRun
from scans.states import RunState, ScanStatus
from tooling.base import SEVERITIES
from tooling.limits import KINDS

MAX_TIMEOUT_SECONDS = 24 * 3600


def duration_ms(started: datetime | None, finished: datetime | None) -> int | None:
    """Milliseconds between the two; None while either is missing."""
    if started is None or finished is None:
        return None
    return int((finished - started).total_seconds() * 1000)


class TimedSerializer(serializers.ModelSerializer):
    duration_ms = serializers.SerializerMethodField()

    @extend_schema_field({"type": ["integer", "null"]})
    def get_duration_ms(self, obj: Any) -> int | None:
        return duration_ms(obj.started, obj.finished)


class NullIfEmpty(serializers.CharField):
    """An empty text is null."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("allow_null", True)
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, value: Any) -> Any:
        return str(value) if value else None


class LimitsSerializer(serializers.Serializer):
    """What a run may use; null: as much as it wants."""

    seconds = serializers.FloatField()
    memory_bytes = serializers.IntegerField(
        allow_null=True, help_text="Of all its processes together."
    )
    cpu_seconds = serializers.FloatField(
        allow_null=True, help_text="Processor time of all its processes together."
    )
    cpus = serializers.FloatField(
        allow_null=True, help_text="Processors at once; held by cgroups and containers only."
    )
    processes = serializers.IntegerField(allow_null=True)
    file_bytes = serializers.IntegerField(allow_null=True, help_text="Of each file that it writes.")
    output_bytes = serializers.IntegerField(help_text="What is kept of the text that it prints.")


class HeldLimitsSerializer(LimitsSerializer):
    """The limits of an attempt, and who held it to them."""

    held_by = serializers.ChoiceField(choices=["watching", "cgroup", "container"])


class AttemptSerializer(TimedSerializer):
    limits = HeldLimitsSerializer(
        allow_null=True, read_only=True, help_text="Null: it was not started."
    )
    outcome = NullIfEmpty()
    error = NullIfEmpty()

    class Meta:
        model = Attempt
        fields = [
            "number", "state", "outcome", "error", "exit_code", "signal", "started", "finished",
            "duration_ms", "peak_memory_bytes", "cpu_ms", "limits", "worker",
        ]  # fmt: skip


class ProgressSerializer(serializers.Serializer):
    percent = serializers.IntegerField(
        source="progress_percent", allow_null=True, min_value=0, max_value=100
    )
    message = NullIfEmpty(source="progress_message")


class ToolRunSerializer(TimedSerializer):
    """The rich view of one tool of a scan. `cause` is the outcome of a run that failed."""

    outcome = NullIfEmpty()
    cause = serializers.SerializerMethodField()
    error = serializers.SerializerMethodField()
    hint = NullIfEmpty()
    waits_until = serializers.DateTimeField(
        source="not_before",
        allow_null=True,
        read_only=True,
        help_text="Of a queued run that is tried again by itself: not before this time.",
    )
    waits_for = NullIfEmpty(default=None, help_text="Why a queued run does not run yet.")
    progress = ProgressSerializer(source="*", read_only=True)
    attempts = AttemptSerializer(many=True, read_only=True)

    class Meta:
        model = ToolRun
        fields = [
            "tool", "position", "state", "outcome", "exit_code", "signal", "cause", "error", "hint",
            "retryable", "started", "finished", "duration_ms", "peak_memory_bytes", "cpu_ms",
            "limits", "coverage",
            "waits_until", "waits_for", "progress", "attempts",
        ]  # fmt: skip

    @extend_schema_field(LimitsSerializer(allow_null=True))
    def get_limits(self, run: ToolRun) -> dict[str, Any] | None:
        return run.limits or None

    @extend_schema_field({"type": ["string", "null"]})
    def get_cause(self, run: ToolRun) -> str | None:
        if run.import_error:
            return "import_failed"
        return run.outcome if run.error else None

    @extend_schema_field({"type": ["string", "null"]})
    def get_error(self, run: ToolRun) -> str | None:
        return run.error or run.import_error or None


class ToolRunsSerializer(serializers.Serializer):
    """All runs of a scan, on one page."""

    results = ToolRunSerializer(many=True)
    next = serializers.CharField(allow_null=True, help_text="Always null.")
    previous = serializers.CharField(allow_null=True, help_text="Always null.")


class TargetBriefSerializer(serializers.ModelSerializer):
    class Meta:
        model = Target
        fields = ["id", "kind", "locator", "name"]


class CountsSerializer(serializers.Serializer):
    """Findings by severity."""

    critical = serializers.IntegerField()
    high = serializers.IntegerField()
    medium = serializers.IntegerField()
    low = serializers.IntegerField()
    info = serializers.IntegerField()


class ScanSerializer(serializers.ModelSerializer):
    target = TargetBriefSerializer(read_only=True)
    profile = serializers.CharField(
        source="profile.name", default=None, allow_null=True, read_only=True
    )
    schedule = serializers.UUIDField(
        source="schedule_id", allow_null=True, read_only=True, help_text="That started it."
    )
    status = serializers.ChoiceField(choices=ScanStatus.choices, read_only=True)
    requested_by = serializers.CharField(
        source="requested_by.username", default=None, allow_null=True, read_only=True
    )
    counts = serializers.SerializerMethodField()
    tool_runs = ToolRunSerializer(source="runs", many=True, read_only=True)

    class Meta:
        model = Scan
        fields = [
            "id", "project", "target", "profile", "profile_version", "origin", "schedule", "status",
            "tools",
            "options", "max_parallel", "severity_filter", "created", "started", "finished",
            "idle_ms", "request_id", "requested_by", "counts", "tool_runs",
        ]  # fmt: skip

    @extend_schema_field(CountsSerializer)
    def get_counts(self, scan: Scan) -> dict[str, int]:
        return {severity: int(scan.counts.get(severity, 0)) for severity in SEVERITIES}


class ScanErrorsSerializer(serializers.Serializer):
    """By tool that was executed: its error, null where it succeeded. failed + success = total."""

    scan_id = serializers.UUIDField()
    tool_errors = serializers.DictField(child=serializers.CharField(allow_null=True))
    total_tools = serializers.IntegerField()
    failed_tools = serializers.IntegerField()
    success_tools = serializers.IntegerField()


class ScanRequestSerializer(serializers.Serializer):
    """What `POST /api/scans` takes; the shape only, `scans.intake` holds the rules."""

    project = serializers.CharField(required=False, max_length=80, help_text="Id or slug.")
    target = serializers.UUIDField(required=False)
    profile = serializers.CharField(required=False, max_length=60, help_text="Name or id.")
    tools = serializers.ListField(
        child=serializers.CharField(max_length=40), required=False, max_length=60
    )
    options = serializers.DictField(
        child=serializers.DictField(), required=False, help_text="By tool."
    )
    timeout_seconds = serializers.IntegerField(
        required=False, min_value=1, max_value=MAX_TIMEOUT_SECONDS, help_text="For each tool."
    )
    max_parallel = serializers.IntegerField(required=False, min_value=1, max_value=MAX_PARALLEL)
    severity_filter = serializers.ListField(
        child=serializers.ChoiceField(choices=SEVERITIES), required=False
    )
    credential = serializers.CharField(required=False, max_length=120, help_text="Id or name.")
    dry_run = serializers.BooleanField(default=False)


class RetryRequestSerializer(serializers.Serializer):
    tools = serializers.ListField(
        child=serializers.CharField(max_length=40), required=False, max_length=60, default=list
    )


class PlannedToolSerializer(serializers.Serializer):
    """One tool of a dry run: exactly what would be started."""

    tool = serializers.CharField()
    executor = serializers.ChoiceField(choices=["local", "container"])
    image = serializers.CharField(allow_null=True, help_text="Of a container, else null.")
    argv = serializers.ListField(child=serializers.CharField())
    environment = serializers.ListField(
        child=serializers.CharField(), help_text="Names, never values."
    )
    private_files = serializers.ListField(
        child=serializers.CharField(), help_text="Of the credential; removed with the run."
    )
    folder = serializers.CharField()
    timeout_seconds = serializers.IntegerField()
    limits = LimitsSerializer()
    exit_codes = serializers.DictField(child=serializers.CharField())
    exit_codes_source = serializers.CharField(allow_blank=True)
    installed = serializers.BooleanField()
    version = serializers.CharField(allow_null=True)
    optional = serializers.BooleanField()
    credentials = serializers.ChoiceField(choices=["present", "missing", "not needed"])
    target_allowed = serializers.BooleanField()


class PlanSerializer(serializers.Serializer):
    dry_run = serializers.BooleanField()
    project = serializers.UUIDField()
    target = TargetBriefSerializer()
    profile = serializers.CharField(allow_null=True)
    credential = serializers.CharField(allow_null=True, help_text="Its name.")
    warnings = serializers.ListField(
        child=serializers.CharField(), help_text="Such as a credential that ends soon."
    )
    max_parallel = serializers.IntegerField()
    tools = PlannedToolSerializer(many=True)


class LogSerializer(serializers.Serializer):
    """The last lines of a run's log, sanitized when they were written."""

    tool = serializers.CharField()
    attempt = serializers.IntegerField()
    state = serializers.ChoiceField(choices=RunState.choices)
    lines = serializers.ListField(child=serializers.CharField(allow_blank=True))
    truncated = serializers.BooleanField(help_text="Earlier lines exist.")


class EventSerializer(serializers.ModelSerializer):
    timestamp = serializers.DateTimeField(source="created")
    scan_id = serializers.UUIDField()

    class Meta:
        model = ScanEvent
        fields = ["type", "seq", "timestamp", "scan_id", "data"]


class EventsSerializer(serializers.Serializer):
    """Events after a number, oldest first. `last` is the number to go on from."""

    results = EventSerializer(many=True)
    last = serializers.IntegerField()
    more = serializers.BooleanField()


LIMITS_SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        name: {"type": "integer" if kind.is_whole else "number", "minimum": kind.least}
        for name, kind in KINDS.items()
    },
    "description": "What each tool may use; what is absent is the tool's own. The server's maximum "
    "holds for all.",
}


@extend_schema_field(LIMITS_SCHEMA)
class LimitsField(serializers.JSONField):
    """Limits as a profile asks for them; `scans.profiles` says what is wrong with them."""


class ProfileToolSerializer(serializers.Serializer):
    tool = serializers.CharField(max_length=40)
    options = serializers.DictField(required=False)
    limits = LimitsField(required=False)
    timeout_seconds = serializers.IntegerField(
        required=False, min_value=1, max_value=MAX_TIMEOUT_SECONDS
    )
    optional = serializers.BooleanField(required=False)


class ProfileSerializer(serializers.ModelSerializer):
    """`project` null: shipped, read-only."""

    tools = ProfileToolSerializer(many=True)
    name = serializers.SlugField(max_length=60)
    project = serializers.UUIDField(source="project_id", read_only=True, allow_null=True)
    max_parallel = serializers.IntegerField(default=4, min_value=1, max_value=MAX_PARALLEL)
    timeout_seconds = serializers.IntegerField(
        default=3600, min_value=1, max_value=MAX_TIMEOUT_SECONDS
    )
    limits = LimitsField(default=dict)
    severity_filter = serializers.ListField(
        child=serializers.ChoiceField(choices=SEVERITIES),
        default=list,
        help_text="Of a scan that names none; empty: every severity.",
    )

    class Meta:
        model = Profile
        fields = [
            "id", "project", "name", "description", "version", "tools", "max_parallel",
            "timeout_seconds", "limits", "severity_filter", "created", "updated",
        ]  # fmt: skip
        read_only_fields = ["version", "created", "updated"]
        validators: list[Any] = []  # the verb module and the database hold the names apart


class NewProfileSerializer(ProfileSerializer):
    project = serializers.CharField(  # type: ignore[assignment]
        max_length=80, required=False, help_text="Id or slug."
    )

    class Meta(ProfileSerializer.Meta):
        pass


class ProfileContentSerializer(ProfileSerializer):
    """What a profile said."""

    class Meta(ProfileSerializer.Meta):
        fields = ["description", "tools", "max_parallel", "timeout_seconds", "limits",
                  "severity_filter"]  # fmt: skip
        read_only_fields: list[str] = []


class ProfileVersionSerializer(serializers.ModelSerializer):
    version = serializers.IntegerField(source="number", read_only=True)
    content = ProfileContentSerializer(read_only=True)

    class Meta:
        model = ProfileVersion
        fields = ["version", "name", "content", "created"]


class ProfileCopySerializer(serializers.Serializer):
    project = serializers.CharField(max_length=80, required=False, help_text="Id or slug.")
    name = serializers.SlugField(max_length=60, required=False, help_text="Default: the same.")


class ProfileFileSerializer(serializers.Serializer):
    file = serializers.FileField(help_text="YAML, as the export writes it; at most 100,000 bytes.")
    project = serializers.CharField(max_length=80, required=False, help_text="Id or slug.")
    replace = serializers.BooleanField(
        default=False, help_text="Change the project's profile of that name, where it has one."
    )
