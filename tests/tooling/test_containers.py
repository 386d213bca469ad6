"""Containers by their argument vectors, and by a stand-in for docker that runs the command here."""

import os
import shutil
import signal
import subprocess
import sys
import time
import uuid
from dataclasses import replace
from pathlib import Path

import pytest

from tests.tooling.conftest import Docker
from tooling.base import Outcome
from tooling.containers import Container
from tooling.engines import Engine, probing, refused
from tooling.execution import Execution, Stop
from tooling.limits import Limits
from tooling.runner import run

IMAGE = "ghcr.io/pycqa/bandit/bandit:1.9.4"
SECRET = "hunter2-is-secret"


@pytest.fixture
def engine(tmp_path: Path) -> Docker:
    made = Docker(tmp_path / "engine")
    made.program("tool", f"#!{sys.executable}\nprint('here')\n")
    return made


def container(engine: Docker, work: Path, **fields) -> Container:
    values = {
        "engine": Engine(engine.path), "name": "security-bandit-0198", "attempt": 1,
        "marker": uuid.uuid4().hex, "image": IMAGE, "binary": "tool",
        "arguments": ["-r", "/srv/app"], "work": work, "limits": Limits(20), "start_in": work,
    }  # fmt: skip
    return Container(**{**values, **fields})


class Watcher:
    def __init__(self, stop_when=None, grace_seconds=None):
        self.lines, self._stop_when, self._grace = [], stop_when, grace_seconds

    def started(self, group, start_ticks):
        pass

    def line(self, stream, text):
        self.lines.append(text)

    def tick(self):
        if self._stop_when in self.lines:
            return Stop("cancelled", self._grace)
        return None


def carry_out(made: Container, watcher=None, grace_seconds=1.0):
    execution = Execution(
        made.command(), made.work, made.client_environment(), made.work / "log.txt",
        made.work / "stdout", False, made.marker, made.limits, grace_seconds=grace_seconds,
        container=made, secrets=(SECRET,),
    )  # fmt: skip
    return run(execution, watcher or Watcher())


def option(argv: list[str], name: str) -> list[str]:
    return [argv[i + 1] for i, word in enumerate(argv) if word == name]


# --- The argument vector ------------------------------------------------------------------


def test_the_whole_argument_vector(engine, tmp_path):
    made = container(
        engine,
        tmp_path,
        marker="attempt-id",
        reads=(Path("/srv/app"),),
        limits=Limits(
            60, memory_bytes=200_000_000, cpu_seconds=30, cpus=1.5, processes=64, file_bytes=10**6
        ),
    )
    assert made.command() == [
        str(engine.path), "run", "--name", "security-bandit-0198",
        "--label", "wardroom.attempt=attempt-id", "--label", "wardroom.number=1",
        "--pull", "never", "--log-driver", "json-file", "--log-opt", "max-size=10m",
        "--network", "none",
        "--read-only", "--tmpfs", "/tmp:rw,noexec,nosuid,nodev,size=64m",
        "--cap-drop", "ALL", "--security-opt", "no-new-privileges",
        "--user", f"{os.geteuid()}:{os.getegid()}",
        "--ulimit", "core=0:0", "--memory", "200000000", "--memory-swap", "200000000",
        "--pids-limit", "64", "--cpus", "1.5", "--ulimit", "cpu=30:35",
        "--ulimit", "fsize=1000000:1000000",
        "--mount", f"type=bind,src={tmp_path},dst={tmp_path}",
        "--mount", "type=bind,src=/srv/app,dst=/srv/app,readonly",
        "--workdir", str(tmp_path), "--env-file", f"{tmp_path}/container.env",
        "--entrypoint", "tool", IMAGE, "-r", "/srv/app",
    ]  # fmt: skip


def test_a_comma_in_a_path_stays_in_its_field(engine, tmp_path):
    made = container(engine, tmp_path, reads=(Path('/srv/a,b"c'),))
    assert option(made.command(), "--mount")[1] == (
        'type=bind,"src=/srv/a,b""c","dst=/srv/a,b""c",readonly'
    )


def test_rootless_podman_maps_the_workers_user(tmp_path, monkeypatch):
    podman = Docker(tmp_path / "engine", "podman")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    argv = container(podman, tmp_path).command()
    assert option(argv, "--userns") == ["keep-id"]
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert "--userns" not in container(podman, tmp_path).command()


def test_podman_is_known_also_where_it_is_called_docker(tmp_path):
    podman = Docker(tmp_path / "engine", "podman")
    shutil.move(podman.path, tmp_path / "engine" / "docker-is-podman")
    assert Engine(tmp_path / "engine" / "docker-is-podman").is_podman
    assert not Engine(Docker(tmp_path / "other").path).is_podman


@pytest.mark.parametrize("path", ["/", "/etc", "/usr/share/app", "/proc/1", "/tmp", "/home"])
def test_what_would_cover_the_image_is_refused(engine, tmp_path, path):
    refusal = container(engine, tmp_path, reads=(Path(path),)).refusal()
    assert refusal.outcome is Outcome.BAD_ARGUMENTS
    assert path in refusal.sentence


@pytest.mark.skipif(not shutil.which("docker"), reason="LEFT OUT: no docker command line here")
def test_the_real_docker_understands_every_option(engine, tmp_path):
    """Its client parses the options before it asks its daemon, which tests do not need."""
    made = replace(
        container(engine, tmp_path),
        engine=Engine(Path(shutil.which("docker"))),
        reads=(Path("/srv/a,b"),), hosts={"shop.example": "192.0.2.7"}, network="bridge",
        limits=Limits(60, 10**9, 30, 1.5, 64, 10**6), environment={"KEY": "two\nlines"},
    )  # fmt: skip
    (tmp_path / "container.env").write_text("A=b\n")
    environment = {**os.environ, "DOCKER_HOST": f"unix://{tmp_path}/no-such-socket"}

    def ask(argv):
        done = subprocess.run(argv, capture_output=True, text=True, env=environment)
        assert "Cannot connect to the Docker daemon" in done.stderr, (argv, done)
        assert "flag" not in done.stderr
        return done

    done = ask(made.command())
    assert done.returncode == 125
    docker, name = str(made.engine.path), made.name
    ask(made.stopping(1.5))
    ask(made.stopping(0))
    ask([docker, "inspect", "--type", "container", "--format", "{{json .State}}", name])
    ask([docker, "rename", name, f"{name}-attempt1"])
    ask([docker, "ps", "--all", "--quiet", "--filter", "label=wardroom.attempt=x"])
    ask([docker, "version", "--format", "{{.Server.Version}}"])
    ask([docker, *probing(IMAGE, "bandit", ["--version"], {"A": "b"})])
    told = refused(made.engine, IMAGE, "tool", done.stderr)
    assert told.outcome is Outcome.CRASHED
    assert told.sentence.startswith("docker does not answer: Cannot connect to the Docker daemon")


# --- A run --------------------------------------------------------------------------------


def test_a_run_leaves_its_output_and_no_container_and_no_secrets(engine, tmp_path):
    engine.program(
        "tool",
        f"#!{sys.executable}\nimport os, sys\n"
        "print(os.environ['KEY'], os.environ['HOME'], os.environ['LONG'].count(chr(10)), "
        "'WARDROOM_ATTEMPT' in os.environ)\nprint('oops', file=sys.stderr)\nsys.exit(3)\n",
    )
    made = container(
        engine, tmp_path / "work", environment={"KEY": SECRET, "LONG": "a\nb\nc", "PATH": "/x"}
    )
    ended = carry_out(made)
    assert (ended.exit_code, ended.held_by, ended.refusal) == (3, "container", None)
    assert (made.work / "stdout").read_text() == f"**** {made.work}/home 2 False\n"
    assert "oops" in (made.work / "log.txt").read_text()
    assert engine.containers() == {}
    assert not made.environment_file.exists()
    ((environment),) = engine.environments()
    assert environment["mode"] == "600"
    assert f"KEY={SECRET}" in environment["lines"]
    assert all(SECRET not in word for call in engine.calls() for word in call)
    assert option(engine.calls("run")[0], "--env") == ["LONG"]


def test_a_cancel_stops_the_container_with_its_grace(engine, tmp_path):
    engine.program(
        "tool",
        f"#!{sys.executable}\nimport signal, sys, time\n"
        "def bye(*_):\n    print('bye', flush=True); sys.exit(5)\n"
        "signal.signal(15, bye)\nprint('on', flush=True)\ntime.sleep(60)\n",
    )
    watcher = Watcher("on")
    begun = time.monotonic()
    ended = carry_out(container(engine, tmp_path / "work"), watcher)
    assert time.monotonic() - begun < 5
    assert (ended.stopped, ended.exit_code) == ("cancelled", 5)
    assert "bye" in watcher.lines
    assert engine.calls("stop") == [["stop", "-t", "1", "security-bandit-0198"]]
    assert engine.containers() == {}


def test_one_that_ignores_term_is_killed(engine, tmp_path):
    engine.program("tool", "#!/bin/sh\ntrap '' TERM\necho on\nsleep 60 & wait; sleep 60\n")
    begun = time.monotonic()
    ended = carry_out(container(engine, tmp_path / "work"), Watcher("on"))
    assert time.monotonic() - begun < 6
    assert ended.exit_code == 128 + signal.SIGKILL
    assert not ended.out_of_memory
    assert engine.containers() == {}


def test_a_killed_client_does_not_leave_its_container(engine, tmp_path):
    engine.program("tool", "#!/bin/sh\necho on\nsleep 60\n")

    class KillsTheClient(Watcher):
        def started(self, group, start_ticks):
            self.group = group

        def line(self, stream, text):
            os.kill(self.group, signal.SIGKILL)

    ended = carry_out(container(engine, tmp_path / "work"), KillsTheClient())
    assert engine.containers() == {}
    assert not ended.leftovers


def test_out_of_memory_is_told_from_another_kill(engine, tmp_path):
    engine.program("tool", "#!/bin/sh\nkill -9 $$\n")
    made = container(engine, tmp_path / "work", limits=Limits(20, memory_bytes=200_000_000))
    ended = carry_out(made)
    assert (ended.exit_code, ended.out_of_memory) == (137, False)
    engine.says("oom")
    ended = carry_out(made)
    assert (ended.exit_code, ended.out_of_memory) == (137, True)


def test_memory_and_time_of_what_runs_inside_are_seen(engine, tmp_path):
    engine.program(
        "tool",
        f"#!{sys.executable}\nimport time\nx = b'x' * 90_000_000\n"
        "end = time.process_time() + 0.8\nwhile time.process_time() < end: pass\ntime.sleep(0.5)\n",
    )
    ended = carry_out(container(engine, tmp_path / "work"))
    assert ended.peak_memory_bytes > 90_000_000
    assert ended.cpu_ms >= 500


def test_processor_time_is_limited_where_it_can_be_seen(engine, tmp_path):
    engine.program("tool", f"#!{sys.executable}\nwhile True: pass\n")
    made = container(engine, tmp_path / "work", limits=Limits(20, cpu_seconds=0.5))
    ended = carry_out(made)
    assert ended.over_limit == "cpu"
    assert engine.containers() == {}


def test_an_older_attempts_container_is_renamed(engine, tmp_path):
    first = replace(container(engine, tmp_path / "1"), keep_failed=True, good_codes=frozenset())
    carry_out(first)
    assert set(engine.containers()) == {"security-bandit-0198"}
    carry_out(replace(first, attempt=2, work=tmp_path / "2", start_in=tmp_path / "2"))
    assert set(engine.containers()) == {"security-bandit-0198", "security-bandit-0198-attempt1"}


def test_only_a_failed_one_is_kept(engine, tmp_path):
    made = replace(container(engine, tmp_path / "1"), keep_failed=True)
    carry_out(made)
    assert engine.containers() == {}


def test_leftovers_are_removed_by_the_attempts_label(engine, tmp_path):
    made = container(engine, tmp_path, marker="lost", start_in=tmp_path)
    made.prepare()
    engine.program("tool", "#!/bin/sh\nsleep 60\n")
    client = subprocess.Popen(made.command())
    until = time.monotonic() + 10
    while not any(state["Pid"] for state in engine.containers().values()):
        assert time.monotonic() < until
        time.sleep(0.02)
    (pid,) = [state["Pid"] for state in engine.containers().values()]
    client.kill()
    client.wait()
    assert Engine(engine.path).remove_labelled("somebody else's") == 0
    assert Engine(engine.path).remove_labelled("lost") == 1
    assert engine.containers() == {}
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


# --- Refusals -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("prepare", "outcome", "sentence", "hint"),
    [
        (("silent", ""), Outcome.CRASHED, "docker does not answer: Cannot", "version` fails"),
        (("images", "other"), Outcome.NOT_INSTALLED, f"The image {IMAGE} is not on this machine",
         f"pull {IMAGE}` on the worker, or set CONTAINER_PULL=1"),
        (None, Outcome.NOT_INSTALLED, f"The image {IMAGE} has no program tool", "TOOL_IMAGES"),
    ],
)  # fmt: skip
def test_a_container_that_cannot_start_says_why(engine, tmp_path, prepare, outcome, sentence, hint):
    if prepare:
        engine.says(*prepare)
    else:
        (engine.folder / "programs" / "tool").unlink()
    ended = carry_out(container(engine, tmp_path / "work"))
    assert ended.refusal.outcome is outcome
    assert ended.refusal.sentence.startswith(sentence)
    assert hint in ended.refusal.hint


def test_a_missing_image_is_fetched_where_that_is_allowed(engine, tmp_path):
    engine.says("images", "other")
    ended = carry_out(replace(container(engine, tmp_path / "work"), may_pull=True))
    assert (ended.exit_code, ended.refusal) == (0, None)


@pytest.mark.parametrize("code", [125, 126, 127])
def test_a_tool_may_end_with_the_engines_own_codes(engine, tmp_path, code):
    engine.program("tool", f"#!/bin/sh\nexit {code}\n")
    ended = carry_out(container(engine, tmp_path / "work"))
    assert (ended.exit_code, ended.refusal) == (code, None)
