from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.paginated_profile_version_list import PaginatedProfileVersionList
from ...models.profiles_versions_count import ProfilesVersionsCount
from ...models.profiles_versions_ordering import (
    ProfilesVersionsOrdering,
)
from ...types import UNSET, Response, Unset


def _get_kwargs(
    profile_id: str,
    *,
    count: ProfilesVersionsCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
    ordering: ProfilesVersionsOrdering | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_count: str | Unset = UNSET
    if not isinstance(count, Unset):
        json_count = count

    params["count"] = json_count

    params["cursor"] = cursor

    params["limit"] = limit

    json_ordering: str | Unset = UNSET
    if not isinstance(ordering, Unset):
        json_ordering = ordering

    params["ordering"] = json_ordering

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "path": "/api/v1/profiles/{profile_id}/versions".format(
            profile_id=quote(str(profile_id), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _read(response: httpx.Response) -> PaginatedProfileVersionList:
    with reading(response):
        if response.status_code == 200:
            response_200 = PaginatedProfileVersionList.from_dict(response.json())

            return response_200

    raise unexpected(response)


def _detail(response: httpx.Response) -> Response[PaginatedProfileVersionList]:
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
    count: ProfilesVersionsCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
    ordering: ProfilesVersionsOrdering | Unset = UNSET,
) -> PaginatedProfileVersionList:
    """List what a scan profile has said

     `profile_version` of a scan is one of these.

    Args:
        profile_id (str):
        count (ProfilesVersionsCount | Unset):
        cursor (str | Unset):
        limit (int | Unset):  Default: 50.
        ordering (ProfilesVersionsOrdering | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        PaginatedProfileVersionList
    """

    return _read(
        client.request(
            **_get_kwargs(
                profile_id=profile_id,
                count=count,
                cursor=cursor,
                limit=limit,
                ordering=ordering,
            )
        )
    )


def sync_detailed(
    profile_id: str,
    *,
    client: Wardroom,
    count: ProfilesVersionsCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
    ordering: ProfilesVersionsOrdering | Unset = UNSET,
) -> Response[PaginatedProfileVersionList]:
    """List what a scan profile has said

     `profile_version` of a scan is one of these.

    Args:
        profile_id (str):
        count (ProfilesVersionsCount | Unset):
        cursor (str | Unset):
        limit (int | Unset):  Default: 50.
        ordering (ProfilesVersionsOrdering | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[PaginatedProfileVersionList]
    """

    return _detail(
        client.request(
            **_get_kwargs(
                profile_id=profile_id,
                count=count,
                cursor=cursor,
                limit=limit,
                ordering=ordering,
            )
        )
    )


async def asyncio(
    profile_id: str,
    *,
    client: AsyncWardroom,
    count: ProfilesVersionsCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
    ordering: ProfilesVersionsOrdering | Unset = UNSET,
) -> PaginatedProfileVersionList:
    """List what a scan profile has said

     `profile_version` of a scan is one of these.

    Args:
        profile_id (str):
        count (ProfilesVersionsCount | Unset):
        cursor (str | Unset):
        limit (int | Unset):  Default: 50.
        ordering (ProfilesVersionsOrdering | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        PaginatedProfileVersionList
    """

    return _read(
        await client.request(
            **_get_kwargs(
                profile_id=profile_id,
                count=count,
                cursor=cursor,
                limit=limit,
                ordering=ordering,
            )
        )
    )


async def asyncio_detailed(
    profile_id: str,
    *,
    client: AsyncWardroom,
    count: ProfilesVersionsCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
    ordering: ProfilesVersionsOrdering | Unset = UNSET,
) -> Response[PaginatedProfileVersionList]:
    """List what a scan profile has said

     `profile_version` of a scan is one of these.

    Args:
        profile_id (str):
        count (ProfilesVersionsCount | Unset):
        cursor (str | Unset):
        limit (int | Unset):  Default: 50.
        ordering (ProfilesVersionsOrdering | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[PaginatedProfileVersionList]
    """

    return _detail(
        await client.request(
            **_get_kwargs(
                profile_id=profile_id,
                count=count,
                cursor=cursor,
                limit=limit,
                ordering=ordering,
            )
        )
    )
