"""Health: found, probed with a limit, recognised by its answer, remembered per host."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from tooling import health, registry
from tooling.models import ToolStatus

pytestmark = pytest.mark.django_db
BANDIT = registry.get("bandit")


@pytest.fixture
def binary(tmp_path: Path, settings: object) -> Callable[[str], Path]:
    """Puts a shell script where bandit is looked for."""

    def put(script: str) -> Path:
        path = tmp_path / "bandit"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        settings.TOOL_PATHS = {"bandit": str(path)}  # type: ignore[attr-defined]
        return path

    return put


def test_probe_reads_the_version(binary: Callable[[str], Path]) -> None:
    path = binary("echo bandit 1.9.4")
    assert health.probe(BANDIT) == health.Probe(str(path), "1.9.4")


def test_another_program_of_the_same_name_is_not_the_tool(binary: Callable[[str], Path]) -> None:
    path = binary("echo Smokey and the Bandit 2.0")
    seen = health.probe(BANDIT)
    assert seen.place == ""
    assert seen.error == f"{path} is not Bandit: it does not tell a version"
    health.refresh(BANDIT)
    assert not health.is_installed(BANDIT)


def test_silent_program_is_given_up(
    binary: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "PROBE_SECONDS", 0.2)
    binary("exec sleep 60")
    assert "did not answer within" in health.probe(BANDIT).error


def test_program_that_cannot_be_started(binary: Callable[[str], Path]) -> None:
    path = binary("")
    path.write_text("#!/nonexistent/interpreter\n")
    assert "cannot be started" in health.probe(BANDIT).error


def test_probe_sees_nothing_of_the_servers_environment(
    binary: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "hunter2")
    binary('echo "bandit 1.0$SECRET_KEY"')
    assert health.probe(BANDIT).version == "1.0"


def test_refresh_keeps_one_row_a_host(binary: Callable[[str], Path]) -> None:
    path = binary("echo bandit 1.9.4")
    first = health.refresh(BANDIT)
    binary("echo bandit 2.0.0")
    second = health.refresh(BANDIT)
    assert first.pk == second.pk
    status = ToolStatus.objects.get()
    assert (status.version, status.path, status.error) == ("2.0.0", str(path), "")
    assert health.version(BANDIT) == "2.0.0"
    assert health.is_installed(BANDIT)


def test_tool_that_went_away_is_not_installed(settings: object, tmp_path: Path) -> None:
    settings.TOOL_PATHS = {"bandit": str(tmp_path / "absent")}  # type: ignore[attr-defined]
    assert not health.is_installed(BANDIT)
    status = health.refresh(BANDIT)
    assert (status.is_installed, status.error) == (False, "bandit was not found")
    assert health.version(BANDIT) is None


def test_tool_paths_know_tools_by_name_and_by_binary(settings: object) -> None:
    tool = registry.get("detect_secrets")
    for name in ("detect_secrets", "detect-secrets"):
        settings.TOOL_PATHS = {name: "/bin/true"}  # type: ignore[attr-defined]
        assert health.find(tool) == Path("/bin/true")


def test_stale_rows_only_are_probed_again(
    binary: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    binary("echo bandit 1.9.4")
    monkeypatch.setattr(registry, "all_tools", lambda: {"bandit": BANDIT})
    assert [s.tool for s in health.refresh_stale()] == ["bandit"]
    assert health.refresh_stale() == []
    ToolStatus.objects.update(checked=timezone.now() - timedelta(days=2))
    assert [s.tool for s in health.refresh_stale()] == ["bandit"]
    ToolStatus.objects.update(path="/elsewhere")
    assert [s.tool for s in health.refresh_stale()] == ["bandit"]


def test_refresh_all_forgets_tools_that_are_gone(
    binary: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    binary("echo bandit 1.9.4")
    monkeypatch.setattr(registry, "all_tools", lambda: {"bandit": BANDIT})
    ToolStatus.objects.create(tool="gone", host=health.host(), checked=timezone.now())
    ToolStatus.objects.create(tool="gone", host="another", checked=timezone.now())
    health.refresh_all()
    assert set(ToolStatus.objects.values_list("tool", "host")) == {
        ("bandit", health.host()),
        ("gone", "another"),
    }


def test_looking_does_not_start_anything(binary: Callable[[str], Path], tmp_path: Path) -> None:
    binary(f"touch {tmp_path}/started")
    health.look([BANDIT])
    health.look([BANDIT])
    status = ToolStatus.objects.get()
    assert (status.is_installed, status.version, status.checked) == (True, "", None)
    assert not os.path.exists(tmp_path / "started")


def test_this_hosts_row_comes_before_others() -> None:
    now = timezone.now()
    for host, hours in ((health.host(), 2), ("another", 1)):
        ToolStatus.objects.create(tool="bandit", host=host, checked=now - timedelta(hours=hours))
    ToolStatus.objects.create(tool="nmap", host="another", checked=now)
    seen = health.availability()
    assert (seen["bandit"].host, seen["nmap"].host) == (health.host(), "another")
