"""Kingfisher: three shapes of a report, and what its validation says."""

from tests.tooling.tools.recordings import FIXTURES, recording
from tooling.base import GenericPlace, ParsedFinding, Problem, Report, SecretPlace, UnknownSeverity
from tooling.registry import get


def read(name: str) -> list[ParsedFinding]:
    path = FIXTURES / "kingfisher" / "imports" / name
    found = get("kingfisher").read(Report(path))
    return [record for record in found if isinstance(record, ParsedFinding)]


def test_fingerprint_is_no_identity() -> None:
    """It changes with the line; and what `--redact` writes, with every run."""
    for finding in recording("kingfisher", "findings").findings():
        assert isinstance(finding.place, SecretPlace)
        assert not finding.place.secret
        assert not finding.place.secret_hash
        assert finding.evidence["fingerprint"]


def test_secret_that_its_provider_takes_is_critical() -> None:
    taken, untried = read("stdout.json")
    assert (taken.severity, taken.evidence["author"]) == ("critical", "Somebody")
    assert taken.references[0].endswith("app.py#L7")
    assert untried.severity == "medium"


def test_secret_that_its_provider_refuses_is_low() -> None:
    assert read("v1.json")[0].severity == "low"


def test_unknown_confidence_is_told() -> None:
    path = FIXTURES / "kingfisher" / "imports" / "v1.json"
    told = [r for r in get("kingfisher").read(Report(path)) if isinstance(r, UnknownSeverity)]
    assert told == [UnknownSeverity("certain")]


def test_finding_without_a_path_tells_what_it_knows() -> None:
    assert isinstance(read("lines.jsonl")[1].place, GenericPlace)


def test_partial_scan_is_a_problem() -> None:
    problems = [r for r in recording("kingfisher", "unreadable").records() if type(r) is Problem]
    assert "partial" in problems[0].message


def test_history_names_the_commit() -> None:
    assert all(f.evidence["commit"] for f in recording("kingfisher", "history").findings())
