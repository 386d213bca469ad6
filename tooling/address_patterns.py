"""Internet addresses in text, as rules over bytes that yield the spans to mask."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from .spans import Span

# The shape of the text: digits as 0, then hexadecimal digits as h. A search for a literal prefix
# in the shape is ten times as fast as one for a class of characters in the text.
_DIGITS = bytes(ord("0") if chr(c) in "0123456789" else c if c == 0x2E else 32 for c in range(256))
_HEX = bytes(
    ord("h") if chr(c) in "0123456789abcdefABCDEF" else c if c == 0x3A else 32 for c in range(256)
)
_V4_SHAPE = re.compile(rb"0(?=\.0{1,3}+\.0{1,3}+\.0)")
_V4 = re.compile(rb"(\d{1,3}+\.\d{1,3}+)\.(\d{1,3}+\.\d{1,3}+)(?!\d|\.\d|\*)")
_GOES_ON = re.compile(rb"(?:\d|\d\.|\*|\*\.)\Z")  # after a mask, nobody knows what it was
_VERSION_BEFORE = re.compile(
    rb"(?:(?:^|[^a-z])v|version|release|build|rev)s?[\"']?[ \t]{0,3}[:=]{0,2}[ \t]{0,3}[\"']?\Z"
    rb"|[=<>~!^]=[ \t]{0,2}[\"']?\Z"  # a requirement: name==1.2.3.4
    rb"|[a-z]-\Z",  # a package: name-1.2.3.4
    re.IGNORECASE,
)
_V6_SHAPE = re.compile(rb"h:h{1,4}+:h{1,4}+:h{1,4}+:h{1,4}+:h{1,4}+:h{1,4}+:h")
_V6_SHORT = re.compile(rb"::")
_V6_LEFT = re.compile(rb"[0-9A-Fa-f:]{0,45}$")
_V6_RIGHT = re.compile(rb"[0-9A-Fa-f:.]{0,45}+")


def addresses(data: bytes) -> Iterator[Span]:
    """IPv4 addresses show two parts (192.168.x.x), IPv6 addresses two groups (2001:db8:x:x)."""
    yield from _v6(data)
    yield from _v4(data)


def _v4(data: bytes) -> Iterator[Span]:
    """Four numbers up to 255; versions and longer dotted numbers (OIDs) stay."""
    for shape in _V4_SHAPE.finditer(data.translate(_DIGITS)):
        start = shape.start()
        while start and shape.start() - start < 2 and data[start - 1 : start].isdigit():
            start -= 1
        match = _V4.match(data, start)
        if match is None or any(int(part) > 255 for part in match[0].split(b".")):
            continue
        before = data[max(0, start - 24) : start]
        if _GOES_ON.search(before):
            continue
        if not _VERSION_BEFORE.search(before):
            yield match.start(2), match.end(), b"x.x"


def _v6(data: bytes) -> Iterator[Span]:
    """Whatever reads as an IPv6 address and holds a digit, so that bad::cafe may be a name."""
    starts = [match.start() for match in _V6_SHAPE.finditer(data.translate(_HEX))]
    starts += [match.start() for match in _V6_SHORT.finditer(data)]
    done = 0
    for found in sorted(starts):
        if found < done:
            continue
        middle = found + 1
        left = _V6_LEFT.search(data, max(done, middle - 45), middle)
        right = _V6_RIGHT.match(data, middle)
        start, end = left.start() if left else middle, right.end() if right else middle
        done = end
        while data[end - 1 : end] == b"." or (
            data[end - 1 : end] == b":" and data[end - 2 : end - 1] != b":"
        ):
            end -= 1
        if _is_word(data[start - 1 : start]) or _is_word(data[end : end + 1]):
            continue
        text = data[start:end]
        if b"." in text or not any(c in b"0123456789" for c in text):
            continue
        try:
            groups = ipaddress.IPv6Address(text.decode("ascii")).exploded.split(":")
        except ValueError:
            continue
        yield start, end, b"%x:%x:x:x" % (int(groups[0], 16), int(groups[1], 16))


def _is_word(character: bytes) -> bool:
    return character.isalnum() or character in (b"_", b"*")
