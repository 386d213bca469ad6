"""The catalogue against the tables of the error contract, written down a second time on purpose."""

from __future__ import annotations

import json
from enum import Enum, unique

import pytest

from config.errors.catalog import Definition, ErrorCode

STATUSES = """
BAD_REQUEST 400  MALFORMED_BODY 400  MISSING_PARAMETER 400  INVALID_QUERY 400  VALIDATION_ERROR 400
NOT_FOUND 404  METHOD_NOT_ALLOWED 405  NOT_ACCEPTABLE 406  CONFLICT 409  DUPLICATE_RESOURCE 409
PAYLOAD_TOO_LARGE 413  UNSUPPORTED_MEDIA_TYPE 415  PRECONDITION_FAILED 412
IDEMPOTENCY_KEY_REUSED 422  FORBIDDEN 403  CSRF_FAILED 403  INTERNAL_ERROR 500  UPSTREAM_ERROR 502
DATABASE_UNAVAILABLE 503  QUEUE_UNAVAILABLE 503  SERVICE_UNAVAILABLE 503  UPSTREAM_TIMEOUT 504
PROJECT_NOT_FOUND 404  DOSSIER_PARSE_ERROR 500  INVALID_ENDPOINT 400  ENDPOINT_NOT_FOUND 404
INVALID_QUEUE_ITEM 400  INVALID_SCAN_REQUEST 400  NUCLEI_UNAVAILABLE 503  RATE_LIMITED 429
NUCLEI_EXECUTION_ERROR 500  INVALID_FINDING 400  INVALID_STATUS 422  MISSING_API_KEY 401
INVALID_API_KEY 403
AUTH_TOKEN_MISSING 401  AUTH_TOKEN_INVALID 401  AUTH_TOKEN_EXPIRED 401
AUTH_INSUFFICIENT_PRIVILEGES 403  PROCESS_NOT_FOUND 404  PROCESS_ACCESS_DENIED 403
PROCESS_SCAN_IN_PROGRESS 409  PROCESS_TERMINATION_FAILED 409  DETECTION_ENGINE_UNAVAILABLE 503
DETECTION_TIMEOUT 504  DETECTION_INVALID_TECHNIQUE 422  CONFIG_INVALID_FORMAT 400
CONFIG_VALUE_OUT_OF_RANGE 422  RATE_LIMIT_EXCEEDED 429  RESOURCE_EXHAUSTED 503  RESOURCE_LOCKED 409
SYSTEM_ETW_UNAVAILABLE 503  SYSTEM_DRIVER_NOT_LOADED 503
SCAN_NOT_FOUND 404  UNKNOWN_PROFILE 400  UNKNOWN_TOOL 400  TOOL_NOT_APPLICABLE 400
TARGET_NOT_ALLOWED 403  CREDENTIALS_REQUIRED 400  SCAN_NOT_CANCELLABLE 409  SCAN_NOT_RETRYABLE 409
TOOL_UNAVAILABLE 503  REPORT_UNREADABLE 422  UNKNOWN_REPORT_FORMAT 415  FINDING_NOT_FOUND 404
INVALID_TRANSITION 409
""".split()

# Seed 001, letter for letter. None: the sentence names what happened and is the raiser's.
SEED_001 = {
    "BAD_REQUEST": ("Bad Request", None),
    "NOT_FOUND": ("Not Found", None),
    "INTERNAL_ERROR": ("Internal Server Error", "An unexpected error occurred"),
    "PROJECT_NOT_FOUND": ("Project not found", "Project ID does not exist"),
    "DOSSIER_PARSE_ERROR": ("Unable to load endpoint data", None),
    "INVALID_ENDPOINT": (
        "Invalid endpoint parameters",
        "url and method parameters required",
    ),
    "ENDPOINT_NOT_FOUND": ("No test history found for endpoint", None),
    "INVALID_QUEUE_ITEM": (
        "Invalid queue item reference",
        "Queue item not found or malformed",
    ),
    "INVALID_SCAN_REQUEST": (
        "No templates selected or empty test queue",
        "Select at least one template and ensure queue has endpoints",
    ),
    "NUCLEI_UNAVAILABLE": (
        "Security scanner unavailable",
        "Nuclei binary not found at configured path",
    ),
    "RATE_LIMITED": (
        "Too many active scan streams",
        "Maximum 3 concurrent streams per project",
    ),
    "NUCLEI_EXECUTION_ERROR": (
        "Scan execution failed",
        "Nuclei process exited with code 1",
    ),
    "INVALID_FINDING": ("Invalid finding reference", "Finding ID not found or malformed"),
    "INVALID_STATUS": (
        "Invalid triage status",
        "Status must be one of: open, accepted_risk, false_positive, fixed",
    ),
    "FORBIDDEN": ("Insufficient permissions", None),
    "MISSING_API_KEY": ("API key required", "X-API-Key header required"),
    "INVALID_API_KEY": ("Invalid API key", "API key not recognized"),
    "INVALID_QUERY": ("Invalid query parameters", None),
}

# Seed 003: message and keys of details.
SEED_003 = {
    "AUTH_TOKEN_MISSING": (
        "Authentication token is required",
        "header_name expected_format",
    ),
    "AUTH_TOKEN_INVALID": ("Invalid authentication token", "token_format suggested_action"),
    "AUTH_TOKEN_EXPIRED": (
        "Authentication token has expired",
        "expired_at suggested_action",
    ),
    "AUTH_INSUFFICIENT_PRIVILEGES": (
        "Insufficient privileges for this operation",
        "required_privilege current_privileges suggested_action",
    ),
    "PROCESS_NOT_FOUND": ("Process with specified PID not found", "pid possible_reasons"),
    "PROCESS_ACCESS_DENIED": (
        "Access denied to process",
        "pid process_name required_privilege suggested_action",
    ),
    "PROCESS_SCAN_IN_PROGRESS": (
        "Process is already being scanned",
        "pid scan_id started_at estimated_completion",
    ),
    "PROCESS_TERMINATION_FAILED": (
        "Failed to terminate process",
        "pid reason suggested_actions",
    ),
    "DETECTION_ENGINE_UNAVAILABLE": (
        "Detection engine is not available",
        "engine status retry_after",
    ),
    "DETECTION_TIMEOUT": (
        "Detection operation timed out",
        "timeout_seconds partial_results suggested_action",
    ),
    "DETECTION_INVALID_TECHNIQUE": (
        "Invalid detection technique specified",
        "technique valid_techniques",
    ),
    "CONFIG_INVALID_FORMAT": (
        "Configuration format is invalid",
        "format_expected parse_error suggested_action",
    ),
    "CONFIG_VALUE_OUT_OF_RANGE": (
        "Configuration value is out of valid range",
        "parameter value valid_range",
    ),
    "RATE_LIMIT_EXCEEDED": (
        "API rate limit exceeded",
        "limit window current_usage reset_time retry_after",
    ),
    "RESOURCE_EXHAUSTED": (
        "System resources exhausted",
        "resource_type current_usage suggested_action",
    ),
    "RESOURCE_LOCKED": (
        "Resource is currently locked",
        "resource_id locked_by estimated_unlock",
    ),
    "SYSTEM_ETW_UNAVAILABLE": (
        "ETW (Event Tracing for Windows) is not available",
        "reason suggested_actions",
    ),
    "SYSTEM_DRIVER_NOT_LOADED": (
        "Required kernel driver is not loaded",
        "driver_name suggested_action",
    ),
}

RETRYABLE = {
    "RATE_LIMIT_EXCEEDED",
    "RATE_LIMITED",
    "RESOURCE_EXHAUSTED",
    "RESOURCE_LOCKED",
    "DETECTION_TIMEOUT",
    "DETECTION_ENGINE_UNAVAILABLE",
    "SYSTEM_ETW_UNAVAILABLE",
    "DATABASE_UNAVAILABLE",
    "QUEUE_UNAVAILABLE",
    "SERVICE_UNAVAILABLE",
    "UPSTREAM_TIMEOUT",
}


def test_every_code_of_the_contract_is_there_with_its_status() -> None:
    expected = dict(zip(STATUSES[::2], map(int, STATUSES[1::2]), strict=True))
    assert len(expected) == 66
    assert {n: ErrorCode[n].status for n in expected} == expected


@pytest.mark.parametrize("name", SEED_001)
def test_messages_of_seed_001(name: str) -> None:
    message, details = SEED_001[name]
    assert ErrorCode[name].message == message
    if details is not None:
        assert ErrorCode[name].value.details == details


def test_missing_parameter_begins_the_sentence_of_seed_001() -> None:
    assert f"{ErrorCode.MISSING_PARAMETER.message}: url" == "Missing required parameter: url"


@pytest.mark.parametrize("name", SEED_003)
def test_messages_and_context_keys_of_seed_003(name: str) -> None:
    message, keys = SEED_003[name]
    assert ErrorCode[name].message == message
    assert ErrorCode[name].value.context == tuple(keys.split())


def test_only_the_process_family_documents_context_keys() -> None:
    assert {code.name for code in ErrorCode if code.value.context} == set(SEED_003)


def test_retryable_codes() -> None:
    assert {code.name for code in ErrorCode if code.value.retryable} == RETRYABLE


@pytest.mark.parametrize("code", ErrorCode, ids=lambda code: code.name)
def test_every_code_says_what_it_means_and_what_to_do(code: ErrorCode) -> None:
    row = code.value
    for sentence in (row.meaning, row.remedy):
        assert sentence.endswith(".")
        assert sentence[0].isupper() or sentence[0] == "`"
    assert row.message[-1] not in ".:"


@pytest.mark.parametrize("code", ErrorCode, ids=lambda code: code.name)
def test_429_and_503_always_have_a_delay(code: ErrorCode) -> None:
    if code.status in (429, 503):
        assert code.value.retry_after


def test_two_codes_cannot_be_equal() -> None:
    row = Definition(400, "m", "Meaning.", "Remedy.")
    with pytest.raises(ValueError, match="duplicate"):
        unique(Enum("Codes", {"ONE": row, "TWO": row}))


def test_names_are_json_words() -> None:
    assert all(json.dumps(code.name).strip('"') == code.name.upper() for code in ErrorCode)
