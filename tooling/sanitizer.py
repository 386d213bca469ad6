"""Masks secrets and addresses in text before it is cut, stored, sent or shown.

    sanitize("Failed to connect to 192.168.1.100 with key AKIA1234567890ABCDEF")
    == "Failed to connect to 192.168.x.x with key AKIA****CDEF"

Masking twice changes nothing. Account ids, ARNs, digests, commit ids, UUIDs, versions and paths
stay readable. The rules are in `secret_patterns`, `named_secrets`, `provider_tokens`,
`private_keys` and `address_patterns`, the run's own secrets in `own_secrets`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from . import private_keys
from . import secret_patterns as patterns
from .address_patterns import addresses as address_spans
from .named_secrets import named_values
from .own_secrets import OwnSecrets
from .provider_tokens import provider_tokens
from .secret_patterns import MASK, Span

CONTEXT = 1024  # bytes before a value that may decide what it is
LINE_LIMIT = 64 * 1024  # bytes of a line that are held back while it has no end
ROUNDS = 8


class Sanitizer:
    """Masks the run's own `secrets` first, then everything that looks like a secret.

    `addresses=False` leaves internet addresses readable: in findings they are the matter itself.
    """

    def __init__(self, secrets: Iterable[str] = (), addresses: bool = True) -> None:
        self._own = OwnSecrets(secrets)
        self._addresses = addresses

    def text(self, text: str) -> str:
        """`text` with its secrets masked."""
        data = text.encode("utf-8", "surrogatepass")
        return self.mask(data).decode("utf-8", "surrogatepass")

    def mask(self, data: bytes) -> bytes:
        """`data`, text in an encoding that contains ASCII, with its secrets masked."""
        return self._settled(_apply(data, list(self._own.spans(data))))

    def _settled(self, data: bytes, rounds: int = ROUNDS) -> bytes:
        """`data` masked until a further round changes nothing.

        A mask can part what a rule had taken for one word, so that another rule sees a value in
        the rest. Only lines that a mask was put into are looked at again.
        """
        spans = self._rules(data)
        if not spans or not rounds:
            return data
        parts: list[bytes] = []  # what stays and lines with masks, in turn
        position = 0
        for start, end, within in _lines(data, spans):
            line = _apply(data[start:end], [(a - start, b - start, mask) for a, b, mask in within])
            parts += (data[position:start], line)
            position = end
        if self._rules(b"\n".join(parts[1::2])):
            parts[1::2] = [self._settled(line, rounds - 1) for line in parts[1::2]]
        parts.append(data[position:])
        return b"".join(parts)

    def spans(self, data: bytes) -> list[Span]:
        """What is to be masked in `data`, in no order; spans may overlap."""
        return [*self._own.spans(data), *self._rules(data)]

    def _rules(self, data: bytes) -> list[Span]:
        if not private_keys.may_hold_keys(data):
            return self._plain_rules(data)
        spans: list[Span] = []
        position = cut_until = 0
        for block in private_keys.blocks(data):
            spans += self._shifted(data, position, block.start)
            position = block.end
            if not block.is_whole:
                if block.body >= cut_until:
                    cut_until = block.body + private_keys.KEY_LIMIT
                    spans += private_keys.cut_key(data, block.body)
            elif data[block.body : block.body_end] not in (MASK, b""):
                spans.append((block.body, block.body_end, MASK))
        return spans + self._shifted(data, position, len(data))

    def _shifted(self, data: bytes, start: int, end: int) -> list[Span]:
        """The rules see the text between the markers of keys by itself, so that no marker is
        taken for a value, and nothing depends on what a key's body held."""
        found = self._plain_rules(data[start:end])
        return [(first + start, last + start, mask) for first, last, mask in found]

    def _plain_rules(self, data: bytes) -> list[Span]:
        low = data.lower()
        spans = list(patterns.aws_keys(data))
        spans += provider_tokens(data)
        spans += private_keys.keys_in_base64(data)
        if b"://" in data:
            spans += patterns.user_info(data)
            spans += patterns.webhooks(data)
        spans += patterns.headers(data, low)
        spans += patterns.logins(data)
        spans += named_values(data, low)
        if self._addresses:
            spans += address_spans(data)
        return spans

    def stream(self) -> Stream:
        """The same for text that comes in pieces."""
        return Stream(self)

    @property
    def longest(self) -> int:
        """Bytes of the longest form of the run's own secrets."""
        return self._own.longest

    def open_secret(self, data: bytes, end: int) -> int:
        """Where a secret of several lines begins whose first lines end at `end`, else `end`."""
        return self._own.open_since(data, end)


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
            complete = _line_start(data, start)
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
        return _apply(data[:cut], [span for span in spans if span[1] <= cut])

    def close(self) -> bytes:
        """The masked rest."""
        data, self._held = self._held, b""
        return _apply(data, list(self._own.spans(data)))


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


def _apply(data: bytes, spans: list[Span]) -> bytes:
    """`data` with each span replaced; spans that overlap become one mask."""
    if not spans:
        return data
    spans.sort(key=lambda span: (span[0], -span[1]))
    parts: list[bytes] = []
    position, (start, end, replacement) = 0, spans[0]
    for next_start, next_end, next_replacement in spans[1:]:
        touches = next_start == end and next_replacement == replacement == MASK
        if next_start < end or touches:
            if next_end > end:
                end, replacement = next_end, MASK
            continue
        parts += (data[position:start], replacement)
        position, start, end, replacement = end, next_start, next_end, next_replacement
    parts += (data[position:start], replacement, data[end:])
    return b"".join(parts)


def _lines(data: bytes, spans: list[Span]) -> Iterator[tuple[int, int, list[Span]]]:
    """The stretches of whole lines that `spans` lie in, each with its spans."""
    spans.sort()
    start = end = 0
    within: list[Span] = []
    for span in spans:
        if within and span[0] <= end:
            within.append(span)
            if span[1] > end:
                end = _line_end(data, span[1])
            continue
        if within:
            yield start, end, within
        start = _line_start(data, span[0])
        end = _line_end(data, span[1])
        within = [span]
    if within:
        yield start, end, within


_LINE_END = re.compile(rb"[\r\n]")


def _line_start(data: bytes, position: int) -> int:
    start = data.rfind(b"\n", 0, position) + 1
    return max(start, data.rfind(b"\r", start, position) + 1)


def _line_end(data: bytes, position: int) -> int:
    match = _LINE_END.search(data, position)
    return match.start() if match else len(data)


def _decode(data: bytes) -> str:
    return data.decode("utf-8", "replace")


_EVERYTHING = Sanitizer()
_NO_ADDRESSES = Sanitizer(addresses=False)


def sanitize(text: str, addresses: bool = True) -> str:
    """`text` with everything masked that looks like a secret or, unless told, an address."""
    return (_EVERYTHING if addresses else _NO_ADDRESSES).text(text)
