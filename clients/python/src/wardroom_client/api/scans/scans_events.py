from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.events import Events
from ...types import UNSET, Response, Unset


def _get_kwargs(
    scan_id: str,
    *,
    after: int | Unset = UNSET,
    limit: int | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["after"] = after

    params["limit"] = limit

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "path": "/api/v1/scans/{scan_id}/events".format(
            scan_id=quote(str(scan_id), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _read(response: httpx.Response) -> Events:
    with reading(response):
        if response.status_code == 200:
            response_200 = Events.from_dict(response.json())

            return response_200

    raise unexpected(response)


def _detail(response: httpx.Response) -> Response[Events]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_read(response),
    )


def sync(
    scan_id: str,
    *,
    client: Wardroom,
    after: int | Unset = UNSET,
    limit: int | Unset = UNSET,
) -> Events:
    """Read the event log of a scan

     Numbered without gaps, oldest first, at most 500 at once.

    Args:
        scan_id (str):
        after (int | Unset):
        limit (int | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Events
    """

    return _read(
        client.request(
            **_get_kwargs(
                scan_id=scan_id,
                after=after,
                limit=limit,
            )
        )
    )


def sync_detailed(
    scan_id: str,
    *,
    client: Wardroom,
    after: int | Unset = UNSET,
    limit: int | Unset = UNSET,
) -> Response[Events]:
    """Read the event log of a scan

     Numbered without gaps, oldest first, at most 500 at once.

    Args:
        scan_id (str):
        after (int | Unset):
        limit (int | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Events]
    """

    return _detail(
        client.request(
            **_get_kwargs(
                scan_id=scan_id,
                after=after,
                limit=limit,
            )
        )
    )


async def asyncio(
    scan_id: str,
    *,
    client: AsyncWardroom,
    after: int | Unset = UNSET,
    limit: int | Unset = UNSET,
) -> Events:
    """Read the event log of a scan

     Numbered without gaps, oldest first, at most 500 at once.

    Args:
        scan_id (str):
        after (int | Unset):
        limit (int | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Events
    """

    return _read(
        await client.request(
            **_get_kwargs(
                scan_id=scan_id,
                after=after,
                limit=limit,
            )
        )
    )


async def asyncio_detailed(
    scan_id: str,
    *,
    client: AsyncWardroom,
    after: int | Unset = UNSET,
    limit: int | Unset = UNSET,
) -> Response[Events]:
    """Read the event log of a scan

     Numbered without gaps, oldest first, at most 500 at once.

    Args:
        scan_id (str):
        after (int | Unset):
        limit (int | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Events]
    """

    return _detail(
        await client.request(
            **_get_kwargs(
                scan_id=scan_id,
                after=after,
                limit=limit,
            )
        )
    )
