"""Refused websockets are counted, sampled and logged like every other error."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from channels.db import database_sync_to_async

from config.records.models import ApiCount, RecentError
from config.records.watching.collector import collector
from config.records.watching.writing import flush
from tests.make import make_member, make_project, make_scan, make_target

from .live import connection, path_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _nothing_pending() -> Iterator[None]:
    collector.take()
    yield
    collector.take()


def counted() -> dict[tuple[str, str, int, str], int]:
    flush()
    return {(c.method, c.route, c.status, c.code): c.answers for c in ApiCount.objects.all()}


async def test_refusals_and_admissions_are_counted_by_route(caplog) -> None:
    scan = await database_sync_to_async(make_scan)(
        await database_sync_to_async(make_target)(await database_sync_to_async(make_project)())
    )
    viewer = await database_sync_to_async(make_member)(scan.project)
    headers = {"x-request-id": "a-refused-socket"}
    async with connection(path_of(scan), headers=headers) as listener:
        assert await listener.closed() == 4401
    async with connection(f"/ws/scans/{uuid.uuid4()}", viewer) as listener:
        assert await listener.closed() == 4404
    async with connection("/ws/nothing/7", viewer) as listener:
        assert await listener.closed() == 4404
    async with connection(path_of(scan), viewer) as listener:
        assert (await listener.frame())["type"] == "snapshot"
    route = "/ws/scans/{scan_id}"
    assert await database_sync_to_async(counted)() == {
        ("WS", route, 401, "AUTH_TOKEN_MISSING"): 1,
        ("WS", route, 404, "SCAN_NOT_FOUND"): 1,
        ("WS", "unmatched", 404, "NOT_FOUND"): 1,
        ("WS", route, 101, ""): 1,
    }
    error = await RecentError.objects.aget(code="AUTH_TOKEN_MISSING")
    assert (error.request_id, error.path) == ("a-refused-socket", f"/ws/scans/{scan.pk}")
    told = [r.msg for r in caplog.records if r.name == "wardroom.errors"]
    assert told[0]["error_code"] == "AUTH_TOKEN_MISSING"
    assert told[0]["request_id"] == "a-refused-socket"
