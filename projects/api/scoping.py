"""Finding the project of a request, and asking whether the caller may do it there."""

from __future__ import annotations

import uuid

from django.db.models import Q

from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError, FieldError
from projects.callers import Caller
from projects.models import Project
from projects.openings import note_opening
from projects.roles import LEAST_ROLE, SCOPES, Action, scopes_allow

# Scopes that are about projects at all; a key with others only (metrics) sees no project.
PROJECT_SCOPES = frozenset(scope for scopes in SCOPES.values() for scope in scopes)


def project_or_404(caller: Caller, id_or_slug: object) -> Project:
    """The project of that id or slug; `PROJECT_NOT_FOUND` where there is none that `caller` sees.

    For a key this asks only whether it concerns projects; what its scopes allow inside is asked by
    `require` or by a queryset's `for_caller`. One query; three for a superuser.
    """
    text = str(id_or_slug)
    try:
        same = Q(pk=uuid.UUID(text))
    except ValueError:
        same = Q(slug=text)
    key = caller.key
    foreign_key = key is not None and PROJECT_SCOPES.isdisjoint(key.scopes)
    if foreign_key or not text.isprintable():  # a null byte would be PostgreSQL's error
        raise ApiError(ErrorCode.PROJECT_NOT_FOUND)
    projects = Project.objects.for_caller(Caller(caller.user), Action.VIEW)
    if key is not None and key.project_id is not None:
        projects = projects.filter(pk=key.project_id)
    project = projects.filter(same).first()
    if project is None:
        raise ApiError(ErrorCode.PROJECT_NOT_FOUND)
    note_opening(caller, project)
    return project


def chosen_project(caller: Caller, id_or_slug: object | None) -> Project:
    """The project that a body names, else the caller's default; `VALIDATION_ERROR` without one."""
    if id_or_slug not in (None, ""):
        return project_or_404(caller, id_or_slug)
    project = caller.default_project()
    if project is None:
        raise ApiError(
            ErrorCode.VALIDATION_ERROR,
            "The caller has no default project; name one in `project`",
            errors=[FieldError("project", "This field is required.", "required")],
        )
    return project


def require(caller: Caller, action: Action, project: Project) -> None:
    """Raises `FORBIDDEN`, naming the role or scope needed, unless `caller` may do `action` in
    `project`, which the caller is known to see. One query."""
    if caller.may(action, project):
        return
    require_scope(caller, action)
    role = LEAST_ROLE[action].value
    raise _refused(action, f"the role {role} in project {project.slug}")


def require_scope(caller: Caller, action: Action) -> None:
    """Raises `FORBIDDEN`, naming the scope, for a key that lacks it. No query.

    Lists ask it first: to a key that may see nothing, an empty list would read as clean.
    """
    if caller.key is None or scopes_allow(caller.key.scopes, action):
        return
    scopes = " or ".join(sorted(SCOPES[action]))
    needed = f"an API key with the scope {scopes}" if scopes else "a person, not an API key"
    raise _refused(action, needed)


def _refused(action: Action, needed: str) -> ApiError:
    return ApiError(ErrorCode.FORBIDDEN, f"To {action.replace('_', ' ')} needs {needed}")


def permitted_project(caller: Caller, id_or_slug: object, action: Action) -> Project:
    """The project in which `caller` may do `action`; else 404 or 403, as the caller sees it."""
    project = project_or_404(caller, id_or_slug)
    require(caller, action, project)
    return project
