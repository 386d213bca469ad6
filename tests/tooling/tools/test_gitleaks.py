"""Gitleaks: no secret leaves the place for it, and the target chooses nothing."""

import json
from pathlib import Path

import pytest

from tests.tooling.tools.recordings import FIXTURES, recording
from tooling.base import GenericPlace, Job, ParsedFinding, Report, SecretPlace
from tooling.registry import get


def read(name: str) -> list[ParsedFinding]:
    path = FIXTURES / "gitleaks" / "imports" / name
    found = get("gitleaks").read(Report(path))
    return [record for record in found if isinstance(record, ParsedFinding)]


def test_redacted_secrets_are_no_secrets() -> None:
    places = [finding.place for finding in recording("gitleaks", "findings").findings()]
    assert len(places) == 4
    assert all(isinstance(place, SecretPlace) and not place.secret for place in places)


def test_clear_secret_is_in_its_place_only() -> None:
    first = read("v8.json")[0]
    assert isinstance(first.place, SecretPlace)
    assert first.place.secret == "not-a-secret"
    assert "not-a-secret" not in json.dumps(dict(first.evidence)) + first.description


def test_half_redacted_secret_is_none() -> None:
    second = read("v8.json")[1]
    assert isinstance(second.place, SecretPlace)
    assert (second.place.secret, second.place.line) == ("", 7)
    assert second.references == ("https://git.example.org/shop/blob/1/a.env#L2",)
    assert second.tags == ("own", "token")


def test_secret_in_a_commit_message_has_no_file() -> None:
    assert read("v8.json")[2].place == GenericPlace("repository", "74ed058f")


@pytest.mark.parametrize(
    ("name", "rules"),
    [
        ("v7.json", ["AWS Access Key", "Generic Credential"]),
        ("v3.json", ["Github", "AWS"]),
        ("v8.csv", ["private-key", "aws-access-token"]),
    ],
)
def test_every_version_names_its_rules(name: str, rules: list[str]) -> None:
    assert [finding.rule_id for finding in read(name)] == rules


def test_guesses_are_medium() -> None:
    assert {f.rule_id: f.severity for f in read("v7.json")} == {
        "AWS Access Key": "high",
        "Generic Credential": "medium",
    }


def test_configuration_is_ours(tmp_path: Path) -> None:
    (tmp_path / ".gitleaks.toml").write_text("title = 'nothing'\n", "utf-8")
    words = list(get("gitleaks").command(Job("repository", str(tmp_path), tmp_path)).arguments)
    config = Path(words[words.index("--config") + 1])
    assert config.is_file()
    assert not config.is_relative_to(tmp_path)
    assert words[words.index("--gitleaks-ignore-path") + 1] == "/dev/null"


def test_history_starts_no_converter_of_the_target(tmp_path: Path) -> None:
    job = Job("repository", str(tmp_path), tmp_path, options={"history": True})
    [log] = [w for w in get("gitleaks").command(job).arguments if w.startswith("--log-opts=")]
    assert "--no-textconv" in log
    assert "--no-ext-diff" in log
