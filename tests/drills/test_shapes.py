"""What a drill or a benchmark starts ends with it."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.drills.shapes import why_not

ROOT = Path(__file__).parents[2]
WAITS = """
import sys, time
from tests.drills.shapes import installed
with installed("scaled", "config.settings") as shape:
    print(shape.folder, shape.postgres.folder, flush=True)
    time.sleep(60)
"""


def servers_in(*folders: str) -> list[psutil.Process]:
    """The processes that work in, or are told of, a folder."""
    found = []
    for process in psutil.process_iter(["cwd", "cmdline"]):
        told = " ".join([process.info["cwd"] or "", *(process.info["cmdline"] or [])])
        if any(folder in told for folder in folders):
            found.append(process)
    return found


@pytest.mark.slow
@pytest.mark.skipif(why_not("scaled") != "", reason=why_not("scaled"))
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("is_parent", [False, True], ids=["itself", "of its parent"])
def test_servers_end_with_what_started_them(number: int, is_parent: bool) -> None:
    command = [sys.executable, "-c", WAITS]
    if is_parent:
        parent = f"run_in_turn([{command!r}], Path())"
        imports = "from pathlib import Path; from tests.drills.shapes import run_in_turn"
        command = [sys.executable, "-c", f"{imports}; {parent}"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        folders = process.stdout.readline().split()
        assert len(servers_in(*folders)) >= 2

        process.send_signal(number)
        time.sleep(0.05)
        process.send_signal(number)  # somebody is impatient
        code = process.wait(20)

    assert code == 128 + number
    assert servers_in(*folders) == []
    assert not any(Path(folder).exists() for folder in folders)
