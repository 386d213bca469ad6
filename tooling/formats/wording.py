"""Texts of a finding made of what several fields of a report say."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import Any

from tooling.reading import items, text, texts

LONGEST_TITLE = 200
MOST_LINKS = 100
_LINK = re.compile(r"https?://[^\s<>\"'`|\\^{}\]]{1,2000}")


def paragraphs(*parts: Any) -> str:
    """The parts that say something, one below the other; what another one contains only once."""
    if len(given := [one for one in map(text, parts) if one]) < 2:
        return given[0] if given else ""
    said: list[str] = []
    for part in given:
        if not any(part in other for other in said):
            said = [other for other in said if other not in part] + [part]
    return "\n\n".join(said)


def title(*candidates: Any) -> str:
    """The first line of the first candidate that says something, at most 200 characters."""
    for candidate in map(text, candidates):
        if line := next((line.strip() for line in candidate.splitlines() if line.strip()), ""):
            line = line.rstrip(".;:") or line
            return line if len(line) <= LONGEST_TITLE else f"{line[: LONGEST_TITLE - 1]}…"
    return ""


def sentence(said: str) -> str:
    """The first sentence of a message that goes on."""
    first = said.strip().split("\n", 1)[0]
    return re.split(r"(?<=[.!?;])\s", first, maxsplit=1)[0].strip()


def links(*given: Any) -> tuple[str, ...]:
    """The web addresses in texts and lists of texts, in order, at most 100."""
    found: dict[str, None] = {}
    for one in given:
        for said in texts([*items(one), one]):
            for match in _LINK.finditer(said):
                link = match[0].rstrip(".,;:!?'\"")
                while link.endswith(")") and link.count("(") < link.count(")"):
                    link = link[:-1]
                found.setdefault(link)
                if len(found) == MOST_LINKS:
                    return tuple(found)
    return tuple(found)


def plain(value: Any, depth: int = 5) -> Any:
    """A report's value as evidence: plain JSON, at most 50 of each list or object, 5 deep."""
    if isinstance(value, dict) and depth:
        pairs = list(value.items())[:50]
        return {text(name, 200): plain(one, depth - 1) for name, one in pairs}
    if isinstance(value, (list, tuple)) and depth:
        return [plain(one, depth - 1) for one in value[:50]]
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if abs(value) < 2**63 else text(value)
    if isinstance(value, (Decimal, float)) and math.isfinite(value):
        return float(value) if -(10**15) < value < 10**15 else text(value)
    return text(value, 4000)


def is_set(value: Any) -> bool:
    """Whether a report's value means yes: true, or a word for it."""
    return value is True or text(value).lower() in ("true", "t", "yes", "y", "1")


def is_unset(value: Any) -> bool:
    """Whether a report's value means no. What is missing means neither."""
    return value is False or text(value).lower() in ("false", "f", "no", "n", "0")
