"""What hostile beginnings of files cost, and that none of them ends the process."""

from __future__ import annotations

import json
import time
import tracemalloc
from pathlib import Path

import pytest

from tooling.base import Report, UnreadableReport
from tooling.reading import WithoutLongNumbers
from tooling.recognition import Unrecognised, recognise, sample

GENERIC = b'{"format": "wardroom-generic/1", "findings": [%s]}'
MEBIBYTE = 1 << 20


def _file(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "report"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    "content",
    [
        b"[" * (4 * MEBIBYTE),
        b'{"a":' * MEBIBYTE,
        b"<a>" * MEBIBYTE,
        b"<a>" + b"<b/>" * MEBIBYTE,
        b"9" * (4 * MEBIBYTE),
        b"[" + b"9" * (4 * MEBIBYTE),
    ],
    ids=["lists", "objects", "elements", "siblings", "digits", "a number"],
)
def test_a_hostile_file_costs_little_time_and_memory(tmp_path: Path, content: bytes) -> None:
    path = _file(tmp_path, content)
    tracemalloc.start()
    try:
        began = time.process_time()
        with pytest.raises(Unrecognised):
            recognise(path)
        spent, (_, peak) = time.process_time() - began, tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert spent < 10  # quadratic in the depth, they cost minutes
    assert peak < 5 * len(content) + 2 * MEBIBYTE


@pytest.mark.parametrize("digits", [4300, 4301, 5000, 1_000_000])
def test_a_number_of_any_length_does_not_end_the_process(tmp_path: Path, digits: int) -> None:
    path = _file(tmp_path, GENERIC % (b'{"title": "x", "line": %s}' % (b"9" * digits)))
    assert recognise(path).reader.name == "generic_json"


def test_a_number_that_is_too_long_is_found_wherever_it_is_cut(tmp_path: Path) -> None:
    with _file(tmp_path, b"[" + b"1" * 4301 + b"]").open("rb") as file:
        guarded = WithoutLongNumbers(file)
        with pytest.raises(UnreadableReport, match="4300 digits"):
            list(iter(lambda: guarded.read(100), b""))
    with _file(tmp_path, json.dumps([10**4299] * 3).encode()).open("rb") as file:
        guarded = WithoutLongNumbers(file)
        assert len(b"".join(iter(lambda: guarded.read(100), b""))) == 3 * 4300 + 6


@pytest.mark.parametrize(
    "declared",
    [
        '<!ENTITY a "lol">',
        '<!ENTITY a SYSTEM "file:///etc/passwd">',
        '<!ENTITY % a SYSTEM "http://192.0.2.1/">',
    ],
)
def test_xml_with_entities_is_refused_for_that_reason(tmp_path: Path, declared: str) -> None:
    path = _file(tmp_path, f"<!DOCTYPE nmaprun [{declared}]><nmaprun/>".encode())
    with pytest.raises(UnreadableReport, match="entities"):
        recognise(path)


def test_names_of_xml_keep_their_namespaces(tmp_path: Path) -> None:
    text = '\n<?xml version="1.0"?><bom xmlns="u" xmlns:q="z" q:r="1" s="2"><q:part/></bom>'
    seen = sample(Report(_file(tmp_path, text.encode())))
    assert (seen.root, dict(seen.attributes)) == ("{u}bom", {"{z}r": "1", "s": "2"})
    assert seen.tags == {"bom", "part"}


def _recognised(tmp_path: Path, document: object) -> str:
    return recognise(_file(tmp_path, json.dumps(document).encode())).reader.name


def test_names_behind_a_large_object_are_seen(tmp_path: Path) -> None:
    """Bandit's results stand behind the metrics of each file, Cloudsplaining's policies behind
    groups and roles."""
    numbers = dict.fromkeys(("CONFIDENCE.HIGH", "CONFIDENCE.LOW", "SEVERITY.LOW", "loc"), 0)
    files = {f"./{number}.py": numbers for number in range(2000)}
    one = {"issue_text": "t", "issue_severity": "LOW", "test_id": "B101"}
    assert _recognised(tmp_path, {"metrics": files, "results": [one]}) == "bandit"
    roles = {f"A{number}": {"arn": "a", "name": "n", "path": "/"} for number in range(2000)}
    sections = {"groups": roles, "roles": roles, "customer_managed_policies": {}}
    assert _recognised(tmp_path, sections) == "cloudsplaining"


def test_paths_of_many_names_are_bounded(tmp_path: Path) -> None:
    names = {f"n{number}": {"a": 1} for number in range(10_000)}
    assert len(sample(Report(_file(tmp_path, json.dumps(names).encode()))).values) <= 4000
