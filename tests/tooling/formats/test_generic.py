"""The generic schema: what is documented is read, by its own names and by others'."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import tooling.formats
from tests.tooling.formats.reports import FIXTURES, findings, of, reading, records
from tooling.base import (
    Examined,
    NetworkPlace,
    PackagePlace,
    ParsedFinding,
    Place,
    Rejected,
    UnknownSeverity,
    WebPlace,
)
from tooling.formats.generic_records import ALIASES, KINDS

SCHEMA = json.loads(
    (Path(tooling.formats.__file__).parent / "schemas" / "generic.json").read_text("utf-8")
)
PAGE = Path(__file__).parents[3] / "docs" / "report-formats.md"
FIELDS = SCHEMA["$defs"]["finding"]["properties"]


def test_schema_takes_the_example_of_every_field() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    validator = Draft202012Validator(SCHEMA)
    validator.validate(json.loads((FIXTURES / "generic_json" / "every-kind.json").read_text()))
    for name, field in FIELDS.items():
        record = {"title": "t", "severity": "low", name: field["examples"][0]}
        validator.validate({"format": "wardroom-generic/1", "findings": [record]})
    assert not validator.is_valid({"format": "wardroom-generic/1", "findings": [{"title": "t"}]})


def test_schema_reader_and_page_name_the_same_fields() -> None:
    assert set(FIELDS) == set(ALIASES)
    page = PAGE.read_text("utf-8")
    rows = {line.split("`")[1]: line for line in page.splitlines() if line.startswith("| `")}
    for name, field in FIELDS.items():
        assert json.dumps(field["examples"][0], ensure_ascii=False) in rows[name]
        assert all(f"`{alias}`" in rows[name] for alias in ALIASES[name])


def test_example_of_the_page_is_valid() -> None:
    example = PAGE.read_text("utf-8").partition("```json\n")[2].partition("```")[0]
    Draft202012Validator(SCHEMA).validate(json.loads(example))


def test_every_kind_of_place() -> None:
    told = findings("generic_json", "every-kind.json")
    assert {finding.place.kind for finding in told} == set(KINDS)
    assert {finding.tool for finding in told} == {"acme_scanner"}


def test_defectdojos_fields() -> None:
    code, web, package, host, off, odd = findings("generic_json", "defectdojo.json")
    assert (code.rule_id, code.cvss, code.tool) == ("FORT-12", 4.8, "fortify_dast")
    assert web.references == ("https://a.example/1", "https://b.example/2")
    assert package.place == PackagePlace("pkg:generic/jinja2@2.10", "CVE-2019-10906")
    assert package.tags == ("GHSA-462w-v97r-4m45",)
    assert host.place == NetworkPlace("db1.example", 5432)
    assert off.tags == ("inactive",)
    assert odd.severity == "info"
    told = records("generic_json", FIXTURES / "generic_json" / "defectdojo.json")
    assert of(told, UnknownSeverity) == [UnknownSeverity("Urgent")]
    counts = {examined.what: examined.count for examined in of(told, Examined)}
    assert counts == {
        "records": 11,
        "false positives": 1,
        "duplicates": 1,
        "fixed": 1,
    }


@pytest.mark.parametrize(
    ("record", "severity"),
    [
        ({"severity": "HIGH "}, "high"),
        ({"numerical_severity": "S0"}, "critical"),
        ({"cvss": "6.1"}, "medium"),
        ({"severity": None, "cvssv3": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}, "critical"),
    ],
)
def test_severity(record: dict[str, Any], severity: str, tmp_path: Path) -> None:
    told = reading("generic_json", tmp_path)({"findings": [{"title": "t", **record}]})
    [found] = of(told, ParsedFinding)
    assert found.severity == severity


def test_examined_makes_an_empty_report_clean(tmp_path: Path) -> None:
    told = reading("generic_json", tmp_path)({"examined": 7, "findings": []})
    assert told == [Examined("records", 0), Examined("checks", 7)]


def test_tool_behind_the_findings(tmp_path: Path) -> None:
    told = reading("generic_json", tmp_path)({"findings": [{"title": "t"}], "tool": "Trivy"})
    assert of(told, ParsedFinding)[0].tool == "trivy"


def test_each_tool_of_a_report_is_counted_by_itself(tmp_path: Path) -> None:
    rows = [
        {"title": "t", "tool": "One"},
        {"title": "t", "tool": "Two", "status": "fixed"},
        {"title": "", "tool": "Two"},
    ]
    told = reading("generic_json", tmp_path)({"findings": rows, "tool": "Desk", "examined": 9})
    assert of(told, Examined) == [
        Examined("records", 1, "one"),
        Examined("records", 2, "two"),
        Examined("fixed", 1, "two"),
        Examined("checks", 9),
    ]
    assert [one.tool for one in of(told, Rejected)] == ["two"]

    (tmp_path / "r.csv").write_text("title,severity,tool\nt,low,One\nt,low,Two\n")
    assert of(records("generic_csv", tmp_path / "r.csv"), Examined) == [
        Examined("records", 1, "one"),
        Examined("records", 1, "two"),
    ]


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("www.shop.example", NetworkPlace("www.shop.example")),
        ("127.0.0.1:80", NetworkPlace("127.0.0.1", 80)),
        ("2001:db8::1", NetworkPlace("2001:db8::1")),
        ("shop.example/cart", WebPlace("shop.example/cart")),
        ("https://shop.example/", WebPlace("https://shop.example/")),
    ],
)
def test_address_in_part(url: str, place: Place, tmp_path: Path) -> None:
    told = reading("generic_json", tmp_path)({"findings": [{"title": "t", "url": url}]})
    assert of(told, ParsedFinding)[0].place == place


def test_csv_by_other_names() -> None:
    first, second = findings("generic_csv", "semicolons.csv")
    assert (first.rule_id, first.severity, first.tool) == ("R1", "critical", "my_linter")
    assert (first.tags, first.cwe) == (("web", "js"), ("CWE-95",))
    assert getattr(first.place, "path", "") == "src/a.js"
    assert second.title == "Old package"
