"""Which tools are installed here, and in which version: looked up, probed, remembered."""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from . import executors, registry
from .base import Tool
from .engines import ENGINE_FAILED, Engine, client_environment, probing, refused
from .models import ToolStatus
from .outcomes import Refusal
from .sanitizer import sanitize

PROBE_SECONDS = 30
PROBES_AT_ONCE = 4
FRESH = timedelta(days=1)


@dataclass(frozen=True)
class Probe:
    """What a look at a tool gave. `place` is a path, or an engine and its image; empty where the
    tool cannot be used."""

    place: str
    version: str = ""
    error: str = ""


def find(tool: Tool) -> Path | None:
    """The binary (or container engine) that a run of `tool` would start, None where it could not.

    No query, a few file look-ups. TOOL_PATHS names tools by their name or their binary's.
    """
    at = executors.place(tool)
    return None if at.refusal is not None else at.path


def is_installed(tool: Tool) -> bool:
    """Whether a run of `tool` can start here: a binary is there and was not found to be another.

    At most one query.
    """
    return bool(path_now(tool, ToolStatus.objects.filter(tool=tool.name, host=host()).first()))


def path_now(tool: Tool, status: ToolStatus | None) -> str:
    """Where `tool` is at this moment, a path or an engine and its image; empty where it cannot be
    used. No query.

    The row says what was found behind a path, the disk whether it is still there: a tool that was
    installed a minute ago needs no check to be shown.
    """
    if status is not None and status.host != host():
        return status.path
    found = executors.place(tool).told
    is_another = status is not None and not status.path and found and found in status.error
    return "" if is_another else found


def version(tool: Tool) -> str | None:
    """The version that was last seen of `tool` on this host, None where it was not. One query."""
    status = ToolStatus.objects.filter(tool=tool.name, host=host()).first()
    return status.version or None if status else None


def host() -> str:
    return socket.gethostname()


def probe(tool: Tool) -> Probe:
    """Ask the binary for its version; at most `PROBE_SECONDS`, or what the tool needs.

    A binary that does not answer as the tool would is not the tool: packages of the same name
    that are something else do exist.
    """
    at = executors.place(tool)
    if at.refusal is not None or at.path is None:
        if at.executor == "container" and at.refusal is not None:
            return Probe("", error=_told(at.refusal))
        return Probe("", error=f"{tool.binary} was not found")
    path, arguments = at.path, tool.version_arguments
    seconds = tool.probe_seconds or PROBE_SECONDS
    with tempfile.TemporaryDirectory(prefix="wardroom-probe-") as home:
        environment = {"PATH": f"{path.parent}:{os.environ.get('PATH', os.defpath)}", "HOME": home}
        environment |= {"LANG": "C.UTF-8", **tool.version_environment}
        if at.image:
            arguments = probing(at.image, tool.binary, arguments, tool.version_environment)
            environment = client_environment()
        try:
            done = subprocess.run(
                [str(path), *arguments],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=seconds,
                cwd=home,
                env=environment,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Probe("", error=f"{at.told} did not answer within {seconds:g} s")
        except OSError as error:
            return Probe("", error=f"{at.told} cannot be started: {error.strerror}")
    said = (done.stdout + b"\n" + done.stderr)[:200_000].decode("utf-8", "replace")
    found = tool.version_pattern.search(said)
    if found:
        return Probe(at.told, found[1])
    if at.image and done.returncode in ENGINE_FAILED:
        refusal = refused(Engine(path), at.image, tool.binary, said)
        return Probe("", error=f"{at.told}: {_told(refusal)}")
    return Probe("", error=f"{at.told} is not {tool.title}: it does not tell a version")


def _told(refusal: Refusal) -> str:
    return f"{refusal.sentence.rstrip('.?')}. {refusal.hint}"


def refresh(tool: Tool) -> ToolStatus:
    """Probe `tool` and remember the answer for this host. Takes as long as the binary does."""
    return _remember(tool, probe(tool))


def _remember(tool: Tool, seen: Probe) -> ToolStatus:
    status, _ = ToolStatus.objects.update_or_create(
        tool=tool.name,
        host=host(),
        defaults={
            "path": seen.place[:500],
            "version": seen.version[:60],
            "error": sanitize(seen.error)[:300],
            "checked": timezone.now(),
        },
    )
    return status


def refresh_all(tools: Iterable[Tool] | None = None) -> list[ToolStatus]:
    """Probe all registered tools, or those given, a few at a time; forgets unknown ones."""
    if tools is None:
        known = registry.all_tools()
        ToolStatus.objects.filter(host=host()).exclude(tool__in=known).delete()
        tools = known.values()
    tools = list(tools)
    with ThreadPoolExecutor(max_workers=PROBES_AT_ONCE) as pool:
        return [
            _remember(tool, seen) for tool, seen in zip(tools, pool.map(probe, tools), strict=True)
        ]


def look(tools: Iterable[Tool]) -> None:
    """Remember whether each of `tools` has a binary, without starting it; known rows stay."""
    ToolStatus.objects.bulk_create(
        [ToolStatus(tool=t.name, host=host(), path=executors.place(t).told[:500]) for t in tools],
        ignore_conflicts=True,
    )


def refresh_stale() -> list[ToolStatus]:
    """Probe the tools that were not looked at for a day, or whose binary came or went since.

    For the start of a worker, and for `doctor`.
    """
    since = timezone.now() - FRESH
    known = {status.tool: status for status in ToolStatus.objects.filter(host=host())}
    stale = []
    for tool in registry.all_tools().values():
        status = known.get(tool.name)
        if status is None or status.checked is None or status.checked < since:
            stale.append(tool)
        elif status.path != executors.place(tool).told:
            stale.append(tool)
    return refresh_all(stale)


def availability() -> dict[str, ToolStatus]:
    """What was last seen of each tool: on this host, else on the one that looked last. One query.

    A tool that nobody has looked at is absent.
    """
    here = host()
    statuses = ToolStatus.objects.order_by("checked")
    last = {status.tool: status for status in statuses}
    return last | {status.tool: status for status in statuses if status.host == here}
