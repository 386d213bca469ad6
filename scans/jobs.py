"""From a checked target to the job that a tool gets, the same for a run and for its plan."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from projects.allow_list import Checked
from projects.credential_handing import Handed, hand_out
from projects.models import Credential, Target
from tooling import limits
from tooling.base import Command, Job, Tool
from tooling.limits import Limits

from .models import ToolRun


def make_job(
    *,
    checked: Checked,
    target: Target,
    options: Mapping[str, Any],
    handed: Handed,
    timeout_seconds: int,
    work: Path,
    places_files: bool = True,
) -> Job:
    """What the tool is asked: the locator and address as they were checked just now. The files of
    its credential are written into `work`, for a plan only named."""
    place = handed.placed if places_files else handed.pointing_into
    return Job(
        target_kind=target.kind,
        locator=checked.locator,
        work=work,
        options=dict(options),
        target_options={**target.options, "excluded_ports": list(checked.excluded_ports)},
        secrets=place(work),
        masked=handed.secrets,
        timeout_seconds=timeout_seconds,
        address=checked.address or "",
    )


def limits_of(run: ToolRun, tool: Tool) -> Limits:
    """What the run may use, as it was resolved when it was asked for, or now for older rows."""
    if run.limits:
        return limits.of(run.limits)
    return limits.resolve(tool.limits, seconds=run.timeout_seconds, most=settings.TOOL_LIMITS)


ALWAYS_SET = ("HOME", "LANG", "PATH", "TMPDIR")  # by the runner


def environment(command: Command, job: Job) -> dict[str, str]:
    """What the tool finds in its environment beside `ALWAYS_SET`; secrets win."""
    return {**command.environment, **job.secrets}


def environment_names(command: Command, job: Job) -> list[str]:
    return sorted({*ALWAYS_SET, *environment(command, job)})


def container_name(tool: str, scan: object) -> str:
    """What an engine calls the container of a tool of a scan; older attempts' are renamed."""
    return f"security-{tool}-{scan}"


def handed_of(credential: Credential | None) -> Handed:
    """What a tool gets of `credential`, and the values to mask."""
    return hand_out(credential.kind, credential.values) if credential else Handed()
