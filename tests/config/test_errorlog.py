"""`manage.py errorlog`: the log read back, and clear words where an argument is wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from config.env import BASE_DIR
from config.log_reading import BLOCK_BYTES, Question, moment, read

NOW = datetime.now(UTC)


@pytest.fixture(autouse=True)
def clock() -> None:
    """What `line` counts from: the start of the test, not of a long session."""
    global NOW
    NOW = datetime.now(UTC)


def line(minutes: float = 0, **fields: Any) -> dict[str, Any]:
    stamp = (NOW - timedelta(minutes=minutes)).isoformat(timespec="milliseconds")
    return {
        "timestamp": stamp.replace("+00:00", "Z"),
        "level": "ERROR",
        "event": "api_error",
        "request_id": "0191f7a2-5c3e-7d4b-9a51-2f6d7c8e9b10",
        "error_code": "SCAN_NOT_FOUND",
        "error_message": "Scan not found",
        "endpoint": "/api/v1/scans/7",
        "method": "GET",
        "status": 404,
        "client_ip": "192.0.2.7",
        "response_time_ms": 3,
        **fields,
    }


@pytest.fixture
def write(settings: Any, tmp_path: Path) -> Callable[..., Path]:
    """Writes lines into the log, oldest first; `suffix` names a file that was turned over."""
    settings.LOG_FILE = tmp_path / "wardroom.jsonl"

    def written(*lines: dict[str, Any] | str, suffix: str = "") -> Path:
        path = Path(f"{settings.LOG_FILE}{suffix}")
        texts = [text if isinstance(text, str) else json.dumps(text) for text in lines]
        path.write_text("".join(f"{text}\n" for text in texts))
        return path

    return written


def told(*arguments: str) -> list[dict[str, Any]]:
    out = StringIO()
    call_command("errorlog", *arguments, "--json", stdout=out, stderr=StringIO())
    return [json.loads(text) for text in out.getvalue().splitlines()]


def test_the_last_hour_newest_first_through_all_files(write: Callable[..., Path]) -> None:
    write(line(90), line(50), suffix=".2")
    write(line(40), line(30), suffix=".1")
    write(line(20), line(10, level="WARNING"), line(5))
    assert told() == [line(5), line(20), line(30), line(40), line(50)]
    assert told("--since", "2h", "--limit", "1") == [line(5)]
    assert len(told("--since", "2h")) == 6
    assert len(told("--level", "warning")) == 6


def test_by_code_and_by_request_id(write: Callable[..., Path]) -> None:
    write(
        line(3000, request_id="an-old-request"),
        line(3, error_code="NOT_FOUND"),
        line(2, request_id="the-request-id"),
    )
    assert told("--code", "not_found") == [line(3, error_code="NOT_FOUND")]
    assert told("--request-id", "the-request-id") == [line(2, request_id="the-request-id")]
    assert len(told("--request-id", "an-old-request")) == 1


def test_lines_of_any_length_and_kind_are_read(write: Callable[..., Path]) -> None:
    long = line(2, exception="x" * (3 * BLOCK_BYTES))
    path = write(
        line(4), "not json", "[1]", '{"level": "ERROR"}', line(3, event="é" * 40_000), long
    )
    path.write_bytes(path.read_bytes() + b'{"cut')
    question = Question()
    assert [found["timestamp"] for found in read(path, question)] == [
        line(minutes)["timestamp"] for minutes in (2, 3, 4)
    ]
    assert question.unreadable == 4


def test_a_line_that_stands_behind_a_younger_one_is_found(write: Callable[..., Path]) -> None:
    path = write(line(59.8), line(60.3), line(59.9))
    question = Question(since=NOW - timedelta(hours=1))
    assert list(read(path, question)) == [line(59.9), line(59.8)]


@pytest.mark.parametrize("width", ["80", "120"])
def test_people_get_a_table_with_whole_request_ids(
    write: Callable[..., Path], width: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    write(line(), line(event="reaper tick failed", error_code="AUTH_INSUFFICIENT_PRIVILEGES"))
    out = StringIO()
    call_command("errorlog", stdout=out)
    assert line()["request_id"] in out.getvalue()
    assert max(map(len, out.getvalue().splitlines())) <= int(width)


def test_a_terminal_obeys_nothing_that_a_client_sent(write: Callable[..., Path]) -> None:
    write(line(endpoint="/api/\x1b[2J[bold]x", event="\x07"))
    out = StringIO()
    call_command("errorlog", stdout=out)
    assert "\x1b" not in out.getvalue()
    assert "/api/ [2J[bold]x" in out.getvalue()


def test_no_log_and_no_match_are_said(write: Callable[..., Path]) -> None:
    out = StringIO()
    call_command("errorlog", stdout=out)
    assert out.getvalue() == "No such line in the log.\n"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--since", "yesterday"], "takes a number with s, m, h, d or w"),
        (["--since", "1 hour"], "takes a number with s, m, h, d or w"),
        (["--level", "loud"], "takes one of warning, error, critical"),
        (["--code", "NOTFOUND"], "Did you mean NOT_FOUND"),
        (["--request-id", "x"], "takes 8 to 128 letters"),
        (["--limit", "0"], "takes a number from 1 up"),
    ],
)
def test_a_wrong_argument_is_told_what_would_be_right(arguments: list[str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence) as error:
        call_command("errorlog", *arguments)
    assert error.value.returncode == 2


def test_moments() -> None:
    assert moment("90s", NOW) == NOW - timedelta(seconds=90)
    assert moment("2w", NOW) == NOW - timedelta(weeks=2)
    assert moment("2026-11-21T10:00", NOW) == datetime(2026, 11, 21, 10, tzinfo=UTC)
    assert moment("999999w", NOW).year == 1


def test_it_works_while_the_database_is_away(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "wardroom.jsonl").write_text(json.dumps(line()) + "\n")
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "WARDROOM_DATA_DIR": str(tmp_path),
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "errorlog", "--json"],
        cwd=BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, json.loads(done.stdout)) == (0, line())
