"""The records of an uploaded report, shared out among the tools that it names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from scans.models import Scan, ToolRun
from tooling import registry
from tooling.base import (
    ParsedFinding,
    Record,
    Report,
    ReportFormat,
    UnknownSeverity,
    UnreadableReport,
)
from tooling.tool_names import tool_named

from .models import Upload


def upload_of(scan: Scan) -> Upload | None:
    """The upload that `scan` stores; None where tools were run. At most one query."""
    if scan.origin != Scan.Origin.IMPORT:
        return None
    return Upload.objects.filter(scan=scan).first()


def reader_of(upload: Upload) -> ReportFormat:
    """What reads the upload's report; raises `UnreadableReport` where it is not there any more."""
    try:
        return registry.reader(upload.format)
    except KeyError:
        raise UnreadableReport(f"nothing here reads {upload.format} any more") from None


def report_of(upload: Upload) -> Report:
    """The report as its reader gets it: unpacked, on this machine."""
    return Report(Path(upload.content.path))


def owner(upload: Upload, record: Record) -> str:
    """The tool whose `record` is, by the name that its run has; "" where it is of the whole
    report, which a finding never is."""
    named = "" if isinstance(record, UnknownSeverity) else tool_named(record.tool)
    if isinstance(record, ParsedFinding) or named:
        return upload.tool or named or upload.format
    return ""


def records_of(
    upload: Upload, run: ToolRun, kept: Iterable[Record] | None = None
) -> Iterator[tuple[int, Record]]:
    """The records of `run`, each with its number in the whole report; `kept` are all of them,
    where they were read before.

    Each goes to its tool. What is no finding and names no tool is told once, by the report's
    first run.
    """
    is_first = run.position == 0
    records = reader_of(upload).read(report_of(upload)) if kept is None else kept
    for number, record in enumerate(records, 1):
        of = owner(upload, record)
        if of == run.tool or (not of and is_first):
            yield number, record


def family_of(tool: str) -> str:
    """The family of the registered tool of that name, else the name."""
    known = registry.all_tools().get(tool)
    return known.family or known.name if known else tool
