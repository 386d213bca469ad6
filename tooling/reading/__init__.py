"""Reports read as streams: memory flat, every fault with its place.

Nothing here knows Django, nor any one tool. A parser imports all it needs from here.
"""

from .csv_stream import rows
from .json_stream import documents, elements
from .long_numbers import WithoutLongNumbers
from .opening import opened
from .places import lines, relative, source
from .records import nothing_examined, record
from .values import (
    Malformed,
    cves,
    cwes,
    items,
    kind,
    mapping,
    needed,
    number,
    shortened,
    text,
    texts,
)
from .xml_stream import xml_elements

__all__ = [
    "Malformed",
    "WithoutLongNumbers",
    "cves",
    "cwes",
    "documents",
    "elements",
    "items",
    "kind",
    "lines",
    "mapping",
    "needed",
    "nothing_examined",
    "number",
    "opened",
    "record",
    "relative",
    "rows",
    "shortened",
    "source",
    "text",
    "texts",
    "xml_elements",
]
