"""`python -m tests.drills [NAME …] [--shape embedded|scaled]`: the drills, and what came of them.

Exit code 1 where something was lost, doubled or left over. A shape runs in a process of its own,
since settings are read once.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import time
import traceback
from collections.abc import Sequence
from pathlib import Path

from tests.drills.shapes import SHAPES, Shape, installed, run_in_turn, why_not

ROOT = Path(__file__).parents[2]
NOTHING = "nothing lost, doubled or left over"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.drills")
    parser.add_argument("names", nargs="*", help="drills by name; default: all")
    parser.add_argument("--shape", choices=SHAPES, help="default: one after the other")
    parser.add_argument("--keep", action="store_true", help="keep the data folder, for its logs")
    asked = parser.parse_args()
    if not asked.shape:
        command = [sys.executable, "-m", "tests.drills", *sys.argv[1:], "--shape"]
        return run_in_turn([[*command, shape] for shape in SHAPES], ROOT)
    print(f"\n{asked.shape}: {SHAPES[asked.shape]}")
    if why := why_not(asked.shape):
        print(f"left out: {why}")
        return 0
    with installed(asked.shape, "tests.drills.settings", keep=asked.keep) as shape:
        return run(shape, asked.names)


def run(shape: Shape, names: Sequence[str]) -> int:
    """Run the drills, print two lines each and a sum; 1 where one failed."""
    # These need Django, which needs the shape's environment.
    drills = importlib.import_module("tests.drills.drills").DRILLS
    site_module = importlib.import_module("tests.drills.site")
    site = site_module.Site(shape)
    came_of: list[str] = []
    try:
        site.up()
        site.learn()
        for name in names or drills:
            begun = time.monotonic()
            mark, told = _drill(site, drills[name], site_module.Failed)
            came_of.append(mark)
            took = time.monotonic() - begun
            print(f"{mark:6} {drills[name].__doc__} ({took:.0f} s)\n       {told}", flush=True)
        site.down()
    except site_module.Failed as error:
        came_of.append("FAILED")
        print(f"FAILED {error}")
    finally:
        site.close()
    print(", ".join(f"{came_of.count(mark)} {what}" for mark, what in WORDS.items()))
    return 1 if "FAILED" in came_of else 0


WORDS = {"ok": "as they should be", "FAILED": "failed", "--": "left out"}


def _drill(site, drill, failed) -> tuple[str, str]:  # type: ignore[no-untyped-def]
    """A mark and what is told of it. One that failed must not spoil the next."""
    try:
        told = drill(site)
    except failed as error:
        site.anew()
        return "FAILED", str(error)
    except Exception:
        site.anew()
        return "FAILED", traceback.format_exc()
    return ("--", told) if told.startswith("left out") else ("ok", f"{NOTHING}; {told}")


if __name__ == "__main__":
    sys.exit(main())
