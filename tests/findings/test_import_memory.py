"""A report of any size costs the memory of its largest record."""

from pathlib import Path

import orjson
import pytest

from findings import receiving, uploads
from findings.models import Finding
from tests.benchmarks.import_report import Peak
from tests.make import make_project

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
RESULTS = 2500
LINE = "x = request.args['id']  # user input reaches this line, and the next, and those after it\n"


def report(path: Path) -> None:
    """200 MB of SARIF, 80 kB a result, most of it in data flows and snippets of 20 kB."""
    with path.open("wb") as file:
        file.write(
            b'{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "Big"}}, "results": ['
        )
        for number in range(RESULTS):
            region = {"startLine": 1, "snippet": {"text": f"{number} " + LINE * 240}}
            spot = {"artifactLocation": {"uri": f"src/f{number}.py"}, "region": region}
            step = {"location": {"message": {"text": LINE * 4}, "physicalLocation": spot}}
            result = {
                "ruleId": f"R{number % 7}",
                "message": {"text": f"{number} " + LINE * 20},
                "locations": [{"physicalLocation": spot}],
                "codeFlows": [{"threadFlows": [{"locations": [step, step]}]}],
                "properties": {"note": f"{number} " + LINE * 180},
            }
            file.write(b",\n" * bool(number) + orjson.dumps(result))
        file.write(b"]}]}")


def test_memory_is_flat(tmp_path: Path) -> None:
    path = tmp_path / "big.sarif"
    report(path)
    assert path.stat().st_size > 190_000_000
    project = make_project()
    before = Peak().mebibytes()
    peak = Peak()
    upload = receiving.store("test", receiving.check(path, path.name, project, is_ours=False))
    assert uploads.carry_out(upload.pk) == "done"
    assert Finding.objects.filter(project=project).count() == RESULTS
    assert peak.mebibytes() - before < 130
