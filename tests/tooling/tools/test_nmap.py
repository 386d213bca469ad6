"""Nmap: open ports, what scripts call vulnerable, and hosts that never answered."""

from pathlib import Path

import pytest

from tests.tooling.tools.recordings import recording
from tooling.addresses import BadAddress
from tooling.base import (
    Examined,
    Job,
    NetworkPlace,
    Outcome,
    ParsedFinding,
    Problem,
    Progress,
    Report,
    UnreadableReport,
)
from tooling.tools.nmap import Nmap

END = '<runstats><finished exit="success"/><hosts up="1" down="0" total="1"/></runstats></nmaprun>'


def read(folder: Path, hosts: str, start: str = "<nmaprun>") -> list[object]:
    (folder / "report.xml").write_text(f"{start}{hosts}{END}")
    return list(Nmap().read(Report(folder / "report.xml")))


def test_open_ports_of_the_demo_server() -> None:
    findings = recording("nmap", "findings_with_versions").findings()
    assert [f.severity for f in findings] == ["info", "info"]
    place = findings[0].place
    assert isinstance(place, NetworkPlace)
    assert place.host == "127.0.0.1"
    assert findings[0].title.startswith(f"Open port {place.port}/tcp (")


def test_closed_ports_were_examined() -> None:
    records = recording("nmap", "clean").records()
    assert records == [Examined("ports", 1)]


VULNERABLE = """<host><address addr="192.0.2.7"/><ports><port protocol="tcp" portid="443">
<state state="open"/><service name="https"/>
<script id="ssl-poodle" output="VULNERABLE: Risk factor: High">
<table key="CVE-2014-3566"><elem key="title">SSL POODLE information leak</elem>
<elem key="state">VULNERABLE</elem><table key="ids"><elem>CVE:CVE-2014-3566</elem></table>
<table key="description"><elem>The protocol is broken.</elem></table>
<table key="refs"><elem>https://example.org/poodle</elem></table></table></script>
<script id="http-x" output="ok"><table key="a"><elem key="state">NOT VULNERABLE</elem></table>
</script></port></ports></host>"""


def test_what_a_script_calls_vulnerable_is_a_finding(tmp_path: Path) -> None:
    _port, finding = [r for r in read(tmp_path, VULNERABLE) if isinstance(r, ParsedFinding)]
    assert finding.rule_id == "ssl-poodle:CVE-2014-3566"
    assert finding.title == "SSL POODLE information leak"
    assert finding.severity == "high"
    assert finding.cve == ("CVE-2014-3566",)
    assert finding.references == ("https://example.org/poodle",)
    assert finding.description == "The protocol is broken."


def test_silence_on_every_port_is_not_clean(tmp_path: Path) -> None:
    ports = '<host><address addr="192.0.2.7"/><ports><extraports state="filtered" count="1000"/>'
    *_, last = read(tmp_path, f"{ports}</ports></host>")
    assert isinstance(last, Problem)
    assert last.outcome is Outcome.NETWORK


BOMB = (
    '<!DOCTYPE nmaprun [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    "<nmaprun>&b;"
)
FILE = '<!DOCTYPE nmaprun [<!ENTITY a SYSTEM "file:///etc/passwd">]><nmaprun>&a;'


@pytest.mark.parametrize("start", [BOMB, FILE])
def test_entities_are_refused(tmp_path: Path, start: str) -> None:
    with pytest.raises(UnreadableReport, match="refused"):
        read(tmp_path, "", start)


def test_place_of_a_broken_report_is_told() -> None:
    with pytest.raises(UnreadableReport, match=r"line \d+, column \d+"):
        recording("nmap", "killed").records()


@pytest.mark.parametrize(
    "locator", ["10.0.0.0/8", "10.0.0.1-255", "10.0.0.1,2", "-iL/etc/passwd", "a b", ""]
)
def test_only_one_host_is_scanned(tmp_path: Path, locator: str) -> None:
    with pytest.raises(BadAddress):
        Nmap().command(Job("host", locator, tmp_path))


def test_checked_address_is_scanned_and_own_ports_are_left_out(tmp_path: Path) -> None:
    job = Job(
        "web",
        "https://shop.example/",
        tmp_path,
        target_options={"excluded_ports": [8000, 5432]},
        address="192.0.2.7",
    )
    arguments = list(Nmap().command(job).arguments)
    assert arguments[-1] == "192.0.2.7"
    assert arguments[arguments.index("-p") + 1] == "443"
    assert arguments[arguments.index("--exclude-ports") + 1] == "8000,5432"


@pytest.mark.parametrize(
    "line",
    [
        "Service scan Timing: About 50.00% done; ETC: 08:03 (0:00:28 remaining)",
        '<taskprogress task="Service scan" time="1795248190" percent="50.00" remaining="28"/>',
    ],
)
def test_progress(line: str) -> None:
    assert Nmap().progress(line) == Progress(50, "Service scan")


IMPORTS = Path(__file__).parent / "fixtures" / "nmap" / "imports"


def imported(name: str) -> list[ParsedFinding]:
    return [r for r in Nmap().read(Report(IMPORTS / name)) if isinstance(r, ParsedFinding)]


def test_vulners_names_one_finding_an_id() -> None:
    found = {f.rule_id: f for f in imported("scripts.xml")}
    cve = found["vulners:CVE-2016-8858"]
    assert (cve.title, cve.severity, cve.cvss) == ("CVE-2016-8858: OpenSSH 7.2p2", "high", 7.8)
    assert cve.cve == ("CVE-2016-8858",)
    assert cve.references == ("https://vulners.com/cve/CVE-2016-8858",)
    assert found["vulners:CVE-2015-6563"].severity == "low"
    assert found["vulners:EDB-ID:40888"].tags == ("exploit",)


def test_vulners_lines_say_the_same() -> None:
    _port, cve, exploit = imported("vulners-lines.xml")
    assert (cve.rule_id, cve.cvss) == ("vulners:CVE-2017-7679", 7.5)
    assert exploit.tags == ("exploit",)


def test_vulscan_grades_nothing() -> None:
    found = [f for f in imported("scripts.xml") if f.rule_id.startswith("vulscan:")]
    assert [f.rule_id for f in found] == ["vulscan:VulDB:84235", "vulscan:MITRE CVE:CVE-2016-4450"]
    assert {f.severity for f in found} == {"info"}
    assert found[1].cve == ("CVE-2016-4450",)


def test_hosts_have_the_name_that_nmap_was_given() -> None:
    places = {f.place for f in imported("scripts.xml")}
    assert NetworkPlace("shop.example", 22) in places
    assert NetworkPlace("2001:db8::8", 80) in places
    assert NetworkPlace("shop.example") in places  # what a script says of the host
    assert NetworkPlace("shop.example", 53, "udp") not in places


def test_score_and_risk_of_a_script() -> None:
    found = {f.rule_id: f for f in imported("scripts.xml")}
    assert found["smb-vuln-ms17-010:CVE-2017-0143"].cvss == 8.1
    assert found["ssl-dh-params"].severity == "high"


def test_more_matches_than_anyone_reads_are_told(tmp_path: Path) -> None:
    lines = "".join(f"[{n}] a name&#xa;" for n in range(6000))
    ports = (
        '<host><address addr="192.0.2.7"/><ports><port protocol="tcp" portid="80">'
        f'<state state="open"/><script id="vulscan" output="{lines}"/></port></ports></host>'
    )
    records = read(tmp_path, ports)
    assert len([r for r in records if isinstance(r, ParsedFinding)]) == 5001
    assert Problem("vulscan names more than 5000 vulnerabilities") in records


def test_hosts_that_are_down_were_not_examined() -> None:
    records = list(Nmap().read(Report(IMPORTS / "hosts-down.xml")))
    assert records == [
        Examined("ports", 0),
        Problem("256 of 256 hosts are down", Outcome.NETWORK),
    ]
