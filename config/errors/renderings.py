"""One failure, four bodies: flat, envelope, detail and problem."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.urls import get_script_prefix
from django.utils.cache import patch_vary_headers

from . import request_id, tracing
from .catalog import ErrorCode
from .encoding import dumps, timestamp
from .exceptions import FieldError
from .negotiation import (
    DETAIL,
    ENVELOPE,
    FLAT,
    JSON,
    MEDIA_TYPES,
    PROBLEM,
    asked_for,
    default_for,
)

REFERENCE_PATH = "docs/errors"

# DRF's words for a refused field, in Pydantic's. What is not here is passed on as it is.
PYDANTIC_WORDS = {
    "required": "missing",
    "invalid": "value_error",
    "invalid_choice": "enum",
    "blank": "string_too_short",
    "empty": "too_short",
    "null": "none_not_allowed",
    "min_length": "string_too_short",
    "max_length": "string_too_long",
    "max_string_length": "string_too_long",
    "min_value": "greater_than_equal",
    "max_value": "less_than_equal",
    "not_a_list": "list_type",
    "not_a_dict": "dict_type",
    "unknown": "extra_forbidden",
    "unique": "value_error",
    "does_not_exist": "value_error",
}
PYDANTIC_SENTENCES = {"missing": "Field required"}


@dataclass(frozen=True)
class Failure:
    """What went wrong, whatever it will look like. `retry_after` in seconds."""

    code: ErrorCode
    message: str
    details: str | None = None
    context: dict[str, Any] = field(default_factory=dict)
    errors: tuple[FieldError, ...] = ()
    retry_after: int | None = None
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def status(self) -> int:
        return self.code.status


class ErrorResponse(HttpResponse):
    """The answer to a failure. `data` is the body before it was written, None for a page."""

    def __init__(self, failure: Failure, *args: Any, data: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, status=failure.status, **kwargs)
        self.failure = failure
        self.data = data
        for name, value in failure.headers.items():
            self[name] = value
        self["X-Error-Code"] = failure.code.name
        if failure.retry_after is not None:
            self["Retry-After"] = str(failure.retry_after)
        if failure.status == 401 and "WWW-Authenticate" not in self:
            self["WWW-Authenticate"] = 'Bearer realm="api"'
        # Our own line says it all (config.errors.handlers); Django's would be a second one. Only
        # a bug keeps Django's, which holds the traceback.
        self._has_been_logged = failure.code is not ErrorCode.INTERNAL_ERROR


def render(failure: Failure, request: HttpRequest, default: str | None = None) -> ErrorResponse:
    """The JSON answer to `failure` in the rendering that `request` asks for.

    `default` is the view's own rendering; without one, the path decides. No query, no template.
    """
    asked = asked_for(request)
    name = asked or default or default_for(request.path_info)
    body = _BODIES[name](failure, request)
    response = ErrorResponse(
        failure,
        dumps(body),
        content_type=MEDIA_TYPES[name] if asked else JSON,
        data=body,
    )
    response[request_id.HEADER] = request_id.of(request)
    patch_vary_headers(response, ["Accept"])
    return response


def documentation_url(code: ErrorCode, request: HttpRequest) -> str:
    """Absolute URL of the code's entry in the reference page."""
    return f"{_base_url(request)}{get_script_prefix()}{REFERENCE_PATH}#{code.name}"


def _base_url(request: HttpRequest) -> str:
    if settings.BASE_URL:
        return str(settings.BASE_URL).rstrip("/")
    try:
        host = request.get_host()
    except DisallowedHost:  # such a Host must not be echoed
        hosts = (name for name in settings.ALLOWED_HOSTS if not name.startswith(("*", ".")))
        host = next(hosts, "localhost")
    return f"{request.scheme}://{host}"


def _field_errors(failure: Failure) -> list[dict[str, str]]:
    return [{"field": e.field, "message": e.message, "code": e.code} for e in failure.errors]


def _flat(failure: Failure, request: HttpRequest) -> dict[str, Any]:
    body: dict[str, Any] = {
        "error": failure.message,
        "code": failure.code.name,
        "details": failure.details,
        "request_id": request_id.of(request),
    }
    if failure.errors:
        body["errors"] = _field_errors(failure)
    if failure.retry_after is not None:
        body["retry_after"] = failure.retry_after
    return body


def _envelope(failure: Failure, request: HttpRequest) -> dict[str, Any]:
    trace = tracing.shown(request)
    return {
        "error": {
            "code": failure.code.name,
            "message": failure.message,
            "details": envelope_details(failure),
            "timestamp": timestamp(datetime.now(UTC)),
            "request_id": request_id.of(request),
            "documentation_url": documentation_url(failure.code, request),
        },
        "meta": {
            "api_version": settings.API_VERSION,
            "response_time_ms": request_id.elapsed_ms(request),
            **({"trace": trace} if trace else {}),
        },
    }


def envelope_details(failure: Failure) -> dict[str, Any]:
    """Exactly the keys that the catalogue documents for the code.

    A code without documented keys says its cause as `reason`, and `errors` and `retry_after`
    where they apply.
    """
    documented = failure.code.value.context
    if documented:
        known = {"retry_after": failure.retry_after, **failure.context}
        return {key: known.get(key) for key in documented}
    details = dict(failure.context)
    if failure.details:
        details["reason"] = failure.details
    if failure.errors:
        details["errors"] = _field_errors(failure)
    if failure.retry_after is not None:
        details["retry_after"] = failure.retry_after
    return details


def _detail(failure: Failure, request: HttpRequest) -> dict[str, Any]:
    if not failure.errors:
        return {"detail": failure.details or failure.message}
    return {"detail": [_pydantic(error) for error in failure.errors]}


def _pydantic(error: FieldError) -> dict[str, Any]:
    word = PYDANTIC_WORDS.get(error.code, error.code)
    steps = [int(step) if step.isdecimal() else step for step in error.field.split(".") if step]
    return {
        "loc": [error.location, *steps],
        "msg": PYDANTIC_SENTENCES.get(word, error.message),
        "type": word,
    }


def _problem(failure: Failure, request: HttpRequest) -> dict[str, Any]:
    body: dict[str, Any] = {
        "type": documentation_url(failure.code, request),
        "title": failure.message,
        "status": failure.status,
        "detail": failure.details or failure.message,
        "instance": request.path,
        "code": failure.code.name,
        "request_id": request_id.of(request),
    }
    if failure.errors:
        body["errors"] = _field_errors(failure)
    if failure.retry_after is not None:
        body["retry_after"] = failure.retry_after
    return body


_BODIES: dict[str, Callable[[Failure, HttpRequest], dict[str, Any]]] = {
    FLAT: _flat,
    ENVELOPE: _envelope,
    DETAIL: _detail,
    PROBLEM: _problem,
}
