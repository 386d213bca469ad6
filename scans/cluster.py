"""The worker cluster: django-q2's, ended in order and in seconds.

django-q2 waits without limit for running tasks when it is stopped. Here its workers learn of the
stop, end their tools and hand the runs back to the queue.
"""

from __future__ import annotations

from multiprocessing.sharedctypes import RawValue
from types import FrameType

from django_q.cluster import Cluster

# Shared by fork with every worker. Without a lock, which a killed worker could leave taken.
_draining = RawValue("b", 0)


def is_draining() -> bool:
    """Whether the cluster of this process is being stopped."""
    return bool(_draining.value)


class DrainingCluster(Cluster):
    def sig_handler(self, signum: int, frame: FrameType | None) -> None:
        _draining.value = 1
        super().sig_handler(signum, frame)
