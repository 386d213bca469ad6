"""A run's log and report as files: where they are while it works, keeping and reading them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage

from .models import Attempt
from .states import ACTIVE

LOG_NAME = "log.txt"
TAIL_BYTES = 4 * 1024 * 1024


def work_folder(attempt: Attempt) -> Path:
    """The private folder in which an attempt works, on its worker's machine."""
    return settings.DATA_DIR / "runs" / str(attempt.run_id) / str(attempt.number)


def keep(attempt: Attempt, path: Path, name: str) -> str:
    """Copy the file at `path` into the storage (mode 0600); its name there, "" for no file."""
    if not path.is_file():
        return ""
    with path.open("rb") as content:
        return default_storage.save(f"runs/{attempt.run_id}/{attempt.number}/{name}", File(content))


def keep_log(attempt: Attempt) -> str:
    """Keep what is on this machine of the attempt's log; its name in the storage, or ""."""
    return keep(attempt, work_folder(attempt) / LOG_NAME, LOG_NAME)


def tail(attempt: Attempt, lines: int) -> tuple[list[str], bool]:
    """The last `lines` lines of the attempt's log, and whether there are earlier ones.

    Of a running attempt, what its tool has written so far. At most 4 MiB are read.
    """
    for stream in _open(attempt):
        with stream:
            size = stream.seek(0, 2)
            start = max(0, size - TAIL_BYTES)
            stream.seek(start)
            text = stream.read().decode("utf-8", "replace")
        found = text.splitlines()
        return found[-lines:], start > 0 or len(found) > lines
    return [], False


def _open(attempt: Attempt) -> Iterator[IO[bytes]]:
    if attempt.log:
        try:
            yield attempt.log.open("rb").file
        except FileNotFoundError:
            return
    elif attempt.state in ACTIVE:
        try:
            yield (work_folder(attempt) / LOG_NAME).open("rb")
        except FileNotFoundError:
            return
