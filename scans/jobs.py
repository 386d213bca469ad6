"""From a checked target to the job that a tool gets, the same for a run and for its plan."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from projects.allow_list import Checked
from projects.models import Target
from tooling.base import Command, Job


def make_job(
    *,
    checked: Checked,
    target: Target,
    options: Mapping[str, Any],
    secrets: Mapping[str, str],
    timeout_seconds: int,
    work: Path,
) -> Job:
    """What the tool is asked: the locator and address as they were checked just now."""
    return Job(
        target_kind=target.kind,
        locator=checked.locator,
        work=work,
        options=dict(options),
        target_options={**target.options, "excluded_ports": list(checked.excluded_ports)},
        secrets=dict(secrets),
        timeout_seconds=timeout_seconds,
        address=checked.address or "",
    )


ALWAYS_SET = ("HOME", "LANG", "PATH", "TMPDIR")  # by the runner
# Settings among a credential's variables; masking them would blacken every report.
_PLAIN = re.compile(r".*(REGION|PROFILE|OUTPUT)", re.IGNORECASE)


def environment(command: Command, job: Job) -> dict[str, str]:
    """What the tool finds in its environment beside `ALWAYS_SET`; secrets win."""
    return {**command.environment, **job.secrets}


def environment_names(command: Command, job: Job) -> list[str]:
    return sorted({*ALWAYS_SET, *environment(command, job)})


def secret_values(secrets: Mapping[str, str]) -> tuple[str, ...]:
    """The values to mask wherever they appear."""
    return tuple(value for name, value in secrets.items() if not _PLAIN.fullmatch(name))
