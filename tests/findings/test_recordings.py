"""Reports that real tools wrote become findings, and the same findings when imported again."""

from pathlib import Path

import pytest

from findings.importing import import_run
from findings.models import Finding
from tests.findings.sample import ended_run
from tests.make import make_target
from tooling import registry

pytestmark = pytest.mark.django_db
FIXTURES = Path(__file__).parents[1] / "tooling" / "tools" / "fixtures"
RECORDINGS = {
    folder.parent.name: next(iter(folder.glob("report.*")), folder / "stdout")
    for folder in sorted(FIXTURES.glob("*/findings"))
}
LOCATORS = {
    "cloud_account": "aws",
    "host": "127.0.0.1",
    "iac": "/target",
    "repository": "/target",
    "web": "http://127.0.0.1:18080/",
}


@pytest.mark.parametrize("tool", RECORDINGS)
def test_a_recorded_report_is_imported_whole_and_known_again(tool):
    report = RECORDINGS[tool].read_text(encoding="utf-8")
    kind = min(registry.get(tool).accepts & set(LOCATORS))
    target = make_target(kind=kind, locator=LOCATORS[kind])

    first = import_run(ended_run(report=report, target=target, tool=tool).pk)
    second = import_run(ended_run(report=report, target=target, tool=tool).pk)

    assert (first.state, second.state) == ("done", "done")
    assert first.created_count > 0
    assert (first.rejected, first.unknown_severities) == ([], [])
    assert (second.created_count, second.seen_again) == (0, first.created_count)
    findings = Finding.objects.filter(project=target.project)
    assert findings.count() == first.created_count
    assert set(findings.values_list("status", flat=True)) == {"open"}
    assert all(finding.title and finding.resource for finding in findings)
