"""Halts a worker exactly at a stage, so that a drill can kill it there, and moves the wall clock.

The file `halt` in the data folder names the stage. Who comes there first takes the file away,
writes its process id into `halted`, and waits to be killed. The file `clock` holds the seconds by
which the clock of every process is wrong.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.utils import timezone

CLAIMED, ENDED, IMPORTING = "claimed", "ended", "importing"


def halt(stage: str) -> None:
    order: Path = settings.DATA_DIR / "halt"
    try:
        if order.read_text() != stage:
            return
        order.unlink()
    except FileNotFoundError:
        return
    told = settings.DATA_DIR / "halted.new"
    told.write_text(str(os.getpid()))
    told.rename(settings.DATA_DIR / "halted")
    time.sleep(600)


def wrong_by() -> float:
    try:
        return float((settings.DATA_DIR / "clock").read_text() or 0)
    except FileNotFoundError:
        return 0.0


class Harm(AppConfig):
    name = "tests.drills"
    label = "drills"

    def ready(self) -> None:
        from findings import importing
        from tooling import runner

        now, seconds = timezone.now, time.time
        _replace(timezone, "now", lambda: now() + timedelta(seconds=wrong_by()))
        _replace(time, "time", lambda: seconds() + wrong_by())
        run, finish = runner.run, importing.Import._finish

        def halting_run(*arguments: Any, **named: Any) -> Any:
            halt(CLAIMED)
            ended = run(*arguments, **named)
            halt(ENDED)
            return ended

        def halting_finish(*arguments: Any, **named: Any) -> Any:
            halt(IMPORTING)  # its batches are stored, its end is not
            return finish(*arguments, **named)

        _replace(runner, "run", halting_run)
        _replace(importing.Import, "_finish", halting_finish)


def _replace(owner: object, name: str, by: Callable[..., Any]) -> None:
    setattr(owner, name, by)
