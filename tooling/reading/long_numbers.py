"""Numbers with more digits than Python converts, found before ijson meets them.

ijson 3.5's C reader does not look whether the conversion of an integer failed, and crashes the
process (seen with 5,000 digits). Digits inside strings count too: none are that many.
"""

from __future__ import annotations

import sys
from typing import IO

from tooling.base import UnreadableReport

MOST_DIGITS = sys.int_info.default_max_str_digits  # 4,300

_TOO_MANY = b"0" * (MOST_DIGITS + 1)
_DIGITS_AS_ZEROS = bytes(48 if 48 <= byte <= 57 else 32 for byte in range(256))


def first_long_number(data: bytes) -> int:
    """Where in `data` more than 4,300 digits stand in a row; -1 for nowhere. Linear in time."""
    return data.translate(_DIGITS_AS_ZEROS).find(_TOO_MANY)


class WithoutLongNumbers:
    """`file`, read as it is, up to a number that is too long: there is `UnreadableReport`."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._last = b""

    def read(self, size: int = -1) -> bytes:
        piece = self._file.read(size)
        if first_long_number(self._last + piece) >= 0:
            raise UnreadableReport(f"a number in it has more than {MOST_DIGITS} digits")
        self._last = (self._last + piece)[-MOST_DIGITS:]
        return piece
