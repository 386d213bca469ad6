"""Generic CSV: one finding a row, the columns named as in the generic schema or by an alias."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator

from tooling.base import (
    Examined,
    Record,
    Rejected,
    Report,
    ReportFormat,
    Sample,
    UnreadableReport,
)
from tooling.reading import nothing_examined, opened, record, rows
from tooling.reading.csv_stream import DELIMITERS

from .generic_records import SEVERITIES, fields_of, finding_of, knows_columns, left_out


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
        counts: Counter[str] = Counter()
        if not knows_columns(_header(report)):
            raise UnreadableReport("it has no columns for title and severity", "line 1")
        for position, row in rows(report):
            counts["records"] += 1
            if isinstance(row, Rejected):
                yield row
                continue
            if what := left_out(fields_of(row)):
                counts[what] += 1
            else:
                yield from record(self, position, row, finding_of, self, report, "")
        records = counts.pop("records", 0)
        yield Examined("records", records)
        yield from (Examined(what, count) for what, count in sorted(counts.items()))
        if not records:
            yield nothing_examined("it has no rows")


def _header(report: Report) -> tuple[str, ...]:
    """The names of the columns, which `rows` tells only where there is a row."""
    with opened(report) as file:
        line = file.readline(1 << 20).decode("utf-8", "replace")
    try:
        return tuple(next(csv.reader([line], delimiter=max(DELIMITERS, key=line.count)), ()))
    except csv.Error:
        return ()
