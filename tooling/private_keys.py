"""Private keys in text: blocks between BEGIN and END, whole or cut, and keys of other shapes."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from typing import NamedTuple

from .spans import MASK, Span

KEY_LIMIT = 16 * 1024  # bytes; an RSA key of 16,384 bits is 12.6 kB in PEM

_KIND = rb"(?:[A-Z0-9]{1,20}+(?: |%20|\+)){0,3}?PRIVATE(?: |%20|\+)KEY(?:(?: |%20|\+)BLOCK)?"
_MARKER = re.compile(
    rb"-----(?:(?P<begin>BEGIN)(?: |%20|\+)" + _KIND + rb"-----"
    rb"|END(?: |%20|\+)" + _KIND + rb"(?:-----)?)"
)
_BASE64_RUN = re.compile(rb"[A-Za-z0-9+/=]{8,}+")
_BEGIN_IN_BASE64 = b"LS0tLS1CRUdJTi"  # "-----BEGIN" at the start of a document, as in a kubeconfig
_HEAD = 64  # characters of base64 that hold the first line of a key


def may_hold_keys(data: bytes) -> bool:
    """Whether `data` needs to be looked at by the other functions; cheap."""
    return b"PRIVATE" in data


def may_hold_any(data: bytes) -> bool:
    """The same, and also of keys in base64."""
    return b"PRIVATE" in data or _BEGIN_IN_BASE64 in data


class Block(NamedTuple):
    """A private key: where its BEGIN begins, its body begins and ends, and its END ends."""

    start: int
    body: int
    body_end: int  # -1: cut off
    end: int

    @property
    def is_whole(self) -> bool:
        return self.body_end >= 0


def blocks(data: bytes) -> Iterator[Block]:
    """The private keys in `data`, in order; of an END alone, an empty body before it."""
    open_at: list[re.Match[bytes]] = []
    for marker in _MARKER.finditer(data):
        if marker["begin"]:
            open_at.append(marker)
            continue
        first = None  # the END closes all that are near enough, as one
        for begin in open_at:
            if first is None and marker.start() - begin.end() <= KEY_LIMIT:
                first = begin
            elif first is None:
                yield Block(begin.start(), begin.end(), -1, begin.end())
        open_at.clear()
        if first is None:
            yield Block(marker.start(), marker.start(), marker.start(), marker.end())
        else:
            yield Block(first.start(), first.end(), marker.start(), marker.end())
    for begin in open_at:
        yield Block(begin.start(), begin.end(), -1, begin.end())


def cut_key(data: bytes, body: int) -> Iterator[Span]:
    """Of a key without an end, everything in the next 16 KiB that looks like its body."""
    for line in _cut_key_lines(data, body, body + KEY_LIMIT):
        yield line.start(), line.end(), MASK


def _cut_key_lines(data: bytes, start: int, end: int) -> Iterator[re.Match[bytes]]:
    """The lines of a key, and after the first of them also shorter pieces, such as the last."""
    is_inside = False
    for run in _BASE64_RUN.finditer(data, start, end):
        if len(run[0]) >= 40:
            is_inside = True
        elif not is_inside or run[0].islower() or run[0].isupper() or run[0].isdigit():
            continue
        yield run


def keys_in_base64(data: bytes) -> Iterator[Span]:
    """Private keys whose PEM is in base64 once more; a public certificate stays."""
    position = data.find(_BEGIN_IN_BASE64)
    while position >= 0:
        run = _BASE64_RUN.match(data, position)
        end = run.end() if run else position + 1
        head = data[position : min(end, position + _HEAD)]
        try:
            text = base64.b64decode(head[: len(head) // 4 * 4])
        except binascii.Error:
            text = b""
        if b"CERT" not in text and b"PUBLIC" not in text:
            yield position, end, MASK
        position = data.find(_BEGIN_IN_BASE64, end)
