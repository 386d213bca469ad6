"""Folders in which tools keep what they would make or fetch anew at each run.

HOME is a run's own and goes with it. A cache is below the data folder, one for each tool that says
that it keeps one (`keeps_cache`), readable by this user only, and shared by the tool's runs: the
tool must stand several at once, and a cache that was removed.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from django.conf import settings

from .base import Job, Tool
from .executors import Place


def folder_of(tool: Tool) -> Path:
    """Where the cache of `tool` is, made or not."""
    return Path(settings.DATA_DIR) / "tools" / "cache" / tool.name


def with_cache(job: Job, tool: Tool, at: Place, *, makes: bool = True) -> Job:
    """`job` with the cache of `tool`, which is made unless `makes` is false (for a plan).

    A container gets none: it sees its run's folder only.
    """
    if not tool.keeps_cache or at.executor == "container":
        return job
    folder = folder_of(tool)
    if makes:
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
    return replace(job, cache=folder)
