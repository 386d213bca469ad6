"""The order of frames: snapshot, replay, live; nothing missed, nothing twice."""

import asyncio

import pytest
from channels.db import database_sync_to_async

from scans.live import feed
from scans.live.frames import encode
from scans.live.hub import Hub, hub
from scans.live.limits import Limits
from tests.make import make_member, make_project, make_scan, make_target

from .live import connection, path_of, write, write_events

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scan():
    return make_scan(make_target(make_project()), tools=("bandit", "semgrep"))


@pytest.fixture
def viewer(scan):
    return make_member(scan.project)


async def test_snapshot_comes_first_and_tells_the_last_number(scan, viewer):
    await write_events(scan, 3)
    async with connection(path_of(scan), viewer) as listener:
        frame = await listener.frame()
    assert (frame["type"], frame["seq"], frame["scan_id"]) == ("snapshot", 3, str(scan.pk))
    assert frame["data"]["id"] == str(scan.pk)
    assert [run["tool"] for run in frame["data"]["tool_runs"]] == ["bandit", "semgrep"]
    assert frame["timestamp"].endswith("Z")


async def test_live_events_follow_the_snapshot_in_order(scan, viewer):
    async with connection(path_of(scan), viewer) as listener:
        assert (await listener.frame())["seq"] == 0
        await write_events(scan, 5)
        await write_events(scan, 5)
        frames = await listener.frames(10)
    assert [frame["seq"] for frame in frames] == list(range(1, 11))
    assert set(frames[0]) == {"type", "seq", "timestamp", "scan_id", "data"}
    assert frames[4]["type"] == "tool.progress"
    assert frames[4]["data"]["step"] == 5


async def test_without_after_nothing_old_is_repeated(scan, viewer):
    await write_events(scan, 4)
    async with connection(path_of(scan), viewer) as listener:
        await listener.frame()
        await write_events(scan)
        assert (await listener.frame())["seq"] == 5


async def test_after_replays_from_that_number_then_goes_on_live(scan, viewer):
    await write_events(scan, 7)
    async with connection(path_of(scan, "after=4"), viewer) as listener:
        assert (await listener.frame())["seq"] == 7
        assert [f["seq"] for f in await listener.frames(3)] == [5, 6, 7]
        await write_events(scan)
        assert (await listener.frame())["seq"] == 8


async def test_replay_joins_a_topic_that_others_already_follow(scan, viewer):
    await write_events(scan, 2)
    async with connection(path_of(scan), viewer) as first:
        await first.frame()
        await write_events(scan, 3)
        assert [f["seq"] for f in await first.frames(3)] == [3, 4, 5]
        async with connection(path_of(scan, "after=0"), viewer) as second:
            assert (await second.frame())["seq"] == 5
            await write_events(scan, 2)
            assert [f["seq"] for f in await second.frames(7)] == list(range(1, 8))
        assert [f["seq"] for f in await first.frames(2)] == [6, 7]


async def test_reconnecting_clients_miss_nothing_and_get_nothing_twice(scan, viewer):
    total = 300

    async def listen(pause_every: int) -> list[int]:
        seen: list[int] = []
        while not seen or seen[-1] < total:
            last = seen[-1] if seen else 0
            async with connection(path_of(scan, f"after={last}"), viewer) as listener:
                await listener.frame()
                for _ in range(pause_every):
                    if seen and seen[-1] == total:
                        break
                    seen.append((await listener.frame())["seq"])
        return seen

    async def tell() -> None:
        for _ in range(total // 5):
            await write_events(scan, 5)
            await asyncio.sleep(0)

    *seen, _ = await asyncio.gather(listen(17), listen(40), listen(1000), tell())
    assert all(numbers == list(range(1, total + 1)) for numbers in seen)


async def test_number_beyond_the_last_does_not_silence_the_feed(scan, viewer):
    await write_events(scan, 2)
    async with connection(path_of(scan, "after=999"), viewer) as listener:
        assert (await listener.frame())["seq"] == 2
        await write_events(scan)
        assert (await listener.frame())["seq"] == 3


@pytest.mark.parametrize("after", ["-1", "abc", "1.5", "9" * 30, ""])
async def test_after_that_is_no_number_is_refused(scan, viewer, after):
    async with connection(path_of(scan, f"after={after}"), viewer) as listener:
        frame = await listener.frame()
        assert frame["data"]["code"] == "INVALID_QUERY"
        assert await listener.closed() == 4400


async def test_events_of_another_scan_stay_there(scan, viewer):
    other = await database_sync_to_async(make_scan)(scan.target)
    async with connection(path_of(scan), viewer) as listener:
        await listener.frame()
        await write_events(other, 3)
        await write_events(scan)
        frame = await listener.frame()
    assert (frame["seq"], frame["scan_id"]) == (1, str(scan.pk))


async def test_burst_beyond_queue_and_page_arrives_whole(scan, viewer, settings):
    settings.LIVE = {
        **{"queue_events": 20, "page_events": 8, "poll_active_seconds": 0.01},
        **{"window_events": 5, "window_patience_seconds": 10},
    }
    async with connection(path_of(scan), viewer) as listener:
        await listener.frame()
        await write_events(scan, 200)
        seen = [frame["seq"] for frame in await listener.frames(5)]
        # The hub goes on meanwhile, and drops the one whose queue is full.
        async with asyncio.timeout(5):
            while any(tail.subscriptions for tail in hub()._tails.values()):
                await asyncio.sleep(0.01)
        await listener.acknowledge(5)
        while len(seen) < 200:
            seen.append((await listener.frame())["seq"])
            await listener.acknowledge(seen[-1])
        assert seen == list(range(1, 201))
        for number in (201, 202):
            await write_events(scan)
            assert (await listener.frame())["seq"] == number


async def test_event_that_replay_and_hub_both_bring_is_sent_once(scan, viewer, monkeypatch):
    await write_events(scan, 3)
    read = feed.frames_after

    def read_after_more_was_written(topic, seq, limit):
        if seq == 0:
            write(scan, 2)
        return read(topic, seq, limit)

    monkeypatch.setattr(feed, "frames_after", read_after_more_was_written)
    async with connection(path_of(scan, "after=0"), viewer) as listener:
        await listener.frame()
        assert [f["seq"] for f in await listener.frames(5)] == [1, 2, 3, 4, 5]
        await write_events(scan)
        assert (await listener.frame())["seq"] == 6


async def test_who_joins_late_starts_where_the_topic_stands(monkeypatch):
    brought = [encode("tool.log", {}, seq=seq, scan_id=None) for seq in (6, 7)]
    monkeypatch.setattr(
        feed, "advanced", lambda cursors, _: {"t": (7, brought)} if cursors["t"] < 7 else {}
    )
    one = Hub(Limits(poll_active_seconds=0.01, poll_idle_seconds=0.01))
    with one.subscription("t", 5) as first:
        await asyncio.wait_for(first.ready.wait(), 2)
        # Its own number was read before 6 and 7 came; they are in nobody's queue any more.
        with one.subscription("t", 5) as second:
            assert (first.start, second.start) == (5, 7)
            assert second.take() == []


async def test_numbers_whose_events_retention_removed_are_passed_over(scan, viewer):
    await write_events(scan, 5)
    await database_sync_to_async(scan.events.filter(seq__lte=5, topic__startswith="scan:").delete)()
    async with connection(path_of(scan, "after=1"), viewer) as listener:
        assert (await listener.frame())["seq"] == 5
        await write_events(scan)
        assert (await listener.frame())["seq"] == 6


async def test_heartbeat_tells_that_the_connection_lives(scan, viewer, settings):
    settings.LIVE = {"heartbeat_seconds": 0.05}
    async with connection(path_of(scan), viewer) as listener:
        await listener.frame()
        frame = await listener.frame(heartbeats=True)
    assert (frame["type"], frame["seq"], frame["data"]) == ("heartbeat", 0, {"feed": "live"})


def test_default_heartbeat_is_eight_seconds_and_500_connections_fit():
    assert (Limits().heartbeat_seconds, Limits().connections_a_channel) == (8.0, 500)
    assert (Limits().window_events, Limits().window_bytes) == (1_000, 1_000_000)


def test_writing_in_tests_numbers_without_gaps(scan):
    write(scan, 3)
    numbers = scan.events.filter(topic=f"scan:{scan.pk}").values_list("seq", flat=True)
    assert list(numbers) == [1, 2, 3]
