"""The shared parts of the API document: one schema a rendering, headers, examples of each code."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .catalog import ErrorCode
from .conversion import failure
from .negotiation import DETAIL, ENVELOPE, FLAT, PROBLEM
from .renderings import REFERENCE_PATH, envelope_details

SCHEMA_NAMES = {
    FLAT: "ErrorFlat",
    ENVELOPE: "ErrorEnvelope",
    DETAIL: "ErrorDetail",
    PROBLEM: "ErrorProblem",
}

_SAMPLE_ID = "0c9f2b9e-8a53-4c0b-9f3e-6d2f5a1b7c44"
_SAMPLE_TIME = "2026-11-21T10:30:00.123Z"
_SAMPLE_SERVER = "http://127.0.0.1:8000"


def _ref(kind: str, name: str) -> dict[str, str]:
    return {"$ref": f"#/components/{kind}/{name}"}


def _object(properties: dict[str, Any], *optional: str) -> dict[str, Any]:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required}


_TEXT = {"type": "string"}
_REQUEST_ID = {"type": "string", "description": "Equal to the X-Request-ID header."}
_RETRY_AFTER = {"type": "integer", "minimum": 0, "description": "Seconds."}
_FIELD_ERRORS = {"type": "array", "items": _ref("schemas", "FieldError")}
_URL = {"type": "string", "format": "uri"}

_SCHEMAS: dict[str, Any] = {
    "ErrorCode": {
        "type": "string",
        "enum": [code.name for code in ErrorCode],
        "description": "A code of the catalogue, `GET /api/v1/error-codes`.",
    },
    "FieldError": _object(
        {
            "field": {"type": "string", "description": "Dotted path; empty for the whole body."},
            "message": _TEXT,
            "code": {"type": "string", "description": "Such as required or invalid_choice."},
        }
    ),
    "ErrorFlat": _object(
        {
            "error": {"type": "string", "description": "The code's message."},
            "code": _ref("schemas", "ErrorCode"),
            "details": {"type": ["string", "null"], "description": "What happened this time."},
            "request_id": _REQUEST_ID,
            "errors": _FIELD_ERRORS,
            "retry_after": _RETRY_AFTER,
        },
        "errors",
        "retry_after",
    ),
    "ErrorEnvelope": _object(
        {
            "error": _object(
                {
                    "code": _ref("schemas", "ErrorCode"),
                    "message": _TEXT,
                    "details": {
                        "type": "object",
                        "additionalProperties": True,
                        "description": "The context keys that the catalogue names for the code.",
                    },
                    "timestamp": {"type": "string", "format": "date-time"},
                    "request_id": _REQUEST_ID,
                    "documentation_url": _URL,
                }
            ),
            "meta": _object({"api_version": _TEXT, "response_time_ms": {"type": "integer"}}),
        }
    ),
    "ErrorDetail": _object(
        {
            "detail": {
                "oneOf": [
                    _TEXT,
                    {
                        "type": "array",
                        "items": _object(
                            {
                                "loc": {
                                    "type": "array",
                                    "items": {"type": ["string", "integer"]},
                                },
                                "msg": _TEXT,
                                "type": _TEXT,
                            }
                        ),
                    },
                ]
            }
        }
    ),
    "ErrorProblem": _object(
        {
            "type": _URL,
            "title": _TEXT,
            "status": {"type": "integer"},
            "detail": _TEXT,
            "instance": _TEXT,
            "code": _ref("schemas", "ErrorCode"),
            "request_id": _REQUEST_ID,
            "errors": _FIELD_ERRORS,
            "retry_after": _RETRY_AFTER,
        },
        "errors",
        "retry_after",
    ),
}

_HEADERS: dict[str, Any] = {
    "X-Request-ID": {
        "description": "The client's own id where it sent one of 8 to 128 of A-Za-z0-9._-, "
        "else a UUID.",
        "schema": _TEXT,
    },
    "X-Error-Code": {
        "description": "The code, in every rendering.",
        "schema": _ref("schemas", "ErrorCode"),
    },
    "Retry-After": {"description": "Whole seconds.", "schema": {"type": "integer"}},
    "WWW-Authenticate": {"description": "How to sign in.", "schema": _TEXT},
    "RateLimit-Policy": {
        "description": "The limits that the request counts under: q requests in w seconds.",
        "schema": _TEXT,
        "example": '"general";q=100;w=60',
    },
    "RateLimit": {
        "description": "What is left of them: r requests for t seconds; r=0: more in t seconds.",
        "schema": _TEXT,
        "example": '"general";r=37;t=12',
    },
}
RATE_HEADERS = ("RateLimit-Policy", "RateLimit")
HEADERS = {name: _ref("headers", name) for name in _HEADERS}
COMPONENTS = {"schemas": _SCHEMAS, "headers": _HEADERS}


def examples(names: Iterable[str]) -> dict[str, Any]:
    """Examples by `<rendering>.<CODE>`, made from the catalogue."""
    return {name: _example(*name.split(".")) for name in names}


def _example(rendering: str, name: str) -> dict[str, Any]:
    code = ErrorCode[name]
    return {"summary": code.message, "value": _SAMPLES[rendering](code)}


def _flat(code: ErrorCode) -> dict[str, Any]:
    sample = failure(code)
    body: dict[str, Any] = {
        "error": sample.message,
        "code": code.name,
        "details": sample.details,
        "request_id": _SAMPLE_ID,
    }
    if sample.retry_after is not None:
        body["retry_after"] = sample.retry_after
    return body


def _envelope(code: ErrorCode) -> dict[str, Any]:
    return {
        "error": {
            "code": code.name,
            "message": code.message,
            "details": envelope_details(failure(code)),
            "timestamp": _SAMPLE_TIME,
            "request_id": _SAMPLE_ID,
            "documentation_url": f"{_SAMPLE_SERVER}/{REFERENCE_PATH}#{code.name}",
        },
        "meta": {"api_version": "v1", "response_time_ms": 15},
    }


def _detail(code: ErrorCode) -> dict[str, Any]:
    return {"detail": code.value.details or code.message}


_SAMPLES = {FLAT: _flat, ENVELOPE: _envelope, DETAIL: _detail}
