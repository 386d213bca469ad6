"""From an answer to a typed error: all four renderings, and what is none of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from .codes import BY_CODE
from .errors import CLIENT_ERROR, ClientError, FieldError, WardroomError


def error_of(response: httpx.Response) -> WardroomError | None:
    """The error that `response` tells of, None where it is none."""
    return _error(response) if response.is_error else None


def unexpected(response: httpx.Response) -> WardroomError:
    """The error for a status that the API document does not name."""
    return _error(response)


@contextmanager
def reading(response: httpx.Response) -> Iterator[None]:
    """Turn what goes wrong while reading the body of a success into a `ClientError`."""
    try:
        yield
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        raise ClientError(
            "The answer of the server cannot be read",
            status=response.status_code,
            details=f"{type(error).__name__}: {error}",
            request_id=response.headers.get("X-Request-ID"),
            response=response,
        ) from error


def no_answer(error: httpx.RequestError | httpx.InvalidURL) -> ClientError:
    """The error for a request that never got an answer."""
    failure = ClientError(
        "The server cannot be reached", details=f"{type(error).__name__}: {error}".rstrip(": ")
    )
    failure.__cause__ = error
    return failure


def _error(response: httpx.Response) -> WardroomError:
    body = _told(_json(response))
    # The detail rendering has its code in the header only.
    code = _text(body.get("code")) or response.headers.get("X-Error-Code") or CLIENT_ERROR
    if code == CLIENT_ERROR:
        body = {
            "message": f"The server answered {response.status_code} {response.reason_phrase}",
            "details": response.text[:500],
        }
    retry_after = _seconds(body.get("retry_after"))
    if retry_after is None:
        retry_after = _header_seconds(response.headers.get("Retry-After", ""))
    context = body.get("context")
    return BY_CODE.get(code, WardroomError)(
        _text(body.get("message")) or "",
        code=code,
        status=response.status_code,
        details=_text(body.get("details")) or None,
        context=context if isinstance(context, dict) else {},
        errors=_fields(body.get("errors")),
        retry_after=retry_after,
        request_id=_text(body.get("request_id")) or response.headers.get("X-Request-ID"),
        response=response,
    )


def _json(response: httpx.Response) -> Any:
    try:
        return response.json()
    except ValueError:
        return None


def _told(body: Any) -> dict[str, Any]:
    """What the body says, by the names of the flat rendering; empty for a body of no rendering."""
    match body:
        case {"error": {"code": code, "message": message, **error}}:  # envelope
            context = error.get("details")
            of_context = context if isinstance(context, dict) else {}
            return {
                "code": code,
                "message": message,
                "details": of_context.get("reason"),
                "context": context,
                "errors": of_context.get("errors"),
                "retry_after": of_context.get("retry_after"),
                "request_id": error.get("request_id"),
            }
        case {"error": message, "code": _}:  # flat
            return {**body, "message": message}
        case {"title": title, "code": _}:  # problem
            return {**body, "message": title, "details": body.get("detail")}
        case {"detail": [*rows]}:
            return {"errors": [_row(row) for row in rows if isinstance(row, dict)]}
        case {"detail": sentence}:
            return {"details": sentence}
    return {}


def _row(row: dict[str, Any]) -> dict[str, Any]:
    """A row of the detail rendering's list in the words of the others."""
    steps = row.get("loc")
    path = steps[1:] if isinstance(steps, list) else []  # the first is body, query or path
    return {
        "field": ".".join(str(step) for step in path),
        "message": row.get("msg"),
        "code": row.get("type"),
    }


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _fields(rows: Any) -> tuple[FieldError, ...]:
    return tuple(
        FieldError(*(str(row.get(name) or "") for name in ("field", "message", "code")))
        for row in (rows if isinstance(rows, list) else [])
        if isinstance(row, dict)
    )


def _seconds(value: Any) -> float | None:
    """A number of seconds from 0; None for what is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if value >= 0 else None


def _header_seconds(text: str) -> float | None:
    """`Retry-After`: seconds, or the moment as an HTTP date."""
    if text.strip().isdecimal():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
