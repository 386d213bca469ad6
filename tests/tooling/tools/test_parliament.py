"""Parliament: silence that is clean, silence that is not, and where a mistake is."""

import re
from pathlib import Path

import pytest

from tests.tooling.tools.recordings import FIXTURES, recording
from tooling.base import Examined, GenericPlace, IacPlace, Job, ParsedFinding, Problem, Report
from tooling.tools.parliament import Parliament


def test_mistake_of_a_policy() -> None:
    found = {f.rule_id: f for f in recording("parliament", "findings").findings()}
    assert found["UNKNOWN_ACTION"].place == IacPlace("iam/deploy.json", "s3:NoSuchAction", line=16)
    assert found["RESOURCE_MISMATCH"].severity == "medium"
    assert "required_format: arn:*:s3:::*/*" in found["RESOURCE_MISMATCH"].description


def test_ways_to_escalate_stay_apart() -> None:
    found = recording("parliament", "findings").findings()
    ways = [f.place.address for f in found if isinstance(f.place, IacPlace)]
    assert {"CreateAccessKey", "CreateEC2WithExistingIP"} <= set(ways)


def test_file_that_is_not_json_is_a_finding_and_a_problem() -> None:
    records = recording("parliament", "not_json").records()
    found = [r for r in records if isinstance(r, ParsedFinding) and r.rule_id == "MALFORMED_JSON"]
    assert [f.place.kind for f in found] == ["generic"]
    assert next(r.message for r in records if isinstance(r, Problem)).startswith("a file was not")


def test_silence_with_files_read_is_clean() -> None:
    assert recording("parliament", "clean").records() == [Examined("files", 1)]


def test_an_unnamed_policy_has_no_path() -> None:
    report = Report(FIXTURES / "parliament" / "imports" / "string.jsonl")
    found = [r for r in Parliament().read(report) if isinstance(r, ParsedFinding)]
    assert isinstance(found[0].place, GenericPlace)


@pytest.mark.parametrize(
    ("path", "left_out"),
    [
        ("/t/a.json", False),
        ("/t/node_modules/a.json", True),
        ("/t/x/.git/a.json", True),
        ("/t/old/p.json", True),
        ("/t/older/p.json", False),
        ("/t/package.json", True),
    ],
)
def test_excluded_names_are_whole(path: str, left_out: bool, tmp_path: Path) -> None:
    job = Job("iac", "/t", tmp_path, options={"exclude": ["old", "package.json"]})
    word = next(w for w in Parliament().command(job).arguments if "--exclude_pattern=" in w)
    assert bool(re.match(word.partition("=")[2], path)) == left_out
