"""Places that a report names: paths below what was scanned, lines of its files, lines of a log."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from tooling.base import Report

from .values import text

_LARGEST_SOURCE_BYTES = 2_000_000


def relative(path: str, report: Report) -> str:
    """`path` relative to what was scanned, with forward slashes."""
    if report.job is None:
        if "/" not in path or re.match(r"[A-Za-z]:\\", path):
            path = path.replace("\\", "/")
    else:
        root = report.job.locator.rstrip("/") or "/"
        if path == root:
            return os.path.basename(root)
        path = path.removeprefix(root + "/")
    while path.startswith("./"):
        path = path[2:].lstrip("/")
    return path


def source(report: Report, path: str, first: int | None, last: int | None) -> str:
    """Lines `first` to `last` (at most 20) of a scanned file, "" where that cannot be read.

    For tools that name a place without quoting it. Links that leave the target are not followed.
    """
    if report.job is None or first is None or first < 1:
        return ""
    try:
        root = Path(report.job.locator).resolve(strict=True)
        file = (root / path if root.is_dir() else root).resolve(strict=True)
        if not (file == root or file.is_relative_to(root)) or not file.is_file():
            return ""
        if file.stat().st_size > _LARGEST_SOURCE_BYTES:
            return ""
        lines = file.read_text("utf-8", errors="replace").splitlines()
    except (OSError, ValueError, RuntimeError):
        return ""
    return text("\n".join(lines[first - 1 : min(max(last or first, first), first + 19)]))


def lines(path: Path | None, limit: int = 2000) -> Iterator[str]:
    """Lines of a text file, each cut at `limit` characters; none where there is no file."""
    if path is None:
        return
    try:
        with path.open("r", encoding="utf-8", errors="replace") as file:
            while line := file.readline(1 << 20):
                yield line.rstrip("\r\n")[:limit]
    except OSError:
        return
