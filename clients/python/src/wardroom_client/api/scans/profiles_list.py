from http import HTTPStatus
from typing import Any

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.paginated_profile_list import PaginatedProfileList
from ...models.profiles_list_count import ProfilesListCount
from ...models.profiles_list_ordering import ProfilesListOrdering
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    count: ProfilesListCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
    name: str | Unset = UNSET,
    ordering: ProfilesListOrdering | Unset = UNSET,
    project: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_count: str | Unset = UNSET
    if not isinstance(count, Unset):
        json_count = count

    params["count"] = json_count

    params["cursor"] = cursor

    params["limit"] = limit

    params["name"] = name

    json_ordering: str | Unset = UNSET
    if not isinstance(ordering, Unset):
        json_ordering = ordering

    params["ordering"] = json_ordering

    params["project"] = project

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "path": "/api/v1/profiles",
        "params": params,
    }

    return _kwargs


def _read(response: httpx.Response) -> PaginatedProfileList:
    with reading(response):
        if response.status_code == 200:
            response_200 = PaginatedProfileList.from_dict(response.json())

            return response_200

    raise unexpected(response)


def _detail(response: httpx.Response) -> Response[PaginatedProfileList]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_read(response),
    )


def sync(
    *,
    client: Wardroom,
    count: ProfilesListCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
    name: str | Unset = UNSET,
    ordering: ProfilesListOrdering | Unset = UNSET,
    project: str | Unset = UNSET,
) -> PaginatedProfileList:
    """List scan profiles

     Shipped profiles are everybody's to read; a project's are its members'.

    Args:
        count (ProfilesListCount | Unset):
        cursor (str | Unset):
        limit (int | Unset):  Default: 50.
        name (str | Unset):
        ordering (ProfilesListOrdering | Unset):
        project (str | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        PaginatedProfileList
    """

    return _read(
        client.request(
            **_get_kwargs(
                count=count,
                cursor=cursor,
                limit=limit,
                name=name,
                ordering=ordering,
                project=project,
            )
        )
    )


def sync_detailed(
    *,
    client: Wardroom,
    count: ProfilesListCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
    name: str | Unset = UNSET,
    ordering: ProfilesListOrdering | Unset = UNSET,
    project: str | Unset = UNSET,
) -> Response[PaginatedProfileList]:
    """List scan profiles

     Shipped profiles are everybody's to read; a project's are its members'.

    Args:
        count (ProfilesListCount | Unset):
        cursor (str | Unset):
        limit (int | Unset):  Default: 50.
        name (str | Unset):
        ordering (ProfilesListOrdering | Unset):
        project (str | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[PaginatedProfileList]
    """

    return _detail(
        client.request(
            **_get_kwargs(
                count=count,
                cursor=cursor,
                limit=limit,
                name=name,
                ordering=ordering,
                project=project,
            )
        )
    )


async def asyncio(
    *,
    client: AsyncWardroom,
    count: ProfilesListCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
    name: str | Unset = UNSET,
    ordering: ProfilesListOrdering | Unset = UNSET,
    project: str | Unset = UNSET,
) -> PaginatedProfileList:
    """List scan profiles

     Shipped profiles are everybody's to read; a project's are its members'.

    Args:
        count (ProfilesListCount | Unset):
        cursor (str | Unset):
        limit (int | Unset):  Default: 50.
        name (str | Unset):
        ordering (ProfilesListOrdering | Unset):
        project (str | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        PaginatedProfileList
    """

    return _read(
        await client.request(
            **_get_kwargs(
                count=count,
                cursor=cursor,
                limit=limit,
                name=name,
                ordering=ordering,
                project=project,
            )
        )
    )


async def asyncio_detailed(
    *,
    client: AsyncWardroom,
    count: ProfilesListCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
    name: str | Unset = UNSET,
    ordering: ProfilesListOrdering | Unset = UNSET,
    project: str | Unset = UNSET,
) -> Response[PaginatedProfileList]:
    """List scan profiles

     Shipped profiles are everybody's to read; a project's are its members'.

    Args:
        count (ProfilesListCount | Unset):
        cursor (str | Unset):
        limit (int | Unset):  Default: 50.
        name (str | Unset):
        ordering (ProfilesListOrdering | Unset):
        project (str | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[PaginatedProfileList]
    """

    return _detail(
        await client.request(
            **_get_kwargs(
                count=count,
                cursor=cursor,
                limit=limit,
                name=name,
                ordering=ordering,
                project=project,
            )
        )
    )
