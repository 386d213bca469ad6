from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...types import Response


def _get_kwargs(
    profile_id: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "path": "/api/v1/profiles/{profile_id}/export".format(
            profile_id=quote(str(profile_id), safe=""),
        ),
    }

    return _kwargs


def _read(response: httpx.Response) -> str:
    with reading(response):
        if response.status_code == 200:
            response_200 = response.text
            return response_200

    raise unexpected(response)


def _detail(response: httpx.Response) -> Response[str]:
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
) -> str:
    """Get a scan profile as YAML

     `POST /api/v1/profiles/import` reads it, here or elsewhere.

    Args:
        profile_id (str):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        str
    """

    return _read(
        client.request(
            **_get_kwargs(
                profile_id=profile_id,
            )
        )
    )


def sync_detailed(
    profile_id: str,
    *,
    client: Wardroom,
) -> Response[str]:
    """Get a scan profile as YAML

     `POST /api/v1/profiles/import` reads it, here or elsewhere.

    Args:
        profile_id (str):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[str]
    """

    return _detail(
        client.request(
            **_get_kwargs(
                profile_id=profile_id,
            )
        )
    )


async def asyncio(
    profile_id: str,
    *,
    client: AsyncWardroom,
) -> str:
    """Get a scan profile as YAML

     `POST /api/v1/profiles/import` reads it, here or elsewhere.

    Args:
        profile_id (str):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        str
    """

    return _read(
        await client.request(
            **_get_kwargs(
                profile_id=profile_id,
            )
        )
    )


async def asyncio_detailed(
    profile_id: str,
    *,
    client: AsyncWardroom,
) -> Response[str]:
    """Get a scan profile as YAML

     `POST /api/v1/profiles/import` reads it, here or elsewhere.

    Args:
        profile_id (str):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[str]
    """

    return _detail(
        await client.request(
            **_get_kwargs(
                profile_id=profile_id,
            )
        )
    )
