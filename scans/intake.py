"""What somebody asks of a scan, checked against every rule before anything is stored."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.conf import settings

from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError, FieldError
from projects.api.scoping import project_or_404, require
from projects.callers import Caller
from projects.credential_handing import misfit
from projects.models import Credential, Project, Target
from projects.roles import Action
from projects.targets import check_allowed, check_caller
from tooling import health, limits, options, registry
from tooling.base import Tool
from tooling.limits import Limits

from . import expiry
from .models import Profile
from .profiles import check_severities, find_profile

MAX_PARALLEL = 32


@dataclass(frozen=True)
class Ask:
    """A request for a scan. Rows may be given as rows, ids, or (project, credential) names.

    `options` by tool; `timeout_seconds` is for each tool. None and empty mean: by the profile.
    """

    project: Project | uuid.UUID | str | None = None
    target: Target | uuid.UUID | str | None = None
    profile: Profile | uuid.UUID | str | None = None
    tools: Sequence[str] = ()
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    timeout_seconds: int | None = None
    max_parallel: int | None = None
    severity_filter: Sequence[str] = ()
    credential: Credential | uuid.UUID | str | None = None


@dataclass(frozen=True)
class Item:
    """One tool of an order. `optional`: left out, not failed, where it is not installed."""

    tool: Tool
    options: dict[str, Any]
    limits: Limits
    optional: bool
    installed: bool
    selection_key: str

    @property
    def timeout_seconds(self) -> int:
        return int(self.limits.seconds)


@dataclass(frozen=True)
class Order:
    """An ask that may be carried out."""

    project: Project
    target: Target
    profile: Profile | None
    credential: Credential | None
    items: tuple[Item, ...]
    max_parallel: int
    severity_filter: list[str]
    asked: Ask


def check(caller: Caller, ask: Ask) -> Order:
    """The order that `ask` amounts to, or the `ApiError` of the first rule that it breaks.

    PROJECT_NOT_FOUND, FORBIDDEN, CONFLICT (archived project, retired target), UNKNOWN_PROFILE,
    UNKNOWN_TOOL, MISSING_PARAMETER, NOT_FOUND (target, credential), TOOL_NOT_APPLICABLE,
    VALIDATION_ERROR (options), FORBIDDEN (host targets), TARGET_NOT_ALLOWED, CREDENTIALS_REQUIRED,
    TOOL_UNAVAILABLE.
    """
    project = _project(caller, ask)
    _time_is_allowed(ask)
    profile = _profile(project, ask)
    requested = _requested(ask)
    if not requested and profile is None:
        raise _missing("profile", "profile or tools is required")
    entries = _entries(profile, requested)
    target = _target(project, ask, entries, bool(requested))
    chosen = _applicable(entries, target, bool(requested))
    _options_are_used(ask, chosen)
    credential = _credential(project, target, ask)
    check_caller(caller, target.kind)
    check_allowed(target.kind, target.locator, project)
    _credential_opens(credential, target, [registry.get(entry["tool"]) for entry in chosen])
    severities = check_severities(
        ask.severity_filter or (profile.severity_filter if profile else ())
    )
    ask = replace(ask, severity_filter=severities)
    items = tuple(_item(entry, ask, profile, target, not requested) for entry in chosen)
    if not any(item.installed for item in items):
        names = ", ".join(item.tool.name for item in items)
        raise ApiError(ErrorCode.TOOL_UNAVAILABLE, f"Not installed: {names}")
    return Order(
        project=project,
        target=target,
        profile=profile,
        credential=credential,
        items=items,
        max_parallel=ask.max_parallel or (profile.max_parallel if profile else 4),
        severity_filter=severities,
        asked=ask,
    )


def selection_key(tool: Tool, tool_options: Mapping[str, Any], ask: Ask, target: Target) -> str:
    """SHA-256 of everything that narrows what is looked at; empty where nothing does."""
    chosen: dict[str, Any] = dict(tool.selection(tool_options))
    if ask.severity_filter:
        chosen["severity_filter"] = sorted(set(ask.severity_filter))
    if target.options:
        chosen["target"] = target.options
    if not chosen:
        return ""
    return hashlib.sha256(json.dumps(chosen, sort_keys=True, default=str).encode()).hexdigest()


def _missing(name: str, details: str) -> ApiError:
    return ApiError(
        ErrorCode.MISSING_PARAMETER, details, message=f"Missing required parameter: {name}"
    )


def _project(caller: Caller, ask: Ask) -> Project:
    if isinstance(ask.project, Project):
        project = ask.project
    elif ask.project:
        project = project_or_404(caller, str(ask.project))
    elif isinstance(ask.target, Target):
        project = ask.target.project
    else:
        default = caller.default_project()
        if default is None:
            raise _missing("project", "project is required: the caller has no default project")
        project = default
    require(caller, Action.SCAN, project)
    if project.archived:
        raise ApiError(ErrorCode.CONFLICT, f"Project {project.slug} is archived")
    return project


def _profile(project: Project, ask: Ask) -> Profile | None:
    if isinstance(ask.profile, Profile):
        if ask.profile.project_id not in (None, project.pk):
            raise ApiError(ErrorCode.UNKNOWN_PROFILE, "The profile belongs to another project")
        return ask.profile
    return find_profile(project, str(ask.profile)) if ask.profile else None


def _requested(ask: Ask) -> list[str]:
    """The tools by name, once each, in the order asked; options must be for tools that exist."""
    known = registry.all_tools()
    unknown = [name for name in [*ask.tools, *ask.options] if name not in known]
    if unknown:
        raise ApiError(
            ErrorCode.UNKNOWN_TOOL,
            f"{', '.join(map(repr, unknown))} is not registered; registered: {', '.join(known)}",
        )
    return list(dict.fromkeys(ask.tools))


def _entries(profile: Profile | None, requested: Sequence[str]) -> list[dict[str, Any]]:
    """Profile entries of what runs; asking for tools narrows or replaces the profile's."""
    of_profile = {entry["tool"]: entry for entry in profile.tools} if profile else {}
    if requested:
        return [of_profile.get(name, {"tool": name}) for name in requested]
    # A tool that left the registry since the profile was stored cannot run.
    known = registry.all_tools()
    return [entry for entry in of_profile.values() if entry["tool"] in known]


def _accepts(entry: Mapping[str, Any], target: Target) -> bool:
    return registry.get(entry["tool"]).takes(target.kind, target.locator)


def _target(
    project: Project, ask: Ask, entries: Sequence[Mapping[str, Any]], explicit: bool
) -> Target:
    if isinstance(ask.target, Target):
        if ask.target.project_id != project.pk:
            raise ApiError(ErrorCode.NOT_FOUND, "The project has no such target")
        target = ask.target
    elif ask.target:
        found = _by_id(project.targets.exclude(kind=Target.Kind.IMPORTED), ask.target)
        if found is None:
            raise ApiError(ErrorCode.NOT_FOUND, "The project has no such target")
        target = found
    else:
        return _only_target(project, entries, explicit)
    if target.retired:
        raise ApiError(ErrorCode.CONFLICT, f"Target {target} is retired")
    return target


def _only_target(project: Project, entries: Sequence[Mapping[str, Any]], explicit: bool) -> Target:
    """The project's only target that the tools accept: all of those asked for, or any of a
    profile's."""
    enough = all if explicit else any
    fitting = [
        target
        for target in project.targets.filter(retired=False).exclude(kind=Target.Kind.IMPORTED)
        if enough(_accepts(entry, target) for entry in entries)
    ]
    if len(fitting) == 1:
        return fitting[0]
    why = "several targets fit" if fitting else "the project has no target that the tools accept"
    raise _missing("target", f"target is required: {why}")


def _applicable(
    entries: Sequence[dict[str, Any]], target: Target, explicit: bool
) -> list[dict[str, Any]]:
    """A tool that was asked for must accept the target; a profile runs those that do."""
    fitting = [entry for entry in entries if _accepts(entry, target)]
    refused = [entry["tool"] for entry in entries if entry not in fitting]
    if not fitting or (explicit and refused):
        verb = "do" if len(refused) > 1 else "does"
        told = f"{' and '.join(refused) or 'No tool'} {verb} not accept"
        by_kind = all(target.kind in registry.get(name).accepts for name in refused)
        what = target.locator if by_kind and refused else f"a target of kind {target.kind}"
        raise ApiError(ErrorCode.TOOL_NOT_APPLICABLE, f"{told} {what}")
    return fitting


def _options_are_used(ask: Ask, chosen: Sequence[Mapping[str, Any]]) -> None:
    idle = sorted(set(ask.options) - {entry["tool"] for entry in chosen})
    if idle:
        raise ApiError(
            ErrorCode.VALIDATION_ERROR,
            f"Options for a tool that would not run: {', '.join(idle)}",
            errors=[
                FieldError(f"options.{name}", "The tool does not run.", "unused") for name in idle
            ],
        )


def _time_is_allowed(ask: Ask) -> None:
    most = settings.TOOL_LIMITS["seconds"]
    if ask.timeout_seconds is not None and ask.timeout_seconds > most:
        message = f"This server allows at most {most:,} seconds (TOOL_LIMITS)."
        raise ApiError(
            ErrorCode.VALIDATION_ERROR,
            message,
            errors=[FieldError("timeout_seconds", message, "max_value")],
        )


def _credential(project: Project, target: Target, ask: Ask) -> Credential | None:
    if isinstance(ask.credential, Credential):
        if ask.credential.project_id != project.pk:
            raise ApiError(ErrorCode.NOT_FOUND, "The project has no such credential")
        return ask.credential
    if ask.credential:
        found = _by_id(project.credentials.all(), ask.credential)
        found = found or project.credentials.filter(name=str(ask.credential)).first()
        if found is None:
            raise ApiError(ErrorCode.NOT_FOUND, "The project has no such credential")
        return found
    return target.credential


def _credential_opens(credential: Credential | None, target: Target, tools: list[Tool]) -> None:
    """`CREDENTIALS_REQUIRED` where tools that need credentials have none that can work."""
    needy = [tool for tool in tools if tool.needs_credentials]
    names = ", ".join(tool.name for tool in needy)
    if credential is None:
        problem = f"{names} cannot run without credentials; add some to the target" if needy else ""
    else:
        problem = misfit(credential, target.kind, target.locator)
        if not problem and any(expiry.refusal(credential, tool) for tool in needy):
            problem = expiry.warning(credential)
    if problem:
        raise ApiError(ErrorCode.CREDENTIALS_REQUIRED, problem)


def _by_id(queryset: Any, value: object) -> Any:
    try:
        return queryset.filter(pk=uuid.UUID(str(value))).first()
    except ValueError:
        return None


def _item(
    entry: Mapping[str, Any],
    ask: Ask,
    profile: Profile | None,
    target: Target,
    from_profile: bool,
) -> Item:
    tool = registry.get(entry["tool"])
    chosen = {**entry.get("options", {}), **ask.options.get(tool.name, {})}
    options.validate(tool, chosen)
    seconds = (
        ask.timeout_seconds
        or entry.get("timeout_seconds")
        or (profile.timeout_seconds if profile else tool.timeout_seconds)
    )
    return Item(
        tool=tool,
        options=chosen,
        limits=limits.resolve(
            tool.limits,
            profile.limits if profile else None,
            entry.get("limits"),
            seconds=seconds,
            most=settings.TOOL_LIMITS,
        ),
        optional=from_profile and bool(entry.get("optional", False)),
        installed=health.is_installed(tool),
        selection_key=selection_key(tool, chosen, ask, target),
    )
