"""A tool for tests, whose report is JSON lines of our own, and runs that left such a report."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.core.files.base import ContentFile
from django.utils import timezone

from projects.models import Target
from scans.models import Scan, ToolRun
from scans.states import RunState
from tests.make import make_scan, make_target
from tooling.base import (
    CodePlace,
    Command,
    Job,
    Outcome,
    PackagePlace,
    ParsedFinding,
    Problem,
    Record,
    Rejected,
    Report,
    SecretPlace,
    Tool,
    UnknownSeverity,
    UnreadableReport,
    WebPlace,
)

PLACES = {"code": CodePlace, "secret": SecretPlace, "package": PackagePlace, "web": WebPlace}


class Sample(Tool):
    """Reads lines such as {"place": "code", "path": "a.py", "snippet": "x", "rule_id": "R1"}."""

    name: ClassVar[str] = "sample"
    title = "Sample"
    binary = "sample"
    install_hint = "Comes with the tests"
    accepts = frozenset({"repository"})

    def command(self, job: Job) -> Command:
        return Command([])

    def read(self, report: Report) -> Iterator[Record]:
        assert report.path is not None
        with report.path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                try:
                    raw = json.loads(line)
                except ValueError:
                    raise UnreadableReport("no JSON", f"line {number}") from None
                yield self.record(raw, number)

    def record(self, raw: dict[str, Any], number: int) -> Record:
        if "reject" in raw:
            return Rejected(f"line {number}", raw["reject"])
        if "problem" in raw:
            return Problem(raw["problem"])
        if "word" in raw:
            return UnknownSeverity(raw["word"])
        if "bug" in raw:
            raise RuntimeError(raw["bug"])
        place = PLACES[raw.pop("place", "code")]
        at = {key: raw.pop(key) for key in list(raw) if key in place.__slots__}
        fields = {"rule_id": "R1", "title": "A title", "severity": "medium", **raw}
        for name in ("cwe", "cve", "tags", "references", "attack_ids"):
            if name in fields:
                fields[name] = tuple(fields[name])
        return ParsedFinding(place=place(**at), **fields)


class OtherSample(Sample):
    name = "other"


def line(name: str, **fields: Any) -> dict[str, Any]:
    """A record of the report: the code finding called `name`, in a file of its own."""
    return {"path": f"{name}.py", "snippet": f"call({name})", "line": 1, **fields}


def ended_run(
    *records: dict[str, Any] | str,
    target: Target | None = None,
    scan: Scan | None = None,
    tool: str = "sample",
    started: datetime | None = None,
    report: str | None = None,
    **fields: Any,
) -> ToolRun:
    """A run that has ended with a report of `records` and looked at everything.

    A str stands for the code finding of that name. Runs start one after another, unless told.
    """
    if scan is None:
        scan = make_scan(target or make_target())
    fields = {
        "state": RunState.SUCCEEDED,
        "outcome": Outcome.FINDINGS if records else Outcome.CLEAN,
        "full_scope": True,
        **fields,
    }
    started = started or timezone.now()
    run = ToolRun.objects.create(
        scan=scan,
        tool=tool,
        position=scan.runs.count(),
        started=started,
        finished=started + timedelta(seconds=1),
        **fields,
    )
    if report is None:
        lines = [line(item) if isinstance(item, str) else item for item in records]
        report = "".join(json.dumps(item) + "\n" for item in lines)
    run.report.save(f"tests/{run.pk}.jsonl", ContentFile(report.encode("utf-8", "surrogatepass")))
    return run
