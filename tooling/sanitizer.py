"""Masks secrets and addresses in text before it is cut, stored, sent or shown.

    sanitize("Failed to connect to 192.168.1.100 with key AKIA1234567890ABCDEF")
    == "Failed to connect to 192.168.x.x with key AKIA****CDEF"

Masking twice changes nothing. Account ids, ARNs, digests, commit ids, UUIDs, versions and paths
stay readable. The rules are in `secret_patterns`, `named_secrets`, `provider_tokens`,
`private_keys` and `address_patterns`, the run's own secrets in `own_secrets`. Text that comes in
pieces is `masked_streams`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from . import private_keys
from . import secret_patterns as patterns
from .address_patterns import addresses as address_spans
from .masked_streams import LINE_LIMIT, OwnStream, Stream, mask_file
from .named_secrets import may_hold_named_values, named_values
from .own_secrets import OwnSecrets
from .provider_tokens import may_hold_tokens, provider_tokens
from .spans import MASK, Span, apply, touched_lines

__all__ = ["LINE_LIMIT", "OwnStream", "Sanitizer", "Stream", "is_secret", "mask_file", "sanitize"]

ROUNDS = 8  # two are enough for nearly every line
SHORT = 4096  # bytes: longer text mostly holds something to look at


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
        masked = self.mask(data)
        return text if masked is data else masked.decode("utf-8", "surrogatepass")

    def mask(self, data: bytes) -> bytes:
        """`data`, text in an encoding that contains ASCII, with its secrets masked."""
        if self._own.longest:
            data = apply(data, list(self._own.spans(data)))
        if not self._addresses and len(data) < SHORT and is_quiet(data):
            return data
        return self._settled(data)

    def is_quiet(self, text: str) -> bool:
        """Whether `text` holds nothing that any rule looks for, so that masking leaves it, also
        where other such text stands above or below it. False may be wrong."""
        return not (self._own.longest or self._addresses) and is_quiet(
            text.encode("utf-8", "surrogatepass")
        )

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
        for start, end, within in touched_lines(data, spans):
            line = apply(data[start:end], [(a - start, b - start, mask) for a, b, mask in within])
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


def is_quiet(data: bytes) -> bool:
    """Whether `data` holds none of the literals that the rules, but for addresses, begin with.

    Asking takes a fifth of beginning all the rules, on the short texts that findings are made of.
    No literal holds a line end: texts that are quiet are so together, line under line.
    """
    low = data.lower()
    return not (
        may_hold_tokens(data)
        or may_hold_named_values(low)
        or patterns.may_hold_any(data, low)
        or private_keys.may_hold_any(data)
    )


_EVERYTHING = Sanitizer()
_NO_ADDRESSES = Sanitizer(addresses=False)


def sanitize(text: str, addresses: bool = True) -> str:
    """`text` with everything masked that looks like a secret or, unless told, an address."""
    return (_EVERYTHING if addresses else _NO_ADDRESSES).text(text)


@lru_cache(maxsize=1000)
def _head_of_secret(name: str) -> bytes:
    """What stands before the value of the field `name` in JSON; empty where the name is quiet."""
    head = f'"{name}": "'.encode("utf-8", "replace")
    return head if may_hold_named_values(head.lower()) else b""


def is_secret(name: str, value: str) -> bool:
    """Whether the field `name` of a document tells that `value` is a secret, as in text."""
    head = _head_of_secret(name)
    if not head:
        return False
    data = head + value.encode("utf-8", "replace") + b'"'
    return any(start == len(head) for start, _, _ in named_values(data, data.lower()))
