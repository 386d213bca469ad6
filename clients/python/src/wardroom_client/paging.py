"""Lists to their end: `every` follows the `next` cursors."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any, Protocol, TypeVar

Row = TypeVar("Row")


class Page(Protocol[Row]):
    """What every list operation answers with."""

    results: list[Row]
    next_: str | None


def every(operation: Callable[..., Page[Row]], **arguments: Any) -> Iterator[Row]:
    """Each row of a list, page after page: `every(scans_list.sync, client=wardroom)`.

    A page is fetched when its first row is asked for. `limit` is the size of a page, not of all.
    """
    while True:
        page = operation(**arguments)
        yield from page.results
        if page.next_ is None:
            return
        arguments["cursor"] = page.next_


async def every_async(
    operation: Callable[..., Awaitable[Page[Row]]], **arguments: Any
) -> AsyncIterator[Row]:
    """As `every`: `every_async(scans_list.asyncio, client=wardroom)`."""
    while True:
        page = await operation(**arguments)
        for row in page.results:
            yield row
        if page.next_ is None:
            return
        arguments["cursor"] = page.next_
