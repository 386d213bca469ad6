"""Secrets for tools: write-only, encrypted at rest; what each kind holds: `credential_kinds`.

Some variables steer the tool or the machine instead of signing in (`LD_PRELOAD`, `PATH`, proxies):
those are refused, since whoever may store a credential must not run programs on the server by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, models, transaction

from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError, FieldError
from config.etags import hold
from config.records import audit

from . import credential_kinds
from .allow_list import check_endpoint
from .credential_handing import hand_out, misfit
from .encryption import EncryptedJSONField
from .models import Credential

if TYPE_CHECKING:
    from datetime import datetime

    from .callers import Caller
    from .models import Project

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,127}", re.ASCII)
_STEERING = re.compile(
    r"(LD|DYLD|GCONV|MALLOC|GEM|NODE|JAVA|_JAVA|JDK|GIT|SSH|WARDROOM|DJANGO|NPM_CONFIG|PIP)_.*"
    r"|(OPENSSL|SSL|LUA|GLIBC|XDG|RES|CURL|UV|LC|CHECKOV|CKV|EXTERNAL_CHECKS)_.*"
    r"|(BASH|PERL|PYTHON|_PYTHON|RUBY|PROMPT|NMAP|OCAML).*|SSLKEYLOGFILE|HOSTALIASES|LOCALDOMAIN"
    r"|PATH|HOME|SHELL|IFS|ENV|PS4|TMP|TEMP|TMPDIR|LOCPATH|NLSPATH|BROWSER|LANG|LANGUAGE|TZ|TZDIR"
    r"|.*(PROXY|PAGER|EDITOR|CREDENTIAL_PROCESS|PRELOAD|CA_BUNDLE)"
    # Paths would be read on the server: a key is given by its value.
    r"|.*_(FILE|DIR|PATH)|KUBECONFIG|GOOGLE_APPLICATION_CREDENTIALS"
    # What the tools' own files set, so that they ask nobody and run local rules only.
    r"|SEMGREP_(?!APP_TOKEN).*|PROWLER_.*|LOG_LEVEL"
    # The identity of the machine that the tools run on is nobody's credential.
    r"|AWS_(CONTAINER|EC2_METADATA)_.*"
    r"|DATABASE_URL|SECRET_KEY|FIELD_ENCRYPTION_KEYS|REDIS_URL",
    re.IGNORECASE | re.ASCII,
)
_ENDPOINT = re.compile(r".*(ENDPOINT|_URL|_HOST|_AUTHORITY).*", re.IGNORECASE | re.ASCII)
LONGEST_VALUE = 65_536
UNCHECKED: dict[str, Any] = {
    "last_checked": None,
    "last_result": "",
    "last_error": "",
    "last_cause": "",
    "last_identity": "",
}


def create(
    caller: Caller,
    project: Project,
    name: str,
    kind: str,
    values: dict[str, str],
    expires: datetime | None = None,
) -> Credential:
    """A new credential; `DUPLICATE_RESOURCE` for a name in use, `VALIDATION_ERROR` for fields that
    the kind does not have or variables that are no secrets, `TARGET_NOT_ALLOWED` for an endpoint
    outside the allow-list."""
    check_values(kind, values, expires)
    credential = Credential(
        project=project, name=name, kind=kind, values=dict(values), expires=expires
    )
    with _one_of_a_name(credential):
        credential.save()
        audit.record(
            caller, "credential.create", credential, project=project, after=shown(credential)
        )
    return credential


def change(
    caller: Caller, credential: Credential, changes: dict[str, Any], if_match: str | None = None
) -> Credential:
    """Sets name, expires or values; values are replaced as a whole, and what was known of the old
    ones goes: the last check, and an expiry that has passed.

    Names are resolved before the row is locked.
    """
    if "values" in changes:
        check_values(credential.kind, changes["values"], changes.get("expires"))
        changes = {**changes, **UNCHECKED}
        if credential.has_expired():
            changes.setdefault("expires", None)
    with _one_of_a_name(credential):
        hold(credential, if_match)
        before = shown(credential)
        for field, value in changes.items():
            setattr(credential, field, value)
        credential.save(update_fields=[*changes, "updated"])
        audit.record(
            caller,
            "credential.change",
            credential,
            project=credential.project,
            before=before,
            after=shown(credential),
        )
    return credential


def delete(caller: Caller, credential: Credential, if_match: str | None = None) -> None:
    """Removes the credential; targets that used it go on without."""
    with transaction.atomic():
        hold(credential, if_match)
        audit.record(
            caller,
            "credential.delete",
            credential,
            project=credential.project,
            before=shown(credential),
        )
        credential.delete()


def rotate_all() -> tuple[int, list[models.Model]]:
    """Encrypts every credential, and whatever else any app keeps in an `EncryptedJSONField`, with
    the first key of FIELD_ENCRYPTION_KEYS.

    Gives how many rows were rotated, and those (without values) that no configured key opens.
    """
    rotated: int = 0
    closed: list[models.Model] = []
    for model in apps.get_models():
        names = [f.name for f in model._meta.concrete_fields if isinstance(f, EncryptedJSONField)]
        rows = model._base_manager
        for pk in list(rows.values_list("pk", flat=True)) if names else ():
            try:
                with transaction.atomic():
                    row = rows.select_for_update().filter(pk=pk).first()
                    if row is not None:
                        row.save(update_fields=names)
                        rotated += 1
            except ImproperlyConfigured:
                closed.append(rows.defer(*names).get(pk=pk))
    return rotated, closed


def check_values(kind: str, values: dict[str, str], expires: datetime | None = None) -> None:
    """Refuses what cannot be a field of `kind`, and what cannot be, or must not be, a tool's
    environment variable. May ask DNS."""
    variables = {n: v for n, v in values.items() if not credential_kinds.is_field(kind, n)}
    _check_variables(variables)
    for value in values.values():
        if "\0" in value or len(value) > LONGEST_VALUE:
            raise _refused("values", "A value has a null byte or is over 64 KiB")
    problems = credential_kinds.problems(kind, values, expires is not None)
    if problems:
        raise ApiError(
            ErrorCode.VALIDATION_ERROR,
            problems[0].message,
            errors=[FieldError(one.field, one.message, one.code) for one in problems],
        )
    for url in credential_kinds.endpoints(kind, values):
        check_endpoint(url)


def check_endpoints(credential: Credential) -> None:
    """Asks again, when a run starts, whether the endpoints of `credential` are allowed."""
    values = credential.values
    named = [v for n, v in values.items() if _ENDPOINT.fullmatch(n) and "://" in v]
    for url in dict.fromkeys([*credential_kinds.endpoints(credential.kind, values), *named]):
        check_endpoint(url)


def refuse_misfit(credential: Credential | None, kind: str, locator: str) -> None:
    """`VALIDATION_ERROR` for a credential of another kind than a target's cloud account."""
    problem = misfit(credential, kind, locator) if credential is not None else ""
    if problem:
        raise _refused("credential", problem)


def _refused(field: str, problem: str) -> ApiError:
    return ApiError(
        ErrorCode.VALIDATION_ERROR, problem, errors=[FieldError(field, problem, "invalid")]
    )


def _check_variables(values: dict[str, str]) -> None:
    for name, value in values.items():
        if not _NAME.fullmatch(name):
            problem = f"{name[:40]!r} is not the name of an environment variable"
        elif _STEERING.fullmatch(name):
            problem = f"{name} steers programs instead of signing in, and is not accepted"
        elif not value or "\0" in value or len(value) > LONGEST_VALUE:
            problem = f"The value of {name} is empty, has a null byte or is over 64 KiB"
        else:
            if _ENDPOINT.fullmatch(name) and "://" in value:
                check_endpoint(value)
            continue
        raise _refused(f"values.{name[:40]}", problem)


def shown(credential: Credential) -> dict[str, Any]:
    """What may be seen of a credential: never a value."""
    return {
        "name": credential.name,
        "kind": credential.kind,
        "environment": environment_of(credential),
        "expires": credential.expires.isoformat() if credential.expires else None,
    }


def environment_of(credential: Credential) -> list[str]:
    """Names of the variables that a tool gets from it."""
    return hand_out(credential.kind, credential.values).names


@contextmanager
def _one_of_a_name(credential: Credential) -> Iterator[None]:
    """A transaction; `DUPLICATE_RESOURCE` where the name is in use."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise ApiError(
            ErrorCode.DUPLICATE_RESOURCE,
            f"The project already has a credential named {credential.name}",
        ) from None
