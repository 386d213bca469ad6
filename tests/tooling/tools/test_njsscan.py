"""njsscan: what it looked at is counted in the target, and its places are small."""

from pathlib import Path

from tests.tooling.tools.recordings import FIXTURES, recording
from tooling.base import CodePlace, GenericPlace, Job, ParsedFinding, Report
from tooling.registry import get
from tooling.tools.njsscan import looked_at


def test_only_what_it_looks_at_is_counted(tmp_path: Path) -> None:
    outside = tmp_path.parent / "outside.js"
    outside.write_text("eval(x)", "utf-8")
    target = tmp_path / "example"  # a word that it leaves out, but of the target's own name
    names = ["a.js", "b.mjs", "page.hbs", "readme.md", "node_modules/c.js", "d.min.js", "vue.js"]
    for name in names:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_text("x\n", "utf-8")
    (target / "link.js").symlink_to(outside)
    assert sorted(looked_at(str(target))) == ["a.js", "b.mjs", "page.hbs"]
    assert list(looked_at(str(outside))) == ["outside.js"]


def test_started_inside_the_target(tmp_path: Path) -> None:
    command = get("njsscan").command(Job("repository", str(tmp_path), tmp_path / "run"))
    assert command.folder == tmp_path
    assert command.arguments[-1] == "."


def test_one_finding_a_place() -> None:
    found = recording("njsscan", "findings").findings()
    places = {f.rule_id: f.place for f in found}
    place = places["generic_os_command_exec"]
    assert isinstance(place, CodePlace)
    assert (place.path, place.line) == ("server.js", 4)
    assert "cp.exec" in place.snippet
    assert {f.cwe for f in found} >= {("CWE-78",), ("CWE-95",)}


def test_missing_control_is_of_the_application() -> None:
    found = recording("njsscan", "missing_controls").findings()
    assert {f.place for f in found} == {GenericPlace("application")}
    assert {f.severity for f in found} == {"info"}


def test_mobsfscan_keeps_its_name() -> None:
    path = FIXTURES / "njsscan" / "imports" / "mobsfscan.json"
    found = [r for r in get("njsscan").read(Report(path)) if isinstance(r, ParsedFinding)]
    assert {f.tool for f in found} == {"mobsfscan"}
    assert found[0].references == ("https://github.com/MobSF/owasp-mstg",)
    assert "MSTG-STORAGE-3" in found[0].tags
