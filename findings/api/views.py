"""Findings over HTTP: lists, one finding, its history and fingerprint, triage."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError
from config.errors.openapi import raises
from config.etags import ETAG, IF_MATCH, conditional_edit
from findings import triage
from findings.models import Attribution, Finding, TriageDecision
from projects.api.scoping import permitted_project, require_scope
from projects.callers import Caller
from projects.roles import Action

from . import examples
from .filters import FindingFilter
from .serializers import (
    DecisionSerializer,
    FindingDetailSerializer,
    FindingSerializer,
    FingerprintSerializer,
    ProjectTriageSerializer,
    TriageSerializer,
)

MAX_HISTORY = 100
LIST_DESCRIPTION = (
    "Worst first, then latest. Several values: `severity=critical,high` or the parameter repeated. "
    "Times are RFC 3339; `…_after` includes its moment, `…_before` does not."
)
PID = OpenApiParameter("pid", str, OpenApiParameter.PATH, description="The project's id or slug.")
FINDING_ID = OpenApiParameter("finding_id", uuid.UUID, OpenApiParameter.PATH)


def readable(request: Request) -> QuerySet[Finding]:
    """Findings that the caller may read; FORBIDDEN for a key without the scope."""
    caller = Caller.of(request)
    require_scope(caller, Action.VIEW_FINDINGS)
    return Finding.objects.for_caller(caller, Action.VIEW_FINDINGS)


def listed(findings: QuerySet[Finding]) -> QuerySet[Finding]:
    """`findings` with what a list shows: two queries, however many findings."""
    reports = Attribution.objects.only("finding_id", "tool", "target_id", "reported")
    return (
        findings.select_related("assignee")
        .defer("description", "remediation", "evidence", "references", "fingerprint_parts")
        .prefetch_related(Prefetch("attributions", reports))
    )


class FindingLists(GenericViewSet):
    """What the lists share: filters, orderings, columns."""

    queryset = Finding.objects.none()
    serializer_class = FindingSerializer
    filterset_class = FindingFilter
    ordering_fields = ("severity", "last_seen", "first_seen")
    ordering_columns = {"severity": "-severity_rank"}
    ordering = ("-severity", "-last_seen")

    def page_of(self, findings: QuerySet[Finding]) -> Response:
        page = self.paginate_queryset(self.filter_queryset(listed(findings)))
        return self.get_paginated_response(FindingSerializer(page, many=True).data)


class FindingListViewSet(FindingLists):
    missing_credentials = ErrorCode.MISSING_API_KEY

    @raises(ErrorCode.INVALID_QUERY, ErrorCode.FORBIDDEN, ErrorCode.PROJECT_NOT_FOUND)
    @extend_schema(
        operation_id="findings_list",
        summary="List findings",
        description=LIST_DESCRIPTION,
        examples=[examples.FINDING],
    )
    def list(self, request: Request) -> Response:
        return self.page_of(readable(request))


class FindingViewSet(GenericViewSet):
    queryset = Finding.objects.none()
    serializer_class = FindingDetailSerializer
    lookup_url_kwarg = "finding_id"

    def get_finding(self) -> Finding:
        """The finding of the path; FINDING_NOT_FOUND where the caller sees none of that id."""
        findings = readable(self.request).select_related("project", "assignee", "last_run")
        finding = _by_id(self.filter_queryset(findings), self.kwargs["finding_id"])
        if finding is None:
            raise ApiError(ErrorCode.FINDING_NOT_FOUND)
        return finding

    @raises(ErrorCode.FINDING_NOT_FOUND, ErrorCode.FORBIDDEN)
    @extend_schema(parameters=[ETAG])
    @extend_schema(
        operation_id="findings_get",
        summary="Get a finding with its attributions and history",
        description="The `ETag` changes with status, assignee and facts, not with mere sightings.",
        parameters=[FINDING_ID],
        responses=FindingDetailSerializer,
        examples=[examples.DETAIL],
        filters=False,
    )
    def retrieve(self, request: Request, finding_id: str) -> Response:
        return detailed(self.get_finding())

    @raises(
        ErrorCode.FINDING_NOT_FOUND,
        ErrorCode.FORBIDDEN,
        ErrorCode.INVALID_STATUS,
        ErrorCode.VALIDATION_ERROR,
    )
    @conditional_edit
    @extend_schema(
        operation_id="findings_triage",
        summary="Decide about a finding",
        description="Needs the role analyst. `open` takes an earlier decision back.",
        parameters=[FINDING_ID],
        request=TriageSerializer,
        responses=FindingDetailSerializer,
        examples=[examples.TRIAGE, examples.DETAIL],
        filters=False,
    )
    def triage(self, request: Request, finding_id: str) -> Response:
        finding = self.get_finding()
        body = TriageSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        return _decided(request, finding, body.validated_data)

    @raises(ErrorCode.FINDING_NOT_FOUND, ErrorCode.FORBIDDEN)
    @extend_schema(
        operation_id="findings_fingerprint",
        summary="Say why this is one finding",
        description="The parts that were hashed, in order. Secrets enter as keyed hashes only.",
        parameters=[FINDING_ID],
        responses=FingerprintSerializer,
        examples=[examples.FINGERPRINT],
        filters=False,
    )
    def fingerprint(self, request: Request, finding_id: str) -> Response:
        finding = self.get_finding()
        body = {
            "finding": finding.pk,
            "fingerprint": finding.fingerprint,
            "version": finding.fingerprint_version,
            "kind": finding.kind,
            "parts": [{"name": name, "value": value} for name, value in finding.fingerprint_parts],
        }
        return Response(FingerprintSerializer(body).data)


class HistoryViewSet(GenericViewSet):
    queryset = TriageDecision.objects.none()
    serializer_class = DecisionSerializer
    ordering_fields = ("created",)
    ordering = ("-created",)

    @raises(ErrorCode.FINDING_NOT_FOUND, ErrorCode.FORBIDDEN, ErrorCode.INVALID_QUERY)
    @extend_schema(
        operation_id="findings_history",
        summary="List the decisions about a finding",
        parameters=[FINDING_ID],
        examples=[examples.DECISION],
    )
    def list(self, request: Request, finding_id: str) -> Response:
        finding = _by_id(readable(request), finding_id)
        if finding is None:
            raise ApiError(ErrorCode.FINDING_NOT_FOUND)
        page = self.paginate_queryset(self.filter_queryset(finding.decisions.all()))
        return self.get_paginated_response(DecisionSerializer(page, many=True).data)


class ProjectFindingViewSet(FindingLists):
    """The same below `/p/<pid>/`."""

    @raises(ErrorCode.PROJECT_NOT_FOUND, ErrorCode.FORBIDDEN, ErrorCode.INVALID_QUERY)
    @extend_schema(
        operation_id="project_findings_list",
        summary="List the findings of a project",
        description=LIST_DESCRIPTION,
        parameters=[PID],
        examples=[examples.FINDING],
    )
    def list(self, request: Request, pid: str) -> Response:
        project = permitted_project(Caller.of(request), pid, Action.VIEW_FINDINGS)
        return self.page_of(Finding.objects.filter(project=project))

    @raises(
        ErrorCode.PROJECT_NOT_FOUND,
        ErrorCode.FORBIDDEN,
        ErrorCode.INVALID_FINDING,
        ErrorCode.INVALID_STATUS,
        ErrorCode.VALIDATION_ERROR,
    )
    @conditional_edit
    @extend_schema(
        operation_id="project_findings_triage",
        summary="Decide about a finding of a project",
        description="Needs the role analyst. `open` takes an earlier decision back.",
        parameters=[PID],
        request=ProjectTriageSerializer,
        responses=FindingDetailSerializer,
        examples=[examples.PROJECT_TRIAGE, examples.DETAIL],
        filters=False,
    )
    def triage(self, request: Request, pid: str) -> Response:
        project = permitted_project(Caller.of(request), pid, Action.TRIAGE)
        body = ProjectTriageSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        asked = body.validated_data
        findings = Finding.objects.filter(project=project).select_related("project")
        finding = _by_id(findings, asked.pop("finding_id"))
        if finding is None:
            raise ApiError(ErrorCode.INVALID_FINDING)
        return _decided(request, finding, asked)


def _by_id(findings: QuerySet[Finding], text: str) -> Finding | None:
    try:
        return findings.filter(pk=uuid.UUID(text)).first()
    except ValueError:
        return None


def _decided(request: Request, finding: Finding, asked: dict[str, Any]) -> Response:
    triage.decide(finding, by=Caller.of(request), if_match=request.headers.get(IF_MATCH), **asked)
    return detailed(
        Finding.objects.select_related("project", "assignee", "last_run").get(pk=finding.pk)
    )


def detailed(finding: Finding) -> Response:
    """The whole finding with its ETag. Two queries."""
    finding.history = list(finding.decisions.all()[:MAX_HISTORY])  # type: ignore[attr-defined]
    return Response(FindingDetailSerializer(finding).data, headers={"ETag": finding.etag})
