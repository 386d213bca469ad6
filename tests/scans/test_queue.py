"""Wake-ups: as many as are of use, in the queue of their kind, and places for those who answer."""

import os
import signal
from contextlib import suppress
from datetime import timedelta

import pytest
from django.utils import timezone
from django_q.models import OrmQ

from scans import leases, queue, tasks
from scans.broker import Broker
from scans.cluster import Places
from tests.make import make_scan


@pytest.fixture
def two_places():
    return Places(2)


def holder(places: Places) -> int:
    """A process that takes a place and keeps it."""
    told, tell = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.write(tell, b"1" if places.take() else b"0")
        signal.pause()
        os._exit(0)
    assert os.read(told, 1) == b"1"
    os.close(told)
    os.close(tell)
    return pid


def test_places_are_for_so_many_processes_and_free_when_one_is_killed(two_places):
    holders = [holder(two_places), holder(two_places)]
    try:
        assert not two_places.has_room()
        assert not two_places.take()

        os.kill(holders[0], signal.SIGKILL)
        os.waitpid(holders.pop(0), 0)

        assert two_places.has_room()
        assert two_places.take()
        two_places.leave()
        assert two_places.has_room()
    finally:
        for pid in holders:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


@pytest.mark.django_db
def test_wake_up_that_finds_no_place_starts_nothing(monkeypatch):
    scan = make_scan(tools=("bandit",))
    monkeypatch.setattr(tasks.cluster, "places", Places(0))

    assert tasks.work() == "as many tools run as may"
    assert not scan.runs.get().attempts.exists()


@pytest.mark.django_db
def test_no_more_wake_ups_wait_than_are_of_use():
    queue.wake(queue.ENOUGH - 2)
    queue.wake(50)

    assert queue.waiting(queue.SCANS) == queue.ENOUGH


@pytest.mark.django_db
def test_free_place_wakes_one_worker_where_a_run_could_start():
    leases.wake_next()
    assert queue.waiting(queue.SCANS) == 0

    make_scan(tools=("bandit", "semgrep", "checkov"))
    leases.wake_next()
    leases.wake_next()

    assert queue.waiting(queue.SCANS) == 1


@pytest.mark.django_db
def test_wake_up_leaves_the_queue_when_it_is_taken_and_a_small_task_when_it_is_done():
    queue.wake(1)
    queue.look_at_tools()
    broker = Broker("default")

    (wake_up,), (small,) = broker.dequeue(), broker.dequeue()

    assert wake_up[0] is None
    assert OrmQ.objects.get().pk == small[0]
    assert broker.queue_size() == 0
    broker.acknowledge(small[0])
    assert not OrmQ.objects.exists()


@pytest.mark.django_db
def test_clock_that_jumped_back_hides_no_wake_up():
    queue.wake(1)
    OrmQ.objects.update(lock=timezone.now() + timedelta(days=1))

    assert queue.waiting(queue.SCANS) == 1
    assert Broker("default").dequeue()


@pytest.mark.django_db
def test_cluster_of_one_queue_leaves_the_others_alone(settings):
    settings.QUEUES_SERVED = ("imports",)
    queue.wake(1)

    assert Broker("imports").dequeue() is None
