"""Wapiti: places without the attack's own text, and what stdout tells beside the report."""

from pathlib import Path

import pytest

from tests.tooling.tools.recordings import recording
from tooling.base import Job, ParsedFinding, Problem, Progress, Report, WebPlace
from tooling.tools.wapiti import DEFAULT_MODULES, MODULES, Wapiti, title


def findings() -> list[ParsedFinding]:
    return recording("wapiti", "findings").findings()


def test_finding_of_the_demo_application() -> None:
    finding = next(f for f in findings() if f.rule_id == "sql-injection")
    assert finding.title == "SQL Injection (DBMS: SQLite) via injection in the parameter id"
    assert (finding.severity, finding.tool_severity) == ("critical", "4")
    assert finding.cwe == ("CWE-89",)
    assert finding.remediation.startswith("To protect against SQL injection")
    assert isinstance(finding.place, WebPlace)
    assert finding.place.url.endswith("/user")
    assert (finding.place.method, finding.place.parameter) == ("GET", "id")
    assert finding.place.request.startswith("GET /user?id=")


def test_urls_hold_no_payload() -> None:
    assert not [f for f in findings() if isinstance(f.place, WebPlace) and "?" in f.place.url]


def test_cookie_is_the_parameter() -> None:
    finding = next(f for f in findings() if f.rule_id == "httponly-flag-cookie")
    assert finding.title == "HttpOnly flag is not set in the cookie session"
    assert isinstance(finding.place, WebPlace)
    assert finding.place.parameter == "session"


def problems(case: str) -> list[str]:
    return [p.message for p in recording("wapiti", case).records() if isinstance(p, Problem)]


@pytest.mark.parametrize(
    ("case", "sentence"),
    [
        ("target_died", "requests were skipped due to network issues"),
        ("module_crashed", "module exec: httpx.InvalidURL: For absolute URLs"),
        ("time_limit", "Max attack time was reached for module"),
        ("dead_target", "ConnectError with URL"),
    ],
)
def test_stdout_tells_what_the_report_does_not(case: str, sentence: str) -> None:
    assert any(sentence in problem for problem in problems(case))


def test_clean_run_has_no_problem() -> None:
    assert problems("clean") == []


def test_missing_module_does_not_decide_where_others_ran(tmp_path: Path) -> None:
    (tmp_path / "stdout").write_text(
        "[!] Unable to find a module named nosuch\n[*] Launching module sql\n"
        "[!] Unable to find a module named other\n"
    )
    report = recording("wapiti", "clean").report
    records = Wapiti().read(Report(report.path, report.job, tmp_path / "stdout"))
    told = [r for r in records if isinstance(r, Problem)]
    assert [problem.outcome for problem in told][1:] == [None]


def test_progress_counts_the_modules(tmp_path: Path) -> None:
    job = Job("web", "http://x/", tmp_path, options={"modules": ["sql", "xss"]})
    follow = Wapiti().follow(job)
    assert follow("[*] Launching module sql") == Progress(5, "module sql")
    assert follow("nothing") is None
    assert follow("[*] Launching module xss") == Progress(52, "module xss")


def test_time_is_shared_between_crawl_and_modules(tmp_path: Path) -> None:
    job = Job("web", "http://x/", tmp_path, options={"modules": ["sql"]}, timeout_seconds=100)
    arguments = Wapiti().command(job).arguments
    assert arguments[arguments.index("--max-scan-time") + 1] == "45"
    assert arguments[arguments.index("--max-attack-time") + 1] == "45"


def test_no_module_needs_a_third_party() -> None:
    assert set(DEFAULT_MODULES) <= set(MODULES)
    assert not {"ssrf", "xxe", "log4shell", "takeover", "nikto", "wapp"} & set(MODULES)


def test_title_says_it_once() -> None:
    said = "The server responded with a 500 HTTP error code while attempting to inject"
    assert (
        title("Internal Server Error", said) == "Internal Server Error while attempting to inject"
    )
    assert title("MIME Type Confusion", "X is not set") == "MIME Type Confusion: X is not set"
    assert title("Path Traversal", "") == "Path Traversal"


IMPORTS = Path(__file__).parent / "fixtures" / "wapiti" / "imports"


def imported(name: str) -> list[ParsedFinding]:
    return [r for r in Wapiti().read(Report(IMPORTS / name)) if isinstance(r, ParsedFinding)]


@pytest.mark.parametrize("version", ["3.0.4", "3.1.8"])
def test_xml_says_the_same_as_json(version: str) -> None:
    def told(name: str) -> set[tuple[object, ...]]:
        return {
            (f.rule_id, f.severity, f.cwe, f.references, f.description, f.remediation)
            for f in imported(name)
        }

    assert told(f"{version}.xml") == told(f"{version}.json")


def test_place_of_an_old_report() -> None:
    xss, error, nowhere = imported("2.3.xml")
    assert xss.place == WebPlace(
        "http://shop.example/search",
        "GET",
        "q",
        "GET /search?q=%3Cscript%3E HTTP/1.1\nHost: shop.example",
    )
    assert xss.cwe == ("CWE-79",)
    assert isinstance(error.place, WebPlace)
    assert error.place.method == "POST"
    assert isinstance(nowhere.place, WebPlace)
    assert nowhere.place.url == "http://shop.example/"  # it has no path: the target


def test_response_of_a_detailed_report() -> None:
    (finding,) = imported("detailed.json")
    assert isinstance(finding.place, WebPlace)
    assert finding.place.response == "HTTP 500\r\ncontent-type: text/html\r\n\r\nerror"
