"""JSON read as a stream, element by element, every fault with its place.

A report costs the memory of its largest element, whatever its size.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import IO, Any

import ijson
import orjson

from tooling.base import Rejected, Report, UnreadableReport

from .opening import opened

MAX_DEPTH = 200
_BUFFER_BYTES = 1 << 16
_LONGEST_LINE = 64_000_000
_OPENS = frozenset({"start_map", "start_array"})
_CLOSES = frozenset({"end_map", "end_array"})


def elements(
    report: Report, *wanted: str, required: Sequence[str] = (), preamble: bytes = b""
) -> Iterator[tuple[str, str, Any]]:
    """Elements of a JSON report as (pattern, position, value), in the report's order.

    Patterns are keys joined by "/": `*` is any key, `[]` any item of a list ("results/*/[]").
    `required` lists paths of which one must be there as an object or list, else the document is
    not this tool's report. `preamble` stands before the document. Raises `UnreadableReport`.
    """
    patterns = [(pattern, tuple(pattern.split("/"))) for pattern in wanted]
    deepest = max(len(steps) for _, steps in patterns)
    with opened(report, preamble) as file:
        walk = _Walk(patterns, deepest, {tuple(path.split("/")) for path in required})
        try:
            for event, value in ijson.basic_parse(file, buf_size=_BUFFER_BYTES):
                found = walk.step(event, value)
                if found is not None:
                    yield found
        except ijson.IncompleteJSONError as error:
            raise _unreadable(error, file, walk.position()) from None
        except (ijson.JSONError, UnicodeDecodeError, ValueError, ArithmeticError) as error:
            raise _unreadable(error, file, walk.position()) from None
        if required and not walk.required_seen:
            raise UnreadableReport(f"it holds no {' or '.join(required) or 'object'}", "the end")


class _Walk:
    """Where the parser stands, and the element that is being built."""

    def __init__(
        self,
        patterns: list[tuple[str, tuple[str, ...]]],
        deepest: int,
        required: set[tuple[str, ...]],
    ) -> None:
        self.patterns, self.deepest, self.required = patterns, deepest, required
        self.required_seen = False
        self.path: list[str] = []  # keys, and "[]" inside lists
        self.counts: list[int] = []  # items seen, one for each "[]" of the path
        self.depth = 0
        self.builder: ijson.ObjectBuilder | None = None
        self.building, self.built_at, self.base = "", "", 0

    def position(self) -> str:
        """`results[12]`: the element that is being read, or the last one."""
        counts = iter(self.counts)
        text = ""
        for step in self.path:
            text += f"[{max(next(counts), 1) - 1}]" if step == "[]" else f".{step}" * bool(step)
        return text.removeprefix(".") or "the start"

    def step(self, event: str, value: Any) -> tuple[str, str, Any] | None:
        if event in _OPENS:
            self.depth += 1
            if self.depth > MAX_DEPTH:
                raise ValueError(f"nested more than {MAX_DEPTH} deep")
        elif event in _CLOSES:
            self.depth -= 1
        if self.builder is not None:
            self.builder.event(event, value)
            return self._finished() if self.depth == self.base else None
        if event == "map_key":
            if self.depth <= self.deepest:
                self.path[-1] = value
            return None
        if event in _CLOSES:
            if self.depth < self.deepest:
                self.path.pop()
                if event == "end_array":
                    self.counts.pop()
            return None
        return self._value(event, value)

    def _value(self, event: str, value: Any) -> tuple[str, str, Any] | None:
        opens = event in _OPENS
        level = self.depth - opens  # how many steps lead to this value
        if level > self.deepest:
            return None
        if self.path and self.path[-1] == "[]":
            self.counts[-1] += 1
        path = tuple(self.path)
        if opens and path in self.required:
            self.required_seen = True
        for name, steps in self.patterns:
            if len(steps) == len(path) and all(
                s == p or (s == "*" and p != "[]") for s, p in zip(steps, path, strict=True)
            ):
                self.building, self.built_at, self.base = name, self.position(), level
                if not opens:
                    return name, self.built_at, value
                self.builder = ijson.ObjectBuilder()
                self.builder.event(event, value)
                return None
        if opens and level < self.deepest:
            self.path.append("[]" if event == "start_array" else "")
            if event == "start_array":
                self.counts.append(0)
        return None

    def _finished(self) -> tuple[str, str, Any]:
        value = self.builder.value if self.builder else None
        self.builder = None
        return self.building, self.built_at, value


def _unreadable(error: Exception, file: IO[bytes], position: str) -> UnreadableReport:
    size = os.fstat(file.fileno()).st_size
    where = f"after {position}, " if position != "the start" else ""
    if "premature EOF" in str(error) or "Incomplete" in str(error):
        return UnreadableReport("it ends too early", f"{where}byte {size} of {size}")
    # The parser quotes the report in its message, and a report can hold secrets.
    fault = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
    if isinstance(error, UnicodeDecodeError) or "invalid bytes in UTF8" in fault:
        fault = "it is not UTF-8"
    return UnreadableReport(
        f"it is not valid JSON: {fault}", f"{where}at most byte {min(file.tell(), size)} of {size}"
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
        return orjson.loads(line)
    except orjson.JSONDecodeError:
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
        try:
            for value in ijson.items(file, "", multiple_values=True, buf_size=_BUFFER_BYTES):
                number += 1
                yield f"document {number}", value
        except (ijson.JSONError, UnicodeDecodeError, ValueError, ArithmeticError) as error:
            raise _unreadable(
                error, file, f"document {number}" if number else "the start"
            ) from None
