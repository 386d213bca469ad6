"""One of everything, so that generated requests reach further than a 404.

Runs in the hands of `tests.running`: the world of the route walk, once, in the server's own SQLite
file, and a copy of that file to return to after requests that changed or deleted what is there.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import connection
from django.urls import resolve, reverse
from knox.models import AuthToken

from projects.models import Target
from projects.roles import Role, Scope
from tests.make import make_key
from tests.projects.route_table import ROUTES
from tests.projects.test_every_route import WALKED, World, filled

PEOPLE = [*Role.values, "superuser"]


def everything() -> dict[str, Any]:
    """Headers of each caller, and a true request for each operation: path values and body."""
    world = World()
    folder = Path(settings.DATA_DIR) / "targets" / str(world.project.pk)
    folder.mkdir(parents=True)
    Target.objects.filter(pk=world.target.pk).update(locator=str(folder))
    world.target.refresh_from_db()
    requests = dict(_requests(world))
    callers: dict[str, dict[str, str]] = {"anonymous": {}}
    for name in PEOPLE:
        token = AuthToken.objects.create(user=getattr(world, name))[1]
        callers[name] = {"Authorization": f"Bearer {token}"}
    callers["key"] = {"X-API-Key": make_key(world.owner, *Scope.values, project=world.project)}
    connection.ensure_connection()
    with closing(sqlite3.connect(_copy())) as copy:
        connection.connection.backup(copy)
    return {"callers": callers, "requests": requests}


def restore() -> None:
    """Everything as it was."""
    connection.ensure_connection()
    with closing(sqlite3.connect(_copy())) as copy:
        copy.backup(connection.connection)


def _copy() -> str:
    return f"{settings.DATABASES['default']['NAME']}.everything"


def _requests(world: World) -> Any:
    """`POST /api/v1/scans/{scan_id}/retry` and what is true of it, for each route of the table."""
    for name in sorted(set(ROUTES) & set(WALKED)):
        route, _, method = name.partition(" ")
        if not route.startswith(("v1:", "project:")):
            continue
        entry = ROUTES[name]
        if entry.lists:
            getattr(world, entry.lists)
        path = {key: filled(world, entry, key) for key in WALKED[name]}
        pattern = resolve(reverse(route, kwargs=path)).route
        template = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", pattern)
        body = entry.body(world) if entry.body else None
        if body and any(isinstance(value, UploadedFile) for value in body.values()):
            body = None  # no JSON
        yield f"{method} /{template}", {"path": path, "body": body}
