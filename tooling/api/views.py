"""Tools: which there are, what they take, and whether they can run here."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError
from config.errors.openapi import raises
from config.queries import invalid_query, known_parameters
from tooling import health, registry
from tooling.base import Tool
from tooling.checks import TARGET_KINDS

from .serializers import ToolListSerializer, ToolSerializer, breakers, described

NAME = OpenApiParameter("name", OpenApiTypes.STR, OpenApiParameter.PATH)
EXAMPLE = {
    "name": "bandit",
    "title": "Bandit",
    "homepage": "https://bandit.readthedocs.io/",
    "accepts": ["repository"],
    "options_schema": {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "severity": {
                "type": "string",
                "enum": ["low", "medium", "high"],
                "description": "Report this severity and above.",
            }
        },
    },
    "selecting_options": ["severity"],
    "exit_codes": [
        {
            "code": 0,
            "meaning": "ok",
            "description": "Finished; the report tells whether something was found.",
        }
    ],
    "exit_codes_source": "bandit/cli/main.py of 1.9.4, and recorded",
    "outcomes": ["clean", "findings", "crashed"],
    "origin": "recorded",
    "environment": "code",
    "executor": "local",
    "image": "ghcr.io/pycqa/bandit/bandit:1.9.4",
    "limits": {},
    "grace_seconds": 1.5,
    "needs_credentials": False,
    "timeout_seconds": 3600,
    "installed": True,
    "version": "1.9.4",
    "problem": "",
    "checked": "2026-11-21T09:00:00.000Z",
    "path": None,
    "install_hint": "python3 -m tooling.environments install code",
    "breaker": {"state": "closed", "failures": 0, "next_probe": None},
}


class ToolViews(ViewSet):
    """All registered tools; anyone who is signed in may read them."""

    serializer_class = ToolSerializer
    lookup_url_kwarg = "name"

    @raises(ErrorCode.INVALID_QUERY)
    @extend_schema(
        operation_id="tools_list",
        summary="List the tools, and whether they are installed",
        parameters=[
            OpenApiParameter("accepts", enum=sorted(TARGET_KINDS), description="Kind of target."),
            OpenApiParameter(
                "installed", OpenApiTypes.BOOL, description="Whether it can run here."
            ),
        ],
        responses=ToolListSerializer,
        examples=[
            OpenApiExample(
                "Tools",
                {"results": [EXAMPLE], "next": None, "previous": None},
                response_only=True,
            )
        ],
    )
    def list(self, request: Request) -> Response:
        known_parameters(request, ("accepts", "installed"))
        accepts, installed = _filters(request)
        seen, known = health.availability(), breakers()
        rows = [
            described(tool, seen.get(tool.name), request.user.is_staff, known)
            for tool in registry.all_tools().values()
            if accepts is None or accepts in tool.accepts
        ]
        rows = [row for row in rows if installed is None or row["installed"] is installed]
        results = ToolSerializer(rows, many=True).data
        return Response({"results": results, "next": None, "previous": None})

    @raises(ErrorCode.NOT_FOUND, ErrorCode.INVALID_QUERY)
    @extend_schema(
        operation_id="tools_retrieve",
        summary="Read a tool: targets, options, exit codes, availability",
        parameters=[NAME],
        examples=[OpenApiExample("Bandit", EXAMPLE, response_only=True)],
    )
    def retrieve(self, request: Request, name: str) -> Response:
        known_parameters(request, ())
        tool = _tool_or_404(name)
        status = health.availability().get(tool.name)
        shown = described(tool, status, request.user.is_staff, breakers())
        return Response(ToolSerializer(shown).data)

    @raises(ErrorCode.NOT_FOUND, ErrorCode.FORBIDDEN, ErrorCode.INVALID_QUERY)
    @extend_schema(
        operation_id="tools_check",
        summary="Look now whether a tool is installed, and which version",
        description="For staff. The tool's binary is asked for its version; at most "
        f"{health.PROBE_SECONDS} seconds.",
        parameters=[NAME],
        request=None,
        examples=[OpenApiExample("Bandit", EXAMPLE, response_only=True)],
    )
    def check(self, request: Request, name: str) -> Response:
        known_parameters(request, ())
        user = request.user
        if not (user.is_staff or user.is_superuser) or hasattr(request.auth, "scopes"):
            raise ApiError(
                ErrorCode.FORBIDDEN, "Checking a tool is for staff, signed in as a person"
            )
        tool = _tool_or_404(name)
        shown = described(tool, health.refresh(tool), True, breakers())
        return Response(ToolSerializer(shown).data)


def _tool_or_404(name: str) -> Tool:
    try:
        return registry.get(name)
    except KeyError:
        raise ApiError(ErrorCode.NOT_FOUND, "No tool of that name is registered") from None


def _filters(request: Request) -> tuple[str | None, bool | None]:
    accepts: Any = request.query_params.get("accepts")
    if accepts is not None and accepts not in TARGET_KINDS:
        raise invalid_query("accepts", f"must be one of {', '.join(sorted(TARGET_KINDS))}")
    installed = request.query_params.get("installed")
    if installed not in (None, "true", "false"):
        raise invalid_query("installed", "must be true or false")
    return accepts, None if installed is None else installed == "true"
