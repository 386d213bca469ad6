"""A Wardroom of its own for a drill: data folder, `manage.py up`, and a look at what is left."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
from django.conf import settings
from django.db import close_old_connections
from django_q.models import OrmQ

from findings.models import Sighting
from projects.callers import Caller
from projects.models import Project, Target
from projects.roles import Role
from scans import orchestration, queue
from scans.models import Attempt, Scan, ToolRun, Worker
from scans.settling import FINISHED
from scans.states import ACTIVE, RunState
from tests.drills.shapes import Shape
from tests.make import make_member, make_project
from tests.running.server import free_port
from tests.scans.conftest import FINDINGS
from tooling.process_group import MARKER

ROOT = Path(__file__).parents[2]
TICK = 0.1
PATIENCE = 90  # seconds, on a busy machine


class Failed(Exception):
    """What a drill found to be wrong."""


class Site:
    """One installation. `up()` starts it; what it is asked goes through its database."""

    def __init__(self, shape: Shape) -> None:
        self.folder = shape.folder
        self.postgres = shape.postgres
        self.redis = shape.redis
        self.project: Project = make_project()
        self.caller = Caller(make_member(self.project, Role.OWNER))
        self.process: subprocess.Popen[bytes] | None = None
        self.expected_findings = 0
        self._targets = 0

    # --- Its processes ------------------------------------------------------------------------

    def up(self, workers: int = 2, **environment: str) -> None:
        """Start it, and wait until its workers live."""
        before = set(Worker.objects.values_list("name", flat=True))
        with (self.folder / "up.log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "manage.py", "up", "--port", str(free_port())),
                    *("--workers", str(workers)),
                ],
                cwd=ROOT,
                env={**os.environ, **environment},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.wait(
            lambda: Worker.objects.exclude(name__in=before).count() > workers, "workers are up"
        )

    def down(self) -> None:
        """End it as an operator does; whatever is left afterwards is a failure."""
        if self.process is None:
            return
        family = psutil.Process(self.process.pid).children(recursive=True)
        self.process.terminate()
        try:
            self.process.wait(40)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise Failed("left over: manage.py up did not end in 40 s") from None
        finally:
            self.process = None
        _, alive = psutil.wait_procs(family, timeout=5)
        if alive:
            raise Failed(f"left over: {[process.cmdline() for process in alive]}")

    def close(self) -> None:
        """End whatever is left, for the next drill."""
        if self.process is not None and self.process.poll() is None:
            for process in psutil.Process(self.process.pid).children(recursive=True):
                with suppress(psutil.Error):
                    process.kill()
            self.process.kill()
            self.process.wait()
        for process in self.tools():
            with suppress(psutil.Error):
                process.kill()

    def anew(self) -> None:
        self.close()
        self.up()

    def part(self, name: str) -> psutil.Process:
        """A process of it: web, cluster, sentinel, monitor, pusher, idle (a worker)."""
        assert self.process is not None
        children = psutil.Process(self.process.pid).children()
        by_word = {
            word: next((p for p in children if word in " ".join(p.cmdline())), None)
            for word in ("daphne", "qcluster")
        }
        if name == "web":
            return _there(by_word["daphne"])
        cluster = _there(by_word["qcluster"])
        if name == "cluster":
            return cluster
        sentinel = _there(next(iter(cluster.children()), None))
        if name == "sentinel":
            return sentinel
        workers = dict(Worker.objects.values_list("process_id", "busy_with"))
        if name == "idle":
            idle = [p for p in sentinel.children() if workers.get(p.pid) == ""]
            return _there(next(iter(idle), None))
        titled = [p for p in sentinel.children() if " ".join(p.cmdline()).endswith(f" {name}")]
        return _there(next(iter(titled), None))

    def tools(self) -> list[psutil.Process]:
        """Processes that tools of this site left or run."""
        attempts = {str(pk) for pk in Attempt.objects.values_list("pk", flat=True)}
        found = []
        for process in psutil.process_iter():
            with suppress(psutil.Error, OSError):
                if process.environ().get(MARKER) in attempts:
                    found.append(process)
        return found

    # --- What it is asked ---------------------------------------------------------------------

    def scan(self, *orders: list[Any], **asked: Any) -> Scan:
        """Start a scan of a target of its own, whose stand-in tool does `orders`, or finds what
        the recording holds; each start of it is counted."""
        self._targets += 1
        folder = self.folder / "targets" / str(self._targets)
        folder.mkdir(parents=True)
        told = [*orders] or [["report", FINDINGS], ["exit", 1]]
        (folder / "orders.json").write_text(json.dumps([["note", str(folder / "starts")], *told]))
        target = Target.objects.create(
            project=self.project, kind=Target.Kind.REPOSITORY, locator=str(folder)
        )
        asked.setdefault("tools", ["bandit"])
        return orchestration.start(self.caller, project=self.project, target=target, **asked)

    def learn(self) -> None:
        """Note how many findings the recording makes where nothing is in the way."""
        self.expected_findings = self.finished(self.scan()).sightings.count()
        if not self.expected_findings:
            raise Failed("lost: the first scan, without any harm, found nothing")

    def starts(self, scan: Scan) -> int:
        """How often the tool of `scan` was started."""
        told = Path(scan.target.locator) / "starts"
        return len(told.read_text().splitlines()) if told.exists() else 0

    def halt(self, stage: str) -> None:
        """The next worker that comes to `stage` waits there."""
        (settings.DATA_DIR / "halt").write_text(stage)

    def halted(self) -> int:
        """The process that waits at the stage, once it does."""
        told = settings.DATA_DIR / "halted"
        self.wait(told.exists, "a worker came to the stage")
        pid = int(told.read_text())
        told.unlink()
        return pid

    def attempt(self, scan: Scan) -> Attempt:
        """The attempt of `scan` whose tool runs, once it does."""

        def running() -> Attempt | None:
            if not self.starts(scan):
                return None
            return Attempt.objects.filter(
                run__scan=scan, state=RunState.RUNNING, process_group__isnull=False
            ).first()

        return self.wait(running, "the tool runs")

    def finished(self, scan: Scan, seconds: float = PATIENCE) -> ToolRun:
        """The run of `scan`, once the scan has finished."""
        self.wait(
            lambda: Scan.objects.get(pk=scan.pk).status in FINISHED,
            f"the scan is finished, not {scan.status}",
            seconds,
        )
        return scan.runs.get()

    def wait(self, condition: Callable[[], Any], what: str, seconds: float = PATIENCE) -> Any:
        """What `condition` returns, once it is true; `Failed` after `seconds`."""
        end = time.monotonic() + seconds
        while not (found := condition()):
            if time.monotonic() > end:
                raise Failed(f"lost: after {seconds:.0f} s it is not so that {what}")
            time.sleep(TICK)
            close_old_connections()
        return found

    # --- What came of it ----------------------------------------------------------------------

    def check(
        self,
        scan: Scan,
        *,
        state: str = RunState.SUCCEEDED,
        outcome: str = "findings",
        ends: Iterable[str] = (RunState.SUCCEEDED,),
        starts: int = 1,
        seconds: float = PATIENCE,
    ) -> ToolRun:
        """Wait for the end of `scan`; raises `Failed` with what was lost, doubled or left over."""
        run = self.finished(scan, seconds)
        wrong = []
        if (run.state, run.outcome) != (state, outcome):
            wrong.append(f"lost: it is {run.state} ({run.outcome}: {run.error}), not {outcome}")
        attempts = [attempt.state for attempt in run.attempts.order_by("number")]
        if attempts != list(ends):
            wrong.append(f"doubled or lost: attempts {attempts}, not {list(ends)}")
        if self.starts(scan) != starts:
            wrong.append(f"doubled or lost: the tool was started {self.starts(scan)} times")
        found = Sighting.objects.filter(run=run).count()
        if outcome == "findings" and found != self.expected_findings:
            wrong.append(f"lost or doubled: {found} findings, not {self.expected_findings}")
        wrong += self.leftovers(scan)
        if wrong:
            raise Failed("; ".join(wrong))
        return run

    def leftovers(self, scan: Scan) -> list[str]:
        """What `scan` left behind; some seconds are given for the end of it."""
        own = {
            str(pk) for pk in Attempt.objects.filter(run__scan=scan).values_list("pk", flat=True)
        }
        folder = settings.DATA_DIR / "runs" / str(scan.runs.get().pk)
        looks: dict[str, Callable[[], Any]] = {
            "processes": lambda: [p.pid for p in self.tools() if p.environ().get(MARKER) in own],
            "attempts that run": lambda: Attempt.objects.filter(run__scan=scan, state__in=ACTIVE),
            "folders": lambda: list(folder.glob("*")) if folder.exists() else [],
            "wake-ups": lambda: OrmQ.objects.filter(key__in=(queue.SCANS, queue.IMPORTS)),
        }
        wrong = []
        for what, look in looks.items():
            end = time.monotonic() + 15
            left: Any = True
            while left and time.monotonic() < end:
                with suppress(psutil.Error):
                    left = list(look())
                time.sleep(TICK)
            if left:
                wrong.append(f"left over: {what} {left}")
        return wrong


def kill(process: psutil.Process | int, number: int = signal.SIGKILL) -> None:
    os.kill(process if isinstance(process, int) else process.pid, number)


def _there(process: psutil.Process | None) -> psutil.Process:
    if process is None:
        raise Failed("lost: the process is not there")
    return process
