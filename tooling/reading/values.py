"""Values of a report, whatever stands there: text, numbers, lists, and the ids in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any


class Malformed(ValueError):
    """A record lacks what a finding needs; the message says what."""


def kind(value: Any) -> str:
    """What a JSON value is, for a reason."""
    names = {dict: "an object", list: "a list", str: "text", bool: "a boolean", type(None): "null"}
    return names.get(type(value), "a number")


_BOUNDARY = re.compile(r"[\s\"',;&<>(){}\[\]|]")


def shortened(text: str, limit: int) -> str:
    """`text`, cut to at most `limit` characters where a word ends.

    What is cut is not yet masked, and half a secret has lost the form by which it is known.
    """
    if len(text) <= limit:
        return text
    end = limit
    while end and not _BOUNDARY.match(text, end):
        end -= 1
    return text[: end or limit].rstrip()


def text(value: Any, limit: int = 20_000) -> str:
    """Text or a number as text, trimmed and `shortened` to `limit` characters; "" for anything
    else."""
    if value is None:  # as most that a parser asks for
        return ""
    if not isinstance(value, str):
        is_number = isinstance(value, (int, Decimal, float)) and not isinstance(value, bool)
        return str(value)[:limit] if is_number else ""
    if value.isascii():
        if "\x00" in value:
            value = value.replace("\x00", "\ufffd")
    else:  # Databases take neither NUL nor half a surrogate pair.
        value = value.encode("utf-8", "replace").decode("utf-8").replace("\x00", "\ufffd")
    value = value.strip()
    return value if len(value) <= limit else shortened(value, limit)


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
        if not isinstance(value, str) and not 0 <= value < 2**31:
            return None  # before int(): of 1e999999999 it makes a billion digits
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
