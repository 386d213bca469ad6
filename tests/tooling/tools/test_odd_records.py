"""Records that lack a field, or hold an address that is none: findings all the same, and apart."""

import json
from pathlib import Path
from typing import Any

import pytest

from findings.fingerprint import Fingerprinter
from tooling.base import Outcome, ParsedFinding, Problem, Record, Rejected, Report
from tooling.recognition import recognise
from tooling.registry import reader

NO_ADDRESS = "//[x"
HOST = {"host": "shop.example", "port": "80", "banner": ""}


def read(name: str, folder: Path, document: Any) -> list[Record]:
    path = folder / "report"
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return list(reader(name).read(Report(path)))


@pytest.mark.parametrize(
    ("name", "document"),
    [
        ("wapiti", {"vulnerabilities": {"XSS": [{"level": 2, "info": "XSS"}]}, "infos": {}}),
        ("wapiti", {"vulnerabilities": {"XSS": [{"path": NO_ADDRESS}]}, "infos": {}}),
        ("testssl", [{"ip": "a/1.2.3.4", "port": "443", "severity": "LOW", "finding": "old"}]),
        ("shellcheck", [{"line": 1, "level": "error", "code": 1091, "message": "Not followed"}]),
        ("shellcheck", [{"file": "a.sh", "line": 1, "level": "error", "code": 1091}]),
        ("ffuf", {"results": [{"url": "http://[FUZZ/", "status": 200}], "config": {}}),
        ("nikto", {**HOST, "vulnerabilities": [{"id": "1", "url": NO_ADDRESS, "msg": "Odd"}]}),
        ("nuclei", [{"template-id": "a", "info": {"name": "A"}, "host": "a:b:c", "type": "dns"}]),
        (
            "nuclei",
            [{"template-id": "a", "info": {"classification": {"cvss-score": 10**400}}}],
        ),
        ("cloudsploit", [{"title": "T", "status": "FAIL", "message": "m"}]),
        ("gitleaks", {"RuleID": "aws", "Secret": "AKIAX", "File": "a", "Commit": "1"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_record_that_lacks_something_is_a_finding(
    name: str, document: Any, tmp_path: Path
) -> None:
    records = read(name, tmp_path, document)
    [found] = [one for one in records if isinstance(one, ParsedFinding)]
    assert found.title
    assert found.rule_id
    assert not [one for one in records if isinstance(one, Rejected)]
    Fingerprinter(tool=name, family=name, target_id="1", key=b"k" * 32)(found)


def test_paths_that_stand_in_the_message_only_are_places(tmp_path: Path) -> None:
    """Nikto 2.5 leaves `url` empty in JSON."""
    items = [{"id": "740001", "url": "", "msg": f"/{n}.tar: A backup."} for n in ("a", "b")]
    records = read("nikto", tmp_path, {**HOST, "vulnerabilities": items})
    found = [one for one in records if isinstance(one, ParsedFinding)]
    assert [getattr(one.place, "url", "") for one in found] == [
        "http://shop.example/a.tar",
        "http://shop.example/b.tar",
    ]
    assert {one.title for one in found} == {"A backup."}


@pytest.mark.parametrize(
    "document",
    [
        {"id": "000029", "OSVDB": "0", "url": "/", "msg": "No web server found on shop:80"},
        {**HOST, "vulnerabilities": [{"id": "0", "msg": "ERROR: Cannot resolve hostname 'shop'"}]},
    ],
    ids=["no host", "unresolved"],
)
def test_a_host_that_nikto_did_not_reach_is_no_finding(document: Any, tmp_path: Path) -> None:
    records = read("nikto", tmp_path, document)
    assert not [one for one in records if isinstance(one, ParsedFinding)]
    assert any(isinstance(one, Problem) and one.outcome is Outcome.NETWORK for one in records)
    assert recognise(tmp_path / "report").reader.name == "nikto"
