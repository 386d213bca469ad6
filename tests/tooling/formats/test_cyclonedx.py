"""CycloneDX: components wherever they stand, ratings, states of analysis, both notations."""

from pathlib import Path
from typing import Any

import pytest

from tests.tooling.formats.reports import FIXTURES, findings, of, reading, records
from tooling.base import Examined, PackagePlace, ParsedFinding, Problem


def bom(*vulnerabilities: Any, **more: Any) -> Any:
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "vulnerabilities": list(vulnerabilities),
        **more,
    }


def test_order_makes_no_difference() -> None:
    assert findings("cyclonedx", "vulnerabilities-first-1.6.json") == findings(
        "cyclonedx", "components-first-1.5.json"
    )


def test_each_affected_component_is_a_finding() -> None:
    outer, inner, lodash, own = findings("cyclonedx", "vulnerabilities-first-1.6.json")
    log4j = "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.0"
    assert outer.place == PackagePlace(log4j, "CVE-2021-44228", "lib/log4j-core.jar")
    assert inner.place == PackagePlace(log4j, "CVE-2021-44228", "lib/fat.jar")
    assert (outer.cvss, outer.severity, outer.cwe) == (10.0, "critical", ("CWE-20", "CWE-502"))
    assert outer.remediation == "Update to 2.17.1.\n\nRemove JndiLookup.class."
    assert outer.tool == "trivy"
    # The id is GitHub's, the CVE stands in the references; the score is the vector's.
    assert (lodash.cve, lodash.cvss, lodash.severity) == (("CVE-2021-23337",), 7.2, "high")
    assert own.place.kind == "generic"


def test_what_is_settled_is_counted() -> None:
    told = records("cyclonedx", FIXTURES / "cyclonedx" / "vulnerabilities-first-1.6.json")
    counts = {examined.what: examined.count for examined in of(told, Examined)}
    assert counts["vulnerabilities that do not affect it"] == 1
    assert counts["false positives"] == 1
    assert counts["unaffected versions"] == 1


def test_xml_says_the_same_as_json() -> None:
    from_json = findings("cyclonedx", "checkov-1.4.json")
    from_xml = findings("cyclonedx", "checkov-1.4.xml")
    assert [(f.rule_id, f.place, f.severity) for f in from_json] == [
        (f.rule_id, f.place, f.severity) for f in from_xml
    ]
    [nested] = findings("cyclonedx", "bom-1.5.xml")
    assert nested.place == PackagePlace("pkg:npm/lodash@4.17.20", "CVE-2021-23337")
    assert nested.tool == "grype"


@pytest.mark.parametrize(
    ("ratings", "severity", "cvss"),
    [
        ([{"severity": "low", "method": "OWASP"}], "low", None),
        ([{"severity": "low"}, {"severity": "high", "method": "CVSSv4", "score": 8}], "high", 8),
        ([{"score": "9.8", "method": "CVSSv31"}], "critical", 9.8),
        ([{"score": 70, "method": "other", "severity": "unknown"}], "info", None),
        ([], "info", None),
        (None, "info", None),
    ],
)
def test_best_rating(ratings: Any, severity: str, cvss: float | None, tmp_path: Path) -> None:
    told = reading("cyclonedx", tmp_path)(bom({"id": "CVE-2024-0001", "ratings": ratings}))
    [found] = of(told, ParsedFinding)
    assert (found.severity, found.cvss) == (severity, cvss)


def test_inventory_is_not_clean_and_an_empty_section_is() -> None:
    inventory = records("cyclonedx", FIXTURES / "cyclonedx" / "inventory-1.6.json")
    assert "inventory" in of(inventory, Problem)[0].message
    clean = records("cyclonedx", FIXTURES / "cyclonedx" / "clean-1.5.json")
    assert clean == [Examined("components", 1)]
