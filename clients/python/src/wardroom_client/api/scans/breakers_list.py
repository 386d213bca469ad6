from http import HTTPStatus
from typing import Any
from uuid import UUID

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.breakers_list_count import BreakersListCount
from ...models.breakers_list_ordering import BreakersListOrdering
from ...models.breakers_list_state_item import BreakersListStateItem
from ...models.paginated_breaker_list import PaginatedBreakerList
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    count: BreakersListCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
    ordering: BreakersListOrdering | Unset = UNSET,
    state: list[BreakersListStateItem] | Unset = UNSET,
    target: UUID | Unset = UNSET,
    tool: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_count: str | Unset = UNSET
    if not isinstance(count, Unset):
        json_count = count

    params["count"] = json_count

    params["cursor"] = cursor

    params["limit"] = limit

    json_ordering: str | Unset = UNSET
    if not isinstance(ordering, Unset):
        json_ordering = ordering

    params["ordering"] = json_ordering

    json_state: list[str] | Unset = UNSET
    if not isinstance(state, Unset):
        json_state = []
        for state_item_data in state:
            state_item: str = state_item_data
            json_state.append(state_item)

    params["state"] = json_state

    json_target: str | Unset = UNSET
    if not isinstance(target, Unset):
        json_target = str(target)
    params["target"] = json_target

    params["tool"] = tool

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "path": "/api/v1/breakers",
        "params": params,
    }

    return _kwargs


def _read(response: httpx.Response) -> PaginatedBreakerList:
    with reading(response):
        if response.status_code == 200:
            response_200 = PaginatedBreakerList.from_dict(response.json())

            return response_200

    raise unexpected(response)


def _detail(response: httpx.Response) -> Response[PaginatedBreakerList]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_read(response),
    )


def sync(
    *,
    client: Wardroom,
    count: BreakersListCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
    ordering: BreakersListOrdering | Unset = UNSET,
    state: list[BreakersListStateItem] | Unset = UNSET,
    target: UUID | Unset = UNSET,
    tool: str | Unset = UNSET,
) -> PaginatedBreakerList:
    """List the circuit breakers

     One for each tool that failed as a tool, and for each tool that could not sign in to a target. Those
    of tools are for everybody, the others for the project's members.

    Args:
        count (BreakersListCount | Unset):
        cursor (str | Unset):
        limit (int | Unset):  Default: 50.
        ordering (BreakersListOrdering | Unset):
        state (list[BreakersListStateItem] | Unset):
        target (UUID | Unset):
        tool (str | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        PaginatedBreakerList
    """

    return _read(
        client.request(
            **_get_kwargs(
                count=count,
                cursor=cursor,
                limit=limit,
                ordering=ordering,
                state=state,
                target=target,
                tool=tool,
            )
        )
    )


def sync_detailed(
    *,
    client: Wardroom,
    count: BreakersListCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
    ordering: BreakersListOrdering | Unset = UNSET,
    state: list[BreakersListStateItem] | Unset = UNSET,
    target: UUID | Unset = UNSET,
    tool: str | Unset = UNSET,
) -> Response[PaginatedBreakerList]:
    """List the circuit breakers

     One for each tool that failed as a tool, and for each tool that could not sign in to a target. Those
    of tools are for everybody, the others for the project's members.

    Args:
        count (BreakersListCount | Unset):
        cursor (str | Unset):
        limit (int | Unset):  Default: 50.
        ordering (BreakersListOrdering | Unset):
        state (list[BreakersListStateItem] | Unset):
        target (UUID | Unset):
        tool (str | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[PaginatedBreakerList]
    """

    return _detail(
        client.request(
            **_get_kwargs(
                count=count,
                cursor=cursor,
                limit=limit,
                ordering=ordering,
                state=state,
                target=target,
                tool=tool,
            )
        )
    )


async def asyncio(
    *,
    client: AsyncWardroom,
    count: BreakersListCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
    ordering: BreakersListOrdering | Unset = UNSET,
    state: list[BreakersListStateItem] | Unset = UNSET,
    target: UUID | Unset = UNSET,
    tool: str | Unset = UNSET,
) -> PaginatedBreakerList:
    """List the circuit breakers

     One for each tool that failed as a tool, and for each tool that could not sign in to a target. Those
    of tools are for everybody, the others for the project's members.

    Args:
        count (BreakersListCount | Unset):
        cursor (str | Unset):
        limit (int | Unset):  Default: 50.
        ordering (BreakersListOrdering | Unset):
        state (list[BreakersListStateItem] | Unset):
        target (UUID | Unset):
        tool (str | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        PaginatedBreakerList
    """

    return _read(
        await client.request(
            **_get_kwargs(
                count=count,
                cursor=cursor,
                limit=limit,
                ordering=ordering,
                state=state,
                target=target,
                tool=tool,
            )
        )
    )


async def asyncio_detailed(
    *,
    client: AsyncWardroom,
    count: BreakersListCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
    ordering: BreakersListOrdering | Unset = UNSET,
    state: list[BreakersListStateItem] | Unset = UNSET,
    target: UUID | Unset = UNSET,
    tool: str | Unset = UNSET,
) -> Response[PaginatedBreakerList]:
    """List the circuit breakers

     One for each tool that failed as a tool, and for each tool that could not sign in to a target. Those
    of tools are for everybody, the others for the project's members.

    Args:
        count (BreakersListCount | Unset):
        cursor (str | Unset):
        limit (int | Unset):  Default: 50.
        ordering (BreakersListOrdering | Unset):
        state (list[BreakersListStateItem] | Unset):
        target (UUID | Unset):
        tool (str | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[PaginatedBreakerList]
    """

    return _detail(
        await client.request(
            **_get_kwargs(
                count=count,
                cursor=cursor,
                limit=limit,
                ordering=ordering,
                state=state,
                target=target,
                tool=tool,
            )
        )
    )
