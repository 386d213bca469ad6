"""The product's routes, and views made for the tests that fail in every way."""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import include, path
from rest_framework.request import Request

from config.errors.handlers import handler400, handler403, handler404, handler500
from config.records.audit import record
from config.urls import urlpatterns as product
from projects.models import Project
from scans.live.sources import ScanSource, Source
from scans.live.sse import EventStreamView
from scans.models import Scan
from tests.config import doors
from tests.config.doors import FAILURES

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


class FailingSource(ScanSource):
    """A scan whose stream fails when it has just begun."""

    def __init__(self, scan_id: UUID, kind: str) -> None:
        super().__init__(scan_id)
        self.kind = kind

    def is_over(self, snapshot: Any) -> bool:
        raise FAILURES[self.kind]()


class FailingStream(EventStreamView):
    def source(self, request: Request, **kwargs: Any) -> Source:
        return FailingSource(kwargs["scan_id"], kwargs["kind"])

    def project(self, source: Source) -> Project:
        return Scan.objects.get(pk=source.scan_id).project

    def get(self, request: Request, **kwargs: Any) -> HttpResponseBase:
        return self.stream(request, **kwargs)


def at_the_gate() -> None:
    """Say that a view has come this far, and wait until the test lets it go on."""
    (settings.DATA_DIR / "gate").read_bytes()  # a named pipe: ends when its writer does


def gated(request: HttpRequest, moment: str) -> JsonResponse:
    """Stops before, in and after its work with the database, as asked."""
    if moment == "before":
        at_the_gate()
    with transaction.atomic():
        record("nobody", "test")
        if moment == "commit":
            at_the_gate()
    if moment == "session":
        request.session["seen"] = True
        at_the_gate()
    return JsonResponse({"done": True})


def slow_query(request: HttpRequest, seconds: int) -> JsonResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(%s)", [seconds])
    return JsonResponse({"done": True})


def slow(request: HttpRequest, seconds: int) -> JsonResponse:
    time.sleep(seconds)
    return JsonResponse({"done": True})


def locked(request: HttpRequest) -> JsonResponse:
    record("nobody", "test")
    return JsonResponse({"done": True})


made = [
    path("stream/<uuid:scan_id>/<str:kind>", FailingStream.as_view()),
    path("gated/<str:moment>", gated),
    path("slow-query/<int:seconds>", slow_query),
    path("slow/<int:seconds>", slow),
    path("locked", locked),
]
urlpatterns = [
    *product,
    *doors.urlpatterns,
    path("api/v1/made/", include(made)),
    path("pages/made/", include(made)),
]
