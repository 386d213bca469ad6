"""Idempotency-Key: a POST that starts work, sent again under the same key, starts it once.

An action is marked below `@raises`, and returns its work instead of doing it:

    @idempotent(may_replay)
    def create(self, request):
        order = check(...)                     # may be slow, may refuse, leaves nothing behind
        return lambda: Response(start(order))  # one transaction with the storing of the answer

So a process that dies at any moment has done the work and stored its answer, or neither. An
action that starts nothing this time (a dry run) returns its `Response`, and the key is free again.

The row of a key is its claim, and the row's id the claim's fencing token: whoever takes over a
claim that is older than `LEASE` deletes it and makes a row of their own, so that the work of the
first, should it still live, finds no row to store its answer in and is rolled back. Clocks that
differ between hosts can therefore cost an attempt, but not start work twice.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import wraps
from http import HTTPStatus
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import parse_header_parameters
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from config.errors.catalog import ErrorCode
from config.errors.encoding import timestamp
from config.errors.exceptions import ApiError
from config.errors.negotiation import JSON, JSONRenderer
from config.errors.openapi import raises

from .models import IdempotencyKey

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
KEPT = timedelta(hours=24)
LEASE = timedelta(seconds=60)
WORKED_ON = timedelta(seconds=5)
RETRY_AFTER_SECONDS = 1
MAX_LENGTH = 255

Work = Callable[[], Response]
# Given the view and the stored answer's Location, raises the `ApiError` of a caller who lost the
# right to what the answer tells of.
MayReplay = Callable[[Any, str], None]

_KEY = OpenApiParameter(
    HEADER,
    {"type": "string", "minLength": 1, "maxLength": MAX_LENGTH, "pattern": "^[ -~]+$"},
    OpenApiParameter.HEADER,
    description="Sent again with the same key and body within 24 hours, the request starts nothing "
    "and gets the first answer. While the first is being worked on: 409 with Retry-After.",
)
_REPLAYED = OpenApiParameter(
    REPLAYED,
    {"type": "string", "enum": ["true"]},
    OpenApiParameter.HEADER,
    response=[202],
    description="The answer to an earlier request with the same Idempotency-Key.",
)


def idempotent(may_replay: MayReplay) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Lets an action that returns its `Work` be repeated safely under an `Idempotency-Key`.

    A repeat gets the stored answer after authentication and `may_replay`, whatever the action
    would refuse by now. Refusals are not kept. Without the header no query more is made; with it
    about five, three for a replay.
    """

    def mark(action: Callable[..., Response | Work]) -> Callable[..., Any]:
        @raises(ErrorCode.RESOURCE_LOCKED, ErrorCode.IDEMPOTENCY_KEY_REUSED)
        @extend_schema(parameters=[_KEY, _REPLAYED])
        @wraps(action)
        def answered(view: Any, request: Request, **path: Any) -> HttpResponse:
            key = request.headers.get(HEADER)
            if key is None:
                outcome = _outcome(action(view, request, **path))
                return outcome() if callable(outcome) else outcome
            mine = _claim_of(request, _checked(key))
            row = _claimed(mine)
            if row.pk == mine.pk:
                return _worked(mine, lambda: action(view, request, **path))
            _check_repeat(row, mine)
            may_replay(view, row.headers.get("Location", ""))
            return _replayed(row)

        return answered

    return mark


def purge() -> int:
    """Delete keys whose 24 hours are over; how many. One query; `retention` asks for it."""
    return IdempotencyKey.objects.filter(created__lt=timezone.now() - KEPT).delete()[0]


def _checked(key: str) -> str:
    if not key.strip() or len(key) > MAX_LENGTH or not (key.isascii() and key.isprintable()):
        raise ApiError(
            ErrorCode.BAD_REQUEST,
            f"{HEADER} must be 1 to {MAX_LENGTH} printable ASCII characters",
        )
    return key


def _claim_of(request: Request, key: str) -> IdempotencyKey:
    """The row, not stored yet, of this request's key. `/api/` and `/api/v1/` are one path."""
    is_key = hasattr(request.auth, "scopes")
    path = request._request.path_info
    twin = f"/api/{settings.API_VERSION}/"
    if path.startswith(twin):
        path = f"/api/{path.removeprefix(twin)}"
    return IdempotencyKey(
        caller=f"key:{request.auth.pk}" if is_key else f"user:{request.user.pk}",
        method=request.method or "",
        path=path[:400],  # a longer one holds no id and is answered 404
        key=key,
        body_hash=_digest(request._request),
    )


def _claimed(mine: IdempotencyKey) -> IdempotencyKey:
    """The row that holds the key now: `mine`, stored, unless another was there before."""
    held = IdempotencyKey.objects.filter(
        caller=mine.caller, method=mine.method, path=mine.path, key=mine.key
    )
    for _ in range(3):
        IdempotencyKey.objects.bulk_create([mine], ignore_conflicts=True)
        row = held.first()
        if row is not None and (row.pk == mine.pk or not _gave_way(row)):
            return row
    raise _busy(mine)


def _gave_way(row: IdempotencyKey) -> bool:
    """Whether a key past its 24 hours, or a claim whose holder is taken for dead, was deleted."""
    lasts = LEASE if row.status is None else KEPT
    if row.created > timezone.now() - lasts:
        return False
    return bool(IdempotencyKey.objects.filter(pk=row.pk, status=row.status).delete()[0])


def _worked(mine: IdempotencyKey, action: Callable[[], Response | Work]) -> Response:
    """Act, and keep the answer together with the work; else the key is free again."""
    kept = False
    try:
        outcome = _outcome(action())
        if not callable(outcome):
            return outcome
        with transaction.atomic():
            response = outcome()
            _keep(mine, response)
        kept = True
    finally:
        if not kept:
            with suppress(DatabaseError, InterfaceError):  # where it is down, the lease frees it
                IdempotencyKey.objects.filter(pk=mine.pk, status=None).delete()
    return response


def _outcome(outcome: Response | Work) -> Response | Work:
    """What an action returned; work that it has already done escaped the key."""
    if not callable(outcome) and outcome.status_code == HTTPStatus.ACCEPTED:
        raise TypeError("an idempotent action returns its work, it does not do it")
    return outcome


def _keep(mine: IdempotencyKey, response: Response) -> None:
    stored = IdempotencyKey.objects.filter(pk=mine.pk, status=None).update(
        status=response.status_code,
        headers={name: value for name, value in response.items() if name != "Content-Type"},
        body=JSONRenderer().render(response.data),
        updated=timezone.now(),
    )
    if not stored:
        raise _busy(mine)


def _check_repeat(row: IdempotencyKey, mine: IdempotencyKey) -> None:
    if row.body_hash != mine.body_hash:
        raise ApiError(
            ErrorCode.IDEMPOTENCY_KEY_REUSED,
            f"This {HEADER} came with another body before; a new request needs a new key",
        )
    if row.status is None:
        raise _busy(row)


def _replayed(row: IdempotencyKey) -> HttpResponse:
    headers = {**row.headers, REPLAYED: "true"}
    return HttpResponse(bytes(row.body), status=row.status, content_type=JSON, headers=headers)


def _busy(row: IdempotencyKey) -> ApiError:
    """Retryable, so that a client that lost the first answer waits for it.

    Work takes moments. A claim that is older is probably a dead worker's: it ends with its lease.
    """
    ends = row.created + LEASE
    left = (ends - timezone.now()).total_seconds()
    is_young = left > (LEASE - WORKED_ON).total_seconds()
    return ApiError(
        ErrorCode.RESOURCE_LOCKED,
        f"A request with this {HEADER} is still being worked on; repeat it in a moment",
        context={
            "resource_id": row.key,
            "locked_by": "request",
            "estimated_unlock": timestamp(ends),
        },
        retry_after=RETRY_AFTER_SECONDS if is_young else max(1, math.ceil(left)),
    )


def _digest(request: HttpRequest) -> str:
    """SHA-256 of the body as it came, and of the query where there is one.

    Of a form with files without its boundary, which a client draws anew for each repeat.
    """
    stream = getattr(request, "_stream", None)
    if isinstance(stream, SpooledTemporaryFile):  # ASGI: all of it has come, and may be large
        position = stream.tell()
        stream.seek(0)
        digest = _hashed(stream, _boundary(request))
        stream.seek(position)
    else:
        digest = _hashed(BytesIO(request.body), _boundary(request))
    query = request.META.get("QUERY_STRING", "")
    if query:
        digest.update(f"?{query}".encode())
    return digest.hexdigest()


def _boundary(request: HttpRequest) -> bytes:
    """What parts the fields of a form with files; b"" for any other body."""
    kind, parameters = parse_header_parameters(request.META.get("CONTENT_TYPE", ""))
    if kind != "multipart/form-data":
        return b""
    return f"--{parameters.get('boundary', '')}".encode("utf-8", "replace")


def _hashed(stream: Any, boundary: bytes) -> Any:
    """The hash of what stands between the boundaries, each of which counts as one mark."""
    if len(boundary) <= len("--"):
        return hashlib.file_digest(stream, "sha256")
    digest, rest = hashlib.sha256(), b""
    while chunk := stream.read(1 << 20):
        *parts, rest = (rest + chunk).split(boundary)
        for part in parts:
            digest.update(part + b"\0--")
        # The beginning of the next boundary may be the end of this chunk.
        kept = len(rest) - min(len(rest), len(boundary) - 1)
        digest.update(rest[:kept])
        rest = rest[kept:]
    digest.update(rest)
    return digest
