"""Routes for the tests of the doors: views that fail in every way, in every family."""

from __future__ import annotations

from typing import Any

import psycopg_pool
from django.core import exceptions as django_errors
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404, HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST
from rest_framework import exceptions as drf_errors
from rest_framework import serializers
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView

from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError, FieldError
from config.errors.handlers import handler400, handler403, handler404, handler500
from config.records.audit import record

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

SECRET = "SELECT password FROM users -- /srv/secret.py"


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


FAILURES: dict[str, Any] = {
    "bug": lambda: RuntimeError(SECRET),
    "operational": lambda: OperationalError(SECRET),
    "interface": lambda: InterfaceError(SECRET),
    "pool": lambda: psycopg_pool.PoolTimeout(SECRET),
    "wrapped-operational": lambda: caused(RuntimeError("x"), OperationalError(SECRET)),
    "drf-over-operational": lambda: caused(drf_errors.APIException(), OperationalError(SECRET)),
    "data": lambda: DataError(SECRET),
    "surrogate": lambda: UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed"),
    "too-big": lambda: django_errors.RequestDataTooBig("Request body exceeded the limit."),
    "too-many-fields": lambda: django_errors.TooManyFieldsSent("Too many fields."),
    "too-many-files": lambda: django_errors.TooManyFilesSent("Too many files."),
    "suspicious": lambda: django_errors.SuspiciousOperation(SECRET),
    "bad-request": lambda: django_errors.BadRequest(SECRET),
    "http404": lambda: Http404(SECRET),
    "not-found": lambda: drf_errors.NotFound(),
    "django-denied": lambda: django_errors.PermissionDenied(),
    "denied": lambda: drf_errors.PermissionDenied("Only owners may."),
    "csrf": lambda: drf_errors.PermissionDenied("CSRF Failed: CSRF cookie not set."),
    "unauthenticated": lambda: drf_errors.NotAuthenticated(),
    "bad-credentials": lambda: drf_errors.AuthenticationFailed("No such user."),
    "throttled": lambda: drf_errors.Throttled(wait=41.6),
    "parse": lambda: drf_errors.ParseError("JSON parse error"),
    "model-validation": lambda: django_errors.ValidationError({"name": ["Too dull."]}),
    "teapot": lambda: Teapot(),
    "api": lambda: ApiError(ErrorCode.SCAN_NOT_FOUND, "No scan 7"),
    "field-errors": lambda: ApiError(
        ErrorCode.INVALID_QUERY,
        "severity is wrong",
        errors=[FieldError("severity", "is wrong", "invalid_choice", "query")],
    ),
    "delay": lambda: ApiError(ErrorCode.RESOURCE_LOCKED, "Held", retry_after=7),
    "process": lambda: ApiError(
        ErrorCode.PROCESS_NOT_FOUND, context={"pid": 7, "possible_reasons": ["invalid_pid"]}
    ),
    "incomplete-context": lambda: ApiError(ErrorCode.PROCESS_NOT_FOUND, context={"pid": 7, "x": 1}),
}


def after_writing() -> ApiError:
    record("nobody", "test")
    return ApiError(ErrorCode.CONFLICT)


FAILURES["after-writing"] = after_writing


class Teapot(drf_errors.APIException):
    status_code = 418


class Failing(APIView):
    authentication_classes: list[Any] = []
    permission_classes = [AllowAny]

    def get(self, request: Any, kind: str, **kwargs: Any) -> Response:
        raise FAILURES[kind]()


class SignedIn(Failing):
    authentication_classes = APIView.authentication_classes


class Envelope(Failing):
    error_rendering = "envelope"


class ThingSerializer(serializers.Serializer):
    name = serializers.CharField(max_length=5)
    severity = serializers.ChoiceField(["low", "high"], required=False)
    tools = serializers.ListField(child=serializers.IntegerField(), required=False)
    parts = serializers.ListField(child=serializers.DictField(), required=False)

    def validate_name(self, value: str) -> str:
        if value == "bug":
            raise RuntimeError(SECRET)
        return value


class Part(serializers.Serializer):
    size = serializers.IntegerField(min_value=1)


class WholeSerializer(serializers.Serializer):
    parts = Part(many=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        raise serializers.ValidationError("The whole is wrong.")


class Things(APIView):
    authentication_classes: list[Any] = []
    permission_classes = [AllowAny]
    serializer_class: type[serializers.Serializer] = ThingSerializer

    def get(self, request: Any, **kwargs: Any) -> Response:
        return Response({"name": "thing"})

    def post(self, request: Any, **kwargs: Any) -> Response:
        serializer = self.serializer_class(data=request.data)
        serializer.is_valid(raise_exception=True)
        return Response(serializer.validated_data, status=201)


class Wholes(Things):
    serializer_class = WholeSerializer


class BrokenAuthentication(BaseAuthentication):
    def authenticate(self, request: Any) -> None:
        raise RuntimeError(SECRET)


class RefusingAuthentication(BaseAuthentication):
    def authenticate(self, request: Any) -> None:
        raise ApiError(ErrorCode.AUTH_TOKEN_EXPIRED, "Expired at noon")

    def authenticate_header(self, request: Any) -> str:
        return 'Bearer realm="test"'


class Authenticated(Things):
    authentication_classes = [BrokenAuthentication]


class Refused(Things):
    authentication_classes = [RefusingAuthentication]


def plain(request: Any, kind: str, **kwargs: Any) -> HttpResponse:
    raise FAILURES[kind]()


async def plain_async(request: Any, kind: str, **kwargs: Any) -> HttpResponse:
    raise FAILURES[kind]()


def bare(request: Any, status: int, **kwargs: Any) -> HttpResponse:
    """An error answer that knows nothing of the contract."""
    response = HttpResponse(SECRET, status=status, headers={"Retry-After": "9"})
    response.set_cookie("kept", "yes")
    return response


def own_json(request: Any, **kwargs: Any) -> HttpResponse:
    return JsonResponse({"oops": SECRET}, status=409)


def stream(request: Any, **kwargs: Any) -> StreamingHttpResponse:
    return StreamingHttpResponse(iter([SECRET.encode()]), status=502)


@require_POST
def only_post(request: Any, **kwargs: Any) -> HttpResponse:
    return HttpResponse("posted")


@csrf_protect
def protected(request: Any, **kwargs: Any) -> HttpResponse:
    return HttpResponse(f"{len(request.POST)} fields")


routes = [
    path("fails/<str:kind>", Failing.as_view()),
    path("signed-in/<str:kind>", SignedIn.as_view()),
    path("envelopes/<str:kind>", Envelope.as_view()),
    path("processes/<str:kind>", Failing.as_view()),
    path("iocs/<str:kind>", Failing.as_view()),
    path("iocs", Things.as_view()),
    path("things", Things.as_view()),
    path("wholes", Wholes.as_view()),
    path("authenticated", Authenticated.as_view()),
    path("refused", Refused.as_view()),
    path("plain/<str:kind>", plain),
    path("async/<str:kind>", plain_async),
    path("bare/<int:status>", bare),
    path("own-json", own_json),
    path("stream", stream),
    path("only-post", only_post),
    path("protected", protected),
]
urlpatterns = [
    path("api/v1/", include((routes, "v1"))),
    path("api/", include((routes, "api"))),
    path("p/<str:pid>/", include((routes, "project"))),
    path("pages/", include((routes, "pages"))),
]


class FailingMiddleware:
    """Fails before the view, or after it, as the header asks."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        moment = request.headers.get("X-Fail", "")
        kind = request.headers.get("X-Kind", "bug")
        if moment == "before":
            raise FAILURES[kind]()
        response = self.get_response(request)
        if moment == "after":
            raise FAILURES[kind]()
        return response
