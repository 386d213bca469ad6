"""Bandit: places that survive moved lines, and targets that cannot choose what is looked at."""

from pathlib import Path

import pytest

from tests.tooling.tools.recordings import FIXTURES, recording
from tooling.base import CodePlace, Job, ParsedFinding, Report
from tooling.tools.bandit import Bandit, below, flagged_lines, title


def test_finding_of_the_demo_application() -> None:
    finding = next(f for f in recording("bandit", "findings").findings() if f.rule_id == "B602")
    assert finding.title == "subprocess call with shell=True identified"
    assert finding.severity == "high"
    assert finding.tool_severity == "HIGH"
    assert finding.cwe == ("CWE-78",)
    assert finding.references[0].startswith("https://bandit.readthedocs.io/")
    assert isinstance(finding.place, CodePlace)
    assert finding.place.path == "jobs.py"
    assert finding.place.snippet.lstrip().startswith("subprocess.")


def test_snippet_holds_the_flagged_lines_without_their_numbers() -> None:
    assert flagged_lines("6 a\n7 x = call(\n8     1)\n9 b\n", {7, 8}) == "x = call(\n    1)"
    assert flagged_lines("10 x = call(\n11     1)\n", {10, 11}) == "x = call(\n    1)"


def test_title_does_not_quote_the_password() -> None:
    assert title("B105", "Possible hardcoded password: 'hunter2'") == "Possible hardcoded password"
    titles = [f.title for f in recording("bandit", "findings").findings()]
    assert not [t for t in titles if "hunter2" in t]


def test_configuration_in_the_target_is_not_obeyed(tmp_path: Path) -> None:
    arguments = Bandit().command(Job("repository", "/t", tmp_path)).arguments
    assert arguments[arguments.index("--ini") + 1] == "/dev/null"


def test_exclusions_are_anchored_below_the_target(tmp_path: Path) -> None:
    job = Job("repository", "/srv/my.github.io", tmp_path, options={"exclude": ["tests"]})
    arguments = Bandit().command(job).arguments
    globs = arguments[arguments.index("-x") + 1].split(",")
    assert all(glob.startswith("/srv/my.github.io/") for glob in globs)
    assert "/srv/my.github.io/tests/*" in globs


@pytest.mark.parametrize(
    ("name", "globs"),
    [("tests", ["test[s]", "tests/*"]), ("*/generated/*", ["*/generated/*"])],
)
def test_names_are_not_looked_for_inside_longer_names(name: str, globs: list[str]) -> None:
    assert below(name) == globs


def test_unparsed_file_is_named() -> None:
    verdict = [str(r) for r in recording("bandit", "findings_and_syntax_error").records()]
    assert any("broken.py: syntax error while parsing AST from file" in text for text in verdict)


def imported(name: str) -> list[ParsedFinding]:
    records = Bandit().read(Report(FIXTURES / "bandit" / "imports" / name))
    return [record for record in records if isinstance(record, ParsedFinding)]


def test_test_names_stand_for_ids_in_old_reports() -> None:
    (finding,) = imported("stats.json")
    assert finding.rule_id == "blacklist_calls"
    assert finding.place == CodePlace(
        "/src/loader.py", line=4, end_line=4, snippet="x = pickle.loads(y)"
    )


def test_lines_that_a_baseline_leaves_open_are_told() -> None:
    (finding,) = imported("baseline.json")
    assert finding.evidence["candidate_lines"] == [1, 9]
