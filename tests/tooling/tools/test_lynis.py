"""Lynis: this machine only, and a report that is not finished is none."""

import socket
from pathlib import Path

import pytest

from tests.tooling.tools.recordings import FIXTURES, recording
from tooling.base import HostPlace, Job, ParsedFinding, Report, UnreadableReport
from tooling.registry import get


@pytest.mark.parametrize("locator", ["localhost", "127.0.0.1", "::1", socket.gethostname()])
def test_takes_this_machine(locator: str) -> None:
    assert get("lynis").takes("host", locator)


@pytest.mark.parametrize(
    "locator", ["192.0.2.7", "db.example.org", "localhost:22", "127.0.0.1,192.0.2.7", "-q", ""]
)
def test_takes_no_other(locator: str) -> None:
    assert not get("lynis").takes("host", locator)
    assert not get("lynis").takes("web", f"http://{locator}/")


def test_no_host_is_in_the_command_line(tmp_path: Path) -> None:
    words = get("lynis").command(Job("host", "db.example.org", tmp_path)).arguments
    assert list(words[:2]) == ["audit", "system"]
    assert not [word for word in words if "example" in word]


def read(name: str) -> list[ParsedFinding]:
    found = get("lynis").read(Report(FIXTURES / "lynis" / "imports" / name))
    return [record for record in found if isinstance(record, ParsedFinding)]


def test_suggestions_of_one_test_stay_apart() -> None:
    found = [f for f in read("v2.dat") if f.rule_id == "SSH-7408"]
    assert {f.place for f in found} == {
        HostPlace("AllowTcpForwarding (YES --> NO)"),
        HostPlace("LogLevel (INFO --> VERBOSE)"),
    }
    assert {f.severity for f in found} == {"low"}
    assert found[0].evidence == {"host": "web1"}


def test_vulnerable_package_has_its_cve() -> None:
    [found] = [f for f in read("v2.dat") if f.rule_id == "vulnerable-package"]
    assert found.cve == ("CVE-2021-3711",)
    assert found.place == HostPlace("openssl")


def test_details_stand_with_the_suggestion_of_their_test(tmp_path: Path) -> None:
    (tmp_path / "report.dat").write_text(
        "lynis_version=3.0.8\n"
        "details[]=KRNL-6000|sysctl|desc:x;field:kernel.kptr_restrict;prefval:2;value:0;|\n"
        "suggestion[]=KRNL-6000|Values differ||Change them|\n"
        "exception_event[]=BOOT-5104:001|Unknown service manager|\n"
        "tests_executed=KRNL-6000|BOOT-5104|\nreport_datetime_end=x\n",
        "utf-8",
    )
    told = list(get("lynis").read(Report(tmp_path / "report.dat")))
    [finding] = [record for record in told if isinstance(record, ParsedFinding)]
    assert "kernel.kptr_restrict" in finding.evidence["details"][0]
    assert finding.remediation == "Change them"
    assert [type(record).__name__ for record in told] == ["ParsedFinding", "Problem", "Examined"]


def test_report_of_a_killed_run_is_unreadable() -> None:
    with pytest.raises(UnreadableReport, match="did not finish"):
        recording("lynis", "killed").records()
