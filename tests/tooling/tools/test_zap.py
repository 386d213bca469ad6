"""ZAP: one finding an instance, texts without markup, and the plan that it runs by."""

import json
from pathlib import Path

from tests.tooling.tools.recordings import recording
from tooling.base import Job, ParsedFinding, Problem, Report, WebPlace
from tooling.tools.zap import Zap, plain, unescaped

IMPORTS = Path(__file__).parent / "fixtures" / "zap" / "imports"


def findings(name: str) -> list[ParsedFinding]:
    return [r for r in Zap().read(Report(IMPORTS / name)) if isinstance(r, ParsedFinding)]


def test_an_alert_arrives_whole() -> None:
    finding = recording("zap", "findings").findings()[0]
    assert (finding.rule_id, finding.severity) == ("40012", "high")
    assert finding.title == "Cross Site Scripting (Reflected)"
    assert finding.description.splitlines() == [
        "A page repeats what it was sent, as markup.",
        "Scripts of others run in the visitor's browser.",
    ]
    assert finding.cwe == ("CWE-79",)
    assert finding.tags == ("WASC-8", "OWASP_2021_A03")
    assert finding.references == (
        "https://owasp.org/www-community/attacks/xss/",
        "https://cwe.mitre.org/data/definitions/79.html",
    )
    assert isinstance(finding.place, WebPlace)
    assert finding.place.url.endswith("/search?q=%3Cscript%3E&page=1")
    assert finding.place.parameter == "q"
    assert finding.evidence["attack"] == "<script>alert(1);</script>"
    assert finding.evidence["confidence"] == "medium"


def test_each_instance_is_a_finding() -> None:
    found = recording("zap", "findings").findings()
    places = [f.place for f in found if f.rule_id == "10038-1"]
    assert [(p.method, p.url.rpartition("/")[2]) for p in places if isinstance(p, WebPlace)] == [
        ("GET", ""),
        ("GET", "search?q=a"),
        ("POST", "login"),
    ]


def test_false_positive_is_passed_over() -> None:
    assert "40018" not in {f.rule_id for f in recording("zap", "findings").findings()}


def test_xml_says_the_same_as_json() -> None:
    json_found, xml_found = recording("zap", "findings").findings(), findings("plus-2.16.xml")
    for one, other in zip(json_found, xml_found, strict=True):
        assert (one.rule_id, one.title, one.severity) == (
            other.rule_id,
            other.title,
            other.severity,
        )
        assert (one.cwe, one.tags, one.references) == (other.cwe, other.tags, other.references)


def test_report_without_instances() -> None:
    (finding,) = findings("alerts-2.3.xml")
    assert isinstance(finding.place, WebPlace)
    assert finding.place.url == "http://shop.example/search?q=a&page=1"
    assert len(finding.references) == 2


def test_plan_holds_the_run_to_the_target(tmp_path: Path) -> None:
    job = Job("web", "https://shop.example:8443/app/start", tmp_path, options={"active": True})
    command = Zap().command(job)
    plan = json.loads(command.files["plan.yaml"])
    (context,) = plan["env"]["contexts"]
    assert context["includePaths"] == ["https://shop\\.example:8443/app/.*"]
    assert [step["type"] for step in plan["jobs"]] == [
        "passiveScan-config",
        "spider",
        "passiveScan-wait",
        "activeScan",
        "report",
    ]
    assert plan["jobs"][-1]["parameters"]["reportDir"] == str(tmp_path)
    assert "-silent" in command.arguments


def test_warning_of_the_plan_is_a_problem() -> None:
    problems = [r for r in recording("zap", "warnings").records() if isinstance(r, Problem)]
    assert len(problems) == 1


def test_markup_goes_and_what_is_no_entity_stays() -> None:
    assert plain("<p>a &lt;b&gt;</p>\n<p>c</p>") == "a <b>\nc"
    assert unescaped("/?a=1&copy=2&amp;b") == "/?a=1&copy=2&b"
