"""Generic JSON: the project's documented schema, and DefectDojo's "Generic Findings Import"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tooling.base import (
    Examined,
    ParsedFinding,
    Record,
    Report,
    ReportFormat,
    Sample,
    UnreadableReport,
)
from tooling.reading import (
    documents,
    elements,
    mapping,
    nothing_examined,
    number,
    record,
    text,
)
from tooling.tool_names import tool_named

from .generic_records import SEVERITIES, Tally, fields_of, finding_of, left_out, tool_of

# `type` is DefectDojo's name for the tool.
_HEAD = ("tool", "type", "examined")


class GenericJson(ReportFormat):
    name = "generic_json"
    title = "Generic JSON"
    severities = SEVERITIES

    def recognise(self, sample: Sample) -> str | None:
        values = sample.values
        if sample.kind != "json":
            return None
        if text(values.get("format")).startswith("wardroom-generic/"):
            return f"its format is {values['format']}"
        if {"findings/[]/title", "findings/[]/severity"} <= values.keys():
            return "it has findings[] with title and severity"
        for at in ("", "[]/"):
            if {f"{at}{name}" for name in ("title", "severity", "description")} <= values.keys():
                return "it is a list of records with title, severity and description"
        return None

    def read(self, report: Report) -> Iterator[Record]:
        """An object with `findings`, a list of records, or one a line.

        What is marked as passed, fixed, false, duplicate or accepted is counted and left out.
        Memory grows with the largest record.
        """
        tally = Tally()
        is_object = _has_findings(report)
        head: dict[str, Any] = {}
        knows_any = is_object
        for position, raw in _findings(report, head) if is_object else documents(report):
            fields = fields_of(mapping(raw))
            knows_any = knows_any or "title" in fields
            tool = tool_of(fields, _tool(head))
            settled = left_out(fields)
            tally.add(tool, settled)
            if not settled:
                yield from record(self, position, raw, self._finding, report, tool, tool=tool)
        if not knows_any and tally.records:
            raise UnreadableReport("it holds no record with a title", "the start")
        yield from tally.examined(_tool(head))
        # What the report says of itself is of all whose records it holds.
        tool = _tool(head) if tally.records.keys() <= {_tool(head)} else ""
        if examined := number(head.get("examined")) or 0:
            yield Examined("checks", examined, tool)
        elif not tally.records:
            yield nothing_examined("it has no findings and does not say what was examined", tool)

    def _finding(self, raw: Mapping[str, Any], report: Report, tool: str) -> ParsedFinding:
        return finding_of(raw, self, report, tool)


def _tool(head: Mapping[str, Any]) -> str:
    return tool_named(text(head.get("tool")) or text(head.get("type")))


def _has_findings(report: Report) -> bool:
    """Whether it is an object with a list of findings; a broken one is said by its reader."""
    try:
        for _ in elements(report, "findings/[]", required=("findings",)):
            break
    except UnreadableReport:
        return False
    return True


def _findings(report: Report, head: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The findings; before the first one `head` is filled, wherever in the file its parts stand."""
    is_whole = False
    for what, position, raw in elements(report, *_HEAD, "findings/[]"):
        if what != "findings/[]":
            head[what] = raw
            continue
        if not is_whole and not head.keys() & {"tool", "type"}:
            head.update({name: value for name, _, value in elements(report, *_HEAD)})
        is_whole = True
        yield position, raw
