from http import HTTPStatus
from typing import Any

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...types import Response


def _get_kwargs() -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "path": "/api/v1/metrics",
    }

    return _kwargs


def _read(response: httpx.Response) -> str:
    with reading(response):
        if response.status_code == 200:
            response_200 = response.text
            return response_200

    raise unexpected(response)


def _detail(response: httpx.Response) -> Response[str]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_read(response),
    )


def sync(
    *,
    client: Wardroom,
) -> str:
    """Metrics in Prometheus' text format

     Needs an API key with the scope `metrics:read`, or a person of the staff.

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        str
    """

    return _read(client.request(**_get_kwargs()))


def sync_detailed(
    *,
    client: Wardroom,
) -> Response[str]:
    """Metrics in Prometheus' text format

     Needs an API key with the scope `metrics:read`, or a person of the staff.

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[str]
    """

    return _detail(client.request(**_get_kwargs()))


async def asyncio(
    *,
    client: AsyncWardroom,
) -> str:
    """Metrics in Prometheus' text format

     Needs an API key with the scope `metrics:read`, or a person of the staff.

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        str
    """

    return _read(await client.request(**_get_kwargs()))


async def asyncio_detailed(
    *,
    client: AsyncWardroom,
) -> Response[str]:
    """Metrics in Prometheus' text format

     Needs an API key with the scope `metrics:read`, or a person of the staff.

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[str]
    """

    return _detail(await client.request(**_get_kwargs()))
