"""Every error code of Wardroom: the one place where a status, a message or a code is written.

Sources of the rows: the four seed documents of the project; a message that a seed shows is kept
letter for letter. Adding a code is one line here; the reference page, OpenAPI and the clients
follow by themselves.
"""

from dataclasses import dataclass
from enum import Enum, unique


@dataclass(frozen=True)
class Definition:
    """What is fixed about a code.

    `details` is the sentence used when the raiser gives none; `context` names the keys that the
    envelope rendering shows; `retryable` says whether the same request can succeed later;
    `retry_after` is the default wait in seconds of codes that always carry one.
    """

    status: int
    message: str
    meaning: str
    remedy: str
    details: str | None = None
    context: tuple[str, ...] = ()
    retryable: bool = False
    retry_after: int | None = None


def _row(
    status: int,
    message: str,
    meaning: str,
    remedy: str,
    *,
    details: str | None = None,
    context: tuple[str, ...] = (),
    retry_after: int | None = None,
    retryable: bool = False,
) -> Definition:
    return Definition(status, message, meaning, remedy, details, context, retryable, retry_after)


@unique
class ErrorCode(Enum):
    """A code and its `Definition`; the member's name is what travels."""

    # Generic
    BAD_REQUEST = _row(
        400,
        "Bad Request",
        "The request cannot be understood.",
        "Correct the request; the details say what is wrong.",
    )
    MALFORMED_BODY = _row(
        400,
        "Malformed request body",
        "The body is not what its media type says.",
        "Send well-formed JSON in UTF-8.",
    )
    MISSING_PARAMETER = _row(
        400,
        "Missing required parameter",
        "A parameter that the route needs is absent.",
        "Add the parameter that the details name.",
    )
    INVALID_QUERY = _row(
        400,
        "Invalid query parameters",
        "A query parameter is unknown or its value is not allowed.",
        "Use the names and values that the details list.",
    )
    VALIDATION_ERROR = _row(
        400,
        "Validation failed",
        "One or several fields were refused.",
        "Correct the fields listed in errors.",
    )
    NOT_FOUND = _row(
        404,
        "Not Found",
        "There is no such route or object, or the caller may not see it.",
        "Check the path and the id.",
    )
    METHOD_NOT_ALLOWED = _row(
        405,
        "Method not allowed",
        "The route exists, but not with this method.",
        "Use a method from the Allow header.",
    )
    NOT_ACCEPTABLE = _row(
        406,
        "Not acceptable",
        "No representation fits the Accept header.",
        "Accept application/json.",
    )
    CONFLICT = _row(
        409,
        "Conflict",
        "The request contradicts the present state of the object.",
        "Read the object again and decide anew.",
    )
    DUPLICATE_RESOURCE = _row(
        409,
        "Resource already exists",
        "An object with the same identity is already stored.",
        "Use the stored object, or change what identifies this one.",
    )
    PRECONDITION_FAILED = _row(
        412,
        "Precondition failed",
        "The object changed since it was read.",
        "Read it again and repeat with the new ETag.",
    )
    PAYLOAD_TOO_LARGE = _row(
        413,
        "Payload too large",
        "The body, or the number of its fields, is over the limit.",
        "Send less, or split it.",
    )
    UNSUPPORTED_MEDIA_TYPE = _row(
        415,
        "Unsupported media type",
        "The route does not read this Content-Type.",
        "Send application/json, or what the route documents.",
    )
    IDEMPOTENCY_KEY_REUSED = _row(
        422,
        "Idempotency key reused",
        "The key was used for another request body.",
        "Use a new key for a new request.",
    )
    FORBIDDEN = _row(
        403,
        "Insufficient permissions",
        "The caller is known, but lacks the role or scope.",
        "Ask an owner of the project for the role that the details name.",
    )
    CSRF_FAILED = _row(
        403,
        "CSRF verification failed",
        "A session request came without a valid CSRF token.",
        "Send the X-CSRFToken header, or use a token or key.",
    )
    INTERNAL_ERROR = _row(
        500,
        "Internal Server Error",
        "A fault in the server; it has been logged under the request id.",
        "Report the request id to the operator.",
        details="An unexpected error occurred",
    )
    UPSTREAM_ERROR = _row(
        502,
        "Upstream service failed",
        "A service that this request needs answered with an error.",
        "Check that service, then try again.",
    )
    DATABASE_UNAVAILABLE = _row(
        503,
        "Database unavailable",
        "The database does not answer; nothing was stored.",
        "Wait and repeat; the server recovers by itself.",
        details="Database unavailable — running in degraded mode",
        retryable=True,
        retry_after=5,
    )
    QUEUE_UNAVAILABLE = _row(
        503,
        "Task queue unavailable",
        "Work cannot be queued now; nothing was started.",
        "Wait and repeat.",
        retryable=True,
        retry_after=5,
    )
    SERVICE_UNAVAILABLE = _row(
        503,
        "Service unavailable",
        "A part of the service is not ready.",
        "Wait and repeat.",
        retryable=True,
        retry_after=5,
    )
    UPSTREAM_TIMEOUT = _row(
        504,
        "Upstream service timed out",
        "A service that this request needs did not answer in time.",
        "Wait and repeat.",
        retryable=True,
        retry_after=5,
    )

    # Credentials of the flat routes
    MISSING_API_KEY = _row(
        401,
        "API key required",
        "The route needs credentials and got none.",
        "Send an API key in X-API-Key.",
        details="X-API-Key header required",
    )
    INVALID_API_KEY = _row(
        403,
        "Invalid API key",
        "The API key is unknown, expired or revoked.",
        "Create a new key.",
        details="API key not recognized",
    )

    SIGN_IN_FAILED = _row(
        401,
        "Sign-in failed",
        "The user name or the password is wrong, or the account is not active.",
        "Correct them, or ask an administrator.",
        details="User name or password is wrong",
    )

    # Web testing
    PROJECT_NOT_FOUND = _row(
        404,
        "Project not found",
        "There is no such project, or the caller may not see it.",
        "Check the project's id or slug, and your membership.",
        details="Project ID does not exist",
    )
    DOSSIER_PARSE_ERROR = _row(
        500,
        "Unable to load endpoint data",
        "The stored history of an endpoint does not parse; it was kept aside.",
        "An administrator can re-import or remove the named document.",
    )
    INVALID_ENDPOINT = _row(
        400,
        "Invalid endpoint parameters",
        "The URL or the method of an endpoint is missing or not valid.",
        "Send an http or https URL and a method.",
        details="url and method parameters required",
    )
    ENDPOINT_NOT_FOUND = _row(
        404,
        "No test history found for endpoint",
        "No run has touched this endpoint.",
        "Run a scan of it first.",
    )
    INVALID_QUEUE_ITEM = _row(
        400,
        "Invalid queue item reference",
        "The queue has no such item.",
        "Read the queue again.",
        details="Queue item not found or malformed",
    )
    INVALID_SCAN_REQUEST = _row(
        400,
        "No templates selected or empty test queue",
        "There is nothing to run.",
        "Select at least one template, and put endpoints into the queue.",
        details="Select at least one template and ensure queue has endpoints",
    )
    NUCLEI_UNAVAILABLE = _row(
        503,
        "Security scanner unavailable",
        "The scanner is not installed on this server.",
        "Install it, or set NUCLEI_PATH.",
        details="Nuclei binary not found at configured path",
        retry_after=60,
    )
    NUCLEI_EXECUTION_ERROR = _row(
        500,
        "Scan execution failed",
        "The scanner's process failed.",
        "Read the run's error and hint, then retry it.",
        details="Nuclei process exited with code 1",
    )
    RATE_LIMITED = _row(
        429,
        "Too many active scan streams",
        "All stream slots of the project are in use.",
        "Close a stream, or wait.",
        details="Maximum 3 concurrent streams per project",
        retryable=True,
        retry_after=5,
    )
    INVALID_FINDING = _row(
        400,
        "Invalid finding reference",
        "The finding's id is malformed or not of this project.",
        "Use an id from the project's findings.",
        details="Finding ID not found or malformed",
    )
    INVALID_STATUS = _row(
        422,
        "Invalid triage status",
        "The status is not one of the four.",
        "Use open, accepted_risk, false_positive or fixed.",
        details="Status must be one of: open, accepted_risk, false_positive, fixed",
    )

    # Processes
    AUTH_TOKEN_MISSING = _row(
        401,
        "Authentication token is required",
        "The request carries no credentials.",
        "Send Authorization: Bearer <token>, or an API key.",
        details="Authorization header required: Bearer <token>",
        context=("header_name", "expected_format"),
    )
    AUTH_TOKEN_INVALID = _row(
        401,
        "Invalid authentication token",
        "The token is malformed, unknown or revoked.",
        "Get a new token.",
        details="Token not recognized",
        context=("token_format", "suggested_action"),
    )
    AUTH_TOKEN_EXPIRED = _row(
        401,
        "Authentication token has expired",
        "The token is past its expiry.",
        "Refresh it, or sign in again.",
        context=("expired_at", "suggested_action"),
    )
    AUTH_INSUFFICIENT_PRIVILEGES = _row(
        403,
        "Insufficient privileges for this operation",
        "The caller lacks a permission.",
        "Ask an administrator for the permission that is named.",
        context=("required_privilege", "current_privileges", "suggested_action"),
    )
    PROCESS_NOT_FOUND = _row(
        404,
        "Process with specified PID not found",
        "There is no such process.",
        "List the processes again.",
        context=("pid", "possible_reasons"),
    )
    PROCESS_ACCESS_DENIED = _row(
        403,
        "Access denied to process",
        "The operating system refuses to show the process.",
        "Give the server the capability that is named.",
        context=("pid", "process_name", "required_privilege", "suggested_action"),
    )
    PROCESS_SCAN_IN_PROGRESS = _row(
        409,
        "Process is already being scanned",
        "Another scan holds this process.",
        "Wait for that scan, or read its result.",
        context=("pid", "scan_id", "started_at", "estimated_completion"),
    )
    PROCESS_TERMINATION_FAILED = _row(
        409,
        "Failed to terminate process",
        "The process is protected, or survived the signal.",
        "Follow the suggested actions.",
        context=("pid", "reason", "suggested_actions"),
    )
    DETECTION_ENGINE_UNAVAILABLE = _row(
        503,
        "Detection engine is not available",
        "The engine is not installed, still starting, or broken.",
        "Wait, or install the engine.",
        context=("engine", "status", "retry_after"),
        retryable=True,
        retry_after=5,
    )
    DETECTION_TIMEOUT = _row(
        504,
        "Detection operation timed out",
        "The time limit passed before the scan was complete.",
        "Raise timeout_seconds, or name fewer techniques.",
        context=("timeout_seconds", "partial_results", "suggested_action"),
        retryable=True,
        retry_after=1,
    )
    DETECTION_INVALID_TECHNIQUE = _row(
        422,
        "Invalid detection technique specified",
        "There is no technique of that name.",
        "Use one of the valid techniques.",
        context=("technique", "valid_techniques"),
    )
    CONFIG_INVALID_FORMAT = _row(
        400,
        "Configuration format is invalid",
        "The configuration is not valid TOML.",
        "Correct the syntax at the place that is named.",
        context=("format_expected", "parse_error", "suggested_action"),
    )
    CONFIG_VALUE_OUT_OF_RANGE = _row(
        422,
        "Configuration value is out of valid range",
        "A value lies outside its range.",
        "Use a value in the range that is named.",
        context=("parameter", "value", "valid_range"),
    )
    RATE_LIMIT_EXCEEDED = _row(
        429,
        "API rate limit exceeded",
        "Too many requests in the window.",
        "Wait for retry_after seconds.",
        context=("limit", "window", "current_usage", "reset_time", "retry_after"),
        retryable=True,
        retry_after=60,
    )
    RESOURCE_EXHAUSTED = _row(
        503,
        "System resources exhausted",
        "Memory, the disk, or all scan slots, are in use.",
        "Wait, or scan less at once.",
        context=("resource_type", "current_usage", "suggested_action"),
        retryable=True,
        retry_after=5,
    )
    RESOURCE_LOCKED = _row(
        409,
        "Resource is currently locked",
        "Another operation holds the resource.",
        "Wait until it is released.",
        context=("resource_id", "locked_by", "estimated_unlock"),
        retryable=True,
    )
    SYSTEM_ETW_UNAVAILABLE = _row(
        503,
        "ETW (Event Tracing for Windows) is not available",
        "The technique needs ETW, which this system does not have.",
        "Leave the technique out.",
        context=("reason", "suggested_actions"),
        retryable=True,
        retry_after=60,
    )
    SYSTEM_DRIVER_NOT_LOADED = _row(
        503,
        "Required kernel driver is not loaded",
        "The technique needs a kernel sensor that is not loaded.",
        "Load the sensor, or leave the technique out.",
        context=("driver_name", "suggested_action"),
        retry_after=60,
    )

    # Scans and imports
    SCAN_NOT_FOUND = _row(
        404,
        "Scan not found",
        "There is no such scan, or the caller may not see it.",
        "Check the id.",
    )
    UNKNOWN_PROFILE = _row(
        400,
        "Unknown scan profile",
        "There is no profile of that name.",
        "Use one of the profiles that the details list.",
    )
    UNKNOWN_TOOL = _row(
        400,
        "Unknown tool",
        "No tool of that name is registered.",
        "Use one of the tools that the details list.",
    )
    TOOL_NOT_APPLICABLE = _row(
        400,
        "Tool not applicable to target",
        "The tool does not accept that kind of target.",
        "Choose another tool or target.",
    )
    TARGET_NOT_ALLOWED = _row(
        403,
        "Target not allowed",
        "The target lies outside the allow-list.",
        "An operator can extend SCAN_ALLOWED_HOSTS or SCAN_ALLOWED_PATHS.",
    )
    CREDENTIALS_REQUIRED = _row(
        400,
        "Credentials required",
        "The tool cannot run without credentials.",
        "Add credentials to the target or to the request.",
    )
    SCAN_NOT_CANCELLABLE = _row(
        409,
        "Scan cannot be cancelled",
        "The scan has already ended.",
        "Nothing is left to cancel.",
    )
    SCAN_NOT_RETRYABLE = _row(
        409,
        "Scan cannot be retried",
        "Nothing in the scan has failed, or it still runs.",
        "Wait until it ends, or name tools that have failed.",
    )
    TOOL_UNAVAILABLE = _row(
        503,
        "Tool unavailable",
        "None of the requested tools is installed.",
        "Install one; `manage.py doctor` says how.",
        retry_after=60,
    )
    REPORT_UNREADABLE = _row(
        422,
        "Report cannot be read",
        "The report does not parse; nothing was imported.",
        "Export it again; the details name the place.",
    )
    UNKNOWN_REPORT_FORMAT = _row(
        415,
        "Unknown report format",
        "The report is of no known format.",
        "Name the tool, or use one of the formats that the details list.",
    )
    FINDING_NOT_FOUND = _row(
        404,
        "Finding not found",
        "There is no such finding, or the caller may not see it.",
        "Check the id.",
    )
    INVALID_TRANSITION = _row(
        409,
        "Invalid state transition",
        "The object's present state does not allow this.",
        "Read the object again.",
    )

    @property
    def status(self) -> int:
        return self.value.status

    @property
    def message(self) -> str:
        return self.value.message
