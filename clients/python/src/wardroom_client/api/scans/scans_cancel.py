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
    scan_id: str,
    *,
    idempotency_key: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    headers.setdefault("Idempotency-Key", str(uuid4()))

    _kwargs: dict[str, Any] = {
        "method": "post",
        "path": "/api/v1/scans/{scan_id}/cancel".format(
            scan_id=quote(str(scan_id), safe=""),
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
    scan_id: str,
    *,
    client: Wardroom,
    idempotency_key: str | Unset = UNSET,
) -> Scan:
    """Cancel a scan

     What is queued is cancelled now; what runs is `cancelling` until its worker confirms.

    Args:
        scan_id (str):
        idempotency_key (str | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Scan
    """

    return _read(
        client.request(
            **_get_kwargs(
                scan_id=scan_id,
                idempotency_key=idempotency_key,
            )
        )
    )


def sync_detailed(
    scan_id: str,
    *,
    client: Wardroom,
    idempotency_key: str | Unset = UNSET,
) -> Response[Scan]:
    """Cancel a scan

     What is queued is cancelled now; what runs is `cancelling` until its worker confirms.

    Args:
        scan_id (str):
        idempotency_key (str | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Scan]
    """

    return _detail(
        client.request(
            **_get_kwargs(
                scan_id=scan_id,
                idempotency_key=idempotency_key,
            )
        )
    )


async def asyncio(
    scan_id: str,
    *,
    client: AsyncWardroom,
    idempotency_key: str | Unset = UNSET,
) -> Scan:
    """Cancel a scan

     What is queued is cancelled now; what runs is `cancelling` until its worker confirms.

    Args:
        scan_id (str):
        idempotency_key (str | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Scan
    """

    return _read(
        await client.request(
            **_get_kwargs(
                scan_id=scan_id,
                idempotency_key=idempotency_key,
            )
        )
    )


async def asyncio_detailed(
    scan_id: str,
    *,
    client: AsyncWardroom,
    idempotency_key: str | Unset = UNSET,
) -> Response[Scan]:
    """Cancel a scan

     What is queued is cancelled now; what runs is `cancelling` until its worker confirms.

    Args:
        scan_id (str):
        idempotency_key (str | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Scan]
    """

    return _detail(
        await client.request(
            **_get_kwargs(
                scan_id=scan_id,
                idempotency_key=idempotency_key,
            )
        )
    )
