from http import HTTPStatus
from typing import Any

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.paginated_target_list import PaginatedTargetList
from ...models.targets_list_count import TargetsListCount
from ...models.targets_list_kind import TargetsListKind
from ...models.targets_list_ordering import TargetsListOrdering
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    count: TargetsListCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    kind: TargetsListKind | Unset = UNSET,
    limit: int | Unset = 50,
    ordering: TargetsListOrdering | Unset = UNSET,
    project: str | Unset = UNSET,
    retired: bool | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_count: str | Unset = UNSET
    if not isinstance(count, Unset):
        json_count = count

    params["count"] = json_count

    params["cursor"] = cursor

    json_kind: str | Unset = UNSET
    if not isinstance(kind, Unset):
        json_kind = kind

    params["kind"] = json_kind

    params["limit"] = limit

    json_ordering: str | Unset = UNSET
    if not isinstance(ordering, Unset):
        json_ordering = ordering

    params["ordering"] = json_ordering

    params["project"] = project

    params["retired"] = retired

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "path": "/api/v1/targets",
        "params": params,
    }

    return _kwargs


def _read(response: httpx.Response) -> PaginatedTargetList:
    with reading(response):
        if response.status_code == 200:
            response_200 = PaginatedTargetList.from_dict(response.json())

            return response_200

    raise unexpected(response)


def _detail(response: httpx.Response) -> Response[PaginatedTargetList]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_read(response),
    )


def sync(
    *,
    client: Wardroom,
    count: TargetsListCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    kind: TargetsListKind | Unset = UNSET,
    limit: int | Unset = 50,
    ordering: TargetsListOrdering | Unset = UNSET,
    project: str | Unset = UNSET,
    retired: bool | Unset = UNSET,
) -> PaginatedTargetList:
    """List targets

    Args:
        count (TargetsListCount | Unset):
        cursor (str | Unset):
        kind (TargetsListKind | Unset):
        limit (int | Unset):  Default: 50.
        ordering (TargetsListOrdering | Unset):
        project (str | Unset):
        retired (bool | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        PaginatedTargetList
    """

    return _read(
        client.request(
            **_get_kwargs(
                count=count,
                cursor=cursor,
                kind=kind,
                limit=limit,
                ordering=ordering,
                project=project,
                retired=retired,
            )
        )
    )


def sync_detailed(
    *,
    client: Wardroom,
    count: TargetsListCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    kind: TargetsListKind | Unset = UNSET,
    limit: int | Unset = 50,
    ordering: TargetsListOrdering | Unset = UNSET,
    project: str | Unset = UNSET,
    retired: bool | Unset = UNSET,
) -> Response[PaginatedTargetList]:
    """List targets

    Args:
        count (TargetsListCount | Unset):
        cursor (str | Unset):
        kind (TargetsListKind | Unset):
        limit (int | Unset):  Default: 50.
        ordering (TargetsListOrdering | Unset):
        project (str | Unset):
        retired (bool | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[PaginatedTargetList]
    """

    return _detail(
        client.request(
            **_get_kwargs(
                count=count,
                cursor=cursor,
                kind=kind,
                limit=limit,
                ordering=ordering,
                project=project,
                retired=retired,
            )
        )
    )


async def asyncio(
    *,
    client: AsyncWardroom,
    count: TargetsListCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    kind: TargetsListKind | Unset = UNSET,
    limit: int | Unset = 50,
    ordering: TargetsListOrdering | Unset = UNSET,
    project: str | Unset = UNSET,
    retired: bool | Unset = UNSET,
) -> PaginatedTargetList:
    """List targets

    Args:
        count (TargetsListCount | Unset):
        cursor (str | Unset):
        kind (TargetsListKind | Unset):
        limit (int | Unset):  Default: 50.
        ordering (TargetsListOrdering | Unset):
        project (str | Unset):
        retired (bool | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        PaginatedTargetList
    """

    return _read(
        await client.request(
            **_get_kwargs(
                count=count,
                cursor=cursor,
                kind=kind,
                limit=limit,
                ordering=ordering,
                project=project,
                retired=retired,
            )
        )
    )


async def asyncio_detailed(
    *,
    client: AsyncWardroom,
    count: TargetsListCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    kind: TargetsListKind | Unset = UNSET,
    limit: int | Unset = 50,
    ordering: TargetsListOrdering | Unset = UNSET,
    project: str | Unset = UNSET,
    retired: bool | Unset = UNSET,
) -> Response[PaginatedTargetList]:
    """List targets

    Args:
        count (TargetsListCount | Unset):
        cursor (str | Unset):
        kind (TargetsListKind | Unset):
        limit (int | Unset):  Default: 50.
        ordering (TargetsListOrdering | Unset):
        project (str | Unset):
        retired (bool | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[PaginatedTargetList]
    """

    return _detail(
        await client.request(
            **_get_kwargs(
                count=count,
                cursor=cursor,
                kind=kind,
                limit=limit,
                ordering=ordering,
                project=project,
                retired=retired,
            )
        )
    )
