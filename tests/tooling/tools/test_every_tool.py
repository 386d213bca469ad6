"""What every tool's file must be able to do, on the recordings of the real tool."""

import json
import random
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tests.tooling.tools.recordings import RECORDINGS, Recording
from tooling.base import (
    Examined,
    Job,
    Outcome,
    ParsedFinding,
    Record,
    Rejected,
    Report,
    Tool,
    UnreadableReport,
)
from tooling.checks import faults
from tooling.outcome import SUCCESSES
from tooling.registry import all_tools

TOOLS = list(all_tools().values())

LOCATORS = {
    "repository": "/targets/shop",
    "iac": "/targets/shop",
    "web": "https://shop.example:8443/",
    "host": "shop.example",
    "image": "shop:1.0",
    "cloud_account": "aws:123456789012",
}
ALONE = {"compliance"}  # of Prowler: without its other options
THIS_HOST = {"lynis"}  # no network between the tool and its target
every_tool = pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
every_recording = pytest.mark.parametrize("recorded", RECORDINGS, ids=str)


@every_tool
def test_file_is_complete(tool: Tool) -> None:
    assert list(faults(tool)) == []


@every_tool
def test_recordings_hold_every_way_to_end(tool: Tool) -> None:
    of_tool = [r for r in RECORDINGS if r.tool is tool]
    outcomes = {r.case["expect"]["outcome"] for r in of_tool}
    assert {"clean", "findings", "bad_arguments"} <= outcomes
    assert outcomes & {"killed", "crashed", "timed_out"}
    if tool.needs_credentials:
        assert "auth_failed" in outcomes
    if tool.accepts <= {"web", "host"} and tool.name not in THIS_HOST:
        assert "network" in outcomes
    silent = [
        r
        for r in of_tool
        if r.case["exit_code"] == 0 and r.case["expect"]["outcome"] not in ("clean", "findings")
    ]
    assert silent, "no recording of a success that is none"


@every_recording
def test_outcome_is_the_expected_one(recorded: Recording) -> None:
    replayed = recorded.replay()
    verdict = replayed.verdict
    assert verdict.outcome == replayed.expected["outcome"], verdict
    assert bool(verdict.error) != (verdict.outcome in SUCCESSES), verdict


@every_recording
def test_findings_are_as_many_as_the_report_has(recorded: Recording) -> None:
    replayed = recorded.replay()
    assert replayed.findings == replayed.expected["findings"]


@every_recording
def test_findings_say_what_and_where(recorded: Recording) -> None:
    if recorded.case["expect"]["outcome"] not in SUCCESSES:
        return
    for finding in recorded.findings():
        assert finding.rule_id
        assert 0 < len(finding.title) <= 200
        assert finding.severity in ("critical", "high", "medium", "low", "info")
        assert all(cwe.startswith("CWE-") for cwe in finding.cwe)
        assert all(link.startswith("http") for link in finding.references)
        assert json.dumps(finding.evidence)
        path = getattr(finding.place, "path", "relative")
        assert path
        assert not path.startswith(("/", "./"))
        assert "\\" not in path


@every_recording
def test_nothing_examined_is_never_clean(recorded: Recording) -> None:
    try:
        examined = [r.count for r in recorded.records() if isinstance(r, Examined)]
    except UnreadableReport:
        return
    assert examined
    if not any(examined):
        assert recorded.case["expect"]["outcome"] != Outcome.CLEAN


@every_tool
def test_import_without_job_finds_the_same(tool: Tool) -> None:
    recorded = next(r for r in RECORDINGS if r.tool is tool and r.folder.name == "findings")
    imported = list(tool.read(Report(recorded.report.path)))
    assert len([r for r in imported if isinstance(r, ParsedFinding)]) == len(recorded.findings())
    assert not [r for r in imported if isinstance(r, Rejected)]


def sample(schema: Any) -> Any:
    """A value that `schema` takes."""
    if "examples" in schema:
        return schema["examples"][0]
    if "enum" in schema:
        return schema["enum"][-1]
    return {
        "boolean": lambda: True,
        "integer": lambda: schema["minimum"],
        "number": lambda: schema["minimum"],
        "array": lambda: [sample(schema["items"])],
    }[schema["type"]]()


@every_tool
def test_options_schema_is_valid_and_closed(tool: Tool) -> None:
    schema = tool.options_schema()
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate({o.name: sample(o.schema) for o in tool.options})
    assert not Draft202012Validator(schema).is_valid({"no_such_option": 1})
    for option in tool.options:
        assert option.help.endswith(".")
        if option.schema["type"] == "string":
            assert "enum" in option.schema or "pattern" in option.schema


@pytest.mark.parametrize(
    ("tool", "kind"),
    [(tool, kind) for tool in TOOLS for kind in sorted(tool.accepts)],
    ids=lambda value: getattr(value, "name", value),
)
@pytest.mark.parametrize("full", [False, True], ids=["default", "all options"])
def test_argument_vector(tool: Tool, kind: str, full: bool, tmp_path: Path) -> None:
    job = Job(
        kind,
        LOCATORS[kind],
        tmp_path,
        options={o.name: sample(o.schema) for o in tool.options if o.name not in ALONE}
        if full
        else {},
        secrets={"PASSWORD": "Tr0ub4dor&3"},
        address="192.0.2.7" if kind in ("web", "host") else "",
    )
    command = tool.command(job)
    assert command.arguments
    assert all(isinstance(word, str) and word and "\x00" not in word for word in command.arguments)
    assert not [word for word in command.arguments if "Tr0ub4dor&3" in word]
    assert "Tr0ub4dor&3" not in command.environment.values()
    if command.report != "stdout":
        assert not Path(command.report).is_absolute()
        # Some are told the file, others its folder and give it a name of their own.
        assert any(str(tmp_path) in word for word in command.arguments)
    assert command.arguments == tool.command(job).arguments
    if full:
        plain = tool.command(Job(kind, job.locator, tmp_path))
        assert (command.arguments, command.files) != (plain.arguments, plain.files)


@every_tool
def test_progress_is_read_from_recorded_lines(tool: Tool) -> None:
    if type(tool).progress is Tool.progress:
        assert tool.progress("anything") is None
        return
    told = [
        progress
        for recorded in RECORDINGS
        if recorded.tool is tool
        for progress in map(tool.follow(recorded.job), recorded.lines())
        if progress is not None
    ]
    assert told
    assert all(p.percent is None or 0 <= p.percent <= 100 for p in told)
    assert all(p.message for p in told)


# --- Broken reports -------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3)
    ),
    max_leaves=5,
)


def read(tool: Tool, content: bytes) -> list[Record]:
    """What the parser makes of `content`; `UnreadableReport` is an answer, all else a bug."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        try:
            return list(tool.read(Report(Path(file.name))))
        except UnreadableReport:
            return []


def original(tool: Tool) -> bytes:
    recorded = next(r for r in RECORDINGS if r.tool is tool and r.folder.name == "findings")
    path = recorded.report.path
    assert path
    return path.read_bytes()


def is_one_document(content: bytes) -> bool:
    """Whether nothing of it can be missing: one value of JSON, or XML."""
    return content.lstrip().startswith(b"<") or len(documents(content)) == 1


def documents(content: bytes) -> list[Any]:
    """The values of a report of JSON, or JSON lines; none of another."""
    try:
        return [json.loads(content)]
    except ValueError:
        pass
    try:
        return [json.loads(line) for line in content.splitlines() if line.strip()]
    except ValueError:
        return []


thorough = settings(
    max_examples=30, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)


@every_tool
@thorough
@given(data=st.data())
def test_truncated_report_is_unreadable(tool: Tool, data: st.DataObject) -> None:
    content = original(tool).rstrip()
    cut = data.draw(st.integers(0, len(content) - 1))
    with tempfile.NamedTemporaryFile() as file:
        file.write(content[:cut])
        file.flush()
        if is_one_document(content):
            with pytest.raises(UnreadableReport, match=r"byte|line|the end|the start"):
                list(tool.read(Report(Path(file.name))))
        else:  # lines: a whole number of them is a report
            assert len(read(tool, content[:cut])) <= len(read(tool, content))


@every_tool
@thorough
@given(data=st.data())
def test_bytes_changed_at_random(tool: Tool, data: st.DataObject) -> None:
    content = bytearray(original(tool))
    for _ in range(data.draw(st.integers(1, 20))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    read(tool, bytes(content))


def changed(value: Any, draw: random.Random, replacement: Any) -> Any:
    """`value` with one place, somewhere inside, replaced or removed."""
    if isinstance(value, dict) and value and draw.random() < 0.9:
        key = draw.choice(list(value))
        if draw.random() < 0.1:
            return {k: v for k, v in value.items() if k != key}
        return {**value, key: changed(value[key], draw, replacement)}
    if isinstance(value, list) and value and draw.random() < 0.9:
        place = draw.randrange(len(value))
        return [*value[:place], changed(value[place], draw, replacement), *value[place + 1 :]]
    return replacement


@pytest.mark.parametrize(
    "tool", [t for t in TOOLS if documents(original(t))], ids=lambda tool: tool.name
)
@settings(thorough, max_examples=100)
@given(seed=st.integers(0, 2**32), replacement=JSON)
def test_values_of_any_type_never_crash_a_parser(tool: Tool, seed: int, replacement: Any) -> None:
    values = documents(original(tool))
    draw = random.Random(seed)
    for _ in range(draw.randrange(1, 6)):
        place = draw.randrange(len(values))
        values[place] = changed(values[place], draw, replacement)
    content = "\n".join(json.dumps(value) for value in values)
    for record in read(tool, content.encode()):
        if isinstance(record, Rejected):
            assert record.position
            assert record.reason


@every_tool
@pytest.mark.parametrize("content", [b"", b" ", b"null", b"[]", b"{}", b"<a/>", b"\xff\xfe", b"0"])
def test_what_is_no_report_says_nothing(tool: Tool, content: bytes, tmp_path: Path) -> None:
    """Some tools write an empty list, or nothing, where they found nothing."""
    (tmp_path / "report").write_bytes(content)
    try:
        records = list(tool.read(Report(tmp_path / "report")))
    except UnreadableReport:
        return
    assert content in (b"", b" ", b"null", b"[]")
    assert not [r for r in records if isinstance(r, ParsedFinding)]
    assert not [r for r in records if isinstance(r, Examined) and r.count]


@every_tool
def test_absent_report_is_unreadable(tool: Tool, tmp_path: Path) -> None:
    for path in (None, tmp_path / "absent"):
        with pytest.raises(UnreadableReport):
            list(tool.read(Report(path)))
