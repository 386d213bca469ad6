"""The worker cluster: django-q2's, ended in order and in seconds.

django-q2 waits without limit for running tasks when it is stopped. Here its workers learn of the
stop, end their tools and hand the runs back to the queue.
"""

from __future__ import annotations

import mmap
import signal
from multiprocessing.context import ForkProcess
from types import FrameType
from typing import Any

from django_q import cluster

# Shared by fork with every worker. Without a lock, which a killed worker could leave taken.
_draining = mmap.mmap(-1, 1)


def is_draining() -> bool:
    """Whether the cluster of this process is being stopped."""
    return _draining[0] == 1


class CalmSentinel(cluster.Sentinel):
    """The guard of the workers. Only the main process hears TERM.

    A TERM to the whole group (systemd, `timeout`) would else kill guard and workers at once, and
    the main process would wait for ever for the dead guard.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "start": False})
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # the workers inherit it, tools do not
        self.start()

    def reincarnate(self, process: ForkProcess) -> None:
        if process in self.pool and process.timer.value == 0:  # type: ignore[attr-defined]
            process.kill()  # past its time; it would ignore the TERM that follows
        super().reincarnate(process)


class DrainingCluster(cluster.Cluster):
    def start(self) -> int:
        cluster.Sentinel = CalmSentinel
        return super().start()

    def sig_handler(self, signum: int, frame: FrameType | None) -> None:
        _draining[0] = 1
        super().sig_handler(signum, frame)
