from http import HTTPStatus
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.retry_request import RetryRequest
from ...models.scan import Scan
from ...types import UNSET, Response, Unset


def _get_kwargs(
    scan_id: str,
    *,
    body: RetryRequest | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    headers.setdefault("Idempotency-Key", str(uuid4()))

    _kwargs: dict[str, Any] = {
        "method": "post",
        "path": "/api/v1/scans/{scan_id}/retry".format(
            scan_id=quote(str(scan_id), safe=""),
        ),
    }

    if not isinstance(body, Unset):
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

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
    body: RetryRequest | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> Scan:
    """Retry the failed tools of a scan, or those named

     New attempts inside the same scan; all earlier attempts are kept.

    Args:
        scan_id (str):
        idempotency_key (str | Unset):
        body (RetryRequest | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Scan
    """

    return _read(
        client.request(
            **_get_kwargs(
                scan_id=scan_id,
                body=body,
                idempotency_key=idempotency_key,
            )
        )
    )


def sync_detailed(
    scan_id: str,
    *,
    client: Wardroom,
    body: RetryRequest | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> Response[Scan]:
    """Retry the failed tools of a scan, or those named

     New attempts inside the same scan; all earlier attempts are kept.

    Args:
        scan_id (str):
        idempotency_key (str | Unset):
        body (RetryRequest | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Scan]
    """

    return _detail(
        client.request(
            **_get_kwargs(
                scan_id=scan_id,
                body=body,
                idempotency_key=idempotency_key,
            )
        )
    )


async def asyncio(
    scan_id: str,
    *,
    client: AsyncWardroom,
    body: RetryRequest | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> Scan:
    """Retry the failed tools of a scan, or those named

     New attempts inside the same scan; all earlier attempts are kept.

    Args:
        scan_id (str):
        idempotency_key (str | Unset):
        body (RetryRequest | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Scan
    """

    return _read(
        await client.request(
            **_get_kwargs(
                scan_id=scan_id,
                body=body,
                idempotency_key=idempotency_key,
            )
        )
    )


async def asyncio_detailed(
    scan_id: str,
    *,
    client: AsyncWardroom,
    body: RetryRequest | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> Response[Scan]:
    """Retry the failed tools of a scan, or those named

     New attempts inside the same scan; all earlier attempts are kept.

    Args:
        scan_id (str):
        idempotency_key (str | Unset):
        body (RetryRequest | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Scan]
    """

    return _detail(
        await client.request(
            **_get_kwargs(
                scan_id=scan_id,
                body=body,
                idempotency_key=idempotency_key,
            )
        )
    )
