"""Scans over HTTP: start, list, errors, runs, cancel, retry, events."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError
from config.errors.openapi import raises
from config.queries import invalid_query
from config.records.idempotency import Work, idempotent
from projects.api.scoping import require, require_scope
from projects.callers import Caller
from projects.roles import Action
from scans import events, intake, orchestration, plans, turns
from scans.models import Attempt, Scan, ScanEvent, ToolRun

from . import examples
from .filters import ScanFilter
from .serializers import (
    EventsSerializer,
    PlanSerializer,
    RetryRequestSerializer,
    ScanErrorsSerializer,
    ScanRequestSerializer,
    ScanSerializer,
    ToolRunsSerializer,
)

MAX_EVENTS = 500
START_ERRORS = (
    ErrorCode.SCAN_NOT_FOUND,  # the one of a repeated answer
    ErrorCode.PROJECT_NOT_FOUND,
    ErrorCode.FORBIDDEN,
    ErrorCode.CONFLICT,
    ErrorCode.MISSING_PARAMETER,
    ErrorCode.NOT_FOUND,
    ErrorCode.UNKNOWN_PROFILE,
    ErrorCode.UNKNOWN_TOOL,
    ErrorCode.TOOL_NOT_APPLICABLE,
    ErrorCode.TARGET_NOT_ALLOWED,
    ErrorCode.CREDENTIALS_REQUIRED,
    ErrorCode.TOOL_UNAVAILABLE,
    ErrorCode.QUEUE_UNAVAILABLE,
)
AFTER = OpenApiParameter(
    "after", int, description="Events numbered above it; 0 or absent: from the first."
)


def shown() -> QuerySet[Scan]:
    """Scans with all that is shown of them: four queries, however many scans."""
    runs = turns.told(ToolRun.objects.order_by("position")).prefetch_related(
        Prefetch("attempts", Attempt.objects.order_by("number"))
    )
    return Scan.objects.select_related("target", "profile", "requested_by").prefetch_related(
        Prefetch("runs", runs)
    )


def _named(scans: QuerySet[Scan], scan_id: str) -> Scan:
    try:
        scan = scans.filter(pk=uuid.UUID(scan_id)).first()
    except ValueError:
        scan = None
    if scan is None:
        raise ApiError(ErrorCode.SCAN_NOT_FOUND)
    return scan


def may_replay(view: ScanLookup, location: str) -> None:
    """An answer is repeated to those who still see its scan and may still scan in its project."""
    scan = _named(view.get_queryset(), location.rpartition("/")[2])
    require(Caller.of(view.request), Action.SCAN, scan.project)


class ScanLookup(GenericAPIView):
    """The scan of the path, as far as the caller may see it."""

    queryset = Scan.objects.none()
    lookup_url_kwarg = "scan_id"

    def get_queryset(self) -> QuerySet[Scan]:
        caller = Caller.of(self.request)
        require_scope(caller, Action.VIEW_SCANS)
        return shown().for_caller(caller, Action.VIEW_SCANS)  # type: ignore[attr-defined]

    def get_object(self) -> Scan:
        return _named(self.filter_queryset(self.get_queryset()), self.kwargs["scan_id"])

    def scan_for(self, action: Action) -> Scan:
        """The scan; FORBIDDEN where the caller sees it and lacks the role for `action`."""
        scan = self.get_object()
        require(Caller.of(self.request), action, scan.project)
        return scan


class ScanViewSet(ScanLookup, ListModelMixin, GenericViewSet):
    serializer_class = ScanSerializer
    filterset_class = ScanFilter
    ordering_fields = ("created",)
    ordering = ("-created",)
    query_parameters = {"events": ("after", "limit")}

    @raises(ErrorCode.FORBIDDEN, ErrorCode.PROJECT_NOT_FOUND)
    @extend_schema(
        operation_id="scans_list",
        summary="List scans",
        description="Newest first. Filters: status, target, profile, origin, request id, time.",
        examples=[examples.SCAN],
    )
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().list(request, *args, **kwargs)

    @raises(*START_ERRORS)
    @idempotent(may_replay)
    @extend_schema(
        operation_id="scans_start",
        summary="Start a scan, or plan it with dry_run",
        description="`tools` narrows or replaces the profile's tools. Project and target fall "
        "back to the caller's default project and its only target that the tools accept.",
        request=ScanRequestSerializer,
        responses={
            202: ScanSerializer,
            200: OpenApiResponse(PlanSerializer, description="With `dry_run`: the plan."),
        },
        examples=[*examples.START, examples.STARTED, examples.PLAN],
    )
    def create(self, request: Request) -> Response | Work:
        body = ScanRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        asked = dict(body.validated_data)
        dry_run = asked.pop("dry_run")
        caller = Caller.of(request)
        order = intake.check(caller, intake.Ask(**asked))
        if dry_run:
            return Response(PlanSerializer(plans.plan(order)).data)
        return lambda: self._accepted(orchestration.start_order(caller, order))

    @raises(ErrorCode.SCAN_NOT_FOUND)
    @extend_schema(operation_id="scans_get", summary="Get a scan", examples=[examples.SCAN])
    def retrieve(self, request: Request, scan_id: str) -> Response:
        return Response(self.get_serializer(self.get_object()).data)

    @raises(ErrorCode.SCAN_NOT_FOUND)
    @extend_schema(
        operation_id="scans_errors",
        summary="Get the error of each tool of a scan",
        description="Tools that were executed; null is success; failed + success = total.",
        responses=ScanErrorsSerializer,
        examples=[examples.ERRORS],
    )
    def errors(self, request: Request, scan_id: str) -> Response:
        scan = self.get_object()
        errors = orchestration.tool_errors(scan.runs.all())
        failed = sum(error is not None for error in errors.values())
        return Response(
            {
                "scan_id": scan.pk,
                "tool_errors": errors,
                "total_tools": len(errors),
                "failed_tools": failed,
                "success_tools": len(errors) - failed,
            }
        )

    @raises(ErrorCode.SCAN_NOT_FOUND)
    @extend_schema(
        operation_id="scans_tool_runs",
        summary="List the tool runs of a scan with their attempts",
        responses=ToolRunsSerializer,
        examples=[examples.TOOL_RUN],
        filters=False,
    )
    def tool_runs(self, request: Request, scan_id: str) -> Response:
        page = {"results": self.get_object().runs.all(), "next": None, "previous": None}
        return Response(ToolRunsSerializer(page).data)

    @raises(ErrorCode.SCAN_NOT_FOUND, ErrorCode.FORBIDDEN, ErrorCode.SCAN_NOT_CANCELLABLE)
    @idempotent(may_replay)
    @extend_schema(
        operation_id="scans_cancel",
        summary="Cancel a scan",
        description="What is queued is cancelled now; what runs is `cancelling` until its worker "
        "confirms.",
        request=None,
        responses={202: ScanSerializer},
        examples=[examples.SCAN],
    )
    def cancel(self, request: Request, scan_id: str) -> Work:
        scan = self.scan_for(Action.SCAN)
        return lambda: self._accepted(orchestration.cancel(scan, Caller.of(request)))

    @raises(
        ErrorCode.SCAN_NOT_FOUND,
        ErrorCode.FORBIDDEN,
        ErrorCode.UNKNOWN_TOOL,
        ErrorCode.SCAN_NOT_RETRYABLE,
        ErrorCode.CONFLICT,
        ErrorCode.QUEUE_UNAVAILABLE,
    )
    @idempotent(may_replay)
    @extend_schema(
        operation_id="scans_retry",
        summary="Retry the failed tools of a scan, or those named",
        description="New attempts inside the same scan; all earlier attempts are kept.",
        request=RetryRequestSerializer,
        responses={202: ScanSerializer},
        examples=[examples.RETRY, examples.SCAN],
    )
    def retry(self, request: Request, scan_id: str) -> Work:
        body = RetryRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        scan = self.scan_for(Action.SCAN)
        tools = body.validated_data["tools"]
        return lambda: self._accepted(orchestration.retry(scan, tools, Caller.of(request)))

    @raises(ErrorCode.SCAN_NOT_FOUND)
    @extend_schema(
        operation_id="scans_events",
        summary="Read the event log of a scan",
        description=f"Numbered without gaps, oldest first, at most {MAX_EVENTS} at once.",
        parameters=[AFTER, OpenApiParameter("limit", int, description=f"1 to {MAX_EVENTS}.")],
        responses=EventsSerializer,
        examples=[examples.EVENTS],
        filters=False,
    )
    def events(self, request: Request, scan_id: str) -> Response:
        scan = self.get_object()
        after = whole_number(request, "after", 0, 2**62)
        limit = whole_number(request, "limit", MAX_EVENTS, MAX_EVENTS, least=1)
        found = list(ScanEvent.objects.after(events.scan_topic(scan.pk), after, limit + 1))
        rows = found[:limit]
        body = {
            "results": rows,
            "last": rows[-1].seq if rows else after,
            "more": len(found) > limit,
        }
        return Response(EventsSerializer(body).data)

    def _accepted(self, scan: Scan) -> Response:
        location = reverse("v1:scan", args=[scan.pk])
        fresh = shown().get(pk=scan.pk)
        return Response(ScanSerializer(fresh).data, status=202, headers={"Location": location})


def whole_number(request: Request, name: str, default: int, most: int, least: int = 0) -> int:
    """The query parameter `name`; INVALID_QUERY where it is not a number in that range."""
    text = request.query_params.get(name)
    if text is None:
        return default
    is_number = text.isascii() and text.isdecimal() and len(text) < 20
    if not (is_number and least <= int(text) <= most):
        raise invalid_query(name, f"must be a whole number from {least} to {most}")
    return int(text)
