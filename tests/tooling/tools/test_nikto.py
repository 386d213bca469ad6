"""Nikto: one id for many headers, broken CSV, and runs of which only stdout tells the truth."""

from pathlib import Path

import pytest

from tests.tooling.tools.recordings import recording
from tooling.base import Job, ParsedFinding, Problem, Report, UnreadableReport, WebPlace
from tooling.tools.nikto import Nikto

IMPORTS = Path(__file__).parent / "fixtures" / "nikto" / "imports"


def findings(name: str) -> list[ParsedFinding]:
    return [r for r in Nikto().read(Report(IMPORTS / name)) if isinstance(r, ParsedFinding)]


def test_item_of_the_demo_application() -> None:
    cookie = recording("nikto", "findings").findings()[-1]
    assert cookie.rule_id == "999960"
    assert cookie.title == "Cookie session created without the httponly flag"
    assert isinstance(cookie.place, WebPlace)
    assert cookie.place.parameter == "session"


def test_headers_under_one_id_stay_apart() -> None:
    places = [f.place for f in findings("2.1.6.xml") if f.rule_id == "999100"]
    assert [p.parameter for p in places if isinstance(p, WebPlace)] == ["x-one", "x-two"]


def test_osvdb_numbers_are_references() -> None:
    indexed = findings("2.1.6.xml")[0]
    assert indexed.title == "Directory indexing found."
    assert indexed.references == ("http://osvdb.org/3268",)
    assert indexed.tags == ("OSVDB-3268",)


def test_references_of_later_versions() -> None:
    header, inode = findings("2.5.json")
    assert header.references[0].startswith("https://developer.mozilla.org/")
    assert inode.cve == ("CVE-2003-1418",)
    assert isinstance(inode.place, WebPlace)
    assert inode.place.url == "https://shop.example/"


def test_perl_reference_in_csv_is_read_as_a_delimiter() -> None:
    found = findings("2.1.5.csv")
    assert {f.place.url for f in found if isinstance(f.place, WebPlace)} == {
        "http://localhost:8071/"
    }
    assert found[0].title == "Retrieved x-powered-by header: PHP/5.4.0"


def test_csv_without_its_end_is_unreadable(tmp_path: Path) -> None:
    whole = (IMPORTS / "2.5.csv").read_text()
    (tmp_path / "report.csv").write_text(whole[:-10])
    with pytest.raises(UnreadableReport, match="line 4"):
        list(Nikto().read(Report(tmp_path / "report.csv")))


def test_what_stderr_says_after_each_run_is_no_problem() -> None:
    told = recording("nikto", "findings")
    assert "maximum execution time" in (told.folder / "stderr").read_text()
    assert not [r for r in told.records() if isinstance(r, Problem)]
    assert [r for r in recording("nikto", "time_limit").records() if isinstance(r, Problem)]


def test_folder_of_the_target_is_the_root(tmp_path: Path) -> None:
    arguments = Nikto().command(Job("web", "https://shop.example:8443/app/", tmp_path)).arguments
    assert arguments[:7] == ["-host", "shop.example", "-port", "8443", "-ssl", "-root", "/app"]
