from http import HTTPStatus
from typing import Any

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.ticket import Ticket
from ...types import Response


def _get_kwargs() -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "post",
        "path": "/api/v1/ws-tickets",
    }

    return _kwargs


def _read(response: httpx.Response) -> Ticket:
    with reading(response):
        if response.status_code == 201:
            response_201 = Ticket.from_dict(response.json())

            return response_201

    raise unexpected(response)


def _detail(response: httpx.Response) -> Response[Ticket]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_read(response),
    )


def sync(
    *,
    client: Wardroom,
) -> Ticket:
    """A single-use ticket for a websocket

     For clients that cannot send headers with a websocket handshake. The ticket has the rights of
    whoever asks for it, is shown once and is valid for a minute.

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Ticket
    """

    return _read(client.request(**_get_kwargs()))


def sync_detailed(
    *,
    client: Wardroom,
) -> Response[Ticket]:
    """A single-use ticket for a websocket

     For clients that cannot send headers with a websocket handshake. The ticket has the rights of
    whoever asks for it, is shown once and is valid for a minute.

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Ticket]
    """

    return _detail(client.request(**_get_kwargs()))


async def asyncio(
    *,
    client: AsyncWardroom,
) -> Ticket:
    """A single-use ticket for a websocket

     For clients that cannot send headers with a websocket handshake. The ticket has the rights of
    whoever asks for it, is shown once and is valid for a minute.

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Ticket
    """

    return _read(await client.request(**_get_kwargs()))


async def asyncio_detailed(
    *,
    client: AsyncWardroom,
) -> Response[Ticket]:
    """A single-use ticket for a websocket

     For clients that cannot send headers with a websocket handshake. The ticket has the rights of
    whoever asks for it, is shown once and is valid for a minute.

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Ticket]
    """

    return _detail(await client.request(**_get_kwargs()))
