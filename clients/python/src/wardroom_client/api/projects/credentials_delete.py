from http import HTTPStatus
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...types import UNSET, Response, Unset


def _get_kwargs(
    id: UUID,
    *,
    if_match: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(if_match, Unset):
        headers["If-Match"] = if_match

    _kwargs: dict[str, Any] = {
        "method": "delete",
        "path": "/api/v1/credentials/{id}".format(
            id=quote(str(id), safe=""),
        ),
    }

    _kwargs["headers"] = headers
    return _kwargs


def _read(response: httpx.Response) -> None:
    with reading(response):
        if response.status_code == 204:
            return None

    raise unexpected(response)


def _detail(response: httpx.Response) -> Response[None]:
    _read(response)
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=None,
    )


def sync(
    id: UUID,
    *,
    client: Wardroom,
    if_match: str | Unset = UNSET,
) -> None:
    """Delete a credential

     Only those who configure a project see that its credentials exist; nobody sees values.

    Args:
        id (UUID):
        if_match (str | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        None
    """

    _read(
        client.request(
            **_get_kwargs(
                id=id,
                if_match=if_match,
            )
        )
    )


def sync_detailed(
    id: UUID,
    *,
    client: Wardroom,
    if_match: str | Unset = UNSET,
) -> Response[None]:
    """Delete a credential

     Only those who configure a project see that its credentials exist; nobody sees values.

    Args:
        id (UUID):
        if_match (str | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[None]
    """

    return _detail(
        client.request(
            **_get_kwargs(
                id=id,
                if_match=if_match,
            )
        )
    )


async def asyncio(
    id: UUID,
    *,
    client: AsyncWardroom,
    if_match: str | Unset = UNSET,
) -> None:
    """Delete a credential

     Only those who configure a project see that its credentials exist; nobody sees values.

    Args:
        id (UUID):
        if_match (str | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        None
    """

    _read(
        await client.request(
            **_get_kwargs(
                id=id,
                if_match=if_match,
            )
        )
    )


async def asyncio_detailed(
    id: UUID,
    *,
    client: AsyncWardroom,
    if_match: str | Unset = UNSET,
) -> Response[None]:
    """Delete a credential

     Only those who configure a project see that its credentials exist; nobody sees values.

    Args:
        id (UUID):
        if_match (str | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[None]
    """

    return _detail(
        await client.request(
            **_get_kwargs(
                id=id,
                if_match=if_match,
            )
        )
    )
