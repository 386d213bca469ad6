"""What a file is, told by its contents: which tool's report, or which standard's, and why."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element
from xml.parsers.expat import ExpatError, ParserCreate

import ijson

from . import registry
from .base import Report, ReportFormat, Sample, UnreadableReport
from .reading import opened
from .reading.csv_stream import DELIMITERS
from .reading.json_text import MAX_DEPTH as READ_DEPTH
from .reading.long_numbers import first_long_number

HEAD_BYTES = 64 << 10
# Reports whose first list is long tell what they are only behind it.
SAMPLE_BYTES = (256 << 10, 16 << 20)
MAX_PATHS = 2000
MAX_SIBLINGS = 100
MAX_DEPTH = 6
XML_DEPTH = 200  # readers refuse what is deeper


class Unrecognised(Exception):
    """No reader, or more than one, knows the file; the message says what was looked at."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """Who reads a file, and why, as a clause."""

    reader: ReportFormat
    reason: str


def recognise(path: Path, name: str = "") -> Recognised:
    """The tool or standard whose report `path` is; `name` is what its owner calls it.

    Reads at most 16 MiB. Raises `Unrecognised`, and `UnreadableReport` for a file
    without text and for XML with entities.
    """
    report = Report(path)
    told: list[Recognised] = []
    sampled = sample(report, name)
    for size in SAMPLE_BYTES:
        told = list(_told(sampled, registry.all_tools().values()))
        # A tool knows its own output better than a standard that the output is written in.
        told = told or list(_told(sampled, registry.all_formats().values()))
        if told or sampled.kind in ("csv", "text") or path.stat().st_size <= size:
            break
        sampled = sample(report, name, SAMPLE_BYTES[-1])
    if len(told) == 1:
        return told[0]
    if told:
        names = ", ".join(one.reader.name for one in told)
        raise Unrecognised(f"it could be a report of {names}")
    raise Unrecognised(f"{_described(sampled)} that no tool or standard here writes")


def _told(sampled: Sample, readers: Iterable[ReportFormat]) -> Iterable[Recognised]:
    for reader in readers:
        reason = reader.recognise(sampled)
        if reason:
            yield Recognised(reader, reason)


def _described(sampled: Sample) -> str:
    match sampled.kind:
        case "json":
            keys = [path for path in sampled.values if "/" not in path.removeprefix("[]/")]
            return f"JSON with {', '.join(keys[:8]) or 'nothing in it'}"
        case "xml":
            return f"XML with the root <{sampled.root}>"
        case "csv":
            return f"CSV with the columns {', '.join(sampled.header[:12])}"
    return "text"


def sample(report: Report, name: str = "", size: int = SAMPLE_BYTES[0]) -> Sample:
    """The first `size` bytes of `report` as recognisers see them. Raises `UnreadableReport`."""
    with opened(report) as file:
        data = file.read(size)
    head = data[:HEAD_BYTES].decode("utf-8", "replace")
    if "\0" in head:
        raise UnreadableReport("it is not text", "the start")
    begins = data.lstrip()[:1]
    if begins in (b"{", b"["):
        values = _json_values(data)
        if values:
            return Sample("json", name, head, values=values)
    if begins == b"<":
        root, tags = _xml_names(data)
        if root is not None:
            return Sample("xml", name, head, root=root.tag, attributes=root.attrib, tags=tags)
    header = _header(head)
    if header:
        return Sample("csv", name, head, header=header)
    return Sample("text", name, head)


def _json_values(data: bytes) -> dict[str, Any]:
    """The first scalar at each path, None for objects and lists; as far as the data is JSON."""
    found: dict[str, Any] = {}
    steps: list[str] = []  # of the value that comes next
    in_list: list[bool] = []
    siblings: Counter[str] = Counter()
    long_number = first_long_number(data)
    data = data if long_number < 0 else data[:long_number]
    try:
        for event, value in ijson.basic_parse(io.BytesIO(data), multiple_values=True):
            if event == "map_key":
                steps[-1] = value
                continue
            if event in ("end_map", "end_array"):
                steps.pop()
                in_list.pop()
                continue
            opens = event in ("start_map", "start_array")
            if steps and len(steps) <= MAX_DEPTH:
                _note(steps, None if opens else value, found, siblings)
            elif not steps and opens:
                found.setdefault("", None)
            if opens:
                if len(steps) == READ_DEPTH:  # no reader goes deeper, and says so
                    break
                steps.append("[]" if event == "start_array" else "")
                in_list.append(event == "start_array")
    except (ijson.JSONError, UnicodeDecodeError, ValueError, ArithmeticError):
        pass  # it was cut; or it is not JSON, which its reader will say with the place
    found.pop("", None) if len(found) > 1 else None
    return found


def _note(steps: Sequence[str], value: Any, found: dict[str, Any], siblings: Counter[str]) -> None:
    parent = "/".join(steps[:-1])
    path = f"{parent}/{steps[-1]}" if parent else steps[-1]
    if path in found:
        if found[path] is None:
            found[path] = value
    elif _has_room(found, siblings, parent):
        siblings[parent] += 1
        found[path] = value


def _has_room(found: Mapping[str, Any], siblings: Mapping[str, int], parent: str) -> bool:
    """Whether one more path below `parent` is noted.

    The outermost names are, also behind a thousand others: they tell most. Of an object with an
    entry for each file, the first entries tell what the others do, and leave room for the rest.
    """
    if parent in ("", "[]"):
        return len(found) < 2 * MAX_PATHS
    return len(found) < MAX_PATHS and siblings.get(parent, 0) < MAX_SIBLINGS and parent in found


def _xml_names(data: bytes) -> tuple[Element | None, frozenset[str]]:
    """The outermost element without what is in it, and all names, as far as the data is XML.

    No tree is built: 16 MiB of elements would be 1.5 GB. Raises `UnreadableReport` for entities.
    """
    roots: list[Element] = []
    tags: set[str] = set()
    depth = 0

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        if not roots:
            named = {_braced(key): value for key, value in attributes.items()}
            roots.append(Element(_braced(name), named))
        tags.add(name.rpartition("}")[2])
        depth += 1
        if depth > XML_DEPTH or len(tags) > MAX_PATHS:
            raise _Enough

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1

    def refuse(*declaration: object) -> int:
        raise UnreadableReport("it declares entities, which no report here needs", "the start")

    parser = ParserCreate(namespace_separator="}")
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.EntityDeclHandler = parser.ExternalEntityRefHandler = refuse
    with suppress(_Enough, ExpatError, ValueError, LookupError):  # it was cut; or is no XML
        parser.Parse(data.lstrip(), True)
    return (roots[0] if roots else None), frozenset(tags)


class _Enough(Exception):
    """No more of the file is looked at."""


def _braced(name: str) -> str:
    """A name with its namespace as ElementTree writes it."""
    return f"{{{name}" if "}" in name else name


def _header(head: str) -> tuple[str, ...]:
    """The columns of what looks like CSV: a first line of two or more short names."""
    lines = head.lstrip("\n\r").splitlines()
    if not lines:
        return ()
    mark = max(DELIMITERS, key=lines[0].count)
    try:
        cells = [cell.strip().lower() for cell in next(csv.reader([lines[0]], delimiter=mark))]
    except (csv.Error, StopIteration):
        return ()
    return tuple(cells) if len(cells) > 1 and all(len(cell) <= 80 for cell in cells) else ()
