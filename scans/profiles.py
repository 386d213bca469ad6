"""Profiles: those that are shipped as YAML, those that projects make, and finding one by name."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q

from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError, FieldError
from config.etags import hold
from config.records import audit
from projects.callers import Caller
from projects.models import Project
from tooling import limits, options, registry
from tooling.base import SEVERITIES

from .models import Profile, ProfileVersion

FOLDER = Path(__file__).parent / "profiles"
FIELDS = ("description", "tools", "max_parallel", "timeout_seconds", "limits", "severity_filter")
EMPTY: dict[str, Any] = {"limits": {}, "severity_filter": []}  # what a file leaves out
ENTRY_KEYS = frozenset({"tool", "options", "timeout_seconds", "limits", "optional"})


def shipped() -> dict[str, dict[str, Any]]:
    """The profiles in `profiles/*.yml` by name, as their files say."""
    return {
        path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
        for path in sorted(FOLDER.glob("*.yml"))
    }


def sync(**_signal: Any) -> None:
    """Store the shipped profiles; one whose file changed gets the next version. Idempotent.

    Scans keep the number of the version that they ran. Run after every migrate.
    """
    for name, content in shipped().items():
        wanted = EMPTY | {field: content[field] for field in FIELDS if field in content}
        with transaction.atomic():
            profile, made = Profile.objects.select_for_update().get_or_create(
                project=None, name=name, defaults=wanted
            )
            if not made and any(getattr(profile, name) != wanted[name] for name in wanted):
                for field, value in wanted.items():
                    setattr(profile, field, value)
                profile.version += 1
                profile.save()
            _keep(profile)


def visible(project: Project) -> Any:
    """Profiles that a scan of `project` can use: its own and the shipped ones."""
    return Profile.objects.filter(Q(project=project) | Q(project=None))


def find_profile(project: Project, name: str) -> Profile:
    """The profile of that name or id; a project's own hides a shipped one of the same name.

    UNKNOWN_PROFILE, listing the names, where there is none. One query, two on failure.
    """
    try:
        same = Q(pk=uuid.UUID(name))
    except ValueError:
        same = Q(name=name)
    found = list(visible(project).filter(same)) if "\0" not in name else []
    if not found:
        names = sorted(set(visible(project).values_list("name", flat=True)))
        raise ApiError(
            ErrorCode.UNKNOWN_PROFILE, f"{name!r} is not one of: {', '.join(names) or '(none)'}"
        )
    return max(found, key=lambda profile: profile.project_id is not None)


def content(profile: Profile) -> dict[str, Any]:
    """What `profile` says, as its file would."""
    return {field: getattr(profile, field) for field in FIELDS}


def _keep(profile: Profile) -> ProfileVersion:
    """The row of the profile's version, made where there is none."""
    return ProfileVersion.objects.get_or_create(
        profile=profile,
        number=profile.version,
        defaults={
            "project": profile.project,
            "name": profile.name,
            "content": content(profile),
        },
    )[0]


def as_run(profile: Profile | None) -> ProfileVersion | None:
    """What a scan that starts now keeps of `profile`. One query."""
    return _keep(profile) if profile is not None else None


def check_tools(entries: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Entries of a profile as they are stored; VALIDATION_ERROR names each field that is wrong."""
    known = registry.all_tools()
    errors: list[FieldError] = []
    seen: set[str] = set()
    if not entries:
        errors.append(FieldError("tools", "A profile has at least one tool.", "required"))
    for index, entry in enumerate(entries):
        place = f"tools.{index}"
        name = entry.get("tool", "")
        strange = sorted(set(entry) - ENTRY_KEYS)
        if strange:
            errors.append(FieldError(place, f"Unknown keys: {', '.join(strange)}.", "unknown"))
        if name not in known:
            message = f"{name!r} is not registered; registered: {', '.join(known)}."
            errors.append(FieldError(f"{place}.tool", message, "invalid_choice"))
            continue
        if name in seen:
            errors.append(FieldError(f"{place}.tool", f"{name} stands twice.", "unique"))
        seen.add(name)
        try:
            options.validate(known[name], entry.get("options", {}))
        except ApiError as error:
            errors += error.errors or (FieldError(place, str(error.details), "invalid"),)
        errors += _entry_errors(entry, place)
    _refuse(errors)
    return [dict(entry) for entry in entries]


def _entry_errors(entry: Mapping[str, Any], place: str) -> Iterator[FieldError]:
    seconds, most = entry.get("timeout_seconds", 1), settings.TOOL_LIMITS["seconds"]
    if isinstance(seconds, bool) or not isinstance(seconds, int) or not 1 <= seconds <= most:
        message = f"must be a whole number of seconds from 1 to {most:,}, not {seconds!r:.40}."
        yield FieldError(f"{place}.timeout_seconds", message, "invalid")
    if not isinstance(entry.get("optional", False), bool):
        yield FieldError(f"{place}.optional", "must be true or false.", "invalid")
    yield from _limit_errors(entry.get("limits", {}), f"{place}.limits")


def check_limits(given: Any) -> dict[str, Any]:
    """Limits of a profile as they are stored; VALIDATION_ERROR names each that is wrong."""
    _refuse(list(_limit_errors(given, "limits")))
    return dict(given)


def check_severities(given: Any) -> list[str]:
    """A severity filter as it is stored, worst first; all severities are no filter."""
    if not isinstance(given, (list, tuple)) or not set(map(str, given)) <= set(SEVERITIES):
        told = f"must be a list of: {', '.join(SEVERITIES)}."
        _refuse([FieldError("severity_filter", told, "invalid_choice")])
    chosen: list[str] = [severity for severity in SEVERITIES if severity in given]
    return [] if len(chosen) == len(SEVERITIES) else chosen


def _limit_errors(given: Any, place: str) -> Iterator[FieldError]:
    for name, message in limits.problems(given, settings.TOOL_LIMITS):
        yield FieldError(f"{place}.{name}".rstrip("."), message, "invalid")


def _refuse(errors: Sequence[FieldError]) -> None:
    if errors:
        told = f"{errors[0].field}: {errors[0].message}"
        raise ApiError(ErrorCode.VALIDATION_ERROR, told, errors=list(errors))


@transaction.atomic
def create(caller: Caller | str, project: Project, values: Mapping[str, Any]) -> Profile:
    """A new profile of `project`; DUPLICATE_RESOURCE where it has one of that name.

    `caller` is a person, or the name of the command that does it.
    """
    profile = Profile(project=project, **values)
    profile.tools = check_tools(profile.tools)
    profile.limits = check_limits(profile.limits)
    profile.severity_filter = check_severities(profile.severity_filter)
    _save(profile)
    audit.record(caller, "profile.create", profile, project=project, after=dict(values))
    return profile


@transaction.atomic
def change(
    caller: Caller | str, profile: Profile, values: Mapping[str, Any], if_match: str | None = None
) -> Profile:
    """Change a project's profile; each change is the next version."""
    hold(profile, if_match)
    _own(profile)
    before = {field: getattr(profile, field) for field in values}
    for field, value in values.items():
        setattr(profile, field, value)
    profile.tools = check_tools(profile.tools)
    profile.limits = check_limits(profile.limits)
    profile.severity_filter = check_severities(profile.severity_filter)
    profile.version += 1
    _save(profile)
    audit.record(
        caller,
        "profile.change",
        profile,
        project=profile.project,
        before=before,
        after=dict(values),
    )
    return profile


@transaction.atomic
def copy(caller: Caller, profile: Profile, project: Project, name: str = "") -> Profile:
    """A profile of `project` that says what `profile` says, with its name unless one is given."""
    return create(caller, project, {"name": name or profile.name, **content(profile)})


@transaction.atomic
def delete(caller: Caller, profile: Profile, if_match: str | None = None) -> None:
    """Delete a project's profile; its scans keep their runs."""
    hold(profile, if_match)
    _own(profile)
    audit.record(
        caller, "profile.delete", profile, project=profile.project, before={"name": profile.name}
    )
    profile.delete()


def _own(profile: Profile) -> None:
    if profile.project_id is None:
        told = f"{profile.name} is shipped and cannot be changed: copy it into a project"
        raise ApiError(ErrorCode.CONFLICT, told)


def _save(profile: Profile) -> None:
    try:
        with transaction.atomic():
            profile.save()
            _keep(profile)
    except IntegrityError as error:
        raise ApiError(
            ErrorCode.DUPLICATE_RESOURCE, f"The project has a profile named {profile.name}"
        ) from error
