"""testssl.sh: what is a finding, what could not be tested, and its three kinds of report."""

from pathlib import Path

from tests.tooling.tools.recordings import recording
from tooling.base import Job, NetworkPlace, Outcome, ParsedFinding, Problem, Report
from tooling.outcome import decide
from tooling.tls_rules import RULES
from tooling.tools.testssl import EXPLAINED, Testssl

IMPORTS = Path(__file__).parent / "fixtures" / "testssl" / "imports"


def findings(name: str) -> list[ParsedFinding]:
    return [r for r in Testssl().read(Report(IMPORTS / name)) if isinstance(r, ParsedFinding)]


def test_protocol_of_the_demo_server() -> None:
    old = recording("testssl", "findings").findings()[0]
    assert old.rule_id == "TLS1"
    assert old.title == "TLS1: offered (deprecated)"
    assert old.severity == "low"
    assert old.place == NetworkPlace("127.0.0.1", 18081)
    assert old.description == "TLS 1.0 is deprecated and must not be used. offered (deprecated)"
    assert old.remediation == "Offer TLS 1.2 and 1.3 only."


def test_its_own_hint_and_ids_come_first() -> None:
    breach = next(f for f in findings("3.2.json") if f.rule_id == "BREACH")
    assert (breach.severity, breach.remediation) == ("medium", "Turn compression off.")
    assert (breach.cve, breach.cwe) == (("CVE-2013-3587",), ("CWE-310",))
    sweet = next(f for f in findings("pretty-3.0.json") if f.rule_id == "SWEET32")
    assert sweet.cve == ("CVE-2016-2183", "CVE-2016-6329")
    assert sweet.place == NetworkPlace("shop.example", 443)


def test_what_could_not_be_tested_is_a_problem() -> None:
    records = Testssl().read(Report(IMPORTS / "3.2.json"))
    told = [r for r in records if isinstance(r, Problem)]
    assert told == [Problem("OCSP_stapling: could not be tested")]


def test_lack_of_this_machine_is_none() -> None:
    assert not [r for r in recording("testssl", "clean").records() if isinstance(r, Problem)]


def test_a_port_without_tls_is_no_network_failure() -> None:
    told = recording("testssl", "not_tls")
    assert decide(told.tool, told.ended, told.report).outcome is Outcome.BAD_ARGUMENTS


def test_rules_that_explain_exist() -> None:
    assert set(EXPLAINED.values()) <= set(RULES)


def test_checked_address_is_pinned(tmp_path: Path) -> None:
    job = Job("web", "https://shop.example/", tmp_path, address="192.0.2.7")
    arguments = list(Testssl().command(job).arguments)
    assert arguments[-1] == "shop.example:443"
    assert arguments[arguments.index("--ip") + 1] == "192.0.2.7"
    six = Testssl().command(Job("host", "shop.example:25", tmp_path, address="2001:db8::7"))
    assert "-6" in six.arguments
