from http import HTTPStatus
from typing import Any

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.credentials_list_count import CredentialsListCount
from ...models.credentials_list_kind import CredentialsListKind
from ...models.credentials_list_ordering import (
    CredentialsListOrdering,
)
from ...models.paginated_credential_list import PaginatedCredentialList
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    count: CredentialsListCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    kind: CredentialsListKind | Unset = UNSET,
    limit: int | Unset = 50,
    ordering: CredentialsListOrdering | Unset = UNSET,
    project: str | Unset = UNSET,
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

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "path": "/api/v1/credentials",
        "params": params,
    }

    return _kwargs


def _read(response: httpx.Response) -> PaginatedCredentialList:
    with reading(response):
        if response.status_code == 200:
            response_200 = PaginatedCredentialList.from_dict(response.json())

            return response_200

    raise unexpected(response)


def _detail(response: httpx.Response) -> Response[PaginatedCredentialList]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_read(response),
    )


def sync(
    *,
    client: Wardroom,
    count: CredentialsListCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    kind: CredentialsListKind | Unset = UNSET,
    limit: int | Unset = 50,
    ordering: CredentialsListOrdering | Unset = UNSET,
    project: str | Unset = UNSET,
) -> PaginatedCredentialList:
    """List credentials, without their values

     Only those who configure a project see that its credentials exist; nobody sees values.

    Args:
        count (CredentialsListCount | Unset):
        cursor (str | Unset):
        kind (CredentialsListKind | Unset):
        limit (int | Unset):  Default: 50.
        ordering (CredentialsListOrdering | Unset):
        project (str | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        PaginatedCredentialList
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
            )
        )
    )


def sync_detailed(
    *,
    client: Wardroom,
    count: CredentialsListCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    kind: CredentialsListKind | Unset = UNSET,
    limit: int | Unset = 50,
    ordering: CredentialsListOrdering | Unset = UNSET,
    project: str | Unset = UNSET,
) -> Response[PaginatedCredentialList]:
    """List credentials, without their values

     Only those who configure a project see that its credentials exist; nobody sees values.

    Args:
        count (CredentialsListCount | Unset):
        cursor (str | Unset):
        kind (CredentialsListKind | Unset):
        limit (int | Unset):  Default: 50.
        ordering (CredentialsListOrdering | Unset):
        project (str | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[PaginatedCredentialList]
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
            )
        )
    )


async def asyncio(
    *,
    client: AsyncWardroom,
    count: CredentialsListCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    kind: CredentialsListKind | Unset = UNSET,
    limit: int | Unset = 50,
    ordering: CredentialsListOrdering | Unset = UNSET,
    project: str | Unset = UNSET,
) -> PaginatedCredentialList:
    """List credentials, without their values

     Only those who configure a project see that its credentials exist; nobody sees values.

    Args:
        count (CredentialsListCount | Unset):
        cursor (str | Unset):
        kind (CredentialsListKind | Unset):
        limit (int | Unset):  Default: 50.
        ordering (CredentialsListOrdering | Unset):
        project (str | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        PaginatedCredentialList
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
            )
        )
    )


async def asyncio_detailed(
    *,
    client: AsyncWardroom,
    count: CredentialsListCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    kind: CredentialsListKind | Unset = UNSET,
    limit: int | Unset = 50,
    ordering: CredentialsListOrdering | Unset = UNSET,
    project: str | Unset = UNSET,
) -> Response[PaginatedCredentialList]:
    """List credentials, without their values

     Only those who configure a project see that its credentials exist; nobody sees values.

    Args:
        count (CredentialsListCount | Unset):
        cursor (str | Unset):
        kind (CredentialsListKind | Unset):
        limit (int | Unset):  Default: 50.
        ordering (CredentialsListOrdering | Unset):
        project (str | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[PaginatedCredentialList]
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
            )
        )
    )
