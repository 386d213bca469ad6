"""Options of tools, checked against the tool's own schema before anything is stored or started."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator, ValidationError

from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError, FieldError

from .base import Tool

LONGEST_MESSAGE = 200
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
# JSON schema's keyword, and the word that Django REST framework has for it.
CODES = {
    "enum": "invalid_choice",
    "maximum": "max_value",
    "minimum": "min_value",
    "maxLength": "max_length",
    "minLength": "min_length",
    "maxItems": "max_length",
    "minItems": "min_length",
    "additionalProperties": "unknown",
}


def validate(tool: Tool, options: Any) -> None:
    """Raise VALIDATION_ERROR that names each refused field as `options.<tool>.<field>`."""
    refused = list(errors(tool, options))
    if refused:
        raise ApiError(
            ErrorCode.VALIDATION_ERROR,
            "; ".join(f"{error.field}: {error.message}" for error in refused[:5]),
            errors=refused,
        )


def errors(tool: Tool, options: Any) -> Iterator[FieldError]:
    """What the tool's schema has against `options`, in the schema's order."""
    validator = Draft202012Validator(
        tool.options_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER
    )
    for error in validator.iter_errors(options):
        if error.validator == "additionalProperties":
            yield from _unknown(tool, options)
        else:
            yield FieldError(_field(tool, error), _message(error), _code(error))
    if isinstance(options, Mapping):
        for name, value in options.items():
            for message in _beyond_schemas(value):
                yield FieldError(f"options.{tool.name}.{name}", message, "invalid")


def _beyond_schemas(value: Any) -> Iterator[str]:
    """What slips through: no bound holds against "not a number", and `$` allows a last newline."""
    if isinstance(value, float) and not math.isfinite(value):
        yield "must be a finite number"
    items = value if isinstance(value, list) else [value]
    if any(isinstance(item, str) and _CONTROL.search(item) for item in items):
        yield "must not hold control characters"


def _unknown(tool: Tool, options: Mapping[Any, Any]) -> Iterator[FieldError]:
    known = [option.name for option in tool.options]
    for name in options:
        if name not in known:
            message = f"{tool.name} has no such option; it has {', '.join(known) or 'none'}"
            yield FieldError(f"options.{tool.name}.{str(name)[:60]}", message, "unknown")


def _field(tool: Tool, error: ValidationError) -> str:
    return ".".join(["options", tool.name, *map(str, error.absolute_path)])


def _message(error: ValidationError) -> str:
    if error.validator == "enum":
        return f"must be one of {', '.join(map(str, error.validator_value))}"
    if error.validator == "type":
        return f"must be of type {error.validator_value}"
    if error.validator == "pattern":
        return f"must match {error.validator_value}"
    if error.validator == "format":
        return f"must be a valid {error.validator_value}"
    return error.message[-LONGEST_MESSAGE:]


def _code(error: ValidationError) -> str:
    return CODES.get(str(error.validator), "invalid")
