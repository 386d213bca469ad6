import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.imports_list_count import ImportsListCount
from ...models.imports_list_ordering import ImportsListOrdering
from ...models.imports_list_status_item import ImportsListStatusItem
from ...models.paginated_import_list import PaginatedImportList
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    count: ImportsListCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    format_: list[str] | Unset = UNSET,
    limit: int | Unset = 50,
    ordering: ImportsListOrdering | Unset = UNSET,
    project: str | Unset = UNSET,
    received_after: datetime.datetime | Unset = UNSET,
    received_before: datetime.datetime | Unset = UNSET,
    request_id: str | Unset = UNSET,
    scan: UUID | Unset = UNSET,
    sha256: str | Unset = UNSET,
    status: list[ImportsListStatusItem] | Unset = UNSET,
    target: UUID | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_count: str | Unset = UNSET
    if not isinstance(count, Unset):
        json_count = count

    params["count"] = json_count

    params["cursor"] = cursor

    json_format_: list[str] | Unset = UNSET
    if not isinstance(format_, Unset):
        json_format_ = format_

    params["format"] = json_format_

    params["limit"] = limit

    json_ordering: str | Unset = UNSET
    if not isinstance(ordering, Unset):
        json_ordering = ordering

    params["ordering"] = json_ordering

    params["project"] = project

    json_received_after: str | Unset = UNSET
    if not isinstance(received_after, Unset):
        json_received_after = received_after.isoformat()
    params["received_after"] = json_received_after

    json_received_before: str | Unset = UNSET
    if not isinstance(received_before, Unset):
        json_received_before = received_before.isoformat()
    params["received_before"] = json_received_before

    params["request_id"] = request_id

    json_scan: str | Unset = UNSET
    if not isinstance(scan, Unset):
        json_scan = str(scan)
    params["scan"] = json_scan

    params["sha256"] = sha256

    json_status: list[str] | Unset = UNSET
    if not isinstance(status, Unset):
        json_status = []
        for status_item_data in status:
            status_item: str = status_item_data
            json_status.append(status_item)

    params["status"] = json_status

    json_target: str | Unset = UNSET
    if not isinstance(target, Unset):
        json_target = str(target)
    params["target"] = json_target

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "path": "/api/v1/imports",
        "params": params,
    }

    return _kwargs


def _read(response: httpx.Response) -> PaginatedImportList:
    with reading(response):
        if response.status_code == 200:
            response_200 = PaginatedImportList.from_dict(response.json())

            return response_200

    raise unexpected(response)


def _detail(response: httpx.Response) -> Response[PaginatedImportList]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_read(response),
    )


def sync(
    *,
    client: Wardroom,
    count: ImportsListCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    format_: list[str] | Unset = UNSET,
    limit: int | Unset = 50,
    ordering: ImportsListOrdering | Unset = UNSET,
    project: str | Unset = UNSET,
    received_after: datetime.datetime | Unset = UNSET,
    received_before: datetime.datetime | Unset = UNSET,
    request_id: str | Unset = UNSET,
    scan: UUID | Unset = UNSET,
    sha256: str | Unset = UNSET,
    status: list[ImportsListStatusItem] | Unset = UNSET,
    target: UUID | Unset = UNSET,
) -> PaginatedImportList:
    """List imports of reports

     Newest first. What each brought, and what of it was refused.

    Args:
        count (ImportsListCount | Unset):
        cursor (str | Unset):
        format_ (list[str] | Unset):
        limit (int | Unset):  Default: 50.
        ordering (ImportsListOrdering | Unset):
        project (str | Unset):
        received_after (datetime.datetime | Unset):
        received_before (datetime.datetime | Unset):
        request_id (str | Unset):
        scan (UUID | Unset):
        sha256 (str | Unset):
        status (list[ImportsListStatusItem] | Unset):
        target (UUID | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        PaginatedImportList
    """

    return _read(
        client.request(
            **_get_kwargs(
                count=count,
                cursor=cursor,
                format_=format_,
                limit=limit,
                ordering=ordering,
                project=project,
                received_after=received_after,
                received_before=received_before,
                request_id=request_id,
                scan=scan,
                sha256=sha256,
                status=status,
                target=target,
            )
        )
    )


def sync_detailed(
    *,
    client: Wardroom,
    count: ImportsListCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    format_: list[str] | Unset = UNSET,
    limit: int | Unset = 50,
    ordering: ImportsListOrdering | Unset = UNSET,
    project: str | Unset = UNSET,
    received_after: datetime.datetime | Unset = UNSET,
    received_before: datetime.datetime | Unset = UNSET,
    request_id: str | Unset = UNSET,
    scan: UUID | Unset = UNSET,
    sha256: str | Unset = UNSET,
    status: list[ImportsListStatusItem] | Unset = UNSET,
    target: UUID | Unset = UNSET,
) -> Response[PaginatedImportList]:
    """List imports of reports

     Newest first. What each brought, and what of it was refused.

    Args:
        count (ImportsListCount | Unset):
        cursor (str | Unset):
        format_ (list[str] | Unset):
        limit (int | Unset):  Default: 50.
        ordering (ImportsListOrdering | Unset):
        project (str | Unset):
        received_after (datetime.datetime | Unset):
        received_before (datetime.datetime | Unset):
        request_id (str | Unset):
        scan (UUID | Unset):
        sha256 (str | Unset):
        status (list[ImportsListStatusItem] | Unset):
        target (UUID | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[PaginatedImportList]
    """

    return _detail(
        client.request(
            **_get_kwargs(
                count=count,
                cursor=cursor,
                format_=format_,
                limit=limit,
                ordering=ordering,
                project=project,
                received_after=received_after,
                received_before=received_before,
                request_id=request_id,
                scan=scan,
                sha256=sha256,
                status=status,
                target=target,
            )
        )
    )


async def asyncio(
    *,
    client: AsyncWardroom,
    count: ImportsListCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    format_: list[str] | Unset = UNSET,
    limit: int | Unset = 50,
    ordering: ImportsListOrdering | Unset = UNSET,
    project: str | Unset = UNSET,
    received_after: datetime.datetime | Unset = UNSET,
    received_before: datetime.datetime | Unset = UNSET,
    request_id: str | Unset = UNSET,
    scan: UUID | Unset = UNSET,
    sha256: str | Unset = UNSET,
    status: list[ImportsListStatusItem] | Unset = UNSET,
    target: UUID | Unset = UNSET,
) -> PaginatedImportList:
    """List imports of reports

     Newest first. What each brought, and what of it was refused.

    Args:
        count (ImportsListCount | Unset):
        cursor (str | Unset):
        format_ (list[str] | Unset):
        limit (int | Unset):  Default: 50.
        ordering (ImportsListOrdering | Unset):
        project (str | Unset):
        received_after (datetime.datetime | Unset):
        received_before (datetime.datetime | Unset):
        request_id (str | Unset):
        scan (UUID | Unset):
        sha256 (str | Unset):
        status (list[ImportsListStatusItem] | Unset):
        target (UUID | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        PaginatedImportList
    """

    return _read(
        await client.request(
            **_get_kwargs(
                count=count,
                cursor=cursor,
                format_=format_,
                limit=limit,
                ordering=ordering,
                project=project,
                received_after=received_after,
                received_before=received_before,
                request_id=request_id,
                scan=scan,
                sha256=sha256,
                status=status,
                target=target,
            )
        )
    )


async def asyncio_detailed(
    *,
    client: AsyncWardroom,
    count: ImportsListCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    format_: list[str] | Unset = UNSET,
    limit: int | Unset = 50,
    ordering: ImportsListOrdering | Unset = UNSET,
    project: str | Unset = UNSET,
    received_after: datetime.datetime | Unset = UNSET,
    received_before: datetime.datetime | Unset = UNSET,
    request_id: str | Unset = UNSET,
    scan: UUID | Unset = UNSET,
    sha256: str | Unset = UNSET,
    status: list[ImportsListStatusItem] | Unset = UNSET,
    target: UUID | Unset = UNSET,
) -> Response[PaginatedImportList]:
    """List imports of reports

     Newest first. What each brought, and what of it was refused.

    Args:
        count (ImportsListCount | Unset):
        cursor (str | Unset):
        format_ (list[str] | Unset):
        limit (int | Unset):  Default: 50.
        ordering (ImportsListOrdering | Unset):
        project (str | Unset):
        received_after (datetime.datetime | Unset):
        received_before (datetime.datetime | Unset):
        request_id (str | Unset):
        scan (UUID | Unset):
        sha256 (str | Unset):
        status (list[ImportsListStatusItem] | Unset):
        target (UUID | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[PaginatedImportList]
    """

    return _detail(
        await client.request(
            **_get_kwargs(
                count=count,
                cursor=cursor,
                format_=format_,
                limit=limit,
                ordering=ordering,
                project=project,
                received_after=received_after,
                received_before=received_before,
                request_id=request_id,
                scan=scan,
                sha256=sha256,
                status=status,
                target=target,
            )
        )
    )
