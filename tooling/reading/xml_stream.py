"""XML read as a stream, element by element, every fault with its place; entities are refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, Any
from xml.etree.ElementTree import Element

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from tooling.base import Report, UnreadableReport

from .opening import opened

_MAX_DEPTH = 200
_LONGEST_PIECE = 1 << 16
# Wapiti 3.1 and later use the prefix and do not declare it.
_FIRST = b'<documents xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
_PROLOG = re.compile(rb"<\?xml[^>]*\?>|<!DOCTYPE[^>\[]*>")


def xml_elements(
    report: Report,
    *wanted: str,
    roots: tuple[str, ...] = (),
    begins: tuple[str, ...] = (),
    in_a_row: bool = False,
) -> Iterator[tuple[str, str, Element]]:
    """Elements of an XML report as (path, position, element), in the order in which they end.

    Paths are tags below the root joined by "/" ("host/ports/port"), namespaces left out, also in
    the elements. One is freed when the next is asked for. The root must be one of `roots`; where
    several documents stand in a row, their roots are the first step of a path. Those at `begins`
    come when they begin, with their attributes only. Raises `UnreadableReport`.
    """
    paths = frozenset(wanted)
    counts: dict[str, int] = {}
    ancestors: list[Element] = []
    tags: list[str] = []
    held = 0  # how many elements that are wanted are open: what is in them is kept
    with opened(report) as file:
        events: Any = iterparse(_source(file, in_a_row), events=("start", "end"), forbid_dtd=False)
        try:
            for event, element in events:
                if event == "start":
                    element.tag = element.tag.rpartition("}")[2]
                    _check(element.tag, roots, tags, len(ancestors))
                    tags += [element.tag] if ancestors else []
                    ancestors.append(element)
                    path = "/".join(tags)
                    held += path in paths
                    if path in begins:
                        number = counts[path] = counts.get(path, -1) + 1
                        yield path, f"{path}[{number}]", element
                    continue
                ancestors.pop()
                path = "/".join(tags)
                if ancestors and path in paths:
                    held -= 1
                    number = counts[path] = counts.get(path, -1) + 1
                    yield path, f"{path}[{number}]", element
                if tags:
                    tags.pop()
                if ancestors and not held:
                    ancestors[-1].remove(element)
        except ParseError as error:
            line, column = error.position
            raise UnreadableReport(
                f"it is not whole XML: {str(error).split(':')[0]}", f"line {line}, column {column}"
            ) from None
        except (DefusedXmlException, ValueError, LookupError) as error:
            raise UnreadableReport(f"it is refused: {type(error).__name__}", "the start") from None


def _check(tag: str, roots: tuple[str, ...], tags: list[str], depth: int) -> None:
    """Raise `UnreadableReport` where the outermost element is another's, or one is too deep."""
    if not depth and roots and tag not in roots:
        told = " or ".join(f"<{root}>" for root in roots)
        raise UnreadableReport(f"it is <{tag}>, not {told}", "the start")
    if depth >= _MAX_DEPTH:
        raise UnreadableReport(f"it is nested more than {_MAX_DEPTH} deep", "/".join(tags[:3]))


def _source(file: IO[bytes], in_a_row: bool) -> Any:
    return _Joined(file) if in_a_row else _Trimmed(file)


class _Trimmed:
    """A document without the white space before its declaration, where XML allows none."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._begun = file, False

    def read(self, size: int = -1) -> bytes:
        piece = self._file.read(size)
        while not self._begun and piece:
            piece = piece.lstrip()
            self._begun = bool(piece)
            piece = piece or self._file.read(size)
        return piece


class _Joined:
    """Documents in a row as the children of one; each declaration stands on one line."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._next, self._ended = file, _FIRST, False

    def read(self, _size: int = -1) -> bytes:
        """The next line, in pieces where it is long; empty at the end only."""
        while not self._next and not self._ended:
            line = self._file.readline(_LONGEST_PIECE)
            self._ended = not line
            self._next = _PROLOG.sub(b"", line) if line else b"</documents>"
        text, self._next = self._next, b""
        return text
