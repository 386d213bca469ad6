"""Slots: at most so many at once, over all processes; a lease that nobody renews ends."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from config.records import slots
from config.records.counters import Counters
from tests.running.server import ROOT


def until_taken(shared: Counters) -> float:
    """Seconds until the only slot can be had."""
    started = time.monotonic()
    while slots.take("stream", 1, within=shared) is None:
        assert time.monotonic() - started < 10
        time.sleep(0.02)
    return time.monotonic() - started


def test_no_more_than_the_bound_hold_a_slot(shared: Counters) -> None:
    taken = [slots.take("stream", 3, within=shared) for _ in range(5)]
    assert [slot is not None for slot in taken] == [True, True, True, False, False]


def test_each_key_has_slots_of_its_own(shared: Counters) -> None:
    assert slots.take("project:1", 1, within=shared)
    assert slots.take("project:2", 1, within=shared)


def test_a_released_slot_can_be_taken_again(shared: Counters) -> None:
    with slots.take("stream", 1, within=shared) as slot:
        assert slot.renew()
        assert slots.take("stream", 1, within=shared) is None
    assert slots.take("stream", 1, within=shared)


def test_a_slot_is_released_where_its_work_fails(shared: Counters) -> None:
    slot = slots.take("stream", 1, within=shared)
    with pytest.raises(RuntimeError), slot:
        raise RuntimeError
    assert slots.take("stream", 1, within=shared)


def test_a_renewed_lease_does_not_end(shared: Counters) -> None:
    slot = slots.take("stream", 1, lease_seconds=0.2, within=shared)
    end = time.monotonic() + 0.5
    while time.monotonic() < end:
        assert slot.renew()
        assert slots.take("stream", 1, within=shared) is None
        time.sleep(0.02)


def test_a_lapsed_holder_has_its_slot_back_only_while_there_is_room(shared: Counters) -> None:
    first = slots.take("stream", 1, lease_seconds=0.05, within=shared)
    until_taken(shared)
    assert not first.renew()

    second = slots.take("lonely", 1, lease_seconds=0.01, within=shared)
    time.sleep(0.03)
    assert second.renew()


def test_a_killed_holder_loses_its_slot_when_the_lease_ends(shared: Counters, store) -> None:
    code = f"from tests.config.counting import *; hold({store.arguments}, 1.0)"
    holder = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout.readline() == "held\n"
        assert slots.take("stream", 1, within=shared) is None
    finally:
        holder.kill()
        holder.wait()
    until_taken(shared)


def test_threads_that_ask_at_once_share_the_bound(shared: Counters) -> None:
    taken: list[slots.Slot | None] = []
    start = threading.Barrier(8)

    def ask() -> None:
        start.wait()
        taken.append(slots.take("stream", 3, within=shared))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([slot for slot in taken if slot]) == 3


def test_without_any_store_the_work_goes_on(tmp_path: Path) -> None:
    broken = Counters("", tmp_path / "missing")
    slot = slots.take("stream", 1, within=broken)
    assert slots.take("stream", 1, within=broken)
    assert slot.renew()
    slot.release()
