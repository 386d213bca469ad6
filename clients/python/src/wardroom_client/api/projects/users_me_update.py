from http import HTTPStatus
from typing import Any

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.me import Me
from ...models.patched_me_change_request import PatchedMeChangeRequest
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: PatchedMeChangeRequest | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "patch",
        "path": "/api/v1/users/me",
    }

    if not isinstance(body, Unset):
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
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
    body: PatchedMeChangeRequest | Unset = UNSET,
) -> Me:
    """Choose the project that is used where none is named

    Args:
        body (PatchedMeChangeRequest | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Me
    """

    return _read(
        client.request(
            **_get_kwargs(
                body=body,
            )
        )
    )


def sync_detailed(
    *,
    client: Wardroom,
    body: PatchedMeChangeRequest | Unset = UNSET,
) -> Response[Me]:
    """Choose the project that is used where none is named

    Args:
        body (PatchedMeChangeRequest | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Me]
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
    body: PatchedMeChangeRequest | Unset = UNSET,
) -> Me:
    """Choose the project that is used where none is named

    Args:
        body (PatchedMeChangeRequest | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Me
    """

    return _read(
        await client.request(
            **_get_kwargs(
                body=body,
            )
        )
    )


async def asyncio_detailed(
    *,
    client: AsyncWardroom,
    body: PatchedMeChangeRequest | Unset = UNSET,
) -> Response[Me]:
    """Choose the project that is used where none is named

    Args:
        body (PatchedMeChangeRequest | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Me]
    """

    return _detail(
        await client.request(
            **_get_kwargs(
                body=body,
            )
        )
    )
