"""What a file is, told by its contents: which tool's report, or which standard's, and why."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import ijson
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from . import registry
from .base import Report, ReportFormat, Sample, UnreadableReport
from .reading import opened
from .reading.csv_stream import DELIMITERS

HEAD_BYTES = 64 << 10
# Reports whose first list is long tell what they are only behind it.
SAMPLE_BYTES = (256 << 10, 16 << 20)
MAX_PATHS = 2000
MAX_DEPTH = 6


class Unrecognised(Exception):
    """No reader, or more than one, knows the file; the message says what was looked at."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """Who reads a file, and why, as a clause."""

    reader: ReportFormat
    reason: str


def recognise(path: Path, name: str = "") -> Recognised:
    """The tool or standard whose report `path` is; `name` is what its owner calls it.

    Reads at most 16 MiB. Raises `Unrecognised`, and `UnreadableReport` for a file without text.
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
            path = "/".join(steps)
            if steps and len(steps) <= MAX_DEPTH and len(found) < MAX_PATHS:
                if path not in found or (found[path] is None and not opens):
                    found[path] = None if opens else value
            elif not steps and opens:
                found.setdefault("", None)
            if opens:
                steps.append("[]" if event == "start_array" else "")
                in_list.append(event == "start_array")
    except (ijson.JSONError, UnicodeDecodeError, ValueError, ArithmeticError):
        pass  # it was cut; or it is not JSON, which its reader will say with the place
    found.pop("", None) if len(found) > 1 else None
    return found


def _xml_names(data: bytes) -> tuple[Element | None, frozenset[str]]:
    root: Element | None = None
    tags: set[str] = set()
    events: Any = iterparse(io.BytesIO(data), events=("start",), forbid_dtd=False)
    try:
        for _, element in events:
            root = element if root is None else root
            tags.add(element.tag.rpartition("}")[2])
            if len(tags) > MAX_PATHS:
                break
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        pass
    return root, frozenset(tags)


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
