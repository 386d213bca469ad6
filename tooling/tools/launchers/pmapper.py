"""Runs Principal Mapper as one tool: it gathers an account's graph, then analyses it.

    python pmapper.py REPORT [option of `pmapper graph create`...]
    python pmapper.py --version

By itself it needs two commands, of which the second reads what the first left on disk; and its
last release, 1.1.5 of 2022, looks for `collections.Mapping`, which Python 3.10 has removed. Runs
with the Python of the `pmapper` environment; standard library only beside it.
"""

from __future__ import annotations

import collections
import collections.abc
import contextlib
import os
import runpy
import sys
from importlib import metadata

PACKAGE = "principalmapper"
MOVED = ("Mapping", "MutableMapping")


def main(arguments: list[str]) -> int:
    """The exit code: Principal Mapper's own, or 127 where it is not installed."""
    try:
        version = metadata.version(PACKAGE)
    except metadata.PackageNotFoundError:
        print(f"env: {PACKAGE}: not found", file=sys.stderr)
        return 127
    if arguments == ["--version"]:
        print(f"Principal Mapper {version}")
        return 0
    for name in MOVED:
        setattr(collections, name, getattr(collections.abc, name))
    report, *options = arguments
    code = pmapper("graph", "create", *options)
    if code:
        return code
    # Below another name until it is whole: a run that is killed leaves no half report.
    with open(f"{report}.part", "w", encoding="utf-8") as file, contextlib.redirect_stdout(file):
        code = pmapper("analysis", "--output-type", "json")
    if not code:
        os.replace(f"{report}.part", report)
    return code


def pmapper(*arguments: str) -> int:
    """Its command line, here; what it raises goes on as it would from its own program."""
    sys.argv = ["pmapper", *arguments]
    try:
        runpy.run_module(PACKAGE, run_name="__main__", alter_sys=True)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
