"""The secret values of one run, recognised in every form in which a tool may write them.

As written; escaped as in JSON, HTML and Python; URL-encoded; in hexadecimal; in base64 at any
alignment, also where its lines are broken. Of a document (a private key, a service account) the
secret parts count each for itself, since a tool prints one of them rather than the whole.

Many forms cost no more than few: those of fifteen bytes or more are in an index by eight of their
bytes, which is asked at every eighth byte of a text, since one such place lies wholly inside of
them. So the time does not grow with the number and the length of the secrets.
"""

from __future__ import annotations

import base64
import html
import json
import re
import sys
import urllib.parse
from collections.abc import Iterable, Iterator, Mapping

from . import secret_patterns as patterns
from .spans import MASK, Span

SHORTEST_SECRET = 4  # characters; a shorter value would mask half of every text
SHORTEST_LINE = 8  # of a secret of several lines, and of what is left of one in base64
SHORTEST_PART = 6  # of a secret in a document
SHORTEST_FRAGMENT = 16  # of an encoded form, whose lines may be broken anywhere
GRAM = 8
INDEXED = 2 * GRAM - 1  # bytes that hold eight of them at a place that is a multiple of eight
PLACES_A_GRAM = 16  # a value that repeats itself would fill the index

_LINE_END = re.compile(rb"\r\n|\r|\n")
_PEM = re.compile(
    r"-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}?PRIVATE KEY(?: BLOCK)?-----(?P<body>[^-]+)-----END "
)
_SECRET_NAME = re.compile(
    r"key(?!_id$|_url$)|secret|token(?!_ur[il]$|_endpoint$)|passw|credential|assertion", re.I
)


class OwnSecrets:
    """Finds the values of `secrets`; those shorter than four characters are left."""

    def __init__(self, secrets: Iterable[str]) -> None:
        forms: dict[bytes, bytes] = {}
        encoded: dict[bytes, bytes] = {}
        for secret in secrets:
            for value in {part for text in (secret, secret.strip()) for part in parts(text)}:
                if len(value) >= SHORTEST_SECRET:
                    replacement = _replacement(value)
                    forms.update(dict.fromkeys(_forms(value), replacement))
                    encoded.update(dict.fromkeys(_encoded(value), MASK))
        whole = {**encoded, **forms}
        self.longest = max((len(form) for form in whole), default=0)
        self._index = _Index({f: m for f, m in whole.items() if len(f) >= INDEXED}, encoded)
        self._short = {f: m for f, m in whole.items() if len(f) < INDEXED}
        self._first_lines = {
            form[: end.end()]
            for form in whole
            for end in _LINE_END.finditer(form)
            if end.end() < len(form)
        }

    def spans(self, data: bytes) -> Iterator[Span]:
        """Where the values are in `data`; spans may overlap."""
        for form, replacement in self._short.items():
            position = data.find(form)
            while position >= 0:
                yield position, position + len(form), replacement
                position = data.find(form, position + len(form))
        yield from self._index.spans(data)

    def open_since(self, data: bytes, end: int) -> int:
        """Where a value begins whose first lines, but not all of it, end at `end`; else `end`."""
        return min(
            (end - len(lines) for lines in self._first_lines if data.endswith(lines, 0, end)),
            default=end,
        )


class _Index:
    """Forms by eight bytes of each, as numbers."""

    def __init__(self, whole: Mapping[bytes, bytes], encoded: Iterable[bytes]) -> None:
        self._whole: dict[int, list[tuple[bytes, int, bytes]]] = {}
        for form, replacement in whole.items():
            for offset in range(GRAM):
                self._whole.setdefault(_gram(form, offset), []).append((form, offset, replacement))
        self._pieces: dict[int, list[tuple[bytes, int]]] = {}
        for form in encoded:
            for offset in range(len(form) - GRAM + 1):
                places = self._pieces.setdefault(_gram(form, offset), [])
                if len(places) < PLACES_A_GRAM:
                    places.append((form, offset))
        self._grams = frozenset((*self._whole, *self._pieces))

    def spans(self, data: bytes) -> Iterator[Span]:
        if not self._grams:
            return
        found = memoryview(data)[: len(data) // GRAM * GRAM].cast("Q")
        if self._grams.isdisjoint(found):
            return
        covered = 0
        for number, gram in enumerate(found):
            if gram not in self._grams:
                continue
            position = number * GRAM
            for form, offset, replacement in self._whole.get(gram, ()):
                if position >= offset and data.startswith(form, position - offset):
                    yield position - offset, position - offset + len(form), replacement
            if position < covered:
                continue
            for form, offset in self._pieces.get(gram, ()):
                first, last = _common(data, position, form, offset)
                if last - first >= SHORTEST_FRAGMENT:
                    covered = max(covered, last)
                    yield first, last, MASK


def _gram(form: bytes, offset: int) -> int:
    return int.from_bytes(form[offset : offset + GRAM], sys.byteorder)


def _common(data: bytes, position: int, form: bytes, offset: int) -> tuple[int, int]:
    """The longest piece of `form` that lies in `data` around what is known to be equal."""
    first, last, back, ahead = position, position + GRAM, offset, offset + GRAM
    while back and first and data[first - 1] == form[back - 1]:
        first, back = first - 1, back - 1
    while ahead < len(form) and last < len(data) and data[last] == form[ahead]:
        last, ahead = last + 1, ahead + 1
    return first, last


# --- What is secret in a value --------------------------------------------------------------


def parts(value: str) -> set[str]:
    """What is secret in `value`: of a JSON object the values whose names say so, of a private key
    its body, else all of it."""
    if value.lstrip().startswith("{"):
        try:
            found = set(_leaves(json.loads(value)))
        except (ValueError, RecursionError):
            found = set()
        if found:
            return {part for leaf in found for part in _bodies(leaf)}
    return _bodies(value)


def _bodies(value: str) -> set[str]:
    bodies = {match["body"].strip() for match in _PEM.finditer(value)}
    return bodies | {"".join(body.split()) for body in bodies} if bodies else {value}


def _leaves(value: object, name: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _leaves(item, str(key))
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(item, name)
    elif isinstance(value, str) and len(value) >= SHORTEST_PART and _SECRET_NAME.search(name):
        yield value


# --- How it may be written ------------------------------------------------------------------


def _replacement(secret: str) -> bytes:
    data = secret.encode("utf-8", "surrogatepass")
    spans = list(patterns.aws_keys(data))
    return spans[0][2] if spans and spans[0][:2] == (0, len(data)) else MASK


def _forms(secret: str) -> set[bytes]:
    """As text: `secret` as it is, quoted and escaped, and its lines."""
    raw = secret.encode("utf-8", "surrogatepass")
    escaped = {json.dumps(secret, ensure_ascii=flag)[1:-1] for flag in (True, False)}
    escaped |= {html.escape(secret), html.escape(secret, quote=False), repr(secret)[1:-1]}
    escaped |= {text.replace("/", "\\/") for text in escaped if "/" in text}  # as PHP does
    forms = {text.encode("utf-8", "surrogatepass") for text in escaped}
    forms |= {raw, *_quoted(raw)}
    if b"\n" in raw:
        lines = (line.strip() for line in raw.splitlines())
        forms |= {line for line in lines if len(line) >= SHORTEST_LINE and b"-----" not in line}
    return {form for form in forms if len(form) >= SHORTEST_SECRET}


def _quoted(raw: bytes) -> set[bytes]:
    quote, quote_plus = urllib.parse.quote, urllib.parse.quote_plus
    quoted = {quote(raw, safe=""), quote(raw), quote_plus(raw)}
    quoted |= {re.sub(r"%..", lambda m: m[0].lower(), text) for text in quoted}
    return {text.encode() for text in quoted}


def _encoded(secret: str) -> set[bytes]:
    """As base64 and hexadecimal, as far as `secret` alone decides it; of several lines, which may
    be shown one by one, also URL-encoded."""
    raw = secret.encode("utf-8", "surrogatepass")
    forms = _quoted(raw) if b"\n" in raw else set()
    forms |= {core for offset in range(3) for core in _base64_cores(raw, offset)}
    if len(raw) >= SHORTEST_LINE:
        forms |= {raw.hex().encode(), raw.hex().upper().encode()}
    return {form for form in forms if len(form) >= SHORTEST_LINE}


def _base64_cores(raw: bytes, offset: int) -> set[bytes]:
    """The characters of base64 that `raw` alone decides, after `offset` other bytes."""
    whole = base64.b64encode(b"\0" * offset + raw).rstrip(b"=")
    if (offset + len(raw)) % 3:
        whole = whole[:-1]
    core = whole[(0, 2, 3)[offset] :]
    return {core, core.replace(b"+", b"-").replace(b"/", b"_")}
