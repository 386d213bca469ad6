"""Schedules as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from scans import blackouts, schedule_words, schedules
from scans.intake import MAX_PARALLEL
from scans.models import MAX_GRACE_SECONDS, MAX_JITTER_SECONDS, Scan, Schedule

from .serializers import MAX_TIMEOUT_SECONDS, SEVERITIES, NullIfEmpty, TargetBriefSerializer

_TIME = {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$"}
_REASON = {"type": "string", "maxLength": blackouts.MAX_REASON}
BLACKOUTS_SCHEMA: dict[str, Any] = {
    "type": "array",
    "maxItems": blackouts.MAX_WINDOWS,
    "items": {
        "anyOf": [
            {
                "type": "object",
                "description": "Weekly. Without `days`: every day. An `end` that is not after "
                "`start` is on the next day.",
                "required": ["start", "end"],
                "additionalProperties": False,
                "properties": {
                    "days": {
                        "type": "array",
                        "minItems": 1,
                        "items": {"type": "string", "enum": list(blackouts.DAYS)},
                    },
                    "start": _TIME,
                    "end": _TIME,
                    "reason": _REASON,
                },
            },
            {
                "type": "object",
                "description": "Dated: `2026-12-24 12:00`, or a date, which is meant with its end.",
                "required": ["from", "until"],
                "additionalProperties": False,
                "properties": {
                    "from": {"type": "string"},
                    "until": {"type": "string"},
                    "reason": _REASON,
                },
            },
        ]
    },
    "description": "When nothing is started; times are those on the wall of the time zone.",
}


@extend_schema_field(BLACKOUTS_SCHEMA)
class BlackoutsField(serializers.JSONField):
    """Windows as they are asked for; `scans.blackouts` says what is wrong with them."""


class LastScanSerializer(serializers.ModelSerializer):
    class Meta:
        model = Scan
        fields = ["id", "status"]


class ScheduleSerializer(serializers.ModelSerializer):
    project = serializers.UUIDField(source="project_id")
    target = TargetBriefSerializer()
    profile = serializers.CharField(
        source="profile.name", default=None, allow_null=True, help_text="Its name."
    )
    tools = serializers.ListField(child=serializers.CharField())
    options = serializers.DictField(help_text="By tool.")
    severity_filter = serializers.ListField(child=serializers.ChoiceField(choices=SEVERITIES))
    credential = serializers.UUIDField(
        source="credential_id", allow_null=True, help_text="Null: the target's own."
    )
    blackouts = BlackoutsField()
    when = serializers.SerializerMethodField(help_text="The expression in words.")
    stopped = NullIfEmpty(help_text="Why it was stopped, where nobody did it.")
    owner = serializers.CharField(
        source="owner.username",
        default=None,
        allow_null=True,
        help_text="On whose rights it runs, as they are when it does.",
    )
    next_run = serializers.DateTimeField(allow_null=True, help_text="Null while it is paused.")
    next_runs = serializers.SerializerMethodField(
        help_text="The next five, blackout windows left out; the first with its jitter."
    )
    last_result = NullIfEmpty(help_text=", ".join(Schedule.Result.values))
    last_code = NullIfEmpty(help_text="The error code of a refusal.")
    last_reason = NullIfEmpty()
    last_scan = LastScanSerializer(allow_null=True)

    class Meta:
        model = Schedule
        fields = [
            "id", "project", "name", "target", "profile", "tools", "options", "severity_filter",
            "timeout_seconds", "max_parallel", "credential", "cron", "time_zone", "when",
            "blackouts", "jitter_seconds", "missed", "grace_seconds", "active", "stopped", "owner",
            "next_run", "next_runs", "last_at", "last_result", "last_code", "last_reason",
            "last_scan", "created", "updated",
        ]  # fmt: skip
        read_only_fields = fields

    def get_when(self, schedule: Schedule) -> str:
        return schedule_words.when(schedule.cron, schedule.time_zone)

    def get_next_runs(self, schedule: Schedule) -> list[datetime]:
        return schedules.next_runs(schedule)


class ScheduleChangeSerializer(serializers.Serializer):
    """What can be said of a schedule; the shape only, `scans.schedules` holds the rules."""

    name = serializers.CharField(max_length=120, required=False)
    target = serializers.UUIDField(required=False)
    profile = serializers.CharField(
        max_length=60, required=False, allow_null=True, help_text="Name or id."
    )
    tools = serializers.ListField(
        child=serializers.CharField(max_length=40),
        required=False,
        max_length=60,
        help_text="Narrow or replace the profile's.",
    )
    options = serializers.DictField(
        child=serializers.DictField(), required=False, help_text="By tool."
    )
    severity_filter = serializers.ListField(
        child=serializers.ChoiceField(choices=SEVERITIES), required=False
    )
    timeout_seconds = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=MAX_TIMEOUT_SECONDS
    )
    max_parallel = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=MAX_PARALLEL
    )
    credential = serializers.CharField(
        max_length=120,
        required=False,
        allow_null=True,
        help_text="Id or name; null: the target's own.",
    )
    cron = serializers.CharField(
        max_length=120,
        required=False,
        help_text="Minute, hour, day of the month, month, day of the week.",
    )
    time_zone = serializers.CharField(
        max_length=60, required=False, help_text="Of the time zone database, as Europe/Berlin."
    )
    blackouts = BlackoutsField(required=False)
    jitter_seconds = serializers.IntegerField(
        required=False,
        min_value=0,
        max_value=MAX_JITTER_SECONDS,
        help_text="Started by chance up to so much later.",
    )
    missed = serializers.ChoiceField(
        choices=Schedule.Missed.choices,
        required=False,
        help_text="What becomes of a run that is later than its grace.",
    )
    grace_seconds = serializers.IntegerField(
        required=False, min_value=60, max_value=MAX_GRACE_SECONDS
    )
    active = serializers.BooleanField(required=False, help_text="False: paused.")


class NewScheduleSerializer(ScheduleChangeSerializer):
    project = serializers.CharField(max_length=80, required=False, help_text="Id or slug.")
    name = serializers.CharField(max_length=120)
    target = serializers.UUIDField()
    cron = serializers.CharField(
        max_length=120, help_text="Minute, hour, day of the month, month, day of the week."
    )
