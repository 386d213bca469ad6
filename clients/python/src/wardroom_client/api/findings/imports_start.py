from http import HTTPStatus
from typing import Any
from uuid import uuid4

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.import_detail import ImportDetail
from ...models.import_request import ImportRequest
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: ImportRequest,
    idempotency_key: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    headers.setdefault("Idempotency-Key", str(uuid4()))

    _kwargs: dict[str, Any] = {
        "method": "post",
        "path": "/api/v1/imports",
    }

    _kwargs["files"] = body.to_multipart()

    _kwargs["headers"] = headers
    return _kwargs


def _read(response: httpx.Response) -> ImportDetail:
    with reading(response):
        if response.status_code == 202:
            response_202 = ImportDetail.from_dict(response.json())

            return response_202

    raise unexpected(response)


def _detail(response: httpx.Response) -> Response[ImportDetail]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_read(response),
    )


def sync(
    *,
    client: Wardroom,
    body: ImportRequest,
    idempotency_key: str | Unset = UNSET,
) -> ImportDetail:
    """Import a report

     What the file is, is told at once; reading it is a job, and nothing of a report is stored before it
    was read to its end. Needs the role analyst.

    Args:
        idempotency_key (str | Unset):
        body (ImportRequest): The form of an upload.

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        ImportDetail
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
    body: ImportRequest,
    idempotency_key: str | Unset = UNSET,
) -> Response[ImportDetail]:
    """Import a report

     What the file is, is told at once; reading it is a job, and nothing of a report is stored before it
    was read to its end. Needs the role analyst.

    Args:
        idempotency_key (str | Unset):
        body (ImportRequest): The form of an upload.

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[ImportDetail]
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
    body: ImportRequest,
    idempotency_key: str | Unset = UNSET,
) -> ImportDetail:
    """Import a report

     What the file is, is told at once; reading it is a job, and nothing of a report is stored before it
    was read to its end. Needs the role analyst.

    Args:
        idempotency_key (str | Unset):
        body (ImportRequest): The form of an upload.

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        ImportDetail
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
    body: ImportRequest,
    idempotency_key: str | Unset = UNSET,
) -> Response[ImportDetail]:
    """Import a report

     What the file is, is told at once; reading it is a job, and nothing of a report is stored before it
    was read to its end. Needs the role analyst.

    Args:
        idempotency_key (str | Unset):
        body (ImportRequest): The form of an upload.

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[ImportDetail]
    """

    return _detail(
        await client.request(
            **_get_kwargs(
                body=body,
                idempotency_key=idempotency_key,
            )
        )
    )
