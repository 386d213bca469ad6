"""Start-up checks: every tool's file loads, and says what a run needs to know."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from jsonschema import Draft202012Validator, SchemaError

from . import registry
from .base import Tool

TARGET_KINDS = {"repository", "iac", "web", "host", "cloud_account", "image"}
NEEDED = ("name", "title", "binary", "install_hint", "accepts", "exit_codes_source")


@register(Tags.compatibility)
def tools_are_complete(**_: Any) -> list[CheckMessage]:
    """`tooling.E001`: the registry does not load. `tooling.E002`: a tool's file is incomplete."""
    try:
        tools = registry.all_tools()
    except (ImportError, SyntaxError, AttributeError, RuntimeError, TypeError) as error:
        return [Error(f"the tools do not load: {error}", id="tooling.E001")]
    return [
        Error(fault, obj=tool.name, id="tooling.E002")
        for tool in tools.values()
        for fault in faults(tool)
    ]


def faults(tool: Tool) -> Iterator[str]:
    """What is missing or wrong in a tool's file."""
    for name in NEEDED:
        if not getattr(tool, name, None):
            yield f"{name} is missing"
    if unknown := set(getattr(tool, "accepts", ())) - TARGET_KINDS:
        yield f"unknown kinds of target: {', '.join(sorted(unknown))}"
    if not tool.exit_codes:
        yield "the table of exit codes is empty"
    names = [option.name for option in tool.options]
    if len(names) != len(set(names)):
        yield "an option is declared twice"
    try:
        Draft202012Validator.check_schema(tool.options_schema())
    except SchemaError as error:
        yield f"the options' schema is not valid: {error.message}"
