"""SARIF: rules wherever they stand, severities, places, what is left out, and what went wrong."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from findings.fingerprint import Fingerprinter
from tests.tooling.formats.reports import FIXTURES, findings, of, reading, records
from tooling.base import (
    CodePlace,
    Examined,
    GenericPlace,
    IacPlace,
    Outcome,
    PackagePlace,
    ParsedFinding,
    Problem,
    Record,
    Rejected,
    Report,
    SecretPlace,
    UnknownSeverity,
    WebPlace,
)
from tooling.registry import all_formats


def run(*results: Any, rules: tuple[Any, ...] = (), driver: str = "Lint", **more: Any) -> Any:
    tool = {"driver": {"name": driver, "rules": list(rules)}}
    return {"version": "2.1.0", "runs": [{"results": list(results), **more, "tool": tool}]}


def result(rule: str = "R1", **more: Any) -> dict[str, Any]:
    return {"ruleId": rule, "message": {"text": "Wrong."}, **more}


def at(uri: str, **more: Any) -> list[Any]:
    return [{"physicalLocation": {"artifactLocation": {"uri": uri, **more}}}]


def one(told: list[Record]) -> ParsedFinding:
    [found] = of(told, ParsedFinding)
    return found  # type: ignore[no-any-return]


def test_rules_of_an_extension_behind_the_results() -> None:
    injection, unused, random = findings("sarif", "codeql.sarif")
    assert (injection.title, injection.severity, injection.tool) == (
        "Code injection",
        "critical",
        "codeql",
    )
    assert injection.cwe == ("CWE-94", "CWE-79")
    assert injection.evidence["flow"] == [
        "src/my app/eval.js:9 req.query",
        "src/my app/eval.js:12 req.query.code",
    ]
    assert isinstance(injection.place, CodePlace)
    assert injection.place.path == "src/my app/eval.js"
    assert injection.place.partial_fingerprints == (
        ("primaryLocationLineHash", "39fa2ee980eb94b0:1"),
    )
    assert "https://owasp.org/www-community/attacks/Code_Injection" in injection.references
    assert (unused.severity, getattr(unused.place, "path", "")) == ("low", "src/unused.js")
    # Found by the guid, the message by its id, the base of the path in another place.
    assert random.rule_id == "js/insecure-randomness"
    assert random.description == "A token of 0.3 bits is built with Math.random()."
    assert random.cwe == ("CWE-338", "CWE-330")
    assert getattr(random.place, "path", "") == "lib/token.js"


def test_order_of_the_file_makes_no_difference(tmp_path: Path) -> None:
    document = run(
        result(ruleIndex=0, locations=at("a.py", uriBaseId="ROOT")),
        rules=({"id": "R1", "properties": {"security-severity": "9.1"}},),
        originalUriBaseIds={"ROOT": {"uri": "file:///build/"}},
    )
    [told] = document["runs"]
    turned = {**document, "runs": [dict(reversed(list(told.items())))]}
    read = reading("sarif", tmp_path)
    assert one(read(document)) == one(read(turned))


@pytest.mark.parametrize(
    ("own", "of_rule", "severity"),
    [
        ({"level": "error"}, {}, "high"),
        ({}, {"defaultConfiguration": {"level": "note"}}, "low"),
        ({}, {}, "medium"),
        ({"level": "none"}, {}, "info"),
        ({"level": "note"}, {"properties": {"security-severity": "9.0"}}, "critical"),
        ({"level": "error"}, {"properties": {"security-severity": "3.9"}}, "low"),
        ({"properties": {"security-severity": 7}}, {}, "high"),
        ({"level": "error"}, {"properties": {"security-severity": "0.0"}}, "info"),
        ({"level": "error"}, {"properties": {"security-severity": "Medium"}}, "medium"),
        ({"level": "error"}, {"properties": {"security-severity": "n/a"}}, "high"),
        ({"kind": "review"}, {"defaultConfiguration": {"level": "error"}}, "info"),
        ({"kind": "open", "level": "error"}, {}, "high"),
    ],
)
def test_severity(
    own: dict[str, Any], of_rule: dict[str, Any], severity: str, tmp_path: Path
) -> None:
    document = run(result(ruleIndex=0, **own), rules=({"id": "R1", **of_rule},))
    told = reading("sarif", tmp_path)(document)
    assert one(told).severity == severity
    assert not of(told, UnknownSeverity)


def test_level_that_is_none_of_the_standard_is_listed(tmp_path: Path) -> None:
    told = reading("sarif", tmp_path)(run(result(level="fatal")))
    assert of(told, UnknownSeverity) == [UnknownSeverity("fatal")]
    assert one(told).severity == "info"


def test_index_of_another_rule_is_not_believed(tmp_path: Path) -> None:
    rules = ({"id": "R1", "name": "First"}, {"id": "R2", "shortDescription": {"text": "Second"}})
    told = reading("sarif", tmp_path)(run(result("R2", ruleIndex=0), rules=rules))
    assert one(told).title == "Second"


def test_what_is_settled_is_counted() -> None:
    told = records("sarif", FIXTURES / "sarif" / "several-runs.sarif")
    counts: Counter[str] = Counter()
    for examined in of(told, Examined):
        counts[examined.what] += examined.count
    assert counts == {
        "results": 12,
        "passed results": 1,
        "results that do not apply": 1,
        "informational results": 1,
        "results that are gone": 1,
        "suppressed results": 1,
    }
    assert [problem.message for problem in of(told, Problem)] == [
        "the tool says that it did not end successfully: Out of memory",
        "The rule CA9999 does not exist.",
    ]


@pytest.mark.parametrize("status", ["rejected", "underReview"])
def test_suppression_that_is_not_accepted_leaves_a_finding(status: str, tmp_path: Path) -> None:
    suppressions = [{"kind": "inSource"}, {"kind": "external", "status": status}]
    told = reading("sarif", tmp_path)(run(result(suppressions=suppressions)))
    assert one(told)


def test_each_run_has_its_tool_and_kind_of_place() -> None:
    zap, *lint = findings("sarif", "several-runs.sarif")
    assert zap.tool == "zap"
    assert isinstance(zap.place, WebPlace)
    assert (zap.place.url, zap.place.method) == ("https://shop.example/cart?id=1", "POST")
    assert zap.place.response.startswith("200 OK")
    assert {finding.tool for finding in lint} == {"contoso_lint"}
    assert lint[0].rule_id == "CA1000/1"
    assert lint[0].title == "Generic types"
    assert lint[1].place == GenericPlace("Shop.Cart.Total", "member")


def test_secrets_are_kept_apart_from_evidence() -> None:
    clear, redacted = findings("sarif", "gitleaks.sarif")
    assert isinstance(clear.place, SecretPlace)
    assert clear.place.secret == "q8Zt3nV0xLw7RkYb2Jd9HsPf6McGa5Ue"
    assert clear.place.secret not in str(clear.evidence) + clear.description
    assert clear.evidence["commit"].startswith("4f1c2a7")
    assert isinstance(redacted.place, SecretPlace)
    assert redacted.place.secret == redacted.place.secret_hash == ""


def test_packages_of_a_message() -> None:
    lodash, _, setting = findings("sarif", "trivy.sarif")
    assert lodash.place == PackagePlace(
        "pkg:npm/lodash@4.17.20", "CVE-2020-28500", "package-lock.json"
    )
    assert (lodash.cvss, lodash.cve) == (5.3, ("CVE-2020-28500",))
    assert isinstance(setting.place, IacPlace)
    assert setting.cvss is None


@pytest.mark.parametrize(
    ("text", "uri", "package"),
    [
        (
            "Package 'lodash@4.17.4' is vulnerable to 'CVE-2020-28500'.",
            "package-lock.json",
            "pkg:npm/lodash@4.17.4",
        ),
        (
            "A high vulnerability in python package: jinja2, version 2.10 was found at: /r.txt",
            "r.txt",
            "pkg:pypi/jinja2@2.10",
        ),
        ("Two of pkg:gem/rack@2.0 here", "Gemfile.lock", ""),
    ],
)
def test_packages_as_other_tools_say_them(
    text: str, uri: str, package: str, tmp_path: Path
) -> None:
    told = result("CVE-2020-28500", message={"text": text}, locations=at(uri))
    found = one(reading("sarif", tmp_path)(run(told)))
    assert getattr(found.place, "package_url", "") == package


@pytest.mark.parametrize(
    ("uri", "bases", "path"),
    [
        ("file:///build/src/a.py", {"ROOT": {"uri": "file:///build/"}}, "src/a.py"),
        ("file:///C:/build/a.cs", {"ROOT": {"uri": "file:///C:/build"}}, "a.cs"),
        ("./a%20b.py", {}, "a b.py"),
        ("src\\a.cs", {}, "src/a.cs"),
    ],
)
def test_paths(uri: str, bases: dict[str, Any], path: str, tmp_path: Path) -> None:
    told = reading("sarif", tmp_path)(run(result(locations=at(uri)), originalUriBaseIds=bases))
    assert getattr(one(told).place, "path", "") == path


def test_path_below_the_folder_that_the_tool_was_started_in(tmp_path: Path) -> None:
    invocations = [{"workingDirectory": {"uri": "file:///home/ci/shop"}}]
    document = run(result(locations=at("file:///home/ci/shop/a.js")), invocations=invocations)
    assert getattr(one(reading("sarif", tmp_path)(document)).place, "path", "") == "a.js"


def test_bases_in_a_circle_end(tmp_path: Path) -> None:
    bases = {"A": {"uri": "a/", "uriBaseId": "B"}, "B": {"uri": "b/", "uriBaseId": "A"}}
    document = run(result(locations=at("c.py", uriBaseId="A")), originalUriBaseIds=bases)
    assert getattr(one(reading("sarif", tmp_path)(document)).place, "path", "") == "b/a/c.py"


def test_results_without_a_place_stay_apart(tmp_path: Path) -> None:
    document = run(result(message={"text": "One."}), result(message={"text": "Two."}))
    told = of(reading("sarif", tmp_path)(document), ParsedFinding)
    mark = Fingerprinter(tool="sarif", family="sarif", target_id="t", key=b"k")
    assert len({mark(finding).hex for finding in told}) == 2


def test_fingerprint_of_nobody_signed_in_is_none() -> None:
    places = [finding.place for finding in findings("sarif", "semgrep.sarif")]
    assert all(isinstance(place, CodePlace) and place.snippet for place in places)
    assert not any(getattr(place, "partial_fingerprints", ()) for place in places)


def test_run_that_failed_without_results_crashed(tmp_path: Path) -> None:
    failed = [{"executionSuccessful": False, "exitSignalName": "SIGKILL"}]
    told = reading("sarif", tmp_path)(run(invocations=failed))
    message = "the tool says that it did not end successfully: SIGKILL"
    assert of(told, Problem)[0] == Problem(message, Outcome.CRASHED, tool="lint")


def test_report_of_artifacts_without_results_looked_at_them(tmp_path: Path) -> None:
    told = reading("sarif", tmp_path)(run(artifacts=[{"location": {"uri": "a.py"}}]))
    assert Examined("artifacts", 1, "lint") in told
    assert not of(told, Problem)


@pytest.mark.parametrize(
    ("run", "is_clean"),
    [
        ({"results": []}, True),
        ({"results": None}, False),
        ({}, False),
        ({"results": [], "invocations": [{"executionSuccessful": False}]}, False),
    ],
)
def test_empty_list_is_a_look_that_found_nothing(run, is_clean, tmp_path):
    """3.14.23 of the standard: no list, or null, says that there was no look."""
    document = {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "X"}}, **run}]}
    (tmp_path / "x.sarif").write_text(json.dumps(document))

    records = list(all_formats()["sarif"].read(Report(tmp_path / "x.sarif")))

    assert any(isinstance(one, Problem) for one in records) != is_clean
    assert (sum(one.count for one in records if isinstance(one, Examined)) > 0) == is_clean


def test_a_run_vouches_for_its_own_tool_only(tmp_path: Path) -> None:
    """Three runs: one with findings, one that found nothing, one that failed."""
    documents = [
        run(result(), {"ruleId": "R2", "message": 5}, "no result", driver="Busy"),
        run(driver="Quiet"),
        run(driver="Broken", invocations=[{"executionSuccessful": False}]),
    ]
    runs = [document["runs"][0] for document in documents]
    told = reading("sarif", tmp_path)({"version": "2.1.0", "runs": runs})

    assert {finding.tool for finding in of(told, ParsedFinding)} == {"busy"}
    assert [(one.position, one.tool) for one in of(told, Rejected)] == [
        ("runs[0].results[2]", "busy")
    ]
    [problem] = of(told, Problem)
    assert (problem.outcome, problem.tool) == (Outcome.CRASHED, "broken")
    counts = {(one.tool, one.what): one.count for one in of(told, Examined)}
    assert counts == {
        ("busy", "results"): 3,
        ("quiet", "results"): 0,
        ("quiet", "runs"): 1,
        ("broken", "results"): 0,
    }


def test_a_base_without_its_slash_is_a_folder_too(tmp_path: Path) -> None:
    where = {"artifactLocation": {"uri": "db/a.c", "uriBaseId": "ROOT"}}
    run = {
        "tool": {"driver": {"name": "x"}},
        "originalUriBaseIds": {"ROOT": {"uri": "file:///C:/src/shop"}},
        "results": [{"ruleId": "R", "locations": [{"physicalLocation": where}]}],
    }
    [found] = of(reading("sarif", tmp_path)({"version": "2.1.0", "runs": [run]}), ParsedFinding)
    assert found.place.path == "db/a.c"


def test_a_pattern_is_no_title(tmp_path: Path) -> None:
    """Gitleaks 8.0 to 8.16 describe a rule by its regular expression."""
    rule = {"id": "key", "name": "A key", "shortDescription": {"text": "(AKIA|ASIA)[A-Z0-9]{16}"}}
    result = {"ruleId": "key", "message": {"text": "key has detected secret for file a.py."}}
    run = {"tool": {"driver": {"name": "gitleaks", "rules": [rule]}}, "results": [result]}
    [found] = of(reading("sarif", tmp_path)({"version": "2.1.0", "runs": [run]}), ParsedFinding)
    assert found.title == "key has detected secret for file a.py"
