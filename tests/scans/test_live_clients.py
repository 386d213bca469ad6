"""Clients that do not keep up, talk nonsense or are too many: none harms another."""

import asyncio
import json

import pytest

from scans.live.frames import encode
from scans.live.hub import Subscription, hub
from scans.live.limits import Limits
from scans.live.window import Window
from tests.make import make_member, make_project, make_scan, make_target

from .live import connection, path_of, write_events

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scan():
    return make_scan(make_target(make_project()), tools=("bandit",))


@pytest.fixture
def viewer(scan):
    return make_member(scan.project)


async def test_client_that_acknowledges_nothing_is_closed_at_its_window(scan, viewer, settings):
    settings.LIVE = {"window_events": 10, "window_patience_seconds": 0.05}
    async with connection(path_of(scan), viewer) as listener:
        await listener.frame()
        await write_events(scan, 15)
        assert [f["seq"] for f in await listener.frames(10)] == list(range(1, 11))
        assert await listener.closed() == 4008


async def test_window_counts_bytes_as_well(scan, viewer, settings):
    settings.LIVE = {"window_bytes": 3_000, "window_patience_seconds": 0.05}
    async with connection(path_of(scan), viewer) as listener:
        await listener.frame()
        await write_events(scan, 5, text="x" * 1_000)
        assert [f["seq"] for f in await listener.frames(2)] == [1, 2]
        assert await listener.closed() == 4008


async def test_client_closed_for_slowness_resumes_by_number(scan, viewer, settings):
    settings.LIVE = {"window_events": 10, "window_patience_seconds": 0.05}
    await write_events(scan, 15)
    async with connection(path_of(scan, "after=0"), viewer) as listener:
        await listener.frame()
        last = (await listener.frames(10))[-1]["seq"]
        assert await listener.closed() == 4008
    async with connection(path_of(scan, f"after={last}"), viewer) as listener:
        await listener.frame()
        assert [f["seq"] for f in await listener.frames(5)] == [11, 12, 13, 14, 15]


async def test_acknowledgements_keep_a_busy_client_connected(scan, viewer, settings):
    settings.LIVE = {"window_events": 10, "window_patience_seconds": 0.5}
    async with connection(path_of(scan), viewer) as listener:
        await listener.frame()
        await write_events(scan, 60)
        for number in range(1, 61):
            assert (await listener.frame())["seq"] == number
            if number % 5 == 0:
                await listener.acknowledge(number)


async def test_dead_client_delays_nobody(scan, viewer, settings):
    settings.LIVE = {"queue_events": 5, "window_events": 5, "window_patience_seconds": 30}
    async with (
        connection(path_of(scan), viewer) as dead,
        connection(path_of(scan), viewer) as good,
    ):
        await dead.frame()
        await good.frame()
        for first in range(1, 41, 4):
            await write_events(scan, 4)
            for number in range(first, first + 4):
                assert (await good.frame(timeout=2))["seq"] == number
            await good.acknowledge(first + 3)
        # What the dead one was sent, and what waits for it, is bounded by its window and queue.
        assert dead.output_queue.qsize() == 5


async def test_frame_larger_than_the_window_travels_alone(scan, viewer, settings):
    settings.LIVE = {"window_bytes": 100, "window_patience_seconds": 0.05}
    async with connection(path_of(scan), viewer) as listener:
        await listener.frame()
        await write_events(scan, 1, text="x" * 500)
        assert (await listener.frame())["seq"] == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("no json", "MALFORMED_BODY"),
        ("[1, 2]", "BAD_REQUEST"),
        ("null", "BAD_REQUEST"),
        ('{"type": "subscribe"}', "BAD_REQUEST"),
        ('{"type": "ack"}', "BAD_REQUEST"),
        ('{"type": "ack", "seq": "1"}', "BAD_REQUEST"),
        ('{"type": "ack", "seq": true}', "BAD_REQUEST"),
        ('{"type": "ack", "seq": -1}', "BAD_REQUEST"),
        ('{"type": "ack", "seq": 999}', "BAD_REQUEST"),
        ('{"type": "ack", "seq": 1e400}', "MALFORMED_BODY"),
        ("x" * 5_000, "MALFORMED_BODY"),
    ],
)
async def test_malformed_frame_is_answered_and_the_connection_goes_on(scan, viewer, text, code):
    async with connection(path_of(scan), viewer) as listener:
        await listener.frame()
        await listener.send_to(text_data=text)
        frame = await listener.frame()
        assert (frame["type"], frame["data"]["code"]) == ("error", code)
        assert frame["data"]["request_id"]
        await write_events(scan)
        assert (await listener.frame())["seq"] == 1


async def test_binary_frame_is_answered(scan, viewer):
    async with connection(path_of(scan), viewer) as listener:
        await listener.frame()
        await listener.send_to(bytes_data=b"\x00\xff")
        assert (await listener.frame())["data"]["code"] == "MALFORMED_BODY"


async def test_client_that_only_talks_nonsense_is_closed(scan, viewer, settings):
    settings.LIVE = {"client_errors": 3}
    async with connection(path_of(scan), viewer) as listener:
        await listener.frame()
        for _ in range(3):
            await listener.send_to(text_data="?")
        assert await listener.closed() == 4400


async def test_connection_beyond_the_bound_is_refused_and_a_freed_seat_is_given(
    scan, viewer, settings
):
    settings.LIVE = {"connections_a_channel": 1}
    async with connection(path_of(scan), viewer) as first:
        await first.frame()
        async with connection(path_of(scan), viewer) as second:
            frame = await second.frame()
            assert frame["data"]["code"] == "RATE_LIMITED"
            assert frame["data"]["retry_after"] > 0
            assert await second.closed() == 4429
    async with connection(path_of(scan), viewer) as third:
        assert (await third.frame())["type"] == "snapshot"


async def test_nothing_is_read_while_nobody_listens(scan, viewer):
    async with connection(path_of(scan), viewer) as listener:
        await listener.frame()
        assert (hub().topics, hub().connections) == (1, 1)
        reader = hub()._reader
    assert (hub().topics, hub().connections) == (0, 0)
    await asyncio.wait_for(reader, 2)


async def test_listener_that_went_frees_everything_even_while_it_is_admitted(scan, viewer):
    async with connection(path_of(scan), viewer):
        pass
    assert (hub().topics, hub().connections) == (0, 0)


def _frame(seq, text="x"):
    return encode("tool.log", {"text": text}, seq=seq, scan_id=None)


async def test_full_queue_drops_the_subscription_and_its_memory():
    subscription = Subscription("scan:1", 0, Limits(queue_events=3))
    subscription.put([_frame(1), _frame(2), _frame(3)])
    assert not subscription.dropped
    subscription.put([_frame(4)])
    assert subscription.dropped
    assert subscription.take() == []


async def test_queue_is_bounded_in_bytes():
    subscription = Subscription("scan:1", 0, Limits(queue_bytes=1_000))
    subscription.put([_frame(1, "x" * 2_000)])
    assert subscription.dropped


async def test_window_makes_room_as_soon_as_the_client_acknowledges():
    window = Window(Limits(window_events=2, window_patience_seconds=5))
    window.sent(_frame(1))
    window.sent(_frame(2))
    waiting = asyncio.create_task(window.room_for(_frame(3)))
    await asyncio.sleep(0)
    assert not waiting.done()
    window.acknowledge(1)
    assert await asyncio.wait_for(waiting, 1)


def test_frame_is_valid_json_of_the_envelope():
    frame = _frame(7, "ü\ud800")
    assert json.loads(frame.text)["seq"] == 7
    assert frame.size == len(frame.text.encode())
