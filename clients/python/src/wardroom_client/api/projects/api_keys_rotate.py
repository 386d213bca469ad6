from http import HTTPStatus
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.issued_key import IssuedKey
from ...models.rotation_request import RotationRequest
from ...types import UNSET, Response, Unset


def _get_kwargs(
    id: UUID,
    *,
    body: RotationRequest | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "path": "/api/v1/api-keys/{id}/rotate".format(
            id=quote(str(id), safe=""),
        ),
    }

    if not isinstance(body, Unset):
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _read(response: httpx.Response) -> IssuedKey:
    with reading(response):
        if response.status_code == 201:
            response_201 = IssuedKey.from_dict(response.json())

            return response_201

    raise unexpected(response)


def _detail(response: httpx.Response) -> Response[IssuedKey]:
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
    body: RotationRequest | Unset = UNSET,
) -> IssuedKey:
    """Replace a key; the old one works on for the overlap

    Args:
        id (UUID):
        body (RotationRequest | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        IssuedKey
    """

    return _read(
        client.request(
            **_get_kwargs(
                id=id,
                body=body,
            )
        )
    )


def sync_detailed(
    id: UUID,
    *,
    client: Wardroom,
    body: RotationRequest | Unset = UNSET,
) -> Response[IssuedKey]:
    """Replace a key; the old one works on for the overlap

    Args:
        id (UUID):
        body (RotationRequest | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[IssuedKey]
    """

    return _detail(
        client.request(
            **_get_kwargs(
                id=id,
                body=body,
            )
        )
    )


async def asyncio(
    id: UUID,
    *,
    client: AsyncWardroom,
    body: RotationRequest | Unset = UNSET,
) -> IssuedKey:
    """Replace a key; the old one works on for the overlap

    Args:
        id (UUID):
        body (RotationRequest | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        IssuedKey
    """

    return _read(
        await client.request(
            **_get_kwargs(
                id=id,
                body=body,
            )
        )
    )


async def asyncio_detailed(
    id: UUID,
    *,
    client: AsyncWardroom,
    body: RotationRequest | Unset = UNSET,
) -> Response[IssuedKey]:
    """Replace a key; the old one works on for the overlap

    Args:
        id (UUID):
        body (RotationRequest | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[IssuedKey]
    """

    return _detail(
        await client.request(
            **_get_kwargs(
                id=id,
                body=body,
            )
        )
    )
