from http import HTTPStatus
from typing import Any

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.new_schedule_request import NewScheduleRequest
from ...models.schedule import Schedule
from ...types import Response


def _get_kwargs(
    *,
    body: NewScheduleRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "path": "/api/v1/schedules",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _read(response: httpx.Response) -> Schedule:
    with reading(response):
        if response.status_code == 201:
            response_201 = Schedule.from_dict(response.json())

            return response_201

    raise unexpected(response)


def _detail(response: httpx.Response) -> Response[Schedule]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_read(response),
    )


def sync(
    *,
    client: Wardroom,
    body: NewScheduleRequest,
) -> Schedule:
    """Create a schedule

     It runs on the rights that its owner, the caller, has at the time of a run. What it asks for is
    checked now as that of a scan is, and again at each run.

    Args:
        body (NewScheduleRequest): What can be said of a schedule; the shape only,
            `scans.schedules` holds the rules.

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Schedule
    """

    return _read(
        client.request(
            **_get_kwargs(
                body=body,
            )
        )
    )


def sync_detailed(
    *,
    client: Wardroom,
    body: NewScheduleRequest,
) -> Response[Schedule]:
    """Create a schedule

     It runs on the rights that its owner, the caller, has at the time of a run. What it asks for is
    checked now as that of a scan is, and again at each run.

    Args:
        body (NewScheduleRequest): What can be said of a schedule; the shape only,
            `scans.schedules` holds the rules.

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Schedule]
    """

    return _detail(
        client.request(
            **_get_kwargs(
                body=body,
            )
        )
    )


async def asyncio(
    *,
    client: AsyncWardroom,
    body: NewScheduleRequest,
) -> Schedule:
    """Create a schedule

     It runs on the rights that its owner, the caller, has at the time of a run. What it asks for is
    checked now as that of a scan is, and again at each run.

    Args:
        body (NewScheduleRequest): What can be said of a schedule; the shape only,
            `scans.schedules` holds the rules.

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Schedule
    """

    return _read(
        await client.request(
            **_get_kwargs(
                body=body,
            )
        )
    )


async def asyncio_detailed(
    *,
    client: AsyncWardroom,
    body: NewScheduleRequest,
) -> Response[Schedule]:
    """Create a schedule

     It runs on the rights that its owner, the caller, has at the time of a run. What it asks for is
    checked now as that of a scan is, and again at each run.

    Args:
        body (NewScheduleRequest): What can be said of a schedule; the shape only,
            `scans.schedules` holds the rules.

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Schedule]
    """

    return _detail(
        await client.request(
            **_get_kwargs(
                body=body,
            )
        )
    )
