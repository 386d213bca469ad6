"""What a worker does with a run that it has claimed: check, start, follow, judge, store, finish."""

from __future__ import annotations

import errno
from dataclasses import replace
from pathlib import Path
from typing import Final

import structlog
from django.db import DatabaseError, InterfaceError, close_old_connections
from tenacity import retry, retry_if_exception_type, stop_after_delay, wait_exponential

from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError
from projects.callers import Caller
from projects.credentials import check_endpoints
from projects.targets import Checked, check_allowed, check_caller, check_options
from tooling import caches, executors, registry, runner
from tooling.addresses import BadAddress
from tooling.base import Command, Job, Outcome, Report, Tool
from tooling.execution import Ended, Execution
from tooling.executors import Place
from tooling.outcome import Verdict, decide
from tooling.outcomes import DISK_FULL as FULL
from tooling.outcomes import OUTCOMES
from tooling.sanitizer import Sanitizer, mask_file

from . import cluster, expiry, jobs, leases, logfiles, recovery
from .holding import Hold
from .leases import Claim, Result
from .states import RunState

DRAINING_GRACE_SECONDS = 1.5  # of a worker that is stopped, whatever grace its tool would have
FINISHING_SECONDS = 3600  # how long a finished tool waits for a database that is away

# Outcomes that can pass by themselves; `lost` is the reaper's.
PASSING: Final = frozenset({Outcome.THROTTLED, Outcome.NETWORK})
STATES: Final = {
    Outcome.CLEAN: RunState.SUCCEEDED,
    Outcome.FINDINGS: RunState.SUCCEEDED,
    Outcome.FINDINGS_WITH_ERRORS: RunState.SUCCEEDED,
    Outcome.TIMED_OUT: RunState.TIMED_OUT,
    Outcome.CANCELLED: RunState.CANCELLED,
    Outcome.LOST: RunState.LOST,
}
CRASHED: Final = Result(
    RunState.FAILED,
    Outcome.CRASHED,
    error="Internal error while the tool was run",
    hint="The worker's log has the cause under the scan's request id.",
    not_the_tools=True,
)

DISK_FULL: Final = Result(
    RunState.FAILED,
    FULL.outcome,
    error=FULL.sentence,
    hint=FULL.hint,
    retryable=FULL.retryable,
    not_the_tools=True,
)
EXPIRED: Final = Result(
    RunState.FAILED, Outcome.AUTH_FAILED, hint=OUTCOMES[Outcome.AUTH_FAILED].hint
)

logger = structlog.get_logger(__name__)
_busy_with = ""


def busy_with() -> str:
    """The tool that this process runs at the moment, "" for none."""
    return _busy_with


def run(claim: Claim) -> None:
    """Work on a claimed run until its end is stored, or somebody else has it."""
    global _busy_with
    _busy_with = claim.run.tool
    context = {
        "request_id": claim.scan.request_id,
        "scan_id": str(claim.scan.pk),
        "run_id": str(claim.run.pk),
        "tool": claim.run.tool,
        "attempt": claim.attempt.number,
    }
    try:
        with structlog.contextvars.bound_contextvars(**context), Hold(claim) as hold:
            try:
                result = _work(claim, hold)
            except (DatabaseError, InterfaceError) as error:
                logger.warning("database away", error=str(error))
                result = recovery.lost(claim.run.tool, "The database went away while it ran")
            except Exception as error:  # the worker's loop goes on whatever one run does
                logger.exception("run crashed")
                result = _full(claim) if _is_disk_full(error) else CRASHED
            if result is not None:
                _finish(claim, result)
            logger.info("run ended", outcome=result.outcome if result else "lease lost")
    finally:
        _busy_with = ""
        logfiles.remove_work_folder(claim.attempt)


def _is_disk_full(error: Exception) -> bool:
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)


def _full(claim: Claim) -> Result:
    """The end of a run that had no room, with what fitted of its log."""
    log = logfiles.keep_what_fits(claim.attempt)
    told = "its log holds what fitted" if log else "its log is lost"
    return replace(DISK_FULL, error=f"{DISK_FULL.error}; {told}", log=log)


@retry(
    retry=retry_if_exception_type((DatabaseError, InterfaceError)),
    wait=wait_exponential(multiplier=0.2, max=5),
    stop=stop_after_delay(FINISHING_SECONDS),
    reraise=True,
)
def _finish(claim: Claim, result: Result) -> None:
    close_old_connections()
    leases.finish(claim, result)


class _Watcher:
    """Passes on what the tool tells; says stop on a cancel, a lost lease, or the worker's end."""

    def __init__(self, tool: Tool, job: Job, hold: Hold) -> None:
        self._progress = tool.follow(job)
        self._hold = hold

    def started(self, group: int, start_ticks: int | None) -> None:
        self._hold.started(group, start_ticks)

    def line(self, stream: runner.StreamName, text: str) -> None:
        self._hold.log_lines()
        progress = self._progress(text)
        if progress is not None:
            self._hold.progress(progress.percent, progress.message)

    def tick(self) -> runner.Stop | None:
        if self._hold.cancelled.is_set():
            return runner.Stop("cancelled")
        if self._hold.lost.is_set() or cluster.is_draining():
            return runner.Stop("lost", DRAINING_GRACE_SECONDS)
        return None


def _work(claim: Claim, hold: Hold) -> Result | None:
    """The result of the run; None where the lease was lost: there is nothing to store."""
    tool = registry.all_tools().get(claim.run.tool)
    if tool is None:
        return _refused(f"{claim.run.tool} is not registered any more")
    at = executors.place(tool)
    if at.refusal is not None and claim.run.optional:
        return Result(
            RunState.SKIPPED,
            Outcome.NOT_INSTALLED,
            error=at.refusal.sentence,
            hint=at.refusal.hint,
        )
    expired = expiry.refusal(claim.scan.credential, tool)
    if expired:
        return replace(EXPIRED, error=expired)
    try:
        job = caches.with_cache(_job(claim), tool, at)
        command = tool.command(job)
    except ApiError as error:
        return _refused(f"{error.message}: {error.details}")
    except BadAddress as error:
        return _refused(f"{tool.name}: {error}")
    started: Execution | None = None
    if at.refusal is not None:
        ended = Ended(refusal=at.refusal)
    else:
        started = _execution(claim, tool, at, job, command)
        leases.note_limits(claim, {**started.limits.told(), "held_by": runner.held_by(started)})
        close_old_connections()  # none is held while the tool runs
        ended = runner.run(started, _Watcher(tool, job, hold))
    report = executors.report(job, command, started)
    if ended.stopped == "lost":
        if not hold.lost.is_set():
            return recovery.lost(tool.name, recovery.STOPPED, logfiles.keep_log(claim.attempt))
        return None
    return _result(claim, decide(tool, ended, report), ended, report)


def _execution(claim: Claim, tool: Tool, at: Place, job: Job, command: Command) -> Execution:
    return executors.execution(
        tool,
        at,
        job,
        command,
        limits=jobs.limits_of(claim.run, tool),
        marker=recovery.marker_of(claim.attempt),
        environment=jobs.environment(command, job),
        secrets=job.masked,
        name=jobs.container_name(tool.name, claim.run.scan_id),
        attempt=claim.attempt.number,
    )


def _job(claim: Claim) -> Job:
    """The job, its target checked again: rights and addresses change while a run waits."""
    scan = claim.scan
    target = scan.target
    if scan.project.archived or target.retired:
        raise ApiError(ErrorCode.CONFLICT, "the project is archived or the target retired")
    if scan.requested_by is not None:
        check_caller(Caller(scan.requested_by), target.kind)
    checked: Checked = check_allowed(target.kind, target.locator, scan.project)
    check_options(target.options)
    if scan.credential is not None:
        check_endpoints(scan.credential)
    return jobs.make_job(
        checked=checked,
        target=target,
        options=claim.run.options,
        handed=jobs.handed_of(scan.credential),
        timeout_seconds=claim.run.timeout_seconds,
        work=logfiles.make_work_folder(claim.attempt),
    )


def _refused(error: str) -> Result:
    return Result(
        RunState.FAILED,
        Outcome.BAD_ARGUMENTS,
        error=Sanitizer().text(error),
        hint="Correct the target or its allow-list, then retry.",
    )


def _result(claim: Claim, verdict: Verdict, ended: Ended, report: Report) -> Result:
    job = report.job
    secrets = job.masked if job else ()
    stored_report = ""
    if report.path is not None:
        if secrets:
            mask_file(report.path, secrets)
        stored_report = logfiles.keep(claim.attempt, report.path, _report_name(report.path))
    return Result(
        state=STATES.get(verdict.outcome, RunState.FAILED),
        outcome=verdict.outcome,
        error=Sanitizer(secrets).text(verdict.error or ""),
        hint=verdict.hint or "",
        retryable=verdict.retryable,
        not_the_tools=ended.disk_full,
        again=verdict.outcome in PASSING and registry.get(claim.run.tool).repeatable,
        exit_code=ended.exit_code,
        signal=ended.signal,
        peak_memory_bytes=ended.peak_memory_bytes,
        cpu_ms=ended.cpu_ms,
        coverage=verdict.coverage,
        full_scope=verdict.full_scope,
        report=stored_report,
        log=logfiles.keep_log(claim.attempt),
    )


def _report_name(path: Path) -> str:
    return f"report{path.suffix or '.txt'}" if path.name == "stdout" else path.name
