"""Recent errors at the desk: read-only, found by request id, code, route, user or path."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin
from unfold.decorators import display

from config.records.models import ApiCount, AuditEntry, RecentError
from config.records.unwritable import Unwritable

DAYS_SHOWN = 14
SIBLINGS_SHOWN = 50
BAR_HEIGHT = 48
STATUS_COLOURS = {"4xx": "warning", "5xx": "danger"}


class QuestionFilter(admin.SimpleListFilter):
    title = "question"
    parameter_name = "question"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("server_hour", "Server errors in the last hour"),
            ("server_day", "Server errors in the last day"),
            ("bugs", "Bugs: internal errors"),
            ("refused", "Refused: credentials and rights, in the last day"),
            ("repeated", "Came again after a retry"),
            ("storms", "Many at once"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        now = timezone.now()
        day = now - timedelta(days=1)
        match self.value():
            case "server_hour":
                return queryset.filter(status__gte=500, created__gt=now - timedelta(hours=1))
            case "server_day":
                return queryset.filter(status__gte=500, created__gt=day)
            case "bugs":
                return queryset.filter(code="INTERNAL_ERROR")
            case "refused":
                return queryset.filter(status__in=[401, 403], created__gt=day)
            case "repeated":
                return queryset.filter(attempt__gt=1)
            case "storms":
                return queryset.filter(occurrences__gt=1)
        return queryset


class StatusClassFilter(admin.SimpleListFilter):
    title = "status class"
    parameter_name = "status_class"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("4", "4xx: the client's"), ("5", "5xx: the server's")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() not in ("4", "5"):
            return queryset
        begin = int(self.value() or 0) * 100
        return queryset.filter(status__gte=begin, status__lt=begin + 100)


class CodeFilter(admin.SimpleListFilter):
    """The codes that occur, not the whole catalogue."""

    title = "code"
    parameter_name = "code"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        codes = RecentError.objects.order_by("code").values_list("code", flat=True).distinct()
        return [(code, code) for code in codes]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(code=self.value()) if self.value() else queryset


@admin.register(RecentError)
class RecentErrorAdmin(Unwritable, ModelAdmin):
    """For whoever may view recent errors: superusers, and staff with that permission."""

    list_display = [
        "created", "status_class", "code_told", "request_told", "user", "occurrences", "request_id",
    ]  # fmt: skip
    list_filter = [
        QuestionFilter, StatusClassFilter, CodeFilter, ("created", admin.DateFieldListFilter),
    ]  # fmt: skip
    search_fields = ["request_id", "code", "route", "user", "path"]
    search_help_text = "A request id, a code, a route, a user or a path."
    date_hierarchy = "created"
    ordering = ["-created", "-id"]
    show_full_result_count = False
    list_per_page = 50
    list_filter_submit = False
    list_before_template = "admin/records/recenterror/days.html"
    change_form_after_template = "admin/records/recenterror/same_request.html"
    fields = [
        "created", "code_link", "status", "message", "details", "cause", "request_id", "method",
        "path", "route", "user", "client_ip", "user_agent", "trace_id", "attempt",
        "response_time", "occurrences_told",
    ]  # fmt: skip
    readonly_fields = fields

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().changelist_view(
            request, {"days": days(), "bar_height": BAR_HEIGHT, **(extra_context or {})}
        )

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context.update(same_request(request, context["original"]))
        return super().render_change_form(request, context, *args, **kwargs)

    @display(description="Status", ordering="status", label=STATUS_COLOURS)
    def status_class(self, error: RecentError) -> tuple[str, str]:
        return f"{error.status // 100}xx", str(error.status)

    @display(description="Code", ordering="code")
    def code_told(self, error: RecentError) -> str:
        return error.code

    @display(description="Request", ordering="route")
    def request_told(self, error: RecentError) -> str:
        return f"{error.method} {error.path}"

    @display(description="Code")
    def code_link(self, error: RecentError) -> SafeString:
        url = f"{reverse('error-reference')}#{error.code}"
        return format_html('<a href="{}">{}</a>', url, error.code)

    @display(description="Response time")
    def response_time(self, error: RecentError) -> str:
        return f"{error.response_time_ms} ms"

    @display(description="Occurrences")
    def occurrences_told(self, error: RecentError) -> str:
        if error.occurrences == 1:
            return "1"
        return f"{error.occurrences}: this one, and others alike in the same second"


def days(today: date | None = None) -> list[dict[str, Any]]:
    """Errors of each of the last fourteen days, with bars as high as their share. One query."""
    last = today or timezone.now().date()
    first = last - timedelta(days=DAYS_SHOWN - 1)
    begin = timezone.make_aware(datetime.combine(first, time.min))
    counts = {
        row["day"]: (row["client"] or 0, row["server"] or 0)
        for row in ApiCount.objects.filter(hour__gte=begin)
        .exclude(code="")
        .values(day=TruncDate("hour"))
        .annotate(
            client=Sum("answers", filter=Q(status__lt=500)),
            server=Sum("answers", filter=Q(status__gte=500)),
        )
    }
    most = max((sum(pair) for pair in counts.values()), default=0) or 1
    shown = []
    for number in range(DAYS_SHOWN):
        day = first + timedelta(days=number)
        client, server = counts.get(day, (0, 0))
        server_height = _height(server, most)
        client_height = _height(client + server, most) - server_height
        shown.append(
            {
                "day": day,
                "client": client,
                "server": server,
                "server_height": server_height,
                "server_y": BAR_HEIGHT - server_height,
                "client_height": client_height,
                "client_y": BAR_HEIGHT - server_height - client_height,
            }
        )
    return shown


def _height(count: int, most: int) -> int:
    """Pixels of a bar; whatever there is can be seen."""
    return max(2, round(BAR_HEIGHT * count / most)) if count else 0


def same_request(request: HttpRequest, error: RecentError) -> dict[str, Any]:
    """What else went under the request id of `error`. Two queries.

    Audit entries are shown to those who may read the audit log. Scans are only linked: who sees
    which is decided there.
    """
    others = RecentError.objects.filter(request_id=error.request_id).exclude(pk=error.pk)
    audit = admin.site._registry.get(AuditEntry)
    entries: Any = []
    if audit is not None and audit.has_view_permission(request):
        entries = AuditEntry.objects.filter(request_id=error.request_id).order_by("-created")
    return {
        "error": error,
        "others": others[:SIBLINGS_SHOWN],
        "entries": entries[:SIBLINGS_SHOWN],
    }
