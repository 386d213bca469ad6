from http import HTTPStatus
from typing import Any

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.profile import Profile
from ...models.profile_file_request import ProfileFileRequest
from ...types import Response


def _get_kwargs(
    *,
    body: ProfileFileRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "path": "/api/v1/profiles/import",
    }

    _kwargs["files"] = body.to_multipart()

    _kwargs["headers"] = headers
    return _kwargs


def _read(response: httpx.Response) -> Profile:
    with reading(response):
        if response.status_code == 200:
            response_200 = Profile.from_dict(response.json())

            return response_200

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
    body: ProfileFileRequest,
) -> Profile:
    """Create or replace a project's scan profile from YAML

     A file that says what the profile says already makes no new version.

    Args:
        body (ProfileFileRequest):

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
    body: ProfileFileRequest,
) -> Response[Profile]:
    """Create or replace a project's scan profile from YAML

     A file that says what the profile says already makes no new version.

    Args:
        body (ProfileFileRequest):

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
    body: ProfileFileRequest,
) -> Profile:
    """Create or replace a project's scan profile from YAML

     A file that says what the profile says already makes no new version.

    Args:
        body (ProfileFileRequest):

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
    body: ProfileFileRequest,
) -> Response[Profile]:
    """Create or replace a project's scan profile from YAML

     A file that says what the profile says already makes no new version.

    Args:
        body (ProfileFileRequest):

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
