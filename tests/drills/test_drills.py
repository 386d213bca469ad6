"""The quick drills, as `make drill` runs them; the long ones are left to it."""

import subprocess
import sys
from pathlib import Path

import pytest

QUICK = (
    "worker_before_the_tool_starts",
    "worker_while_the_tool_runs",
    "worker_between_end_and_storing",
    "cancel_of_a_stubborn_family",
    "idle_worker",
)


@pytest.mark.slow
def test_quick_drills_leave_nothing_lost_doubled_or_over():
    done = subprocess.run(
        [sys.executable, "-m", "tests.drills", "--shape", "embedded", *QUICK],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    assert f"{len(QUICK)} as they should be" in done.stdout
