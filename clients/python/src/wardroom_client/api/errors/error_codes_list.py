from http import HTTPStatus
from typing import Any

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.error_code_entry import ErrorCodeEntry
from ...types import Response


def _get_kwargs() -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "path": "/api/v1/error-codes",
    }

    return _kwargs


def _read(response: httpx.Response) -> list[ErrorCodeEntry]:
    with reading(response):
        if response.status_code == 200:
            response_200 = []
            _response_200 = response.json()
            for response_200_item_data in _response_200:
                response_200_item = ErrorCodeEntry.from_dict(response_200_item_data)

                response_200.append(response_200_item)

            return response_200

    raise unexpected(response)


def _detail(response: httpx.Response) -> Response[list[ErrorCodeEntry]]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_read(response),
    )


def sync(
    *,
    client: Wardroom,
) -> list[ErrorCodeEntry]:
    """List the error codes

     Every code that an error can carry. Open to all, without a query.

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        list[ErrorCodeEntry]
    """

    return _read(client.request(**_get_kwargs()))


def sync_detailed(
    *,
    client: Wardroom,
) -> Response[list[ErrorCodeEntry]]:
    """List the error codes

     Every code that an error can carry. Open to all, without a query.

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[list[ErrorCodeEntry]]
    """

    return _detail(client.request(**_get_kwargs()))


async def asyncio(
    *,
    client: AsyncWardroom,
) -> list[ErrorCodeEntry]:
    """List the error codes

     Every code that an error can carry. Open to all, without a query.

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        list[ErrorCodeEntry]
    """

    return _read(await client.request(**_get_kwargs()))


async def asyncio_detailed(
    *,
    client: AsyncWardroom,
) -> Response[list[ErrorCodeEntry]]:
    """List the error codes

     Every code that an error can carry. Open to all, without a query.

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[list[ErrorCodeEntry]]
    """

    return _detail(await client.request(**_get_kwargs()))
