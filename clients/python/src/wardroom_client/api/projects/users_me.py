from http import HTTPStatus
from typing import Any

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.me import Me
from ...types import Response


def _get_kwargs() -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "path": "/api/v1/users/me",
    }

    return _kwargs


def _read(response: httpx.Response) -> Me:
    with reading(response):
        if response.status_code == 200:
            response_200 = Me.from_dict(response.json())

            return response_200

    raise unexpected(response)


def _detail(response: httpx.Response) -> Response[Me]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_read(response),
    )


def sync(
    *,
    client: Wardroom,
) -> Me:
    """Who the credentials belong to

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Me
    """

    return _read(client.request(**_get_kwargs()))


def sync_detailed(
    *,
    client: Wardroom,
) -> Response[Me]:
    """Who the credentials belong to

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Me]
    """

    return _detail(client.request(**_get_kwargs()))


async def asyncio(
    *,
    client: AsyncWardroom,
) -> Me:
    """Who the credentials belong to

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Me
    """

    return _read(await client.request(**_get_kwargs()))


async def asyncio_detailed(
    *,
    client: AsyncWardroom,
) -> Response[Me]:
    """Who the credentials belong to

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Me]
    """

    return _detail(await client.request(**_get_kwargs()))
