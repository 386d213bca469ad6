"""One run of one tool in the foreground, without a scan: what would be stored is given back."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from . import health, runner
from .base import Job, Progress, Record, Report, Tool
from .outcome import Verdict, decide

PROCESSES = 64
REPORT_BYTES = 1_000_000_000


@dataclass(frozen=True)
class Finished:
    """A run that ended: how, with which verdict, and the report to read again."""

    tool: Tool
    argv: list[str]
    ended: runner.Ended
    verdict: Verdict
    report: Report

    def records(self) -> Iterator[Record]:
        """The report once more; raises `UnreadableReport` where the verdict says so."""
        return self.tool.read(self.report)


class _Told:
    """Passes progress on; nobody can stop a foreground run but the keyboard."""

    def __init__(self, follow: Callable[[str], Progress | None], tell: Callable[[Progress], None]):
        self._follow = follow
        self._tell = tell

    def started(self, group: int, start_ticks: int | None) -> None:
        pass

    def line(self, stream: runner.StreamName, text: str) -> None:
        if (progress := self._follow(text)) is not None:
            self._tell(progress)

    def tick(self) -> runner.Stop | None:
        return None


def run(tool: Tool, job: Job, tell: Callable[[Progress], None]) -> Finished:
    """Run `tool` for `job` to its end; `tell` hears its progress. Blocks until the deadline."""
    binary = health.find(tool)
    command = tool.command(job)
    argv = [str(binary or tool.binary), *command.arguments]
    to_stdout = command.report == "stdout"
    stdout, stderr = job.work / "stdout", job.work / "stderr"
    if binary is None:
        ended = runner.Ended(not_started=f"{tool.name} is not installed")
    else:
        execution = runner.Execution(
            argv=argv,
            folder=job.work,
            environment={**command.environment, **job.secrets},
            log=job.work / "log.txt",
            stdout=stdout,
            stderr=stderr,
            stdout_is_report=to_stdout,
            marker=f"wardroom-tool-{uuid.uuid4()}",
            limits=runner.Limits(
                deadline_seconds=job.timeout_seconds,
                processes=PROCESSES,
                report_bytes=REPORT_BYTES,
            ),
            secrets=tuple(job.secrets.values()),
            start_in=command.folder,
        )
        ended = runner.run(execution, _Told(tool.follow(job), tell))
    path = stdout if to_stdout else job.work / command.report
    report = Report(
        path=path if path.is_file() else None,
        job=job,
        stdout=None if to_stdout else stdout,
        stderr=stderr,
    )
    return Finished(tool, argv, ended, decide(tool, ended, report), report)
