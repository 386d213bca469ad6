"""A record of a report as a finding, or the reason why it is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from xml.etree.ElementTree import Element

from tooling.base import (
    Outcome,
    ParsedFinding,
    Problem,
    Record,
    Rejected,
    ReportFormat,
    UnknownSeverity,
)

from .values import Malformed, kind


def record(
    reader: ReportFormat,
    position: str,
    raw: Any,
    make: Callable[..., ParsedFinding],
    *context: Any,
    tool: str = "",
) -> Iterator[Record]:
    """The finding that `make(raw, *context)` gives, or `Rejected` with the position and the reason.

    A severity word that the tool's table does not hold is told first. `raw` is an object of JSON,
    an element of XML or a row of CSV; a `Rejected` of the reader is passed on. `tool` is whose
    record it is, in a report of several.
    """
    if isinstance(raw, Rejected):
        yield raw
        return
    if not isinstance(raw, (dict, Element)):
        yield Rejected(position, f"it is {kind(raw)}, not an object", tool)
        return
    try:
        finding = make(raw, *context)
    except Malformed as error:
        yield Rejected(position, str(error), tool)
        return
    if (
        reader.severities
        and finding.severity == "info"
        and reader.severity(finding.tool_severity) is None
    ):
        yield UnknownSeverity(finding.tool_severity or "(none)")
    yield finding


def nothing_examined(why: str, tool: str = "") -> Problem:
    """What a parser tells where the tool ran well and looked at nothing: that is not clean."""
    return Problem(f"nothing was examined: {why}", Outcome.FINDINGS_WITH_ERRORS, tool=tool)
