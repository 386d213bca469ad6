"""The log as a file: JSON lines that several processes append to, and turn over by size.

Nothing is lost at a turn: a line is one `write` to a file that is open for appending, and who
writes into the file that has just been renamed has written into the newest of the old ones. A full
disk or a folder that cannot be written loses lines, never a request.
"""

from __future__ import annotations

import fcntl
import logging
import os
import time
from contextlib import suppress
from os import write
from pathlib import Path

MOST_BYTES = 16 * 1024**2
MOST_FILES = 8  # old ones, besides the one being written
RETRY_SECONDS = 5.0  # after the file could not be opened


class SharedFileHandler(logging.Handler):
    """Appends to `path`, mode 0600; at `most_bytes` it becomes `path.1`, the older ones `.2` …"""

    def __init__(
        self, path: Path, most_bytes: int = MOST_BYTES, most_files: int = MOST_FILES
    ) -> None:
        super().__init__(logging.WARNING)
        self.path = path
        self.most_bytes = most_bytes
        self.most_files = most_files
        self.lost = 0
        self._file: int | None = None
        self._inode = (0, 0)
        self._torn = False  # the last write was cut short: the next begins on a new line
        self._not_before = 0.0

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = self.format(record).encode("utf-8", "backslashreplace") + b"\n"
        except Exception:  # as the standard library's handlers: a bad call of a logger is no crash
            self.handleError(record)
            return
        try:
            self._append(line)
        except OSError:
            self.lost += 1
            self.close_file()

    def _append(self, line: bytes) -> None:
        file = self._current()
        if self.lost:
            line = self._confession() + line
        if self._torn:
            line = b"\n" + line
        written = write(file, line)
        self._torn = written != len(line)
        self.lost = int(self._torn)

    def _confession(self) -> bytes:
        """The line that says how many lines could not be written before it."""
        lost = logging.LogRecord(
            __name__, logging.WARNING, __file__, 0, f"{self.lost} lines were lost", None, None
        )
        return self.format(lost).encode() + b"\n"

    def _current(self) -> int:
        """The descriptor of the file that is at `path` now; `OSError` where there can be none."""
        if self._file is not None:
            with suppress(FileNotFoundError):
                seen = os.stat(self.path)
                if (seen.st_dev, seen.st_ino) == self._inode:
                    if seen.st_size < self.most_bytes:
                        return self._file
                    self._turn()
            self.close_file()
        return self._open()

    def _open(self) -> int:
        now = time.monotonic()
        if now < self._not_before:
            raise BlockingIOError("the file could not be opened a moment ago")
        self._not_before = now + RETRY_SECONDS
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        self._file = os.open(self.path, flags, 0o600)
        opened = os.fstat(self._file)
        self._inode = (opened.st_dev, opened.st_ino)
        self._not_before = 0.0
        return self._file

    def _turn(self) -> None:
        """Rename the file away, unless another process has just done it."""
        lock = os.open(f"{self.path}.lock", os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            seen = os.stat(self.path)
            if (seen.st_dev, seen.st_ino) != self._inode:
                return
            for number in range(self.most_files - 1, 0, -1):
                with suppress(FileNotFoundError):
                    os.replace(f"{self.path}.{number}", f"{self.path}.{number + 1}")
            os.rename(self.path, f"{self.path}.1")
        finally:
            os.close(lock)

    def close_file(self) -> None:
        """Let go of the file; the next line opens it again."""
        file, self._file = self._file, None
        if file is not None:
            with suppress(OSError):
                os.close(file)

    def close(self) -> None:
        self.close_file()
        super().close()


def files(path: Path) -> list[Path]:
    """The log's files that exist, newest first."""
    candidates = [path, *(Path(f"{path}.{number}") for number in range(1, MOST_FILES + 1))]
    return [candidate for candidate in candidates if candidate.is_file()]
