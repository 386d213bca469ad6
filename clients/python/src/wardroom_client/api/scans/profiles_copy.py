from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.profile import Profile
from ...models.profile_copy_request import ProfileCopyRequest
from ...types import UNSET, Response, Unset


def _get_kwargs(
    profile_id: str,
    *,
    body: ProfileCopyRequest | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "path": "/api/v1/profiles/{profile_id}/copy".format(
            profile_id=quote(str(profile_id), safe=""),
        ),
    }

    if not isinstance(body, Unset):
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _read(response: httpx.Response) -> Profile:
    with reading(response):
        if response.status_code == 201:
            response_201 = Profile.from_dict(response.json())

            return response_201

    raise unexpected(response)


def _detail(response: httpx.Response) -> Response[Profile]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_read(response),
    )


def sync(
    profile_id: str,
    *,
    client: Wardroom,
    body: ProfileCopyRequest | Unset = UNSET,
) -> Profile:
    """Copy a scan profile into a project

     Shipped ones cannot be changed; their copies can.

    Args:
        profile_id (str):
        body (ProfileCopyRequest | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Profile
    """

    return _read(
        client.request(
            **_get_kwargs(
                profile_id=profile_id,
                body=body,
            )
        )
    )


def sync_detailed(
    profile_id: str,
    *,
    client: Wardroom,
    body: ProfileCopyRequest | Unset = UNSET,
) -> Response[Profile]:
    """Copy a scan profile into a project

     Shipped ones cannot be changed; their copies can.

    Args:
        profile_id (str):
        body (ProfileCopyRequest | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Profile]
    """

    return _detail(
        client.request(
            **_get_kwargs(
                profile_id=profile_id,
                body=body,
            )
        )
    )


async def asyncio(
    profile_id: str,
    *,
    client: AsyncWardroom,
    body: ProfileCopyRequest | Unset = UNSET,
) -> Profile:
    """Copy a scan profile into a project

     Shipped ones cannot be changed; their copies can.

    Args:
        profile_id (str):
        body (ProfileCopyRequest | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Profile
    """

    return _read(
        await client.request(
            **_get_kwargs(
                profile_id=profile_id,
                body=body,
            )
        )
    )


async def asyncio_detailed(
    profile_id: str,
    *,
    client: AsyncWardroom,
    body: ProfileCopyRequest | Unset = UNSET,
) -> Response[Profile]:
    """Copy a scan profile into a project

     Shipped ones cannot be changed; their copies can.

    Args:
        profile_id (str):
        body (ProfileCopyRequest | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Profile]
    """

    return _detail(
        await client.request(
            **_get_kwargs(
                profile_id=profile_id,
                body=body,
            )
        )
    )
