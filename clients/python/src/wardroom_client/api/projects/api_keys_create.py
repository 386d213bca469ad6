from http import HTTPStatus
from typing import Any

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.issued_key import IssuedKey
from ...models.new_api_key_request import NewApiKeyRequest
from ...types import Response


def _get_kwargs(
    *,
    body: NewApiKeyRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "path": "/api/v1/api-keys",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _read(response: httpx.Response) -> IssuedKey:
    with reading(response):
        if response.status_code == 201:
            response_201 = IssuedKey.from_dict(response.json())

            return response_201

    raise unexpected(response)


def _detail(response: httpx.Response) -> Response[IssuedKey]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_read(response),
    )


def sync(
    *,
    client: Wardroom,
    body: NewApiKeyRequest,
) -> IssuedKey:
    """Make a key; its text is in this answer and nowhere else

    Args:
        body (NewApiKeyRequest):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        IssuedKey
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
    body: NewApiKeyRequest,
) -> Response[IssuedKey]:
    """Make a key; its text is in this answer and nowhere else

    Args:
        body (NewApiKeyRequest):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[IssuedKey]
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
    body: NewApiKeyRequest,
) -> IssuedKey:
    """Make a key; its text is in this answer and nowhere else

    Args:
        body (NewApiKeyRequest):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        IssuedKey
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
    body: NewApiKeyRequest,
) -> Response[IssuedKey]:
    """Make a key; its text is in this answer and nowhere else

    Args:
        body (NewApiKeyRequest):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[IssuedKey]
    """

    return _detail(
        await client.request(
            **_get_kwargs(
                body=body,
            )
        )
    )
