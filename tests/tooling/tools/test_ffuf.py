"""ffuf: answers by their path, words that went elsewhere, and requests that failed."""

from pathlib import Path

from tests.tooling.tools.recordings import recording
from tooling.base import Examined, Job, ParsedFinding, Problem, Report, WebPlace
from tooling.tools.ffuf import WORDS, Ffuf

IMPORTS = Path(__file__).parent / "fixtures" / "ffuf" / "imports"


def findings(name: str) -> list[ParsedFinding]:
    return [r for r in Ffuf().read(Report(IMPORTS / name)) if isinstance(r, ParsedFinding)]


def test_answer_of_the_demo_application() -> None:
    found = {f.title: f for f in recording("ffuf", "findings").findings()}
    admin = found["/admin answers 200"]
    assert (admin.rule_id, admin.severity) == ("discovered-path", "info")
    assert isinstance(admin.place, WebPlace)
    assert admin.place.url.endswith("/admin")


def test_words_in_a_header_keep_results_apart() -> None:
    places = [f.place for f in findings("header.json")]
    assert [p.parameter for p in places if isinstance(p, WebPlace)] == ["HOST=dev", "HOST=stage"]


def test_words_in_base64_are_read() -> None:
    (found,) = findings("ejson.json")
    assert isinstance(found.place, WebPlace)
    assert found.place.url == "https://shop.example/admin"


def test_all_paths_of_the_list_were_tried() -> None:
    examined = [r for r in recording("ffuf", "clean").records() if isinstance(r, Examined)]
    assert examined == [Examined("paths", len(WORDS.read_text().split()))]


def test_stop_in_the_middle_is_a_problem(tmp_path: Path) -> None:
    clean = recording("ffuf", "clean").report
    (tmp_path / "stderr").write_text(":: Progress: [5/9] :: Job [1/1] :: Errors: 0 ::\n")
    records = list(Ffuf().read(Report(clean.path, clean.job, None, tmp_path / "stderr")))
    assert Problem("it stopped after 5 of 9 requests") in records


def test_list_is_short_and_has_no_repetition() -> None:
    words = WORDS.read_text().splitlines()
    assert words == sorted(set(words))
    assert len(words) < 500


def test_target_cannot_move_the_word(tmp_path: Path) -> None:
    job = Job("web", "https://shop.example/FUZZ/x?q=FUZZ", tmp_path)
    arguments = Ffuf().command(job).arguments
    assert arguments[1] == "https://shop.example/%46UZZ/x/FUZZ"
