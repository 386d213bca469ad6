"""The command line of docker or podman: asked, and understood where it refuses.

Facts: docker's and podman's manuals of `run`, `ps` and `inspect`; the words of refusal were
recorded from docker 28, or are quoted in the engines' own sources.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from .base import Outcome
from .outcomes import Refusal

ANSWER_SECONDS = 20.0
REMOVE_SECONDS = 60.0
LABEL = "wardroom.attempt"
ENGINE_FAILED = frozenset({125, 126, 127})  # of `run`: the engine's own exit codes
# What the engine's client may see of the worker's environment: how to reach the engine.
CLIENT_NAMES = frozenset(
    {
        "CONTAINER_HOST", "CONTAINER_SSHKEY", "DBUS_SESSION_BUS_ADDRESS", "DOCKER_CERT_PATH",
        "DOCKER_CONFIG", "DOCKER_CONTEXT", "DOCKER_HOST", "DOCKER_TLS_VERIFY", "HOME", "PATH",
        "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR",
    }
)  # fmt: skip

_SILENT = re.compile(
    r"cannot connect to|error during connect|connection refused|daemon running"
    r"|permission denied while trying to connect|unable to connect to podman",
    re.IGNORECASE,
)
_NO_IMAGE = re.compile(
    r"no such image|unable to find image|image not known|pull access denied|manifest unknown"
    r"|does not resolve to an image|pulling image",
    re.IGNORECASE,
)
_NO_PROGRAM = re.compile(r"executable file .*not found|no such file or directory", re.IGNORECASE)


@dataclass(frozen=True)
class Answer:
    """What an engine's command said; `is_ok` where it ended with code 0."""

    is_ok: bool
    text: str


@dataclass(frozen=True)
class Engine:
    """The command line of docker or podman."""

    path: Path

    def ask(self, *arguments: str, seconds: float = ANSWER_SECONDS) -> Answer:
        """Run one command of the engine to its end; never raises."""
        try:
            done = subprocess.run(
                [str(self.path), *arguments],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                env=client_environment(),
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Answer(False, f"{self.path} {arguments[0]} did not end within {seconds:g} s")
        except OSError as error:
            return Answer(False, f"{self.path} cannot be started: {error.strerror}")
        said = done.stdout if done.returncode == 0 else done.stderr or done.stdout
        return Answer(done.returncode == 0, said.decode("utf-8", "replace").strip())

    @cached_property
    def is_podman(self) -> bool:
        """Whether it is podman, also where it is called docker. Asks it once."""
        return "podman" in self.path.name or "podman" in self.ask("--version").text.lower()

    def remove_labelled(self, marker: str) -> int:
        """Remove every container of an attempt, running or not; how many there were."""
        found = self.ask("ps", "--all", "--quiet", "--filter", f"label={LABEL}={marker}")
        ids = found.text.split() if found.is_ok else []
        if ids:
            self.ask("rm", "--force", "--volumes", *ids, seconds=REMOVE_SECONDS)
        return len(ids)


def client_environment() -> dict[str, str]:
    """What the engine's client gets of our environment: how to reach the engine, no more."""
    return {name: os.environ[name] for name in sorted(CLIENT_NAMES & set(os.environ))}


@dataclass(frozen=True)
class State:
    """What `inspect` tells of a container; `exists` False: there is none."""

    exists: bool = False
    has_started: bool = False
    is_running: bool = False
    exit_code: int | None = None
    out_of_memory: bool = False
    pid: int = 0
    error: str = ""


def confined() -> list[str]:
    """What every container gets: no privileges, nothing to write but its mounts and /tmp."""
    scratch = "/tmp:rw,noexec,nosuid,nodev,size=64m"  # noqa: S108 - the container's own
    argv = ["--read-only", "--tmpfs", scratch, "--cap-drop", "ALL"]
    return [*argv, "--security-opt", "no-new-privileges"]


def probing(
    image: str, binary: str, arguments: Sequence[str], environment: Mapping[str, str]
) -> list[str]:
    """Arguments of the engine that ask a tool in its image for its version."""
    argv = ["run", "--rm", "--pull", "never", "--network", "none", *confined()]
    for name, value in {"HOME": "/tmp", "LANG": "C.UTF-8", **environment}.items():  # noqa: S108
        argv += ["--env", f"{name}={value}"]
    return [*argv, "--entrypoint", binary, image, *arguments]


def refused(engine: Engine, image: str, binary: str, said: str) -> Refusal:
    """Why the engine did not start the container, from what it said."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if not line.startswith(("Run '", "See '"))] or [""]
    last = telling[-1].removeprefix("docker: ").removeprefix("Error: ")
    name = engine.path.name
    if _SILENT.search(said):
        return Refusal(
            f"{name} does not answer: {last}",
            f"`{engine.path} version` fails on the worker too: start the engine, or give the"
            " worker's user the right to use it.",
            Outcome.CRASHED,
        )
    if _NO_IMAGE.search(said):
        return Refusal(
            f"The image {image} is not on this machine",
            f"Run `{engine.path} pull {image}` on the worker, or set CONTAINER_PULL=1.",
        )
    if _NO_PROGRAM.search(said):
        return Refusal(
            f"The image {image} has no program {binary}",
            "Name an image that holds the tool in TOOL_IMAGES.",
        )
    return Refusal(
        f"{name} could not start the container: {last or 'it does not say why'}",
        f"`{engine.path} run` failed; a dry run shows the whole command.",
        Outcome.CRASHED,
    )
