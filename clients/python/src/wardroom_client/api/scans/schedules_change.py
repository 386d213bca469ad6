from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.patched_schedule_change_request import PatchedScheduleChangeRequest
from ...models.schedule import Schedule
from ...types import UNSET, Response, Unset


def _get_kwargs(
    schedule_id: str,
    *,
    body: PatchedScheduleChangeRequest | Unset = UNSET,
    if_match: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(if_match, Unset):
        headers["If-Match"] = if_match

    _kwargs: dict[str, Any] = {
        "method": "patch",
        "path": "/api/v1/schedules/{schedule_id}".format(
            schedule_id=quote(str(schedule_id), safe=""),
        ),
    }

    if not isinstance(body, Unset):
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
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
    body: PatchedScheduleChangeRequest | Unset = UNSET,
    if_match: str | Unset = UNSET,
) -> Schedule:
    """Change, pause or resume a schedule

     Whoever changes what it runs, or resumes it, becomes its owner.

    Args:
        schedule_id (str):
        if_match (str | Unset):
        body (PatchedScheduleChangeRequest | Unset): What can be said of a schedule; the shape
            only, `scans.schedules` holds the rules.

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Schedule
    """

    return _read(
        client.request(
            **_get_kwargs(
                schedule_id=schedule_id,
                body=body,
                if_match=if_match,
            )
        )
    )


def sync_detailed(
    schedule_id: str,
    *,
    client: Wardroom,
    body: PatchedScheduleChangeRequest | Unset = UNSET,
    if_match: str | Unset = UNSET,
) -> Response[Schedule]:
    """Change, pause or resume a schedule

     Whoever changes what it runs, or resumes it, becomes its owner.

    Args:
        schedule_id (str):
        if_match (str | Unset):
        body (PatchedScheduleChangeRequest | Unset): What can be said of a schedule; the shape
            only, `scans.schedules` holds the rules.

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Schedule]
    """

    return _detail(
        client.request(
            **_get_kwargs(
                schedule_id=schedule_id,
                body=body,
                if_match=if_match,
            )
        )
    )


async def asyncio(
    schedule_id: str,
    *,
    client: AsyncWardroom,
    body: PatchedScheduleChangeRequest | Unset = UNSET,
    if_match: str | Unset = UNSET,
) -> Schedule:
    """Change, pause or resume a schedule

     Whoever changes what it runs, or resumes it, becomes its owner.

    Args:
        schedule_id (str):
        if_match (str | Unset):
        body (PatchedScheduleChangeRequest | Unset): What can be said of a schedule; the shape
            only, `scans.schedules` holds the rules.

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Schedule
    """

    return _read(
        await client.request(
            **_get_kwargs(
                schedule_id=schedule_id,
                body=body,
                if_match=if_match,
            )
        )
    )


async def asyncio_detailed(
    schedule_id: str,
    *,
    client: AsyncWardroom,
    body: PatchedScheduleChangeRequest | Unset = UNSET,
    if_match: str | Unset = UNSET,
) -> Response[Schedule]:
    """Change, pause or resume a schedule

     Whoever changes what it runs, or resumes it, becomes its owner.

    Args:
        schedule_id (str):
        if_match (str | Unset):
        body (PatchedScheduleChangeRequest | Unset): What can be said of a schedule; the shape
            only, `scans.schedules` holds the rules.

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Schedule]
    """

    return _detail(
        await client.request(
            **_get_kwargs(
                schedule_id=schedule_id,
                body=body,
                if_match=if_match,
            )
        )
    )
