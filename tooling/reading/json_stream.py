"""JSON read as a stream, element by element, every fault with its place.

A report costs the memory of its largest element, whatever its size. What is not wanted is parsed
too, and let go: a fault in it is a fault of the report.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import IO, Any, NamedTuple

from tooling.base import Rejected, Report, UnreadableReport

from . import json_text
from .json_text import MAX_DEPTH, Cut, Fault, JsonText, load
from .opening import opened

_LONGEST_LINE = 64_000_000
_NOTHING = "[:0]"


def elements(
    report: Report, *wanted: str, required: Sequence[str] = (), preamble: bytes = b""
) -> Iterator[tuple[str, str, Any]]:
    """Elements of a JSON report as (pattern, position, value), in the report's order.

    Patterns are keys joined by "/": `*` is any key, `[]` any item of a list ("results/*/[]"), a
    last `[:0]` is for a list that has none ("results/[:0]").
    `required` lists paths of which one must be there as an object or list, else the document is
    not this tool's report. `preamble` stands before the document. A key that an object repeats
    counts each time on the way to an element, and the last time inside one. Raises
    `UnreadableReport`.
    """
    with opened(report, preamble) as file:
        walk = _Walk(JsonText(file))
        sought = _Sought(
            tuple((pattern, tuple(pattern.split("/"))) for pattern in wanted),
            tuple(tuple(path.split("/")) for path in required),
        )
        try:
            yield from walk.value(sought, "", 0)
            walk.end()
        except (Fault, UnicodeDecodeError) as error:
            raise _unreadable(error, file, walk.text.offset, walk.position) from None
        if required and not walk.required_seen:
            raise UnreadableReport(f"it holds no {' or '.join(required) or 'object'}", "the end")


class _Sought(NamedTuple):
    """What is looked for at one place: patterns, and required paths, as the steps still to go."""

    patterns: tuple[tuple[str, tuple[str, ...]], ...]
    required: tuple[tuple[str, ...], ...]

    def after(self, step: str) -> _Sought:
        """What is looked for behind a key, or "[]"."""
        return _Sought(
            tuple(
                (name, steps[1:])
                for name, steps in self.patterns
                if steps
                and (steps[0] == step or (steps[0] == "*" and step not in ("[]", _NOTHING)))
            ),
            tuple(steps[1:] for steps in self.required if steps and steps[0] == step),
        )

    @property
    def name(self) -> str | None:
        """The pattern that the value here is an element of."""
        return next((name for name, steps in self.patterns if not steps), None)


class _Walk:
    """The way through one document. `position` is of the element that is being read, or the last
    one: `results[12]`."""

    def __init__(self, text: JsonText) -> None:
        self.text = text
        self.position = ""
        self.required_seen = False

    def value(self, sought: _Sought, position: str, depth: int) -> Iterator[tuple[str, str, Any]]:
        """The elements in the value under the cursor, which stands in `depth` others.

        One that is wanted is taken whole, one without anything wanted inside as well if it is
        small; into others the walk goes.
        """
        self.position = position
        first = self.text.peek()
        opens = first in (b"{", b"[")
        if opens:
            if depth >= MAX_DEPTH:
                raise Fault(f"nested more than {MAX_DEPTH} deep")
            self.required_seen = self.required_seen or () in sought.required
        name = sought.name
        if name is not None or not opens or not (sought.patterns or sought.required):
            text = self.text.value(depth, whole=name is not None)
            if text is not None:
                value = self._loaded(text, depth)
                if name is not None:
                    yield name, position, value
                return
        if first == b'"':
            self.text.skip_string()
        elif first == b"{":
            yield from self._object(sought, position, depth + 1)
        else:
            yield from self._list(sought, position, depth + 1)

    def end(self) -> None:
        """Nothing may follow."""
        if self.text.peek():
            raise Fault("something follows its end")

    def _loaded(self, text: bytes, depth: int) -> Any:
        try:
            return load(text)
        except Fault:
            if depth and text[:1] not in b'{["' and not self.text.peek():
                raise Cut from None
            raise

    def _object(self, sought: _Sought, position: str, depth: int) -> Iterator[tuple[str, str, Any]]:
        text = self.text
        text.take(b"{")
        if text.peek() == b"}":
            text.take(b"}")
            return
        skips = not (sought.patterns or sought.required)
        glance = text.offset + json_text.WINDOW
        while True:
            if skips and text.offset >= glance:
                while text.several(b"{}", depth):
                    pass
                glance = text.offset + json_text.WINDOW
            key = text.key()
            place = f"{position}.{key}" if position else key
            yield from self.value(sought.after(key), place, depth)
            if text.take(b",}") == b"}":
                return

    def _list(self, sought: _Sought, position: str, depth: int) -> Iterator[tuple[str, str, Any]]:
        text, number = self.text, 0
        text.take(b"[")
        if text.peek() == b"]":
            text.take(b"]")
            if nothing := sought.after(_NOTHING).name:
                yield nothing, position, []
            return
        inside = sought.after("[]")
        name = inside.name
        at_once = name is not None or not (inside.patterns or inside.required)
        # A short list is read item by item; in a long one, many items of a window at once.
        glance = text.offset + json_text.WINDOW
        while True:
            if at_once and text.offset >= glance:
                while items := text.several(b"[]", depth):
                    if name is not None:
                        for place, item in enumerate(items, number):
                            yield name, f"{position}[{place}]", item
                    number += len(items)
                glance = text.offset + json_text.WINDOW
            yield from self.value(inside, f"{position}[{number}]", depth)
            number += 1
            if text.take(b",]") == b"]":
                return


def _unreadable(error: Exception, file: IO[bytes], offset: int, position: str) -> UnreadableReport:
    size = os.fstat(file.fileno()).st_size
    where = f"after {position}, " if position else ""
    if isinstance(error, Cut):
        return UnreadableReport(str(error), f"{where}byte {size} of {size}")
    fault = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
    return UnreadableReport(
        f"it is not valid JSON: {fault}", f"{where}at most byte {min(offset, size)} of {size}"
    )


# --- Lists, lines, and several documents ------------------------------------------------------


def documents(report: Report) -> Iterator[tuple[str, Any]]:
    """The values of a report that is a list of them, JSON lines, or documents one after another,
    as (position, value).

    A line that is not JSON comes as `Rejected`, which `record` passes on; a last one that is cut
    short makes the report unreadable. Raises `UnreadableReport`.
    """
    with opened(report) as file:
        first = _first_character(file)
    if first == b"[":
        for _, position, value in elements(report, "[]"):
            yield position, value
    elif first != b"{":
        raise UnreadableReport("it is neither a JSON list nor JSON objects", "the start")
    elif _is_lines(report):
        yield from _lines(report)
    else:
        yield from _one_after_another(report)


def _first_character(file: IO[bytes]) -> bytes:
    while (character := file.read(1)).isspace():
        pass
    return character


def _is_lines(report: Report) -> bool:
    """Whether the first line that is not empty is a document by itself."""
    with opened(report) as file:
        while line := file.readline(_LONGEST_LINE):
            if line.strip():
                return _loaded(line) is not None
    return False


def _loaded(line: bytes) -> Any:
    """The value of a line, None where it is not JSON (or null, which is no record either)."""
    try:
        return load(line)
    except (Fault, UnicodeDecodeError):
        return None


def _lines(report: Report) -> Iterator[tuple[str, Any]]:
    with opened(report) as file:
        number = 0
        while line := file.readline(_LONGEST_LINE):
            number += 1
            if not line.strip():
                continue
            value, position = _loaded(line), f"line {number}"
            if value is None and not line.endswith(b"\n"):
                long = len(line) == _LONGEST_LINE
                why = (
                    f"a line is longer than {_LONGEST_LINE} bytes" if long else "it ends too early"
                )
                raise UnreadableReport(why, position)
            yield position, Rejected(position, "it is not JSON") if value is None else value


def _one_after_another(report: Report) -> Iterator[tuple[str, Any]]:
    number = 0
    with opened(report) as file:
        text = JsonText(file)
        try:
            while text.peek():
                value = load(text.value(0) or b"")
                number += 1
                yield f"document {number}", value
        except (Fault, UnicodeDecodeError) as error:
            last = f"document {number}" if number else ""
            raise _unreadable(error, file, text.offset, last) from None
