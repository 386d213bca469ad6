"""The Python client's `every`: lists to their end."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from wardroom_client import Wardroom, codes, every, every_async

from config.errors.catalog import ErrorCode
from tests.clients.standin import Answer, Request, page, refusal, stand_in


def names(*, client: Any, **query: Any) -> Any:
    """A list operation, as the generated ones are."""
    body = client.request("GET", "/api/v1/projects", params=query).json()
    return SimpleNamespace(results=body["results"], next_=body["next"])


def three_pages(request: Request) -> Answer:
    pages = {"cursor=b": page("c", following="c"), "cursor=c": page()}
    cursor = request.path.rpartition("&")[2]
    return pages.get(cursor) or page("a", "b", following="b")


def test_every_row_of_a_list_page_by_page() -> None:
    with stand_in(script=three_pages) as server, Wardroom(server.url) as wardroom:
        rows = every(names, client=wardroom, limit=2)
        assert next(rows) == "a"
        assert len(server.requests) == 1  # a page is fetched when it is needed
        assert list(rows) == ["b", "c"]
    queries = [request.path.partition("?")[2] for request in server.requests]
    assert queries == ["limit=2", "limit=2&cursor=b", "limit=2&cursor=c"]


async def test_every_row_for_asyncio() -> None:
    async def names_async(**query: Any) -> Any:
        return names(**query)

    with stand_in(script=three_pages) as server, Wardroom(server.url) as wardroom:
        rows = every_async(names_async, client=wardroom, limit=2)
        assert [row async for row in rows] == ["a", "b", "c"]


def test_a_failing_page_raises_where_it_is_reached() -> None:
    with stand_in(page("a", following="b"), refusal(ErrorCode.INVALID_QUERY)) as server:
        with Wardroom(server.url) as wardroom:
            rows = every(names, client=wardroom)
            assert next(rows) == "a"
            with pytest.raises(codes.InvalidQuery):
                next(rows)
