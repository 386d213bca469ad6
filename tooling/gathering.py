"""Several files that a tool wrote, gathered into the one that is a run's report.

Only one file of a run is kept: findings are read from it again when the work folder is gone.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

NAME = "report.json"


def is_pattern(report: str) -> bool:
    """Whether `Command.report` names several files: "output/*/json/*.json"."""
    return "*" in report


def gather(work: Path, pattern: str) -> Path:
    """`work/report.json`: an object of the JSON files that `pattern` matches, each under its stem.

    They are copied as they are, so that a broken one breaks the whole. A later file of a name that
    was there is `name-2`. Links are left out. Without a match there is no such file.
    """
    gathered = work / NAME
    files = [path for path in sorted(work.glob(pattern)) if _is_plain(path)]
    if not files:
        return gathered
    seen: dict[str, int] = {}
    descriptor = os.open(gathered, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        for number, path in enumerate(files):
            seen[path.stem] = count = seen.get(path.stem, 0) + 1
            name = path.stem if count == 1 else f"{path.stem}-{count}"
            out.write(b"{" if number == 0 else b",\n")
            out.write(json.dumps(name).encode() + b": ")
            with path.open("rb") as file:
                shutil.copyfileobj(file, out)
        out.write(b"}\n")
    return gathered


def _is_plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()
