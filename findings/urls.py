"""Routes of `findings`."""

from django.urls import URLPattern, URLResolver, path
from rest_framework.parsers import MultiPartParser

from .api.import_views import ImportViewSet
from .api.views import FindingListViewSet, FindingViewSet, HistoryViewSet, ProjectFindingViewSet

finding = "findings/<str:finding_id>"

api: list[URLPattern | URLResolver] = [
    path("findings", FindingListViewSet.as_view({"get": "list"}), name="findings"),
    path(finding, FindingViewSet.as_view({"get": "retrieve"}, detail=True), name="finding"),
    path(
        f"{finding}/triage",
        FindingViewSet.as_view({"post": "triage"}, detail=True),
        name="finding-triage",
    ),
    path(
        f"{finding}/fingerprint",
        FindingViewSet.as_view({"get": "fingerprint"}, detail=True),
        name="finding-fingerprint",
    ),
    path(f"{finding}/history", HistoryViewSet.as_view({"get": "list"}), name="finding-history"),
    path(
        "imports",
        ImportViewSet.as_view({"get": "list", "post": "create"}, parser_classes=[MultiPartParser]),
        name="imports",
    ),
    path(
        "imports/<str:import_id>",
        ImportViewSet.as_view({"get": "retrieve"}, detail=True),
        name="import",
    ),
]
pages: list[URLPattern | URLResolver] = []
project: list[URLPattern | URLResolver] = [
    path("findings", ProjectFindingViewSet.as_view({"get": "list"}), name="findings"),
    path(
        "findings/triage",
        ProjectFindingViewSet.as_view({"post": "triage"}, detail=True),
        name="findings-triage",
    ),
]
