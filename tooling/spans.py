"""Stretches of text to mask, and text with them masked."""

from __future__ import annotations

import re
from collections.abc import Iterator

MASK = b"****"

Span = tuple[int, int, bytes]  # start, end, replacement

_LINE_END = re.compile(rb"[\r\n]")


def apply(data: bytes, spans: list[Span]) -> bytes:
    """`data` with each span replaced; spans that overlap become one mask."""
    if not spans:
        return data
    spans.sort(key=lambda span: (span[0], -span[1]))
    parts: list[bytes] = []
    position, (start, end, replacement) = 0, spans[0]
    for next_start, next_end, next_replacement in spans[1:]:
        touches = next_start == end and next_replacement == replacement == MASK
        if next_start < end or touches:
            if next_end > end:
                end, replacement = next_end, MASK
            continue
        parts += (data[position:start], replacement)
        position, start, end, replacement = end, next_start, next_end, next_replacement
    parts += (data[position:start], replacement, data[end:])
    return b"".join(parts)


def touched_lines(data: bytes, spans: list[Span]) -> Iterator[tuple[int, int, list[Span]]]:
    """The stretches of whole lines that `spans` lie in, each with its spans."""
    spans.sort(key=lambda span: span[0])  # of equal ones, the first rule's stays the first
    start = end = 0
    within: list[Span] = []
    for span in spans:
        if within and span[0] <= end:
            within.append(span)
            if span[1] > end:
                end = _line_end(data, span[1])
            continue
        if within:
            yield start, end, within
        start = line_start(data, span[0])
        end = _line_end(data, span[1])
        within = [span]
    if within:
        yield start, end, within


def line_start(data: bytes, position: int) -> int:
    """Where the line that holds `position` starts; carriage returns end lines, too."""
    start = data.rfind(b"\n", 0, position) + 1
    return max(start, data.rfind(b"\r", start, position) + 1)


def _line_end(data: bytes, position: int) -> int:
    match = _LINE_END.search(data, position)
    return match.start() if match else len(data)
