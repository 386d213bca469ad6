"""Roles and what each may do: the one table that API, pages, admin and websockets ask.

Source: the roles table of the project's design. Object rights come from the membership; scopes of
an API key narrow what its owner may do at that moment.
"""

from collections.abc import Iterable
from enum import StrEnum

from django.db import models


class Role(models.TextChoices):
    VIEWER = "viewer", "Viewer"
    ANALYST = "analyst", "Analyst"
    ADMIN = "admin", "Admin"
    OWNER = "owner", "Owner"


RANK: dict[str, int] = {role.value: rank for rank, role in enumerate(Role)}


class Action(StrEnum):
    """What can be done inside a project; one word an action."""

    VIEW = "view"
    VIEW_FINDINGS = "view_findings"
    VIEW_SCANS = "view_scans"
    VIEW_LOG = "view_log"
    TRIAGE = "triage"
    IMPORT = "import"
    SCAN = "scan"
    CONFIGURE = "configure"
    VIEW_RAW_REPORT = "view_raw_report"
    MANAGE_MEMBERS = "manage_members"
    CLEAR_FINDINGS = "clear_findings"
    DELETE_PROJECT = "delete_project"


LEAST_ROLE: dict[Action, Role] = {
    Action.VIEW: Role.VIEWER,
    Action.VIEW_FINDINGS: Role.VIEWER,
    Action.VIEW_SCANS: Role.VIEWER,
    Action.VIEW_LOG: Role.ANALYST,
    Action.TRIAGE: Role.ANALYST,
    Action.IMPORT: Role.ANALYST,
    Action.SCAN: Role.ADMIN,
    Action.CONFIGURE: Role.ADMIN,
    Action.VIEW_RAW_REPORT: Role.ADMIN,
    Action.MANAGE_MEMBERS: Role.OWNER,
    Action.CLEAR_FINDINGS: Role.OWNER,
    Action.DELETE_PROJECT: Role.OWNER,
}


def allows(role: str | None, action: Action) -> bool:
    """Whether `role` (None: not a member) may do `action`."""
    return role is not None and RANK[role] >= RANK[LEAST_ROLE[action]]


def roles_that_may(action: Action) -> list[str]:
    """Roles that may do `action`, least first; for querysets."""
    return [role for role in RANK if allows(role, action)]


class Scope(models.TextChoices):
    """Scopes of an API key."""

    FINDINGS_READ = "findings:read", "Read findings, projects and targets"
    FINDINGS_WRITE = "findings:write", "Triage findings and import reports"
    SCANS_READ = "scans:read", "Read scans, projects and targets"
    SCANS_WRITE = "scans:write", "Start scans; change targets, profiles and credentials"
    METRICS_READ = "metrics:read", "Read metrics"


SCOPES: dict[Action, frozenset[Scope]] = {
    Action.VIEW: frozenset({Scope.FINDINGS_READ, Scope.SCANS_READ}),
    Action.VIEW_FINDINGS: frozenset({Scope.FINDINGS_READ}),
    Action.VIEW_SCANS: frozenset({Scope.SCANS_READ}),
    Action.VIEW_LOG: frozenset({Scope.SCANS_READ}),
    Action.TRIAGE: frozenset({Scope.FINDINGS_WRITE}),
    Action.IMPORT: frozenset({Scope.FINDINGS_WRITE}),
    Action.SCAN: frozenset({Scope.SCANS_WRITE}),
    Action.CONFIGURE: frozenset({Scope.SCANS_WRITE}),
    Action.VIEW_RAW_REPORT: frozenset({Scope.SCANS_READ}),
    Action.MANAGE_MEMBERS: frozenset(),
    Action.CLEAR_FINDINGS: frozenset(),
    Action.DELETE_PROJECT: frozenset(),
}


def scopes_allow(scopes: Iterable[str], action: Action) -> bool:
    """Whether an API key with `scopes` may be used for `action` (any one scope is enough)."""
    return not SCOPES[action].isdisjoint(scopes)
