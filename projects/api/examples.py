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
PROJECT = {
    "id": _ID,
    "name": "Shop",
    "slug": "shop",
    "archived": False,
    "max_runs": None,
    **_TIMES,
}
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
    "fields_set": ["access_key_id", "external_id", "role_arn", "secret_access_key"],
    "environment": ["AWS_CONFIG_FILE", "AWS_PROFILE"],
    "expires": None,
    "has_expired": False,
    "last_checked": "2026-11-21T10:31:00.123Z",
    "last_result": "ok",
    "last_error": "",
    "last_cause": "",
    "last_identity": "arn:aws:sts::123456789012:assumed-role/auditor/wardroom",
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


REFUSED = OpenApiExample(
    "Refused",
    {
        **CREDENTIAL,
        "last_result": "auth_failed",
        "last_error": "Authentication failed: invalid credentials",
        "last_cause": "InvalidClientTokenId: The security token is invalid.",
        "last_identity": "",
    },
    response_only=True,
    status_codes=["200"],
)
UNCHECKED = {"last_checked": None, "last_result": "", "last_identity": ""}
NEW_CREDENTIALS = [
    OpenApiExample(
        name,
        {"project": "shop", "name": "auditor", "kind": kind, "values": values, **more},
        request_only=True,
    )
    for name, kind, values, more in (
        ("AWS keys", "aws", {"access_key_id": "AKIA…", "secret_access_key": "…"}, {}),
        (
            "Temporary AWS keys",
            "aws",
            {"access_key_id": "ASIA…", "secret_access_key": "…", "session_token": "…"},
            {"expires": "2026-11-21T22:30:00Z"},
        ),
        (
            "An assumed AWS role",
            "aws",
            {
                "access_key_id": "AKIA…",
                "secret_access_key": "…",
                "role_arn": "arn:aws:iam::123456789012:role/auditor",
                "external_id": "shop-audit",
            },
            {},
        ),
        (
            "An Azure service principal",
            "azure",
            {
                "tenant_id": "4f0c5f6e-1f9a-4d11-9d6b-0d1c3d1f5a11",
                "client_id": "9a7e2a54-7c57-4a53-8a1b-5b0a2f3f9d22",
                "client_secret": "…",
            },
            {},
        ),
        (
            "A Google service account",
            "gcp",
            {"service_account": '{"type": "service_account", …}'},
            {},
        ),
        ("A kubeconfig", "kubernetes", {"kubeconfig": "apiVersion: v1\nkind: Config\n…"}, {}),
        ("Environment variables", "generic", {"GITHUB_TOKEN": "…"}, {}),
    )
]


def asked(value: dict[str, Any]) -> OpenApiExample:
    """`value` as the body of a request."""
    return OpenApiExample("Request", value, request_only=True)


def answered(value: Any, status: str = "200") -> OpenApiExample:
    """`value` as the body of the answer."""
    return OpenApiExample("Answer", value, response_only=True, status_codes=[status])
