"""What every report standard's reader must be able to do. Counts and recognition of each fixture:
`tests/tooling/tools/test_every_import.py`."""

from __future__ import annotations

import json
import random
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tooling.formats.reports import files, of, records
from tooling.base import Examined, ParsedFinding, Rejected, Report, UnreadableReport
from tooling.recognition import sample
from tooling.registry import all_formats, all_tools

OURS = ("sarif", "ocsf", "cyclonedx", "gitlab", "generic_json", "generic_csv")
FILES = [(name, path) for name in OURS for path in files(name)]
DOCUMENTS = [(name, path) for name, path in FILES if path.read_bytes()[:1] in (b"{", b"[")]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3)
    ),
    max_leaves=5,
)
every_format = pytest.mark.parametrize("name", OURS)
every_file = pytest.mark.parametrize(
    ("name", "path"), FILES, ids=lambda value: getattr(value, "name", value)
)


@every_file
def test_no_other_reader_claims_it(name: str, path: Path) -> None:
    readers = [*all_tools().values(), *all_formats().values()]
    told = [reader.name for reader in readers if reader.recognise(sample(Report(path)))]
    # A tool may know its own records in a standard's clothes; a second standard may not.
    assert [one for one in told if one not in all_tools()] == [name]


@every_file
def test_findings_say_what_and_where(name: str, path: Path) -> None:
    told = records(name, path)
    for finding in of(told, ParsedFinding):
        assert finding.rule_id
        assert 0 < len(finding.title) <= 200
        assert all(cwe.startswith("CWE-") for cwe in finding.cwe)
        assert all(cve.startswith("CVE-") for cve in finding.cve)
        assert all(link.startswith("http") for link in finding.references)
        assert finding.cvss is None or 0 <= finding.cvss <= 10
        at = getattr(finding.place, "path", "relative")
        assert at
        assert not at.startswith(("/", "./"))
        assert "\\" not in at
    for rejected in of(told, Rejected):
        assert rejected.position
        assert rejected.reason
    assert of(told, Examined)


@every_format
@pytest.mark.parametrize("content", [b"", b" ", b"null", b"{}", b"<a/>", b"\xff\xfe", b"0"])
def test_what_is_no_report_is_unreadable(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / "report").write_bytes(content)
    with pytest.raises(UnreadableReport):
        records(name, tmp_path / "report")


@pytest.mark.parametrize(
    ("name", "path"), [(n, p) for n, p in FILES if n != "generic_csv"], ids=lambda v: Path(v).name
)
@settings(max_examples=5, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_truncated_report_is_unreadable(
    name: str, path: Path, data: st.DataObject, tmp_path: Path
) -> None:
    content = path.read_bytes().rstrip()
    if content.count(b"\n{") or path.suffix == ".jsonl":
        return  # of lines any number is a whole report
    (tmp_path / "cut").write_bytes(content[: data.draw(st.integers(0, len(content) - 1))])
    with pytest.raises(UnreadableReport, match=r"byte|line|the end|the start"):
        records(name, tmp_path / "cut")


def changed(value: Any, draw: random.Random, replacement: Any) -> Any:
    """`value` with one place, somewhere inside, replaced."""
    if isinstance(value, dict) and value and draw.random() < 0.9:
        key = draw.choice(list(value))
        return {**value, key: changed(value[key], draw, replacement)}
    if isinstance(value, list) and value and draw.random() < 0.9:
        place = draw.randrange(len(value))
        return [*value[:place], changed(value[place], draw, replacement), *value[place + 1 :]]
    return replacement


@pytest.mark.parametrize(
    ("name", "path"), DOCUMENTS, ids=lambda value: getattr(value, "name", value)
)
@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32), replacement=JSON)
def test_values_of_any_type_never_crash_a_reader(
    name: str, path: Path, seed: int, replacement: Any, tmp_path: Path
) -> None:
    if path.suffix == ".jsonl":
        document = json.loads(path.read_text("utf-8-sig").splitlines()[0])
    else:
        document = json.loads(path.read_bytes())
    draw = random.Random(seed)
    for _ in range(draw.randrange(1, 6)):
        document = changed(document, draw, replacement)
    (tmp_path / "changed").write_text(json.dumps(document))
    try:
        told = records(name, tmp_path / "changed")
    except UnreadableReport:
        return
    for finding in of(told, ParsedFinding):
        assert finding.rule_id or finding.title
        assert json.dumps(finding.evidence)


# --- Memory ---------------------------------------------------------------------------------


def sarif(results: int) -> Iterator[str]:
    """Results first, so that rules and artifacts are known only after a second look."""
    yield '{"version": "2.1.0", "runs": [{"results": ['
    for number in range(results):
        result = {
            "ruleId": f"R{number % 50}",
            "ruleIndex": number % 50,
            "message": {"text": f"Result {number} " + "of many words " * 20},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": f"src/{number}.py"},
                        "region": {"startLine": number + 1, "snippet": {"text": "call(x)\n" * 500}},
                    }
                }
            ],
        }
        yield json.dumps(result) + (", " if number + 1 < results else "")
    rules = [{"id": f"R{number}", "help": {"text": "Mend it. " * 50}} for number in range(50)]
    yield '], "tool": {"driver": {"name": "Big", "rules": ' + json.dumps(rules) + "}}}]}"


@pytest.mark.slow
def test_memory_is_flat(tmp_path: Path) -> None:
    path = tmp_path / "big.sarif"
    with path.open("w") as file:
        file.writelines(sarif(12_000))
    assert path.stat().st_size > 50_000_000
    tracemalloc.start()
    try:
        found = sum(
            isinstance(one, ParsedFinding) for one in all_formats()["sarif"].read(Report(path))
        )
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found == 12_000
    assert peak < 30_000_000
