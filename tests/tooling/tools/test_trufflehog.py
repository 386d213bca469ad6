"""TruffleHog: its reports hold secrets, which go nowhere but into their place."""

import json
from pathlib import Path

from tests.tooling.tools.recordings import FIXTURES, recording
from tooling.base import GenericPlace, Job, ParsedFinding, Problem, Report, SecretPlace
from tooling.registry import get


def read(name: str) -> list[ParsedFinding]:
    found = get("trufflehog").read(Report(FIXTURES / "trufflehog" / "imports" / name))
    return [record for record in found if isinstance(record, ParsedFinding)]


def test_secret_is_in_its_place_only() -> None:
    for finding in recording("trufflehog", "findings").findings():
        assert isinstance(finding.place, SecretPlace)
        secret = finding.place.secret
        assert secret
        shown = [finding.title, finding.description, json.dumps(dict(finding.evidence))]
        assert secret not in " ".join(shown)


def test_places_of_other_sources() -> None:
    docker, bucket, gitlab, unknown = read("sources.jsonl")
    assert isinstance(docker.place, SecretPlace)
    assert docker.place.path == "shop/app/.env"
    assert (docker.severity, docker.tool_severity) == ("critical", "verified")
    assert isinstance(bucket.place, SecretPlace)
    assert bucket.place.path == "backups/db/dump.sql"
    assert isinstance(gitlab.place, SecretPlace)
    assert gitlab.place.path == "https://gitlab.example.org/shop/-/blob/74ed058f/ci.yml#L3"
    assert gitlab.evidence["commit"] == "74ed058f"
    assert unknown.place == GenericPlace("trufflehog - filesystem")
    assert unknown.rule_id == "CustomRegex:internal token"
    assert unknown.evidence["not_verified_because"].startswith("dial tcp")


def test_log_among_the_findings() -> None:
    path = FIXTURES / "trufflehog" / "imports" / "with_log.jsonl"
    told = list(get("trufflehog").read(Report(path)))
    assert [r for r in told if isinstance(r, Problem)] == [
        Problem("error scanning file: unable to open file")
    ]


def test_version_2_guesses() -> None:
    guessed, known = read("v2.jsonl")
    assert (guessed.severity, known.severity) == ("medium", "high")
    assert isinstance(known.place, SecretPlace)
    assert known.place.secret.splitlines() == ["not-a-private-key", "second"]


def test_trufflehog3_grades() -> None:
    assert [f.severity for f in read("trufflehog3.json")] == ["medium", "high"]


def test_nothing_is_sent_unless_asked(tmp_path: Path) -> None:
    tool = get("trufflehog")
    quiet = tool.command(Job("repository", "/targets/shop", tmp_path)).arguments
    asked = tool.command(Job("repository", "/targets/shop", tmp_path, {"verify": True})).arguments
    assert "--no-verification" in quiet
    assert "--no-verification" not in asked
    assert "--no-update" in asked


def test_path_of_a_repository_becomes_a_url(tmp_path: Path) -> None:
    job = Job("repository", "/targets/a shop", tmp_path, {"history": True})
    assert get("trufflehog").command(job).arguments[:2] == ["git", "file:///targets/a%20shop"]
