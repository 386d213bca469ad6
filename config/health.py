"""`/health/live` and `/health/ready`: for load balancers and supervisors; public, without detail.

The body is `application/health+json` (IETF draft-inadarei-api-health-check).
"""

from __future__ import annotations

import shutil

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.errors.catalog import ErrorCode
from scans import workers

LEAST_FREE_BYTES = 256 * 1024**2

PASS, WARN, FAIL = "pass", "warn", "fail"


@never_cache
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """This process answers."""
    return _answer({})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Whether work can be taken: 503 without database or disk; a warning without a worker."""
    return _answer({**_stored(), **_disk()})


def _answer(checks: dict[str, str]) -> JsonResponse:
    told = checks.values()
    status = FAIL if FAIL in told else WARN if WARN in told else PASS
    response = JsonResponse(
        {"status": status, "checks": {name: [{"status": word}] for name, word in checks.items()}},
        status=503 if status == FAIL else 200,
        content_type="application/health+json",
    )
    if status == FAIL:
        is_database = checks.get("database") == FAIL
        code = ErrorCode.DATABASE_UNAVAILABLE if is_database else ErrorCode.SERVICE_UNAVAILABLE
        response["X-Error-Code"] = code.name
        response["Retry-After"] = str(code.value.retry_after)
    return response


def _stored() -> dict[str, str]:
    """Database and workers by one query: a database that is away is waited for once."""
    try:
        are_there = workers.alive().exists()
    except (DatabaseError, InterfaceError):
        return {"database": FAIL, "workers": FAIL}
    return {"database": PASS, "workers": PASS if are_there else WARN}


def _disk() -> dict[str, str]:
    is_enough = shutil.disk_usage(settings.DATA_DIR).free >= LEAST_FREE_BYTES
    return {"disk": PASS if is_enough else FAIL}
