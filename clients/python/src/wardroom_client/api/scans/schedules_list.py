from http import HTTPStatus
from typing import Any
from uuid import UUID

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.paginated_schedule_list import PaginatedScheduleList
from ...models.schedules_list_count import SchedulesListCount
from ...models.schedules_list_last_result_item import (
    SchedulesListLastResultItem,
)
from ...models.schedules_list_ordering import SchedulesListOrdering
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    active: bool | Unset = UNSET,
    count: SchedulesListCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    last_result: list[SchedulesListLastResultItem] | Unset = UNSET,
    limit: int | Unset = 50,
    name: str | Unset = UNSET,
    ordering: SchedulesListOrdering | Unset = UNSET,
    project: str | Unset = UNSET,
    target: UUID | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["active"] = active

    json_count: str | Unset = UNSET
    if not isinstance(count, Unset):
        json_count = count

    params["count"] = json_count

    params["cursor"] = cursor

    json_last_result: list[str] | Unset = UNSET
    if not isinstance(last_result, Unset):
        json_last_result = []
        for last_result_item_data in last_result:
            last_result_item: str = last_result_item_data
            json_last_result.append(last_result_item)

    params["last_result"] = json_last_result

    params["limit"] = limit

    params["name"] = name

    json_ordering: str | Unset = UNSET
    if not isinstance(ordering, Unset):
        json_ordering = ordering

    params["ordering"] = json_ordering

    params["project"] = project

    json_target: str | Unset = UNSET
    if not isinstance(target, Unset):
        json_target = str(target)
    params["target"] = json_target

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "path": "/api/v1/schedules",
        "params": params,
    }

    return _kwargs


def _read(response: httpx.Response) -> PaginatedScheduleList:
    with reading(response):
        if response.status_code == 200:
            response_200 = PaginatedScheduleList.from_dict(response.json())

            return response_200

    raise unexpected(response)


def _detail(response: httpx.Response) -> Response[PaginatedScheduleList]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_read(response),
    )


def sync(
    *,
    client: Wardroom,
    active: bool | Unset = UNSET,
    count: SchedulesListCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    last_result: list[SchedulesListLastResultItem] | Unset = UNSET,
    limit: int | Unset = 50,
    name: str | Unset = UNSET,
    ordering: SchedulesListOrdering | Unset = UNSET,
    project: str | Unset = UNSET,
    target: UUID | Unset = UNSET,
) -> PaginatedScheduleList:
    """List schedules

     Members see them; whoever configures the project makes and changes them.

    Args:
        active (bool | Unset):
        count (SchedulesListCount | Unset):
        cursor (str | Unset):
        last_result (list[SchedulesListLastResultItem] | Unset):
        limit (int | Unset):  Default: 50.
        name (str | Unset):
        ordering (SchedulesListOrdering | Unset):
        project (str | Unset):
        target (UUID | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        PaginatedScheduleList
    """

    return _read(
        client.request(
            **_get_kwargs(
                active=active,
                count=count,
                cursor=cursor,
                last_result=last_result,
                limit=limit,
                name=name,
                ordering=ordering,
                project=project,
                target=target,
            )
        )
    )


def sync_detailed(
    *,
    client: Wardroom,
    active: bool | Unset = UNSET,
    count: SchedulesListCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    last_result: list[SchedulesListLastResultItem] | Unset = UNSET,
    limit: int | Unset = 50,
    name: str | Unset = UNSET,
    ordering: SchedulesListOrdering | Unset = UNSET,
    project: str | Unset = UNSET,
    target: UUID | Unset = UNSET,
) -> Response[PaginatedScheduleList]:
    """List schedules

     Members see them; whoever configures the project makes and changes them.

    Args:
        active (bool | Unset):
        count (SchedulesListCount | Unset):
        cursor (str | Unset):
        last_result (list[SchedulesListLastResultItem] | Unset):
        limit (int | Unset):  Default: 50.
        name (str | Unset):
        ordering (SchedulesListOrdering | Unset):
        project (str | Unset):
        target (UUID | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[PaginatedScheduleList]
    """

    return _detail(
        client.request(
            **_get_kwargs(
                active=active,
                count=count,
                cursor=cursor,
                last_result=last_result,
                limit=limit,
                name=name,
                ordering=ordering,
                project=project,
                target=target,
            )
        )
    )


async def asyncio(
    *,
    client: AsyncWardroom,
    active: bool | Unset = UNSET,
    count: SchedulesListCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    last_result: list[SchedulesListLastResultItem] | Unset = UNSET,
    limit: int | Unset = 50,
    name: str | Unset = UNSET,
    ordering: SchedulesListOrdering | Unset = UNSET,
    project: str | Unset = UNSET,
    target: UUID | Unset = UNSET,
) -> PaginatedScheduleList:
    """List schedules

     Members see them; whoever configures the project makes and changes them.

    Args:
        active (bool | Unset):
        count (SchedulesListCount | Unset):
        cursor (str | Unset):
        last_result (list[SchedulesListLastResultItem] | Unset):
        limit (int | Unset):  Default: 50.
        name (str | Unset):
        ordering (SchedulesListOrdering | Unset):
        project (str | Unset):
        target (UUID | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        PaginatedScheduleList
    """

    return _read(
        await client.request(
            **_get_kwargs(
                active=active,
                count=count,
                cursor=cursor,
                last_result=last_result,
                limit=limit,
                name=name,
                ordering=ordering,
                project=project,
                target=target,
            )
        )
    )


async def asyncio_detailed(
    *,
    client: AsyncWardroom,
    active: bool | Unset = UNSET,
    count: SchedulesListCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    last_result: list[SchedulesListLastResultItem] | Unset = UNSET,
    limit: int | Unset = 50,
    name: str | Unset = UNSET,
    ordering: SchedulesListOrdering | Unset = UNSET,
    project: str | Unset = UNSET,
    target: UUID | Unset = UNSET,
) -> Response[PaginatedScheduleList]:
    """List schedules

     Members see them; whoever configures the project makes and changes them.

    Args:
        active (bool | Unset):
        count (SchedulesListCount | Unset):
        cursor (str | Unset):
        last_result (list[SchedulesListLastResultItem] | Unset):
        limit (int | Unset):  Default: 50.
        name (str | Unset):
        ordering (SchedulesListOrdering | Unset):
        project (str | Unset):
        target (UUID | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[PaginatedScheduleList]
    """

    return _detail(
        await client.request(
            **_get_kwargs(
                active=active,
                count=count,
                cursor=cursor,
                last_result=last_result,
                limit=limit,
                name=name,
                ordering=ordering,
                project=project,
                target=target,
            )
        )
    )
