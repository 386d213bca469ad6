from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.breaker import Breaker
from ...types import Response


def _get_kwargs(
    breaker_id: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "post",
        "path": "/api/v1/breakers/{breaker_id}/close".format(
            breaker_id=quote(str(breaker_id), safe=""),
        ),
    }

    return _kwargs


def _read(response: httpx.Response) -> Breaker:
    with reading(response):
        if response.status_code == 200:
            response_200 = Breaker.from_dict(response.json())

            return response_200

    raise unexpected(response)


def _detail(response: httpx.Response) -> Response[Breaker]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_read(response),
    )


def sync(
    breaker_id: str,
    *,
    client: Wardroom,
) -> Breaker:
    """Close a circuit breaker

     The tool may run again at once, its failures are forgotten; nothing happens to one that is closed.
    That of a target needs admin in its project, that of a tool staff in person.

    Args:
        breaker_id (str):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Breaker
    """

    return _read(
        client.request(
            **_get_kwargs(
                breaker_id=breaker_id,
            )
        )
    )


def sync_detailed(
    breaker_id: str,
    *,
    client: Wardroom,
) -> Response[Breaker]:
    """Close a circuit breaker

     The tool may run again at once, its failures are forgotten; nothing happens to one that is closed.
    That of a target needs admin in its project, that of a tool staff in person.

    Args:
        breaker_id (str):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Breaker]
    """

    return _detail(
        client.request(
            **_get_kwargs(
                breaker_id=breaker_id,
            )
        )
    )


async def asyncio(
    breaker_id: str,
    *,
    client: AsyncWardroom,
) -> Breaker:
    """Close a circuit breaker

     The tool may run again at once, its failures are forgotten; nothing happens to one that is closed.
    That of a target needs admin in its project, that of a tool staff in person.

    Args:
        breaker_id (str):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Breaker
    """

    return _read(
        await client.request(
            **_get_kwargs(
                breaker_id=breaker_id,
            )
        )
    )


async def asyncio_detailed(
    breaker_id: str,
    *,
    client: AsyncWardroom,
) -> Response[Breaker]:
    """Close a circuit breaker

     The tool may run again at once, its failures are forgotten; nothing happens to one that is closed.
    That of a target needs admin in its project, that of a tool staff in person.

    Args:
        breaker_id (str):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Breaker]
    """

    return _detail(
        await client.request(
            **_get_kwargs(
                breaker_id=breaker_id,
            )
        )
    )
