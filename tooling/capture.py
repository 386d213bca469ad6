"""Output of a tool on its way to files: bounded, private, and readable from both ends."""

from __future__ import annotations

import errno
import os
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from .sanitizer import OwnStream, Stream

LINES_A_READ = 200  # of a flood, the watcher hears the last lines of each read
LINE_CHARACTERS = 4096  # of a line, the watcher hears the first


def private_file(path: Path) -> BinaryIO:
    """A new file at `path` that only its owner may read, open for writing, without a buffer."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(path, flags, 0o600)
    os.fchmod(descriptor, 0o600)
    return os.fdopen(descriptor, "wb", buffering=0)


class _File:
    """A private file that takes what fits: a full disk loses the rest, and is told."""

    def __init__(self, path: Path) -> None:
        self._file = private_file(path)
        self.is_disk_full = False

    def write(self, data: bytes) -> None:
        view = memoryview(data)
        while view and not self.is_disk_full:
            try:
                view = view[self._file.write(view) :]
            except OSError as error:
                if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                    raise
                self.is_disk_full = True

    def close(self) -> None:
        self._file.close()

    @property
    def closed(self) -> bool:
        return self._file.closed


class CappedText:
    """Text of at most `limit` bytes: the first half is on disk at once, the end is kept in memory.

    What lies between is dropped, and a note says how much. Memory stays below `limit`.
    """

    def __init__(self, path: Path, limit: int) -> None:
        self._file = _File(path)
        limit = max(limit, 2)
        self._room = limit // 2
        self._tail_limit = limit - self._room
        self._tail: deque[bytes] = deque()
        self._tail_size = 0
        self._dropped = 0

    @property
    def is_cut(self) -> bool:
        return self._dropped > 0

    @property
    def is_disk_full(self) -> bool:
        return self._file.is_disk_full

    def write(self, text: str) -> None:
        data = text.encode("utf-8", "replace")
        if self._room and not self._tail:
            if len(data) <= self._room:
                self._room -= len(data)
                self._file.write(data)
                return
            cut = data.rfind(b"\n", 0, self._room) + 1
            self._room = 0
            self._file.write(data[:cut])
            data = data[cut:]
        if len(data) > self._tail_limit:
            self._dropped += len(data) - self._tail_limit
            data = data[-self._tail_limit :]
        self._tail.append(data)
        self._tail_size += len(data)
        while self._tail_size > self._tail_limit:
            excess = self._tail_size - self._tail_limit
            first = self._tail.popleft()
            if len(first) > excess:
                self._tail.appendleft(first[excess:])
            gone = min(len(first), excess)
            self._tail_size -= gone
            self._dropped += gone

    def close(self) -> None:
        """Write the end; a second call does nothing."""
        if self._file.closed:
            return
        tail = b"".join(self._tail)
        self._tail.clear()
        if self._dropped:
            start = tail.find(b"\n", 0, 4096) + 1
            self._dropped += start
            note = f"\n[… {self._dropped} bytes of output were cut here …]\n"
            self._file.write(note.encode())
            tail = tail[start:]
        self._file.write(tail)
        self._file.close()


class CappedBytes:
    """The first `limit` bytes of a report on standard output; the rest is counted and dropped."""

    def __init__(self, path: Path, limit: int | None) -> None:
        self._file = _File(path)
        self._room = limit
        self.is_cut = False

    @property
    def is_disk_full(self) -> bool:
        return self._file.is_disk_full

    def write(self, data: bytes) -> None:
        if self._room is not None:
            self.is_cut |= len(data) > self._room
            data = data[: self._room]
            self._room -= len(data)
        self._file.write(data)

    def close(self) -> None:
        self._file.close()


class Text:
    """What a tool says on one pipe: masked, kept in its own file and in the log, told by lines."""

    def __init__(
        self, file: CappedText, log: CappedText, masked: Stream, tell: Callable[[str], object]
    ) -> None:
        self.lines = 0
        self._file = file
        self._log = log
        self._masked = masked
        self._tell: Callable[[str], object] | None = tell

    @property
    def is_cut(self) -> bool:
        return self._file.is_cut

    @property
    def is_disk_full(self) -> bool:
        return self._file.is_disk_full

    def mute(self) -> None:
        """Keep what comes, and tell nobody."""
        self._tell = None

    def feed(self, data: bytes) -> None:
        self._take(self._masked.feed(data))

    def close(self) -> None:
        try:
            self._take(self._masked.close())
        finally:
            self._file.close()

    def _take(self, text: str) -> None:
        if not text:
            return
        self._file.write(text)
        self._log.write(text)
        self.lines += text.count("\n")
        if self._tell is not None:
            for line in text.replace("\r", "\n").split("\n")[-LINES_A_READ:]:
                if line.strip():
                    self._tell(line[:LINE_CHARACTERS])


class RawReport:
    """A report on standard output: kept as written, with only the run's own secrets masked."""

    lines = 0  # of the log

    def __init__(self, file: CappedBytes, own: OwnStream) -> None:
        self._file = file
        self._own = own

    @property
    def is_cut(self) -> bool:
        return self._file.is_cut

    @property
    def is_disk_full(self) -> bool:
        return self._file.is_disk_full

    def mute(self) -> None:
        """It tells nobody anyhow."""

    def feed(self, data: bytes) -> None:
        self._file.write(self._own.feed(data))

    def close(self) -> None:
        try:
            self._file.write(self._own.close())
        finally:
            self._file.close()


Output = Text | RawReport
