"""The catalogue as JSON and as a page, the API document, and its browsable form."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import (
    OpenApiJsonRenderer,
    OpenApiJsonRenderer2,
    OpenApiYamlRenderer,
    OpenApiYamlRenderer2,
)
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.queries import known_parameters

from .catalog import ErrorCode
from .negotiation import DETAIL, ENVELOPE, FLAT, MEDIA_TYPES, PROBLEM
from .openapi import raises
from .renderings import documentation_url

RENDERINGS = [
    (FLAT, MEDIA_TYPES[FLAT], "error, code, details, request_id, errors?, retry_after?"),
    (
        ENVELOPE,
        MEDIA_TYPES[ENVELOPE],
        "error { code, message, details, timestamp, request_id, documentation_url }, meta",
    ),
    (DETAIL, MEDIA_TYPES[DETAIL], "detail: text, or a list of { loc, msg, type }"),
    (
        PROBLEM,
        MEDIA_TYPES[PROBLEM],
        "type, title, status, detail, instance, code, request_id, errors?, retry_after? (RFC 9457)",
    ),
]


# `ErrorCode` is the component of the code alone, which every error body refers to.
@extend_schema_serializer(component_name="ErrorCodeEntry")
class ErrorCodeSerializer(serializers.Serializer):
    """One code of the catalogue. `retry_after` in seconds, null where the code sets no delay."""

    code = serializers.CharField()
    status = serializers.IntegerField()
    message = serializers.CharField()
    meaning = serializers.CharField()
    remedy = serializers.CharField(help_text="What to do about it.")
    context = serializers.ListField(  # type: ignore[assignment]
        child=serializers.CharField(), help_text="Keys of the envelope rendering's details."
    )
    retryable = serializers.BooleanField()
    retry_after = serializers.IntegerField(allow_null=True)
    documentation_url = serializers.URLField()


def _entry(code: ErrorCode, request: HttpRequest) -> dict[str, Any]:
    row = code.value
    return {
        "code": code.name,
        "status": row.status,
        "message": row.message,
        "meaning": row.meaning,
        "remedy": row.remedy,
        "context": list(row.context),
        "retryable": row.retryable,
        "retry_after": row.retry_after,
        "documentation_url": documentation_url(code, request),
    }


class ErrorCodes(APIView):
    """Every code that an error can carry. Open to all, without a query."""

    authentication_classes = []
    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="error_codes_list",
        summary="List the error codes",
        responses=ErrorCodeSerializer(many=True),
        examples=[
            OpenApiExample(
                "One code",
                value={
                    "code": ErrorCode.NOT_FOUND.name,
                    "status": ErrorCode.NOT_FOUND.status,
                    "message": ErrorCode.NOT_FOUND.message,
                    "meaning": ErrorCode.NOT_FOUND.value.meaning,
                    "remedy": ErrorCode.NOT_FOUND.value.remedy,
                    "context": [],
                    "retryable": False,
                    "retry_after": None,
                    "documentation_url": "http://127.0.0.1:8000/docs/errors#NOT_FOUND",
                },
                response_only=True,
            )
        ],
    )
    @raises(ErrorCode.INVALID_QUERY)
    def get(self, request: Request) -> Response:
        known_parameters(request, ())
        return Response([_entry(code, request._request) for code in ErrorCode])


@require_safe
def error_reference(request: HttpRequest) -> HttpResponse:
    """The catalogue for people. No query, so that it opens while the database is down."""
    statuses = sorted({code.status for code in ErrorCode})
    codes = sorted(ErrorCode, key=lambda code: (code.status, code.name))
    context = {"codes": codes, "statuses": statuses, "renderings": RENDERINGS}
    return render(None, "errors/reference.html", context)


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document: fixed for the life of the process, so made once (about a second)."""
    return SchemaGenerator().get_schema(request=None, public=True)


FORMS: dict[str, type[Any]] = {
    renderer.media_type: renderer
    for renderer in (
        OpenApiJsonRenderer2,
        OpenApiJsonRenderer,
        OpenApiYamlRenderer2,
        OpenApiYamlRenderer,
    )
}


@cache
def written(media_type: str) -> bytes:
    """The document in one form, written once, too: YAML takes long, and anybody may ask for it."""
    return bytes(FORMS[media_type]().render(document(), renderer_context={}))


class Document(APIView):
    """The OpenAPI document, JSON or YAML by `Accept`."""

    authentication_classes = []
    permission_classes = [AllowAny]
    renderer_classes = list(FORMS.values())

    @extend_schema(exclude=True)
    def get(self, request: Request) -> HttpResponse:
        media_type = request.accepted_renderer.media_type
        return HttpResponse(written(media_type), content_type=media_type)


@require_safe
def browsable_document(request: HttpRequest) -> HttpResponse:
    """Swagger UI over the document; its scripts are files, as the content policy asks."""
    return render(None, "errors/api.html")
