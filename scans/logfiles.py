"""A run's log and report as files: where they are while it works, keeping and reading them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage

from tooling import runner
from tooling.executors import LOG_NAME

from .models import Attempt
from .states import ACTIVE

TAIL_BYTES = 4 * 1024 * 1024


def work_folder(attempt: Attempt) -> Path:
    """The private folder in which an attempt works, on its worker's machine."""
    return settings.DATA_DIR / "runs" / str(attempt.run_id) / str(attempt.number)


def make_work_folder(attempt: Attempt) -> Path:
    """Make it; the end of an earlier attempt may just remove the empty folder above it."""
    folder = work_folder(attempt)
    for last in (False, True):
        try:
            folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.mkdir(mode=0o700, exist_ok=True)
        except FileNotFoundError:
            if last:
                raise
    return folder


def remove_work_folder(attempt: Attempt) -> None:
    """Remove it, and the run's folder above it where that is empty then."""
    folder = work_folder(attempt)
    runner.remove_folder(folder)
    with contextlib.suppress(OSError):
        folder.parent.rmdir()


def remove_forgotten() -> int:
    """Remove the work folders on this machine whose attempt has ended or is gone: a dead machine's
    own are given up by others, which cannot reach them. How many."""
    folders = [path for path in (settings.DATA_DIR / "runs").glob("*/*") if path.is_dir()]
    # Asked after the look: an attempt has its row before its folder.
    active = Attempt.objects.filter(state__in=ACTIVE).values_list("run_id", "number")
    kept = {(str(run), str(number)) for run, number in active}
    forgotten = [path for path in folders if (path.parent.name, path.name) not in kept]
    for path in forgotten:
        runner.remove_folder(path)
        with contextlib.suppress(OSError):
            path.parent.rmdir()
    return len(forgotten)


class _Moved(File):
    """A file that the storage takes as it is, where both lie on one disk: that needs no room."""

    def __init__(self, path: Path) -> None:
        super().__init__(path.open("rb"), name=str(path))
        self._path = path

    def temporary_file_path(self) -> str:
        return str(self._path)


def keep_what_fits(attempt: Attempt) -> str:
    """Keep the log of an attempt whose disk is full: room is made by removing all else of it."""
    folder = work_folder(attempt)
    for found in folder.iterdir() if folder.is_dir() else ():
        if found.name != LOG_NAME:
            if found.is_dir() and not found.is_symlink():
                runner.remove_folder(found)
            else:
                found.unlink(missing_ok=True)
    if not (folder / LOG_NAME).is_file():
        return ""
    name = f"runs/{attempt.run_id}/{attempt.number}/{LOG_NAME}"
    try:
        with _Moved(folder / LOG_NAME) as content:
            return default_storage.save(name, content)
    except OSError:
        return ""


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
