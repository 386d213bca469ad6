"""Semgrep: rule ids that do not depend on where the rules lie, and lines that it keeps secret."""

from pathlib import Path

import pytest

from tests.tooling.tools.recordings import FIXTURES, recording
from tooling.base import (
    CodePlace,
    Job,
    PackagePlace,
    ParsedFinding,
    Problem,
    Report,
    UnknownSeverity,
)
from tooling.tools.semgrep import RULES, Semgrep, title


def test_finding_of_the_demo_application() -> None:
    finding = next(
        f for f in recording("semgrep", "findings").findings() if "subprocess" in f.rule_id
    )
    assert finding.title == "A command runs through the shell"
    assert finding.severity == "high"
    assert finding.tool_severity == "ERROR"
    assert finding.cwe == ("CWE-78",)
    assert "A03:2021 - Injection" in finding.tags
    assert finding.evidence["confidence"] == "high"


def test_rule_ids_are_not_prefixed_with_a_path(tmp_path: Path) -> None:
    assert "--no-rewrite-rule-ids" in Semgrep().command(Job("iac", "/t", tmp_path)).arguments


def test_own_rules_are_used_and_exist(tmp_path: Path) -> None:
    arguments = Semgrep().command(Job("repository", "/t", tmp_path)).arguments
    assert arguments[arguments.index("--config") + 1] == str(RULES)
    assert RULES.is_file()


def test_severity_selects_that_one_and_above(tmp_path: Path) -> None:
    job = Job("repository", "/t", tmp_path, options={"severity": "warning"})
    given = [word for word in Semgrep().command(job).arguments if word.startswith("--severity")]
    assert given == ["--severity=WARNING", "--severity=ERROR"]


def report(tmp_path: Path, target: Path, result: str) -> Report:
    (tmp_path / "report.json").write_text(f'{{"results": [{result}], "errors": [], "paths": {{}}}}')
    return Report(tmp_path / "report.json", Job("repository", str(target), tmp_path))


RESULT = (
    '{"check_id": "r", "path": "%s/a.py", "start": {"line": 2}, "end": {"line": 3},'
    ' "extra": {"message": "m", "severity": "%s", "lines": "requires login"}}'
)


def found(semgrep_report: Report) -> ParsedFinding:
    records = list(Semgrep().read(semgrep_report))
    return next(r for r in records if isinstance(r, ParsedFinding))


def test_withheld_lines_are_read_from_the_target(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.mkdir()
    (target / "a.py").write_text("one\ntwo\nthree\nfour\n")
    finding = found(report(tmp_path, target, RESULT % (target, "ERROR")))
    assert isinstance(finding.place, CodePlace)
    assert (finding.place.path, finding.place.snippet) == ("a.py", "two\nthree")


def test_links_out_of_the_target_are_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.mkdir()
    (tmp_path / "outside").write_text("one\nsecret\n")
    (target / "a.py").symlink_to(tmp_path / "outside")
    finding = found(report(tmp_path, target, RESULT % (target, "ERROR")))
    assert isinstance(finding.place, CodePlace)
    assert finding.place.snippet == ""


def test_unknown_severity_is_told_and_kept_as_info(tmp_path: Path) -> None:
    records = list(Semgrep().read(report(tmp_path, tmp_path, RESULT % (tmp_path, "PURPLE"))))
    assert UnknownSeverity("PURPLE") in records
    assert [r.severity for r in records if isinstance(r, ParsedFinding)] == ["info"]


def test_broken_rule_is_a_problem_without_its_pattern() -> None:
    problems = [r for r in recording("semgrep", "broken_rule").records() if isinstance(r, Problem)]
    assert [p.message for p in problems] == ["Rule parse error in rule rules.broken"]


@pytest.mark.parametrize(
    ("message", "first"),
    [("One. Two.", "One"), ("A; b", "A"), ("Line\nother", "Line"), ("", "")],
)
def test_title_is_the_first_sentence(message: str, first: str) -> None:
    assert title(message) == first


def imported(name: str) -> list[ParsedFinding]:
    records = Semgrep().read(Report(FIXTURES / "semgrep" / "imports" / name))
    return [record for record in records if isinstance(record, ParsedFinding)]


def test_metadata_of_old_rules_is_plain_text() -> None:
    (finding,) = imported("semgrep05.json")
    assert finding.cwe == ("CWE-95",)
    assert finding.references == ("https://owasp.org/www-community/attacks/Code_Injection",)
    assert "A1: Injection" in finding.tags


def test_supply_chain_is_about_the_dependency() -> None:
    dependency, secret = imported("supply_chain.json")
    assert dependency.place == PackagePlace(
        "pkg:npm/lodash@4.17.20", "CVE-2021-23337", "web/package-lock.json"
    )
    assert dependency.cve == ("CVE-2021-23337",)
    assert dependency.remediation == "Update to lodash 4.17.21."
    assert dependency.evidence["reachable"] is True
    assert "reachable" in dependency.tags
    assert secret.evidence["validation_state"] == "CONFIRMED_VALID"
    assert secret.references[-1] == "https://sg.run/abcd"


def test_finding_of_the_platform() -> None:
    (finding,) = imported("platform.json")
    assert isinstance(finding.place, CodePlace)
    assert (finding.place.path, finding.place.line) == ("src/a.js", 14)
    assert dict(finding.place.partial_fingerprints)["matchBasedId/v1"].endswith("_0")
    assert finding.cwe == ("CWE-601",)
    assert finding.severity == "medium"
