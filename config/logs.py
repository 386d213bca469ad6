"""Logging: one JSON line an event, one schema in every process, request id included.

Levels and times are written as the error contract has them: `"level": "ERROR"`, `"timestamp":
"2026-11-21T12:00:00.123Z"`.
"""

import logging
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import structlog

from .log_file import SharedFileHandler

Mask = Callable[[str], str]
OURS = frozenset({"timestamp", "level", "logger", "request_id"})  # written by us, never masked


def _stamp(logger: Any, method: str, event: Any) -> Any:
    """Level in capitals, and the time in UTC with milliseconds."""
    event["level"] = event["level"].upper()
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    event["timestamp"] = now.replace("+00:00", "Z")
    return event


class Masking:
    """Masks every text of an event: `error=str(error)` and tracebacks quote what others wrote.

    Texts without a line break are masked at once, joined, since a call costs more than its length.
    """

    def __init__(self, mask: Mask) -> None:
        self._mask = mask

    def __call__(self, logger: Any, method: str, event: Any) -> Any:
        texts = list(dict.fromkeys(_texts({k: v for k, v in event.items() if k not in OURS})))
        short = [text for text in texts if "\n" not in text and "\r" not in text]
        together = self._mask("\n".join(short)).split("\n")
        if len(together) != len(short):
            together = [self._mask(text) for text in short]
        masked = dict(zip(short, together, strict=True))
        masked |= {text: self._mask(text) for text in texts if text not in masked}
        return {k: v if k in OURS else _replaced(v, masked) for k, v in event.items()}


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for one in value.values():
                yield from _texts(one)
        case list() | tuple():
            for one in value:
                yield from _texts(one)
        case None | bool() | int() | float():
            pass
        case _:
            yield repr(value)  # as the JSON has it


def _replaced(value: Any, masked: dict[str, str]) -> Any:
    match value:
        case str():
            return masked[value]
        case dict():
            return {key: _replaced(one, masked) for key, one in value.items()}
        case list() | tuple():
            return [_replaced(one, masked) for one in value]
        case None | bool() | int() | float():
            return value
    return masked[repr(value)]


def configure(
    level: str = "INFO",
    stream: TextIO = sys.stderr,
    file: Path | None = None,
    mask: Mask = str,
) -> None:
    """Send structlog and the standard library's loggers to `stream` as JSON lines; warnings and
    errors to `file`, too. Every text passes through `mask`."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        _stamp,
        structlog.stdlib.ExtraAdder(),
    ]
    structlog.configure(
        processors=[
            *shared,
            structlog.processors.StackInfoRenderer(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            Masking(mask),
            structlog.processors.JSONRenderer(),
        ],
    )
    handlers: list[logging.Handler] = [logging.StreamHandler(stream)]
    if file is not None:
        handlers.append(SharedFileHandler(file))
    for handler in handlers:
        handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = handlers
    root.setLevel(level.upper())
    for noisy in ("daphne.http_protocol", "daphne.server", "django-q", "asyncio", "psycopg.pool"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
