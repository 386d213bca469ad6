from http import HTTPStatus
from typing import Any

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.revoke_request import RevokeRequest
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: RevokeRequest | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "path": "/api/v1/auth/revoke",
    }

    if not isinstance(body, Unset):
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

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
    *,
    client: Wardroom,
    body: RevokeRequest | Unset = UNSET,
) -> None:
    """End this token, or all of one's tokens

    Args:
        body (RevokeRequest | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        None
    """

    _read(
        client.request(
            **_get_kwargs(
                body=body,
            )
        )
    )


def sync_detailed(
    *,
    client: Wardroom,
    body: RevokeRequest | Unset = UNSET,
) -> Response[None]:
    """End this token, or all of one's tokens

    Args:
        body (RevokeRequest | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[None]
    """

    return _detail(
        client.request(
            **_get_kwargs(
                body=body,
            )
        )
    )


async def asyncio(
    *,
    client: AsyncWardroom,
    body: RevokeRequest | Unset = UNSET,
) -> None:
    """End this token, or all of one's tokens

    Args:
        body (RevokeRequest | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        None
    """

    _read(
        await client.request(
            **_get_kwargs(
                body=body,
            )
        )
    )


async def asyncio_detailed(
    *,
    client: AsyncWardroom,
    body: RevokeRequest | Unset = UNSET,
) -> Response[None]:
    """End this token, or all of one's tokens

    Args:
        body (RevokeRequest | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[None]
    """

    return _detail(
        await client.request(
            **_get_kwargs(
                body=body,
            )
        )
    )
