"""Examples of schedules in the API document."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample

from . import examples

_SCAN: dict[str, Any] = examples.SCAN.value
_SCHEDULE: dict[str, Any] = {
    "id": "0198c0de-0000-7000-8000-000000000006",
    "project": _SCAN["project"],
    "name": "nightly",
    "target": _SCAN["target"],
    "profile": "code",
    "tools": [],
    "options": {},
    "severity_filter": [],
    "timeout_seconds": None,
    "max_parallel": None,
    "credential": None,
    "cron": "30 2 * * 1-5",
    "time_zone": "Europe/Berlin",
    "when": "Monday to Friday at 02:30, Europe/Berlin",
    "blackouts": [{"from": "2026-12-24", "until": "2027-01-01", "reason": "freeze"}],
    "jitter_seconds": 600,
    "missed": "run_once",
    "grace_seconds": 300,
    "active": True,
    "stopped": None,
    "owner": "ada",
    "next_run": "2026-01-06T01:34:10.000Z",
    "next_runs": ["2026-01-06T01:34:10.000Z", "2026-01-07T01:30:00.000Z"],
    "last_at": "2026-01-05T01:31:02.400Z",
    "last_result": "started",
    "last_code": None,
    "last_reason": None,
    "last_scan": {"id": _SCAN["id"], "status": "completed"},
    "created": "2026-01-02T09:00:00.000Z",
    "updated": "2026-01-02T09:00:00.000Z",
}

SCHEDULE = OpenApiExample("A schedule", _SCHEDULE, response_only=True, status_codes=["200"])
MADE = OpenApiExample("A schedule", _SCHEDULE, response_only=True, status_codes=["201"])
RUN = OpenApiExample(
    "Its scan",
    {**_SCAN, "origin": "scheduled", "schedule": _SCHEDULE["id"]},
    response_only=True,
    status_codes=["202"],
)
NEW = [
    OpenApiExample(
        "Every night",
        {
            "project": "shop",
            "name": "nightly",
            "target": _SCAN["target"]["id"],
            "profile": "code",
            "cron": "30 2 * * 1-5",
            "time_zone": "Europe/Berlin",
            "jitter_seconds": 600,
        },
        request_only=True,
    ),
    OpenApiExample(
        "Hourly, never while batches run",
        {
            "project": "shop",
            "name": "secrets",
            "target": _SCAN["target"]["id"],
            "tools": ["detect_secrets"],
            "cron": "15 * * * *",
            "blackouts": [
                {"days": ["fri", "sat"], "start": "22:00", "end": "06:00", "reason": "batches"}
            ],
            "missed": "skip",
        },
        request_only=True,
    ),
]
CHANGES = [
    OpenApiExample("Pause", {"active": False}, request_only=True),
    OpenApiExample("Another time", {"cron": "0 4 * * sun"}, request_only=True),
]
