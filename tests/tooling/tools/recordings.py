"""The recordings of real tools in `fixtures/`, as a parser and the runner would meet them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tooling.base import Job, ParsedFinding, Record, Report, Tool
from tooling.registry import all_tools
from tooling.runner import Ended

FIXTURES = Path(__file__).parent / "fixtures"


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
        target = self.case["target"]
        return Job(target["kind"], target["locator"], Path("/run"), options=self._options())

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


def recordings(*tools: str) -> list[Recording]:
    """All recordings, or those of the named tools."""
    return [
        Recording(tool, case.parent)
        for tool in all_tools().values()
        if not tools or tool.name in tools
        for case in sorted((FIXTURES / tool.name).glob("*/case.json"))
    ]


def recording(tool: str, name: str) -> Recording:
    return Recording(all_tools()[tool], FIXTURES / tool / name)


RECORDINGS = recordings()
