"""What a report holds, counted in one pass, before anything of it is believed."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from .base import (
    Examined,
    ParsedFinding,
    Problem,
    Record,
    Rejected,
    Report,
    Tool,
    UnknownSeverity,
    UnreadableReport,
)

REASONS = 50  # of what was skipped, and unknown words; the rest is counted

logger = logging.getLogger(__name__)


@dataclass
class Contents:
    """The counts of one report. `fault` says why it could not be read to its end."""

    findings: int = 0
    rejected: int = 0
    examined: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)  # the first 50
    problem_count: int = 0
    decisive: Problem | None = None  # the first that alone decides the run
    unknown_severities: list[str] = field(default_factory=list)
    fault: str = ""
    was_read: bool = False

    @property
    def examined_something(self) -> bool:
        return self.findings > 0 or self.examined.total() > 0

    @classmethod
    def read(cls, tool: Tool, report: Report, masked: Callable[[str], str]) -> Contents:
        """Count what `tool` reads in `report`; texts pass through `masked`."""
        contents = cls()
        if report.path is not None and not report.path.exists():
            report = replace(report, path=None)
        try:
            for record in tool.read(report):
                contents.count(record, masked)
            contents.was_read = True
        except UnreadableReport as error:
            contents.fault = (
                "wrote no report"
                if report.path is None
                else f"wrote a report that cannot be read: {error}"
            )
        except Exception as error:
            # Reports are written by others, and no parser knows every shape; the run has failed,
            # the worker goes on.
            logger.exception("the parser of %s failed on a report", tool.name)
            contents.fault = f"wrote a report of an unknown shape ({type(error).__name__})"
        return contents

    def with_shared(self, shared: Contents) -> Contents:
        """What one tool's part of a report holds, and what is of the whole report."""
        examined = Counter(self.examined)
        examined.update(shared.examined)  # `+` would lose what was counted as none
        words = dict.fromkeys([*self.unknown_severities, *shared.unknown_severities])
        return replace(
            self,
            findings=self.findings + shared.findings,
            rejected=self.rejected + shared.rejected,
            examined=examined,
            problems=[*self.problems, *shared.problems][:REASONS],
            problem_count=self.problem_count + shared.problem_count,
            decisive=self.decisive or shared.decisive,
            unknown_severities=list(words)[:REASONS],
        )

    def count(self, record: Record, masked: Callable[[str], str]) -> None:
        """Take one record; texts pass through `masked`."""
        match record:
            case ParsedFinding():
                self.findings += 1
            case Examined(what, count):
                self.examined[what] += count
            case Rejected():
                self.rejected += 1
            case UnknownSeverity(word):
                word = masked(word)
                if word not in self.unknown_severities and len(self.unknown_severities) < REASONS:
                    self.unknown_severities.append(word)
            case Problem(message, outcome):
                self.problem_count += 1
                if len(self.problems) < REASONS:
                    self.problems.append(masked(message))
                if outcome is not None and self.decisive is None:
                    self.decisive = record
