"""The registry finds every tool's file by itself, without Django."""

import subprocess
import sys
from pathlib import Path

import pytest

from tooling import registry
from tooling.checks import faults, tools_are_complete
from tooling.tools.bandit import Bandit

ROOT = Path(registry.__file__).parents[1]


def test_every_module_of_the_folder_gives_a_tool() -> None:
    modules = {file.stem for file in (ROOT / "tooling" / "tools").glob("*.py")} - {"__init__"}
    assert set(registry.all_tools()) == modules


def test_unknown_tool() -> None:
    with pytest.raises(KeyError):
        registry.get("nosuch")


def test_tools_load_without_django() -> None:
    code = (
        "import sys; sys.modules['django'] = None; import tooling.registry as r;"
        "print(len(r.all_tools()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) == len(registry.all_tools())


def test_system_check_is_content() -> None:
    assert tools_are_complete() == []


def test_system_check_names_what_is_missing() -> None:
    class Unfinished(Bandit):
        name = "unfinished"
        install_hint = ""
        accepts = frozenset({"planet"})
        exit_codes = {}

    assert list(faults(Unfinished())) == [
        "install_hint is missing",
        "unknown kinds of target: planet",
        "the table of exit codes is empty",
    ]


def test_system_check_tells_a_registry_that_does_not_load(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise RuntimeError("two tools are named bandit")

    monkeypatch.setattr(registry, "all_tools", broken)
    assert [error.id for error in tools_are_complete()] == ["tooling.E001"]


def test_page_of_tools_lists_them_as_they_are():
    page = (Path(__file__).resolve().parents[2] / "docs" / "tools.md").read_text("utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    for tool in registry.all_tools().values():
        (row,) = [row for row in rows if row.startswith(f"| `{tool.name}` |")]
        proven = "recorded runs" if tool.origin == "recorded" else "documentation"
        assert f"[{tool.title}]({tool.homepage})" in row
        assert f"| {', '.join(sorted(tool.accepts))} |" in row
        assert row.endswith(f"| {proven} |")
    assert len(rows) == len(registry.all_tools())
