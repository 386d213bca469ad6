"""Objects for tests: each function states only what matters to the test that calls it."""

from itertools import count
from typing import Any

from projects.models import ApiKey, Membership, Project, Target, User
from projects.roles import Role
from scans.models import Scan, ToolRun

_numbers = count(1)


def make_user(username: str = "", **fields: Any) -> User:
    username = username or f"user{next(_numbers)}"
    return User.objects.create_user(username, password="correct horse", **fields)


def make_project(name: str = "", **fields: Any) -> Project:
    name = name or f"Project {next(_numbers)}"
    fields.setdefault("slug", name.lower().replace(" ", "-"))
    return Project.objects.create(name=name, **fields)


def make_member(project: Project, role: str = Role.VIEWER, **fields: Any) -> User:
    user = make_user(**fields)
    Membership.objects.create(project=project, user=user, role=role)
    return user


def make_key(owner: User, *scopes: str, **fields: Any) -> str:
    """The text of a new key."""
    key, text = ApiKey.make(name="test key", owner=owner, scopes=list(scopes), **fields)
    key.save()
    return text


def make_target(project: Project | None = None, **fields: Any) -> Target:
    fields.setdefault("kind", Target.Kind.REPOSITORY)
    fields.setdefault("locator", f"/targets/{next(_numbers)}")
    return Target.objects.create(project=project or make_project(), **fields)


def make_scan(target: Target | None = None, tools: tuple[str, ...] = (), **fields: Any) -> Scan:
    """A scan with one queued run for each of `tools`; nothing is enqueued."""
    target = target or make_target()
    scan = Scan.objects.create(project=target.project, target=target, tools=list(tools), **fields)
    for position, tool in enumerate(tools):
        ToolRun.objects.create(scan=scan, tool=tool, position=position)
    return scan
