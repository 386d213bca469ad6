"""The words of running a tool: what is started, within which limits, who follows, how it ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol

from .containers import Container
from .limits import Limits
from .outcomes import Refusal

StreamName = Literal["stdout", "stderr"]
StopReason = Literal["cancelled", "lost"]
OverLimit = Literal["memory", "cpu", "processes", "file size"]
HeldBy = Literal["watching", "cgroup", "container"]


@dataclass(frozen=True, slots=True)
class Execution:
    """One start of a tool.

    `folder` is the run's private folder (made 0700): HOME and TMPDIR are in it, and the tool
    starts there unless `start_in` says otherwise. `stdout` and `stderr` are the files for what
    the tool writes: text masked line by line and cut in the middle, except a report on standard
    output, which is kept as written with only `secrets` masked. `log` has both texts, as they
    came. `marker` names the attempt in the environment of every process. `grace_seconds` is what
    the tool has between TERM and KILL. With `container`, `argv` is its engine's command line.
    """

    argv: Sequence[str]
    folder: Path
    environment: Mapping[str, str] = field(repr=False)
    log: Path
    stdout: Path
    stdout_is_report: bool
    marker: str
    limits: Limits
    secrets: Sequence[str] = field(default=(), repr=False)
    stderr: Path | None = None  # default: beside `stdout`, with the suffix .stderr
    start_in: Path | None = None
    grace_seconds: float = 1.5
    container: Container | None = None
    cgroup: str = ""  # the folder that holds the runs' cgroups, "" for the worker's own
    files: Mapping[str, str] = field(default_factory=dict, repr=False)  # written below `folder`

    @property
    def stderr_file(self) -> Path:
        return self.stderr or self.stdout.with_name(self.stdout.name + ".stderr")


@dataclass(frozen=True, slots=True)
class Stop:
    """The watcher's wish that the run ends now; `grace_seconds` None: with the tool's own grace."""

    reason: StopReason
    grace_seconds: float | None = None


class Watcher(Protocol):
    """Who follows a run; all calls come on the thread that runs it and should return soon."""

    def started(self, group: int, start_ticks: int | None) -> None:
        """The first process runs; its number is also that of the group and session."""

    def line(self, stream: StreamName, text: str) -> None:
        """A masked line, of a flood only some. Standard output that is a report is not told."""

    def tick(self) -> Stop | None:
        """Asked about every quarter of a second."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended. `exit_code` or `signal` is set, unless it did not start.

    `not_started` says why in the system's words, `refusal` in ours. Peak memory and processor time
    are those of all its processes, as exactly as `held_by` allows (docs/limits-and-executors.md).
    """

    exit_code: int | None = None
    signal: int | None = None
    timed_out: bool = False
    stopped: StopReason | None = None
    out_of_memory: bool = False
    over_limit: OverLimit | None = None
    not_started: str | None = None
    refusal: Refusal | None = None
    started: datetime | None = None
    duration_ms: int = 0
    peak_memory_bytes: int | None = None
    cpu_ms: int | None = None
    log_lines: int = 0
    log_truncated: bool = False
    stdout_truncated: bool = False  # of a report: it lacks its end
    leftovers: bool = False  # processes that even KILL did not end
    limits: Limits | None = None
    held_by: HeldBy = "watching"
    disk_full: bool = False  # what it wrote could not all be kept
