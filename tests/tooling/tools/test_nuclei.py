"""Nuclei: matches of every protocol, requests in a private file, and hosts that were given up."""

import json
from pathlib import Path

import pytest

from tests.tooling.tools.recordings import recording
from tooling.base import (
    CodePlace,
    Job,
    NetworkPlace,
    ParsedFinding,
    Problem,
    Progress,
    Report,
    WebPlace,
)
from tooling.tools.nuclei import Nuclei

IMPORTS = Path(__file__).parent / "fixtures" / "nuclei" / "imports"


def imported(name: str) -> list[ParsedFinding]:
    records = Nuclei().read(Report(IMPORTS / name))
    return [record for record in records if isinstance(record, ParsedFinding)]


def test_a_match_arrives_whole() -> None:
    finding = recording("nuclei", "findings").findings()[0]
    assert finding.rule_id == "CVE-2099-10001"
    assert finding.title == "Example Portal - SQL Injection"
    assert (finding.severity, finding.cvss) == ("critical", 9.8)
    assert finding.cve == ("CVE-2099-10001",)
    assert finding.cwe == ("CWE-89",)
    assert finding.remediation == "Update to 2.1 or later."
    assert "An attacker can read the whole database." in finding.description
    assert finding.tags == ("cve", "cve2099", "sqli", "example")
    assert isinstance(finding.place, WebPlace)
    assert finding.place.method == "GET"
    assert finding.evidence["extracted"] == ["sqlite3.OperationalError"]


def test_matchers_of_one_template_are_findings_of_their_own() -> None:
    rules = [f.rule_id for f in recording("nuclei", "findings").findings()]
    assert "http-missing-security-headers:content-security-policy" in rules
    assert "http-missing-security-headers:strict-transport-security" in rules


def test_places_follow_the_protocol() -> None:
    tls = recording("nuclei", "findings").findings()[3]
    assert tls.place == NetworkPlace("127.0.0.1", 18081)
    file, ssh = imported("protocols.json")
    assert file.place == CodePlace("src/key.pem", 3)
    assert ssh.place == NetworkPlace("shop.example", 22)


def test_names_of_version_2_are_known() -> None:
    traversal, detected, name, redis = imported("v2.jsonl")
    assert traversal.cve == ("CVE-2098-20002",)
    assert traversal.references[0] == "https://example.org/traversal"
    assert detected.rule_id == "tech-detect:nginx"
    assert name.place == NetworkPlace("shop.example", None, "udp")
    assert (redis.severity, redis.place) == ("high", NetworkPlace("192.0.2.7", 6379))


def test_skipped_host_is_a_problem() -> None:
    records = recording("nuclei", "host_skipped").records()
    assert [r.message for r in records if isinstance(r, Problem)] == [
        "Skipped 127.0.0.1:18080 from target list as found unresponsive 30 times"
    ]


def test_requests_reach_it_in_a_private_file(tmp_path: Path) -> None:
    asked = {
        "url": "https://shop.example/api?id=1",
        "method": "POST",
        "headers": {"Authorization": "Bearer t0ken"},
        "body": "a=1",
    }
    job = Job("web", "https://shop.example/", tmp_path, target_options={"requests": [asked]})
    command = Nuclei().command(job)
    assert not [word for word in command.arguments if "t0ken" in word]
    told = json.loads(command.files["requests.jsonl"])
    assert told["url"] == asked["url"]
    head, _, body = told["request"]["raw"].partition("\r\n\r\n")
    assert head.splitlines() == [
        "POST /api?id=1 HTTP/1.1",
        "Host: shop.example",
        "Authorization: Bearer t0ken",
    ]
    assert body == "a=1"


def test_header_cannot_add_a_line(tmp_path: Path) -> None:
    asked = {"url": "https://shop.example/", "headers": {"X": "a\r\nHost: other.example"}}
    job = Job("web", "https://shop.example/", tmp_path, target_options={"requests": [asked]})
    with pytest.raises(ValueError, match="line break"):
        Nuclei().command(job)


def test_templates_stay_in_their_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUCLEI_TEMPLATES", str(tmp_path))
    job = Job("web", "https://x/", tmp_path / "work", options={"templates": ["http/cves", "ssl"]})
    command = Nuclei().command(job)
    assert f"{tmp_path}/http/cves" in command.arguments
    assert command.reads == (tmp_path,)


@pytest.mark.parametrize(
    ("said", "version"),
    [
        ("[INF] Nuclei Engine Version: v3.4.10\n", "3.4.10"),
        ("[INF] Current Version: 2.5.4\n", "2.5.4"),
        ("nuclei, version 0.4.2\n", None),
    ],
)
def test_another_program_of_that_name_is_not_it(said: str, version: str | None) -> None:
    found = Nuclei.version_pattern.search(said)
    assert (found[1] if found else None) == version


def test_progress_of_a_run_without_requests() -> None:
    line = '{"requests":"0","total":"0","errors":"0","matched":"0","templates":"0"}'
    assert Nuclei().progress(line) == Progress(None, "0 of 0 requests, 0 matches")
