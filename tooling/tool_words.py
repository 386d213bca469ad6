"""What a tool said: the lines of its output that tell why it failed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from .base import Pattern
from .outcomes import SIGNS, Sign, sign_of

HEAD_BYTES = 64 * 1024  # of each output that is looked at
TAIL_BYTES = 256 * 1024
ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_SPEAKS_OF_FAILURE = re.compile(
    r"error|critical|fatal|exception|fail|denied|cannot|could not|couldn't|unable|invalid|refused"
    r"|not found|no such|missing|panic|abort",
    re.IGNORECASE,
)


def lines_of(path: Path | None) -> list[str]:
    """The lines at both ends of what the tool wrote."""
    if path is None:
        return []
    try:
        with path.open("rb") as file:
            data = file.read(HEAD_BYTES + TAIL_BYTES + 1)
            if len(data) > HEAD_BYTES + TAIL_BYTES:
                file.seek(-TAIL_BYTES, 2)
                data = data[:HEAD_BYTES] + b"\n" + file.read()
    except OSError:
        return []
    text = ANSI.sub("", data.decode("utf-8", "replace"))
    return [line[:4096].strip() for line in text.splitlines() if line.strip()]


def first_match(patterns: Sequence[Pattern], lines: Sequence[str]) -> tuple[Pattern, str] | None:
    """The first of a tool's patterns, in its order, with the line that shows it."""
    for pattern in patterns:
        for line in lines:
            if pattern.regex.search(line):
                return pattern, line
    return None


def first_sign(lines: Sequence[str]) -> tuple[Sign, str] | None:
    """The common sign of the highest rank, with the last line that shows it."""
    found = [(sign, line) for line in reversed(lines) if (sign := sign_of(line)) is not None]
    return min(found, key=lambda pair: SIGNS.index(pair[0]), default=None)


def last_words(lines: Sequence[str]) -> str:
    """The tool's last line that tells of a failure, else its last line."""
    for line in reversed(lines):
        if _SPEAKS_OF_FAILURE.search(line) and not line.startswith('File "'):
            return line
    return lines[-1] if lines else ""
