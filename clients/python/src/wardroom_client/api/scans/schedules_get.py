from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.schedule import Schedule
from ...types import Response


def _get_kwargs(
    schedule_id: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "path": "/api/v1/schedules/{schedule_id}".format(
            schedule_id=quote(str(schedule_id), safe=""),
        ),
    }

    return _kwargs


def _read(response: httpx.Response) -> Schedule:
    with reading(response):
        if response.status_code == 200:
            response_200 = Schedule.from_dict(response.json())

            return response_200

    raise unexpected(response)


def _detail(response: httpx.Response) -> Response[Schedule]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_read(response),
    )


def sync(
    schedule_id: str,
    *,
    client: Wardroom,
) -> Schedule:
    """Get a schedule

     Members see them; whoever configures the project makes and changes them.

    Args:
        schedule_id (str):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Schedule
    """

    return _read(
        client.request(
            **_get_kwargs(
                schedule_id=schedule_id,
            )
        )
    )


def sync_detailed(
    schedule_id: str,
    *,
    client: Wardroom,
) -> Response[Schedule]:
    """Get a schedule

     Members see them; whoever configures the project makes and changes them.

    Args:
        schedule_id (str):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Schedule]
    """

    return _detail(
        client.request(
            **_get_kwargs(
                schedule_id=schedule_id,
            )
        )
    )


async def asyncio(
    schedule_id: str,
    *,
    client: AsyncWardroom,
) -> Schedule:
    """Get a schedule

     Members see them; whoever configures the project makes and changes them.

    Args:
        schedule_id (str):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Schedule
    """

    return _read(
        await client.request(
            **_get_kwargs(
                schedule_id=schedule_id,
            )
        )
    )


async def asyncio_detailed(
    schedule_id: str,
    *,
    client: AsyncWardroom,
) -> Response[Schedule]:
    """Get a schedule

     Members see them; whoever configures the project makes and changes them.

    Args:
        schedule_id (str):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Schedule]
    """

    return _detail(
        await client.request(
            **_get_kwargs(
                schedule_id=schedule_id,
            )
        )
    )
