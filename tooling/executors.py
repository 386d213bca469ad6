"""Where a tool runs, here or in a container, and what is started for it there.

TOOL_EXECUTORS chooses by tool (`nmap=container`) or for all (`default=container`); TOOL_IMAGES
names another image than the tool's file does.
"""

from __future__ import annotations

import ipaddress
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from django.conf import settings

from . import cgroups, environments, gathering, process_group
from .addresses import BadAddress, host_and_port
from .base import Command, Job, Report, Tool
from .containers import Container
from .engines import Engine
from .execution import Execution
from .limits import Limits
from .outcomes import Refusal

Executor = Literal["local", "container"]
ENGINES = ("docker", "podman")
LOG_NAME = "log.txt"
CODE = frozenset({"repository", "iac"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a tool would run at this moment; `path` is its binary, or the engine's. `refusal` says
    why it cannot; `path` may be there all the same."""

    executor: Executor
    path: Path | None
    image: str = ""
    refusal: Refusal | None = None

    @property
    def told(self) -> str:
        """What names it, empty where the tool cannot run: a path, or an engine and its image."""
        if self.path is None or self.refusal is not None:
            return ""
        return f"{self.path} run {self.image}" if self.image else str(self.path)


def executor(tool: Tool) -> Executor:
    """Which executor the settings choose for `tool`."""
    chosen = settings.TOOL_EXECUTORS
    is_contained = chosen.get(tool.name, chosen.get("default")) == "container"
    return "container" if is_contained else "local"


def image(tool: Tool) -> str:
    """The image that the container executor would start for `tool`, empty for none."""
    named: str = settings.TOOL_IMAGES.get(tool.name, "")
    return named or tool.image


def place(tool: Tool) -> Place:
    """Where `tool` would run: a few file look-ups, nothing is started."""
    return _in_container(tool) if executor(tool) == "container" else _here(tool)


def _here(tool: Tool) -> Place:
    named = settings.TOOL_PATHS
    override = named.get(tool.name) or named.get(tool.binary)
    path = environments.find_binary(
        tool.binary,
        tool.environment,
        settings.DATA_DIR,
        {tool.binary: override} if override else {},
    )
    if path is None:
        return Place("local", None, refusal=_missing(tool))
    return Place("local", path)


def _missing(tool: Tool) -> Refusal:
    return Refusal(f"{tool.name} is not installed", tool.install_hint)


def _in_container(tool: Tool) -> Place:
    found, chosen = _engine_path(), image(tool)
    if found is None:
        wanted = settings.CONTAINER_ENGINE or " or ".join(ENGINES)
        refusal = Refusal(
            f"The container engine {wanted} was not found",
            "Install it on the worker, or name its command line in CONTAINER_ENGINE.",
        )
        return Place("container", None, chosen, refusal)
    if not chosen:
        refusal = Refusal(
            f"{tool.name} has no container image",
            f"Name one in TOOL_IMAGES ({tool.name}=registry/image:tag), or run it locally"
            " (TOOL_EXECUTORS).",
        )
        return Place("container", found, "", refusal)
    return Place("container", found, chosen)


def _engine_path() -> Path | None:
    for name in [settings.CONTAINER_ENGINE] if settings.CONTAINER_ENGINE else ENGINES:
        if found := shutil.which(name):
            return Path(found)
    return None


@cache
def _engine_at(path: Path) -> Engine:
    return Engine(path)


def engine() -> Engine | None:
    """The container engine of this machine, whether it answers or not."""
    path = _engine_path()
    return None if path is None else _engine_at(path)


# --- What is started ------------------------------------------------------------------------


def execution(
    tool: Tool,
    at: Place,
    job: Job,
    command: Command,
    *,
    limits: Limits,
    marker: str,
    environment: Mapping[str, str],
    secrets: Sequence[str],
    name: str,
    attempt: int = 1,
) -> Execution:
    """The start of `tool` at a place that does not refuse. `name` is its container's, `marker` and
    `attempt` its attempt's; `environment` holds secrets, whose values are `secrets`."""
    container = None
    argv = [str(at.path), *command.arguments]
    if at.executor == "container" and at.path is not None:
        container = _container(tool, at, job, command, limits, marker, environment, name, attempt)
        argv, environment = container.command(), container.client_environment()
    return Execution(
        argv=argv,
        folder=job.work,
        environment=environment,
        log=job.work / LOG_NAME,
        stdout=job.work / "stdout",
        stdout_is_report=command.report == "stdout",
        marker=marker,
        limits=limits,
        secrets=secrets,
        start_in=None if container else command.folder,
        grace_seconds=tool.grace_seconds,
        container=container,
        cgroup=settings.WARDROOM_CGROUP,
        files=command.files,
    )


def _container(
    tool: Tool,
    at: Place,
    job: Job,
    command: Command,
    limits: Limits,
    marker: str,
    environment: Mapping[str, str],
    name: str,
    attempt: int,
) -> Container:
    target = Path(job.locator)
    is_here = job.target_kind in CODE and target.is_absolute()
    network, hosts = _network(job, is_here)
    return Container(
        engine=_engine_at(at.path or Path()),
        name=name,
        attempt=attempt,
        marker=marker,
        image=at.image,
        binary=tool.binary,
        arguments=command.arguments,
        work=job.work,
        limits=limits,
        start_in=command.folder or job.work,
        reads=(*command.reads, *([target] if is_here else [])),
        network=network,
        hosts=hosts,
        environment={**environment, **tool.image_environment},
        good_codes=frozenset(tool.exit_codes),
        may_pull=settings.CONTAINER_PULL,
        keep_failed=settings.CONTAINER_KEEP_FAILED,
    )


def _network(job: Job, is_here: bool) -> tuple[str, dict[str, str]]:
    """The network that a container needs, none for code, and its target's checked address.

    What listens on this machine's loopback is only to be reached in the machine's own network.
    """
    if is_here:
        return "none", {}
    if not job.address:
        return "bridge", {}
    if ipaddress.ip_address(job.address).is_loopback:
        return "host", {}
    try:
        host, _ = host_and_port(job.locator)
    except BadAddress:
        return "bridge", {}
    return "bridge", {} if host == job.address else {host: job.address}


def report(job: Job, command: Command, started: Execution | None) -> Report:
    """What a run left behind; `started` None: nothing."""
    if started is None:
        return Report(path=None, job=job)
    if started.stdout_is_report:
        path = started.stdout
    elif gathering.is_pattern(command.report):
        path = gathering.gather(job.work, command.report)
    else:
        path = job.work / command.report
    return Report(
        path=path if path.is_file() else None,
        job=job,
        stdout=None if started.stdout_is_report else started.stdout,
        stderr=started.stderr_file,
    )


# --- What dead workers leave ----------------------------------------------------------------


def end_leftovers(
    marker: str, group: int | None, group_start: int | None, *, is_this_boot: bool, held_by: str
) -> None:
    """End what an attempt left on this machine: its cgroup, its processes (of this boot only) and,
    where a container held it, the container."""
    if held_by == "container" and (found := engine()) is not None:
        found.remove_labelled(marker)
    if is_this_boot:
        cgroups.end_leftovers(marker, settings.WARDROOM_CGROUP)
        process_group.end_leftovers(marker, group, group_start)
