"""GitLab's reports: the location of each category, what the scan says of itself."""

from pathlib import Path

import pytest

from findings.fingerprint import Fingerprinter
from tests.tooling.formats.reports import FIXTURES, findings, of, reading, records
from tooling.base import (
    CodePlace,
    Examined,
    GenericPlace,
    Outcome,
    PackagePlace,
    ParsedFinding,
    Place,
    Problem,
    SecretPlace,
    WebPlace,
)


@pytest.mark.parametrize(
    ("file", "place"),
    [
        (
            "dependency-scanning-15.json",
            PackagePlace(
                "pkg:npm/%40types/lodash@4.17.20", "CVE-2021-23337", "web/package-lock.json"
            ),
        ),
        (
            "container-scanning-15.json",
            PackagePlace(
                "pkg:deb/debian/zlib1g@1:1.2.11", "CVE-2022-37434", "registry.example/shop:1.4"
            ),
        ),
        (
            "secret-detection-15.json",
            SecretPlace("deploy/run.sh", 3, secret="AKIAIOSFODNN7EXAMPLE"),
        ),
        ("coverage-fuzzing-15.json", GenericPlace("FuzzMe", "Heap-buffer-overflow")),
        ("sast-13.json", CodePlace("src/Cart.java", 29, 30)),
        (
            "sast-15-tracking.json",
            CodePlace("app/a.js", 3, None, "", (("scope_offset", "app/a.js|f[0]:1"),)),
        ),
    ],
)
def test_place(file: str, place: Place) -> None:
    [found] = findings("gitlab", file)
    assert found.place == place


def test_dependency_arrives_whole() -> None:
    [found] = findings("gitlab", "dependency-scanning-15.json")
    assert (found.rule_id, found.cvss, found.cwe) == ("CVE-2021-23337", 7.2, ("CWE-94",))
    assert found.remediation == "Upgrade to version 4.17.21.\n\nUpgrade lodash with yarn."
    assert found.tool == "gemnasium"


def test_request_and_response() -> None:
    told = records("gitlab", FIXTURES / "gitlab" / "dast-14.json")
    [found] = findings("gitlab", "dast-14.json")
    assert isinstance(found.place, WebPlace)
    assert found.place.request == "POST https://shop.example/cart\nAccept: */*\n\na=1"
    assert (found.place.url, found.place.parameter) == ("https://shop.example/cart", "token")
    assert (found.tool, found.rule_id) == ("zap", "10202")
    assert of(told, Problem) == [Problem("The crawler stopped after 10 minutes.", tool="zap")]
    assert Examined("resources", 2, "zap") in told


def test_scan_that_failed_is_never_clean() -> None:
    told = records("gitlab", FIXTURES / "gitlab" / "failed-15.json")
    assert of(told, Problem)[0].outcome is Outcome.CRASHED


def test_likely_false_positive_is_a_finding_that_says_so() -> None:
    [found] = findings("gitlab", "sast-15-tracking.json")
    assert "flagged-as-likely-false-positive" in found.tags


def test_secrets_with_one_hash_for_all_stay_apart() -> None:
    told = findings("gitlab", "semgrep-gitlab-secrets.json")
    mark = Fingerprinter(tool="gitlab", family="gitlab", target_id="t", key=b"k")
    assert len({mark(finding).hex for finding in told}) == len(told) == 18


def test_what_the_scan_tells_is_of_the_scanner_that_it_names(tmp_path: Path) -> None:
    scan = {"type": "sast", "scanner": {"name": "Semgrep"}, "scanned_resources": [{}]}
    read = reading("gitlab", tmp_path)
    assert of(read({"scan": scan, "vulnerabilities": []}), Examined) == [
        Examined("vulnerabilities", 0, "semgrep"),
        Examined("resources", 1, "semgrep"),
    ]
    other = {"name": "Wrong", "scanner": {"name": "Bandit"}}
    told = of(read({"scan": scan, "vulnerabilities": [other]}), Examined)
    assert {examined.tool for examined in told} == {""}  # one scan, by both


def test_findings_without_a_place_are_told_apart(tmp_path: Path) -> None:
    rule = [{"type": "x", "name": "R", "value": "R"}]
    told = [{"identifiers": rule, "category": "sast", "name": name} for name in ("One", "Two")]
    found = of(reading("gitlab", tmp_path)({"vulnerabilities": told}), ParsedFinding)
    assert [one.place.location for one in found] == ["One", "Two"]
