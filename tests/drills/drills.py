"""The drills: each does one kind of harm, and raises `Failed` where something came of it.

A drill is a function of the `Site`, whose first line is its name in the table. `SHAPES` says on
which installation it runs.
"""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import psutil
from django.conf import settings
from django.db import connections

from scans import orchestration, queue
from scans.models import Attempt, Scan
from scans.states import RunState
from tests.drills.hooks import CLAIMED, ENDED, IMPORTING
from tests.drills.site import Failed, Site, kill
from tests.scans.conftest import FINDINGS

Drill = Callable[[Site], str]
DRILLS: dict[str, Drill] = {}
LOST_ONCE = (RunState.LOST, RunState.SUCCEEDED)
FINDS = (["report", FINDINGS], ["exit", 1])


def drill(function: Drill) -> Drill:
    DRILLS[function.__name__] = function
    return function


def noticed(site: Site, attempt: Attempt, begun: float) -> str:
    site.wait(
        lambda: Attempt.objects.get(pk=attempt.pk).state == RunState.LOST, "the loss is noticed"
    )
    return f"noticed after {time.monotonic() - begun:.1f} s"


# --- A worker is killed -----------------------------------------------------------------------


def _killed_at(site: Site, stage: str) -> tuple[Attempt, str]:
    site.halt(stage)
    scan = site.scan()
    pid = site.halted()
    attempt = Attempt.objects.get(run__scan=scan)
    kill(pid)
    return attempt, noticed(site, attempt, time.monotonic())


@drill
def worker_before_the_tool_starts(site: Site) -> str:
    """kill -9 of the worker before its tool starts"""
    attempt, told = _killed_at(site, CLAIMED)
    site.check(attempt.run.scan, ends=LOST_ONCE, starts=1)
    return told


@drill
def worker_while_the_tool_runs(site: Site) -> str:
    """kill -9 of the worker while its tool runs, with a child that left the session"""
    once = site.folder / "once"
    scan = site.scan(*FINDS[:1], ["once", str(once)], ["detach", 300], ["sleep", 300], ["exit", 1])
    attempt = site.attempt(scan)
    site.wait(once.exists, "the tool waits")
    # The second start leaves the rest out, and ends as a clean bandit would: with findings.
    begun = time.monotonic()
    kill(int(attempt.worker.rpartition(":")[2]))
    told = noticed(site, attempt, begun)
    site.check(scan, ends=LOST_ONCE, starts=2)
    return told


@drill
def worker_between_end_and_storing(site: Site) -> str:
    """kill -9 of the worker between the tool's end and the storing of its report"""
    attempt, told = _killed_at(site, ENDED)
    site.check(attempt.run.scan, ends=LOST_ONCE, starts=2)
    return told


@drill
def worker_while_findings_are_imported(site: Site) -> str:
    """kill -9 of the worker while findings are imported"""
    site.halt(IMPORTING)
    scan = site.scan()
    kill(site.halted())
    begun = time.monotonic()
    site.check(scan)
    return f"imported after {time.monotonic() - begun:.1f} s"


# --- The tool is killed, or misbehaves --------------------------------------------------------


@drill
def tool_killed_at_its_start(site: Site) -> str:
    """kill -9 of the tool at its start"""
    run = site.check(
        site.scan(["kill", 9]), state="failed", outcome="killed", ends=[RunState.FAILED]
    )
    return run.error


@drill
def tool_killed_after_its_report(site: Site) -> str:
    """kill -9 of the tool after it wrote its report"""
    scan = site.scan(["report", FINDINGS], ["sleep", 300])
    kill(site.attempt(scan).process_group or 0)
    run = site.check(scan, state="failed", outcome="killed", ends=[RunState.FAILED])
    return run.error


@drill
def fork_bomb(site: Site) -> str:
    """a fork bomb of a thousand processes"""
    run = site.check(
        site.scan(["bomb", 9]), state="failed", outcome="killed", ends=[RunState.FAILED]
    )
    return run.error


@drill
def output_flood(site: Site) -> str:
    """an output of 1 GB"""
    scan = site.scan(["flood", 10_000_000], *FINDS)
    run = site.check(scan, seconds=600)
    size = (settings.DATA_DIR / "files" / run.log.name).stat().st_size
    if size > 12_000_000:
        raise Failed(f"left over: a log of {size} bytes")
    return f"a log of {size / 1e6:.0f} MB is kept"


@drill
def cancel_of_a_stubborn_family(site: Site) -> str:
    """a cancel of a tool that ignores TERM, with a child in a session of its own"""
    scan = site.scan(["ignore_term", 0], ["fork", 300], ["detach", 300], ["sleep", 300])
    site.attempt(scan)
    site.wait(lambda: len(site.tools()) >= 3, "its children run")
    begun = time.monotonic()
    orchestration.cancel(scan, site.caller)
    site.finished(scan)
    took = time.monotonic() - begun
    told = f"confirmed after {took:.1f} s"
    if took > 3:
        raise Failed(f"late: {told}, not within 3 s")
    site.check(scan, state="cancelled", outcome="cancelled", ends=[RunState.CANCELLED])
    return told


@drill
def broken_reports(site: Site) -> str:
    """reports that are empty, cut off, not JSON, and of another shape"""
    whole = Path(FINDINGS).read_text()
    for text in ("", whole[: len(whole) // 2], "<html>busy</html>", "[1, 2]"):
        scan = site.scan(["write", text], ["exit", 1])
        site.check(scan, state="failed", outcome="unreadable_report", ends=[RunState.FAILED])
    return "each is a failed run"


@drill
def full_disk(site: Site) -> str:
    """a full disk for the work folders"""
    folder = settings.DATA_DIR / "runs"
    folder.mkdir(exist_ok=True)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)], capture_output=True
    )
    if mounted.returncode:
        return "left out: only root can mount a small disk"
    try:
        scan = site.scan(["fill", 8_000_000], ["flood", 100_000], *FINDS)
        run = site.finished(scan)
        if run.state != RunState.FAILED or "disk is full" not in run.error:
            raise Failed(f"lost: {run.state} ({run.error}), not a full disk")
        if wrong := site.leftovers(scan):
            raise Failed("; ".join(wrong))
        site.check(site.scan())  # there is room again
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)
    return run.error


# --- Processes of the installation are killed -------------------------------------------------


def _killed_part(site: Site, name: str) -> str:
    busy = site.scan(["sleep", 4], *FINDS)
    site.attempt(busy)
    kill(site.part(name))
    begun = time.monotonic()
    _done_in_the_end(site, site.scan())
    told = f"the next scan was done after {time.monotonic() - begun:.1f} s"
    _done_in_the_end(site, busy)
    return told


def _done_in_the_end(site: Site, scan: Scan) -> list[str]:
    """How its attempts ended: at the first, or at the second where the harm met the first."""
    run = site.finished(scan)
    ends = [attempt.state for attempt in run.attempts.order_by("number")]
    if len(ends) > 2:
        raise Failed(f"doubled: {ends}")
    wanted = [RunState.LOST] * (len(ends) - 1) + [RunState.SUCCEEDED]
    # The first may have been lost before its tool started.
    site.check(scan, ends=wanted, starts=min(max(site.starts(scan), 1), len(ends)))
    return ends


@drill
def web_server(site: Site) -> str:
    """kill -9 of the web server"""
    return _killed_part(site, "web")


@drill
def cluster(site: Site) -> str:
    """kill -9 of the cluster's first process"""
    return _killed_part(site, "cluster")


@drill
def sentinel(site: Site) -> str:
    """kill -9 of the sentinel"""
    return _killed_part(site, "sentinel")


@drill
def monitor(site: Site) -> str:
    """kill -9 of the monitor"""
    return _killed_part(site, "monitor")


@drill
def pusher(site: Site) -> str:
    """kill -9 of the pusher"""
    return _killed_part(site, "pusher")


@drill
def idle_worker(site: Site) -> str:
    """kill -9 of an idle worker"""
    return _killed_part(site, "idle")


@drill
def supervisor(site: Site) -> str:
    """kill -9 of manage.py up, and a new start"""
    scan = site.scan(["sleep", 4], *FINDS)
    site.attempt(scan)
    assert site.process is not None
    family = psutil.Process(site.process.pid).children(recursive=True)
    site.process.kill()
    site.process.wait()
    _, alive = psutil.wait_procs(family, timeout=20)
    if alive:
        raise Failed(f"left over: {[process.cmdline() for process in alive]}")
    site.up()
    ends = _done_in_the_end(site, scan)
    return f"its children ended; the run was {ends[0]}, then {ends[-1]}"


# --- The rest ---------------------------------------------------------------------------------


@drill
def many_wake_ups_for_one_run(site: Site) -> str:
    """ten wake-ups for one run, and two clusters"""
    again = subprocess.Popen(
        ["python", "manage.py", "qcluster"], cwd=Path(__file__).parents[2],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        executable=psutil.Process().exe(),
    )  # fmt: skip
    try:
        time.sleep(5)
        scan = site.scan(["sleep", 1], *FINDS)
        queue.nudge(10)
        site.check(scan)
    finally:
        again.send_signal(signal.SIGTERM)
        again.wait(30)
    return "one attempt"


@drill
def clock_jump(site: Site) -> str:
    """the clock jumps three hours ahead, and a day back, while tools run"""
    clock = settings.DATA_DIR / "clock"
    for seconds in (3 * 3600, -24 * 3600):
        scan = site.scan(["sleep", 5], *FINDS)
        site.attempt(scan)
        clock.write_text(str(seconds))
        site.check(scan)
        kill(site.part("idle"))  # and another takes its place
        site.check(site.scan())
    clock.unlink()
    return "no attempt was given up"


# --- Services go away -------------------------------------------------------------------------


@drill
def database_stopped(site: Site) -> str:
    """the database is stopped for 12 s, while one tool runs and another ends"""
    if site.postgres is None:
        return "left out: this shape has no database server"
    longer, shorter = site.scan(["sleep", 25], *FINDS), site.scan(["sleep", 6], *FINDS)
    site.attempt(longer)
    site.attempt(shorter)
    site.postgres.stop()
    time.sleep(12)
    site.postgres.start()
    connections.close_all()
    for scan in (shorter, longer):
        _done_in_the_end(site, scan)
    site.check(site.scan())
    return "the results were stored afterwards"


@drill
def redis_stopped(site: Site) -> str:
    """Redis is stopped while a tool runs, and started again"""
    if site.redis is None:
        return "left out: this shape has no Redis"
    scan = site.scan(["sleep", 4], *FINDS)
    site.attempt(scan)
    site.redis.stop()
    try:
        site.check(site.scan())
        site.check(scan)
    finally:
        site.redis.start()
    site.check(site.scan())
    return "scans went on without it"
