"""Circuit breakers over HTTP: which are open, and closing one by hand."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError
from config.errors.openapi import raises
from projects.callers import Caller
from projects.roles import Action
from scans import breakers
from scans.models import Breaker, ToolRun

from . import examples
from .breaker_serializers import BreakerSerializer
from .filters import BreakerFilter


class BreakerViewSet(ListModelMixin, GenericViewSet):
    """Breakers of tools, for everybody who is signed in, and of the caller's targets."""

    queryset = Breaker.objects.none()
    serializer_class = BreakerSerializer
    filterset_class = BreakerFilter
    lookup_url_kwarg = "breaker_id"
    ordering_fields = ("created", "updated")
    ordering = ("-updated",)

    def get_queryset(self) -> QuerySet[Breaker]:
        """Two queries, however many breakers: the runs of other projects are left out."""
        caller = Caller.of(self.request)
        runs = ToolRun.objects.for_caller(caller, Action.VIEW_SCANS)
        return (
            Breaker.objects.for_caller(caller)
            .select_related("target__project")
            .prefetch_related(Prefetch("last_run", runs))
        )

    @extend_schema(
        operation_id="breakers_list",
        summary="List the circuit breakers",
        description="One for each tool that failed as a tool, and for each tool that could not "
        "sign in to a target. Those of tools are for everybody, the others for the project's "
        "members.",
        examples=[examples.BREAKER],
    )
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().list(request, *args, **kwargs)

    @raises(ErrorCode.NOT_FOUND, ErrorCode.FORBIDDEN)
    @extend_schema(
        operation_id="breakers_close",
        summary="Close a circuit breaker",
        description="The tool may run again at once, its failures are forgotten; nothing happens "
        "to one that is closed. That of a target needs admin in its project, that of a tool staff "
        "in person.",
        request=None,
        examples=[examples.BREAKER],
    )
    def close(self, request: Request, breaker_id: str) -> Response:
        breakers.close(self._breaker(breaker_id), Caller.of(request))
        return Response(self.get_serializer(self._breaker(breaker_id)).data)

    def _breaker(self, breaker_id: str) -> Breaker:
        try:
            breaker = self.get_queryset().filter(pk=uuid.UUID(breaker_id)).first()
        except ValueError:
            breaker = None
        if breaker is None:
            raise ApiError(ErrorCode.NOT_FOUND, "There is no such circuit breaker")
        return breaker
