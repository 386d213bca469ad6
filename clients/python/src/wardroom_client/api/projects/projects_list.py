from http import HTTPStatus
from typing import Any

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.paginated_project_list import PaginatedProjectList
from ...models.projects_list_count import ProjectsListCount
from ...models.projects_list_ordering import ProjectsListOrdering
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    archived: bool | Unset = UNSET,
    count: ProjectsListCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
    ordering: ProjectsListOrdering | Unset = UNSET,
    q: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["archived"] = archived

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

    params["q"] = q

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "path": "/api/v1/projects",
        "params": params,
    }

    return _kwargs


def _read(response: httpx.Response) -> PaginatedProjectList:
    with reading(response):
        if response.status_code == 200:
            response_200 = PaginatedProjectList.from_dict(response.json())

            return response_200

    raise unexpected(response)


def _detail(response: httpx.Response) -> Response[PaginatedProjectList]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_read(response),
    )


def sync(
    *,
    client: Wardroom,
    archived: bool | Unset = UNSET,
    count: ProjectsListCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
    ordering: ProjectsListOrdering | Unset = UNSET,
    q: str | Unset = UNSET,
) -> PaginatedProjectList:
    """List the projects that one can see

    Args:
        archived (bool | Unset):
        count (ProjectsListCount | Unset):
        cursor (str | Unset):
        limit (int | Unset):  Default: 50.
        ordering (ProjectsListOrdering | Unset):
        q (str | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        PaginatedProjectList
    """

    return _read(
        client.request(
            **_get_kwargs(
                archived=archived,
                count=count,
                cursor=cursor,
                limit=limit,
                ordering=ordering,
                q=q,
            )
        )
    )


def sync_detailed(
    *,
    client: Wardroom,
    archived: bool | Unset = UNSET,
    count: ProjectsListCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
    ordering: ProjectsListOrdering | Unset = UNSET,
    q: str | Unset = UNSET,
) -> Response[PaginatedProjectList]:
    """List the projects that one can see

    Args:
        archived (bool | Unset):
        count (ProjectsListCount | Unset):
        cursor (str | Unset):
        limit (int | Unset):  Default: 50.
        ordering (ProjectsListOrdering | Unset):
        q (str | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[PaginatedProjectList]
    """

    return _detail(
        client.request(
            **_get_kwargs(
                archived=archived,
                count=count,
                cursor=cursor,
                limit=limit,
                ordering=ordering,
                q=q,
            )
        )
    )


async def asyncio(
    *,
    client: AsyncWardroom,
    archived: bool | Unset = UNSET,
    count: ProjectsListCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
    ordering: ProjectsListOrdering | Unset = UNSET,
    q: str | Unset = UNSET,
) -> PaginatedProjectList:
    """List the projects that one can see

    Args:
        archived (bool | Unset):
        count (ProjectsListCount | Unset):
        cursor (str | Unset):
        limit (int | Unset):  Default: 50.
        ordering (ProjectsListOrdering | Unset):
        q (str | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        PaginatedProjectList
    """

    return _read(
        await client.request(
            **_get_kwargs(
                archived=archived,
                count=count,
                cursor=cursor,
                limit=limit,
                ordering=ordering,
                q=q,
            )
        )
    )


async def asyncio_detailed(
    *,
    client: AsyncWardroom,
    archived: bool | Unset = UNSET,
    count: ProjectsListCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
    ordering: ProjectsListOrdering | Unset = UNSET,
    q: str | Unset = UNSET,
) -> Response[PaginatedProjectList]:
    """List the projects that one can see

    Args:
        archived (bool | Unset):
        count (ProjectsListCount | Unset):
        cursor (str | Unset):
        limit (int | Unset):  Default: 50.
        ordering (ProjectsListOrdering | Unset):
        q (str | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[PaginatedProjectList]
    """

    return _detail(
        await client.request(
            **_get_kwargs(
                archived=archived,
                count=count,
                cursor=cursor,
                limit=limit,
                ordering=ordering,
                q=q,
            )
        )
    )
