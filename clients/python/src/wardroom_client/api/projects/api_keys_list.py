from http import HTTPStatus
from typing import Any

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.api_keys_list_count import ApiKeysListCount
from ...models.api_keys_list_ordering import ApiKeysListOrdering
from ...models.paginated_api_key_list import PaginatedApiKeyList
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    count: ApiKeysListCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
    ordering: ApiKeysListOrdering | Unset = UNSET,
    project: str | Unset = UNSET,
    usable: bool | Unset = UNSET,
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

    params["project"] = project

    params["usable"] = usable

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "path": "/api/v1/api-keys",
        "params": params,
    }

    return _kwargs


def _read(response: httpx.Response) -> PaginatedApiKeyList:
    with reading(response):
        if response.status_code == 200:
            response_200 = PaginatedApiKeyList.from_dict(response.json())

            return response_200

    raise unexpected(response)


def _detail(response: httpx.Response) -> Response[PaginatedApiKeyList]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_read(response),
    )


def sync(
    *,
    client: Wardroom,
    count: ApiKeysListCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
    ordering: ApiKeysListOrdering | Unset = UNSET,
    project: str | Unset = UNSET,
    usable: bool | Unset = UNSET,
) -> PaginatedApiKeyList:
    """List one's own keys and those of projects one configures

    Args:
        count (ApiKeysListCount | Unset):
        cursor (str | Unset):
        limit (int | Unset):  Default: 50.
        ordering (ApiKeysListOrdering | Unset):
        project (str | Unset):
        usable (bool | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        PaginatedApiKeyList
    """

    return _read(
        client.request(
            **_get_kwargs(
                count=count,
                cursor=cursor,
                limit=limit,
                ordering=ordering,
                project=project,
                usable=usable,
            )
        )
    )


def sync_detailed(
    *,
    client: Wardroom,
    count: ApiKeysListCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
    ordering: ApiKeysListOrdering | Unset = UNSET,
    project: str | Unset = UNSET,
    usable: bool | Unset = UNSET,
) -> Response[PaginatedApiKeyList]:
    """List one's own keys and those of projects one configures

    Args:
        count (ApiKeysListCount | Unset):
        cursor (str | Unset):
        limit (int | Unset):  Default: 50.
        ordering (ApiKeysListOrdering | Unset):
        project (str | Unset):
        usable (bool | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[PaginatedApiKeyList]
    """

    return _detail(
        client.request(
            **_get_kwargs(
                count=count,
                cursor=cursor,
                limit=limit,
                ordering=ordering,
                project=project,
                usable=usable,
            )
        )
    )


async def asyncio(
    *,
    client: AsyncWardroom,
    count: ApiKeysListCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
    ordering: ApiKeysListOrdering | Unset = UNSET,
    project: str | Unset = UNSET,
    usable: bool | Unset = UNSET,
) -> PaginatedApiKeyList:
    """List one's own keys and those of projects one configures

    Args:
        count (ApiKeysListCount | Unset):
        cursor (str | Unset):
        limit (int | Unset):  Default: 50.
        ordering (ApiKeysListOrdering | Unset):
        project (str | Unset):
        usable (bool | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        PaginatedApiKeyList
    """

    return _read(
        await client.request(
            **_get_kwargs(
                count=count,
                cursor=cursor,
                limit=limit,
                ordering=ordering,
                project=project,
                usable=usable,
            )
        )
    )


async def asyncio_detailed(
    *,
    client: AsyncWardroom,
    count: ApiKeysListCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
    ordering: ApiKeysListOrdering | Unset = UNSET,
    project: str | Unset = UNSET,
    usable: bool | Unset = UNSET,
) -> Response[PaginatedApiKeyList]:
    """List one's own keys and those of projects one configures

    Args:
        count (ApiKeysListCount | Unset):
        cursor (str | Unset):
        limit (int | Unset):  Default: 50.
        ordering (ApiKeysListOrdering | Unset):
        project (str | Unset):
        usable (bool | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[PaginatedApiKeyList]
    """

    return _detail(
        await client.request(
            **_get_kwargs(
                count=count,
                cursor=cursor,
                limit=limit,
                ordering=ordering,
                project=project,
                usable=usable,
            )
        )
    )
