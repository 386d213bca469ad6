"""Decides how a run ended, from exit code, signal, limits, report and what the tool wrote.

The exit code alone does not decide: most tools end with success where they examined nothing.
A run is clean only if its report was read to the end and says that something was examined.
"""

from __future__ import annotations

import re
import signal
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from . import ended_words
from .base import ExitMeaning, Outcome, Pattern, Problem, Report, Tool
from .execution import Ended
from .outcomes import OUTCOMES, RETRYABLE, SECONDS, SUCCESSES, Refusal, sign_of
from .report_contents import Contents
from .sanitizer import Sanitizer
from .tool_words import ANSI, first_match, first_sign, last_words, lines_of

__all__ = ["OUTCOMES", "RETRYABLE", "SUCCESSES", "Verdict", "decide"]

ERROR_CHARACTERS = 500
CANNOT_EXECUTE_CODES = (126, 127)


_FAILURES = {
    ExitMeaning.AUTH_FAILED: Outcome.AUTH_FAILED,
    ExitMeaning.PERMISSION_DENIED: Outcome.PERMISSION_DENIED,
    ExitMeaning.NETWORK: Outcome.NETWORK,
    ExitMeaning.BAD_ARGUMENTS: Outcome.BAD_ARGUMENTS,
    ExitMeaning.CRASHED: Outcome.CRASHED,
}
_START_FAILED = re.compile(r"^(?:(?:setpriv|prlimit): failed to execute|(?:/\S*/)?env: )")


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a run ended. `error` is one masked sentence, empty for a success.

    `coverage` is {"asked": …, "examined": {what: count}, "skipped": [reasons, at most 50],
    "skipped_total", "rejected", "unknown_severities": [words], "note"}, and "log_cut": true where
    its log was cut. `full_scope` says that
    everything that was asked for was examined, so that what is missing is gone.
    """

    outcome: Outcome
    error: str = ""
    hint: str = ""
    retryable: bool = False
    coverage: dict[str, Any] = field(default_factory=dict)
    findings: int = 0
    full_scope: bool = False

    @property
    def is_success(self) -> bool:
        return self.outcome in SUCCESSES


def decide(tool: Tool, ended: Ended, report: Report) -> Verdict:
    """The verdict on a run of `tool` that left `report`. Reads the report once, as a stream."""
    return _Decision(tool, ended, report).verdict()


class _Decision:
    def __init__(self, tool: Tool, ended: Ended, report: Report) -> None:
        self.tool = tool
        self.ended = ended
        self.report = report
        job = report.job
        self.sanitizer = Sanitizer((*job.secrets.values(), *job.masked) if job else ())
        self.contents = Contents()
        self.note = ""

    def verdict(self) -> Verdict:
        """Each step decides or passes on; the order is the rank of the evidence."""
        return self._ended_from_outside() or self._start_failed() or self._from_its_own_words()

    # --- Ended from outside: the tool had no say ------------------------------------------

    def _ended_from_outside(self) -> Verdict | None:
        if self.ended.not_started is not None:
            return self._not_started(self.ended.not_started)
        told = ended_words.from_outside(self.tool.name, self.ended)
        return None if told is None else self._told(told)

    def _start_failed(self) -> Verdict | None:
        """The kernel refused the file only when it was asked to run it."""
        if self.ended.exit_code in CANNOT_EXECUTE_CODES:
            first = next(iter(lines_of(self.report.stderr)), "")
            if _START_FAILED.match(first):
                return self._not_started(first)
        return None

    def _not_started(self, reason: str) -> Verdict:
        missing = re.search(r"not found|not installed$|No such file", reason) is not None
        return self._failure(
            Outcome.NOT_INSTALLED,
            f"{self.tool.name} is not installed"
            if missing
            else f"{self.tool.name} is not installed correctly: {reason}",
            self.tool.install_hint,
        )

    # --- Ended by itself: exit code, report and words together ------------------------------

    def _from_its_own_words(self) -> Verdict:
        lines = [*lines_of(self.report.stderr), *lines_of(self.report.stdout)]
        self.contents = Contents.read(self.tool, self.report, self._masked)
        code = self.ended.exit_code
        meaning = self.tool.exit_codes.get(code) if code is not None else None
        fatal = first_match(
            [p for p in self.tool.patterns if p.fatal and p.outcome not in SUCCESSES], lines
        )
        if fatal is not None:
            return self._by_words(fatal[0].outcome, fatal[1])
        if meaning is None or meaning in _FAILURES:
            return self._by_exit_code(meaning, lines)
        if self.contents.decisive is not None and not self.contents.findings:
            return self._by_problem(self.contents.decisive)
        if not self.contents.was_read or not self.contents.examined_something:
            return self._without_report(lines)
        return self._success(meaning, lines)

    def _by_exit_code(self, meaning: ExitMeaning | None, lines: Sequence[str]) -> Verdict:
        code = self.ended.exit_code
        if (own := self._own_failure(lines)) is not None:
            return self._by_words(own[0].outcome, own[1])
        decisive = self.contents.decisive
        if decisive is not None and decisive.outcome is not None:
            return self._by_problem(decisive)
        if meaning is None and code == ended_words.KILLED_CODE:
            return self._failure(
                Outcome.OUT_OF_MEMORY, f"Process exited with code {code}: OOM killed"
            )
        what = "Container" if self.ended.held_by == "container" else "Process"
        if meaning is None and code is not None and 128 < code < 128 + signal.NSIG:
            return self._failure(
                Outcome.KILLED,
                f"{what} exited with code {code} ({ended_words.signal_name(code - 128)})",
            )
        if meaning in (None, ExitMeaning.CRASHED) and (found := first_sign(lines)):
            return self._by_words(found[0].outcome, found[1])
        outcome = _FAILURES[meaning] if meaning else Outcome.CRASHED
        last = last_words(lines)
        if outcome in (Outcome.CRASHED, Outcome.BAD_ARGUMENTS):
            return self._failure(outcome, f"{self.tool.name} exited with code {code}{_after(last)}")
        return self._by_words(outcome, last)

    def _own_failure(self, lines: Sequence[str]) -> tuple[Pattern, str] | None:
        return first_match([p for p in self.tool.patterns if p.outcome not in SUCCESSES], lines)

    def _by_problem(self, problem: Problem) -> Verdict:
        outcome = problem.outcome or Outcome.UNREADABLE_REPORT
        if outcome in SUCCESSES:
            self.note = self._masked(problem.message)
            return self._verdict(outcome, "")
        sign = sign_of(problem.message)
        if sign is not None and sign.outcome == outcome:
            return self._by_words(outcome, problem.message)
        return self._failure(outcome, f"{self.tool.name}: {problem.message}", problem.hint)

    def _without_report(self, lines: Sequence[str]) -> Verdict:
        """An exit code of success, but nothing that tells that anything was examined."""
        if (own := self._own_failure(lines)) is not None:
            return self._by_words(own[0].outcome, own[1])
        if not self.contents.was_read and (found := first_sign(lines)):
            return self._by_words(found[0].outcome, found[1])
        if self.contents.was_read:
            problem = next(iter(self.contents.problems), "")
            return self._failure(
                Outcome.UNREADABLE_REPORT, f"{self.tool.name} examined nothing{_after(problem)}"
            )
        if self.ended.stdout_truncated:
            return self._told(ended_words.report_cut(self.tool.name, self.ended))
        return self._failure(
            Outcome.UNREADABLE_REPORT,
            f"{self.tool.name} {self.contents.fault}{_after(last_words(lines))}",
        )

    def _success(self, meaning: ExitMeaning, lines: Sequence[str]) -> Verdict:
        contents = self.contents
        own = first_match(
            [p for p in self.tool.patterns if p.outcome is Outcome.FINDINGS_WITH_ERRORS], lines
        )
        notes = []
        if contents.problem_count:
            notes.append(f"{contents.problem_count} problems")
        if contents.rejected:
            notes.append(f"{contents.rejected} records of the report could not be read")
        if meaning is ExitMeaning.PARTIAL:
            notes.append(f"exit code {self.ended.exit_code}: finished with errors")
        if meaning is ExitMeaning.FINDINGS and not contents.findings:
            notes.append(f"exit code {self.ended.exit_code} tells of findings, the report of none")
        if self.ended.stdout_truncated and self.report.stdout is None:
            notes.append("the report was cut at its size limit")
        if own is not None:
            notes.append(own[1])
        if notes:
            self.note = self._masked("; ".join(notes))
            return self._verdict(Outcome.FINDINGS_WITH_ERRORS, "")
        outcome = Outcome.FINDINGS if contents.findings else Outcome.CLEAN
        return self._verdict(outcome, "", full_scope=sum(contents.examined.values()) > 0)

    # --- Verdicts ---------------------------------------------------------------------------

    def _by_words(self, outcome: Outcome, line: str) -> Verdict:
        """A failure that the tool's own words tell: the common sentence, or those words."""
        sign = sign_of(line)
        if sign is not None and sign.outcome == outcome and sign.sentence:
            sentence = sign.sentence
            if sentence == "Connection timeout" and (seconds := SECONDS.search(line)):
                sentence += f" after {seconds[1]}s"
            return self._failure(outcome, sentence, sign.hint)
        general = OUTCOMES[outcome].sentence
        if outcome is Outcome.OUT_OF_MEMORY:
            general = "Out of memory"  # it says so itself: nobody killed it
        if outcome in (Outcome.AUTH_FAILED, Outcome.PERMISSION_DENIED):
            return self._failure(outcome, general)
        if outcome in (Outcome.CRASHED, Outcome.BAD_ARGUMENTS, Outcome.UNREADABLE_REPORT):
            general = general.replace("The tool", self.tool.name)
        return self._failure(outcome, f"{general}{_after(line)}")

    def _told(self, told: Refusal) -> Verdict:
        verdict = self._failure(told.outcome, told.sentence, told.hint)
        return replace(verdict, retryable=verdict.retryable or told.retryable)

    def _failure(self, outcome: Outcome, error: str, hint: str = "") -> Verdict:
        return self._verdict(outcome, self._masked(error), hint)

    def _verdict(
        self, outcome: Outcome, error: str, hint: str = "", full_scope: bool = False
    ) -> Verdict:
        contents, job = self.contents, self.report.job
        asked: dict[str, Any] = {}
        if job is not None:
            asked = {
                "target": self._masked(job.locator),
                "options": self.tool.selection(job.options),
            }
        return Verdict(
            outcome=outcome,
            error=error,
            hint=hint or OUTCOMES[outcome].hint,
            retryable=outcome in RETRYABLE,
            coverage={
                "asked": asked,
                "examined": dict(contents.examined),
                "skipped": contents.problems,
                "skipped_total": contents.problem_count,
                "rejected": contents.rejected,
                "unknown_severities": list(contents.unknown_severities),
                "note": self.note,
                **({"log_cut": True} if self.ended.log_truncated else {}),
            },
            findings=contents.findings,
            full_scope=full_scope,
        )

    def _masked(self, text: str) -> str:
        """One line, masked before it is cut."""
        line = " ".join(ANSI.sub("", self.sanitizer.text(text)).split())
        return line if len(line) <= ERROR_CHARACTERS else line[: ERROR_CHARACTERS - 1] + "…"


def _after(words: str) -> str:
    return f": {words}" if words else ""
