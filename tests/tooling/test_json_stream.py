"""The JSON stream against `json.loads`: the same elements, and the same faults, at any border."""

import io
import json
import random
import tracemalloc
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tooling.base import Report, UnreadableReport
from tooling.reading import documents, elements, json_text

PATTERNS = (
    ("a/[]",),
    ("[]",),
    ("*/[]",),
    ("a/*/[]", "b"),
    ("[]/a/[]", "[]/b/*"),
    ("b/[]", "a/[]/b"),
    ("nothing",),
    ("a", "a/[]"),
)
TEXTS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(['{"a": [', '"', "\\", '\\"', "]}", "},{", ",", "é\\", "\U0001f600", "\\\\"]),
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    TEXTS,
)
KEYS = st.one_of(st.sampled_from(["a", "b", "c"]), TEXTS)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=6), st.dictionaries(KEYS, inner, max_size=5)),
    max_leaves=40,
)
ROOTS = st.one_of(
    st.lists(VALUES, max_size=12),
    st.dictionaries(st.sampled_from(["a", "b", "c"]), VALUES, min_size=1),
    st.fixed_dictionaries({"c": VALUES, "a": st.lists(VALUES, min_size=1, max_size=30)}),
)
WINDOWS = st.integers(1, 300)
STYLES = st.sampled_from(
    [{}, {"indent": 1}, {"separators": (",", ":")}, {"ensure_ascii": False, "indent": "\t"}]
)


def expected(value: Any, patterns: tuple[str, ...]) -> list[tuple[str, str, Any]]:
    """What `elements` is to give, by walking the parsed document."""
    steps = [(pattern, pattern.split("/")) for pattern in patterns]

    def walk(value: Any, path: list[str], place: str) -> Iterator[tuple[str, str, Any]]:
        for pattern, wanted in steps:
            if len(wanted) == len(path) and all(
                w == p or (w == "*" and p != "[]") for w, p in zip(wanted, path, strict=True)
            ):
                yield pattern, place, value
                return
        if isinstance(value, dict):
            for key, inner in value.items():
                yield from walk(inner, [*path, key], f"{place}.{key}" if place else key)
        elif isinstance(value, list):
            for number, inner in enumerate(value):
                yield from walk(inner, [*path, "[]"], f"{place}[{number}]")

    return list(walk(value, [], ""))


def read(folder: Path, content: bytes, *wanted: str) -> list[tuple[str, str, Any]]:
    path = folder / "report.json"
    path.write_bytes(content)
    return list(elements(Report(path), *wanted))


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("json")


@pytest.fixture(autouse=True)
def restored_window() -> Iterator[None]:
    before = json_text.WINDOW
    yield
    json_text.WINDOW = before


@pytest.mark.parametrize("patterns", PATTERNS, ids=" ".join)
def test_the_same_elements_as_the_parsed_document(folder: Path, patterns: tuple[str, ...]) -> None:
    @settings(max_examples=80, deadline=None)
    @given(ROOTS, STYLES, WINDOWS)
    def check(root: Any, style: dict[str, Any], window: int) -> None:
        json_text.WINDOW = window
        content = json.dumps(root, **style).encode("utf-8", "surrogatepass")
        assert read(folder, content, *patterns) == expected(json.loads(content), patterns)

    check()


def test_a_long_list_is_read_window_by_window(folder: Path) -> None:
    dice = random.Random(5)
    words = ["plain", 'quo"te', "back\\slash", 'both\\"', "}],[{", "é", ""]

    def some(depth: int) -> Any:
        pick = dice.randrange(6 if depth else 4)
        if pick < 3:
            return dice.choice(words)
        if pick == 3:
            return dice.choice([1, -2.5, None, True, 2**64, [], {}])
        inner = range(dice.randrange(4))
        return (
            [some(depth - 1) for _ in inner]
            if pick == 4
            else {f"{dice.choice(words)}{n}": some(depth - 1) for n in inner}
        )

    document = {"a": [some(3) for _ in range(3000)], "b": {f"k{n}": some(2) for n in range(999)}}
    for indent in (None, 2):
        content = json.dumps(document, indent=indent).encode()
        for window in (64, 500, 4000, 1 << 15):
            json_text.WINDOW = window
            for patterns in (("a/[]",), ("b/*",), ("c",)):
                assert read(folder, content, *patterns) == expected(document, patterns)


def test_a_document_that_is_cut_anywhere_ends_too_early(folder: Path) -> None:
    document = {
        "skipped": {"x": ['\\"', {"deep": [[{"é": "€\u2028"}]]}, 1.5e-3, True, None]},
        "a": [{"b": [n, {"c": f'v"{n}\\'}]} for n in range(12)],
    }
    content = json.dumps(document, ensure_ascii=False).encode()
    for window in (7, 60, 1 << 15):
        json_text.WINDOW = window
        for length in range(1, len(content)):
            with pytest.raises(UnreadableReport, match="ends too early"):
                read(folder, content[:length], "a/[]")


def test_elements_before_a_fault_come_out(folder: Path) -> None:
    items = [json.dumps({"n": n}) for n in range(200)]
    items[150] = '{"n": oops}'
    path = folder / "report.json"
    path.write_text('{"a": [' + ", ".join(items) + "]}")
    for window in (32, 300, 1 << 15):
        json_text.WINDOW = window
        found = []
        with pytest.raises(UnreadableReport, match=r"not valid JSON: .* \(after a\[150\], at most"):
            found.extend(value["n"] for _, _, value in elements(Report(path), "a/[]"))
        assert found == list(range(150))


@pytest.mark.parametrize("window", [8, 1 << 15])
@pytest.mark.parametrize(
    "content",
    [
        b'{"a": [1,]}',
        b'{"a": [,1]}',
        b'{"a": [1 2]}',
        b'{"a": [1}}',
        b'{"a": 1,}',
        b'{"a" 1}',
        b"{a: 1}",
        b'{"a": 01}',
        b'{"a": tru}',
        b'{"a": "\x01"}',
        b'{"a": "\\x"}',
        b'{"a": [1]} {"a": [2]}',
        b'{"a": [1]}]',
        b'{"b": {"c": [oops]}, "a": [1]}',
        b'{"b": {"c": "d" "e"}, "a": [1]}',
        b'{"b": "\xff", "a": [1]}',
        b'{"b\xff": 1, "a": [1]}',
        b'{"a": ["\xed\xa0\x80"]}',
        b'{"a": "' + b"x" * 99 + b'\xff"}',
        b'{"b": "' + b"x" * 99 + b'\\q", "a": 1}',
        b'{"b": "' + b"x" * 99 + b'\xc3", "a": 1}',
        b'{"a": ' + b"1" * 5000 + b"}",
        b'{"b": ' + b"[" * 201 + b"]" * 201 + b"}",
        b'{"a": [' + b"1," * 99 + b"[" * 201 + b"]" * 201 + b",1" * 99 + b"]}",
        b'{"a":[' + b"{}," * 99 + b'{"b":' * 199 + b"1" + b"}" * 199 + b",{}" * 99 + b"]}",
        b"\0",
    ],
    ids=lambda value: repr(value[:24]) if isinstance(value, bytes) else str(value),
)
def test_faults(folder: Path, content: bytes, window: int) -> None:
    json_text.WINDOW = window
    with pytest.raises(UnreadableReport, match="not valid JSON"):
        read(folder, content, "a/[]")


@pytest.mark.parametrize("window", [8, 200, 1 << 15])
def test_as_deep_as_the_limit(folder: Path, window: int) -> None:
    json_text.WINDOW = window
    deep = b"[" * 198 + b"]" * 198
    content = b'{"b": ' + b"[1," * 50 + b"1" + b"]" * 50 + b', "a": [' + deep + b"," + deep + b"]}"
    assert len(read(folder, content, "a/[]")) == 2


@pytest.mark.parametrize("window", [8, 1 << 15])
def test_what_only_some_parsers_take(folder: Path, window: int) -> None:
    """Python writes NaN, JavaScript half surrogates, certificates have numbers of 160 bits."""
    json_text.WINDOW = window
    content = b'{"a": [NaN, -Infinity, "\\ud800", 18446744073709551616, 1e999, 0.1]}'
    values = [value for _, _, value in read(folder, content, "a/[]")]
    assert values == [None, None, "\ud800", 2**64, Decimal("1e999"), 0.1]


def test_a_repeated_key_counts_each_time_on_the_way_and_the_last_time_inside(folder: Path) -> None:
    content = b'{"a": [{"x": 1, "x": 2}], "a": [3]}'
    assert read(folder, content, "a/[]") == [("a/[]", "a[0]", {"x": 2}), ("a/[]", "a[0]", 3)]


class HugeString(io.RawIOBase):
    """A document with one string of some megabytes, made as it is read."""

    def __init__(self, megabytes: int) -> None:
        self.pieces = [b'", "a": [1]}', *[b"\\u00e9 t\xc3\xa9xt " * 77_000] * megabytes, b'{"b": "']
        self.rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self.rest and self.pieces:
            self.rest = self.pieces.pop()
        length = min(len(buffer), len(self.rest))
        buffer[:length], self.rest = self.rest[:length], self.rest[length:]
        return length


def test_a_huge_string_that_nobody_wants_costs_no_memory() -> None:
    text = json_text.JsonText(io.BufferedReader(HugeString(30)))
    tracemalloc.start()
    try:
        text.take(b"{")
        assert text.key() == "b"
        assert text.peek() == b'"'
        assert text.value(1, whole=False) is None
        text.skip_string()
        assert text.take(b",") == b","
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert text.offset > 30_000_000
    assert peak < 5_000_000


@pytest.mark.parametrize("window", [16, 1 << 15])
def test_large_skipped_parts_cost_no_memory(folder: Path, window: int) -> None:
    json_text.WINDOW = window
    member = '"k%d": {"n": [1, "}", {"x": null}]}'
    members = ", ".join(member % n for n in range(3000))
    content = ('{"b": {' + members + '}, "c": [[' + "1, " * 3000 + '1]], "a": [7]}').encode()
    assert read(folder, content, "a/[]") == [("a/[]", "a[0]", 7)]


def test_documents_keep_wide_numbers(folder: Path) -> None:
    path = folder / "report.json"
    wide = 2**80
    one, other = f'{{"n": {wide}}}', '{"n": 1}'
    for content in (f"[{one}, {other}]", f"{one}\n{other}\n", f"{{\n{one[1:]} {other}"):
        path.write_text(content)
        values = [value for _, value in documents(Report(path))]
        assert values == [{"n": wide}, {"n": 1}]


def test_documents_in_a_row_tell_the_last_whole_one(folder: Path) -> None:
    path = folder / "report.json"
    path.write_text('{\n"n": 1}\n{\n"n": 2}\n{\n"n"')
    found = []
    with pytest.raises(UnreadableReport, match=r"ends too early \(after document 2"):
        found.extend(position for position, _ in documents(Report(path)))
    assert found == ["document 1", "document 2"]


def test_a_list_without_items_is_told_where_it_is_asked_for(folder: Path) -> None:
    content = b'{"runs": [{"results": []}, {"results": [1]}, {"results": null}, {"results": {}}]}'
    assert read(folder, content, "runs/[]/results/[]", "runs/[]/results/[:0]") == [
        ("runs/[]/results/[:0]", "runs[0].results", []),
        ("runs/[]/results/[]", "runs[1].results[0]", 1),
    ]
