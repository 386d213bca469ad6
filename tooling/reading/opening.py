"""A report's bytes, as UTF-8 whatever it was written in, as far as the file itself tells."""

from __future__ import annotations

import codecs
import io
import os
from typing import IO, cast

from tooling.base import Report, UnreadableReport

_CHUNK_BYTES = 1 << 16
# The longer marks first: UTF-32's begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def opened(report: Report, preamble: bytes = b"") -> IO[bytes]:
    """The report's text as UTF-8 without a byte-order mark, after `preamble`.

    UTF-16 and UTF-32 are known by their mark, or by where the zeros of the first character stand
    (RFC 4627, section 3). Raises `UnreadableReport` where there is no report.
    """
    if report.path is None:
        raise UnreadableReport("the tool wrote no report")
    try:
        file = report.path.open("rb")
    except OSError as error:
        raise UnreadableReport(f"it cannot be opened: {error.strerror}") from None
    if os.fstat(file.fileno()).st_size == 0:
        file.close()
        raise UnreadableReport("it is empty", "byte 0")
    text = _as_utf8(file)
    if text.read(len(preamble)) != preamble:
        text.close()
        raise UnreadableReport(f"it does not begin with {preamble.decode().strip()}", "the start")
    return text


def encoding_of(head: bytes) -> tuple[str, int]:
    """The encoding that the first bytes of a file tell, and how long its mark is."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding, len(mark)
    zeros = bytes(bool(byte) for byte in head[:4])
    known = {b"\0\1\0\1": "utf-16-be", b"\1\0\1\0": "utf-16-le"}
    return known.get(zeros, "utf-8"), 0


def _as_utf8(file: io.BufferedReader) -> IO[bytes]:
    encoding, length = encoding_of(file.read(4))
    file.seek(length)
    if encoding == "utf-8":
        return file
    return cast(IO[bytes], io.BufferedReader(_Recoded(file, encoding), _CHUNK_BYTES))


class _Recoded(io.RawIOBase):
    """A file of another encoding, read as UTF-8."""

    def __init__(self, file: io.BufferedReader, encoding: str) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._pending = b""

    def readable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._file.fileno()

    def close(self) -> None:
        self._file.close()
        super().close()

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._pending:
            chunk = self._file.read(_CHUNK_BYTES)
            try:
                self._pending = self._decoder.decode(chunk, final=not chunk).encode()
            except UnicodeDecodeError as error:
                at = self._file.tell() - len(chunk) + error.start
                raise UnreadableReport(f"it is not {error.encoding}", f"byte {at}") from None
            if not chunk:
                break
        count = min(len(buffer), len(self._pending))
        buffer[:count], self._pending = self._pending[:count], self._pending[count:]
        return count
