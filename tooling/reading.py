"""Reports read as streams: JSON element by element, memory flat, every fault with its place.

Nothing here knows Django, nor any one tool. A report costs the memory of its largest element,
whatever its size.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

import ijson

from .base import (
    Outcome,
    ParsedFinding,
    Problem,
    Record,
    Rejected,
    Report,
    Tool,
    UnknownSeverity,
    UnreadableReport,
)

MAX_DEPTH = 200
_BUFFER_BYTES = 1 << 16
_LARGEST_SOURCE_BYTES = 2_000_000
_OPENS = frozenset({"start_map", "start_array"})
_CLOSES = frozenset({"end_map", "end_array"})


class Malformed(ValueError):
    """A record lacks what a finding needs; the message says what."""


# --- JSON ---------------------------------------------------------------------------------


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


def _unreadable(error: Exception, file: BinaryIO, position: str) -> UnreadableReport:
    size = os.fstat(file.fileno()).st_size
    where = f"after {position}, " if position != "the start" else ""
    if "premature EOF" in str(error) or "Incomplete" in str(error):
        return UnreadableReport("it ends too early", f"{where}byte {size} of {size}")
    # The parser quotes the report in its message, and a report can hold secrets.
    fault = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
    if isinstance(error, UnicodeDecodeError):
        fault = "it is not UTF-8"
    return UnreadableReport(
        f"it is not valid JSON: {fault}", f"{where}at most byte {min(file.tell(), size)} of {size}"
    )


def opened(report: Report, preamble: bytes = b"") -> BinaryIO:
    """The report's file, after `preamble`; `UnreadableReport` where there is none."""
    if report.path is None:
        raise UnreadableReport("the tool wrote no report")
    try:
        file = report.path.open("rb")
    except OSError as error:
        raise UnreadableReport(f"it cannot be opened: {error.strerror}") from None
    if os.fstat(file.fileno()).st_size == 0:
        file.close()
        raise UnreadableReport("it is empty", "byte 0")
    if file.read(len(preamble)) != preamble:
        file.close()
        raise UnreadableReport(f"it does not begin with {preamble.decode().strip()}", "the start")
    return file


def record(
    tool: Tool, position: str, raw: Any, make: Callable[..., ParsedFinding], *context: Any
) -> Iterator[Record]:
    """The finding that `make(raw, *context)` gives, or `Rejected` with the position and the reason.

    A severity word that the tool's table does not hold is told first.
    """
    if not isinstance(raw, dict):
        yield Rejected(position, f"it is {kind(raw)}, not an object")
        return
    try:
        finding = make(raw, *context)
    except Malformed as error:
        yield Rejected(position, str(error))
        return
    if (
        tool.severities
        and finding.severity == "info"
        and tool.severity(finding.tool_severity) is None
    ):
        yield UnknownSeverity(finding.tool_severity or "(none)")
    yield finding


def nothing_examined(why: str) -> Problem:
    """What a parser tells where the tool ran well and looked at nothing: that is not clean."""
    return Problem(f"nothing was examined: {why}", Outcome.FINDINGS_WITH_ERRORS)


# --- Values -------------------------------------------------------------------------------


def kind(value: Any) -> str:
    """What a JSON value is, for a reason."""
    names = {dict: "an object", list: "a list", str: "text", bool: "a boolean", type(None): "null"}
    return names.get(type(value), "a number")


def text(value: Any, limit: int = 20_000) -> str:
    """Text or a number as text, trimmed and cut at `limit` characters; "" for anything else."""
    if isinstance(value, (int, Decimal, float)) and not isinstance(value, bool):
        return str(value)[:limit]
    if not isinstance(value, str):
        return ""
    # Databases take neither NUL nor half a surrogate pair.
    if not value.isascii():
        value = value.encode("utf-8", "replace").decode("utf-8")
    return value.replace("\x00", "\ufffd").strip()[:limit]


def needed(raw: Mapping[str, Any], key: str) -> str:
    """The text under `key`; `Malformed` where it is missing, empty or of another type."""
    found = text(raw.get(key))
    if not found:
        raise Malformed(f"{key} is missing" if raw.get(key) is None else f"{key} is not text")
    return found


def number(value: Any) -> int | None:
    """A whole number from 0 to 2**31 - 1, given as such or as text; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, str, Decimal, float)):
        return None
    try:
        found = int(value)
    except (ValueError, OverflowError, ArithmeticError):
        return None
    return found if 0 <= found < 2**31 else None


def texts(value: Any) -> tuple[str, ...]:
    """A text, or the texts of a list, without empty ones and repetitions."""
    items = value if isinstance(value, list) else [value]
    return tuple(dict.fromkeys(found for found in map(text, items) if found))


def mapping(value: Any) -> Mapping[str, Any]:
    """An object, or an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def items(value: Any) -> list[Any]:
    """A list, or an empty one for anything else."""
    return value if isinstance(value, list) else []


_CWE = re.compile(r"\bCWE[-_ :]{0,2}(\d{1,5})\b", re.IGNORECASE)
_CVE = re.compile(r"\bCVE-\d{4}-\d{4,7}\b", re.IGNORECASE)


def cwes(value: Any) -> tuple[str, ...]:
    """The CWE ids in texts or numbers: `CWE-89` each, in order."""
    given = value if isinstance(value, list) else [value]
    found: list[str] = []
    for one in given:
        plain = number(one)
        found += [f"CWE-{plain}"] if plain else [f"CWE-{int(n)}" for n in _CWE.findall(text(one))]
    return tuple(dict.fromkeys(found))


def cves(value: Any) -> tuple[str, ...]:
    """The CVE ids in texts, upper case, in order."""
    given = value if isinstance(value, list) else [value]
    found = [cve.upper() for one in given for cve in _CVE.findall(text(one))]
    return tuple(dict.fromkeys(found))


# --- Places -------------------------------------------------------------------------------


def relative(path: str, report: Report) -> str:
    """`path` relative to what was scanned, with forward slashes."""
    if report.job is None:
        if "/" not in path or re.match(r"[A-Za-z]:\\", path):
            path = path.replace("\\", "/")
    else:
        root = report.job.locator.rstrip("/") or "/"
        if path == root:
            return os.path.basename(root)
        path = path.removeprefix(root + "/")
    while path.startswith("./"):
        path = path[2:].lstrip("/")
    return path


def source(report: Report, path: str, first: int | None, last: int | None) -> str:
    """Lines `first` to `last` (at most 20) of a scanned file, "" where that cannot be read.

    For tools that name a place without quoting it. Links that leave the target are not followed.
    """
    if report.job is None or first is None or first < 1:
        return ""
    try:
        root = Path(report.job.locator).resolve(strict=True)
        file = (root / path if root.is_dir() else root).resolve(strict=True)
        if not (file == root or file.is_relative_to(root)) or not file.is_file():
            return ""
        if file.stat().st_size > _LARGEST_SOURCE_BYTES:
            return ""
        lines = file.read_text("utf-8", errors="replace").splitlines()
    except (OSError, ValueError, RuntimeError):
        return ""
    return text("\n".join(lines[first - 1 : min(max(last or first, first), first + 19)]))


def lines(path: Path | None, limit: int = 2000) -> Iterator[str]:
    """Lines of a text file, each cut at `limit` characters; none where there is no file."""
    if path is None:
        return
    try:
        with path.open("r", encoding="utf-8", errors="replace") as file:
            while line := file.readline(1 << 20):
                yield line.rstrip("\r\n")[:limit]
    except OSError:
        return
