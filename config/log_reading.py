"""The log file read back: newest first, through the files that were turned over, as a stream."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from .log_file import files

BLOCK_BYTES = 64 * 1024
# Several processes write into one file: a line may stand a little behind a younger one.
DISORDER = timedelta(minutes=1)

_AGE = re.compile(r"(\d{1,6})([smhdw])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


@dataclass
class Question:
    """Which lines are wanted. `unreadable` counts lines that are no JSON object."""

    level: int = logging.ERROR
    since: datetime | None = None
    code: str = ""
    request_id: str = ""
    unreadable: int = field(default=0, init=False)

    def matches(self, line: dict[str, Any]) -> bool:
        return (
            logging.getLevelNamesMapping().get(str(line.get("level")), 0) >= self.level
            and self.code in ("", line.get("error_code"))
            and self.request_id in ("", line.get("request_id"))
        )


def moment(text: str, now: datetime) -> datetime:
    """`1h`, `30m`, `7d` ago, or a time such as `2026-11-21T10:00Z`; `ValueError` for others."""
    if age := _AGE.fullmatch(text):
        try:
            return now - timedelta(**{_UNITS[age[2]]: int(age[1])})
        except OverflowError:
            return datetime.min.replace(tzinfo=UTC)
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def read(path: Path, question: Question) -> Iterator[dict[str, Any]]:
    """The lines of the log at `path` that answer `question`, newest first. Raises `OSError`."""
    stop = question.since - DISORDER if question.since else None
    for text in _lines(path):
        line = _object(text)
        written = _time(line)
        if line is None or written is None:
            question.unreadable += 1
        elif stop is not None and written < stop:
            return
        elif question.matches(line) and (not question.since or written >= question.since):
            yield line


def _object(text: bytes) -> dict[str, Any] | None:
    try:
        line = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return line if isinstance(line, dict) else None


def _time(line: dict[str, Any] | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(str((line or {}).get("timestamp")))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _lines(path: Path) -> Iterator[bytes]:
    """All lines, last first. The files are opened at once, so that a turn changes nothing."""
    with ExitStack() as stack:
        for file in [stack.enter_context(part.open("rb")) for part in files(path)]:
            yield from _backwards(file)


def _backwards(file: BinaryIO) -> Iterator[bytes]:
    position = file.seek(0, 2)
    rest = b""
    while position > 0:
        step = min(BLOCK_BYTES, position)
        position -= step
        file.seek(position)
        rest, *whole = (file.read(step) + rest).split(b"\n")
        yield from (line for line in reversed(whole) if line.strip())
    if rest.strip():
        yield rest
