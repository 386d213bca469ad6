"""The recordings of real tools in `fixtures/`, as a parser and the runner would meet them."""

from __future__ import annotations

from pathlib import Path

from tooling.recordings import Recording, of_tool
from tooling.registry import all_tools

__all__ = ["FIXTURES", "RECORDINGS", "Recording", "recording", "recordings"]

FIXTURES = Path(__file__).parent / "fixtures"


def recordings(*tools: str) -> list[Recording]:
    """All recordings, or those of the named tools."""
    return [
        recorded
        for tool in all_tools().values()
        if not tools or tool.name in tools
        for recorded in of_tool(tool, FIXTURES)
    ]


def recording(tool: str, name: str) -> Recording:
    return Recording(all_tools()[tool], FIXTURES / tool / name)


RECORDINGS = recordings()
