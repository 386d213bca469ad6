from http import HTTPStatus
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.fingerprint import Fingerprint
from ...types import Response


def _get_kwargs(
    finding_id: UUID,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "path": "/api/v1/findings/{finding_id}/fingerprint".format(
            finding_id=quote(str(finding_id), safe=""),
        ),
    }

    return _kwargs


def _read(response: httpx.Response) -> Fingerprint:
    with reading(response):
        if response.status_code == 200:
            response_200 = Fingerprint.from_dict(response.json())

            return response_200

    raise unexpected(response)


def _detail(response: httpx.Response) -> Response[Fingerprint]:
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
) -> Fingerprint:
    """Say why this is one finding

     The parts that were hashed, in order. Secrets enter as keyed hashes only.

    Args:
        finding_id (UUID):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Fingerprint
    """

    return _read(
        client.request(
            **_get_kwargs(
                finding_id=finding_id,
            )
        )
    )


def sync_detailed(
    finding_id: UUID,
    *,
    client: Wardroom,
) -> Response[Fingerprint]:
    """Say why this is one finding

     The parts that were hashed, in order. Secrets enter as keyed hashes only.

    Args:
        finding_id (UUID):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Fingerprint]
    """

    return _detail(
        client.request(
            **_get_kwargs(
                finding_id=finding_id,
            )
        )
    )


async def asyncio(
    finding_id: UUID,
    *,
    client: AsyncWardroom,
) -> Fingerprint:
    """Say why this is one finding

     The parts that were hashed, in order. Secrets enter as keyed hashes only.

    Args:
        finding_id (UUID):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Fingerprint
    """

    return _read(
        await client.request(
            **_get_kwargs(
                finding_id=finding_id,
            )
        )
    )


async def asyncio_detailed(
    finding_id: UUID,
    *,
    client: AsyncWardroom,
) -> Response[Fingerprint]:
    """Say why this is one finding

     The parts that were hashed, in order. Secrets enter as keyed hashes only.

    Args:
        finding_id (UUID):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Fingerprint]
    """

    return _detail(
        await client.request(
            **_get_kwargs(
                finding_id=finding_id,
            )
        )
    )
