"""Dry runs: exactly what a scan would start, with nothing stored and nothing started."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings

from projects.allow_list import check_allowed
from tooling import health
from tooling.base import Tool
from tooling.sanitizer import Sanitizer

from .intake import Item, Order
from .jobs import environment_names, make_job, secret_values

FOLDER = "runs/<run>/<attempt>"


def plan(order: Order) -> dict[str, Any]:
    """The plan of a checked order, in the fields of `PlanSerializer`."""
    return {
        "dry_run": True,
        "project": order.project.pk,
        "target": order.target,
        "profile": order.profile.name if order.profile else None,
        "max_parallel": order.max_parallel,
        "tools": [_tool(order, item) for item in order.items],
    }


def _tool(order: Order, item: Item) -> dict[str, Any]:
    tool = item.tool
    checked = check_allowed(order.target.kind, order.target.locator, order.project)
    secrets = dict(order.credential.values) if order.credential else {}
    binary = health.find(tool)
    shown_folder = str(settings.DATA_DIR / FOLDER)
    # A tool may write its configuration into the work folder when it makes its command.
    with tempfile.TemporaryDirectory(prefix="wardroom-plan-") as folder:
        job = make_job(
            checked=checked,
            target=order.target,
            options=item.options,
            secrets=secrets,
            timeout_seconds=item.timeout_seconds,
            work=Path(folder),
        )
        command = tool.command(job)
        mask = Sanitizer(secret_values(secrets), addresses=False).text
        argv = [
            mask(argument.replace(folder, shown_folder))
            for argument in [str(binary or tool.binary), *command.arguments]
        ]
    return {
        "tool": tool.name,
        "argv": argv,
        "environment": environment_names(command, job),
        "folder": str(command.folder).replace(folder, shown_folder)
        if command.folder
        else shown_folder,
        "timeout_seconds": item.timeout_seconds,
        "exit_codes": {str(code): str(meaning) for code, meaning in tool.exit_codes.items()},
        "exit_codes_source": tool.exit_codes_source,
        "installed": item.installed,
        "version": health.version(tool) if item.installed else None,
        "optional": item.optional,
        "credentials": _credentials(tool, secrets),
        "target_allowed": True,  # an order with another target is refused before
    }


def _credentials(tool: Tool, secrets: dict[str, str]) -> str:
    if secrets:
        return "present"
    return "missing" if tool.needs_credentials else "not needed"
