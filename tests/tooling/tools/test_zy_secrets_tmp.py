"""Reports without a run: recognised by one reader only, read whole, and as their owner counts."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tooling.tools.recordings import FIXTURES, RECORDINGS, Recording
from tooling.base import ParsedFinding, Rejected, Report, ReportFormat, UnreadableReport
from tooling.recognition import Unrecognised, recognise
from tooling.registry import all_formats, all_tools

OF_FORMATS = FIXTURES.parents[1] / "formats" / "fixtures"
READERS: list[ReportFormat] = [t for t in all_tools().values() if t.name in "gitleaks trufflehog kingfisher njsscan shellcheck lynis yara detect_secrets".split()]


@dataclass(frozen=True)
class Imported:
    """One report of `imports.json`, and what it must mean."""

    reader: ReportFormat
    path: Path
    told: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.reader.name}-{self.path.name}"


def folder_of(reader: ReportFormat) -> Path:
    if reader.name in all_tools():
        return FIXTURES / reader.name / "imports"
    return OF_FORMATS / reader.name


def imports() -> list[Imported]:
    return [
        Imported(reader, folder_of(reader) / name, told)
        for reader in READERS
        if (index := folder_of(reader) / "imports.json").is_file()
        for name, told in json.loads(index.read_text("utf-8")).items()
    ]


IMPORTS = imports()
READABLE = [one for one in IMPORTS if "unreadable" not in one.told]
# What a run that succeeded has written is imported as well.
OF_RUNS = [
    recorded
    for recorded in RECORDINGS
    if recorded.tool in READERS and recorded.case["expect"]["outcome"] == "findings" and recorded.report.path
]
every_import = pytest.mark.parametrize("imported", READABLE, ids=str)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_every_file_is_told_of(reader: ReportFormat) -> None:
    folder = folder_of(reader)
    files = {path.name for path in folder.iterdir()} if folder.is_dir() else {"imports.json"}
    told = {one.path.name for one in IMPORTS if one.reader is reader}
    assert files == told | {"imports.json"}
    assert reader.name in all_tools() or told, "a format without a report to prove it"


@pytest.mark.parametrize("recorded", OF_RUNS, ids=str)
def test_report_of_a_run_is_recognised(recorded: Recording) -> None:
    assert recorded.report.path
    told = recognise(recorded.report.path)
    assert told.reader is recorded.tool
    assert told.reason


@every_import
def test_report_is_recognised(imported: Imported) -> None:
    if imported.told.get("recognised", True):
        told = recognise(imported.path)
        assert (told.reader.name, bool(told.reason)) == (imported.reader.name, True)
    else:
        with pytest.raises((Unrecognised, UnreadableReport)):
            recognise(imported.path)


@every_import
def test_every_record_is_a_finding_or_rejected(imported: Imported) -> None:
    records = list(imported.reader.read(Report(imported.path)))
    counts = Counter(type(record) for record in records)
    assert imported.told["origin"] in ("recorded", "documentation")
    assert imported.told["note"]
    assert counts[ParsedFinding] == imported.told["findings"]
    assert counts[Rejected] == imported.told.get("rejected", 0), records
    for finding in records:
        if isinstance(finding, ParsedFinding):
            assert finding.title
            assert finding.severity in ("critical", "high", "medium", "low", "info")
            assert json.dumps(finding.evidence)


@pytest.mark.parametrize("imported", [i for i in IMPORTS if i not in READABLE], ids=str)
def test_broken_report_says_why(imported: Imported) -> None:
    with pytest.raises(UnreadableReport, match=imported.told["unreadable"]):
        list(imported.reader.read(Report(imported.path)))


@every_import
@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_broken_bytes_never_crash_a_reader(imported: Imported, data: st.DataObject) -> None:
    content = bytearray(imported.path.read_bytes())
    if not content:
        return
    for _ in range(data.draw(st.integers(1, 20))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(content)))
    with tempfile.NamedTemporaryFile() as file:
        file.write(content[: cut or None])
        file.flush()
        try:
            list(imported.reader.read(Report(Path(file.name))))
            recognise(Path(file.name))
        except (UnreadableReport, Unrecognised):
            pass
