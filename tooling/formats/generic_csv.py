"""Generic CSV: one finding a row, the columns named as in the generic schema or by an alias."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from tooling.base import (
    Record,
    Rejected,
    Report,
    ReportFormat,
    Sample,
    UnreadableReport,
)
from tooling.reading import nothing_examined, opened, record, rows
from tooling.reading.csv_stream import DELIMITERS

from .generic_records import (
    SEVERITIES,
    Tally,
    fields_of,
    finding_of,
    knows_columns,
    left_out,
    tool_of,
)


class GenericCsv(ReportFormat):
    name = "generic_csv"
    title = "Generic CSV"
    severities = SEVERITIES

    def recognise(self, sample: Sample) -> str | None:
        if sample.kind == "csv" and knows_columns(sample.header):
            return "it has columns for title and severity"
        return None

    def read(self, report: Report) -> Iterator[Record]:
        """Rows by their columns. What is marked as settled is counted and left out."""
        tally = Tally()
        if not knows_columns(_header(report)):
            raise UnreadableReport("it has no columns for title and severity", "line 1")
        for position, row in rows(report):
            if isinstance(row, Rejected):
                tally.add("", "")
                yield row
                continue
            fields = fields_of(row)
            tool, settled = tool_of(fields, ""), left_out(fields)
            tally.add(tool, settled)
            if not settled:
                yield from record(self, position, row, finding_of, self, report, tool, tool=tool)
        yield from tally.examined("")
        if not tally.records:
            yield nothing_examined("it has no rows")


def _header(report: Report) -> tuple[str, ...]:
    """The names of the columns, which `rows` tells only where there is a row."""
    with opened(report) as file:
        line = file.readline(1 << 20).decode("utf-8", "replace")
    try:
        return tuple(next(csv.reader([line], delimiter=max(DELIMITERS, key=line.count)), ()))
    except csv.Error:
        return ()
