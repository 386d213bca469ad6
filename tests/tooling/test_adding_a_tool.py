"""`docs/adding-a-tool.md`, followed step by step: its file becomes a tool that works."""

from __future__ import annotations

import importlib
import io
import json
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tooling import registry, tools
from tooling.checks import faults
from tooling.recognition import recognise

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "adding-a-tool.md").read_text("utf-8")
MODULE = "tooling.tools.ruff"
BINARY = Path(sys.executable).with_name("ruff")
DANGEROUS = "import subprocess\nsubprocess.run(input(), shell=True)\nassert True\n"

pytestmark = pytest.mark.django_db


@pytest.fixture
def example(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Step 2: the page's file lies in a folder of tools; a folder for its targets."""
    assert "`tooling/tools/ruff.py`" in PAGE
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    folder = tmp_path / "tools"
    folder.mkdir()
    (folder / "ruff.py").write_text(code, "utf-8")
    settings.TOOL_PATHS = {"ruff": str(BINARY)}
    settings.SCAN_ALLOWED_PATHS = [tmp_path]
    importlib.invalidate_caches()
    tools.__path__.append(str(folder))
    # A registry of its own, so that the tools of other tests stay the same objects.
    monkeypatch.setattr(registry, "all_tools", cache(registry.all_tools.__wrapped__))
    yield tmp_path
    tools.__path__.remove(str(folder))
    sys.modules.pop(MODULE, None)


def target(folder: Path, **files: str) -> Path:
    folder.mkdir()
    for name, content in files.items():
        (folder / f"{name}.py").write_text(content)
    return folder


def run(*arguments: object) -> dict[str, Any]:
    out = io.StringIO()
    words = [str(word) for word in arguments]
    call_command("tool", *words, "--format", "json", stdout=out, stderr=io.StringIO())
    return json.loads(out.getvalue())


def test_file_is_complete_and_shown(example: Path) -> None:
    tool = registry.get("ruff")
    assert list(faults(tool)) == []
    assert run("show", "ruff")["accepts"] == ["repository"]


def test_run_ends_as_the_page_says(example: Path) -> None:
    shop = target(example / "shop", a=DANGEROUS)
    found = run("run", "ruff", shop)
    narrow = run("run", "ruff", shop, "--option", "rules=S602,S7")
    clean = run("run", "ruff", target(example / "clean", a="x = 1\n"))
    empty = run("run", "ruff", target(example / "empty"))
    broken = run("run", "ruff", target(example / "broken", a="def ("))
    missing = run("run", "ruff", example / "missing")

    assert (found["outcome"], found["exit_code"]) == ("findings", 1)
    assert [one["rule_id"] for one in found["findings"]] == ["S602", "S101"]
    assert found["findings"][0]["place"]["path"] == "a.py"
    assert "shell=True" in found["findings"][0]["place"]["snippet"]
    assert found["coverage"]["examined"] == {"files": 1}
    assert [one["rule_id"] for one in narrow["findings"]] == ["S602"]
    assert (clean["outcome"], clean["full_scope"]) == ("clean", True)
    assert empty["outcome"] == broken["outcome"] == "findings_with_errors"
    assert "no Python file" in json.dumps(empty["coverage"])
    assert (missing["outcome"], missing["exit_code"]) == ("bad_arguments", 0)


def test_recorded_run_is_replayed_and_recognised(example: Path) -> None:
    shop = target(example / "shop", a=DANGEROUS)
    fixtures = example / "fixtures"
    place = fixtures / "ruff" / "findings"

    run("run", "ruff", shop, "--record", place, "--note", "Two dangerous calls.")

    case = json.loads((place / "case.json").read_text())
    assert case["expect"] == {"outcome": "findings", "findings": 2}
    assert case["argv"][-1] == case["target"]["locator"] == "/target"
    assert case["tool_version"].startswith("0.")
    assert str(example) not in "".join(file.read_text() for file in place.iterdir())
    (replayed,) = run("test", "ruff", "--fixtures", fixtures)  # type: ignore[misc]
    assert replayed["right"]
    assert recognise(place / "stdout").reader.name == "ruff"


def test_recording_is_never_replaced(example: Path) -> None:
    shop = target(example / "shop", a=DANGEROUS)
    place = example / "there"
    place.mkdir()
    with pytest.raises(CommandError, match="a recording is never replaced"):
        run("run", "ruff", shop, "--record", place)
