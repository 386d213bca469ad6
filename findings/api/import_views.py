"""Uploaded reports over HTTP: hand one in, list them, look at one."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError
from config.errors.openapi import raises
from config.records.idempotency import Work, idempotent
from findings import receiving
from findings.models import Upload
from projects.api.scoping import chosen_project, require, require_scope
from projects.callers import Caller
from projects.roles import Action

from . import examples
from .filters import ImportFilter
from .import_serializers import (
    ImportDetailSerializer,
    ImportRequestSerializer,
    ImportSerializer,
    shown,
)

IMPORT_ID = OpenApiParameter("import_id", uuid.UUID, OpenApiParameter.PATH)


def _named(uploads: QuerySet[Upload], import_id: str) -> Upload:
    try:
        upload = uploads.filter(pk=uuid.UUID(import_id)).first()
    except ValueError:
        upload = None
    if upload is None:
        raise ApiError(ErrorCode.NOT_FOUND, "There is no such import, or you may not see it")
    return upload


def may_replay(view: ImportViewSet, location: str) -> None:
    """An answer is repeated to those who still see the upload and may still import there."""
    upload = _named(Upload.objects.select_related("project"), location.rpartition("/")[2])
    require(Caller.of(view.request), Action.IMPORT, upload.project)


class ImportViewSet(GenericViewSet):
    queryset = Upload.objects.none()
    serializer_class = ImportDetailSerializer
    filterset_class = ImportFilter
    lookup_url_kwarg = "import_id"
    ordering_fields = ("received",)
    ordering_columns = {"received": "created"}
    ordering = ("-received",)

    def get_queryset(self) -> QuerySet[Upload]:
        caller = Caller.of(self.request)
        require_scope(caller, Action.VIEW_FINDINGS)
        return shown(Upload.objects.for_caller(caller, Action.VIEW_FINDINGS))

    @raises(ErrorCode.FORBIDDEN, ErrorCode.PROJECT_NOT_FOUND)
    @extend_schema(
        operation_id="imports_list",
        summary="List imports of reports",
        description="Newest first. What each brought, and what of it was refused.",
        responses=ImportSerializer(many=True),
        examples=[examples.IMPORT],
    )
    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(ImportSerializer(page, many=True).data)

    @raises(
        ErrorCode.FORBIDDEN,
        ErrorCode.PROJECT_NOT_FOUND,
        ErrorCode.NOT_FOUND,
        ErrorCode.CONFLICT,
        ErrorCode.UNKNOWN_TOOL,
        ErrorCode.UNKNOWN_REPORT_FORMAT,
        ErrorCode.REPORT_UNREADABLE,
        ErrorCode.QUEUE_UNAVAILABLE,
        ErrorCode.RESOURCE_EXHAUSTED,
    )
    @idempotent(may_replay)
    @extend_schema(
        operation_id="imports_start",
        summary="Import a report",
        description="What the file is, is told at once; reading it is a job, and nothing of a "
        "report is stored before it was read to its end. Needs the role analyst.",
        request={"multipart/form-data": ImportRequestSerializer},
        responses={202: ImportDetailSerializer},
        examples=[examples.IMPORT_STARTED],
        filters=False,
    )
    def create(self, request: Request) -> Response | Work:
        body = ImportRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        asked = dict(body.validated_data)
        caller = Caller.of(request)
        project = chosen_project(caller, asked.pop("project"))
        require(caller, Action.IMPORT, project)
        file = asked.pop("file")
        path = Path(file.temporary_file_path())
        received = receiving.check(path, file.name, project, **asked)
        return lambda: self._accepted(receiving.start(caller, received))

    @raises(ErrorCode.NOT_FOUND, ErrorCode.FORBIDDEN)
    @extend_schema(
        operation_id="imports_get",
        summary="Get an import with its tool runs and rejected records",
        parameters=[IMPORT_ID],
        examples=[examples.IMPORT_DETAIL],
        filters=False,
    )
    def retrieve(self, request: Request, import_id: str) -> Response:
        upload = _named(self.filter_queryset(self.get_queryset()), import_id)
        return Response(ImportDetailSerializer(upload).data)

    def _accepted(self, upload: Upload) -> Response:
        location = reverse("v1:import", args=[upload.pk])
        fresh: Any = shown(Upload.objects.all()).get(pk=upload.pk)
        data = ImportDetailSerializer(fresh).data
        return Response(data, status=202, headers={"Location": location})
