"""CSV read as a stream, row by row, with the delimiter that its header tells."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from tooling.base import Rejected, Report, UnreadableReport

from .opening import opened

_LARGEST_CELL = 10_000_000
DELIMITERS = ",;\t|"


def rows(
    report: Report, required: Sequence[str] = (), delimiter: str = ""
) -> Iterator[tuple[str, dict[str, str] | Rejected]]:
    """Rows of a CSV report as (position, cells by column), columns in lower case and trimmed.

    The delimiter is the one of `DELIMITERS` that the header holds most. `required` are columns
    without which the file is another's. A row that has more or fewer cells than the header comes
    as `Rejected`, which `record` passes on; an empty one is left out. Raises `UnreadableReport`.
    """
    csv.field_size_limit(_LARGEST_CELL)
    with opened(report) as file:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="")
        try:
            above = 1  # the header's line
            while (first := text.readline(_LARGEST_CELL)).isspace():
                above += 1
            mark = delimiter or max(DELIMITERS, key=first.count)
            header = [name.strip().lower() for name in next(csv.reader([first], delimiter=mark))]
            missing = [name for name in required if name not in header]
            if missing:
                raise UnreadableReport(f"it has no column {' or '.join(missing)}", "line 1")
            reader = csv.reader(text, delimiter=mark, strict=True)
            for cells in reader:
                position = f"line {reader.line_num + above}"
                if not any(cell.strip() for cell in cells):
                    continue
                if len(cells) != len(header):
                    why = f"it has {len(cells)} cells where the header has {len(header)}"
                    yield position, Rejected(position, why)
                else:
                    yield position, dict(zip(header, cells, strict=True))
        except UnicodeDecodeError:
            raise UnreadableReport("it is not UTF-8", "save it as UTF-8 and try again") from None
        except (csv.Error, StopIteration) as error:
            raise UnreadableReport(f"it is not CSV: {error}", "its header or a row") from None
