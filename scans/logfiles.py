"""A run's log and report as files: where they are while it works, and reading their end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.files.storage import default_storage

from .models import Attempt
from .states import ACTIVE

LOG_NAME = "log.txt"
TAIL_BYTES = 4 * 1024 * 1024


def work_folder(attempt: Attempt) -> Path:
    """The private folder in which an attempt works, on its worker's machine."""
    return settings.DATA_DIR / "runs" / str(attempt.run_id) / str(attempt.number)


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


def _open(attempt: Attempt) -> Iterator[BinaryIO]:
    if attempt.log:
        try:
            yield default_storage.open(attempt.log.name, "rb")
        except FileNotFoundError:
            return
    elif attempt.state in ACTIVE:
        try:
            yield (work_folder(attempt) / LOG_NAME).open("rb")
        except FileNotFoundError:
            return
