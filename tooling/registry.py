"""All tools: every `Tool` subclass of a module in `tooling/tools/`, found by itself."""

import importlib
import inspect
import pkgutil
from functools import cache

from . import tools as package
from .base import Tool


@cache
def all_tools() -> dict[str, Tool]:
    """Tools by name, sorted. A module that does not import fails loudly."""
    found: dict[str, Tool] = {}
    for info in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"{package.__name__}.{info.name}")
        for _, cls in inspect.getmembers(module, inspect.isclass):
            if (
                issubclass(cls, Tool)
                and not inspect.isabstract(cls)
                and cls.__module__ == module.__name__
            ):
                if cls.name in found:
                    raise RuntimeError(f"two tools are named {cls.name}")
                found[cls.name] = cls()
    return dict(sorted(found.items()))


def get(name: str) -> Tool:
    """The tool called `name`; KeyError where there is none."""
    return all_tools()[name]
