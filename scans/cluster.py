"""The worker cluster: django-q2's, ended in order and in seconds.

django-q2 waits without limit for running tasks when it is stopped. Here its workers learn of the
stop, end their tools and hand the runs back to the queue.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import signal
import struct
import time
from contextlib import suppress
from multiprocessing import Value
from multiprocessing.context import ForkProcess
from types import FrameType, TracebackType
from typing import Any

from django.conf import settings
from django.db import connections
from django_q import cluster
from django_q.queues import Queue

# Shared by fork with every worker. Without a lock, which a killed worker could leave taken.
_draining = mmap.mmap(-1, 1)


class Places:
    """How many of a cluster's processes run tools at once: so many places, each a byte that is
    locked. The kernel frees the place of a process that dies."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._file = os.fdopen(os.memfd_create("wardroom-places"), "wb", buffering=0)

    def take(self) -> bool:
        """Take a place for this process; False where others have them all."""
        for number in range(self.count):
            with suppress(BlockingIOError):
                fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, number)
                return True
        return False

    def leave(self) -> None:
        """Free this process's place."""
        fcntl.lockf(self._file, fcntl.LOCK_UN)

    def has_room(self) -> bool:
        """Whether another process could take a place, or this one has one."""
        return any(self._holder_lock(number) == fcntl.F_UNLCK for number in range(self.count))

    def _holder_lock(self, number: int) -> int:
        wanted = struct.pack("hhlli", fcntl.F_WRLCK, os.SEEK_SET, number, 1, 0)
        found = fcntl.fcntl(self._file, fcntl.F_GETLK, wanted)
        return int(struct.unpack_from("h", found)[0])


# Shared by fork, like the flag above.
places = Places(settings.TOOLS_AT_ONCE)


def is_draining() -> bool:
    """Whether the cluster of this process is being stopped."""
    return _draining[0] == 1


class KillProofLock:
    """A lock between processes that the kernel frees when its holder dies. One thread a process.

    The idle worker that waits for a task holds the queue's lock. With a semaphore, a kill -9 of
    that one leaves the lock taken, and no worker of the cluster ever gets a task again.
    """

    def __init__(self) -> None:
        self._file = os.fdopen(os.memfd_create("wardroom-lock"), "wb", buffering=0)
        self._depth = 0

    def acquire(self, block: bool = True, timeout: float | None = None) -> bool:
        """As `multiprocessing.RLock`'s; a `timeout` is not waited for, the lock is tried once."""
        if self._depth == 0:
            wait = block and timeout is None
            try:
                fcntl.lockf(self._file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
        self._depth += 1
        return True

    def release(self) -> None:
        self._depth -= 1
        if self._depth == 0:
            fcntl.lockf(self._file, fcntl.LOCK_UN)

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


FLAG_SECONDS = 0.1


class _Flag:
    """What django-q2 needs of an `Event`, without a lock, and by the monotonic clock.

    A wait of `multiprocessing` has its end by the wall clock: where that jumps back a day, the
    sentinel would look after nothing for a day.
    """

    def __init__(self) -> None:
        self._shared = mmap.mmap(-1, 1)

    def set(self) -> None:
        self._shared[0] = 1

    def is_set(self) -> bool:
        return self._shared[0] == 1

    def wait(self, seconds: float) -> bool:
        end = time.monotonic() + seconds
        while not self.is_set() and time.monotonic() < end:
            time.sleep(FLAG_SECONDS)
        return self.is_set()


def withstand_kills(queue: Queue) -> None:
    """Give `queue`, before it is used, locks that a killed process does not leave taken."""
    queue._rlock = KillProofLock()
    queue._wlock = KillProofLock()
    queue.size.count = Value("i", 0, lock=KillProofLock())  # type: ignore[call-overload]


def without_pool() -> None:
    """Give up a connection pool that the environment asks for; before anything is queried.

    Workers fork, and forks that share a pool's sockets get each other's answers.
    """
    for connection in connections.all():
        if connection.settings_dict["OPTIONS"].pop("pool", None):
            connection.close()


class CalmSentinel(cluster.Sentinel):
    """The guard of the workers. Only the main process hears TERM.

    A TERM to the whole group (systemd, `timeout`) would else kill guard and workers at once, and
    the main process would wait for ever for the dead guard.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "start": False})
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # the workers inherit it, tools do not
        withstand_kills(self.task_queue)
        withstand_kills(self.result_queue)
        self.event_out = _Flag()
        self.start()

    def spawn_worker(self) -> None:
        timer = Value("f", -1, lock=KillProofLock())  # type: ignore[call-overload]
        self.spawn_process(cluster.worker, self.task_queue, self.result_queue, timer, self.timeout)

    def reincarnate(self, process: ForkProcess) -> None:
        if process in self.pool and process.timer.value == 0:  # type: ignore[attr-defined]
            process.kill()  # past its time; it would ignore the TERM that follows
        super().reincarnate(process)


class DrainingCluster(cluster.Cluster):
    def start(self) -> int:
        cluster.Sentinel = CalmSentinel
        cluster.Event = _Flag
        return super().start()

    def sig_handler(self, signum: int, frame: FrameType | None) -> None:
        _draining[0] = 1
        super().sig_handler(signum, frame)
