from http import HTTPStatus
from typing import Any

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.error_windows import ErrorWindows
from ...types import Response


def _get_kwargs() -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "path": "/api/v1/metrics/errors",
    }

    return _kwargs


def _read(response: httpx.Response) -> ErrorWindows:
    with reading(response):
        if response.status_code == 200:
            response_200 = ErrorWindows.from_dict(response.json())

            return response_200

    raise unexpected(response)


def _detail(response: httpx.Response) -> Response[ErrorWindows]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_read(response),
    )


def sync(
    *,
    client: Wardroom,
) -> ErrorWindows:
    """Error rates, retries, resolution times

     The five figures of error monitoring over the last hour and day.

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        ErrorWindows
    """

    return _read(client.request(**_get_kwargs()))


def sync_detailed(
    *,
    client: Wardroom,
) -> Response[ErrorWindows]:
    """Error rates, retries, resolution times

     The five figures of error monitoring over the last hour and day.

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[ErrorWindows]
    """

    return _detail(client.request(**_get_kwargs()))


async def asyncio(
    *,
    client: AsyncWardroom,
) -> ErrorWindows:
    """Error rates, retries, resolution times

     The five figures of error monitoring over the last hour and day.

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        ErrorWindows
    """

    return _read(await client.request(**_get_kwargs()))


async def asyncio_detailed(
    *,
    client: AsyncWardroom,
) -> Response[ErrorWindows]:
    """Error rates, retries, resolution times

     The five figures of error monitoring over the last hour and day.

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[ErrorWindows]
    """

    return _detail(await client.request(**_get_kwargs()))
