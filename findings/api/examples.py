"""Examples of the API document, shaped like what Bandit reports of a small application."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample

_ID = "0198c0de-0000-7000-8000-0000000000f1"
_PROJECT = "0198c0de-0000-7000-8000-000000000003"
_TARGET = "0198c0de-0000-7000-8000-000000000002"
_RUN = "0198c0de-0000-7000-8000-000000000004"
_SNIPPET = "cur.execute(\"SELECT * FROM users WHERE name = '%s'\" % name)"

_FINDING: dict[str, Any] = {
    "id": _ID,
    "project": _PROJECT,
    "title": "Possible SQL injection vector through string-based query construction.",
    "severity": "medium",
    "tool_severity": "MEDIUM",
    "status": "open",
    "accepted_until": None,
    "assignee": None,
    "kind": "code",
    "rule_id": "B608",
    "resource_kind": "file",
    "resource": "app/server.py",
    "location": "app/server.py:36",
    "cwe": ["CWE-89"],
    "cve": [],
    "cvss": None,
    "tags": [],
    "tools": ["bandit"],
    "targets": [_TARGET],
    "first_seen": "2026-01-05T09:00:01.120Z",
    "last_seen": "2026-01-06T09:00:01.090Z",
    "occurrences": 2,
    "fingerprint": "6c7a1f0e6c8f4f1a3d2b5e9c0a7d8e1f6c7a1f0e6c8f4f1a3d2b5e9c0a7d8e1f",
}
_DECISION: dict[str, Any] = {
    "id": "0198c0de-0000-7000-8000-0000000000d1",
    "created": "2026-01-06T10:12:44.003Z",
    "source": "person",
    "from_status": "open",
    "to_status": "accepted_risk",
    "by": "ada",
    "reason": "Only reachable by operators; replaced in the next release",
    "expires_at": "2026-04-06T10:12:44.003Z",
    "run": None,
    "request_id": "7f1c1d3e-5b0a-4b7e-9a51-1c9d0f1e2a3b",
}
_DETAIL: dict[str, Any] = {
    **_FINDING,
    "status": "accepted_risk",
    "accepted_until": "2026-04-06T10:12:44.003Z",
    "description": "",
    "remediation": "",
    "attack_ids": [],
    "references": [
        "https://bandit.readthedocs.io/en/1.9.4/plugins/b608_hardcoded_sql_expressions.html"
    ],
    "evidence": {
        "confidence": "MEDIUM",
        "code": {"path": "app/server.py", "line": 36, "snippet": _SNIPPET},
    },
    "layers": {"imported": "open", "rule": None, "person": "accepted_risk"},
    "version": 2,
    "last_run": _RUN,
    "scan": "0198c0de-0000-7000-8000-000000000001",
    "attributions": [
        {
            "tool": "bandit",
            "target": _TARGET,
            "rule_id": "B608",
            "first_seen": "2026-01-05T09:00:01.120Z",
            "last_seen": "2026-01-06T09:00:01.090Z",
            "last_run": _RUN,
            "reported": True,
        }
    ],
    "history": [_DECISION],
}

FINDING = OpenApiExample("A finding", _FINDING, response_only=True)
DETAIL = OpenApiExample("A finding whose risk was accepted", _DETAIL, response_only=True)
DECISION = OpenApiExample("A decision", _DECISION, response_only=True)
FINGERPRINT = OpenApiExample(
    "Why it is one finding",
    {
        "finding": _ID,
        "fingerprint": _FINDING["fingerprint"],
        "version": 1,
        "kind": "code",
        "parts": [
            {"name": "version", "value": 1},
            {"name": "kind", "value": "code"},
            {"name": "scope", "value": _TARGET},
            {"name": "tool", "value": "bandit"},
            {"name": "rule", "value": "B608"},
            {"name": "path", "value": "app/server.py"},
            {"name": "snippet", "value": _SNIPPET},
            {"name": "ordinal", "value": 0},
        ],
    },
    response_only=True,
)
_ACCEPTED: dict[str, Any] = {
    "status": "accepted_risk",
    "reason": "Only reachable by operators; replaced in the next release",
    "expires_at": "2026-04-06T10:12:44.003Z",
}
TRIAGE = OpenApiExample("Accept the risk", _ACCEPTED, request_only=True)
PROJECT_TRIAGE = OpenApiExample(
    "Accept the risk", {"finding_id": _ID, **_ACCEPTED}, request_only=True
)

# --- Imports ----------------------------------------------------------------------------------

_IMPORT_ID = "0198c0de-0000-7000-8000-0000000000e1"
_STARTED: dict[str, Any] = {
    "id": _IMPORT_ID,
    "project": _PROJECT,
    "status": "queued",
    "name": "bandit.json",
    "size_bytes": 18231,
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "packing": "",
    "tool": "",
    "target": None,
    "full_scope": False,
    "format": "bandit",
    "reason": "it has results[] with issue_text and issue_severity",
    "scan": None,
    "scan_status": None,
    "requested_by": "ada",
    "request_id": "7f1c1d3e-5b0a-4b7e-9a51-1c9d0f1e2a3b",
    "received": "2026-01-05T09:00:00.110Z",
    "started": None,
    "finished": None,
    "progress": {"percent": None, "message": ""},
    "records": 0,
    "created": 0,
    "seen_again": 0,
    "reopened": 0,
    "fixed": 0,
    "rejected_count": 0,
    "findings_total": 0,
    "error": None,
}
_IMPORT: dict[str, Any] = {
    **_STARTED,
    "status": "done",
    "target": _TARGET,
    "scan": "0198c0de-0000-7000-8000-000000000001",
    "scan_status": "completed",
    "started": "2026-01-05T09:00:00.290Z",
    "finished": "2026-01-05T09:00:00.870Z",
    "progress": {"percent": 100, "message": ""},
    "records": 43,
    "created": 40,
    "seen_again": 1,
    "rejected_count": 1,
    "findings_total": 41,
}
_NOTHING: dict[str, Any] = {
    "tool_runs": [],
    "rejected": [],
    "unknown_severities": [],
    "problems": [],
}

IMPORT = OpenApiExample("An import", value=_IMPORT, response_only=True)
IMPORT_STARTED = OpenApiExample(
    "Accepted", value={**_STARTED, **_NOTHING}, response_only=True, status_codes=["202"]
)
IMPORT_DETAIL = OpenApiExample(
    "An import with its tool runs",
    value={
        **_IMPORT,
        **_NOTHING,
        "tool_runs": [
            {
                "tool": "bandit",
                "state": "succeeded",
                "outcome": "findings_with_errors",
                "error": None,
                "hint": None,
                "full_scope": False,
                "findings": 41,
                "note": "1 record could not be read",
            }
        ],
        "rejected": [{"position": "results[12]", "reason": "it has no issue_text"}],
    },
    response_only=True,
)
