"""Secrets for tools: write-only environment variables, encrypted at rest.

Some variables steer the tool or the machine instead of signing in (`LD_PRELOAD`, `PATH`, proxies):
those are refused, since whoever may store a credential must not run programs on the server by it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, models, transaction

from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError, FieldError
from config.records import audit

from .allow_list import check_endpoint
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
    r"|SEMGREP_(?!APP_TOKEN).*"
    r"|DATABASE_URL|SECRET_KEY|FIELD_ENCRYPTION_KEYS|REDIS_URL",
    re.IGNORECASE | re.ASCII,
)
_ENDPOINT = re.compile(r".*(ENDPOINT|_URL|_HOST|_AUTHORITY).*", re.IGNORECASE | re.ASCII)
LONGEST_VALUE = 65_536


def create(
    caller: Caller,
    project: Project,
    name: str,
    kind: str,
    values: dict[str, str],
    expires: datetime | None = None,
) -> Credential:
    """A new credential; `DUPLICATE_RESOURCE` for a name in use, `VALIDATION_ERROR` for variables
    that are no secrets, `TARGET_NOT_ALLOWED` for an endpoint outside the allow-list."""
    check_values(values)
    credential = Credential(
        project=project, name=name, kind=kind, values=dict(values), expires=expires
    )
    return _stored(caller, "credential.create", credential, None, None)


def change(caller: Caller, credential: Credential, changes: dict[str, Any]) -> Credential:
    """Sets name, expires or values; values are replaced as a whole."""
    before = shown(credential)
    if "values" in changes:
        check_values(changes["values"])
    for field, value in changes.items():
        setattr(credential, field, value)
    return _stored(caller, "credential.change", credential, before, [*changes, "updated"])


def delete(caller: Caller, credential: Credential) -> None:
    """Removes the credential; targets that used it go on without."""
    with transaction.atomic():
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


def check_values(values: dict[str, str]) -> None:
    """Refuses what cannot be, or must not be, a tool's environment variable."""
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
        raise ApiError(
            ErrorCode.VALIDATION_ERROR,
            problem,
            errors=[FieldError(f"values.{name[:40]}", problem, "invalid")],
        )


def shown(credential: Credential) -> dict[str, Any]:
    """What may be seen of a credential: never a value."""
    return {
        "name": credential.name,
        "kind": credential.kind,
        "environment": sorted(credential.values),
        "expires": credential.expires.isoformat() if credential.expires else None,
    }


def _stored(
    caller: Caller,
    action: str,
    credential: Credential,
    before: dict[str, Any] | None,
    update_fields: list[str] | None,
) -> Credential:
    try:
        with transaction.atomic():
            credential.save(update_fields=update_fields)
            audit.record(
                caller,
                action,
                credential,
                project=credential.project,
                before=before,
                after=shown(credential),
            )
    except IntegrityError:
        raise ApiError(
            ErrorCode.DUPLICATE_RESOURCE,
            f"The project already has a credential named {credential.name}",
        ) from None
    return credential
