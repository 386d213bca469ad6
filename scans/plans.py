"""Dry runs: exactly what a scan would start, with nothing stored and nothing started."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings

from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError
from projects.allow_list import check_allowed
from tooling import caches, executors, health
from tooling.addresses import BadAddress
from tooling.base import Command, Job, Tool
from tooling.sanitizer import Sanitizer

from . import expiry
from .intake import Item, Order
from .jobs import container_name, environment, environment_names, handed_of, make_job

FOLDER = "runs/<run>/<attempt>"


def plan(order: Order) -> dict[str, Any]:
    """The plan of a checked order, in the fields of `PlanSerializer`."""
    return {
        "dry_run": True,
        "project": order.project.pk,
        "target": order.target,
        "profile": order.profile.name if order.profile else None,
        "credential": order.credential.name if order.credential else None,
        "warnings": _warnings(order),
        "max_parallel": order.max_parallel,
        "tools": [_tool(order, item) for item in order.items],
    }


def _warnings(order: Order) -> list[str]:
    """What will bite soon, though the scan may start."""
    if order.credential is None:
        return []
    longest = max(item.timeout_seconds for item in order.items)
    return [told] if (told := expiry.warning(order.credential, longest)) else []


def _tool(order: Order, item: Item) -> dict[str, Any]:
    tool = item.tool
    checked = check_allowed(order.target.kind, order.target.locator, order.project)
    handed = handed_of(order.credential)
    at = executors.place(tool)
    shown_folder = str(settings.DATA_DIR / FOLDER)
    # A tool may write its configuration into the work folder when it makes its command.
    with tempfile.TemporaryDirectory(prefix="wardroom-plan-") as folder:
        job = make_job(
            checked=checked,
            target=order.target,
            options=item.options,
            handed=handed,
            timeout_seconds=item.timeout_seconds,
            work=Path(folder),
            places_files=False,
        )
        job = caches.with_cache(job, tool, at, makes=False)
        try:
            command = tool.command(job)
        except BadAddress as error:
            raise ApiError(ErrorCode.TARGET_NOT_ALLOWED, f"{tool.name}: {error}") from error
        argv = _argv(item, at, job, command)
        mask = Sanitizer(handed.secrets, addresses=False).text
    return {
        "tool": tool.name,
        "executor": at.executor,
        "image": at.image or None,
        "argv": [mask(argument.replace(folder, shown_folder)) for argument in argv],
        "environment": environment_names(command, job),
        "folder": str(command.folder).replace(folder, shown_folder)
        if command.folder
        else shown_folder,
        "timeout_seconds": item.timeout_seconds,
        "limits": item.limits.told(),
        "exit_codes": {str(code): str(meaning) for code, meaning in tool.exit_codes.items()},
        "exit_codes_source": tool.exit_codes_source,
        "installed": item.installed,
        "version": health.version(tool) if item.installed else None,
        "optional": item.optional,
        "private_files": sorted(
            job.secrets[name].replace(folder, shown_folder) for name in handed.files
        ),
        "credentials": _credentials(tool, order),
        "target_allowed": True,  # an order with another target is refused before
    }


def _argv(item: Item, at: executors.Place, job: Job, command: Command) -> list[str]:
    """The whole argument vector; of a tool that cannot run here, what it would be told."""
    if at.refusal is not None:
        return [at.image or item.tool.binary, *command.arguments]
    started = executors.execution(
        item.tool,
        at,
        job,
        command,
        limits=item.limits,
        marker="<attempt>",
        environment=environment(command, job),
        secrets=(),
        name=container_name(item.tool.name, "<scan>"),
    )
    return list(started.argv)


def _credentials(tool: Tool, order: Order) -> str:
    if order.credential is not None:
        return "present"
    return "missing" if tool.needs_credentials else "not needed"
