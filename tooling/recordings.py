"""Recorded runs of tools: what each wrote, how it ended, and what that must mean.

A folder a run: `<tool>/<name>/` with `case.json`, the report, `stdout` and `stderr`. Those that
come with the source prove the parsers; `manage.py tool test` replays them, or another folder's.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from .base import Job, ParsedFinding, Record, Report, Tool, UnreadableReport
from .execution import Ended
from .foreground import Finished
from .outcome import Verdict, decide


@dataclass(frozen=True)
class Recording:
    """One recorded run: how it ended, what it wrote, and what that must mean."""

    tool: Tool
    folder: Path

    def __str__(self) -> str:
        return f"{self.tool.name}-{self.folder.name}"

    @cached_property
    def case(self) -> dict[str, Any]:
        return json.loads((self.folder / "case.json").read_text("utf-8"))

    @property
    def ended(self) -> Ended:
        return Ended(exit_code=self.case["exit_code"], signal=self.case["signal"])

    @property
    def job(self) -> Job:
        """Its target is the one that lies beside it, where a report does not tell what was read."""
        target, kept = self.case["target"], self.folder / "target"
        locator = str(kept) if kept.is_dir() else target["locator"]
        return Job(target["kind"], locator, Path("/run"), options=self._options())

    @property
    def report(self) -> Report:
        """`case.json` may name it ("stdout", or a file); else it is what looks like one."""
        if name := self.case.get("report"):
            path = self.folder / name
            stdout = None if name == "stdout" else self.folder / "stdout"
            return Report(path if path.exists() else None, self.job, stdout, self.folder / "stderr")
        files = [file for file in self.folder.glob("report.*")]
        on_stdout = (
            "report.json" not in " ".join(self.case["argv"])
            and not files
            and self.case["target"]["kind"] != "cloud_account"
        )
        stdout = self.folder / "stdout"
        path = stdout if on_stdout else next(iter(files), None)
        return Report(path, self.job, None if on_stdout else stdout, self.folder / "stderr")

    def records(self) -> list[Record]:
        return list(self.tool.read(self.report))

    def findings(self) -> list[ParsedFinding]:
        return [record for record in self.records() if isinstance(record, ParsedFinding)]

    def lines(self) -> Iterator[str]:
        for name in ("stdout", "stderr"):
            yield from (self.folder / name).read_text("utf-8", errors="replace").splitlines()

    def _options(self) -> dict[str, Any]:
        """What the recording asked for; sslyze is asked for scans one by one."""
        if self.tool.name != "sslyze":
            return self.case.get("options", {})
        flags = {word.removeprefix("--") for word in self.case["argv"]}
        known = next(option for option in self.tool.options if option.name == "scans")
        return {"scans": [name for name in known.schema["items"]["enum"] if name in flags]}

    def replay(self) -> Replayed:
        """What the tool's file makes of the run today."""
        counted = self.case["expect"].get("rules")
        try:
            found = [f for f in self.findings() if counted is None or f.rule_id in counted]
        except UnreadableReport:
            found = []
        return Replayed(self, decide(self.tool, self.ended, self.report), len(found))


@dataclass(frozen=True)
class Replayed:
    """A recording and what became of it. `findings` of the report that the recording counted."""

    recording: Recording
    verdict: Verdict
    findings: int

    @property
    def expected(self) -> Mapping[str, Any]:
        return self.recording.case["expect"]

    @property
    def is_right(self) -> bool:
        """Whether it ends as it should, with as many findings as were counted by other means."""
        same = self.findings == self.expected["findings"]
        return same and self.verdict.outcome == self.expected["outcome"]


def record(finished: Finished, folder: Path, version: str, note: str) -> Replayed:
    """Write `finished` as a recording into `folder`, without the paths of this machine.

    What it must mean is what the tool's file makes of it now: compare it with the report by hand.
    Raises `FileExistsError` where the folder holds one, `ValueError` where nothing ran.
    """
    report, job = finished.report, finished.report.job
    if job is None or (finished.ended.exit_code is None and finished.ended.signal is None):
        raise ValueError(f"{finished.tool.name} did not start, so there is nothing to record")
    folder.mkdir(parents=True)
    named = {str(job.work): "/run"}
    if job.target_kind in ("repository", "iac"):
        named[job.locator] = "/target"

    def neutral(text: str) -> str:
        for path, name in named.items():
            text = text.replace(path, name)
        return text

    on_stdout = report.path is not None and report.path.name == "stdout"
    name = "stdout" if on_stdout else report.path.name if report.path else None
    files = {"stdout": report.path if on_stdout else report.stdout, "stderr": report.stderr}
    if name is not None and not on_stdout:
        files[name] = report.path
    for file, path in files.items():
        written = path.read_bytes() if path is not None and path.exists() else b""
        if written or file in ("stdout", "stderr"):
            content = written.decode("utf-8", "surrogateescape")
            (folder / file).write_text(neutral(content), "utf-8", "surrogateescape")
    case = {
        "origin": "recorded",
        "tool_version": version,
        "argv": [finished.tool.binary, *(neutral(word) for word in finished.argv[1:])],
        "exit_code": finished.ended.exit_code,
        "signal": finished.ended.signal,
        "target": {"kind": job.target_kind, "locator": neutral(job.locator)},
        "options": dict(job.options),
        "report": name,
        "note": note,
        "expect": {"outcome": finished.verdict.outcome, "findings": 0},
    }
    (folder / "case.json").write_text(json.dumps(case, indent=2) + "\n", "utf-8")
    replayed = Recording(finished.tool, folder).replay()
    case["expect"] = {"outcome": replayed.verdict.outcome, "findings": replayed.findings}
    (folder / "case.json").write_text(json.dumps(case, indent=2) + "\n", "utf-8")
    return Recording(finished.tool, folder).replay()


def of_tool(tool: Tool, fixtures: Path) -> list[Recording]:
    """The recordings of `tool` below `fixtures`, by name."""
    return [
        Recording(tool, case.parent) for case in sorted((fixtures / tool.name).glob("*/case.json"))
    ]
