from http import HTTPStatus
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.scan import Scan
from ...types import UNSET, Response, Unset


def _get_kwargs(
    schedule_id: str,
    *,
    idempotency_key: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    headers.setdefault("Idempotency-Key", str(uuid4()))

    _kwargs: dict[str, Any] = {
        "method": "post",
        "path": "/api/v1/schedules/{schedule_id}/run".format(
            schedule_id=quote(str(schedule_id), safe=""),
        ),
    }

    _kwargs["headers"] = headers
    return _kwargs


def _read(response: httpx.Response) -> Scan:
    with reading(response):
        if response.status_code == 202:
            response_202 = Scan.from_dict(response.json())

            return response_202

    raise unexpected(response)


def _detail(response: httpx.Response) -> Response[Scan]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_read(response),
    )


def sync(
    schedule_id: str,
    *,
    client: Wardroom,
    idempotency_key: str | Unset = UNSET,
) -> Scan:
    """Run a schedule now

     On the caller's own rights, also while it is paused; its times stay as they are. 409 while its last
    scan has not ended, and in a blackout window.

    Args:
        schedule_id (str):
        idempotency_key (str | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Scan
    """

    return _read(
        client.request(
            **_get_kwargs(
                schedule_id=schedule_id,
                idempotency_key=idempotency_key,
            )
        )
    )


def sync_detailed(
    schedule_id: str,
    *,
    client: Wardroom,
    idempotency_key: str | Unset = UNSET,
) -> Response[Scan]:
    """Run a schedule now

     On the caller's own rights, also while it is paused; its times stay as they are. 409 while its last
    scan has not ended, and in a blackout window.

    Args:
        schedule_id (str):
        idempotency_key (str | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Scan]
    """

    return _detail(
        client.request(
            **_get_kwargs(
                schedule_id=schedule_id,
                idempotency_key=idempotency_key,
            )
        )
    )


async def asyncio(
    schedule_id: str,
    *,
    client: AsyncWardroom,
    idempotency_key: str | Unset = UNSET,
) -> Scan:
    """Run a schedule now

     On the caller's own rights, also while it is paused; its times stay as they are. 409 while its last
    scan has not ended, and in a blackout window.

    Args:
        schedule_id (str):
        idempotency_key (str | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Scan
    """

    return _read(
        await client.request(
            **_get_kwargs(
                schedule_id=schedule_id,
                idempotency_key=idempotency_key,
            )
        )
    )


async def asyncio_detailed(
    schedule_id: str,
    *,
    client: AsyncWardroom,
    idempotency_key: str | Unset = UNSET,
) -> Response[Scan]:
    """Run a schedule now

     On the caller's own rights, also while it is paused; its times stay as they are. 409 while its last
    scan has not ended, and in a blackout window.

    Args:
        schedule_id (str):
        idempotency_key (str | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Scan]
    """

    return _detail(
        await client.request(
            **_get_kwargs(
                schedule_id=schedule_id,
                idempotency_key=idempotency_key,
            )
        )
    )
