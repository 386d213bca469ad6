"""From an exception to a failure of the catalogue: one paragraph for each kind."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core import exceptions as django_errors
from django.db import DataError
from django.http import Http404
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from rest_framework import exceptions as drf_errors

from .catalog import ErrorCode
from .databases import database_trouble
from .exceptions import ApiError, FieldError
from .renderings import Failure

DATABASE_SLOW = "The database did not finish the query in time"
TOO_LARGE = (
    django_errors.RequestDataTooBig,
    django_errors.TooManyFieldsSent,
    django_errors.TooManyFilesSent,
)
# Sentences named in full; a longer list says how many more there are.
MOST_SENTENCES = 5

# For answers that were made without an exception, by views and middleware that are not ours.
_BY_STATUS = {
    400: ErrorCode.BAD_REQUEST,
    401: ErrorCode.AUTH_TOKEN_MISSING,
    403: ErrorCode.FORBIDDEN,
    404: ErrorCode.NOT_FOUND,
    405: ErrorCode.METHOD_NOT_ALLOWED,
    406: ErrorCode.NOT_ACCEPTABLE,
    409: ErrorCode.CONFLICT,
    412: ErrorCode.PRECONDITION_FAILED,
    413: ErrorCode.PAYLOAD_TOO_LARGE,
    415: ErrorCode.UNSUPPORTED_MEDIA_TYPE,
    429: ErrorCode.RATE_LIMIT_EXCEEDED,
    500: ErrorCode.INTERNAL_ERROR,
    502: ErrorCode.UPSTREAM_ERROR,
    503: ErrorCode.SERVICE_UNAVAILABLE,
    504: ErrorCode.UPSTREAM_TIMEOUT,
}
_TOKEN_MISSING = {"header_name": "Authorization", "expected_format": "Bearer <token>"}
_TOKEN_INVALID = {"token_format": "unknown", "suggested_action": "regenerate_token"}


def failure(code: ErrorCode, details: str | None = None, **fields: Any) -> Failure:
    """A failure with everything that is not given taken from the catalogue."""
    return _of_api_error(ApiError(code, details, **fields))


def failure_of(error: BaseException) -> Failure | None:
    """What `error` means to a client; None for a bug."""
    if isinstance(error, ApiError):
        return _of_api_error(error)
    trouble = database_trouble(error)
    if trouble is not None:
        return failure(trouble, DATABASE_SLOW if trouble is ErrorCode.UPSTREAM_TIMEOUT else None)
    if isinstance(error, drf_errors.APIException):
        return _of_drf(error)
    return _of_size(error) or _of_django(error)


def failure_of_status(status: int, retry_after: int | None = None) -> Failure:
    """The failure that a bare status stands for."""
    fallback = ErrorCode.INTERNAL_ERROR if status >= 500 else ErrorCode.BAD_REQUEST
    return failure(_BY_STATUS.get(status, fallback), retry_after=retry_after)


def _of_api_error(error: ApiError) -> Failure:
    return Failure(
        code=error.code,
        message=error.message,
        details=error.details,
        context=error.context,
        errors=error.errors,
        retry_after=error.retry_after,
        headers=dict(error.headers),
    )


def _of_drf(error: drf_errors.APIException) -> Failure:
    details = str(error.detail)
    match error:
        case drf_errors.ValidationError():
            return _of_fields(list(_flattened(error.detail)))
        case drf_errors.ParseError():
            return failure(ErrorCode.MALFORMED_BODY, details)
        case drf_errors.NotAuthenticated() | drf_errors.AuthenticationFailed():
            return _of_credentials(error)
        case drf_errors.PermissionDenied():
            return _of_refusal(details)
        case drf_errors.Throttled():
            return _of_throttle(error)
    code = _BY_STATUS.get(error.status_code)
    return failure(code, details) if code else failure_of_status(error.status_code)


def _of_credentials(error: drf_errors.APIException) -> Failure:
    if isinstance(error, drf_errors.NotAuthenticated):
        return failure(ErrorCode.AUTH_TOKEN_MISSING, context=_TOKEN_MISSING)
    return failure(ErrorCode.AUTH_TOKEN_INVALID, str(error.detail), context=_TOKEN_INVALID)


def _of_refusal(details: str) -> Failure:
    if details.startswith("CSRF Failed"):
        return failure(ErrorCode.CSRF_FAILED, details.removeprefix("CSRF Failed: "))
    return failure(ErrorCode.FORBIDDEN, details)


def _of_throttle(error: drf_errors.Throttled) -> Failure:
    code = ErrorCode.RATE_LIMIT_EXCEEDED
    wait = getattr(error, "wait", None)
    seconds = code.value.retry_after if wait is None else max(1, round(wait))
    details = f"Rate limit exceeded. Try again in {seconds} seconds."
    return failure(code, details, retry_after=seconds)


def _of_size(error: BaseException) -> Failure | None:
    """What does not fit: into a request, or onto the disk."""
    match error:
        case django_errors.TooManyFilesSent():
            most = settings.DATA_UPLOAD_MAX_NUMBER_FILES
            return failure(ErrorCode.PAYLOAD_TOO_LARGE, f"A request brings at most {most} file(s)")
        case _ if isinstance(error, TOO_LARGE):
            return failure(ErrorCode.PAYLOAD_TOO_LARGE, str(error))
        case OSError(errno=errno.ENOSPC | errno.EDQUOT):
            context = {"resource_type": "disk"}
            return failure(
                ErrorCode.RESOURCE_EXHAUSTED, "The server's disk is full", context=context
            )
    return None


def _of_django(error: BaseException) -> Failure | None:
    match error:
        case Http404():
            return failure(ErrorCode.NOT_FOUND)
        case django_errors.PermissionDenied():
            return _of_refusal(str(error) or "Permission denied")
        case django_errors.ValidationError():
            return _of_fields(list(_flattened_model(error)))
        case django_errors.DisallowedHost():
            return failure(ErrorCode.BAD_REQUEST, "The Host header is not one of this server's.")
        case django_errors.SuspiciousOperation() | django_errors.BadRequest():
            return failure(ErrorCode.BAD_REQUEST, "The request was refused as malformed.")
        case MultiPartParserError() | UnreadablePostError():
            return failure(ErrorCode.MALFORMED_BODY, "The request body cannot be read.")
        case DataError():
            return failure(ErrorCode.BAD_REQUEST, "A value has no form in the database.")
        case UnicodeEncodeError():
            return failure(ErrorCode.BAD_REQUEST, "A text holds a lone surrogate.")
    return None


def _of_fields(errors: Sequence[FieldError]) -> Failure:
    sentences = [f"{e.field}: {e.message}" if e.field else e.message for e in errors]
    more = len(sentences) - MOST_SENTENCES
    details = " ".join(sentences[:MOST_SENTENCES]) + (f" (and {more} more)" if more > 0 else "")
    return failure(ErrorCode.VALIDATION_ERROR, details or None, errors=errors)


def _flattened(detail: Any, path: tuple[str, ...] = ()) -> Iterator[FieldError]:
    """DRF's nested lists and dicts as single errors with dotted fields."""
    if isinstance(detail, Mapping):
        for key, value in detail.items():
            yield from _flattened(value, path if key == "non_field_errors" else (*path, str(key)))
    elif isinstance(detail, list | tuple):
        nested = any(isinstance(item, Mapping) for item in detail)
        for index, item in enumerate(detail):
            # A list of dicts is a list field with an entry an item, empty where that one is good.
            yield from _flattened(item, (*path, str(index)) if nested else path)
    else:
        yield FieldError(".".join(path), str(detail), getattr(detail, "code", None) or "invalid")


def _flattened_model(error: django_errors.ValidationError) -> Iterator[FieldError]:
    if hasattr(error, "error_dict"):
        for name, errors in error.error_dict.items():
            field = "" if name == django_errors.NON_FIELD_ERRORS else name
            for item in errors:
                yield FieldError(field, " ".join(item.messages), item.code or "invalid")
    else:
        for item in error.error_list:
            yield FieldError("", " ".join(item.messages), item.code or "invalid")
