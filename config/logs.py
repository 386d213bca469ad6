"""Logging: one JSON line an event, one schema in every process, request id included.

Levels and times are written as the error contract has them: `"level": "ERROR"`, `"timestamp":
"2026-11-21T12:00:00.123Z"`.
"""

import logging
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import structlog

from .log_file import SharedFileHandler


def _stamp(logger: Any, method: str, event: Any) -> Any:
    """Level in capitals, and the time in UTC with milliseconds."""
    event["level"] = event["level"].upper()
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    event["timestamp"] = now.replace("+00:00", "Z")
    return event


def configure(level: str = "INFO", stream: TextIO = sys.stderr, file: Path | None = None) -> None:
    """Send structlog and the standard library's loggers to `stream` as JSON lines; warnings and
    errors to `file`, too."""
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
