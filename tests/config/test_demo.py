"""`manage.py demo` does the main job with real tools, and leaves nothing running."""

import os
import re
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from config.env import BASE_DIR

TOOLS = BASE_DIR / "var" / "tools"

pytestmark = [
    pytest.mark.tools,
    pytest.mark.slow,
    pytest.mark.skipif(not (TOOLS / "code").exists(), reason="`make tools` has not been run"),
]


def test_the_demo_finds_fails_and_ends(tmp_path: Path) -> None:
    (tmp_path / "tools").symlink_to(TOOLS)
    done = subprocess.run(
        [sys.executable, "manage.py", "demo", "--no-serve"],
        cwd=BASE_DIR,
        env={"PATH": os.environ["PATH"], "WARDROOM_DATA_DIR": str(tmp_path), "COLUMNS": "120"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    said = done.stdout
    assert done.returncode == 0, said + done.stderr
    assert re.search(r"Sign in as admin with password \S{12,}", said)
    assert "✗ sslyze on Demo web application" in said
    assert "speaks no TLS" in said
    for tool in ("bandit", "semgrep", "detect_secrets", "checkov", "wapiti"):
        assert re.search(rf"{tool} succeeded .* findings", said), said
    assert re.search(r"critical\s+[1-9]", said)
    assert "Traceback" not in said + done.stderr
    marked = [
        process.pid
        for process in psutil.process_iter(["environ"])
        if (process.info["environ"] or {}).get("WARDROOM_DATA_DIR") == str(tmp_path)
    ]
    assert marked == []
