"""Settings: every variable is documented, bad values name themselves, production is safe."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from config.env import BASE_DIR, VARIABLES, generated_key


def start(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Load the settings in a process of their own."""
    return subprocess.run(
        [sys.executable, "-c", "import config.settings as s; print(s.EMBEDDED, s.DEBUG)"],
        cwd=BASE_DIR,
        env={"PATH": os.environ["PATH"], "WARDROOM_DATA_DIR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_variable_is_in_the_table_of_the_docs() -> None:
    page = (BASE_DIR / "docs" / "settings.md").read_text()
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| (.+) \|$", page, re.MULTILINE))
    assert rows == VARIABLES


def test_without_any_variable_it_runs_embedded_and_not_in_debug(tmp_path: Path) -> None:
    done = start(tmp_path)
    assert done.stdout.split() == ["True", "False"], done.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WARDROOM_WORKERS", "many"),
        ("DATABASE_URL", "mysql://localhost/x"),
        ("FIELD_ENCRYPTION_KEYS", "short"),
        ("WARDROOM_SERVER_PORTS", "http"),
        ("WARDROOM_LOG_LEVEL", "LOUD"),
        ("RATE_LIMITS", "general=often"),
        ("RATE_LIMITS", "generel=5/minute"),
        ("RATE_LIMITS", "general"),
        ("TRUSTED_PROXIES", "10.0.0.1/8"),
    ],
)
def test_a_bad_value_stops_the_start_with_its_name(tmp_path: Path, name: str, value: str) -> None:
    done = start(tmp_path, **{name: value})
    assert done.returncode != 0
    assert name in done.stderr.splitlines()[-1]


@pytest.mark.parametrize("missing", ["SECRET_KEY", "FIELD_ENCRYPTION_KEYS"])
def test_production_needs_its_keys(tmp_path: Path, missing: str) -> None:
    keys = {
        "SECRET_KEY": "x" * 60,
        "FIELD_ENCRYPTION_KEYS": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    }
    del keys[missing]
    done = start(tmp_path, WARDROOM_PRODUCTION="1", **keys)
    assert f"{missing} is required" in done.stderr


def test_production_refuses_debug(tmp_path: Path) -> None:
    done = start(tmp_path, WARDROOM_PRODUCTION="1", DEBUG="1")
    assert "DEBUG cannot be on" in done.stderr


def test_a_generated_key_is_kept_private_and_stays(tmp_path: Path) -> None:
    first = generated_key(tmp_path, "key", lambda: "one")
    second = generated_key(tmp_path, "key", lambda: "two")
    assert first == second == "one"
    assert (tmp_path / "keys" / "key").stat().st_mode & 0o777 == 0o600
