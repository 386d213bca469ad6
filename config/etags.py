"""ETag and If-Match: an edit that is based on what has changed since is refused.

A verb module calls `hold` first in its transaction, so the tag is compared under the row's lock:

    with transaction.atomic():
        hold(target, if_match)
        ...

A view hands `request.headers.get(IF_MATCH)` to the verb, answers with `tagged`, and is marked with
`conditional_read` or `conditional_edit`, which put header, code and answer into the API document.
What a row's tag does not cover (when a key was last used) is shown without `tagged`: such an answer
is never 304.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError
from config.errors.openapi import raises

F = TypeVar("F", bound=Callable[..., Any])

IF_MATCH = "If-Match"
_TAG = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"'
_TAGS = re.compile(rf"[ \t,]*(?:{_TAG}[ \t]*(?:,[ \t,]*|$))+")

_IF_MATCH = OpenApiParameter(
    IF_MATCH,
    str,
    OpenApiParameter.HEADER,
    description="The ETag of the object as it was read; by now another one: 412, and no change. "
    "Several with commas; `*` for any. Without the header the edit is unconditional.",
)
_IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match",
    str,
    OpenApiParameter.HEADER,
    description="An ETag that the client has; still the present one: 304 without a body.",
)
ETAG = OpenApiParameter(
    "ETag", str, OpenApiParameter.HEADER, response=[200, 201], description="For If-Match."
)


def hold(row: models.Model, if_match: str | None = None) -> None:
    """Lock `row` until the transaction ends and bring it up to date, in one query.

    NOT_FOUND where it is gone by now, and what `check` raises.
    """
    fields = row._meta.concrete_fields
    related = [f.name for f in fields if isinstance(f, models.ForeignKey) and f.is_cached(row)]
    rows = type(row)._base_manager.select_for_update(of=("self",), no_key=True)
    try:
        row.refresh_from_db(from_queryset=rows.select_related(*related) if related else rows)
    except ObjectDoesNotExist:
        raise ApiError(ErrorCode.NOT_FOUND, "It has been deleted meanwhile") from None
    check(row, if_match)


def check(row: Any, if_match: str | None) -> None:
    """Raise PRECONDITION_FAILED unless `if_match` names the ETag of `row` (RFC 9110, 13.1.1).

    None is unconditional; tags are compared strongly, so a weak one never fits. BAD_REQUEST where
    the header is no list of tags.
    """
    if if_match is None or if_match.strip() == "*":
        return
    if row.etag not in _tags(if_match, IF_MATCH):
        raise ApiError(ErrorCode.PRECONDITION_FAILED, f"Its ETag is {row.etag} by now")


def tagged(request: Request, row: Any, data: Any, status: int = 200, **headers: str) -> Response:
    """`data` with the ETag of `row`; 304 without it where a GET names that tag."""
    headers["ETag"] = row.etag
    asked = request.headers.get("If-None-Match") if request.method in ("GET", "HEAD") else None
    if asked is not None:
        weak = {tag.removeprefix("W/") for tag in _tags(asked, "If-None-Match")}
        if asked.strip() == "*" or row.etag in weak:
            return Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(data, status=status, headers=headers)


def conditional_read(action: F) -> F:
    """Says in the API document that the answer carries an ETag and may be 304."""
    marked: Any = extend_schema(parameters=[_IF_NONE_MATCH, ETAG])(action)
    marked.empty_answers = {304: "Not modified: the client has the present one."}
    return marked


def conditional_edit(action: F) -> F:
    """Says in the API document that the edit takes If-Match."""
    return raises(ErrorCode.PRECONDITION_FAILED)(
        extend_schema(parameters=[_IF_MATCH, ETAG])(action)
    )


def _tags(text: str, name: str) -> list[str]:
    if text.strip() == "*":
        return []
    if not _TAGS.fullmatch(text):
        raise ApiError(
            ErrorCode.BAD_REQUEST, f"{name} must be * or a list of ETags in double quotes"
        )
    return re.findall(_TAG, text)
