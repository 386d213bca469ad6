"""Schedules over HTTP: what is scanned again and again, and one run of it now."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError
from config.errors.openapi import raises
from config.etags import ETAG, IF_MATCH, conditional_edit
from config.records.idempotency import Work, idempotent
from projects.api.scoping import chosen_project, require, require_scope
from projects.callers import Caller
from projects.roles import Action
from scans import schedules
from scans.models import Scan, Schedule

from . import schedule_examples as examples
from .filters import ScheduleFilter
from .schedule_serializers import (
    NewScheduleSerializer,
    ScheduleChangeSerializer,
    ScheduleSerializer,
)
from .serializers import ScanSerializer
from .views import START_ERRORS, shown


def may_replay(view: Any, location: str) -> None:
    """An answer is repeated to those who still see its scan and may still scan in its project."""
    caller = Caller.of(view.request)
    seen: Any = Scan.objects.for_caller(caller, Action.VIEW_SCANS).select_related("project")
    scan = seen.filter(pk=location.rpartition("/")[2]).first()
    if scan is None:
        raise ApiError(ErrorCode.SCAN_NOT_FOUND)
    require(caller, Action.SCAN, scan.project)


class ScheduleViewSet(ListModelMixin, GenericViewSet):
    """Members see them; whoever configures the project makes and changes them."""

    queryset = Schedule.objects.none()
    serializer_class = ScheduleSerializer
    filterset_class = ScheduleFilter
    ordering_fields = ("name", "next_run", "created")
    ordering = ("name",)
    lookup_url_kwarg = "schedule_id"

    def get_queryset(self) -> QuerySet[Schedule]:
        caller = Caller.of(self.request)
        require_scope(caller, Action.VIEW_SCANS)
        seen: QuerySet[Schedule] = Schedule.objects.for_caller(caller, Action.VIEW_SCANS)
        return seen.select_related("project", "target", "profile", "owner", "last_scan")

    def get_object(self) -> Schedule:
        try:
            schedule = self.get_queryset().filter(pk=uuid.UUID(self.kwargs["schedule_id"])).first()
        except ValueError:
            schedule = None
        if schedule is None:
            raise ApiError(ErrorCode.NOT_FOUND, "There is no such schedule")
        return schedule

    def _mine(self, action: Action = Action.CONFIGURE) -> Schedule:
        schedule = self.get_object()
        require(Caller.of(self.request), action, schedule.project)
        return schedule

    def _answer(self, schedule: Schedule, **options: Any) -> Response:
        """With its ETag, which does not cover the runs: never 304."""
        headers = {"ETag": schedule.etag, **options.pop("headers", {})}
        return Response(ScheduleSerializer(schedule).data, headers=headers, **options)

    @raises(ErrorCode.FORBIDDEN, ErrorCode.PROJECT_NOT_FOUND)
    @extend_schema(
        operation_id="schedules_list", summary="List schedules", examples=[examples.SCHEDULE]
    )
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().list(request, *args, **kwargs)

    @raises(ErrorCode.NOT_FOUND)
    @extend_schema(parameters=[ETAG])
    @extend_schema(
        operation_id="schedules_get", summary="Get a schedule", examples=[examples.SCHEDULE]
    )
    def retrieve(self, request: Request, schedule_id: str) -> Response:
        return self._answer(self.get_object())

    @raises(*START_ERRORS[1:-1], ErrorCode.DUPLICATE_RESOURCE)
    @extend_schema(parameters=[ETAG])
    @extend_schema(
        operation_id="schedules_create",
        summary="Create a schedule",
        description="It runs on the rights that its owner, the caller, has at the time of a run. "
        "What it asks for is checked now as that of a scan is, and again at each run.",
        request=NewScheduleSerializer,
        responses={201: ScheduleSerializer},
        examples=[*examples.NEW, examples.MADE],
    )
    def create(self, request: Request) -> Response:
        body = NewScheduleSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        values = dict(body.validated_data)
        caller = Caller.of(request)
        project = chosen_project(caller, values.pop("project", None))
        require(caller, Action.CONFIGURE, project)
        schedule = schedules.create(caller, project, values)
        location = reverse("v1:schedule", args=[schedule.pk])
        return self._answer(schedule, status=201, headers={"Location": location})

    @raises(ErrorCode.NOT_FOUND, *START_ERRORS[2:-1], ErrorCode.DUPLICATE_RESOURCE)
    @conditional_edit
    @extend_schema(
        operation_id="schedules_change",
        summary="Change, pause or resume a schedule",
        description="Whoever changes what it runs, or resumes it, becomes its owner.",
        request=ScheduleChangeSerializer(partial=True),
        examples=[*examples.CHANGES, examples.SCHEDULE],
    )
    def partial_update(self, request: Request, schedule_id: str) -> Response:
        schedule = self._mine()
        body = ScheduleChangeSerializer(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        changed = schedules.change(
            Caller.of(request), schedule, body.validated_data, request.headers.get(IF_MATCH)
        )
        return self._answer(changed)

    @raises(ErrorCode.NOT_FOUND, ErrorCode.FORBIDDEN)
    @conditional_edit
    @extend_schema(operation_id="schedules_delete", summary="Delete a schedule; its scans stay")
    def destroy(self, request: Request, schedule_id: str) -> Response:
        schedules.delete(Caller.of(request), self._mine(), request.headers.get(IF_MATCH))
        return Response(status=204)

    @raises(*START_ERRORS)
    @idempotent(may_replay)
    @extend_schema(
        operation_id="schedules_run",
        summary="Run a schedule now",
        description="On the caller's own rights, also while it is paused; its times stay as they "
        "are. 409 while its last scan has not ended, and in a blackout window.",
        request=None,
        responses={202: ScanSerializer},
        examples=[examples.RUN],
    )
    def run(self, request: Request, schedule_id: str) -> Work:
        schedule = self._mine(Action.SCAN)
        caller = Caller.of(request)
        order = schedules.order_now(caller, schedule)

        def started() -> Response:
            scan = schedules.run_now(caller, schedule, order)
            location = reverse("v1:scan", args=[scan.pk])
            fresh = ScanSerializer(shown().get(pk=scan.pk)).data
            return Response(fresh, status=202, headers={"Location": location})

        return started
