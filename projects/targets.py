"""What is scanned: making, changing and retiring targets, all within the allow-list."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError, FieldError
from config.etags import hold
from config.records import audit

from .allow_list import Checked, check_allowed, check_endpoint
from .credentials import refuse_misfit
from .models import Target

if TYPE_CHECKING:
    from .callers import Caller
    from .models import Credential, Project

__all__ = [
    "KINDS",
    "Checked",
    "change",
    "check_allowed",
    "check_caller",
    "check_options",
    "create",
    "may_scan_hosts",
    "retire",
]

# Kinds that people make; targets of kind `imported` come from imports.
_REGION = re.compile(r"[a-z][a-z0-9-]{1,38}[a-z0-9]", re.ASCII)
KINDS = [kind.value for kind in Target.Kind if kind is not Target.Kind.IMPORTED]


def may_scan_hosts(caller: Caller) -> bool:
    """Whether `caller` has the permission projects.scan_host."""
    return caller.user.has_perm("projects.scan_host")


def check_caller(caller: Caller, kind: str) -> None:
    """Raises `FORBIDDEN` unless `caller` may scan targets of `kind`: hosts need a permission of
    Django's beside the role. Asked when a target is made and again when a run starts."""
    if kind == Target.Kind.HOST and not may_scan_hosts(caller):
        raise ApiError(ErrorCode.FORBIDDEN, "Host targets need the permission projects.scan_host")


def create(
    caller: Caller,
    project: Project,
    kind: str,
    locator: str,
    *,
    name: str = "",
    options: dict[str, Any] | None = None,
    credential: Credential | None = None,
) -> Target:
    """A new target, its locator in normal form; one that was retired comes back.

    `VALIDATION_ERROR` for an unknown kind, `TARGET_NOT_ALLOWED`, `DUPLICATE_RESOURCE`.
    """
    if kind not in KINDS:
        sentence = f"kind must be one of: {', '.join(KINDS)}"
        raise ApiError(
            ErrorCode.VALIDATION_ERROR,
            sentence,
            errors=[FieldError("kind", sentence, "invalid_choice")],
        )
    check_caller(caller, kind)
    checked = check_allowed(kind, locator, project)
    refuse_misfit(credential, kind, checked.locator)
    fields = {"name": name, "options": options or {}, "credential": credential}
    _check_fields(project, fields)
    identity = {"project": project, "kind": kind, "locator": checked.locator}
    try:
        with transaction.atomic():
            target = Target.objects.select_for_update().filter(**identity, retired=True).first()
            if target is None:
                target = Target.objects.create(**identity, **fields)
            else:
                for field, value in {**fields, "retired": False}.items():
                    setattr(target, field, value)
                target.save(update_fields=[*fields, "retired", "updated"])
            audit.record(caller, "target.create", target, project=project, after=_shown(target))
    except IntegrityError:
        raise ApiError(
            ErrorCode.DUPLICATE_RESOURCE,
            f"The project already has the {kind} target {checked.locator}",
        ) from None
    return target


def change(
    caller: Caller, target: Target, changes: dict[str, Any], if_match: str | None = None
) -> Target:
    """Sets name, options, credential or retired; kind and locator are what a target is.

    Names are resolved before the row is locked.
    """
    _check_fields(target.project, changes)
    refuse_misfit(changes.get("credential"), target.kind, target.locator)
    if changes.get("retired") is False and target.retired:
        check_caller(caller, target.kind)
        check_allowed(target.kind, target.locator, target.project)
    with transaction.atomic():
        hold(target, if_match)
        before = _shown(target)
        for field, value in changes.items():
            setattr(target, field, value)
        target.save(update_fields=[*changes, "updated"])
        audit.record(
            caller,
            "target.change",
            target,
            project=target.project,
            before=before,
            after=_shown(target),
        )
    return target


def retire(caller: Caller, target: Target, if_match: str | None = None) -> None:
    """Takes a target out of use; its scans and findings stay."""
    if not target.retired or if_match is not None:
        change(caller, target, {"retired": True}, if_match)


def _check_fields(project: Project, fields: dict[str, Any]) -> None:
    credential = fields.get("credential")
    if credential is not None and credential.project_id != project.pk:
        raise ApiError(
            ErrorCode.VALIDATION_ERROR,
            "The credential belongs to another project",
            errors=[FieldError("credential", "No such credential.", "does_not_exist")],
        )
    check_options(fields.get("options") or {})


def check_options(options: Mapping[str, Any]) -> None:
    """Raises `TARGET_NOT_ALLOWED` for an `endpoint_url` outside the allow-list, `VALIDATION_ERROR`
    for `regions` that are none. Asked when a target is made or changed, and when a run starts."""
    regions = options.get("regions", [])
    if not isinstance(regions, list) or not all(
        isinstance(name, str) and _REGION.fullmatch(name) for name in regions
    ):
        sentence = "regions must be a list of regions' names, such as eu-central-1"
        raise ApiError(
            ErrorCode.VALIDATION_ERROR,
            sentence,
            errors=[FieldError("options.regions", sentence, "invalid")],
        )
    if endpoint := options.get("endpoint_url"):
        check_endpoint(str(endpoint))


def _shown(target: Target) -> dict[str, Any]:
    return {
        "kind": target.kind,
        "locator": target.locator,
        "name": target.name,
        "options": target.options,
        "credential": str(target.credential_id) if target.credential_id else None,
        "retired": target.retired,
    }
