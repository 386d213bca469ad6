"""Start-up checks: every tool's file loads, and says what a run needs to know."""

import re
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from jsonschema import Draft202012Validator, SchemaError

from . import limits, registry
from .base import Tool

TARGET_KINDS = {"repository", "iac", "web", "host", "cloud_account", "image"}
LONGEST_GRACE_SECONDS = 60
UNEXPLAINED_GRACE_SECONDS = 2.0  # a cancel is confirmed within three seconds
PINNED = re.compile(r"[^\s@]+(@sha256:[0-9a-f]{64}|/[^\s/@:]+:(?!latest$)[\w][\w.-]{0,127})")
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


@register(Tags.compatibility)
def executors_name_tools(**_: Any) -> list[CheckMessage]:
    """`tooling.E003`: TOOL_EXECUTORS or TOOL_IMAGES names a tool that does not exist."""
    tools = set(registry.all_tools())
    told = [
        f"{setting} names {name}, which is not registered; registered: {', '.join(sorted(tools))}"
        for setting, allowed in (("TOOL_EXECUTORS", {*tools, "default"}), ("TOOL_IMAGES", tools))
        for name in sorted(set(getattr(settings, setting)) - allowed)
    ]
    return [Error(fault, id="tooling.E003") for fault in told]


def faults(tool: Tool) -> Iterator[str]:
    """What is missing or wrong in a tool's file."""
    for name in NEEDED:
        if not getattr(tool, name, None):
            yield f"{name} is missing"
    if unknown := set(getattr(tool, "accepts", ())) - TARGET_KINDS:
        yield f"unknown kinds of target: {', '.join(sorted(unknown))}"
    if not tool.exit_codes:
        yield "the table of exit codes is empty"
    yield from (f"limits: {name} {why}" for name, why in limits.problems(tool.limits, {}))
    if tool.grace_seconds > UNEXPLAINED_GRACE_SECONDS and not tool.grace_reason:
        yield f"grace_seconds above {UNEXPLAINED_GRACE_SECONDS:g} needs its grace_reason"
    if not 0 <= tool.grace_seconds <= LONGEST_GRACE_SECONDS:
        yield f"grace_seconds lies between 0 and {LONGEST_GRACE_SECONDS}"
    if tool.image and not PINNED.fullmatch(tool.image):
        yield f"image {tool.image} is not pinned to a tag or a digest"
    names = [option.name for option in tool.options]
    if len(names) != len(set(names)):
        yield "an option is declared twice"
    try:
        Draft202012Validator.check_schema(tool.options_schema())
    except SchemaError as error:
        yield f"the options' schema is not valid: {error.message}"
