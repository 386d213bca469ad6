"""JSON text read window by window: where a value ends is found without parsing it.

Finding ends is string work in C (`re`, `split`, `count`), values are made by `orjson`, which also
proves that an end was found right: a wrong one leaves text that is not JSON.
"""

from __future__ import annotations

import codecs
import json
import math
import re
from decimal import Decimal
from typing import IO, Any

import orjson

MAX_DEPTH = 200
WINDOW = 1 << 15  # bytes; larger ones are slower, for their values fill the caches


class Fault(ValueError):
    """The text is not JSON; the message says why and quotes nothing, for it may hold secrets."""


class Cut(Fault):
    """The text ends where it must go on."""

    def __init__(self) -> None:
        super().__init__("it ends too early")


# --- Values -----------------------------------------------------------------------------------

_DIGITS = bytes.maketrans(b"0123456789", b"0000000000")
_WIDE = b"0" * 19  # digits that 64 bits may not hold


def load(text: bytes) -> Any:
    """The value of JSON `text`. Whole numbers keep every digit, others are floats, or `Decimal`
    where a float would be endless. NaN and Infinity, which Python writes, are None, and half a
    surrogate pair stays one. Raises `Fault` and `UnicodeDecodeError`."""
    fault = ""
    # orjson makes floats of whole numbers beyond 64 bits, and refuses the rest of the above.
    if _WIDE not in text.translate(_DIGITS):
        try:
            return orjson.loads(text)
        except orjson.JSONDecodeError as error:
            fault = error.msg
    try:
        return json.loads(text.decode(), parse_float=_float, parse_constant=lambda word: None)
    except UnicodeDecodeError:
        raise
    except (ValueError, RecursionError, ArithmeticError) as error:
        fault = fault or getattr(error, "msg", "a number is too long")
        raise Fault(fault.split(":")[0]) from None


def _float(text: str) -> float | Decimal:
    number = float(text)
    return number if math.isfinite(number) else Decimal(text)


# --- Where values end -------------------------------------------------------------------------

# Possessive, so that nothing is tried twice. Before Python 3.11.5 a possessive group that fails
# stays where it failed; here that is the end of the window or a bracket, where the rest fails too.
_QUOTED = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_LEVELS = 8  # of brackets that one expression passes over
_inside = rb'(?:[^"{}\[\]]++|' + _QUOTED + rb")*+"
_TO_BRACKET = re.compile(_inside + rb"[{}\[\]]", re.DOTALL)
for _ in range(_LEVELS - 1):
    _inside = rb'(?:[^"{}\[\]]++|' + _QUOTED + rb"|[{\[]" + _inside + rb"[}\]])*+"
_CONTAINER = re.compile(rb"[{\[]" + _inside + rb"[}\]]", re.DOTALL)
_STRING = re.compile(_QUOTED, re.DOTALL)
_SCALAR = re.compile(rb'[^\s,:"{}\[\]]++')
_SPACE = re.compile(rb"[ \t\r\n]*+")
_STRING_PART = re.compile(rb'(?:[^"\\\x00-\x1f]++|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*')
_LONGEST_ESCAPE = 6
_LONGEST_NUMBER = 8192

_BRACKETS = bytes.maketrans(b"{[}]", b"(())")
_NO_BRACKETS = bytes(set(range(256)) - set(b"{[}]"))


class JsonText:
    """A cursor over JSON text. It holds a window, or the value that is taken if that is longer."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._buffer = b""
        self._at = 0
        self._behind = 0  # bytes that have been let go

    @property
    def offset(self) -> int:
        """Bytes before the cursor."""
        return self._behind + self._at

    def peek(self) -> bytes:
        """The next character that is not white space, and the cursor on it; b"" at the end."""
        while True:
            self._at = _SPACE.match(self._buffer, self._at).end()  # type: ignore[union-attr]
            if self._at < len(self._buffer):
                return self._buffer[self._at : self._at + 1]
            if not self._more():
                return b""

    def take(self, characters: bytes) -> bytes:
        """The next character, which must be one of `characters`."""
        found = self.peek()
        if not found:
            raise Cut
        if found not in characters:
            told = " or ".join(repr(chr(one)) for one in characters)
            raise Fault(f"{told} is missing")
        self._at += 1
        return found

    def key(self) -> str:
        """The key of a member, and the cursor behind its colon."""
        if self.peek() not in (b'"', b""):
            raise Fault("a key is missing")
        found: str = load(self.value(0) or b"")
        self.take(b":")
        return found

    def value(self, depth: int, whole: bool = True) -> bytes | None:
        """The text of the value under the cursor, which is `depth` deep; the cursor goes behind.

        Unless it is wanted `whole`, one that is longer than a window is None and stays.
        """
        first = self.peek()
        if not first:
            raise Cut
        if first in b"{[":
            end = self._container_end(depth, whole)
        else:
            end = self._scalar_end(first, whole)
        if end < 0:
            return None
        found = self._buffer[self._at : end]
        self._at = end
        return found

    def several(self, brackets: bytes, depth: int) -> Any:
        """Many items or members at once, as the list or object (`brackets`) that they make.

        Empty where none are seen at a glance. The cursor goes behind the comma that follows.
        """
        if len(self._buffer) - self._at < WINDOW:
            self._more()
        window = self._buffer[self._at : self._at + WINDOW]
        end = _last_comma(window, MAX_DEPTH - depth)
        if end <= 0:
            return None
        try:
            found = load(brackets[:1] + window[:end] + brackets[1:])
        except ValueError:
            return None
        if found:
            self._at += end + 1
        return found

    def skip_string(self) -> None:
        """Go behind the string under the cursor, however long, and check it."""
        decoder = codecs.getincrementaldecoder("utf-8")()
        self._at += 1
        while True:
            end = _STRING_PART.match(self._buffer, self._at).end()  # type: ignore[union-attr]
            decoder.decode(self._buffer[self._at : end])
            self._at = end
            if self._buffer[end : end + 1] == b'"':
                decoder.decode(b"", final=True)
                self._at += 1
                return
            if len(self._buffer) - end >= _LONGEST_ESCAPE:
                raise Fault("a string holds a character that must be escaped")
            if not self._more():
                raise Cut

    def _more(self) -> bool:
        """Let go what is behind the cursor and read on; False at the end of the file."""
        rest = self._buffer[self._at :]
        piece = self._file.read(max(WINDOW, len(rest)))  # twice as much, so that the sum is linear
        self._behind += self._at
        self._buffer, self._at = rest + piece, 0
        return bool(piece)

    def _container_end(self, depth: int, whole: bool) -> int:
        """Where the list or object under the cursor ends, -1 as in `value`."""
        if depth + _LEVELS <= MAX_DEPTH and (match := _CONTAINER.match(self._buffer, self._at)):
            return match.end()
        at, level = self._at, 0
        while True:
            match = _TO_BRACKET.match(self._buffer, at)
            if match is not None:
                at = match.end()
                level += 1 if self._buffer[at - 1] in b"{[" else -1
                if depth + level > MAX_DEPTH:
                    raise Fault(f"nested more than {MAX_DEPTH} deep")
                if level == 0:
                    return at
                continue
            if not whole and len(self._buffer) - self._at >= WINDOW:
                return -1
            at -= self._at
            if not self._more():
                raise Cut

    def _scalar_end(self, first: bytes, whole: bool) -> int:
        pattern = _STRING if first == b'"' else _SCALAR
        while True:
            match = pattern.match(self._buffer, self._at)
            if match is None and first != b'"':
                raise Fault("a value is missing")
            if match is not None and (first == b'"' or match.end() < len(self._buffer)):
                return match.end()
            length = len(self._buffer) - self._at
            if first != b'"' and length >= _LONGEST_NUMBER:
                raise Fault("a number is too long")
            if first == b'"' and length >= WINDOW and not whole:
                return -1
            if not self._more():
                if match is not None:
                    return len(self._buffer)
                raise Cut


def _last_comma(window: bytes, deepest: int) -> int:
    """Where the last comma between items stands, if `window` begins with an item and ends in the
    same list; -1 where there is none, or where brackets are more than `deepest` deep."""
    plain = window
    if b"\\" in plain:  # as long as before, without quotes that are escaped
        plain = plain.replace(b"\\\\", b"..").replace(b'\\"', b"..")
    parts = plain.split(b'"')
    end = len(plain)
    if len(parts) % 2 == 0:  # it ends in a string
        end -= len(parts.pop()) + 1
    brackets = b"".join(parts[::2]).translate(_BRACKETS, _NO_BRACKETS)
    depth = 2 * brackets.count(b"(") - len(brackets)
    passed = 0
    for number in range(len(parts) - 1, -1, -1):
        part = parts[number]
        if number % 2 == 0:
            for match in reversed(list(_MARK.finditer(part))):
                mark = match[0]
                if mark == b",":
                    if depth == 0:
                        too_deep = _is_deeper(brackets[: len(brackets) - passed], deepest)
                        return -1 if too_deep else end - len(part) + match.start()
                else:
                    depth += 1 if mark in b"}]" else -1
                    passed += 1
        end -= len(part) + 1
    return -1


_MARK = re.compile(rb"[{}\[\],]")


def _is_deeper(brackets: bytes, limit: int) -> bool:
    """Whether round `brackets` are nested more than `limit` deep: each pass takes a level off."""
    for _ in range(limit):
        if not brackets:
            return False
        brackets = brackets.replace(b"()", b"")
    return bool(brackets)
