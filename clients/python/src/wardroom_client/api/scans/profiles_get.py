from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.profile import Profile
from ...types import UNSET, Response, Unset


def _get_kwargs(
    profile_id: str,
    *,
    if_none_match: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(if_none_match, Unset):
        headers["If-None-Match"] = if_none_match

    _kwargs: dict[str, Any] = {
        "method": "get",
        "path": "/api/v1/profiles/{profile_id}".format(
            profile_id=quote(str(profile_id), safe=""),
        ),
    }

    _kwargs["headers"] = headers
    return _kwargs


def _read(response: httpx.Response) -> Any | Profile:
    with reading(response):
        if response.status_code == 200:
            response_200 = Profile.from_dict(response.json())

            return response_200

        if response.status_code == 304:
            response_304 = cast(Any, None)
            return response_304

    raise unexpected(response)


def _detail(response: httpx.Response) -> Response[Any | Profile]:
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
    if_none_match: str | Unset = UNSET,
) -> Any | Profile:
    """Get a scan profile

     Shipped profiles are everybody's to read; a project's are its members'.

    Args:
        profile_id (str):
        if_none_match (str | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Any | Profile
    """

    return _read(
        client.request(
            **_get_kwargs(
                profile_id=profile_id,
                if_none_match=if_none_match,
            )
        )
    )


def sync_detailed(
    profile_id: str,
    *,
    client: Wardroom,
    if_none_match: str | Unset = UNSET,
) -> Response[Any | Profile]:
    """Get a scan profile

     Shipped profiles are everybody's to read; a project's are its members'.

    Args:
        profile_id (str):
        if_none_match (str | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Any | Profile]
    """

    return _detail(
        client.request(
            **_get_kwargs(
                profile_id=profile_id,
                if_none_match=if_none_match,
            )
        )
    )


async def asyncio(
    profile_id: str,
    *,
    client: AsyncWardroom,
    if_none_match: str | Unset = UNSET,
) -> Any | Profile:
    """Get a scan profile

     Shipped profiles are everybody's to read; a project's are its members'.

    Args:
        profile_id (str):
        if_none_match (str | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Any | Profile
    """

    return _read(
        await client.request(
            **_get_kwargs(
                profile_id=profile_id,
                if_none_match=if_none_match,
            )
        )
    )


async def asyncio_detailed(
    profile_id: str,
    *,
    client: AsyncWardroom,
    if_none_match: str | Unset = UNSET,
) -> Response[Any | Profile]:
    """Get a scan profile

     Shipped profiles are everybody's to read; a project's are its members'.

    Args:
        profile_id (str):
        if_none_match (str | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Any | Profile]
    """

    return _detail(
        await client.request(
            **_get_kwargs(
                profile_id=profile_id,
                if_none_match=if_none_match,
            )
        )
    )
