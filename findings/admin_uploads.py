"""Uploaded reports in the admin: hand one in, see what it is, and what became of it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.forms import ModelForm
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminSelectWidget

from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError
from config.records import audit
from projects.admin_scoping import ScopedAdmin
from projects.callers import Caller
from projects.roles import Action
from scans.models import ToolRun
from scans.states import FAILURES
from tooling import registry

from . import receiving
from .admin_reading import LINK, NOTHING, words
from .api.import_serializers import imports_of, runs_of, shown, sums
from .models import ReportImport, Upload

STATE_COLOURS = {"Done": "success", "Failed": "danger", "Running": "info", "Queued": "info"}


def _readers() -> list[tuple[str, str]]:
    known = [*registry.all_formats().values(), *registry.all_tools().values()]
    return [("", "Recognise it by its contents"), *[(one.name, one.title) for one in known]]


class UploadForm(ModelForm):
    """What somebody says of a report; what it is, its contents say."""

    asked_tool = forms.ChoiceField(
        label="Report of",
        choices=_readers,
        required=False,
        widget=UnfoldAdminSelectWidget(),
        help_text="Named only where it is not recognised, or where a standard does not say whose "
        "it is.",
    )

    class Meta:
        model = Upload
        fields = ["project", "file", "target", "asked_tool", "full_scope"]
        labels = {"full_scope": "The report tells all that there is"}
        help_texts = {
            "file": "A scanner's report: plain, gzip, or zip with one file in it.",
            "target": "What it is about; empty: the project's own target for such reports.",
            "full_scope": "What it does not name any more is closed as fixed.",
        }


class UploadQuestionFilter(admin.SimpleListFilter):
    title = "question"
    parameter_name = "question"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("failed", "Failed in the last week"),
            ("open", "Waiting or running"),
            ("rejected", "Some records were rejected"),
            ("tool_failed", "Its tool had failed"),
            ("closed", "Closed findings"),
            ("mine", "Mine"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        rows = ReportImport.objects.filter(scan=OuterRef("scan"))
        match self.value():
            case "failed":
                week = timezone.now() - timedelta(days=7)
                return queryset.filter(state=Upload.State.FAILED, created__gt=week)
            case "open":
                return queryset.filter(state__in=[Upload.State.QUEUED, Upload.State.RUNNING])
            case "rejected":
                return queryset.filter(Exists(rows.filter(rejected_count__gt=0)))
            case "tool_failed":
                runs = ToolRun.objects.filter(scan=OuterRef("scan"), state__in=FAILURES)
                return queryset.filter(Exists(runs))
            case "closed":
                return queryset.filter(Exists(rows.filter(fixed__gt=0)))
            case "mine":
                return queryset.filter(requested_by=request.user.pk)
        return queryset


@admin.register(Upload)
class UploadAdmin(ScopedAdmin):
    """Reports that people and programs sent. They are made by uploading, and never changed."""

    view_action = Action.VIEW_FINDINGS
    add_action = Action.IMPORT
    act_action = Action.VIEW_RAW_REPORT
    form = UploadForm
    list_display = [
        "name", "state_badge", "read_as", "outcome_told", "new", "again", "closed", "rejected",
        "project", "who", "created",
    ]  # fmt: skip
    list_filter = [UploadQuestionFilter, "state", "format", "project"]
    search_fields = ["name", "sha256", "request_id", "format"]
    search_help_text = "A file's name or sha256, a request id, or a format."
    ordering = ["-created", "-id"]
    list_per_page = 50
    show_full_result_count = False
    actions_detail = ["download"]
    fieldsets = [
        ("What became of it", {
            "fields": ["state_badge", "trouble", "progress_told", "counts_told"],
        }),
        ("Its tools", {"fields": ["runs_told", "links"]}),
        ("What could not be read", {
            "fields": ["rejected_told", "problems_told", "unknown_told"],
        }),
        ("The report", {
            "fields": [
                "name", "size_told", "sha256", "packing_told", "read_as", "reason", "asked_told",
                "target_told", "full_scope", "project", "who", "request_id", "created", "started",
                "finished", "tries",
            ],
        }),
    ]  # fmt: skip
    readonly_fields = [name for _, told in fieldsets for name in told["fields"]]  # type: ignore[attr-defined]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        found = shown(super().get_queryset(request))  # type: ignore[arg-type]
        return found.select_related("project", "target", "scan__target", "requested_by")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fieldsets if obj else [(None, {"fields": UploadForm.Meta.fields})]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.readonly_fields if obj else []

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        given = super().get_changeform_initial_data(request)
        return {"project": Caller(request.user).default_project(), **given}

    def save_model(self, request: HttpRequest, obj: Upload, form: Any, change: bool) -> None:
        asked = form.cleaned_data
        caller = Caller(request.user)
        if not caller.may(Action.IMPORT, asked["project"]):
            raise ApiError(ErrorCode.FORBIDDEN, "To import needs the role analyst")
        received = receiving.check(
            Path(asked["file"].temporary_file_path()),
            asked["file"].name,
            asked["project"],
            tool=asked["asked_tool"],
            target=asked["target"].pk if asked["target"] else None,
            full_scope=asked["full_scope"],
        )
        made = receiving.start(caller, received)
        obj.pk, obj._state.adding = made.pk, False
        obj.refresh_from_db()

    def response_add(self, request: HttpRequest, obj: Upload, *args: Any) -> HttpResponse:
        """To its page, which tells how it goes on."""
        self.message_user(request, f"Read as {obj.format}: {obj.reason}. The report is queued.")
        if "_addanother" in request.POST:
            return redirect("admin:findings_upload_add")
        return redirect("admin:findings_upload_change", obj.pk)

    @action(description="Download the file", url_path="raw", icon="download")
    def download(self, request: HttpRequest, object_id: str) -> FileResponse:
        """The file as it came, for those who may see raw reports; on record."""
        upload = self.get_object(request, object_id)
        if upload is None:
            raise Http404
        if not self._may(request, Action.VIEW_RAW_REPORT, upload):
            raise ApiError(ErrorCode.FORBIDDEN, "To view raw reports needs the role admin")
        try:
            content = upload.file.open("rb")  # type: ignore[attr-defined]
        except FileNotFoundError:
            raise Http404("The file is no longer kept") from None
        audit.record(Caller(request.user), "report.open", upload)
        name = f"{upload.pk}-{upload.name}"  # type: ignore[attr-defined]
        return FileResponse(
            content, as_attachment=True, filename=name, content_type="application/octet-stream"
        )

    # --- Columns ----------------------------------------------------------------------------

    @display(description="State", label=STATE_COLOURS, ordering="state")
    def state_badge(self, upload: Upload) -> str:
        return upload.get_state_display()  # type: ignore[attr-defined]

    @display(description="Read as", ordering="format")
    def read_as(self, upload: Upload) -> str:
        return upload.format

    @display(description="Outcome")
    def outcome_told(self, upload: Upload) -> str:
        """Never "clean" where a tool had failed."""
        if upload.error:
            return upload.error_code.replace("_", " ").lower()
        told = [f"{run.tool}: {run.outcome}".replace("_", " ") for run in runs_of(upload)]
        more = f" and {len(told) - 3} more" if len(told) > 3 else ""
        return ", ".join(told[:3]) + more or NOTHING

    @display(description="New")
    def new(self, upload: Upload) -> int:
        return sums(upload)["created"]

    @display(description="Seen again")
    def again(self, upload: Upload) -> int:
        return sums(upload)["seen_again"]

    @display(description="Closed")
    def closed(self, upload: Upload) -> int:
        return sums(upload)["fixed"]

    @display(description="Rejected")
    def rejected(self, upload: Upload) -> int:
        return sums(upload)["rejected_count"]

    @display(description="Sent by")
    def who(self, upload: Upload) -> str:
        return str(upload.requested_by or NOTHING)

    # --- Page -------------------------------------------------------------------------------

    @display(description="Why it failed")
    def trouble(self, upload: Upload) -> SafeString | str:
        if not upload.error:
            return NOTHING
        at = f" ({upload.error_position})" if upload.error_position else ""
        left = "" if upload.scan else " Nothing of it was stored."
        return format_html(
            '{}{}.{} <a class="{}" href="{}#{}">{}</a>',
            upload.error, at, left, LINK, reverse("error-reference"), upload.error_code,
            upload.error_code,
        )  # fmt: skip

    @display(description="Progress")
    def progress_told(self, upload: Upload) -> str:
        if upload.state == Upload.State.QUEUED:
            return "Waits for a worker; reload to see more"
        share = "" if upload.progress_percent is None else f"{upload.progress_percent} %"
        return " ".join(filter(None, [share, upload.progress_message])) or NOTHING

    @display(description="Findings")
    def counts_told(self, upload: Upload) -> str:
        if upload.scan is None:
            return NOTHING
        counts = sums(upload)
        return (
            f"{counts['findings_total']} in the report: {counts['created']} new, "
            f"{counts['seen_again']} seen again, of these {counts['reopened']} reopened; "
            f"{counts['fixed']} closed because the report does not name them"
        )

    @display(description="Tools of the report")
    def runs_told(self, upload: Upload) -> SafeString | str:
        rows = []
        for run in runs_of(upload):
            told = run.error or run.import_error or run.coverage.get("note", "")
            rows.append(
                format_html(
                    '<div class="mb-1"><a class="{}" href="{}">{}</a>: {}{}</div>',
                    LINK,
                    reverse("admin:scans_toolrun_change", args=[run.pk]),
                    run.tool,
                    run.outcome.replace("_", " "),
                    f" ({told})" if told else "",
                )
            )
        return mark_safe("".join(rows)) if rows else NOTHING  # noqa: S308 - each was escaped

    @display(description="Go to")
    def links(self, upload: Upload) -> SafeString | str:
        if upload.scan_id is None:
            return NOTHING
        return format_html(
            '<a class="{0}" href="{1}?scan={2}">Its findings</a> · '
            '<a class="{0}" href="{3}">its scan</a> · <a class="{0}" href="{4}">live page</a>',
            LINK,
            reverse("admin:findings_finding_changelist"),
            upload.scan_id,
            reverse("admin:scans_scan_change", args=[upload.scan_id]),
            reverse("scan", args=[upload.scan_id]),
        )

    @display(description="Rejected records")
    def rejected_told(self, upload: Upload) -> SafeString | str:
        rows = [row for record in imports_of(upload) for row in record.rejected]
        count = sums(upload)["rejected_count"]
        lines = [f"{row['position']}: {row['reason']}" for row in rows]
        if count > len(rows):
            lines.append(f"and {count - len(rows)} more")
        return _lines(lines)

    @display(description="Problems that the report tells")
    def problems_told(self, upload: Upload) -> SafeString | str:
        return _lines(upload.problems)

    @display(description="Severity words that no table holds")
    def unknown_told(self, upload: Upload) -> str:
        found = [word for row in imports_of(upload) for word in row.unknown_severities]
        return words(list(dict.fromkeys(found)))

    @display(description="Size")
    def size_told(self, upload: Upload) -> str:
        return filesizeformat(upload.size_bytes)

    @display(description="Packed")
    def packing_told(self, upload: Upload) -> str:
        return upload.packing or "no"

    @display(description="Asked for")
    def asked_told(self, upload: Upload) -> str:
        return upload.asked_tool or "nothing: it was recognised"

    @display(description="Target")
    def target_told(self, upload: Upload) -> str:
        target = upload.target or (upload.scan.target if upload.scan else None)
        return str(target) if target else "the project's own for such reports"


def _lines(lines: list[str]) -> SafeString | str:
    rows = [format_html('<div class="break-words">{}</div>', line) for line in lines]
    return mark_safe("".join(rows)) if rows else NOTHING  # noqa: S308 - each was escaped
