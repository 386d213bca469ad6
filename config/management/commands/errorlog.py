"""`manage.py errorlog`: the errors of the last hour, by code, by request id. Needs no database."""

from __future__ import annotations

import logging
import re
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import UTC, datetime
from difflib import get_close_matches
from itertools import islice
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.table import Table
from rich.text import Text

from config.errors.catalog import ErrorCode
from config.errors.encoding import dumps
from config.log_reading import Question, moment, read

LEVELS = {"warning": logging.WARNING, "error": logging.ERROR, "critical": logging.CRITICAL}
SHOWN = 100
WIDE = 100
WRONG = 2


class Command(BaseCommand):
    help = (
        "Shows the error log, newest first: every error of the API with its request id, and what "
        "web and worker processes warned of. Works while the database is down."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--level", default="error", help=f"At least this: {', '.join(LEVELS)} (default error)."
        )
        parser.add_argument(
            "--since",
            help="How far back: 30m, 1h, 7d, or a time such as 2026-11-21T10:00Z "
            "(default 1h; with --request-id, all there is).",
        )
        parser.add_argument("--code", default="", help="Only this error code.")
        parser.add_argument("--request-id", default="", help="Only this request.")
        parser.add_argument("--json", action="store_true", help="JSON lines, as they are logged.")
        parser.add_argument(
            "--limit",
            type=int,
            help=f"At most so many (default {SHOWN} in the table, all as JSON).",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        question = _question(options)
        limit = options["limit"]
        if limit is not None and limit < 1:
            raise CommandError("--limit takes a number from 1 up.", returncode=WRONG)
        try:
            lines = read(settings.LOG_FILE, question)
            if options["json"]:
                self._write(islice(lines, limit))
            else:
                self._show(lines, limit or SHOWN)
        except OSError as error:
            raise CommandError(f"The log cannot be read: {error}") from error
        if question.unreadable:
            self.stderr.write(f"{question.unreadable} lines could not be read.")

    def _write(self, lines: Iterator[dict[str, Any]]) -> None:
        for line in lines:
            self.stdout.write(dumps(line).decode())

    def _show(self, lines: Iterator[dict[str, Any]], limit: int) -> None:
        console = Console(file=self.stdout, highlight=False)  # type: ignore[arg-type]
        is_wide = console.width >= WIDE
        table = Table(box=None, padding=(0, 2, 1, 0))
        table.add_column("Time (UTC)", min_width=12)
        # A request id that is cut in two cannot be copied: the others give way.
        table.add_column("Error", overflow="fold", max_width=None if is_wide else 26)
        table.add_column("Request", overflow="fold", min_width=36)
        if is_wide:
            table.add_column("Client", overflow="fold")
        for line in islice(lines, limit):
            table.add_row(*(_cell(*told) for told in islice(_words(line), len(table.columns))))
        if not table.row_count:
            console.print("No such line in the log.")
            return
        console.print(table)
        if next(lines, None) is not None:
            console.print(f"There are more; --limit shows more than {limit}.")


def _question(options: dict[str, Any]) -> Question:
    """What is asked; says what would be right where an argument is not."""
    level = LEVELS.get(options["level"].lower())
    if level is None:
        known = ", ".join(LEVELS)
        raise CommandError(
            f"--level takes one of {known}; {options['level']!r} is none of them.",
            returncode=WRONG,
        )
    code = options["code"].upper()
    if code and code not in ErrorCode.__members__:
        near = get_close_matches(code, ErrorCode.__members__, 3)
        hint = f"Did you mean {' or '.join(near)}?" if near else "/docs/errors lists all."
        raise CommandError(f"--code {code} is no error code. {hint}", returncode=WRONG)
    request_id = options["request_id"]
    if request_id and not re.fullmatch(r"[A-Za-z0-9._-]{8,128}", request_id):
        raise CommandError(
            f"--request-id takes 8 to 128 letters, digits, '.', '_' and '-', as in the answer's "
            f"X-Request-ID; {request_id!r} is not that.",
            returncode=WRONG,
        )
    since = options["since"] or (None if request_id else "1h")
    try:
        begin = moment(since, datetime.now(UTC)) if since else None
    except ValueError:
        raise CommandError(
            "--since takes a number with s, m, h, d or w (30m, 1h, 7d), or a time "
            f"(2026-11-21T10:00Z); {since!r} is neither.",
            returncode=WRONG,
        ) from None
    return Question(level=level, since=begin, code=code, request_id=request_id)


def _words(line: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """The four cells of a line, each of a first line, its style and a second line."""
    time = str(line.get("timestamp", ""))
    yield time[:10], "", time[11:].removesuffix("Z")
    if "error_code" in line:
        status = line.get("status", "")
        style = "red" if str(status).startswith("5") else "yellow"
        cause = f" ({line['cause']})" if line.get("cause") else ""
        yield f"{status} {line['error_code']}", style, f"{line.get('error_message', '')}{cause}"
        yield f"{line.get('method', '')} {line.get('endpoint', '')}", "", _text(line, "request_id")
        yield _text(line, "client_ip"), "", f"{line.get('response_time_ms', '')} ms"
    else:
        style = "yellow" if line.get("level") == "WARNING" else "red"
        told = str(line.get("exception", "")).strip().rpartition("\n")[2] or _text(line, "error")
        yield str(line.get("level", "")), style, _text(line, "logger")
        yield str(line.get("event", "")), "", told or _text(line, "request_id")
        yield "", "", ""


def _text(line: dict[str, Any], name: str) -> str:
    return str(line.get(name) or "")


def _cell(first: str, style: str, second: str) -> Text:
    """Clients chose some of these texts: what a terminal would obey is left out."""
    shown = Text(_printable(first), style or "none")
    if second:
        shown.append("\n" + _printable(second), "dim")
    return shown


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)
