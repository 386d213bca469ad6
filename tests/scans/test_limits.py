"""Limits and executors from the profile to the stored run, through a worker's own path."""

import errno
import os
import shutil
import signal
import time
from threading import Thread

import pytest
from django.conf import settings
from django.db import connection

from config.errors.exceptions import ApiError
from projects.roles import Role
from scans import leases, logfiles, orchestration, plans, profiles, recovery, work
from scans.admin.profiles import ProfileForm
from scans.intake import Ask, check
from scans.models import Attempt, Profile, ToolRun
from scans.states import RunState
from tests.contract.client import ContractClient
from tests.make import make_key, make_member
from tests.scans.conftest import CLEAN, FINDINGS, STANDIN, Desk
from tests.tooling.conftest import Docker
from tooling.addresses import BadAddress
from tooling.containers import Container
from tooling.engines import Engine
from tooling.limits import Limits
from tooling.tools.bandit import Bandit

pytestmark = pytest.mark.django_db(transaction=True)
SMALL = {"memory_bytes": 200_000_000, "processes": 20, "file_bytes": 1_000_000}


def carry_out(desk: Desk, **asked) -> ToolRun:
    """Start a scan of bandit and work on it in this thread, as a worker does."""
    scan = desk.start(**asked)
    work.run(leases.claim("test:1"))
    return scan.runs.get(tool="bandit")


def make_profile(desk: Desk, **values) -> Profile:
    values = {"name": "small", "tools": [{"tool": "bandit"}], "limits": SMALL, **values}
    return profiles.create(desk.caller, desk.project, values)


def wait_for(condition, seconds: float = 15) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.02)


# --- Asking for limits --------------------------------------------------------------------


def test_entry_wins_over_profile_and_request_over_both(live_desk, settings):
    settings.TOOL_LIMITS = {**settings.TOOL_LIMITS, "file_bytes": 500_000}
    entry = {"tool": "bandit", "limits": {"processes": 30}, "timeout_seconds": 50}
    make_profile(live_desk, tools=[entry], limits={**SMALL, "file_bytes": 400_000})

    order = check(live_desk.caller, Ask(project=live_desk.project, profile="small"))
    short = check(
        live_desk.caller, Ask(project=live_desk.project, profile="small", timeout_seconds=7)
    )

    limits = order.items[0].limits
    assert (limits.memory_bytes, limits.processes, limits.seconds) == (200_000_000, 30, 50)
    assert (short.items[0].limits.seconds, short.items[0].timeout_seconds) == (7, 7)


def test_more_time_than_the_server_allows_is_refused(live_desk, settings):
    settings.TOOL_LIMITS = {**settings.TOOL_LIMITS, "seconds": 60}
    with pytest.raises(ApiError) as caught:
        live_desk.start(timeout_seconds=61)
    ((error),) = caught.value.errors
    assert error.field == "timeout_seconds"
    assert "at most 60 seconds (TOOL_LIMITS)" in error.message


@pytest.mark.parametrize(
    ("values", "field", "says"),
    [
        ({"limits": {"memory": 5}}, "limits.memory", "is not a limit. The limits are memory_bytes"),
        ({"limits": {"memory_bytes": "2 GB"}}, "limits.memory_bytes", "such as 2_000_000_000"),
        ({"limits": []}, "limits", "must map limits to numbers"),
        ({"limits": {"processes": 5000}}, "limits.processes", "allows at most 1,000"),
        (
            {"tools": [{"tool": "bandit", "limits": {"cpus": -1}}]},
            "tools.0.limits.cpus",
            "from 0.1, such as 1.5, not -1",
        ),
        (
            {"tools": [{"tool": "bandit", "timeout_seconds": "soon"}]},
            "tools.0.timeout_seconds",
            "must be a whole number of seconds from 1 to 86,400, not 'soon'",
        ),
        ({"tools": [{"tool": "bandit", "optional": 1}]}, "tools.0.optional", "true or false"),
    ],
)
def test_bad_values_are_named_by_their_path(live_desk, values, field, says):
    with pytest.raises(ApiError) as caught:
        make_profile(live_desk, **values)
    assert field in [error.field for error in caught.value.errors]
    assert any(says in error.message for error in caught.value.errors)


def test_the_admins_form_says_the_same(live_desk):
    profile = make_profile(live_desk)
    form = ProfileForm(
        {"project": str(live_desk.project.pk), "name": "small", "tools": '[{"tool": "bandit"}]',
         "max_parallel": 1, "timeout_seconds": 60, "limits": '{"memory": 5}'},
        instance=profile,
    )  # fmt: skip
    assert not form.is_valid()
    assert "limits.memory: is not a limit." in form.errors["limits"][0]


@pytest.mark.parametrize("name", profiles.shipped())
def test_shipped_profiles_have_limits_that_hold_everywhere(name):
    given = profiles.shipped()[name]["limits"]
    assert profiles.check_limits(given) == given
    assert {"memory_bytes", "processes", "file_bytes"} <= set(given)


def test_over_http(live_desk):
    member = make_member(live_desk.project, Role.ADMIN)
    client = ContractClient(headers={"X-API-Key": make_key(member, "scans:write", "scans:read")})
    client.force_login(member)
    body = {"project": live_desk.project.slug, "name": "api", "tools": [{"tool": "bandit"}]}

    refused = client.post("/api/v1/profiles", {**body, "limits": {"cpus": 0}}, format="json")
    made = client.post("/api/v1/profiles", {**body, "limits": {"cpus": 0.5}}, format="json")

    assert refused.status_code == 400
    assert "limits.cpus" in str(refused.json())
    assert (made.status_code, made.json()["limits"]) == (201, {"cpus": 0.5})


# --- The plan and the run -----------------------------------------------------------------


def test_the_plan_and_the_run_tell_the_limits(live_desk):
    make_profile(live_desk)
    order = check(live_desk.caller, Ask(project=live_desk.project, profile="small"))
    (planned,) = plans.plan(order)["tools"]

    run = carry_out(live_desk, profile="small", tools=[])

    assert planned["limits"] == run.limits
    assert (planned["executor"], planned["image"]) == ("local", None)
    assert run.limits["memory_bytes"] == 200_000_000
    held = run.attempts.get().limits
    assert held == {**run.limits, "held_by": "watching"}
    assert run.cpu_ms > 0


def test_older_runs_without_limits_get_those_of_today(live_desk):
    scan = live_desk.start()
    ToolRun.objects.update(limits={})

    work.run(leases.claim("test:1"))

    assert scan.runs.get().outcome == "clean"
    assert Attempt.objects.get().limits["memory_bytes"] == 2_000_000_000


@pytest.mark.parametrize(
    ("orders", "limits", "outcome", "error", "hint"),
    [
        ([["eat", 1_000_000_000], ["sleep", 20]], SMALL, "out_of_memory",
         "OOM killed: more than 200 MB of memory", "limits.memory_bytes"),
        ([["burn", 20]], {"cpu_seconds": 1}, "killed",
         "bandit used more than 1 s of processor time", "limits.cpu_seconds"),
        ([["family", 30], ["sleep", 20]], SMALL, "killed",
         "bandit started more than 20 processes", "limits.processes"),
        ([["fill", 3_000_000], ["report", CLEAN]], SMALL, "unreadable_report",
         "bandit wrote a file above the size limit of 1 MB", "limits.file_bytes"),
        ([["kill", int(signal.SIGKILL)]], SMALL, "killed", "bandit was killed by SIGKILL", "Ask"),
    ],
)  # fmt: skip
def test_each_limit_has_its_sentence(live_desk, orders, limits, outcome, error, hint):
    make_profile(live_desk, limits=limits)
    live_desk.order(*orders)

    begun = time.monotonic()
    run = carry_out(live_desk, profile="small", tools=[])

    assert time.monotonic() - begun < 10
    assert (run.state, run.outcome, run.error) == (RunState.FAILED, outcome, error)
    assert hint in run.hint
    assert not run.retryable


def test_a_cut_log_is_noted_and_fails_nothing(live_desk):
    make_profile(live_desk, limits={"output_bytes": 20_000})
    live_desk.order(["flood", 2000], ["report", CLEAN])

    run = carry_out(live_desk, profile="small", tools=[])

    assert run.outcome == "clean"
    assert run.coverage["log_cut"] is True


# --- Small gaps ---------------------------------------------------------------------------


def test_a_target_that_a_tool_refuses_is_bad_arguments(live_desk, monkeypatch):
    def refuse(self, job):
        raise BadAddress("'10.0.0.0/8' is not a host")

    monkeypatch.setattr(Bandit, "command", refuse)
    run = carry_out(live_desk)
    assert (run.outcome, run.error) == ("bad_arguments", "bandit: '10.0.x.x/8' is not a host")

    with pytest.raises(ApiError) as caught:
        plans.plan(check(live_desk.caller, Ask(project=live_desk.project, tools=["bandit"])))
    assert "is not a host" in caught.value.details


def test_no_empty_folders_stay(live_desk):
    run = carry_out(live_desk)
    assert not (settings.DATA_DIR / "runs" / str(run.pk)).exists()


def test_a_full_disk_keeps_the_log_by_moving_it(live_desk, monkeypatch):
    live_desk.order(["say", "the last words"], ["report", FINDINGS], ["exit", 1])

    def no_room(*_arguments, **_options):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(logfiles, "keep", no_room)
    monkeypatch.setattr(shutil, "copyfileobj", no_room)

    run = carry_out(live_desk)

    assert run.error == "The worker's disk is full; its log holds what fitted"
    assert "the last words" in run.log.read().decode()
    assert run.retryable


# --- In containers ------------------------------------------------------------------------


@pytest.fixture
def contained(live_desk, docker: Docker) -> Docker:
    """bandit is the stand-in of the engine's tests, in a container of docker's stand-in."""
    docker.program("bandit", STANDIN.read_text())
    return docker


def test_a_scan_runs_in_a_container_named_after_it(live_desk, contained):
    live_desk.order(["report", FINDINGS], ["exit", 1])

    run = carry_out(live_desk)

    assert (run.state, run.outcome) == (RunState.SUCCEEDED, "findings")
    ((call),) = contained.calls("run")
    assert call[call.index("--name") + 1] == f"security-bandit-{run.scan_id}"
    assert f"type=bind,src={live_desk.folder},dst={live_desk.folder},readonly" in call
    assert run.attempts.get().limits["held_by"] == "container"
    assert contained.containers() == {}


def test_the_plan_shows_the_containers_command(live_desk, contained):
    order = check(live_desk.caller, Ask(project=live_desk.project, tools=["bandit"]))
    (planned,) = plans.plan(order)["tools"]
    assert planned["executor"] == "container"
    assert planned["image"] == Bandit.image
    argv = planned["argv"]
    assert argv[:4] == [str(contained.path), "run", "--name", "security-bandit-<scan>"]
    assert argv[argv.index("--memory") + 1] == "2000000000"
    assert argv[argv.index("--env-file") + 1].endswith("runs/<run>/<attempt>/container.env")
    assert contained.calls("run") == []


def test_exit_137_of_a_container_is_memory_only_where_the_engine_says_so(live_desk, contained):
    live_desk.order(["kill", 9])
    run = carry_out(live_desk)
    assert (run.outcome, run.exit_code) == ("killed", 137)
    assert run.error == "Container exited with code 137: killed, but not for its memory"

    contained.says("oom")
    run = carry_out(live_desk)
    assert (run.outcome, run.exit_code) == ("out_of_memory", 137)
    assert run.error == "Container exited with code 137 (OOM killed)"
    assert "memory limit" in run.hint


@pytest.mark.parametrize(
    ("prepare", "outcome", "error"),
    [
        (("silent", ""), "crashed", "docker does not answer: Cannot connect to the Docker daemon"),
        (("images", "other"), "not_installed", f"The image {Bandit.image} is not on this machine"),
    ],
)
def test_an_engine_that_fails_is_a_failed_run_with_a_remedy(
    live_desk, contained, prepare, outcome, error
):
    contained.says(*prepare)
    run = carry_out(live_desk)
    assert (run.state, run.outcome) == (RunState.FAILED, outcome)
    assert run.error.startswith(error)
    assert str(contained.path) in run.hint


def test_cancel_is_confirmed_within_three_seconds(live_desk, contained):
    live_desk.order(["ignore_term", 0], ["say", "here"], ["sleep", 60])
    scan = live_desk.start()
    claim = leases.claim("test:1")

    def carry_it_out():
        work.run(claim)
        connection.close()

    thread = Thread(target=carry_it_out)
    thread.start()
    wait_for(lambda: any(state["Pid"] for state in contained.containers().values()))
    begun = time.monotonic()
    orchestration.cancel(scan, live_desk.caller)
    thread.join(timeout=30)

    assert time.monotonic() - begun < 3
    assert scan.runs.get().state == RunState.CANCELLED
    assert contained.containers() == {}


def test_recovery_removes_a_dead_workers_container_also_after_a_restart(live_desk, contained):
    scan = live_desk.start()
    claim = leases.claim("test:1")
    leases.note_limits(claim, {**Limits(60).told(), "held_by": "container"})
    made = Container(
        engine=Engine(contained.path), name=f"security-bandit-{scan.pk}", attempt=1,
        marker=recovery.marker_of(claim.attempt), image=Bandit.image, binary="sleeper",
        arguments=[], work=logfiles.make_work_folder(claim.attempt), limits=Limits(60),
        start_in=live_desk.folder,
    )  # fmt: skip
    contained.program("sleeper", "#!/bin/sh\nsleep 60\n")
    made.prepare()
    client = os.posix_spawn(str(contained.path), made.command(), dict(os.environ))
    wait_for(lambda: any(state["Pid"] for state in contained.containers().values()))
    os.kill(client, signal.SIGKILL)
    os.waitpid(client, 0)
    Attempt.objects.update(boot_id="an earlier one")

    assert recovery.recover(Attempt.objects.get())

    assert contained.containers() == {}


def test_a_retry_moves_the_older_attempts_container_away(live_desk, contained, settings):
    settings.CONTAINER_KEEP_FAILED = True
    live_desk.order(["exit", 9])
    run = carry_out(live_desk)
    name = f"security-bandit-{run.scan_id}"
    assert set(contained.containers()) == {name}

    orchestration.retry(run.scan, [], live_desk.caller)
    work.run(leases.claim("test:1"))

    assert set(contained.containers()) == {name, f"{name}-attempt1"}
