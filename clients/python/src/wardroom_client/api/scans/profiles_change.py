from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.patched_profile_request import PatchedProfileRequest
from ...models.profile import Profile
from ...types import UNSET, Response, Unset


def _get_kwargs(
    profile_id: str,
    *,
    body: PatchedProfileRequest | Unset = UNSET,
    if_match: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(if_match, Unset):
        headers["If-Match"] = if_match

    _kwargs: dict[str, Any] = {
        "method": "patch",
        "path": "/api/v1/profiles/{profile_id}".format(
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
        if response.status_code == 200:
            response_200 = Profile.from_dict(response.json())

            return response_200

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
    body: PatchedProfileRequest | Unset = UNSET,
    if_match: str | Unset = UNSET,
) -> Profile:
    """Change a project's scan profile

     Each change is the next version; scans keep the number of theirs.

    Args:
        profile_id (str):
        if_match (str | Unset):
        body (PatchedProfileRequest | Unset): `project` null: shipped, read-only.

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
                if_match=if_match,
            )
        )
    )


def sync_detailed(
    profile_id: str,
    *,
    client: Wardroom,
    body: PatchedProfileRequest | Unset = UNSET,
    if_match: str | Unset = UNSET,
) -> Response[Profile]:
    """Change a project's scan profile

     Each change is the next version; scans keep the number of theirs.

    Args:
        profile_id (str):
        if_match (str | Unset):
        body (PatchedProfileRequest | Unset): `project` null: shipped, read-only.

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
                if_match=if_match,
            )
        )
    )


async def asyncio(
    profile_id: str,
    *,
    client: AsyncWardroom,
    body: PatchedProfileRequest | Unset = UNSET,
    if_match: str | Unset = UNSET,
) -> Profile:
    """Change a project's scan profile

     Each change is the next version; scans keep the number of theirs.

    Args:
        profile_id (str):
        if_match (str | Unset):
        body (PatchedProfileRequest | Unset): `project` null: shipped, read-only.

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
                if_match=if_match,
            )
        )
    )


async def asyncio_detailed(
    profile_id: str,
    *,
    client: AsyncWardroom,
    body: PatchedProfileRequest | Unset = UNSET,
    if_match: str | Unset = UNSET,
) -> Response[Profile]:
    """Change a project's scan profile

     Each change is the next version; scans keep the number of theirs.

    Args:
        profile_id (str):
        if_match (str | Unset):
        body (PatchedProfileRequest | Unset): `project` null: shipped, read-only.

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
                if_match=if_match,
            )
        )
    )
