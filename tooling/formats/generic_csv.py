"""Generic CSV: one finding a row, the columns named as in the generic schema or by an alias."""

from __future__ import annotations

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
from tooling.reading import nothing_examined, record, rows

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
        is_known = False
        for position, row in rows(report):
            counts["records"] += 1
            if isinstance(row, Rejected):
                yield row
                continue
            if not is_known and not knows_columns(tuple(row)):
                raise UnreadableReport("it has no columns for title and severity", "line 1")
            is_known = True
            if what := left_out(fields_of(row)):
                counts[what] += 1
            else:
                yield from record(self, position, row, finding_of, self, report, "")
        records = counts.pop("records", 0)
        yield Examined("records", records)
        yield from (Examined(what, count) for what, count in sorted(counts.items()))
        if not records:
            yield nothing_examined("it has no rows")
