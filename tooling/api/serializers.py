"""What a tool looks like in JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from tooling import executors, health
from tooling.base import ExitMeaning, Outcome, Tool
from tooling.models import ToolStatus
from tooling.signals import breakers_asked

MEANINGS: dict[ExitMeaning, str] = {
    ExitMeaning.CLEAN: "Finished; nothing was found.",
    ExitMeaning.FINDINGS: "Finished; something was found.",
    ExitMeaning.OK: "Finished; the report tells whether something was found.",
    ExitMeaning.PARTIAL: "Finished with errors.",
    ExitMeaning.AUTH_FAILED: "The credentials were refused.",
    ExitMeaning.PERMISSION_DENIED: "A permission is missing.",
    ExitMeaning.NETWORK: "The target was not reached.",
    ExitMeaning.BAD_ARGUMENTS: "The arguments were refused.",
    ExitMeaning.CRASHED: "The tool failed.",
}


class ExitCodeSerializer(serializers.Serializer):
    code = serializers.IntegerField()
    meaning = serializers.ChoiceField(choices=[meaning.value for meaning in ExitMeaning])
    description = serializers.CharField()


class ToolBreakerSerializer(serializers.Serializer):
    """Whether the tool's circuit breaker lets it run; `/api/v1/breakers` has those of targets."""

    state = serializers.ChoiceField(choices=["closed", "open", "half_open"])
    failures = serializers.IntegerField(help_text="In a row.")
    next_probe = serializers.DateTimeField(allow_null=True)


class ToolSerializer(serializers.Serializer):
    """A registered tool, and what was last seen of it on this server."""

    name = serializers.CharField()
    title = serializers.CharField()
    homepage = serializers.CharField()
    accepts = serializers.ListField(child=serializers.CharField(), help_text="Kinds of target.")
    options_schema = serializers.JSONField(help_text="JSON schema, draft 2020-12.")
    selecting_options = serializers.ListField(
        child=serializers.CharField(), help_text="Options that narrow what is looked at."
    )
    exit_codes = ExitCodeSerializer(many=True)
    exit_codes_source = serializers.CharField()
    outcomes = serializers.ListField(child=serializers.CharField())
    origin = serializers.ChoiceField(
        choices=["recorded", "documentation"],
        help_text="What proves its parser: real recorded output, or documentation only.",
    )
    environment = serializers.CharField(allow_null=True)
    executor = serializers.ChoiceField(choices=["local", "container"], help_text="Where it runs.")
    image = serializers.CharField(
        allow_null=True,
        help_text="What the container executor would start; null: nothing.",
    )
    limits = serializers.DictField(
        child=serializers.FloatField(), help_text="Its own, over those of the server."
    )
    grace_seconds = serializers.FloatField(help_text="What it has to end when it is asked to.")
    needs_credentials = serializers.BooleanField()
    timeout_seconds = serializers.IntegerField()
    installed = serializers.BooleanField()
    version = serializers.CharField(allow_null=True)
    problem = serializers.CharField(help_text="Why it is not usable; empty where it is.")
    checked = serializers.DateTimeField(allow_null=True)
    path = serializers.CharField(allow_null=True, help_text="For staff only, else null.")
    install_hint = serializers.CharField()
    breaker = ToolBreakerSerializer()


CLOSED = {"state": "closed", "failures": 0, "next_probe": None}


def breakers() -> dict[str, dict[str, Any]]:
    """By tool, what `ToolBreakerSerializer` shows, of tools that have a breaker. One query."""
    answers: list[tuple[Any, Any]] = breakers_asked.send(sender=None)
    return {tool: breaker for _, answer in answers for tool, breaker in answer.items()}


def described(
    tool: Tool,
    status: ToolStatus | None,
    with_path: bool,
    known_breakers: Mapping[str, dict[str, Any]],
) -> dict[str, Any]:
    """`tool` for `ToolSerializer`: what was last seen of it; its binary is not started."""
    path = health.path_now(tool, status)
    return {
        "name": tool.name,
        "title": tool.title,
        "homepage": tool.homepage,
        "accepts": sorted(tool.accepts),
        "options_schema": tool.options_schema(),
        "selecting_options": [option.name for option in tool.options if option.selects],
        "exit_codes": [
            {"code": code, "meaning": meaning.value, "description": MEANINGS[meaning]}
            for code, meaning in sorted(tool.exit_codes.items())
        ],
        "exit_codes_source": tool.exit_codes_source,
        "outcomes": [outcome.value for outcome in Outcome],
        "origin": tool.origin,
        "environment": tool.environment,
        "executor": executors.executor(tool),
        "image": executors.image(tool) or None,
        "limits": dict(tool.limits),
        "grace_seconds": tool.grace_seconds,
        "needs_credentials": tool.needs_credentials,
        "timeout_seconds": tool.timeout_seconds,
        "installed": bool(path),
        "version": status.version or None if status and status.path == path else None,
        "problem": _problem(tool, status, path, with_path),
        "checked": status.checked if status else None,
        "path": (path or None) if with_path else None,
        "install_hint": tool.install_hint,
        "breaker": known_breakers.get(tool.name, CLOSED),
    }


def _problem(tool: Tool, status: ToolStatus | None, path: str, with_path: bool) -> str:
    """Why the tool cannot be used; what was found names paths, which are for staff."""
    if path:
        return ""
    if status and with_path and status.error:
        return status.error
    return f"{tool.title} is not installed"


@extend_schema_serializer(many=False)
class ToolListSerializer(serializers.Serializer):
    """Every tool on one page."""

    results = ToolSerializer(many=True)
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
