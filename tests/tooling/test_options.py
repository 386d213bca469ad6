"""Options are checked against the tool's schema, and each refusal names its field."""

from typing import Any

import pytest

from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError
from tooling.options import errors, validate
from tooling.registry import get


@pytest.mark.parametrize(
    ("tool", "options", "field", "code"),
    [
        ("bandit", {"severity": "huge"}, "options.bandit.severity", "invalid_choice"),
        ("bandit", {"severity": 3}, "options.bandit.severity", "invalid"),
        ("bandit", {"level": "low"}, "options.bandit.level", "unknown"),
        ("bandit", {"tests": ["B1"]}, "options.bandit.tests.0", "invalid"),
        ("bandit", {"tests": []}, "options.bandit.tests", "min_length"),
        ("bandit", {"exclude": ["--help"]}, "options.bandit.exclude.0", "invalid"),
        ("nmap", {"ports": "80; id"}, "options.nmap.ports", "invalid"),
        ("nmap", {"ports": "80\n"}, "options.nmap.ports", "invalid"),
        ("wapiti", {"depth": 101}, "options.wapiti.depth", "max_value"),
        ("wapiti", {"modules": ["ssrf"]}, "options.wapiti.modules.0", "invalid_choice"),
        (
            "detect_secrets",
            {"hex_limit": float("nan")},
            "options.detect_secrets.hex_limit",
            "invalid",
        ),
        (
            "detect_secrets",
            {"exclude_files": ["("]},
            "options.detect_secrets.exclude_files.0",
            "invalid",
        ),
        ("semgrep", {"exclude": ["a\x00b"]}, "options.semgrep.exclude", "invalid"),
        ("bandit", ["severity"], "options.bandit", "invalid"),
        ("bandit", None, "options.bandit", "invalid"),
    ],
)
def test_refusal_names_the_field(tool: str, options: Any, field: str, code: str) -> None:
    with pytest.raises(ApiError) as caught:
        validate(get(tool), options)
    assert caught.value.code is ErrorCode.VALIDATION_ERROR
    told = [(error.field, error.code) for error in caught.value.errors]
    assert (field, code) in told
    assert field in str(caught.value.details)


def test_message_says_what_is_allowed() -> None:
    (error,) = errors(get("bandit"), {"severity": "huge"})
    assert error.message == "must be one of low, medium, high"


def test_long_values_are_not_quoted_at_length() -> None:
    for error in errors(get("bandit"), {"exclude": ["x" * 100_000, "x" * 100_000]}):
        assert len(error.message) <= 300


def test_good_options_pass() -> None:
    validate(get("bandit"), {})
    validate(get("bandit"), {"severity": "high", "exclude": ["tests"], "ignore_nosec": True})
    validate(get("nmap"), {"ports": "22,80,8000-8100"})
