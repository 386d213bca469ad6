from http import HTTPStatus
from typing import Any

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.new_target_request import NewTargetRequest
from ...models.target import Target
from ...types import Response


def _get_kwargs(
    *,
    body: NewTargetRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "path": "/api/v1/targets",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _read(response: httpx.Response) -> Target:
    with reading(response):
        if response.status_code == 201:
            response_201 = Target.from_dict(response.json())

            return response_201

    raise unexpected(response)


def _detail(response: httpx.Response) -> Response[Target]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_read(response),
    )


def sync(
    *,
    client: Wardroom,
    body: NewTargetRequest,
) -> Target:
    """Add a target that lies within the allow-list

    Args:
        body (NewTargetRequest):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Target
    """

    return _read(
        client.request(
            **_get_kwargs(
                body=body,
            )
        )
    )


def sync_detailed(
    *,
    client: Wardroom,
    body: NewTargetRequest,
) -> Response[Target]:
    """Add a target that lies within the allow-list

    Args:
        body (NewTargetRequest):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Target]
    """

    return _detail(
        client.request(
            **_get_kwargs(
                body=body,
            )
        )
    )


async def asyncio(
    *,
    client: AsyncWardroom,
    body: NewTargetRequest,
) -> Target:
    """Add a target that lies within the allow-list

    Args:
        body (NewTargetRequest):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Target
    """

    return _read(
        await client.request(
            **_get_kwargs(
                body=body,
            )
        )
    )


async def asyncio_detailed(
    *,
    client: AsyncWardroom,
    body: NewTargetRequest,
) -> Response[Target]:
    """Add a target that lies within the allow-list

    Args:
        body (NewTargetRequest):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Target]
    """

    return _detail(
        await client.request(
            **_get_kwargs(
                body=body,
            )
        )
    )
