"""The README, held to the code: each command, route, link and setting that it names exists.

The heavy ones (`make demo`, `make test`) are run as they stand by `.ci/run`.
"""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.management import get_commands
from django.urls import Resolver404, resolve

from config.env import BASE_DIR
from tooling import registry

PAGES = [BASE_DIR / "README.md", *sorted((BASE_DIR / "docs").rglob("*.md"))]
README = PAGES[0].read_text()


def blocks(page: str) -> str:
    """What a page tells to type: its bash blocks, its indented blocks, its `code`."""
    fenced = re.findall(r"^ *```bash\n(.*?)^ *```", page, re.MULTILINE | re.DOTALL)
    rest = re.sub(r"^ *```.*?^ *```", "", page, flags=re.MULTILINE | re.DOTALL)
    indented = re.findall(r"^    \S.*$", rest, re.MULTILINE)
    return "\n".join([*fenced, *indented, *re.findall(r"`([^`\n]+)`", rest)])


def names(pattern: str) -> list[tuple[str, str]]:
    """Each (page, name) that `pattern` finds in what the pages tell to type."""
    return sorted(
        {
            (str(page.relative_to(BASE_DIR)), name)
            for page in PAGES
            for name in re.findall(pattern, blocks(page.read_text()), re.MULTILINE)
        }
    )


MAKE = names(r"\bmake ([a-z][a-z-]*)")
COMMANDS = names(r"\bmanage\.py ([a-z_]+)")


def test_the_readme_tells_commands() -> None:
    readme = {name for page, name in [*MAKE, *COMMANDS] if page == "README.md"}
    assert readme >= {"demo", "test", "serve", "help", "doctor", "tool"}


@pytest.mark.parametrize(("page", "target"), MAKE)
def test_every_make_target_exists(page: str, target: str) -> None:
    makefile = (BASE_DIR / "Makefile").read_text()
    assert re.search(rf"^{target}:.*## ", makefile, re.MULTILINE), f"{page}: make {target}"


@pytest.mark.parametrize(("page", "command"), COMMANDS)
def test_every_management_command_exists(page: str, command: str) -> None:
    assert command in get_commands(), f"{page}: manage.py {command}"


def test_the_tool_that_is_run_by_hand_exists_and_so_does_its_target() -> None:
    ((tool, path),) = re.findall(r"manage\.py tool run (\S+) (\S+)", README)
    assert tool in registry.all_tools()
    assert (BASE_DIR / path).is_dir()


@pytest.mark.parametrize(
    "url", sorted(set(re.findall(r"http://127\.0\.0\.1:8000[^\s'>)`]*", README)))
)
def test_every_route_exists(url: str) -> None:
    path = urlsplit(url).path or "/"
    try:
        resolve(path)
    except Resolver404:
        pytest.fail(f"README.md: {path} is no route")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_to_a_file(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_ci_runs_the_commands_of_the_readme() -> None:
    fenced = re.findall(r"^```bash\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    heavy = "".join(fenced).split("\n")[:-1]
    script = (BASE_DIR / ".ci" / "run").read_text()
    assert heavy == ["make demo", "make test"]
    for command in heavy:
        assert re.search(rf"^{command}\b", script, re.MULTILINE), f".ci/run leaves out {command}"


DRAWERS = {"__init__", "admin", "apps", "models", "querysets", "urls"}


def room(app: str) -> str:
    """The table of an app's modules in docs/architecture.md."""
    page = (BASE_DIR / "docs" / "architecture.md").read_text()
    return page.split(f"**`{app}`**", 1)[1].split("\n**`", 1)[0].split("\n## ", 1)[0]


@pytest.mark.parametrize("app", ["config", "projects", "tooling", "scans", "findings"])
def test_the_architecture_names_the_modules_of_an_app_and_no_others(app: str) -> None:
    rows = re.findall(r"^\| (`.+?) \|", room(app), re.MULTILINE)
    named = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`([^`]+)`", " ".join(rows)))))
    modules = {path.stem for path in (BASE_DIR / app).glob("*.py")}
    packages = {path.parent.name for path in (BASE_DIR / app).glob("*/**/__init__.py")}
    assert modules - DRAWERS - named == set()
    assert named - modules - packages <= {"admin", "demo"}
