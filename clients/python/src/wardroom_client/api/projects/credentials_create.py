from http import HTTPStatus
from typing import Any

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.credential import Credential
from ...models.new_credential_request import NewCredentialRequest
from ...types import Response


def _get_kwargs(
    *,
    body: NewCredentialRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "path": "/api/v1/credentials",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _read(response: httpx.Response) -> Credential:
    with reading(response):
        if response.status_code == 201:
            response_201 = Credential.from_dict(response.json())

            return response_201

    raise unexpected(response)


def _detail(response: httpx.Response) -> Response[Credential]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_read(response),
    )


def sync(
    *,
    client: Wardroom,
    body: NewCredentialRequest,
) -> Credential:
    """Store a credential; its values are never shown again

     Only those who configure a project see that its credentials exist; nobody sees values.

    Args:
        body (NewCredentialRequest):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Credential
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
    body: NewCredentialRequest,
) -> Response[Credential]:
    """Store a credential; its values are never shown again

     Only those who configure a project see that its credentials exist; nobody sees values.

    Args:
        body (NewCredentialRequest):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Credential]
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
    body: NewCredentialRequest,
) -> Credential:
    """Store a credential; its values are never shown again

     Only those who configure a project see that its credentials exist; nobody sees values.

    Args:
        body (NewCredentialRequest):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Credential
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
    body: NewCredentialRequest,
) -> Response[Credential]:
    """Store a credential; its values are never shown again

     Only those who configure a project see that its credentials exist; nobody sees values.

    Args:
        body (NewCredentialRequest):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Credential]
    """

    return _detail(
        await client.request(
            **_get_kwargs(
                body=body,
            )
        )
    )
