"""Every error that the seed documents show, and every other code: one row each.

`001` is the seed with the flat body, `002` the one with `detail`, `003` the one with the envelope;
`contract` rows are the codes that no seed shows. A text is letter for letter the seed's; where it
holds a value of the moment, `details` is a pattern. A row either has a request (`sends`) that
produces it from the running application, or says which issue brings the surface that it
`waits_for`, and the `route` by which the test notices that it has come.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

FLAT, ENVELOPE, DETAIL, PROBLEM = "flat", "envelope", "detail", "problem"

# Issues that bring what is not there yet.
WEB, PROCESSES, OPERATIONS, LATER = 7, 8, 9, 0

ABSENT = "0198c0de-0000-7000-8000-000000000009"
SCANS = "/api/v1/scans"
JSON = "application/json"


@dataclass(frozen=True)
class Sends:
    """A request. `{names}` in path and body are filled from the world of the test.

    `by` is a person of the world, a whole header (`X-API-Key: …`), or "" for nobody.
    `under` names a state that the application must be in. `first` is sent before.
    """

    method: str
    path: str
    body: Any = None
    by: str = "owner"
    headers: dict[str, str] = field(default_factory=dict)
    under: str = ""
    first: Sends | None = None


@dataclass(frozen=True)
class Row:
    source: str
    name: str
    code: str
    status: int
    message: str
    details: str | re.Pattern[str] | None = None
    context: tuple[str, ...] = ()
    values: dict[str, Any] = field(default_factory=dict)
    errors: tuple[dict[str, Any], ...] = ()
    rendering: str = FLAT
    sends: Sends | None = None
    waits_for: int | None = None
    route: str = ""

    def __str__(self) -> str:
        return f"{self.source} {self.name}"


def _web(
    route: str, code: str, status: int, message: str, details: str, sends: Sends | None = None
) -> Row:
    waits = None if sends else WEB
    return Row(
        "001", f"{route} {status}", code, status, message, details,
        sends=sends, waits_for=waits, route=route,
    )  # fmt: skip


PREVIEW = "POST /p/<pid>/sitemap/endpoint-preview"
RUNS = "POST /p/<pid>/sitemap/endpoint-runs"
TRIAGE = "POST /p/<pid>/findings/triage"

SEED_001 = [
    _web(
        PREVIEW, "MISSING_PARAMETER", 400,
        "Missing required parameter: url", "url parameter is required",
    ),
    _web(PREVIEW, "PROJECT_NOT_FOUND", 404, "Project not found", "Project ID does not exist"),
    _web(
        PREVIEW, "DOSSIER_PARSE_ERROR", 500,
        "Unable to load endpoint data",
        "Corrupted dossier file: GET_https_api_example_com_users.json",
    ),
    _web(
        RUNS, "INVALID_ENDPOINT", 400,
        "Invalid endpoint parameters", "url and method parameters required",
    ),
    _web(
        RUNS, "ENDPOINT_NOT_FOUND", 404,
        "No test history found for endpoint",
        "GET https://api.example.com/users has no recorded runs",
    ),
    _web(
        "POST /p/<pid>/queue/item_details", "INVALID_QUEUE_ITEM", 400,
        "Invalid queue item reference", "Queue item not found or malformed",
    ),
    _web(
        "POST /p/<pid>/nuclei/scan", "INVALID_SCAN_REQUEST", 400,
        "No templates selected or empty test queue",
        "Select at least one template and ensure queue has endpoints",
    ),
    _web(
        "POST /p/<pid>/nuclei/scan", "NUCLEI_UNAVAILABLE", 503,
        "Security scanner unavailable", "Nuclei binary not found at configured path",
    ),
    _web(
        "GET /p/<pid>/nuclei/stream", "RATE_LIMITED", 429,
        "Too many active scan streams", "Maximum 3 concurrent streams per project",
    ),
    _web(
        "GET /p/<pid>/nuclei/stream", "NUCLEI_EXECUTION_ERROR", 500,
        "Scan execution failed", "Nuclei process exited with code 1",
    ),
    _web(
        TRIAGE, "INVALID_FINDING", 400,
        "Invalid finding reference", "Finding ID not found or malformed",
        Sends("POST", "/p/{project}/findings/triage", {"finding_id": "x", "status": "open"}),
    ),
    _web(
        TRIAGE, "INVALID_STATUS", 422,
        "Invalid triage status",
        "Status must be one of: open, accepted_risk, false_positive, fixed",
        Sends("POST", "/p/{project}/findings/triage", {"finding_id": "{finding}", "status": "x"}),
    ),
    _web(
        "POST /p/<pid>/findings/clear", "FORBIDDEN", 403,
        "Insufficient permissions", "Only project owners can clear findings",
    ),
    _web(
        "GET /api/v1/metrics", "MISSING_API_KEY", 401,
        "API key required", "X-API-Key header required",
        Sends("GET", "/api/v1/metrics", by=""),
    ),
    _web(
        "GET /api/v1/metrics", "INVALID_API_KEY", 403,
        "Invalid API key", "API key not recognized",
        Sends("GET", "/api/v1/metrics", by="X-API-Key: nobody's"),
    ),
    _web(
        "GET /api/v1/findings", "INVALID_QUERY", 400,
        "Invalid query parameters",
        "severity must be one of: critical, high, medium, low, info",
        Sends("GET", "/api/v1/findings?severity=awful"),
    ),
    Row(
        "001", "error handler 400", "BAD_REQUEST", 400, "Bad Request",
        "Idempotency-Key must be 1 to 255 printable ASCII characters",
        sends=Sends("POST", SCANS, {}, headers={"Idempotency-Key": "k" * 256}),
    ),
    Row(
        "001", "error handler 404", "NOT_FOUND", 404, "Not Found",
        sends=Sends("GET", "/api/v1/nothing"),
    ),
    Row(
        "001", "error handler 500", "INTERNAL_ERROR", 500, "Internal Server Error",
        "An unexpected error occurred",
        sends=Sends("GET", "/api/v1/tools", under="a table is lost"),
    ),
]  # fmt: skip


def _detail(name: str, code: str, status: int, message: str, details: Any, **fields: Any) -> Row:
    return Row("002", name, code, status, message, details, rendering=DETAIL, **fields)


SEED_002 = [
    _detail(
        "validation errors", "VALIDATION_ERROR", 400, "Validation failed",
        "severity: String should match pattern '^(critical|high|medium|low|info)$'",
        errors=(
            {
                "loc": ["body", "severity"],
                "msg": "String should match pattern '^(critical|high|medium|low|info)$'",
                "type": "string_pattern_mismatch",
            },
        ),
        waits_for=OPERATIONS, route="POST /api/iocs",
    ),
    _detail(
        "400 validation failure", "VALIDATION_ERROR", 400, "Validation failed",
        'tools: Expected a list of items but got type "dict".',
        errors=({"loc": ["body", "tools"], "type": "list_type"},),
        sends=Sends("POST", SCANS, {"tools": {}}),
    ),
    _detail(
        "401 missing JWT", "AUTH_TOKEN_MISSING", 401, "Authentication token is required",
        "Authorization header required: Bearer <token>",
        sends=Sends("GET", SCANS, by=""),
    ),
    _detail(
        "401 expired JWT", "AUTH_TOKEN_EXPIRED", 401, "Authentication token has expired",
        re.compile(r"Token expired at [0-9T:.-]+Z"),
        sends=Sends("GET", SCANS, by="Authorization: Bearer {expired}"),
    ),
    _detail(
        "401 invalid API key", "AUTH_TOKEN_INVALID", 401, "Invalid authentication token",
        "API key not recognized",
        waits_for=OPERATIONS, route="GET /api/iocs",
    ),
    _detail(
        "403 insufficient permissions", "FORBIDDEN", 403, "Insufficient permissions",
        "To scan needs the role admin in project {project}",
        sends=Sends("POST", SCANS, {"tools": ["bandit"]}, by="viewer"),
    ),
    _detail(
        "404 resource doesn't exist", "SCAN_NOT_FOUND", 404, "Scan not found", None,
        sends=Sends("GET", f"{SCANS}/{ABSENT}"),
    ),
    _detail(
        "409 duplicate resource", "DUPLICATE_RESOURCE", 409, "Resource already exists",
        "viewer is already a member of {project}",
        sends=Sends(
            "POST", "/api/v1/projects/{project}/members", {"username": "viewer", "role": "viewer"}
        ),
    ),
    _detail(
        "409 duplicate IOC type+value", "DUPLICATE_RESOURCE", 409, "Resource already exists", None,
        waits_for=OPERATIONS, route="POST /api/iocs",
    ),
    _detail(
        "429 rate limit", "RATE_LIMIT_EXCEEDED", 429, "API rate limit exceeded",
        re.compile(r"Rate limit exceeded\. Try again in \d+ seconds\."),
        sends=Sends("GET", SCANS, under="few requests"),
    ),
    _detail(
        "503 database down", "DATABASE_UNAVAILABLE", 503, "Database unavailable",
        "Database unavailable — running in degraded mode",
        sends=Sends("GET", SCANS, under="the database is away"),
    ),
    _detail(
        "503 breaker open", "SERVICE_UNAVAILABLE", 503, "Service unavailable",
        "Agent service unavailable",
        waits_for=OPERATIONS, route="GET /api/agents",
    ),
    _detail(
        "500 unhandled exception", "INTERNAL_ERROR", 500, "Internal Server Error",
        "An unexpected error occurred",
        sends=Sends("GET", "/api/v1/tools", under="a table is lost"),
    ),
]  # fmt: skip


def _process(
    code: str,
    status: int,
    message: str,
    *context: str,
    name: str = "",
    sends: Sends | None = None,
    **fields: Any,
) -> Row:
    waits = {} if sends else {"waits_for": PROCESSES, "route": "GET /api/processes"}
    return Row(
        "003", name or code, code, status, message, None, context,
        rendering=ENVELOPE, sends=sends, **waits, **fields,
    )  # fmt: skip


SEED_003 = [
    _process(
        "AUTH_TOKEN_MISSING", 401, "Authentication token is required",
        "header_name", "expected_format",
        values={"header_name": "Authorization", "expected_format": "Bearer <token>"},
        sends=Sends("GET", SCANS, by=""),
    ),
    _process(
        "AUTH_TOKEN_INVALID", 401, "Invalid authentication token",
        "token_format", "suggested_action",
        values={"token_format": "malformed", "suggested_action": "regenerate_token"},
        sends=Sends("GET", SCANS, by="Authorization: Bearer"),
    ),
    _process(
        "AUTH_TOKEN_INVALID", 401, "Invalid authentication token",
        "token_format", "suggested_action",
        name="error reproduction with Bearer invalid-token",
        values={"token_format": "malformed", "suggested_action": "regenerate_token"},
        sends=Sends("GET", SCANS, by="Authorization: Bearer invalid-token"),
    ),
    _process(
        "AUTH_TOKEN_EXPIRED", 401, "Authentication token has expired",
        "expired_at", "suggested_action",
        values={
            "expired_at": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"),
            "suggested_action": "refresh_token",
        },
        sends=Sends("GET", SCANS, by="Authorization: Bearer {expired}"),
    ),
    _process(
        "AUTH_INSUFFICIENT_PRIVILEGES", 403, "Insufficient privileges for this operation",
        "required_privilege", "current_privileges", "suggested_action",
    ),
    _process(
        "PROCESS_NOT_FOUND", 404, "Process with specified PID not found",
        "pid", "possible_reasons",
    ),
    _process(
        "PROCESS_ACCESS_DENIED", 403, "Access denied to process",
        "pid", "process_name", "required_privilege", "suggested_action",
    ),
    _process(
        "PROCESS_SCAN_IN_PROGRESS", 409, "Process is already being scanned",
        "pid", "scan_id", "started_at", "estimated_completion",
    ),
    _process(
        "PROCESS_TERMINATION_FAILED", 409, "Failed to terminate process",
        "pid", "reason", "suggested_actions",
    ),
    _process(
        "DETECTION_ENGINE_UNAVAILABLE", 503, "Detection engine is not available",
        "engine", "status", "retry_after",
    ),
    _process(
        "DETECTION_TIMEOUT", 504, "Detection operation timed out",
        "timeout_seconds", "partial_results", "suggested_action",
    ),
    _process(
        "DETECTION_INVALID_TECHNIQUE", 422, "Invalid detection technique specified",
        "technique", "valid_techniques",
    ),
    _process(
        "CONFIG_INVALID_FORMAT", 400, "Configuration format is invalid",
        "format_expected", "parse_error", "suggested_action",
    ),
    _process(
        "CONFIG_VALUE_OUT_OF_RANGE", 422, "Configuration value is out of valid range",
        "parameter", "value", "valid_range",
    ),
    _process(
        "RATE_LIMIT_EXCEEDED", 429, "API rate limit exceeded",
        "limit", "window", "current_usage", "reset_time", "retry_after",
        values={"limit": 2, "window": "1 minute"},
        sends=Sends("GET", SCANS, under="few requests"),
    ),
    _process(
        "RESOURCE_EXHAUSTED", 503, "System resources exhausted",
        "resource_type", "current_usage", "suggested_action",
    ),
    _process(
        "RESOURCE_LOCKED", 409, "Resource is currently locked",
        "resource_id", "locked_by", "estimated_unlock",
    ),
    _process(
        "SYSTEM_ETW_UNAVAILABLE", 503, "ETW (Event Tracing for Windows) is not available",
        "reason", "suggested_actions",
    ),
    _process(
        "SYSTEM_DRIVER_NOT_LOADED", 503, "Required kernel driver is not loaded",
        "driver_name", "suggested_action",
    ),
]  # fmt: skip


def _other(
    code: str,
    status: int,
    message: str,
    details: str | re.Pattern[str] | None,
    sends: Sends,
    **fields: Any,
) -> Row:
    return Row("contract", code, code, status, message, details, sends=sends, **fields)


def _upload(content: bytes) -> Sends:
    """A report, in a form without any other field."""
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="r.json"\r\n\r\n'
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    return Sends("POST", "/api/v1/imports", head + content + b"\r\n--x--\r\n", headers=kind)


def _later(code: str, status: int, message: str, waits_for: int, route: str = "") -> Row:
    return Row("contract", code, code, status, message, waits_for=waits_for, route=route)


FINDING_TRIAGE = "/api/v1/findings/{finding}/triage"
BANDIT = {"tools": ["bandit"], "project": "{project}", "target": "{target}"}

CONTRACT = [
    _other(
        "MALFORMED_BODY", 400, "Malformed request body", re.compile("JSON parse error: .+"),
        Sends("POST", SCANS, b"{"),
    ),
    _other(
        "MISSING_PARAMETER", 400, "Missing required parameter: profile",
        "profile or tools is required", Sends("POST", SCANS, {}),
    ),
    _other(
        "VALIDATION_ERROR", 400, "Validation failed",
        'tools: Expected a list of items but got type "str".',
        Sends("POST", SCANS, {"tools": "bandit"}),
    ),
    _other(
        "METHOD_NOT_ALLOWED", 405, "Method not allowed", re.compile('Method "DELETE" not .+'),
        Sends("DELETE", SCANS),
    ),
    _other(
        "NOT_ACCEPTABLE", 406, "Not acceptable", re.compile(".+"),
        Sends("GET", SCANS, headers={"Accept": "text/xml"}),
    ),
    _other(
        "CONFLICT", 409, "Conflict",
        re.compile("owner is the only owner of .+; make somebody else an owner first"),
        Sends("DELETE", "/api/v1/projects/{project}/members/owner"),
    ),
    _other(
        "PRECONDITION_FAILED", 412, "Precondition failed", re.compile('Its ETag is ".+" by now'),
        Sends("POST", FINDING_TRIAGE, {"status": "fixed"}, headers={"If-Match": '"0"'}),
    ),
    _other(
        "PAYLOAD_TOO_LARGE", 413, "Payload too large", re.compile(".+"),
        Sends("POST", SCANS, b" " * 3_000_000),
    ),
    _other(
        "UNSUPPORTED_MEDIA_TYPE", 415, "Unsupported media type", re.compile(".+"),
        Sends("POST", SCANS, b"<scan/>", headers={"Content-Type": "text/xml"}),
    ),
    _other(
        "IDEMPOTENCY_KEY_REUSED", 422, "Idempotency key reused",
        re.compile("This Idempotency-Key came with another body before; .+"),
        Sends(
            "POST", SCANS, BANDIT | {"max_parallel": 2}, headers={"Idempotency-Key": "once"},
            first=Sends("POST", SCANS, BANDIT, headers={"Idempotency-Key": "once"}),
        ),
    ),
    _other(
        "FORBIDDEN", 403, "Insufficient permissions",
        "To configure needs the role admin in project {project}",
        Sends("PATCH", "/api/v1/projects/{project}", {"name": "New"}, by="viewer"),
    ),
    _other(
        "CSRF_FAILED", 403, "CSRF verification failed", re.compile("CSRF .+"),
        Sends("POST", SCANS, {}, by="Cookie: sessionid={session}"),
    ),
    _other(
        "UPSTREAM_TIMEOUT", 504, "Upstream service timed out",
        "The server did not finish within 1 seconds",
        Sends("PATCH", "/api/v1/projects/{project}", {}, under="writing takes long"),
    ),
    _other(
        "SIGN_IN_FAILED", 401, "Sign-in failed", "User name or password is wrong",
        Sends("POST", "/api/v1/auth/token", {"username": "owner", "password": "x"}, by=""),
    ),
    _other(
        "PROJECT_NOT_FOUND", 404, "Project not found", "Project ID does not exist",
        Sends("GET", "/p/nothing/findings"),
    ),
    _other(
        "RATE_LIMITED", 429, "Too many active scan streams",
        "Maximum 3 concurrent streams per project",
        Sends("GET", f"{SCANS}/{{scan}}/stream", under="three streams"),
    ),
    _other(
        "MISSING_API_KEY", 401, "API key required", "X-API-Key header required",
        Sends("GET", "/api/v1/findings", by=""),
    ),
    _other(
        "INVALID_API_KEY", 403, "Invalid API key", "API key not recognized",
        Sends("GET", "/api/v1/findings", by="X-API-Key: nobody's"),
    ),
    _other("SCAN_NOT_FOUND", 404, "Scan not found", None, Sends("GET", f"{SCANS}/{ABSENT}")),
    _other(
        "UNKNOWN_PROFILE", 400, "Unknown scan profile", re.compile("'x' is not one of: .+"),
        Sends("POST", SCANS, {"profile": "x"}),
    ),
    _other(
        "UNKNOWN_TOOL", 400, "Unknown tool", re.compile("'x' is not registered; registered: .+"),
        Sends("POST", SCANS, {"tools": ["x"]}),
    ),
    _other(
        "TOOL_NOT_APPLICABLE", 400, "Tool not applicable to target",
        "nmap does not accept a target of kind repository",
        Sends("POST", SCANS, BANDIT | {"tools": ["nmap"]}),
    ),
    _other(
        "TARGET_NOT_ALLOWED", 403, "Target not allowed", re.compile(".*192.0.2.1.*"),
        Sends(
            "POST", "/api/v1/targets",
            {"project": "{project}", "kind": "web", "locator": "http://192.0.2.1/"},
        ),
    ),
    _other(
        "SCAN_NOT_CANCELLABLE", 409, "Scan cannot be cancelled", "The scan is completed",
        Sends("POST", f"{SCANS}/{{ended}}/cancel"),
    ),
    _other(
        "SCAN_NOT_RETRYABLE", 409, "Scan cannot be retried", "No tool of the scan has failed",
        Sends("POST", f"{SCANS}/{{ended}}/retry", {}),
    ),
    _other(
        "TOOL_UNAVAILABLE", 503, "Tool unavailable", "Not installed: semgrep",
        Sends("POST", SCANS, BANDIT | {"tools": ["semgrep"]}),
    ),
    _other(
        "FINDING_NOT_FOUND", 404, "Finding not found", None,
        Sends("GET", f"/api/v1/findings/{ABSENT}"),
    ),
    _other(
        "CREDENTIALS_REQUIRED", 400, "Credentials required",
        "prowler cannot run without credentials; add some to the target",
        Sends("POST", SCANS, {"tools": ["prowler"], "target": "{account}"}),
    ),
    _other(
        "REPORT_UNREADABLE", 422, "Report cannot be read",
        "The report cannot be read: it is not text (the start)", _upload(b"\0\1\2\3" * 99),
    ),
    _other(
        "UNKNOWN_REPORT_FORMAT", 415, "Unknown report format",
        re.compile("The report was looked at: JSON with weather .+ Known are reports of .+"),
        _upload(b'{"weather": 1}'),
    ),
    _later("UPSTREAM_ERROR", 502, "Upstream service failed", LATER),
    _later("QUEUE_UNAVAILABLE", 503, "Task queue unavailable", LATER),
    _later("INVALID_TRANSITION", 409, "Invalid state transition", OPERATIONS),
]  # fmt: skip

ROWS = [*SEED_001, *SEED_002, *SEED_003, *CONTRACT]

# How many examples each seed shows: 16 of its routes and three handlers; the validation list, the
# rows of its table of codes (401 names three causes, 409 a general one and its example), the
# sentences for database and breaker; 18 codes and one curl.
EXAMPLES = {"001": 19, "002": 13, "003": 19}
