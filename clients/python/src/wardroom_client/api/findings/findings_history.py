from http import HTTPStatus
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.findings_history_count import FindingsHistoryCount
from ...models.findings_history_ordering import (
    FindingsHistoryOrdering,
)
from ...models.paginated_decision_list import PaginatedDecisionList
from ...types import UNSET, Response, Unset


def _get_kwargs(
    finding_id: UUID,
    *,
    count: FindingsHistoryCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
    ordering: FindingsHistoryOrdering | Unset = UNSET,
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
        "path": "/api/v1/findings/{finding_id}/history".format(
            finding_id=quote(str(finding_id), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _read(response: httpx.Response) -> PaginatedDecisionList:
    with reading(response):
        if response.status_code == 200:
            response_200 = PaginatedDecisionList.from_dict(response.json())

            return response_200

    raise unexpected(response)


def _detail(response: httpx.Response) -> Response[PaginatedDecisionList]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_read(response),
    )


def sync(
    finding_id: UUID,
    *,
    client: Wardroom,
    count: FindingsHistoryCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
    ordering: FindingsHistoryOrdering | Unset = UNSET,
) -> PaginatedDecisionList:
    """List the decisions about a finding

    Args:
        finding_id (UUID):
        count (FindingsHistoryCount | Unset):
        cursor (str | Unset):
        limit (int | Unset):  Default: 50.
        ordering (FindingsHistoryOrdering | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        PaginatedDecisionList
    """

    return _read(
        client.request(
            **_get_kwargs(
                finding_id=finding_id,
                count=count,
                cursor=cursor,
                limit=limit,
                ordering=ordering,
            )
        )
    )


def sync_detailed(
    finding_id: UUID,
    *,
    client: Wardroom,
    count: FindingsHistoryCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
    ordering: FindingsHistoryOrdering | Unset = UNSET,
) -> Response[PaginatedDecisionList]:
    """List the decisions about a finding

    Args:
        finding_id (UUID):
        count (FindingsHistoryCount | Unset):
        cursor (str | Unset):
        limit (int | Unset):  Default: 50.
        ordering (FindingsHistoryOrdering | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[PaginatedDecisionList]
    """

    return _detail(
        client.request(
            **_get_kwargs(
                finding_id=finding_id,
                count=count,
                cursor=cursor,
                limit=limit,
                ordering=ordering,
            )
        )
    )


async def asyncio(
    finding_id: UUID,
    *,
    client: AsyncWardroom,
    count: FindingsHistoryCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
    ordering: FindingsHistoryOrdering | Unset = UNSET,
) -> PaginatedDecisionList:
    """List the decisions about a finding

    Args:
        finding_id (UUID):
        count (FindingsHistoryCount | Unset):
        cursor (str | Unset):
        limit (int | Unset):  Default: 50.
        ordering (FindingsHistoryOrdering | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        PaginatedDecisionList
    """

    return _read(
        await client.request(
            **_get_kwargs(
                finding_id=finding_id,
                count=count,
                cursor=cursor,
                limit=limit,
                ordering=ordering,
            )
        )
    )


async def asyncio_detailed(
    finding_id: UUID,
    *,
    client: AsyncWardroom,
    count: FindingsHistoryCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
    ordering: FindingsHistoryOrdering | Unset = UNSET,
) -> Response[PaginatedDecisionList]:
    """List the decisions about a finding

    Args:
        finding_id (UUID):
        count (FindingsHistoryCount | Unset):
        cursor (str | Unset):
        limit (int | Unset):  Default: 50.
        ordering (FindingsHistoryOrdering | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[PaginatedDecisionList]
    """

    return _detail(
        await client.request(
            **_get_kwargs(
                finding_id=finding_id,
                count=count,
                cursor=cursor,
                limit=limit,
                ordering=ordering,
            )
        )
    )
