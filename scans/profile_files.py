"""Profiles as YAML files: written for people to keep under version control, and read back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml
from django.db import transaction
from rest_framework.exceptions import ValidationError

from config.errors.catalog import ErrorCode
from config.errors.conversion import failure_of
from config.errors.exceptions import ApiError, FieldError
from projects.callers import Caller
from projects.models import Project

from . import profiles
from .api.serializers import ProfileSerializer
from .models import Profile

LARGEST_BYTES = 100_000
MEDIA_TYPE = "text/plain"  # generated clients know no YAML


class _Loader(yaml.SafeLoader):
    """Without aliases, which can make a small file endless, and without keys that stand twice."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark
            raise yaml.MarkedYAMLError(problem="aliases are not read", problem_mark=mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        seen: set[Any] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.MarkedYAMLError(
                    problem=f"{key.value} stands twice", problem_mark=key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def dump(profile: Profile) -> str:
    """`profile` as YAML, without its project: `load` reads it back as it was."""
    head = f"# Profile {profile.name}, version {profile.version}\n"
    return head + written({"name": profile.name, **profiles.content(profile)})


def written(values: Mapping[str, Any]) -> str:
    """`values` as YAML, in their order."""
    return yaml.safe_dump(dict(values), sort_keys=False, allow_unicode=True, width=100)


def load(text: bytes) -> dict[str, Any]:
    """The values of a profile's file; VALIDATION_ERROR says what is wrong, with its line or field.

    What its tools, options and limits may say is checked where profiles are stored.
    """
    if len(text) > LARGEST_BYTES:
        raise _refused(f"is larger than {LARGEST_BYTES:,} bytes.")
    try:
        values = yaml.load(text.decode("utf-8-sig"), _Loader)  # noqa: S506 - it is a SafeLoader
    except UnicodeDecodeError:
        raise _refused("is not UTF-8.") from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise _refused(f"is not YAML: {_told(error)}.") from None
    if not isinstance(values, Mapping):
        raise _refused("is not a profile: it has no `name` and `tools`.")
    strange = sorted(str(key) for key in set(values) - {"name", *profiles.FIELDS})
    if strange:
        known = ", ".join(("name", *profiles.FIELDS))
        raise _refused(f"has unknown keys: {', '.join(strange)}; known: {known}.")
    profile = ProfileSerializer(data=dict(values))
    if not profile.is_valid():
        wrong = failure_of(ValidationError(profile.errors))
        errors = wrong.errors if wrong else ()
        told = "; ".join(f"{error.field}: {error.message}" for error in errors)
        raise ApiError(ErrorCode.VALIDATION_ERROR, told, errors=list(errors))
    return dict(profile.validated_data)


@transaction.atomic
def store(
    caller: Caller | str, project: Project, values: Mapping[str, Any], replace: bool
) -> tuple[Profile, bool]:
    """A checked profile's values stored in `project`; with `replace`, over its own of that name.

    The profile, and whether it is a new one. One that says the same already keeps its version.
    """
    name, severities = values["name"], values.get("severity_filter", [])
    values = {**values, "severity_filter": profiles.check_severities(severities)}
    existing = Profile.objects.filter(project=project, name=name).first() if replace else None
    if existing is None:
        return profiles.create(caller, project, values), True
    changed = {
        field: value
        for field, value in values.items()
        if field != "name" and getattr(existing, field) != value
    }
    return (profiles.change(caller, existing, changed) if changed else existing), False


def _told(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or type(error).__name__
    return f"{problem}, line {mark.line + 1}" if mark else str(problem)


def _refused(why: str) -> ApiError:
    error = FieldError("file", f"The file {why}", "invalid")
    return ApiError(ErrorCode.VALIDATION_ERROR, error.message, errors=[error])
