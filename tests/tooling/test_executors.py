"""Where tools run: chosen by settings, told with what to do where they cannot, probed, started."""

from pathlib import Path

import pytest

from tests.tooling.conftest import Docker
from tooling import executors, foreground, health, registry
from tooling.api.serializers import described
from tooling.base import Command, Job, Outcome
from tooling.checks import executors_name_tools, faults
from tooling.limits import Limits

BANDIT, NMAP, WAPITI = (registry.get(name) for name in ("bandit", "nmap", "wapiti"))
FIXTURES = Path(__file__).parent / "tools" / "fixtures" / "bandit"
STAND_IN = """#!/bin/sh
case "$1" in --version) echo "bandit 1.9.4"; exit 0;; esac
while [ "$1" != "-o" ]; do shift; done
cp {report} "$2"
exit 1
"""


@pytest.fixture
def bandit(docker: Docker) -> Docker:
    report = FIXTURES / "findings" / "report.json"
    docker.program("bandit", STAND_IN.format(report=report))
    return docker


def test_local_is_the_default_and_the_tools_own_word_wins(settings):
    assert executors.executor(BANDIT) == "local"
    settings.TOOL_EXECUTORS = {"default": "container", "nmap": "local"}
    assert (executors.executor(BANDIT), executors.executor(NMAP)) == ("container", "local")


def test_an_image_named_in_the_settings_wins(settings):
    assert executors.image(BANDIT) == BANDIT.image
    settings.TOOL_IMAGES = {"bandit": "registry.example/bandit@sha256:" + "a" * 64}
    assert executors.image(BANDIT).startswith("registry.example/")


def test_no_engine_is_told(settings):
    settings.TOOL_EXECUTORS = {"default": "container"}
    settings.CONTAINER_ENGINE = "/no/such/docker"
    at = executors.place(BANDIT)
    assert at.refusal.outcome is Outcome.NOT_INSTALLED
    assert at.refusal.sentence == "The container engine /no/such/docker was not found"
    assert "CONTAINER_ENGINE" in at.refusal.hint
    assert at.told == ""


def test_no_image_is_told(settings, docker):
    settings.TOOL_EXECUTORS = {"default": "container"}
    at = executors.place(WAPITI)
    assert at.refusal.sentence == "wapiti has no container image"
    assert "TOOL_IMAGES (wapiti=registry/image:tag)" in at.refusal.hint


def start(tool, job, settings, command=None):
    at = executors.place(tool)
    return executors.execution(
        tool, at, job, command or tool.command(job), limits=Limits(60), marker="m",
        environment={"A": "secret"}, secrets=("secret",), name="security-x-1",
    )  # fmt: skip


def test_code_tools_get_their_target_and_rules_and_no_network(settings, docker, tmp_path):
    settings.TOOL_EXECUTORS = {"default": "container"}
    job = Job("repository", "/srv/app", tmp_path)
    made = start(registry.get("semgrep"), job, settings).container
    rules = Path(executors.__file__).parent / "tools" / "rules" / "semgrep" / "wardroom.yml"
    assert set(made.reads) == {Path("/srv/app"), rules}
    assert made.network == "none"
    assert "secret" not in " ".join(made.command())


@pytest.mark.parametrize(
    ("locator", "address", "network", "hosts"),
    [
        ("127.0.0.1", "127.0.0.1", "host", {}),
        ("shop.example", "192.0.2.7", "bridge", {"shop.example": "192.0.2.7"}),
        ("192.0.2.7", "192.0.2.7", "bridge", {}),
        ("::1", "::1", "host", {}),
    ],
)
def test_network_tools_reach_the_checked_address(
    settings, docker, tmp_path, locator, address, network, hosts
):
    settings.TOOL_EXECUTORS = {"default": "container"}
    made = start(NMAP, Job("host", locator, tmp_path, address=address), settings).container
    assert (made.network, made.hosts, made.reads) == (network, hosts, ())
    assert made.environment["NMAP_UNPRIVILEGED"] == "1"


def test_a_tool_brings_its_grace(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(type(BANDIT), "grace_seconds", 7.0)
    job = Job("repository", "/srv/app", tmp_path)
    assert start(BANDIT, job, settings, Command([])).grace_seconds == 7.0


def test_a_long_grace_needs_its_reason(monkeypatch):
    monkeypatch.setattr(type(BANDIT), "grace_seconds", 20.0)
    assert list(faults(BANDIT)) == ["grace_seconds above 2 needs its grace_reason"]
    monkeypatch.setattr(type(BANDIT), "grace_reason", "It writes its report when it hears TERM.")
    assert list(faults(BANDIT)) == []


@pytest.mark.parametrize(
    ("image", "is_pinned"),
    [
        ("bandit", False),
        ("ghcr.io/pycqa/bandit/bandit", False),
        ("ghcr.io/pycqa/bandit/bandit:latest", False),
        ("localhost:5000/bandit", False),
        ("localhost:5000/bandit:1.9.4", True),
        ("ghcr.io/pycqa/bandit@sha256:" + "0" * 64, True),
    ],
)
def test_images_of_tools_are_pinned(monkeypatch, image, is_pinned):
    monkeypatch.setattr(type(BANDIT), "image", image)
    assert (list(faults(BANDIT)) == []) is is_pinned


def test_wrong_limits_of_a_tool_are_noticed(monkeypatch):
    monkeypatch.setattr(type(BANDIT), "limits", {"memory": 5})
    assert "limits: memory is not a limit" in next(faults(BANDIT))


def test_settings_that_name_unknown_tools_are_noticed(settings):
    settings.TOOL_EXECUTORS = {"default": "local", "bandti": "local"}
    settings.TOOL_IMAGES = {"namp": "x:1"}
    told = [error.msg for error in executors_name_tools()]
    assert told[0].startswith("TOOL_EXECUTORS names bandti, which is not registered")
    assert told[1].startswith("TOOL_IMAGES names namp")


# --- Through the stand-in -----------------------------------------------------------------


def test_a_tool_runs_in_a_container_and_its_report_is_read(bandit, tmp_path):
    target, work = tmp_path / "target", tmp_path / "work"
    target.mkdir()
    work.mkdir()
    job = Job("repository", str(target), work, timeout_seconds=20)
    finished = foreground.run(BANDIT, job, lambda progress: None)
    assert finished.verdict.outcome is Outcome.FINDINGS
    assert finished.ended.held_by == "container"
    assert finished.argv[:2] == [str(bandit.path), "run"]
    assert bandit.containers() == {}


@pytest.mark.django_db
def test_the_version_is_asked_of_the_image(bandit):
    status = health.refresh(BANDIT)
    assert (status.version, status.error) == ("1.9.4", "")
    assert status.path == f"{bandit.path} run {BANDIT.image}"
    assert health.is_installed(BANDIT)
    (call,) = bandit.calls("run")
    assert call[-3:] == ["bandit", BANDIT.image, "--version"]
    assert ["--pull", "never", "--network", "none"] == call[2:6]


@pytest.mark.django_db
def test_an_image_that_is_not_there_is_not_installed(bandit):
    bandit.says("images", "other")
    status = health.refresh(BANDIT)
    assert f"The image {BANDIT.image} is not on this machine" in status.error
    assert not health.is_installed(BANDIT)
    shown = described(BANDIT, status, True, {})
    assert (shown["executor"], shown["image"]) == ("container", BANDIT.image)
    assert not shown["installed"]
    assert "docker pull" in shown["problem"]


@pytest.mark.django_db
def test_a_change_of_executor_is_looked_at_again(bandit, settings, monkeypatch, tmp_path):
    local = tmp_path / "bandit"
    local.write_text("#!/bin/sh\necho bandit 1.0.0\n")
    local.chmod(0o755)
    settings.TOOL_PATHS = {"bandit": str(local)}
    monkeypatch.setattr(registry, "all_tools", lambda: {"bandit": BANDIT})
    assert [s.version for s in health.refresh_stale()] == ["1.9.4"]
    settings.TOOL_EXECUTORS = {}
    assert [s.version for s in health.refresh_stale()] == ["1.0.0"]
