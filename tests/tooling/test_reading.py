"""Reports as streams: the right elements, with positions, memory flat, faults with their place."""

import json
import tracemalloc
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tooling.base import Job, Report, UnreadableReport
from tooling.reading import (
    cves,
    cwes,
    elements,
    number,
    relative,
    rows,
    source,
    text,
    texts,
    xml_elements,
)


def written(folder: Path, content: str | bytes) -> Report:
    path = folder / "report.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return Report(path)


def found(folder: Path, document: Any, *wanted: str, **more: Any) -> list[tuple[str, str, Any]]:
    return list(elements(written(folder, json.dumps(document)), *wanted, **more))


DOCUMENT = {
    "version": 2,
    "files": {"a/b.py": [{"x": 1}, 5], "c.d": [], "e": [[1, 2]]},
    "deep": {"files": {"a": [0]}},
    "results": [{"n": [1, {"m": None}]}, "text", None],
}


def test_elements_in_order_with_positions(tmp_path: Path) -> None:
    assert found(tmp_path, DOCUMENT, "results/[]", "files/*/[]", "version") == [
        ("version", "version", 2),
        ("files/*/[]", "files.a/b.py[0]", {"x": 1}),
        ("files/*/[]", "files.a/b.py[1]", 5),
        ("files/*/[]", "files.e[0]", [1, 2]),
        ("results/[]", "results[0]", {"n": [1, {"m": None}]}),
        ("results/[]", "results[1]", "text"),
        ("results/[]", "results[2]", None),
    ]


def test_list_at_the_top(tmp_path: Path) -> None:
    document = [{"a": {"b": [1]}}, {"a": {"b": [2, 3]}}]
    assert [(p, v) for _, p, v in found(tmp_path, document, "[]/a/b/[]")] == [
        ("[0].a.b[0]", 1),
        ("[1].a.b[0]", 2),
        ("[1].a.b[1]", 3),
    ]


def test_whole_object_as_an_element(tmp_path: Path) -> None:
    assert found(tmp_path, DOCUMENT, "deep") == [("deep", "deep", {"files": {"a": [0]}})]


def test_another_tools_document_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableReport, match="holds no results"):
        found(tmp_path, {"runs": []}, "results/[]", required=("results",))
    with pytest.raises(UnreadableReport, match="holds no results"):
        found(tmp_path, {"results": "text"}, "results/[]", required=("results",))
    assert found(tmp_path, {"results": []}, "results/[]", required=("results",)) == []


def test_truncation_tells_the_last_element_and_byte(tmp_path: Path) -> None:
    report = written(tmp_path, '{"results": [{"a": 1}, {"a": 2}, {"a"')
    with pytest.raises(UnreadableReport, match=r"too early \(after results\[2\], byte 37 of 37\)"):
        list(elements(report, "results/[]"))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"usage: tool",
        b'{"a": \xff}',
        b'{"a": 1} x',
        b"{'a': 1}",
        b'{"a": 1e99999999999999999999}',
    ],
)
def test_what_is_not_json(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UnreadableReport):
        list(elements(written(tmp_path, content), "a"))


def test_message_does_not_quote_the_report(tmp_path: Path) -> None:
    report = written(tmp_path, '{"results": [ "AKIAIOSFODNN7EXAMPLE" oops ]}')
    with pytest.raises(UnreadableReport) as caught:
        list(elements(report, "results/[]"))
    assert "AKIA" not in str(caught.value)


def test_deep_nesting_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableReport, match="nested"):
        list(elements(written(tmp_path, "[" * 100_000 + "]" * 100_000), "[]"))


def test_numbers_of_any_size(tmp_path: Path) -> None:
    report = written(
        tmp_path, '{"a": 584144332662555234451779601414636267262973712014, "b": 1e999}'
    )
    (_, _, big), (_, _, huge) = elements(report, "a", "b")
    assert big == 584144332662555234451779601414636267262973712014
    assert number(big) is None
    assert number(huge) is None


def test_memory_stays_flat(tmp_path: Path) -> None:
    one = json.dumps({"text": "x" * 1000, "list": list(range(100))})
    report = written(tmp_path, '{"results": [' + ",".join([one] * 3000) + "]}")
    tracemalloc.start()
    try:
        assert sum(1 for _ in elements(report, "results/[]")) == 3000
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert report.path
    assert report.path.stat().st_size > 4_000_000
    assert peak < 1_000_000


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (" a ", "a"),
        (None, ""),
        (True, ""),
        ([], ""),
        (3, "3"),
        (Decimal("9.8"), "9.8"),
        ("a\x00b", "a\ufffdb"),
        ("\ud800", "?"),
    ],
)
def test_text(value: Any, expected: str) -> None:
    assert text(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (7, 7),
        ("7", 7),
        (Decimal(7), 7),
        (-1, None),
        (True, None),
        ("x", None),
        (2**31, None),
        (Decimal("1e999999999"), None),  # as a whole number it would take a gigabyte
    ],
)
def test_number(value: Any, expected: int | None) -> None:
    assert number(value) == expected


def test_texts_drop_repetitions_and_what_is_no_text() -> None:
    assert texts(["a", None, {}, "b", "a", 1]) == ("a", "b", "1")
    assert texts("a") == ("a",)


def test_cwe_and_cve_ids() -> None:
    assert cwes(["CWE-89: SQL", "cwe_079", 22, None, "CWE-89"]) == ("CWE-89", "CWE-79", "CWE-22")
    assert cwes({"id": 1}) == ()
    assert cves(["see cve-2021-44228 and CVE-2021-45046", 7]) == (
        "CVE-2021-44228",
        "CVE-2021-45046",
    )


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/t/shop/app/a.py", "app/a.py"),
        ("./app/a.py", "app/a.py"),
        ("/t/shop", "shop"),
        ("/t/shopping/a.py", "/t/shopping/a.py"),
        ("app/odd\\name.py", "app/odd\\name.py"),
    ],
)
def test_paths_are_relative_to_the_target(path: str, expected: str) -> None:
    report = Report(None, Job("repository", "/t/shop/", Path("/run")))
    assert relative(path, report) == expected


def test_imported_windows_paths_get_forward_slashes() -> None:
    assert relative("app\\a.py", Report(None)) == "app/a.py"


def test_source_is_cut_at_twenty_lines_and_never_fails(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("\n".join(map(str, range(1, 100))))
    report = Report(None, Job("repository", str(tmp_path), tmp_path))
    assert source(report, "a.py", 3, 4) == "3\n4"
    assert source(report, "a.py", 1, 99).count("\n") == 19
    assert source(report, "a.py", 500, 501) == ""
    assert source(report, "absent.py", 1, 1) == ""
    assert source(report, "../../etc/passwd", 1, 1) == ""
    assert source(Report(None), "a.py", 1, 1) == ""


def test_white_space_before_a_document_is_passed_over(tmp_path: Path) -> None:
    xml = written(tmp_path, '\n \n<?xml version="1.0"?><a><b>1</b></a>')
    assert [element.text for _, _, element in xml_elements(xml, "b")] == ["1"]
    assert list(rows(written(tmp_path, "\n\na,b\n1,2\n"))) == [("line 4", {"a": "1", "b": "2"})]
