"""`/api/v1/metrics` for Prometheus, and the five figures of error monitoring as JSON."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, path
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.errors.catalog import ErrorCode
from config.errors.encoding import dumps
from config.errors.exceptions import ApiError
from config.errors.openapi import raises
from config.queries import known_parameters
from config.records import exposition
from config.records.watching.figures import WINDOWS, Figures, Rate, everything
from projects.api.permissions import IsSignedIn
from projects.callers import Caller
from projects.roles import Scope
from scans.resolution import Resolutions, resolutions

EXAMPLE_TEXT = """# HELP wardroom_api_errors_total Errors that the API answered with.
# TYPE wardroom_api_errors_total counter
wardroom_api_errors_total{code="SCAN_NOT_FOUND",route="/api/v1/scans/{scan_id}",\
status_class="4xx"} 12.0
"""

A_WINDOW = {
    "since": "2026-11-21T11:00:00.000Z",
    "answers": 1200,
    "client_errors": 30,
    "server_errors": 6,
    "error_rate": 0.03,
    "error_rate_by_endpoint": [
        {"route": "/api/v1/scans/{scan_id}", "answers": 400, "errors": 36, "rate": 0.09}
    ],
    "error_rate_by_code": [
        {"code": "SCAN_NOT_FOUND", "errors": 30, "rate": 0.025},
        {"code": "DATABASE_UNAVAILABLE", "errors": 6, "rate": 0.005},
    ],
    "average_retry_attempts": 1.5,
    "error_resolution": [
        {"tool": "nmap", "resolved": 2, "mean_seconds": 345.0, "median_seconds": 345.0}
    ],
    "client_to_server_error_ratio": 5.0,
}


class MayReadMetrics(IsSignedIn):
    """A key with the scope metrics:read, or a person of the staff."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        super().has_permission(request, view)
        caller = Caller.of(request)
        if caller.key is not None:
            if Scope.METRICS_READ in caller.key.scopes:
                return True
            needed = f"an API key with the scope {Scope.METRICS_READ.value}"
            raise ApiError(ErrorCode.FORBIDDEN, f"To read metrics needs {needed}")
        if caller.user.is_staff or caller.user.is_superuser:
            return True
        needed = f"a person of the staff, or an API key with the scope {Scope.METRICS_READ.value}"
        raise ApiError(ErrorCode.FORBIDDEN, f"To read metrics needs {needed}")


class PlainText(BaseRenderer):
    """What is negotiated for; the view writes the text itself. OPTIONS is answered in JSON."""

    media_type = "text/plain"
    format = "text"

    def render(self, data: Any, *args: Any) -> bytes:
        return dumps(data)


@extend_schema(tags=["metrics"])
class Metrics(APIView):
    """Everything that is measured, in Prometheus' text format. Eight queries
    beside those that find out who asks."""

    permission_classes = [MayReadMetrics]
    missing_credentials = ErrorCode.MISSING_API_KEY
    renderer_classes = [PlainText]

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """There is one form, whatever `Accept` says: a client of JSON still learns who it is."""
        return super().perform_content_negotiation(request, force=True)

    @extend_schema(
        operation_id="metrics_get",
        summary="Metrics in Prometheus' text format",
        description="Needs an API key with the scope `metrics:read`, or a person of the staff.",
        responses={
            (200, exposition.CONTENT_TYPE.partition(";")[0]): OpenApiResponse(
                {"type": "string"}, description="Text format, version 0.0.4."
            )
        },
        examples=[
            OpenApiExample("A counter", EXAMPLE_TEXT, response_only=True, media_type="text/plain")
        ],
    )
    @raises()
    def get(self, request: Request) -> HttpResponse:
        known_parameters(request, [])
        return HttpResponse(exposition.text(), content_type=exposition.CONTENT_TYPE)


class RateByEndpoint(serializers.Serializer):
    route = serializers.CharField()
    answers = serializers.IntegerField()
    errors = serializers.IntegerField()  # type: ignore[assignment]  # a field, not the property
    rate = serializers.FloatField(help_text="Errors of all answers of the route, 0 to 1.")


class RateByCode(serializers.Serializer):
    code = serializers.CharField()
    errors = serializers.IntegerField()  # type: ignore[assignment]  # a field, not the property
    rate = serializers.FloatField(help_text="Errors with the code, of all answers, 0 to 1.")


class ToolResolution(serializers.Serializer):
    tool = serializers.CharField()
    resolved = serializers.IntegerField(help_text="Errors that ended in the window.")
    mean_seconds = serializers.FloatField()
    median_seconds = serializers.FloatField()


class ErrorFiguresSerializer(serializers.Serializer):
    """The five figures in one window. What cannot be divided is null."""

    since = serializers.DateTimeField()
    answers = serializers.IntegerField()
    client_errors = serializers.IntegerField()
    server_errors = serializers.IntegerField()
    error_rate = serializers.FloatField(allow_null=True)
    error_rate_by_endpoint = RateByEndpoint(many=True)
    error_rate_by_code = RateByCode(many=True)
    average_retry_attempts = serializers.FloatField(
        allow_null=True, help_text="Repeats that a repeated request needed."
    )
    error_resolution = ToolResolution(many=True)
    client_to_server_error_ratio = serializers.FloatField(allow_null=True)


class ErrorWindowsSerializer(serializers.Serializer):
    """`hour` is the running hour and the one before; `day` the 24 before."""

    hour = ErrorFiguresSerializer()
    day = ErrorFiguresSerializer()


@extend_schema(tags=["metrics"])
class ErrorFigures(APIView):
    """The seed's five figures, as people and scripts read them. Two queries."""

    permission_classes = [MayReadMetrics]
    missing_credentials = ErrorCode.MISSING_API_KEY

    @extend_schema(
        operation_id="metrics_errors",
        summary="Error rates, retries, resolution times",
        description="The five figures of error monitoring over the last hour and day.",
        responses=ErrorWindowsSerializer,
        examples=[
            OpenApiExample("Two windows", {"hour": A_WINDOW, "day": A_WINDOW}, response_only=True)
        ],
    )
    @raises()
    def get(self, request: Request) -> Response:
        known_parameters(request, [])
        _, windows = everything()
        resolved = resolutions()
        now = timezone.now()
        return Response(
            {
                window: _told(windows[window], resolved, now - timedelta(hours=hours))
                for window, hours in WINDOWS.items()
            }
        )


def _told(figures: Figures, resolved: Resolutions, since: Any) -> dict[str, Any]:
    return {
        "since": figures.since,
        "answers": figures.answers,
        "client_errors": figures.client_errors,
        "server_errors": figures.server_errors,
        "error_rate": figures.error_rate,
        "error_rate_by_endpoint": [
            {"route": rate.name, "answers": rate.answers, **_rate(rate)}
            for rate in figures.by_endpoint
        ],
        "error_rate_by_code": [{"code": rate.name, **_rate(rate)} for rate in figures.by_code],
        "average_retry_attempts": figures.average_retry_attempts,
        "error_resolution": [
            {
                "tool": tool,
                "resolved": times.count,
                "mean_seconds": times.mean_seconds,
                "median_seconds": times.median_seconds,
            }
            for tool, times in resolved.since(since).items()
        ],
        "client_to_server_error_ratio": figures.client_to_server_ratio,
    }


def _rate(rate: Rate) -> dict[str, Any]:
    return {"errors": rate.errors, "rate": rate.rate}


api: list[URLPattern | URLResolver] = [
    path("metrics", Metrics.as_view(), name="metrics"),
    path("metrics/errors", ErrorFigures.as_view(), name="metrics-errors"),
]
