"""One attempt's container: its argument vector, its state, its end.

Secrets travel in a private file (`--env-file`) that is gone when the run is. The work folder and
the target have the same path inside as outside, so that a tool's file need not know where it runs.
"""

from __future__ import annotations

import csv
import io
import json
import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .base import Outcome
from .capture import private_file
from .engines import (
    CLIENT_NAMES,
    LABEL,
    REMOVE_SECONDS,
    Engine,
    State,
    client_environment,
    confined,
)
from .limits import Limits
from .outcomes import Refusal

NUMBER = "wardroom.number"
ENVIRONMENT_FILE = "container.env"
NEVER_STARTED = "0001-01-01"
# Folders of the image that a mount would cover.
SYSTEM = ("/bin", "/boot", "/dev", "/etc", "/lib", "/lib32", "/lib64", "/proc", "/sbin", "/sys",
          "/usr")  # fmt: skip
WHOLE = ("/", "/home", "/opt", "/root", "/run", "/tmp", "/var")  # noqa: S108 - compared, not used


@dataclass(frozen=True)
class Container:
    """One attempt's container. `reads` are files and folders that the tool reads, read-only.

    `hosts` pins names to checked addresses. `keep_failed` leaves the container of a run that
    failed for `logs`; it holds the run's secrets.
    """

    engine: Engine
    name: str
    attempt: int
    marker: str
    image: str
    binary: str
    arguments: Sequence[str]
    work: Path
    limits: Limits
    start_in: Path
    reads: tuple[Path, ...] = ()
    network: str = "none"
    hosts: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    good_codes: frozenset[int] = frozenset({0})
    may_pull: bool = False
    keep_failed: bool = False

    def command(self) -> list[str]:
        """The whole argument vector."""
        argv = [str(self.engine.path), "run", "--name", self.name]
        argv += ["--label", f"{LABEL}={self.marker}", "--label", f"{NUMBER}={self.attempt}"]
        argv += ["--pull", "missing" if self.may_pull else "never"]
        argv += ["--log-driver", "json-file", "--log-opt", "max-size=10m"]
        argv += ["--network", self.network]
        argv += [f"--add-host={name}:{address}" for name, address in self.hosts.items()]
        argv += confined()
        argv += ["--user", f"{os.geteuid()}:{os.getegid()}"]
        if self.engine.is_podman and os.geteuid() != 0:
            argv += ["--userns", "keep-id"]  # so that the files it makes are the worker's
        argv += self._limited()
        argv += [*_mount(self.work), *(word for path in self.reads for word in _mount(path, True))]
        argv += ["--workdir", str(self.start_in)]
        argv += ["--env-file", str(self.environment_file)]
        argv += [word for name in self._long_values() for word in ("--env", name)]
        return [*argv, "--entrypoint", self.binary, self.image, *self.arguments]

    @property
    def environment_file(self) -> Path:
        return self.work / ENVIRONMENT_FILE

    def _limited(self) -> list[str]:
        limits, argv = self.limits, ["--ulimit", "core=0:0"]
        if limits.memory_bytes is not None:
            argv += ["--memory", str(limits.memory_bytes)]
            argv += ["--memory-swap", str(limits.memory_bytes)]  # memory and swap together
        if limits.processes is not None:
            argv += ["--pids-limit", str(limits.processes)]
        if limits.cpus is not None:
            argv += ["--cpus", f"{limits.cpus:g}"]
        if limits.cpu_seconds is not None:
            seconds = max(1, math.ceil(limits.cpu_seconds))
            argv += ["--ulimit", f"cpu={seconds}:{seconds + 5}"]
        if limits.file_bytes is not None:
            argv += ["--ulimit", f"fsize={limits.file_bytes}:{limits.file_bytes}"]
        return argv

    def _long_values(self) -> list[str]:
        """Names whose values have several lines, which the file cannot hold."""
        return sorted(name for name, value in self.environment.items() if "\n" in value)

    def client_environment(self) -> dict[str, str]:
        """The environment of the engine's client: how to reach the engine, and long values."""
        return {**client_environment(), **{n: self.environment[n] for n in self._long_values()}}

    def refusal(self) -> Refusal | None:
        """What speaks against starting it, before anything is asked of the engine."""
        for path in self.reads:
            if str(path) in WHOLE or any(path.is_relative_to(folder) for folder in SYSTEM):
                return Refusal(
                    f"{path} cannot be scanned in a container: it would cover files of the image",
                    "Scan a folder of its own, or run the tool locally (TOOL_EXECUTORS).",
                    Outcome.BAD_ARGUMENTS,
                )
        for name in self._long_values():
            if name in CLIENT_NAMES or name.startswith(("DOCKER_", "LD_", "CONTAINERS_")):
                return Refusal(
                    f"{name} has several lines and cannot be handed to a container",
                    "Rename the variable in the credential, or run the tool locally.",
                    Outcome.BAD_ARGUMENTS,
                )
        return None

    def prepare(self) -> None:
        """Write the environment's file, and move an older attempt's container out of the way."""
        values = {
            "HOME": str(self.work / "home"),
            "TMPDIR": str(self.work / "tmp"),
            "LANG": "C.UTF-8",
            **{n: v for n, v in self.environment.items() if "\n" not in v and n != "PATH"},
        }
        with private_file(self.environment_file) as file:
            file.write("".join(f"{name}={value}\n" for name, value in values.items()).encode())
        if self.attempt > 1:
            self._rename_older()

    def _rename_older(self) -> None:
        template = f'{{{{index .Config.Labels "{NUMBER}"}}}}'
        older = self.engine.ask("inspect", "--type", "container", "--format", template, self.name)
        if older.is_ok:
            number = older.text if older.text.isdigit() else str(self.attempt - 1)
            if not self.engine.ask("rename", self.name, f"{self.name}-attempt{number}").is_ok:
                self.engine.ask("rm", "--force", "--volumes", self.name, seconds=REMOVE_SECONDS)

    def state(self) -> State:
        """What the engine tells of it now."""
        answer = self.engine.ask(
            "inspect", "--type", "container", "--format", "{{json .State}}", self.name
        )
        try:
            told: Any = json.loads(answer.text) if answer.is_ok else None
        except ValueError:
            told = None
        if not isinstance(told, dict):
            return State()
        code, pid = told.get("ExitCode"), told.get("Pid")
        return State(
            exists=True,
            has_started=not str(told.get("StartedAt", NEVER_STARTED)).startswith(NEVER_STARTED),
            is_running=told.get("Running") is True,
            exit_code=code if isinstance(code, int) else None,
            out_of_memory=told.get("OOMKilled") is True,
            pid=pid if isinstance(pid, int) else 0,
            error=str(told.get("Error") or ""),
        )

    def stopping(self, grace_seconds: float) -> list[str]:
        """The command that ends it with TERM, and with KILL after the grace in whole seconds."""
        if grace_seconds <= 0:
            return [str(self.engine.path), "kill", self.name]
        return [str(self.engine.path), "stop", "-t", str(max(1, int(grace_seconds))), self.name]

    def kill(self) -> None:
        self.engine.ask("kill", self.name)

    def remove(self, last: State) -> None:
        """Remove it and its secrets, unless it failed, by its `last` state, and shall be kept."""
        self.environment_file.unlink(missing_ok=True)
        if not (self.keep_failed and last.has_started and last.exit_code not in self.good_codes):
            self.engine.ask("rm", "--force", "--volumes", self.name, seconds=REMOVE_SECONDS)


def _mount(path: Path, read_only: bool = False) -> list[str]:
    """`--mount` for `path` at its own path; the fields are CSV, so that commas do no harm."""
    words = ["type=bind", f"src={path}", f"dst={path}", *(["readonly"] if read_only else [])]
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(words)
    return ["--mount", line.getvalue()]
