"""Findings, attributions and decisions as JSON."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from findings.models import Attribution, Finding, Severity, Status, TriageDecision
from findings.triage import MAX_REASON

STRINGS: dict[str, Any] = {"type": "array", "items": {"type": "string"}}


class FindingSerializer(serializers.ModelSerializer):
    """What a list shows. `tools` and `targets` are those that report it now."""

    severity = serializers.ChoiceField(choices=Severity.choices)
    status = serializers.ChoiceField(choices=Status.choices)
    cwe = serializers.ListField(child=serializers.CharField())
    cve = serializers.ListField(child=serializers.CharField())
    tags = serializers.ListField(child=serializers.CharField())
    cvss = serializers.FloatField(allow_null=True)
    tools = serializers.SerializerMethodField()
    targets = serializers.SerializerMethodField()
    assignee = serializers.CharField(
        source="assignee.username", default=None, allow_null=True, read_only=True
    )

    class Meta:
        model = Finding
        fields = [
            "id", "project", "title", "severity", "tool_severity", "status", "accepted_until",
            "assignee", "kind", "rule_id", "resource_kind", "resource", "location", "cwe", "cve",
            "cvss", "tags", "tools", "targets", "first_seen", "last_seen", "occurrences",
            "fingerprint",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(STRINGS)
    def get_tools(self, finding: Finding) -> list[str]:
        return sorted({a.tool for a in finding.attributions.all() if a.reported})

    @extend_schema_field({"type": "array", "items": {"type": "string", "format": "uuid"}})
    def get_targets(self, finding: Finding) -> list[str]:
        return sorted({str(a.target_id) for a in finding.attributions.all() if a.reported})


class AttributionSerializer(serializers.ModelSerializer):
    """That a tool reports the finding on a target; `reported` until a full look missed it."""

    class Meta:
        model = Attribution
        fields = [
            "tool", "target", "rule_id", "first_seen", "last_seen", "last_run", "reported",
        ]  # fmt: skip
        read_only_fields = fields


class DecisionSerializer(serializers.ModelSerializer):
    """One change of status: who, when, why, from what. Never changed afterwards."""

    by = serializers.CharField(source="by_name")

    class Meta:
        model = TriageDecision
        fields = [
            "id", "created", "source", "from_status", "to_status", "by", "reason", "expires_at",
            "run", "request_id",
        ]  # fmt: skip
        read_only_fields = fields


class LayersSerializer(serializers.Serializer):
    """What each layer says; the last that says something is the status."""

    imported = serializers.ChoiceField(source="import_status", choices=Status.choices)
    rule = serializers.ChoiceField(source="rule_status", choices=Status.choices, allow_null=True)
    person = serializers.ChoiceField(
        source="person_status", choices=Status.choices, allow_null=True
    )


class FindingDetailSerializer(FindingSerializer):
    """Everything about one finding; `history` holds its latest hundred decisions."""

    attack_ids = serializers.ListField(child=serializers.CharField())
    references = serializers.ListField(child=serializers.CharField())
    evidence = serializers.DictField()
    layers = LayersSerializer(source="*")
    scan = serializers.UUIDField(source="last_run.scan_id", default=None, allow_null=True)
    attributions = AttributionSerializer(many=True)
    history = DecisionSerializer(many=True)

    class Meta(FindingSerializer.Meta):
        fields = [
            *FindingSerializer.Meta.fields,
            "description", "remediation", "attack_ids", "references", "evidence", "layers",
            "version", "last_run", "scan", "attributions", "history",
        ]  # fmt: skip
        read_only_fields = fields


class PartSerializer(serializers.Serializer):
    name = serializers.CharField()
    value = serializers.JSONField()


class FingerprintSerializer(serializers.Serializer):
    """Why this is one finding: the parts that were hashed, in order."""

    finding = serializers.UUIDField()
    fingerprint = serializers.CharField()
    version = serializers.IntegerField()
    kind = serializers.CharField()
    parts = PartSerializer(many=True)


class WordField(serializers.CharField):
    """Text; what is none counts as empty, so that the rule's own error answers."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, default="", allow_blank=True, **kwargs)

    def run_validation(self, data: Any = serializers.empty) -> str:
        return data.strip() if isinstance(data, str) else ""


class TriageSerializer(serializers.Serializer):
    """A decision; the shape only, `findings.triage` holds the rules."""

    status = WordField(help_text=f"One of: {', '.join(Status.values)}.")
    reason = serializers.CharField(
        required=False,
        default="",
        allow_blank=True,
        allow_null=True,
        max_length=MAX_REASON,
        help_text="Required for accepted_risk.",
    )
    expires_at = serializers.DateTimeField(
        required=False,
        default=None,
        allow_null=True,
        help_text="End of accepted_risk: by default in 90 days, at most in 365.",
    )

    def validate_reason(self, value: str | None) -> str:
        return value or ""


class ProjectTriageSerializer(TriageSerializer):
    finding_id = WordField(help_text="A finding of the project.")
