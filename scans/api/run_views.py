"""One tool run over HTTP: its log and its raw report."""

from __future__ import annotations

from django.db.models.fields.files import FieldFile
from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError
from config.errors.openapi import raises
from config.queries import invalid_query
from config.records import audit
from projects.callers import Caller
from projects.roles import Action
from scans.logfiles import tail
from scans.models import Attempt, Scan, ToolRun

from . import examples
from .serializers import LogSerializer
from .views import ScanLookup, whole_number

DEFAULT_LINES = 200
MAX_LINES = 10_000
ATTEMPT = OpenApiParameter("attempt", int, description="Its number; absent: the last.")


class RunLookup(ScanLookup):
    """The tool run of the path."""

    pagination_class = None

    def run_for(self, action: Action) -> ToolRun:
        scan = self.scan_for(action)
        for run in scan.runs.all():
            if run.tool == self.kwargs["tool"]:
                return run
        names = ", ".join(run.tool for run in scan.runs.all())
        raise ApiError(ErrorCode.NOT_FOUND, f"The scan has no such tool run; its tools: {names}")

    def attempt_of(self, run: ToolRun, request: Request) -> Attempt:
        attempts = list(run.attempts.all())
        if not attempts:
            raise ApiError(ErrorCode.NOT_FOUND, f"{run.tool} has not been started in this scan")
        number = whole_number(request, "attempt", attempts[-1].number, 10_000, least=1)
        for attempt in attempts:
            if attempt.number == number:
                return attempt
        raise invalid_query("attempt", f"must be from 1 to {attempts[-1].number}")


class RunLogView(RunLookup):
    serializer_class = LogSerializer
    query_parameters = ("tail", "attempt")

    @raises(ErrorCode.SCAN_NOT_FOUND, ErrorCode.FORBIDDEN, ErrorCode.NOT_FOUND)
    @extend_schema(
        operation_id="scans_tool_log",
        summary="Read the log of a tool run",
        description="The last lines, sanitized; also while the tool runs. Needs analyst.",
        parameters=[
            OpenApiParameter(
                "tail", int, description=f"Lines, 1 to {MAX_LINES}; default {DEFAULT_LINES}."
            ),
            ATTEMPT,
        ],
        examples=[examples.LOG],
    )
    def get(self, request: Request, scan_id: str, tool: str) -> Response:
        run = self.run_for(Action.VIEW_LOG)
        attempt = self.attempt_of(run, request)
        count = whole_number(request, "tail", DEFAULT_LINES, MAX_LINES, least=1)
        lines, truncated = tail(attempt, count)
        return Response(
            {
                "tool": run.tool,
                "attempt": attempt.number,
                "state": attempt.state,
                "lines": lines,
                "truncated": truncated,
            }
        )


class RunReportView(RunLookup):
    query_parameters = ("attempt",)

    @raises(ErrorCode.SCAN_NOT_FOUND, ErrorCode.FORBIDDEN, ErrorCode.NOT_FOUND)
    @extend_schema(
        operation_id="scans_tool_report",
        summary="Download the raw report of a tool run",
        description="As the tool wrote it, with the run's own secrets masked; of an import the "
        "file as it was uploaded, unpacked. Needs admin.",
        parameters=[ATTEMPT],
        responses={
            (200, "application/octet-stream"): OpenApiResponse(
                OpenApiTypes.BINARY, description="The report."
            )
        },
    )
    def get(self, request: Request, scan_id: str, tool: str) -> FileResponse:
        run = self.run_for(Action.VIEW_RAW_REPORT)
        kept = self._report_of(run, request)
        try:
            report = kept.open("rb")
        except FileNotFoundError:
            raise ApiError(ErrorCode.NOT_FOUND, "The report is no longer kept") from None
        audit.record(Caller.of(request), "report.open", run, project=run.scan.project)
        name = str(kept).rpartition("/")[2]
        return FileResponse(
            report,
            as_attachment=True,
            filename=f"{run.tool}-{name}",
            content_type="application/octet-stream",  # as documented; nothing displays it
        )

    def _report_of(self, run: ToolRun, request: Request) -> FieldFile:
        """The report of an attempt, or of an import, which has none but is counted as the first."""
        if run.scan.origin == Scan.Origin.IMPORT:
            whole_number(request, "attempt", 1, 1, least=1)
            kept, lack = run.report, "The uploaded report is no longer kept"
        else:
            kept, lack = self.attempt_of(run, request).report, f"{run.tool} left no report"
        if not kept:
            raise ApiError(ErrorCode.NOT_FOUND, lack)
        return kept
