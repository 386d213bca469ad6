"""The example objects of the API document, one a resource."""

from typing import Any

from drf_spectacular.utils import OpenApiExample

_ID = "019ab4e2-7d31-7c44-9c0e-3f5a2b6c1d00"
_TIMES = {"created": "2026-11-21T10:30:00.123Z", "updated": "2026-11-21T10:30:00.123Z"}
_REFERENCE = {"id": _ID, "slug": "shop", "name": "Shop"}

TOKEN = {
    "access_token": "5c9e0c1c6f7a4f0d8f52b5e6c7a8d9e0f1a2b3c4d5e6f708192a3b4c5d6e7f80",
    "token_type": "bearer",
    "expires_in": 36000,
    "expires_at": "2026-11-21T20:30:00.123Z",
}
ME = {
    "id": _ID,
    "username": "ada",
    "email": "ada@example.com",
    "is_staff": False,
    "is_superuser": False,
    "memberships": [{"project": _REFERENCE, "role": "analyst", "is_default": True}],
    "default_project": _REFERENCE,
    "api_key": None,
}
PROJECT = {"id": _ID, "name": "Shop", "slug": "shop", "archived": False, **_TIMES}
MEMBER = {"username": "ada", "role": "analyst", **_TIMES}
TARGET = {
    "id": _ID,
    "project": _REFERENCE,
    "kind": "web",
    "locator": "http://127.0.0.1:8071/",
    "name": "Shop, staging",
    "credential": None,
    "options": {},
    "retired": False,
    **_TIMES,
}
CREDENTIAL = {
    "id": _ID,
    "project": _REFERENCE,
    "name": "auditor",
    "kind": "aws",
    "environment": ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"],
    "expires": None,
    **_TIMES,
}
KEY = {
    "id": _ID,
    "name": "pipeline",
    "owner": "ada",
    "project": _REFERENCE,
    "prefix": "9f2c4e6a8b0d",
    "scopes": ["findings:read", "scans:read"],
    "expires": "2027-11-21T10:30:00.000Z",
    "revoked": None,
    "last_used": None,
    "created": "2026-11-21T10:30:00.123Z",
}
ISSUED_KEY = {**KEY, "key": "wr_9f2c4e6a8b0d_2aQ3x5Jm7pL9cV1bN4kR6tY8wE0zU2sD3fG5hJ7kL9q"}


def asked(value: dict[str, Any]) -> OpenApiExample:
    """`value` as the body of a request."""
    return OpenApiExample("Request", value, request_only=True)


def answered(value: Any, status: str = "200") -> OpenApiExample:
    """`value` as the body of the answer."""
    return OpenApiExample("Answer", value, response_only=True, status_codes=[status])
