"""All tools and report standards: each class of `tooling/tools/` and `tooling/formats/`."""

import importlib
import inspect
import pkgutil
from functools import cache
from types import ModuleType
from typing import TypeVar

from . import formats, tools
from .base import ReportFormat, Tool

Kind = TypeVar("Kind", bound=ReportFormat)


@cache
def all_tools() -> dict[str, Tool]:
    """Tools by name, sorted. A module that does not import fails loudly."""
    return _found(tools, Tool)  # type: ignore[type-abstract]


@cache
def all_formats() -> dict[str, ReportFormat]:
    """Report standards by name, sorted. A module that does not import fails loudly."""
    return _found(formats, ReportFormat)  # type: ignore[type-abstract]


def get(name: str) -> Tool:
    """The tool called `name`; KeyError where there is none."""
    return all_tools()[name]


def reader(name: str) -> ReportFormat:
    """The tool or standard called `name`; KeyError where there is none."""
    return all_tools().get(name) or all_formats()[name]


def _found(package: ModuleType, kind: type[Kind]) -> dict[str, Kind]:
    found: dict[str, Kind] = {}
    for info in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"{package.__name__}.{info.name}")
        for _, cls in inspect.getmembers(module, inspect.isclass):
            if (
                issubclass(cls, kind)
                and not inspect.isabstract(cls)
                and cls.__module__ == module.__name__
            ):
                if cls.name in found:
                    raise RuntimeError(f"two of {package.__name__} are named {cls.name}")
                found[cls.name] = cls()
    return dict(sorted(found.items()))
