"""Masks what comes in pieces: the text of a tool, and files.

`Stream` says of text what its sanitizer says of the whole, in whole lines as they come.
`OwnStream` masks the run's own secrets only, in bytes such as a raw report.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from . import private_keys
from .own_secrets import OwnSecrets
from .spans import apply, line_start

if TYPE_CHECKING:
    from .sanitizer import Sanitizer

CONTEXT = 1024  # bytes before a value that may decide what it is
LINE_LIMIT = 64 * 1024  # bytes of a line that are held back while it has no end


class Stream:
    """Masks text that comes in pieces; a secret that is split over two of them is masked.

    Whole lines come out as soon as they are complete. What is held back is bounded: a line
    without an end comes out in parts, cut where nothing is being masked, and a private key is
    held until its end or for 16 KiB.
    """

    def __init__(self, sanitizer: Sanitizer) -> None:
        self._sanitizer = sanitizer
        self._held = b""
        self._inside = False  # a value longer than the limit is being swallowed

    def feed(self, piece: bytes | str) -> str:
        """The masked text that is complete now; bytes that are not UTF-8 are replaced."""
        if isinstance(piece, str):
            piece = piece.encode("utf-8", "surrogatepass")
        data = self._held + piece
        if self._inside:
            data = self._swallow(data)
        complete = max(data.rfind(b"\n"), data.rfind(b"\r", 0, len(data) - 1)) + 1
        complete = self._settled_until(data, complete)
        if len(data) - complete > LINE_LIMIT + private_keys.KEY_LIMIT:
            return self._cut(data)
        self._held = data[complete:]
        return _decode(self._sanitizer.mask(data[:complete]))

    def close(self) -> str:
        """The masked rest."""
        data, self._held = self._held, b""
        if self._inside:
            data, self._inside = self._swallow(data), False
        return _decode(self._sanitizer.mask(data))

    def _swallow(self, data: bytes) -> bytes:
        """What follows the end of a value that was too long to be held."""
        end = re.search(rb"[\s\"']", data)
        if end is None:
            return b""
        self._inside = False
        return data[end.start() :]

    def _settled_until(self, data: bytes, complete: int) -> int:
        """`complete`, or the start of an earlier line with which something begins that is not
        complete: a private key, or a secret of the run with several lines."""
        while complete:
            start = min(
                self._sanitizer.open_secret(data, complete), _open_key(data, complete), complete
            )
            if start == complete:
                break
            complete = line_start(data, start)
        return complete

    def _cut(self, data: bytes) -> str:
        """The masked head of `data`, which has a line that does not end."""
        spans = self._sanitizer.spans(data)
        back = CONTEXT + self._sanitizer.longest
        cut = len(data) - back
        for start, end, _ in sorted(spans, reverse=True):
            if start - CONTEXT < cut < end + 1:
                cut = start - CONTEXT
        if cut <= 0:  # one value fills it all
            self._held, self._inside = b"", True
            return _decode(self._sanitizer.mask(data))
        while cut > 1 and data[cut] & 0xC0 == 0x80:  # not inside a character
            cut -= 1
        self._held = data[cut:]
        return _decode(self._sanitizer.mask(data[:cut]))


def _open_key(data: bytes, complete: int) -> int:
    """Where the private key begins whose end is not before `complete` yet, else `complete`."""
    if private_keys.may_hold_keys(data):
        for block in private_keys.blocks(data):
            if block.start >= complete:
                break
            waits = not block.is_whole and len(data) - block.body <= private_keys.KEY_LIMIT + 128
            if waits or block.end > complete:
                return block.start
    return complete


class OwnStream:
    """Masks only the run's own secrets in bytes that come in pieces, such as a raw report."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._own = OwnSecrets(secrets)
        self._held = b""

    def feed(self, piece: bytes) -> bytes:
        """The masked bytes that are complete now; less than one secret is held back."""
        if not self._own.longest:
            return piece
        data = self._held + piece
        spans = list(self._own.spans(data))
        cut = max(0, len(data) - self._own.longest)
        for start, end, _ in sorted(spans, reverse=True):
            if start < cut < end:
                cut = start
        self._held = data[cut:]
        return apply(data[:cut], [span for span in spans if span[1] <= cut])

    def close(self) -> bytes:
        """The masked rest."""
        data, self._held = self._held, b""
        return apply(data, list(self._own.spans(data)))


def mask_file(path: Path, secrets: Iterable[str]) -> None:
    """Mask the run's own `secrets` in the file at `path` in place, memory flat; mode 0600."""
    stream = OwnStream(secrets)
    other = path.with_name(path.name + ".masked")
    descriptor = os.open(other, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with path.open("rb") as source, os.fdopen(descriptor, "wb") as target:
        while piece := source.read(1 << 20):
            target.write(stream.feed(piece))
        target.write(stream.close())
    other.replace(path)


def _decode(data: bytes) -> str:
    return data.decode("utf-8", "replace")
