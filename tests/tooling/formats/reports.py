"""The fixtures of the report standards, and what a reader makes of a document."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tooling.base import ParsedFinding, Record, Report
from tooling.registry import all_formats

FIXTURES = Path(__file__).parent / "fixtures"


def records(name: str, path: Path) -> list[Record]:
    return list(all_formats()[name].read(Report(path)))


def findings(name: str, file: str) -> list[ParsedFinding]:
    """The findings of a fixture."""
    return of(records(name, FIXTURES / name / file), ParsedFinding)


def of(told: list[Record], kind: type[Any]) -> list[Any]:
    return [one for one in told if isinstance(one, kind)]


def reading(name: str, folder: Path) -> Callable[[Any], list[Record]]:
    """What the reader `name` makes of a value written as JSON below `folder`."""

    def read(document: Any) -> list[Record]:
        path = folder / "report.json"
        path.write_text(document if isinstance(document, str) else json.dumps(document), "utf-8")
        return records(name, path)

    return read


def files(name: str) -> Iterator[Path]:
    """The readable fixtures of a format."""
    told = json.loads((FIXTURES / name / "imports.json").read_text("utf-8"))
    yield from (FIXTURES / name / file for file, about in told.items() if "findings" in about)
