"""Examples of the API document."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample

_SCAN_ID = "0198c0de-0000-7000-8000-000000000001"
_TARGET = {
    "id": "0198c0de-0000-7000-8000-000000000002",
    "kind": "repository",
    "locator": "/srv/targets/shop",
    "name": "shop",
}
_LIMITS: dict[str, Any] = {
    "seconds": 600.0,
    "memory_bytes": 2000000000,
    "cpu_seconds": 1200.0,
    "cpus": None,
    "processes": 200,
    "file_bytes": 500000000,
    "output_bytes": 10000000,
}
_ATTEMPT: dict[str, Any] = {
    "number": 1,
    "state": "failed",
    "outcome": "auth_failed",
    "error": "Authentication failed: invalid credentials",
    "exit_code": 1,
    "signal": None,
    "started": "2026-01-05T09:00:01.120Z",
    "finished": "2026-01-05T09:00:04.620Z",
    "duration_ms": 3500,
    "peak_memory_bytes": 183500800,
    "cpu_ms": 2840,
    "limits": {**_LIMITS, "held_by": "cgroup"},
    "worker": "scanner-1:4211",
}
_RUN: dict[str, Any] = {
    "tool": "prowler",
    "position": 0,
    "state": "failed",
    "outcome": "auth_failed",
    "exit_code": 1,
    "signal": None,
    "cause": "auth_failed",
    "error": "Authentication failed: invalid credentials",
    "hint": "Check the credentials of the target, or refresh its tokens.",
    "retryable": False,
    "started": "2026-01-05T09:00:01.120Z",
    "finished": "2026-01-05T09:00:04.620Z",
    "duration_ms": 3500,
    "peak_memory_bytes": 183500800,
    "cpu_ms": 2840,
    "limits": _LIMITS,
    "coverage": {},
    "waits_until": None,
    "waits_for": None,
    "progress": {"percent": None, "message": None},
    "attempts": [_ATTEMPT],
}
_SCAN: dict[str, Any] = {
    "id": _SCAN_ID,
    "project": "0198c0de-0000-7000-8000-000000000003",
    "target": _TARGET,
    "profile": "quick",
    "profile_version": 1,
    "origin": "manual",
    "schedule": None,
    "status": "failed",
    "tools": ["prowler"],
    "options": {},
    "max_parallel": 4,
    "severity_filter": [],
    "created": "2026-01-05T09:00:01.000Z",
    "started": "2026-01-05T09:00:01.120Z",
    "finished": "2026-01-05T09:00:04.620Z",
    "idle_ms": 0,
    "request_id": "3f0c7c1e-5a52-4f34-9a32-6a1d2f9b7a10",
    "requested_by": "ada",
    "counts": {"critical": 0, "high": 0, "medium": 0, "low": 0, "info": 0},
    "tool_runs": [_RUN],
}
_PROFILE: dict[str, Any] = {
    "id": "0198c0de-0000-7000-8000-000000000004",
    "project": "0198c0de-0000-7000-8000-000000000003",
    "name": "nightly",
    "description": "What runs every night",
    "version": 1,
    "tools": [{"tool": "bandit", "options": {"severity": "medium"}, "optional": True}],
    "max_parallel": 2,
    "timeout_seconds": 1800,
    "limits": {"memory_bytes": 1500000000},
    "severity_filter": [],
    "created": "2026-01-05T09:00:00.000Z",
    "updated": "2026-01-05T09:00:00.000Z",
}

SCAN = OpenApiExample("A scan", _SCAN, response_only=True, status_codes=["200", "202"])
STARTED = OpenApiExample("A scan", _SCAN, response_only=True, status_codes=["202"])
START = [
    OpenApiExample("By profile", {"profile": "quick", "tools": ["prowler"]}, request_only=True),
    OpenApiExample(
        "In full",
        {
            "project": "shop",
            "target": _TARGET["id"],
            "profile": "code",
            "options": {"bandit": {"severity": "medium"}},
            "timeout_seconds": 900,
            "dry_run": True,
        },
        request_only=True,
    ),
]
PLAN = OpenApiExample(
    "A plan",
    {
        "dry_run": True,
        "project": _SCAN["project"],
        "target": _TARGET,
        "profile": "code",
        "credential": None,
        "warnings": [],
        "max_parallel": 4,
        "tools": [
            {
                "tool": "bandit",
                "executor": "local",
                "image": None,
                "argv": ["/usr/bin/bandit", "-r", "/srv/targets/shop", "-f", "json"],
                "environment": ["HOME", "PATH"],
                "private_files": [],
                "folder": "runs/<run>/<attempt>",
                "timeout_seconds": 900,
                "limits": {**_LIMITS, "seconds": 900.0},
                "exit_codes": {"0": "ok", "1": "findings", "2": "bad_arguments"},
                "exit_codes_source": "bandit's manual",
                "installed": True,
                "version": "1.9.4",
                "optional": False,
                "credentials": "not needed",
                "target_allowed": True,
            }
        ],
    },
    response_only=True,
    status_codes=["200"],
)
ERRORS = OpenApiExample(
    "Two of four failed",
    {
        "scan_id": "550e8400-e29b-41d4-a716-446655440000",
        "tool_errors": {
            "prowler": None,
            "scoutsuite": "Connection timeout after 300s",
            "cloudfox": None,
            "cloudsploit": "Authentication failed: invalid credentials",
        },
        "total_tools": 4,
        "failed_tools": 2,
        "success_tools": 2,
    },
    response_only=True,
)
TOOL_RUN = OpenApiExample(
    "A failed run", {"results": [_RUN], "next": None, "previous": None}, response_only=True
)
RETRY = OpenApiExample("One tool", {"tools": ["prowler"]}, request_only=True)
EVENTS = OpenApiExample(
    "Events",
    {
        "results": [
            {
                "type": "tool.progress",
                "seq": 4,
                "timestamp": "2026-01-05T09:00:02.000Z",
                "scan_id": _SCAN_ID,
                "data": {"tool": "prowler", "percent": 40, "message": "checking s3"},
            }
        ],
        "last": 4,
        "more": False,
    },
    response_only=True,
)
LOG = OpenApiExample(
    "The last lines",
    {
        "tool": "prowler",
        "attempt": 1,
        "state": "running",
        "lines": ["Using the AWS credentials below:", "Checks: 40 of 100"],
        "truncated": True,
    },
    response_only=True,
)
PROFILE = OpenApiExample("A profile", _PROFILE, response_only=True)
PROFILE_FILE = OpenApiExample(
    "A profile's file",
    "# Profile nightly, version 1\n"
    "name: nightly\n"
    "description: What runs every night\n"
    "tools:\n"
    "- tool: bandit\n"
    "  options:\n"
    "    severity: medium\n"
    "  optional: true\n"
    "max_parallel: 2\n"
    "timeout_seconds: 1800\n"
    "limits:\n"
    "  memory_bytes: 1500000000\n"
    "severity_filter: []\n",
    response_only=True,
    status_codes=["200"],
    media_type="text/plain",
)
PROFILE_VERSION = OpenApiExample(
    "A version of a profile",
    {
        "version": 1,
        "name": "nightly",
        "content": {
            name: _PROFILE[name]
            for name in (
                "description", "tools", "max_parallel", "timeout_seconds", "limits",
                "severity_filter",
            )
        },
        "created": "2026-01-05T09:00:00.000Z",
    },
    response_only=True,
)  # fmt: skip
BREAKER = OpenApiExample(
    "An open breaker",
    {
        "id": "0198c0de-0000-7000-8000-000000000005",
        "tool": "semgrep",
        "target": None,
        "project": None,
        "state": "open",
        "failures": 3,
        "opened": "2026-01-05T09:00:04.620Z",
        "next_probe": "2026-01-05T09:00:34.620Z",
        "last_outcome": "network",
        "last_run": {"scan": _SCAN_ID, "tool": "semgrep"},
        "created": "2026-01-05T08:00:04.620Z",
        "updated": "2026-01-05T09:00:04.620Z",
    },
    response_only=True,
)
NEW_PROFILE = OpenApiExample(
    "A new profile",
    {
        "project": "shop",
        "name": "nightly",
        "tools": [{"tool": "bandit", "options": {"severity": "medium"}, "optional": True}],
    },
    request_only=True,
)
COPY_PROFILE = OpenApiExample(
    "Into a project", {"project": "shop", "name": "nightly"}, request_only=True
)
CHANGED_PROFILE = OpenApiExample("Fewer at once", {"max_parallel": 1}, request_only=True)
