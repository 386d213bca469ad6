from http import HTTPStatus
from typing import Any
from uuid import uuid4

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.plan import Plan
from ...models.scan import Scan
from ...models.scan_request import ScanRequest
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: ScanRequest | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    headers.setdefault("Idempotency-Key", str(uuid4()))

    _kwargs: dict[str, Any] = {
        "method": "post",
        "path": "/api/v1/scans",
    }

    if not isinstance(body, Unset):
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _read(response: httpx.Response) -> Plan | Scan:
    with reading(response):
        if response.status_code == 200:
            response_200 = Plan.from_dict(response.json())

            return response_200

        if response.status_code == 202:
            response_202 = Scan.from_dict(response.json())

            return response_202

    raise unexpected(response)


def _detail(response: httpx.Response) -> Response[Plan | Scan]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_read(response),
    )


def sync(
    *,
    client: Wardroom,
    body: ScanRequest | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> Plan | Scan:
    """Start a scan, or plan it with dry_run

     `tools` narrows or replaces the profile's tools. Project and target fall back to the caller's
    default project and its only target that the tools accept.

    Args:
        idempotency_key (str | Unset):
        body (ScanRequest | Unset): What `POST /api/scans` takes; the shape only, `scans.intake`
            holds the rules.

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Plan | Scan
    """

    return _read(
        client.request(
            **_get_kwargs(
                body=body,
                idempotency_key=idempotency_key,
            )
        )
    )


def sync_detailed(
    *,
    client: Wardroom,
    body: ScanRequest | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> Response[Plan | Scan]:
    """Start a scan, or plan it with dry_run

     `tools` narrows or replaces the profile's tools. Project and target fall back to the caller's
    default project and its only target that the tools accept.

    Args:
        idempotency_key (str | Unset):
        body (ScanRequest | Unset): What `POST /api/scans` takes; the shape only, `scans.intake`
            holds the rules.

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Plan | Scan]
    """

    return _detail(
        client.request(
            **_get_kwargs(
                body=body,
                idempotency_key=idempotency_key,
            )
        )
    )


async def asyncio(
    *,
    client: AsyncWardroom,
    body: ScanRequest | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> Plan | Scan:
    """Start a scan, or plan it with dry_run

     `tools` narrows or replaces the profile's tools. Project and target fall back to the caller's
    default project and its only target that the tools accept.

    Args:
        idempotency_key (str | Unset):
        body (ScanRequest | Unset): What `POST /api/scans` takes; the shape only, `scans.intake`
            holds the rules.

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Plan | Scan
    """

    return _read(
        await client.request(
            **_get_kwargs(
                body=body,
                idempotency_key=idempotency_key,
            )
        )
    )


async def asyncio_detailed(
    *,
    client: AsyncWardroom,
    body: ScanRequest | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> Response[Plan | Scan]:
    """Start a scan, or plan it with dry_run

     `tools` narrows or replaces the profile's tools. Project and target fall back to the caller's
    default project and its only target that the tools accept.

    Args:
        idempotency_key (str | Unset):
        body (ScanRequest | Unset): What `POST /api/scans` takes; the shape only, `scans.intake`
            holds the rules.

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Plan | Scan]
    """

    return _detail(
        await client.request(
            **_get_kwargs(
                body=body,
                idempotency_key=idempotency_key,
            )
        )
    )
