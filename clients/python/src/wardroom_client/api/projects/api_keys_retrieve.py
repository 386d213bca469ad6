from http import HTTPStatus
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.api_key import ApiKey
from ...types import Response


def _get_kwargs(
    id: UUID,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "path": "/api/v1/api-keys/{id}".format(
            id=quote(str(id), safe=""),
        ),
    }

    return _kwargs


def _read(response: httpx.Response) -> ApiKey:
    with reading(response):
        if response.status_code == 200:
            response_200 = ApiKey.from_dict(response.json())

            return response_200

    raise unexpected(response)


def _detail(response: httpx.Response) -> Response[ApiKey]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_read(response),
    )


def sync(
    id: UUID,
    *,
    client: Wardroom,
) -> ApiKey:
    """Read a key's description

    Args:
        id (UUID):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        ApiKey
    """

    return _read(
        client.request(
            **_get_kwargs(
                id=id,
            )
        )
    )


def sync_detailed(
    id: UUID,
    *,
    client: Wardroom,
) -> Response[ApiKey]:
    """Read a key's description

    Args:
        id (UUID):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[ApiKey]
    """

    return _detail(
        client.request(
            **_get_kwargs(
                id=id,
            )
        )
    )


async def asyncio(
    id: UUID,
    *,
    client: AsyncWardroom,
) -> ApiKey:
    """Read a key's description

    Args:
        id (UUID):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        ApiKey
    """

    return _read(
        await client.request(
            **_get_kwargs(
                id=id,
            )
        )
    )


async def asyncio_detailed(
    id: UUID,
    *,
    client: AsyncWardroom,
) -> Response[ApiKey]:
    """Read a key's description

    Args:
        id (UUID):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[ApiKey]
    """

    return _detail(
        await client.request(
            **_get_kwargs(
                id=id,
            )
        )
    )
