from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.tool import Tool
from ...types import Response


def _get_kwargs(
    name: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "path": "/api/v1/tools/{name}".format(
            name=quote(str(name), safe=""),
        ),
    }

    return _kwargs


def _read(response: httpx.Response) -> Tool:
    with reading(response):
        if response.status_code == 200:
            response_200 = Tool.from_dict(response.json())

            return response_200

    raise unexpected(response)


def _detail(response: httpx.Response) -> Response[Tool]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_read(response),
    )


def sync(
    name: str,
    *,
    client: Wardroom,
) -> Tool:
    """Read a tool: targets, options, exit codes, availability

     All registered tools; anyone who is signed in may read them.

    Args:
        name (str):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Tool
    """

    return _read(
        client.request(
            **_get_kwargs(
                name=name,
            )
        )
    )


def sync_detailed(
    name: str,
    *,
    client: Wardroom,
) -> Response[Tool]:
    """Read a tool: targets, options, exit codes, availability

     All registered tools; anyone who is signed in may read them.

    Args:
        name (str):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Tool]
    """

    return _detail(
        client.request(
            **_get_kwargs(
                name=name,
            )
        )
    )


async def asyncio(
    name: str,
    *,
    client: AsyncWardroom,
) -> Tool:
    """Read a tool: targets, options, exit codes, availability

     All registered tools; anyone who is signed in may read them.

    Args:
        name (str):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Tool
    """

    return _read(
        await client.request(
            **_get_kwargs(
                name=name,
            )
        )
    )


async def asyncio_detailed(
    name: str,
    *,
    client: AsyncWardroom,
) -> Response[Tool]:
    """Read a tool: targets, options, exit codes, availability

     All registered tools; anyone who is signed in may read them.

    Args:
        name (str):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Tool]
    """

    return _detail(
        await client.request(
            **_get_kwargs(
                name=name,
            )
        )
    )
