from http import HTTPStatus
from typing import Any

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.new_profile_request import NewProfileRequest
from ...models.profile import Profile
from ...types import Response


def _get_kwargs(
    *,
    body: NewProfileRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "path": "/api/v1/profiles",
    }

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
    *,
    client: Wardroom,
    body: NewProfileRequest,
) -> Profile:
    """Create a scan profile in a project

     Shipped profiles are everybody's to read; a project's are its members'.

    Args:
        body (NewProfileRequest): `project` null: shipped, read-only.

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Profile
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
    body: NewProfileRequest,
) -> Response[Profile]:
    """Create a scan profile in a project

     Shipped profiles are everybody's to read; a project's are its members'.

    Args:
        body (NewProfileRequest): `project` null: shipped, read-only.

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Profile]
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
    body: NewProfileRequest,
) -> Profile:
    """Create a scan profile in a project

     Shipped profiles are everybody's to read; a project's are its members'.

    Args:
        body (NewProfileRequest): `project` null: shipped, read-only.

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Profile
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
    body: NewProfileRequest,
) -> Response[Profile]:
    """Create a scan profile in a project

     Shipped profiles are everybody's to read; a project's are its members'.

    Args:
        body (NewProfileRequest): `project` null: shipped, read-only.

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Profile]
    """

    return _detail(
        await client.request(
            **_get_kwargs(
                body=body,
            )
        )
    )
