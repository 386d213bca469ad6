"""The floors of the house: imports only go down, neighbours keep apart, nothing goes in circles."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("config", "projects", "tooling", "scans", "findings")

CELLAR = (
    "config.errors",
    "config.records",
    "config.pagination",
    "config.keyset",
    "config.queries",
    "config.etags",
    "config.logs",
    "config.log_file",
    "config.env",
    "config.client_address",
)
FLOORS = {"projects": 1, "tooling": 1, "scans": 2, "findings": 3}
ROOF = 4


@dataclass(frozen=True)
class Import:
    importer: str
    target: str
    line: int
    typing_only: bool
    function: str  # the function that it stands in, "" for the top of the module

    def __str__(self) -> str:
        return f"{self.importer}:{self.line} imports {self.target}"


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def sources() -> dict[str, Path]:
    return {
        module_name(path): path
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        if "migrations" not in path.parts
    }


SOURCES = sources()


def floor(module: str) -> int:
    """0 for the cellar; whatever of config is not named there is the roof."""
    if any(module == room or module.startswith(f"{room}.") for room in CELLAR):
        return 0
    return FLOORS.get(module.split(".")[0], ROOF)


class Imports(ast.NodeVisitor):
    """First-party imports of one module, with where they stand."""

    def __init__(self, module: str, path: Path) -> None:
        self.module = module
        self.package = module if path.name == "__init__.py" else module.rpartition(".")[0]
        self.found: list[Import] = []
        self.functions: list[str] = []
        self.classes: list[str] = []
        self.typing_only = False
        self.visit(ast.parse(path.read_text(encoding="utf-8")))

    def visit_If(self, node: ast.If) -> None:
        guard = ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING")
        before, self.typing_only = self.typing_only, self.typing_only or guard
        for child in node.body:
            self.visit(child)
        self.typing_only = before
        for child in node.orelse:
            self.visit(child)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.classes.append(node.name)
        self.generic_visit(node)
        self.classes.pop()

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self.functions.append(".".join([*self.classes, node.name]))
        self.generic_visit(node)
        self.functions.pop()

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Import(self, node: ast.Import) -> None:
        for name in node.names:
            self.add(name.name, node.lineno)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        base = node.module or ""
        if node.level:
            steps = self.package.split(".")
            base = ".".join([*steps[: len(steps) - node.level + 1], *filter(None, [base])])
        for name in node.names:
            inner = f"{base}.{name.name}"
            self.add(inner if inner in SOURCES else base, node.lineno)

    def add(self, target: str, line: int) -> None:
        if target.split(".")[0] in PACKAGES:
            function = self.functions[-1] if self.functions else ""
            self.found.append(Import(self.module, target, line, self.typing_only, function))


IMPORTS = [found for name, path in SOURCES.items() for found in Imports(name, path).found]


def same_floor_neighbours(found: Import) -> bool:
    rooms = found.importer.split(".")[0], found.target.split(".")[0]
    return set(rooms) == {"projects", "tooling"}


def test_the_walk_sees_the_house() -> None:
    assert len(SOURCES) > 30
    assert {found.importer.split(".")[0] for found in IMPORTS} == set(PACKAGES)


def test_imports_only_go_down() -> None:
    upward = [str(i) for i in IMPORTS if floor(i.target) > floor(i.importer)]
    assert upward == []


def test_neighbours_never_import_each_other() -> None:
    assert [str(i) for i in IMPORTS if same_floor_neighbours(i)] == []


def test_no_first_party_import_inside_a_function() -> None:
    hidden = [
        f"{i} inside {i.function}"
        for i in IMPORTS
        if i.function and not (i.importer.endswith(".apps") and i.function.endswith("Config.ready"))
    ]
    assert hidden == []


def circles(graph: dict[str, set[str]]) -> Iterator[list[str]]:
    """Strongly connected components of more than one module (Tarjan)."""
    numbers: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def walk(node: str) -> None:
        numbers[node] = lowest[node] = len(numbers)
        stack.append(node)
        for target in graph.get(node, ()):
            if target not in numbers:
                walk(target)
                lowest[node] = min(lowest[node], lowest[target])
            elif target in stack:
                lowest[node] = min(lowest[node], numbers[target])
        if lowest[node] == numbers[node]:
            component = [stack.pop()]
            while component[-1] != node:
                component.append(stack.pop())
            if len(component) > 1:
                found.append(sorted(component))

    for node in sorted(graph):
        if node not in numbers:
            walk(node)
    yield from found


def test_a_circle_is_found() -> None:
    graph = {"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}
    assert list(circles(graph)) == [["a", "b", "c"]]


def test_no_circle_between_modules() -> None:
    graph: dict[str, set[str]] = {}
    for found in IMPORTS:
        at_start = not found.typing_only and not found.function
        if at_start and found.target != found.importer:
            graph.setdefault(found.importer, set()).add(found.target)
    assert list(circles(graph)) == []


def django_free_modules() -> list[str]:
    folders = ("tooling.tools", "tooling.formats", "tooling.processes.techniques")
    return [
        name
        for name in SOURCES
        if name in ("tooling.base", "tooling.registry")
        or any(name.startswith(f"{folder}.") for folder in folders)
    ]


WITHOUT_DJANGO = """
import importlib, sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("django", "rest_framework"):
            raise ImportError(f"{name} is not for tools")

sys.meta_path.insert(0, Refuse())
for name in sys.argv[1:]:
    importlib.import_module(name)
print(len(sys.argv) - 1)
"""


def run_without_django(*modules: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", WITHOUT_DJANGO, *modules],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_tools_and_formats_load_without_django() -> None:
    modules = django_free_modules()
    assert {"tooling.base", "tooling.registry"} <= set(modules)
    ended = run_without_django(*modules)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.strip() == str(len(modules))


@pytest.mark.parametrize("module", ["projects.models", "config.errors.exceptions"])
def test_what_needs_django_is_noticed(module: str) -> None:
    assert "is not for tools" in run_without_django(module).stderr
