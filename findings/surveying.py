"""An uploaded report is read once to its end, and judged, before anything of it is stored.

A report that breaks off in the middle, or that its reader does not understand, thus leaves
nothing behind. The records of a report of ordinary size are kept, so that it is parsed once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, cast

from tooling.base import (
    Outcome,
    ParsedFinding,
    Record,
    Report,
    ReportFormat,
    Tool,
    UnknownSeverity,
    UnreadableReport,
)
from tooling.outcomes import OUTCOMES, SUCCESSES
from tooling.report_contents import Contents
from tooling.sanitizer import Sanitizer
from tooling.tool_names import tool_named

from .models import Upload
from .upload_records import owner, reader_of, report_of

MAX_TOOLS = 50  # each is a run, which reads the report again where it is large
KEPT_RECORDS = 20_000
KEPT_BYTES = 32 << 20  # of the file, whose records take several times as much memory
MAX_SENTENCE = 500


class Unimportable(Exception):
    """The report cannot be imported; `where` names the place, if there is one."""

    def __init__(self, message: str, where: str = "") -> None:
        super().__init__(message)
        self.where = where


@dataclass(frozen=True)
class Judged:
    """How one tool of the report ended."""

    tool: str
    outcome: Outcome
    findings: int
    error: str = ""
    hint: str = ""
    full_scope: bool = False
    coverage: dict[str, Any] = field(default_factory=dict)


@dataclass
class Survey:
    """What an upload's report holds. `records` are all of them, None where they were too many.

    Of what is no finding, `asides` has what each tool's part of the report tells, and at "" what
    the whole report tells.
    """

    upload: Upload
    contents: Contents = field(default_factory=Contents)
    by_tool: Counter[str] = field(default_factory=Counter)  # findings; 0 of a tool without
    asides: dict[str, Contents] = field(default_factory=dict)
    count: int = 0
    records: list[Record] | None = field(default_factory=list)
    named: set[str] = field(default_factory=set)  # tools, as the report names them

    def judged(self) -> list[Judged]:
        """Each tool of the report in the order in which it is named first."""
        names = list(self.by_tool) or [self.upload.tool or self.upload.format]
        return [self._judged(name) for name in names]

    def add(self, record: Record) -> None:
        """Count a record for the tool that it is of."""
        self.count += 1
        tool = owner(self.upload, record)
        is_finding = isinstance(record, ParsedFinding)
        if tool:
            self.by_tool[tool] += is_finding
        if not is_finding:
            self.asides.setdefault(tool, Contents()).count(record, _sentence)
        if not isinstance(record, UnknownSeverity) and record.tool:
            self.named.add(record.tool)

    def _of(self, tool: str) -> Contents:
        own = replace(self.asides.get(tool, Contents()), findings=self.by_tool[tool])
        return own.with_shared(self.asides.get("", Contents()))

    def _judged(self, tool: str) -> Judged:
        contents = self._of(tool)
        decisive = contents.decisive
        outcome, error, hint, note = Outcome.CLEAN, "", "", ""
        if decisive is not None and decisive.outcome is not None and not contents.findings:
            outcome = decisive.outcome
            told = _sentence(decisive.message)
            error, note = ("", told) if outcome in SUCCESSES else (f"{tool}: {told}", "")
            hint = decisive.hint
        elif not contents.examined_something:
            outcome = Outcome.UNREADABLE_REPORT
            after = f": {contents.problems[0]}" if contents.problems else ""
            error = f"The report does not say that {tool} examined anything{after}"
            hint = "An empty report is not a clean one; look at how the tool was run."
        elif contents.problem_count or contents.rejected:
            outcome = Outcome.FINDINGS_WITH_ERRORS
            note = _notes(contents)
        elif self.by_tool[tool]:
            outcome = Outcome.FINDINGS
        whole = outcome in (Outcome.CLEAN, Outcome.FINDINGS) and not contents.problem_count
        return Judged(
            tool=tool,
            outcome=outcome,
            findings=self.by_tool[tool],
            error=error[:MAX_SENTENCE],
            hint=hint or OUTCOMES[outcome].hint if error else "",
            full_scope=self.upload.full_scope and whole and not contents.rejected,
            coverage=self._coverage(contents, note),
        )

    def _coverage(self, contents: Contents, note: str) -> dict[str, Any]:
        return {
            "asked": {"report": self.upload.name},
            "examined": dict(contents.examined),
            "skipped": contents.problems,
            "skipped_total": contents.problem_count,
            "rejected": contents.rejected,
            "unknown_severities": list(contents.unknown_severities),
            "note": note,
        }


class _Reader:
    """Stands in for the reader, and sees each record pass."""

    def __init__(self, reader: ReportFormat, survey: Survey, passes: Any) -> None:
        self.name = reader.name
        self.broken: UnreadableReport | None = None
        self._reader = reader
        self._survey = survey
        self._passes = passes

    def read(self, report: Report) -> Iterator[Record]:
        survey = self._survey
        try:
            for record in self._reader.read(report):
                survey.add(record)
                self._keep(record)
                self._passes(survey.count)
                yield record
        except UnreadableReport as error:
            self.broken = error
            raise

    def _keep(self, record: Record) -> None:
        survey = self._survey
        if survey.records is not None:
            if survey.count > KEPT_RECORDS:
                survey.records = None
            else:
                survey.records.append(record)
        if max(len(survey.by_tool), len(survey.named)) > MAX_TOOLS:
            raise UnreadableReport(f"it names more than {MAX_TOOLS} tools")


def survey(upload: Upload, passes: Any = lambda count: None) -> Survey:
    """Read the upload's report to its end; `passes` hears the number of each record.

    Raises `Unimportable`, with nothing stored.
    """
    found = Survey(upload)
    report = report_of(upload)
    if report.path is not None and report.path.stat().st_size > KEPT_BYTES:
        found.records = None
    reader = _Reader(reader_of(upload), found, passes)
    found.contents = Contents.read(cast(Tool, reader), report, _sentence)
    if reader.broken is not None:
        where = reader.broken.where
        message = str(reader.broken).removesuffix(f" ({where})") if where else str(reader.broken)
        raise Unimportable(_sentence(message), _sentence(where)[:200])
    if not found.contents.was_read:
        raise Unimportable(
            f"its shape is not that of {upload.format}: {found.contents.fault}",
            f"after record {found.count}",
        )
    _check_asked(found)
    return found


def _check_asked(found: Survey) -> None:
    """What is said to be one tool's must not be several tools', nor another one's: a full scope
    would close the findings of a tool that never looked."""
    asked = found.upload.tool
    names = {tool_named(told) for told in found.named} - {""}
    if not asked or names <= {asked}:
        return
    told = ", ".join(sorted(names)[:5])
    if len(names) > 1:
        raise Unimportable(f"it names several tools ({told}); leave `tool` out")
    raise Unimportable(f"it is not of {asked} but of {told}; leave `tool` out")


def _notes(contents: Contents) -> str:
    notes = []
    if contents.problem_count:
        notes.append(_counted(contents.problem_count, "problem"))
    if contents.rejected:
        notes.append(f"{_counted(contents.rejected, 'record')} could not be read")
    return "; ".join(notes)


def _counted(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"


def _sentence(text: str) -> str:
    line = " ".join(Sanitizer(addresses=False).text(text.replace("\0", "")).split())
    return line if len(line) <= MAX_SENTENCE else line[: MAX_SENTENCE - 1] + "…"
