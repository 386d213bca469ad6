"""The fixtures are documents of their standards, by the schemas that packages carry.

CycloneDX: `cyclonedx-python-lib`. OCSF: `py-ocsf-models`, which has no class for 2001 and 2002. No
maintained package carries the schema of SARIF, or those of GitLab.
"""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from lxml import etree
from py_ocsf_models.events.findings.compliance_finding import ComplianceFinding
from py_ocsf_models.events.findings.detection_finding import DetectionFinding
from referencing import Registry, Resource

from tests.tooling.formats.reports import FIXTURES

SCHEMAS = files("cyclonedx.schema._res")
PARTS = ("spdx", "jsf-0.82", "cryptography-defs")
# Odd on purpose; and an extension of version 1.2.
INVALID = {"odd-1.4.json", "imports.json", "truncated.xml"}
CYCLONEDX = [path for path in (FIXTURES / "cyclonedx").iterdir() if path.name not in INVALID]


def schema(name: str) -> Any:
    return json.loads((SCHEMAS / f"{name}.SNAPSHOT.schema.json").read_text("utf-8"))


@pytest.mark.parametrize(
    "path", [path for path in CYCLONEDX if path.suffix == ".json"], ids=lambda path: path.name
)
def test_cyclonedx_json(path: Path) -> None:
    document = json.loads(path.read_text("utf-8"))
    parts = [Resource.from_contents(schema(name)) for name in PARTS]
    registry: Any = Registry().with_resources([(str(part.id()), part) for part in parts])
    validator = Draft7Validator(schema(f"bom-{document['specVersion']}"), registry=registry)
    assert [error.message for error in validator.iter_errors(document)] == []


@pytest.mark.parametrize(
    "path", [path for path in CYCLONEDX if path.suffix == ".xml"], ids=lambda path: path.name
)
def test_cyclonedx_xml(path: Path) -> None:
    document = etree.parse(str(path))
    version = document.getroot().nsmap[None].rpartition("/")[2]
    xsd = etree.XMLSchema(etree.parse(str(SCHEMAS / f"bom-{version}.SNAPSHOT.xsd")))
    assert xsd.validate(document), xsd.error_log


def test_ocsf() -> None:
    events = json.loads((FIXTURES / "ocsf" / "findings.json").read_text("utf-8"))
    events.append(json.loads((FIXTURES / "ocsf" / "one.json").read_text("utf-8")))
    models: dict[int, Any] = {2003: ComplianceFinding, 2004: DetectionFinding}
    known = [event for event in events if event and event["class_uid"] in models]
    assert len(known) == 6
    for event in known:
        assert models[event["class_uid"]].model_validate(event).class_uid == event["class_uid"]
