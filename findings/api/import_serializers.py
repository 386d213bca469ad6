"""Uploaded reports as JSON."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from findings.models import ReportImport, Upload
from scans.models import ToolRun
from scans.states import RunState, ScanStatus
from tooling.base import Outcome

NULLABLE_TEXT: dict[str, Any] = {"type": ["string", "null"]}
COUNTS = ("created", "seen_again", "reopened", "fixed", "rejected_count")


def shown(uploads: QuerySet[Upload]) -> QuerySet[Upload]:
    """`uploads` with all that is shown of them: two queries, however many."""
    runs = ToolRun.objects.select_related("report_import").order_by("position")
    return uploads.select_related("scan", "requested_by").prefetch_related(
        Prefetch("scan__runs", runs)
    )


def runs_of(upload: Upload) -> list[ToolRun]:
    """The runs of an upload that `shown` fetched. No query."""
    return list(upload.scan.runs.all()) if upload.scan is not None else []


def imports_of(upload: Upload) -> list[ReportImport]:
    return [run.report_import for run in runs_of(upload) if hasattr(run, "report_import")]


def sums(upload: Upload) -> dict[str, int]:
    """What the imports of its runs have done so far, added up."""
    rows = imports_of(upload)
    return {
        "created": sum(row.created_count for row in rows),
        "seen_again": sum(row.seen_again for row in rows),
        "reopened": sum(row.reopened for row in rows),
        "fixed": sum(row.fixed for row in rows),
        "rejected_count": sum(row.rejected_count for row in rows),
        "findings_total": sum(row.created_count + row.seen_again for row in rows),
    }


class RejectedSerializer(serializers.Serializer):
    """A record of the report that could not become a finding."""

    position = serializers.CharField(help_text="Where in the report it stands.")
    reason = serializers.CharField()


class ImportErrorSerializer(serializers.Serializer):
    """Why the import failed."""

    code = serializers.CharField(source="error_code", help_text="Of the catalogue.")
    details = serializers.CharField(source="error")
    position = serializers.CharField(
        source="error_position", help_text="Where in the report; empty where that is not known."
    )


class ImportProgressSerializer(serializers.Serializer):
    percent = serializers.IntegerField(
        source="progress_percent",
        allow_null=True,
        min_value=0,
        max_value=100,
        help_text="Null: unknown, while the report is read for the first time.",
    )
    message = serializers.CharField(source="progress_message")


class ImportSerializer(serializers.ModelSerializer):
    """One upload, as a list shows it. Counts are those of its runs, added up."""

    status = serializers.ChoiceField(source="state", choices=Upload.State.choices)
    received = serializers.DateTimeField(source="created")
    tool = serializers.CharField(source="asked_tool", help_text="As asked; empty: recognised.")
    target = serializers.SerializerMethodField()
    scan_status = serializers.SerializerMethodField()
    requested_by = serializers.CharField(
        source="requested_by.username", default=None, allow_null=True
    )
    error = serializers.SerializerMethodField()
    progress = ImportProgressSerializer(source="*")
    created = serializers.SerializerMethodField()
    seen_again = serializers.SerializerMethodField()
    reopened = serializers.SerializerMethodField()
    fixed = serializers.SerializerMethodField()
    rejected_count = serializers.SerializerMethodField()
    findings_total = serializers.SerializerMethodField()

    class Meta:
        model = Upload
        fields = [
            "id", "project", "status", "name", "size_bytes", "sha256", "packing", "tool", "target",
            "full_scope", "format", "reason", "scan", "scan_status", "requested_by", "request_id",
            "received", "started", "finished", "progress", "records", "created", "seen_again",
            "reopened", "fixed", "rejected_count", "findings_total", "error",
        ]  # fmt: skip
        read_only_fields = fields

    def to_representation(self, upload: Upload) -> dict[str, Any]:
        upload.sums = sums(upload)  # type: ignore[attr-defined]
        return dict(super().to_representation(upload))

    @extend_schema_field({"type": ["string", "null"], "format": "uuid"})
    def get_target(self, upload: Upload) -> str | None:
        """The target named; where none was, that of the scan once there is one."""
        found = upload.scan.target_id if upload.scan is not None else upload.target_id
        return str(found) if found else None

    @extend_schema_field({"type": ["string", "null"], "enum": [*ScanStatus.values, None]})
    def get_scan_status(self, upload: Upload) -> str | None:
        """Whether the tools succeeded whose report it is; null while it is read."""
        return upload.scan.status if upload.scan is not None else None

    @extend_schema_field(ImportErrorSerializer(allow_null=True))
    def get_error(self, upload: Upload) -> dict[str, Any] | None:
        return dict(ImportErrorSerializer(upload).data) if upload.error_code else None

    def get_created(self, upload: Any) -> int:
        """New findings."""
        return int(upload.sums["created"])

    def get_seen_again(self, upload: Any) -> int:
        """Findings that were known before."""
        return int(upload.sums["seen_again"])

    def get_reopened(self, upload: Any) -> int:
        return int(upload.sums["reopened"])

    def get_fixed(self, upload: Any) -> int:
        """Findings that were closed because a report with full scope does not name them."""
        return int(upload.sums["fixed"])

    def get_rejected_count(self, upload: Any) -> int:
        return int(upload.sums["rejected_count"])

    def get_findings_total(self, upload: Any) -> int:
        """Findings in the report, each counted once: created and seen again."""
        return int(upload.sums["findings_total"])


class ImportedRunSerializer(serializers.ModelSerializer):
    """What became of one tool that the report names."""

    state = serializers.ChoiceField(choices=RunState.choices)
    outcome = serializers.ChoiceField(choices=[outcome.value for outcome in Outcome])
    error = serializers.SerializerMethodField()
    hint = serializers.SerializerMethodField()
    findings = serializers.SerializerMethodField()
    note = serializers.SerializerMethodField()

    class Meta:
        model = ToolRun
        fields = ["tool", "state", "outcome", "error", "hint", "full_scope", "findings", "note"]
        read_only_fields = fields

    @extend_schema_field(NULLABLE_TEXT)
    def get_error(self, run: ToolRun) -> str | None:
        return run.error or run.import_error or None

    @extend_schema_field(NULLABLE_TEXT)
    def get_hint(self, run: ToolRun) -> str | None:
        return run.hint or None

    def get_findings(self, run: Any) -> int:
        row = getattr(run, "report_import", None)
        return row.created_count + row.seen_again if row else 0

    @extend_schema_field(NULLABLE_TEXT)
    def get_note(self, run: Any) -> str | None:
        """What the report says beside its findings, or why nothing was closed."""
        row = getattr(run, "report_import", None)
        return (row.reason if row else "") or run.coverage.get("note") or None


class ImportDetailSerializer(ImportSerializer):
    """Everything about one upload. `rejected` holds at most a hundred; the count is exact."""

    tool_runs = serializers.SerializerMethodField()
    rejected = serializers.SerializerMethodField()
    unknown_severities = serializers.SerializerMethodField()
    problems = serializers.ListField(child=serializers.CharField())

    class Meta(ImportSerializer.Meta):
        fields = [
            *ImportSerializer.Meta.fields,
            "tool_runs", "rejected", "unknown_severities", "problems",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(ImportedRunSerializer(many=True))
    def get_tool_runs(self, upload: Upload) -> Any:
        return ImportedRunSerializer(runs_of(upload), many=True).data

    @extend_schema_field(RejectedSerializer(many=True))
    def get_rejected(self, upload: Upload) -> list[dict[str, str]]:
        return [row for record in imports_of(upload) for row in record.rejected]

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def get_unknown_severities(self, upload: Upload) -> list[str]:
        """Severity words that nobody's table holds; their findings were kept as info."""
        words = [word for row in imports_of(upload) for word in row.unknown_severities]
        return list(dict.fromkeys(words))


class ImportRequestSerializer(serializers.Serializer):
    """The form of an upload."""

    file = serializers.FileField(
        allow_empty_file=True,
        max_length=1000,
        help_text="The report: plain, gzip, or zip with one file.",
    )
    project = serializers.CharField(
        required=False,
        default="",
        allow_blank=True,
        help_text="Id or slug. Default: the caller's default project.",
    )
    tool = serializers.CharField(
        required=False,
        default="",
        allow_blank=True,
        max_length=60,
        help_text="Whose report it is, or which standard. Default: recognised by its contents.",
    )
    target = serializers.UUIDField(
        required=False,
        help_text="What the report is about. Default: the project's own target for such reports.",
    )
    full_scope = serializers.BooleanField(
        required=False,
        default=False,
        help_text="The report tells all that there is: what it does not name any more is fixed.",
    )
