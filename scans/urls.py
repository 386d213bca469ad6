"""Routes of `scans`."""

from django.urls import URLPattern, URLResolver, path
from rest_framework.parsers import MultiPartParser

from . import pages as page
from .api.breaker_views import BreakerViewSet
from .api.credential_views import CredentialCheckView
from .api.profile_views import ProfileVersionsView, ProfileViewSet
from .api.run_views import RunLogView, RunReportView
from .api.schedule_views import ScheduleViewSet
from .api.views import ScanViewSet
from .credential_pages import credential_page
from .live.sse import ScanStreamView
from .live.views import WebsocketTicketView
from .schedule_pages import schedule_page

scan = "scans/<str:scan_id>"

api: list[URLPattern | URLResolver] = [
    path("scans", ScanViewSet.as_view({"get": "list", "post": "create"}), name="scans"),
    path(scan, ScanViewSet.as_view({"get": "retrieve"}, detail=True), name="scan"),
    path(
        f"{scan}/errors",
        ScanViewSet.as_view({"get": "errors"}, detail=True),
        name="scan-errors",
    ),
    path(
        f"{scan}/tool-runs",
        ScanViewSet.as_view({"get": "tool_runs"}, detail=True),
        name="scan-tool-runs",
    ),
    path(f"{scan}/tool-runs/<str:tool>/log", RunLogView.as_view(), name="scan-tool-log"),
    path(f"{scan}/tool-runs/<str:tool>/report", RunReportView.as_view(), name="scan-tool-report"),
    path(
        f"{scan}/cancel", ScanViewSet.as_view({"post": "cancel"}, detail=True), name="scan-cancel"
    ),
    path(f"{scan}/retry", ScanViewSet.as_view({"post": "retry"}, detail=True), name="scan-retry"),
    path(f"{scan}/events", ScanViewSet.as_view({"get": "events"}, detail=True), name="scan-events"),
    path(f"{scan}/stream", ScanStreamView.as_view(), name="scan-stream"),
    path("profiles", ProfileViewSet.as_view({"get": "list", "post": "create"}), name="profiles"),
    path(
        "profiles/import",
        ProfileViewSet.as_view({"post": "import_file"}, parser_classes=[MultiPartParser]),
        name="profile-import",
    ),
    path(
        "profiles/<str:profile_id>/versions",
        ProfileVersionsView.as_view({"get": "list"}),
        name="profile-versions",
    ),
    path(
        "profiles/<str:profile_id>/export",
        ProfileViewSet.as_view({"get": "export"}, detail=True),
        name="profile-export",
    ),
    path(
        "profiles/<str:profile_id>/copy",
        ProfileViewSet.as_view({"post": "copy"}, detail=True),
        name="profile-copy",
    ),
    path(
        "profiles/<str:profile_id>",
        ProfileViewSet.as_view(
            {"get": "retrieve", "patch": "partial_update", "delete": "destroy"}, detail=True
        ),
        name="profile",
    ),
    path("schedules", ScheduleViewSet.as_view({"get": "list", "post": "create"}), name="schedules"),
    path(
        "schedules/<str:schedule_id>",
        ScheduleViewSet.as_view(
            {"get": "retrieve", "patch": "partial_update", "delete": "destroy"}, detail=True
        ),
        name="schedule",
    ),
    path(
        "schedules/<str:schedule_id>/run",
        ScheduleViewSet.as_view({"post": "run"}, detail=True),
        name="schedule-run",
    ),
    path("breakers", BreakerViewSet.as_view({"get": "list"}), name="breakers"),
    path(
        "breakers/<str:breaker_id>/close",
        BreakerViewSet.as_view({"post": "close"}, detail=True),
        name="breaker-close",
    ),
    path("credentials/<uuid:id>/check", CredentialCheckView.as_view(), name="credential-check"),
    path("ws-tickets", WebsocketTicketView.as_view(), name="ws-tickets"),
]
pages: list[URLPattern | URLResolver] = [
    path("", page.dashboard, name="dashboard"),
    path("credentials", credential_page, name="credentials"),
    path("scans", page.scan_list, name="scans"),
    path("scans/<uuid:scan_id>", page.scan_page, name="scan"),
    path("schedules", schedule_page, name="schedules"),
]
project: list[URLPattern | URLResolver] = []
