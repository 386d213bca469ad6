"""A database that goes and comes back: listeners are told, and miss nothing."""

import pytest
from django.db import OperationalError

from scans.live import feed
from scans.live.hub import hub
from tests.make import make_member, make_project, make_scan, make_target

from .live import connection, path_of, write_events

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scan():
    return make_scan(make_target(make_project()))


@pytest.fixture
def viewer(scan):
    return make_member(scan.project)


@pytest.fixture
def outage(monkeypatch):
    """A database that answers no query of the feed while `down` holds."""

    class Outage:
        down = False
        error: Exception = OperationalError("server closed the connection")

    read = feed.positions

    def positions(topics):
        if Outage.down:
            raise Outage.error
        return read(topics)

    monkeypatch.setattr(feed, "positions", positions)
    return Outage


@pytest.mark.parametrize(
    "error", [OperationalError("server closed the connection"), ZeroDivisionError("a bug")]
)
async def test_listeners_are_told_and_miss_nothing(scan, viewer, settings, outage, error):
    settings.LIVE = {"outage_seconds": 0.05}
    outage.error = error
    async with connection(path_of(scan), viewer) as listener:
        await listener.frame()
        outage.down = True
        frame = await listener.frame(heartbeats=True)
        assert (frame["type"], frame["data"]) == ("heartbeat", {"feed": "interrupted"})
        await write_events(scan, 3)
        assert await listener.receive_nothing(0.2)
        outage.down = False
        numbers, told = [], []
        while len(numbers) < 3:
            frame = await listener.frame(heartbeats=True)
            if frame["type"] == "heartbeat":
                told.append(frame["data"]["feed"])
            else:
                numbers.append(frame["seq"])
        assert numbers == [1, 2, 3]
        assert (told or [(await listener.frame(heartbeats=True))["data"]["feed"]]) == ["live"]
        assert not hub().is_interrupted


async def test_who_connects_meanwhile_gets_the_contracts_error(scan, viewer, outage):
    outage.down = True
    async with connection(path_of(scan), viewer) as listener:
        frame = await listener.frame()
        assert frame["data"]["code"] == "DATABASE_UNAVAILABLE"
        assert frame["data"]["retry_after"] == 5
        assert await listener.closed() == 4503
