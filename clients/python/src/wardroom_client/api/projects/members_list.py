from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.members_list_count import MembersListCount
from ...models.paginated_member_list import PaginatedMemberList
from ...types import UNSET, Response, Unset


def _get_kwargs(
    id: str,
    *,
    count: MembersListCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_count: str | Unset = UNSET
    if not isinstance(count, Unset):
        json_count = count

    params["count"] = json_count

    params["cursor"] = cursor

    params["limit"] = limit

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "path": "/api/v1/projects/{id}/members".format(
            id=quote(str(id), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _read(response: httpx.Response) -> PaginatedMemberList:
    with reading(response):
        if response.status_code == 200:
            response_200 = PaginatedMemberList.from_dict(response.json())

            return response_200

    raise unexpected(response)


def _detail(response: httpx.Response) -> Response[PaginatedMemberList]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_read(response),
    )


def sync(
    id: str,
    *,
    client: Wardroom,
    count: MembersListCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
) -> PaginatedMemberList:
    """List the members of a project

    Args:
        id (str):
        count (MembersListCount | Unset):
        cursor (str | Unset):
        limit (int | Unset):  Default: 50.

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        PaginatedMemberList
    """

    return _read(
        client.request(
            **_get_kwargs(
                id=id,
                count=count,
                cursor=cursor,
                limit=limit,
            )
        )
    )


def sync_detailed(
    id: str,
    *,
    client: Wardroom,
    count: MembersListCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
) -> Response[PaginatedMemberList]:
    """List the members of a project

    Args:
        id (str):
        count (MembersListCount | Unset):
        cursor (str | Unset):
        limit (int | Unset):  Default: 50.

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[PaginatedMemberList]
    """

    return _detail(
        client.request(
            **_get_kwargs(
                id=id,
                count=count,
                cursor=cursor,
                limit=limit,
            )
        )
    )


async def asyncio(
    id: str,
    *,
    client: AsyncWardroom,
    count: MembersListCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
) -> PaginatedMemberList:
    """List the members of a project

    Args:
        id (str):
        count (MembersListCount | Unset):
        cursor (str | Unset):
        limit (int | Unset):  Default: 50.

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        PaginatedMemberList
    """

    return _read(
        await client.request(
            **_get_kwargs(
                id=id,
                count=count,
                cursor=cursor,
                limit=limit,
            )
        )
    )


async def asyncio_detailed(
    id: str,
    *,
    client: AsyncWardroom,
    count: MembersListCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
) -> Response[PaginatedMemberList]:
    """List the members of a project

    Args:
        id (str):
        count (MembersListCount | Unset):
        cursor (str | Unset):
        limit (int | Unset):  Default: 50.

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[PaginatedMemberList]
    """

    return _detail(
        await client.request(
            **_get_kwargs(
                id=id,
                count=count,
                cursor=cursor,
                limit=limit,
            )
        )
    )
