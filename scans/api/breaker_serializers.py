"""Circuit breakers as JSON."""

from __future__ import annotations

from rest_framework import serializers

from scans.models import Breaker, ToolRun
from scans.states import BreakerState

from .serializers import NullIfEmpty, TargetBriefSerializer


class LastRunSerializer(serializers.ModelSerializer):
    scan = serializers.UUIDField(source="scan_id")

    class Meta:
        model = ToolRun
        fields = ["scan", "tool"]


class BreakerSerializer(serializers.ModelSerializer):
    """`target` null: the tool runs nowhere while this is open."""

    target = TargetBriefSerializer(allow_null=True, read_only=True)
    project = serializers.UUIDField(
        source="target.project_id", default=None, allow_null=True, read_only=True
    )
    state = serializers.ChoiceField(
        choices=BreakerState.choices,
        read_only=True,
        help_text="half_open: one run is let through, and decides.",
    )
    next_probe = serializers.DateTimeField(
        allow_null=True, read_only=True, help_text="From when one run is let through; open only."
    )
    last_outcome = NullIfEmpty()
    last_run = LastRunSerializer(
        allow_null=True,
        read_only=True,
        help_text="That changed the count last; null where the caller may not see it.",
    )

    class Meta:
        model = Breaker
        fields = [
            "id", "tool", "target", "project", "state", "failures", "opened", "next_probe",
            "last_outcome", "last_run", "created", "updated",
        ]  # fmt: skip
