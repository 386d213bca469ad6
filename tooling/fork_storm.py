"""Signals to exactly one process, and stopping a family that forks faster than it can be killed."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterator

from . import proc
from .proc import Process

STOP_SECONDS = 10.0
STEP_SECONDS = 0.001


def send(process: Process, number: signal.Signals) -> bool:
    """Send `number` to exactly this process; False where it is gone or not ours to signal."""
    try:
        handle = os.pidfd_open(process.pid)
    except OSError:
        return False
    try:
        now = proc.process(process.pid)
        if now is None or now.start_ticks != process.start_ticks:
            return False
        signal.pidfd_send_signal(handle, number)
    except (ProcessLookupError, PermissionError):
        return False
    finally:
        os.close(handle)
    return True


@contextlib.contextmanager
def urgently() -> Iterator[None]:
    """This thread before all others of the machine, where we may: a storm of forks leaves it a
    thousandth of the processor otherwise."""
    policy, parameter = os.sched_getscheduler(0), os.sched_getparam(0)
    with contextlib.suppress(OSError):
        os.sched_setscheduler(0, os.SCHED_FIFO | os.SCHED_RESET_ON_FORK, os.sched_param(1))
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            os.sched_setscheduler(0, policy, parameter)


def stop_family(leader: int, start_ticks: int, known: set[int], marker: tuple[str, str]) -> None:
    """STOP the family of `leader`, and what it forks meanwhile, until all of it stands still.

    Each round reads only who is new and stops the youngest first; who stands still forks no more.
    Who was sent a STOP in the middle of a fork ends that first, so the end is a round that finds
    nobody new after all were seen to stand. Who lost its parent is told by `marker` in its
    environment, asked last: to read it waits for a process that is just forking, and in a storm
    that process waits for a processor.
    """
    family = {leader, *known}
    read: dict[int, Process] = {}
    stopped: set[int] = {os.getpid()}
    asked: set[int] = set(stopped)
    all_stood = False
    until = time.monotonic() + STOP_SECONDS
    while time.monotonic() < until:
        for pid in proc.numbers():
            if pid not in read and (one := proc.process(pid)) is not None:
                read[pid] = one
        _grow(family, read, leader)
        victims = [one for pid, one in read.items() if pid in family and pid not in stopped]
        if not victims:
            orphans = [one for pid, one in read.items() if pid not in family | asked]
            asked |= {one.pid for one in orphans}
            victims = [
                one
                for one in orphans
                if one.start_ticks >= start_ticks and proc.carries(one.pid, *marker)
            ]
        for one in sorted(victims, key=lambda one: -one.pid):
            send(one, signal.SIGSTOP)
            family.add(one.pid)
            stopped.add(one.pid)
        if victims:
            all_stood = False
        elif all_stood:
            return
        else:
            all_stood = all(_stands(read[pid]) for pid in family & set(read))
            if not all_stood:
                time.sleep(STEP_SECONDS)


def _stands(one: Process) -> bool:
    """D as well: a parent waits so until its child by vfork, which was stopped, is the program."""
    now = proc.process(one.pid)
    return now is None or now.start_ticks != one.start_ticks or now.state in "TtDZXx"


def _grow(family: set[int], read: dict[int, Process], leader: int) -> None:
    """Take into `family` whose group, session or parent says that it belongs to it."""
    pending = [one for pid, one in read.items() if pid not in family]
    grown = True
    while grown:
        taken = [o for o in pending if leader in (o.group, o.session) or o.parent in family]
        family |= {one.pid for one in taken}
        pending = [one for one in pending if one.pid not in family]
        grown = bool(taken)
