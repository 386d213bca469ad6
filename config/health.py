"""`/health/live` and `/health/ready`: for load balancers and supervisors; public, without detail.

The body is `application/health+json` (IETF draft-inadarei-api-health-check).
"""

from __future__ import annotations

import shutil
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

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
    return _answer({name: check() for name, check in CHECKS.items()})


def _answer(checks: dict[str, str]) -> JsonResponse:
    told = checks.values()
    status = FAIL if FAIL in told else WARN if WARN in told else PASS
    return JsonResponse(
        {"status": status, "checks": {name: [{"status": word}] for name, word in checks.items()}},
        status=503 if status == FAIL else 200,
        content_type="application/health+json",
    )


def _database() -> str:
    try:
        workers.alive().exists()
    except (DatabaseError, InterfaceError):
        return FAIL
    return PASS


def _workers() -> str:
    try:
        return PASS if workers.alive().exists() else WARN
    except (DatabaseError, InterfaceError):
        return FAIL


def _disk() -> str:
    return PASS if shutil.disk_usage(settings.DATA_DIR).free >= LEAST_FREE_BYTES else FAIL


CHECKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "workers": _workers,
    "disk": _disk,
}
