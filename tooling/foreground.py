"""One run of one tool in the foreground, without a scan: what would be stored is given back."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings

from . import caches, executors, limits, runner
from .base import Job, Progress, Record, Report, Tool
from .execution import Ended, Execution
from .outcome import Verdict, decide


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
    at = executors.place(tool)
    job = caches.with_cache(job, tool, at)
    command = tool.command(job)
    started: Execution | None = None
    argv = [str(at.path or tool.binary), *command.arguments]
    if at.refusal is not None:
        ended = Ended(refusal=at.refusal)
    else:
        marker = str(uuid.uuid4())
        started = executors.execution(
            tool,
            at,
            job,
            command,
            limits=limits.resolve(
                tool.limits, seconds=job.timeout_seconds, most=settings.TOOL_LIMITS
            ),
            marker=marker,
            environment={**command.environment, **job.secrets},
            secrets=tuple(job.secrets.values()),
            name=f"security-{tool.name}-{marker}",
        )
        argv = list(started.argv)
        ended = runner.run(started, _Told(tool.follow(job), tell))
    report = executors.report(job, command, started)
    return Finished(tool, argv, ended, decide(tool, ended, report), report)
