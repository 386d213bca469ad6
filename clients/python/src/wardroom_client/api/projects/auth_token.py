from http import HTTPStatus
from typing import Any

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.token_answer import TokenAnswer
from ...models.token_request import TokenRequest
from ...types import Response


def _get_kwargs(
    *,
    body: TokenRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "path": "/api/v1/auth/token",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _read(response: httpx.Response) -> TokenAnswer:
    with reading(response):
        if response.status_code == 200:
            response_200 = TokenAnswer.from_dict(response.json())

            return response_200

    raise unexpected(response)


def _detail(response: httpx.Response) -> Response[TokenAnswer]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_read(response),
    )


def sync(
    *,
    client: Wardroom,
    body: TokenRequest,
) -> TokenAnswer:
    """Sign in and get a bearer token

    Args:
        body (TokenRequest):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        TokenAnswer
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
    body: TokenRequest,
) -> Response[TokenAnswer]:
    """Sign in and get a bearer token

    Args:
        body (TokenRequest):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[TokenAnswer]
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
    body: TokenRequest,
) -> TokenAnswer:
    """Sign in and get a bearer token

    Args:
        body (TokenRequest):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        TokenAnswer
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
    body: TokenRequest,
) -> Response[TokenAnswer]:
    """Sign in and get a bearer token

    Args:
        body (TokenRequest):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[TokenAnswer]
    """

    return _detail(
        await client.request(
            **_get_kwargs(
                body=body,
            )
        )
    )
