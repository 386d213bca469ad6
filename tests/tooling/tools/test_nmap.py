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
