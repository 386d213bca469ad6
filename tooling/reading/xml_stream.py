"""XML read as a stream, element by element, every fault with its place; entities are refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from tooling.base import Report, UnreadableReport

from .opening import opened

_MAX_DEPTH = 200


def xml_elements(
    report: Report, *wanted: str, roots: tuple[str, ...] = ()
) -> Iterator[tuple[str, str, Element]]:
    """Elements of an XML report as (path, position, element), in the order in which they end.

    Paths are tags below the root joined by "/" ("host/ports/port"), namespaces left out, also in
    the elements. One is freed when the next is asked for. The root must be one of `roots`. Raises
    `UnreadableReport`.
    """
    paths = frozenset(wanted)
    counts: dict[str, int] = {}
    ancestors: list[Element] = []
    tags: list[str] = []
    held = 0  # how many elements that are wanted are open: what is in them is kept
    with opened(report) as file:
        events: Any = iterparse(file, events=("start", "end"), forbid_dtd=False)
        try:
            for event, element in events:
                if event == "start":
                    element.tag = element.tag.rpartition("}")[2]
                    if not ancestors and roots and element.tag not in roots:
                        told = " or ".join(f"<{root}>" for root in roots)
                        raise UnreadableReport(f"it is <{element.tag}>, not {told}", "the start")
                    tags += [element.tag] if ancestors else []
                    ancestors.append(element)
                    held += "/".join(tags) in paths
                    if len(ancestors) > _MAX_DEPTH:
                        raise UnreadableReport(
                            f"it is nested more than {_MAX_DEPTH} deep", "/".join(tags[:3])
                        )
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
