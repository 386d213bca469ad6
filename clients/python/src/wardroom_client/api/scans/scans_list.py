import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.paginated_scan_list import PaginatedScanList
from ...models.scans_list_count import ScansListCount
from ...models.scans_list_ordering import ScansListOrdering
from ...models.scans_list_origin import ScansListOrigin
from ...models.scans_list_status_item import ScansListStatusItem
from ...models.scans_list_target_kind import ScansListTargetKind
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    count: ScansListCount | Unset = UNSET,
    created_after: datetime.datetime | Unset = UNSET,
    created_before: datetime.datetime | Unset = UNSET,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
    ordering: ScansListOrdering | Unset = UNSET,
    origin: ScansListOrigin | Unset = UNSET,
    profile: str | Unset = UNSET,
    project: str | Unset = UNSET,
    request_id: str | Unset = UNSET,
    schedule: UUID | Unset = UNSET,
    status: list[ScansListStatusItem] | Unset = UNSET,
    target: UUID | Unset = UNSET,
    target_kind: ScansListTargetKind | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_count: str | Unset = UNSET
    if not isinstance(count, Unset):
        json_count = count

    params["count"] = json_count

    json_created_after: str | Unset = UNSET
    if not isinstance(created_after, Unset):
        json_created_after = created_after.isoformat()
    params["created_after"] = json_created_after

    json_created_before: str | Unset = UNSET
    if not isinstance(created_before, Unset):
        json_created_before = created_before.isoformat()
    params["created_before"] = json_created_before

    params["cursor"] = cursor

    params["limit"] = limit

    json_ordering: str | Unset = UNSET
    if not isinstance(ordering, Unset):
        json_ordering = ordering

    params["ordering"] = json_ordering

    json_origin: str | Unset = UNSET
    if not isinstance(origin, Unset):
        json_origin = origin

    params["origin"] = json_origin

    params["profile"] = profile

    params["project"] = project

    params["request_id"] = request_id

    json_schedule: str | Unset = UNSET
    if not isinstance(schedule, Unset):
        json_schedule = str(schedule)
    params["schedule"] = json_schedule

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

    json_target_kind: str | Unset = UNSET
    if not isinstance(target_kind, Unset):
        json_target_kind = target_kind

    params["target_kind"] = json_target_kind

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "path": "/api/v1/scans",
        "params": params,
    }

    return _kwargs


def _read(response: httpx.Response) -> PaginatedScanList:
    with reading(response):
        if response.status_code == 200:
            response_200 = PaginatedScanList.from_dict(response.json())

            return response_200

    raise unexpected(response)


def _detail(response: httpx.Response) -> Response[PaginatedScanList]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_read(response),
    )


def sync(
    *,
    client: Wardroom,
    count: ScansListCount | Unset = UNSET,
    created_after: datetime.datetime | Unset = UNSET,
    created_before: datetime.datetime | Unset = UNSET,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
    ordering: ScansListOrdering | Unset = UNSET,
    origin: ScansListOrigin | Unset = UNSET,
    profile: str | Unset = UNSET,
    project: str | Unset = UNSET,
    request_id: str | Unset = UNSET,
    schedule: UUID | Unset = UNSET,
    status: list[ScansListStatusItem] | Unset = UNSET,
    target: UUID | Unset = UNSET,
    target_kind: ScansListTargetKind | Unset = UNSET,
) -> PaginatedScanList:
    """List scans

     Newest first. Filters: status, target, profile, origin, request id, time.

    Args:
        count (ScansListCount | Unset):
        created_after (datetime.datetime | Unset):
        created_before (datetime.datetime | Unset):
        cursor (str | Unset):
        limit (int | Unset):  Default: 50.
        ordering (ScansListOrdering | Unset):
        origin (ScansListOrigin | Unset):
        profile (str | Unset):
        project (str | Unset):
        request_id (str | Unset):
        schedule (UUID | Unset):
        status (list[ScansListStatusItem] | Unset):
        target (UUID | Unset):
        target_kind (ScansListTargetKind | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        PaginatedScanList
    """

    return _read(
        client.request(
            **_get_kwargs(
                count=count,
                created_after=created_after,
                created_before=created_before,
                cursor=cursor,
                limit=limit,
                ordering=ordering,
                origin=origin,
                profile=profile,
                project=project,
                request_id=request_id,
                schedule=schedule,
                status=status,
                target=target,
                target_kind=target_kind,
            )
        )
    )


def sync_detailed(
    *,
    client: Wardroom,
    count: ScansListCount | Unset = UNSET,
    created_after: datetime.datetime | Unset = UNSET,
    created_before: datetime.datetime | Unset = UNSET,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
    ordering: ScansListOrdering | Unset = UNSET,
    origin: ScansListOrigin | Unset = UNSET,
    profile: str | Unset = UNSET,
    project: str | Unset = UNSET,
    request_id: str | Unset = UNSET,
    schedule: UUID | Unset = UNSET,
    status: list[ScansListStatusItem] | Unset = UNSET,
    target: UUID | Unset = UNSET,
    target_kind: ScansListTargetKind | Unset = UNSET,
) -> Response[PaginatedScanList]:
    """List scans

     Newest first. Filters: status, target, profile, origin, request id, time.

    Args:
        count (ScansListCount | Unset):
        created_after (datetime.datetime | Unset):
        created_before (datetime.datetime | Unset):
        cursor (str | Unset):
        limit (int | Unset):  Default: 50.
        ordering (ScansListOrdering | Unset):
        origin (ScansListOrigin | Unset):
        profile (str | Unset):
        project (str | Unset):
        request_id (str | Unset):
        schedule (UUID | Unset):
        status (list[ScansListStatusItem] | Unset):
        target (UUID | Unset):
        target_kind (ScansListTargetKind | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[PaginatedScanList]
    """

    return _detail(
        client.request(
            **_get_kwargs(
                count=count,
                created_after=created_after,
                created_before=created_before,
                cursor=cursor,
                limit=limit,
                ordering=ordering,
                origin=origin,
                profile=profile,
                project=project,
                request_id=request_id,
                schedule=schedule,
                status=status,
                target=target,
                target_kind=target_kind,
            )
        )
    )


async def asyncio(
    *,
    client: AsyncWardroom,
    count: ScansListCount | Unset = UNSET,
    created_after: datetime.datetime | Unset = UNSET,
    created_before: datetime.datetime | Unset = UNSET,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
    ordering: ScansListOrdering | Unset = UNSET,
    origin: ScansListOrigin | Unset = UNSET,
    profile: str | Unset = UNSET,
    project: str | Unset = UNSET,
    request_id: str | Unset = UNSET,
    schedule: UUID | Unset = UNSET,
    status: list[ScansListStatusItem] | Unset = UNSET,
    target: UUID | Unset = UNSET,
    target_kind: ScansListTargetKind | Unset = UNSET,
) -> PaginatedScanList:
    """List scans

     Newest first. Filters: status, target, profile, origin, request id, time.

    Args:
        count (ScansListCount | Unset):
        created_after (datetime.datetime | Unset):
        created_before (datetime.datetime | Unset):
        cursor (str | Unset):
        limit (int | Unset):  Default: 50.
        ordering (ScansListOrdering | Unset):
        origin (ScansListOrigin | Unset):
        profile (str | Unset):
        project (str | Unset):
        request_id (str | Unset):
        schedule (UUID | Unset):
        status (list[ScansListStatusItem] | Unset):
        target (UUID | Unset):
        target_kind (ScansListTargetKind | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        PaginatedScanList
    """

    return _read(
        await client.request(
            **_get_kwargs(
                count=count,
                created_after=created_after,
                created_before=created_before,
                cursor=cursor,
                limit=limit,
                ordering=ordering,
                origin=origin,
                profile=profile,
                project=project,
                request_id=request_id,
                schedule=schedule,
                status=status,
                target=target,
                target_kind=target_kind,
            )
        )
    )


async def asyncio_detailed(
    *,
    client: AsyncWardroom,
    count: ScansListCount | Unset = UNSET,
    created_after: datetime.datetime | Unset = UNSET,
    created_before: datetime.datetime | Unset = UNSET,
    cursor: str | Unset = UNSET,
    limit: int | Unset = 50,
    ordering: ScansListOrdering | Unset = UNSET,
    origin: ScansListOrigin | Unset = UNSET,
    profile: str | Unset = UNSET,
    project: str | Unset = UNSET,
    request_id: str | Unset = UNSET,
    schedule: UUID | Unset = UNSET,
    status: list[ScansListStatusItem] | Unset = UNSET,
    target: UUID | Unset = UNSET,
    target_kind: ScansListTargetKind | Unset = UNSET,
) -> Response[PaginatedScanList]:
    """List scans

     Newest first. Filters: status, target, profile, origin, request id, time.

    Args:
        count (ScansListCount | Unset):
        created_after (datetime.datetime | Unset):
        created_before (datetime.datetime | Unset):
        cursor (str | Unset):
        limit (int | Unset):  Default: 50.
        ordering (ScansListOrdering | Unset):
        origin (ScansListOrigin | Unset):
        profile (str | Unset):
        project (str | Unset):
        request_id (str | Unset):
        schedule (UUID | Unset):
        status (list[ScansListStatusItem] | Unset):
        target (UUID | Unset):
        target_kind (ScansListTargetKind | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[PaginatedScanList]
    """

    return _detail(
        await client.request(
            **_get_kwargs(
                count=count,
                created_after=created_after,
                created_before=created_before,
                cursor=cursor,
                limit=limit,
                ordering=ordering,
                origin=origin,
                profile=profile,
                project=project,
                request_id=request_id,
                schedule=schedule,
                status=status,
                target=target,
                target_kind=target_kind,
            )
        )
    )
